"""``tf.layers.experimental``."""

from __future__ import annotations

from tf1compat.scopes.keras_style import keras_style_scope as keras_style_scope
from tf1compat.scopes.keras_style import set_keras_style as set_keras_style
from tf1compat.v1 import _namespace

__all__ = ["keras_style_scope", "set_keras_style"]

_namespace.join(__name__, "tf.layers.experimental")
