"""``tf.contrib.framework.py_func``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib import nest
from tf1compat.errors import ArgumentTypeError

_v1 = tf.compat.v1


def py_func(
    func: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    output_types: Any = None,
    output_shapes: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """``tf.py_func`` with keyword arguments, and structures of outputs with known shapes.

    Args:
      func: of numpy arrays, in the structure of ``args`` and ``kwargs``.
      args: tensors, or structures of them.
      kwargs: the same by keyword.
      output_types: the dtypes of what ``func`` returns, or a function of its arguments that tells.
      output_shapes: the shapes in the same structure, or a function; by default unknown.
      stateful: whether equal inputs may give unequal outputs.
      name: of the operation.

    Returns:
      tensors in the structure of ``output_types``.

    Raises:
      ArgumentTypeError: (a ``TypeError``) ``args`` is no list or ``kwargs`` no dict.

    Source: ``tf.contrib.framework.py_func`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.py_func import py_func
      >>> both = py_func(lambda x, by: {"sum": x + by}, [tf.constant(2)], {"by": tf.constant(3)},
      ...                output_types={"sum": tf.int32}, output_shapes={"sum": []})
      >>> int(both["sum"]), both["sum"].shape.as_list()
      (5, [])
    """
    kwargs = {} if kwargs is None else kwargs
    _check("args", args, (list, tuple), "a list or tuple")
    _check("kwargs", kwargs, dict, "a dict")
    types = output_types(*args, **kwargs) if callable(output_types) else output_types
    shapes = output_shapes(*args, **kwargs) if callable(output_shapes) else output_shapes
    given = (args, kwargs)

    def on_arrays(*arrays: Any) -> list[Any]:
        positional, named = nest.pack_sequence_as(given, list(arrays))
        results = func(*positional, **named)
        nest.assert_shallow_structure(types, results)
        flat: list[Any] = nest.flatten(results)
        return flat

    made = _v1.py_func(on_arrays, nest.flatten(given), nest.flatten(types), stateful, name)
    flat = nest.flatten(made)  # eager code gets a single result bare
    if shapes is not None:
        as_shapes = nest.map_structure_up_to(types, tf.TensorShape, shapes)
        for tensor, shape in zip(flat, nest.flatten(as_shapes), strict=True):
            tensor.set_shape(shape)
    return nest.pack_sequence_as(types, flat)


def _check(argument: str, value: Any, kind: Any, expected: str) -> None:
    if not isinstance(value, kind):
        raise ArgumentTypeError(
            "tf.contrib.framework.py_func",
            argument,
            expected=expected,
            received=f"{value!r} of {type(value).__name__}",
            remedy=f"wrap it in {expected}",
        )
