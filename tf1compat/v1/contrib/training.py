"""``tf.contrib.training``."""

from __future__ import annotations

from tf1compat.contrib.hparams import HParams as HParams
from tf1compat.contrib.hparams import parse_values as parse_values
from tf1compat.v1 import _namespace, _private

__all__ = ["HParams", "parse_values"]

_namespace.join(__name__, "tf.contrib.training", kind=_private.ContribNamespace)
