"""``tf.contrib.framework``'s small functions of tensors and graphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1
_Branch = Callable[[], Any]


def smart_constant_value(pred: Any) -> bool | None:
    """The value of a predicate where it is known now; ``None`` where only a session knows it.

    Raises:
      ArgumentTypeError: neither a bool, 0, 1, nor a tensor.
    """
    if tf.is_tensor(pred):
        value = tf.get_static_value(pred)
        return None if value is None else bool(value)
    if pred in (0, 1):
        return bool(pred)
    raise ArgumentTypeError(
        "smart_cond",
        "pred",
        expected="a bool, 0, 1 or a tensor",
        received=repr(pred),
        remedy="convert it to a bool",
    )


def smart_cond(
    pred: Any, true_fn: _Branch | None = None, false_fn: _Branch | None = None, name: Any = None
) -> Any:
    """``tf.cond``, or just the branch that is taken where that is known now.

    Example:
      >>> from tf1compat.contrib.tensors import smart_cond
      >>> smart_cond(True, lambda: "yes", lambda: "no")
      'yes'
    """
    for argument, branch in (("true_fn", true_fn), ("false_fn", false_fn)):
        if not callable(branch):
            raise ArgumentTypeError(
                "smart_cond",
                argument,
                expected="a function without arguments",
                received=repr(branch),
                remedy="wrap it: lambda: …",
            )
    known = smart_constant_value(pred)
    if known is None:
        return _v1.cond(pred, true_fn=true_fn, false_fn=false_fn, name=name)
    assert true_fn is not None
    assert false_fn is not None
    return true_fn() if known else false_fn()


def smart_case(
    pred_fn_pairs: Any,
    default: _Branch | None = None,
    exclusive: bool = False,
    name: str = "smart_case",
) -> Any:
    """``tf.case`` without the branches whose predicates are known to be false.

    Args:
      pred_fn_pairs: pairs of predicate and function, or a dictionary of them.
      default: the function where no predicate holds.
      exclusive: check that one predicate holds at most.
      name: of the operations.
    """
    pairs = pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs
    left: list[tuple[Any, _Branch]] = []
    for pred, branch in pairs:
        known = smart_constant_value(pred)
        if known and not exclusive and not left:
            return branch()
        if known is not False:
            left.append((tf.convert_to_tensor(pred), branch))
    if not left and default is not None:
        return default()
    return _v1.case(left, default=default, exclusive=exclusive, name=name)


def assert_scalar_int(tensor: Any, name: str | None = None) -> Any:
    """The tensor itself, if it is an integer scalar; else ``ValueError``."""
    with _v1.name_scope(name, "assert_scalar_int", [tensor]) as scope:
        tensor = tf.convert_to_tensor(tensor)
        if not tensor.dtype.base_dtype.is_integer:
            raise ArgumentValueError(
                "assert_scalar_int",
                "tensor",
                expected="an integer scalar",
                received=f"type {tensor.dtype.name}",
                remedy="cast it",
                known_as="Expected integer",
            )
        return _v1.debugging.assert_scalar(tensor, name=scope)


def reduce_sum_n(tensors: Sequence[Any], name: str | None = None) -> Any:
    """The sum of all elements of all tensors."""
    if not tensors:
        raise ArgumentValueError(
            "reduce_sum_n",
            "tensors",
            expected="at least one tensor",
            received="none",
            remedy="pass a list of tensors",
        )
    with _v1.name_scope(name, "reduce_sum_n", list(tensors)) as scope:
        sums = [_v1.reduce_sum(tensor) for tensor in tensors]
        return sums[0] if len(sums) == 1 else _v1.add_n(sums, name=scope)


def remove_squeezable_dimensions(predictions: Any, labels: Any, name: str | None = None) -> Any:
    """(predictions, labels), the last axis dropped from the one that has one axis more.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.tensors import remove_squeezable_dimensions
      >>> [x.shape.rank for x in remove_squeezable_dimensions(tf.ones([3, 1]), tf.ones([3]))]
      [1, 1]
    """
    with _v1.name_scope(name, "remove_squeezable_dimensions", [predictions, labels]):
        predictions, labels = tf.convert_to_tensor(predictions), tf.convert_to_tensor(labels)
        if predictions.shape.rank is not None and labels.shape.rank is not None:
            difference = predictions.shape.rank - labels.shape.rank
            if difference == 1:
                predictions = tf.squeeze(predictions, [-1])
            elif difference == -1:
                labels = tf.squeeze(labels, [-1])
            return predictions, labels
        difference = tf.rank(predictions) - tf.rank(labels)
        return _squeezed_if(difference, 1, predictions), _squeezed_if(difference, -1, labels)


def _squeezed_if(difference: Any, wanted: int, tensor: Any) -> Any:
    shape = tensor.shape.as_list() if tensor.shape.rank else None
    if shape is not None and shape[-1] not in (1, None):
        return tensor
    return _v1.cond(tf.equal(difference, wanted), lambda: tf.squeeze(tensor, [-1]), lambda: tensor)


def with_shape(expected_shape: Any, tensor: Any) -> Any:
    """The tensor, if it has this shape; checked now where that can be, else when it runs.

    Args:
      expected_shape: list, array or tensor of int32; -1 fits any size.  Or a ``TensorShape``,
        whose unknown sizes fit any.
      tensor: what is checked.

    Raises:
      ArgumentValueError: a sparse tensor, a shape of another rank or type, or one that differs.
    """
    static = isinstance(expected_shape, tf.TensorShape)
    if static:
        expected_shape = [-1 if size is None else size for size in expected_shape.as_list()]
    _check_shape_argument(expected_shape, tensor)
    if tf.is_tensor(expected_shape):
        return _checked_later(expected_shape, tensor)
    sizes = [int(size) for size in np.asarray(expected_shape, dtype=np.int32)]
    if not sizes:
        return tensor if tensor.shape.rank == 0 else tf.reshape(tensor, [])
    known = [None if size == -1 else size for size in sizes]
    if not tensor.shape.is_fully_defined():
        result = _checked_later(sizes, tensor)
        result.set_shape(known)
        return result
    if not tensor.shape.is_compatible_with(known if static else sizes):
        raise ArgumentValueError(
            "with_shape",
            "tensor",
            expected=f"shape {sizes}",
            received=f"shape {tensor.shape.as_list()}",
            remedy="reshape it",
        )
    return tensor


def _checked_later(expected: Any, tensor: Any) -> Any:
    actual = tf.shape(tensor)
    same_rank = tf.equal(tf.size(expected), tf.rank(tensor))
    fits = _v1.cond(
        same_rank,
        lambda: tf.reduce_all(tf.equal(expected, -1) | tf.equal(expected, actual)),
        lambda: tf.constant(False),
    )
    name = "" if tf.executing_eagerly() else f" for {tensor.name}"
    check = _v1.Assert(fits, [f"Wrong shape{name} [expected] [actual].", expected, actual])
    with _v1.control_dependencies([check]):
        return tf.identity(tensor)


def _check_shape_argument(shape: Any, tensor: Any) -> None:
    is_tensor = tf.is_tensor(shape)
    dtype = shape.dtype.base_dtype.name if is_tensor else np.asarray(shape).dtype.name
    rank = shape.shape.rank if is_tensor else np.asarray(shape).ndim
    empty = not is_tensor and len(np.asarray(shape)) == 0
    wrong_type = dtype not in (("int32",) if is_tensor else ("int32", "int64")) and not empty
    if wrong_type or rank not in (None, 1) or isinstance(tensor, tf.SparseTensor):
        raise ArgumentValueError(
            "with_shape",
            "expected_shape",
            expected="a vector of int32 for a dense tensor",
            received=f"{shape!r} for {tensor!r}",
            remedy="pass a list of ints",
            known_as="Invalid dtype" if wrong_type else "Invalid rank",
        )


def with_same_shape(expected_tensor: Any, tensor: Any) -> Any:
    """``with_shape`` of another tensor's shape."""
    shape = expected_tensor.shape
    if shape.is_fully_defined():
        return with_shape(shape.as_list(), tensor)
    checked = with_shape(tf.shape(expected_tensor), tensor)
    op_ids.skip(-7)  # of the choices between sizes
    return checked


def get_name_scope() -> str:
    """The name scope of the default graph, ``"outer/inner"``."""
    scope: str = _v1.get_default_graph().get_name_scope()
    return scope


def get_graph_from_inputs(op_input_list: Sequence[Any], graph: Any = None) -> Any:
    """The one graph that all inputs belong to; the default graph if none says.

    Raises:
      ArgumentTypeError: no list or tuple, or no graph.
      ArgumentValueError: inputs of different graphs.
    """
    if not isinstance(op_input_list, (list, tuple)):
        raise ArgumentTypeError(
            "get_graph_from_inputs",
            "op_input_list",
            expected="a list or tuple",
            received=type(op_input_list).__name__,
            remedy="wrap the input in a list",
        )
    if graph is not None and not isinstance(graph, tf.Graph):
        raise ArgumentTypeError(
            "get_graph_from_inputs",
            "graph",
            expected="a tf.Graph",
            received=type(graph).__name__,
            remedy="pass tf.get_default_graph()",
        )
    for item in op_input_list:
        found = getattr(item, "graph", None)
        if found is None:
            continue
        if graph is not None and found is not graph:
            raise ArgumentValueError(
                "get_graph_from_inputs",
                "op_input_list",
                expected="inputs of one graph",
                received=f"{item!r}, which is not from the passed-in graph",
                remedy="build all of them under one `with graph.as_default()`",
                known_as="all inputs must be from the same graph",
            )
        graph = found
    return _v1.get_default_graph() if graph is None else graph


def get_placeholders(graph: Any) -> list[Any]:
    """All placeholders of a graph."""
    if not isinstance(graph, tf.Graph):
        raise ArgumentTypeError(
            "get_placeholders",
            "graph",
            expected="a tf.Graph",
            received=type(graph).__name__,
            remedy="pass tf.get_default_graph()",
        )
    return [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]


def strip_name_scope(name: str, export_scope: str | None) -> str:
    """``"a/b/w"`` without its scope ``"a"``; keeps a leading ``^`` or ``loc:@``."""
    if not export_scope:
        return name
    scope = export_scope.removesuffix("/")
    return re.sub(rf"(\^|loc:@|^){scope}/+(.*)", r"\1\2", _v1.compat.as_str(name), count=1)


def prepend_name_scope(name: str, import_scope: str | None) -> str:
    """``"w"`` below the scope ``"a"``; keeps a leading ``^`` or ``loc:@``."""
    if not import_scope:
        return name
    mark, rest = re.fullmatch(r"(\^|loc:@|)(.*)", _v1.compat.as_str(name), re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{mark}{import_scope.removesuffix('/')}/{rest}"
