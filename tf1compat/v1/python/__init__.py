"""``tensorflow.python``: TF1's private modules, as far as programs import them."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private

__all__: list[str] = []

_namespace.join(__name__, "tf.python", kind=_private.PrivateNamespace)
