"""``tf.contrib.training``."""

from __future__ import annotations

from tf1compat.contrib.hparams import HParams as HParams
from tf1compat.contrib.hparams import parse_values as parse_values
from tf1compat.v1 import _namespace, _private

__all__ = _namespace.join(
    __name__,
    "tf.contrib.training",
    own=[
        "HParams",
        "parse_values",
    ],
    kind=_private.ContribNamespace,
)
