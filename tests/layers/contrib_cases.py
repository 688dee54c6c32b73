"""The programs of ``tf.contrib.layers`` that TensorFlow 1.15.5 and we both run."""

from __future__ import annotations

from tests.layers.cases import Case

CONTRIB: dict[str, Case] = {}
