"""``tf.layers.experimental``: layers and cells that name their variables as Keras layers did.

A layer made in this style owns new variables, named by the name scope that it is called in, and
knows neither variable scopes nor reuse.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, variable_scope
from tf1compat.scopes.store import active_store

_v1 = tf.compat.v1
_style = {"keras": False}


def in_keras_style() -> bool:
    """Whether a layer that is made now is of this style."""
    return _style["keras"]


@contextlib.contextmanager
def keras_style_scope() -> Iterator[None]:
    """Layers and cells made inside name their variables as Keras layers did.

    Source: ``tf.layers.experimental.keras_style_scope`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.layers import Dense
      >>> from tf1compat.scopes.keras_style import keras_style_scope
      >>> with keras_style_scope():
      ...     layers = [Dense(2, name="same") for _ in range(2)]
      >>> _ = [layer(tf.ones([1, 3])) for layer in layers]
      >>> layers[0].kernel is layers[1].kernel, layers[0].kernel.name
      (False, 'same/kernel:0')
    """
    before = _style["keras"]
    _style["keras"] = True
    try:
        yield
    finally:
        _style["keras"] = before


def set_keras_style() -> None:
    """The same for all layers and cells that this process makes from now on."""
    _style["keras"] = True


def refuse(layer: str, argument: str, value: object) -> None:
    """A scope or a reuse flag, which Keras layers had not.

    Raises:
      ArgumentValueError: (a ``ValueError``, as in TF1) the argument is not ``None``.
    """
    if value is not None:
        raise ArgumentValueError(
            layer, argument, expected=f"None: {argument} argument not allowed when keras style "
            "layers are enabled", received=repr(value),
            remedy="make the layer outside of tf.layers.experimental's keras style",
        )


def make_weight(name: str, shape: Any, dtype: Any, initializer: Any, **kwargs: Any) -> Any:
    """A new resource variable ``<current name scope>/<name>``."""
    dtype = tf.as_dtype(dtype)
    if initializer is None:
        floats = dtype.is_floating or dtype.is_complex
        initializer = _v1.glorot_uniform_initializer() if floats else _v1.zeros_initializer()
    elif isinstance(initializer, type):
        initializer = initializer()
    store = active_store()
    if store is not None and store.transient:  # a Keras layer around us keeps the variables
        with variable_scope(_v1.VariableScope(reuse=None), auxiliary_name_scope=False):
            full = f"{_v1.get_default_graph().get_name_scope()}/{name}".lstrip("/")
            return get_variable(full, shape, dtype, initializer, **kwargs)
    sizes = tf.TensorShape(shape)
    with tf.init_scope():
        return _v1.Variable(
            lambda: initializer(sizes.as_list(), dtype=dtype),
            name=name, dtype=dtype, use_resource=True, **kwargs,
        )
