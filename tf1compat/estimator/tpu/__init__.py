"""``tf.contrib.tpu``: its estimator, as it behaved without a TPU."""

from __future__ import annotations
