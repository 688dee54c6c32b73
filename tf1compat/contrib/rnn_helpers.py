"""Small helpers of TF1's cells and drivers that programs import: shapes, states, reversal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import variable_scope

_v1 = tf.compat.v1
_Sizes = Any  # an int, a TensorShape or a tensor of rank 0 or 1


def transpose_batch_time(x: Any) -> Any:
    """[B, T, ...] → [T, B, ...], and back; what has fewer than two axes is returned as it is.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.rnn_helpers import transpose_batch_time
      >>> transpose_batch_time(tf.ones([2, 3, 4])).shape.as_list()
      [3, 2, 4]
    """
    rank = x.shape.rank
    if rank is not None and rank < 2:
        return x
    order = tf.concat([[1, 0], tf.range(2, tf.rank(x))], axis=0)
    turned = tf.transpose(x, order)
    if rank is not None:
        batch, time, *rest = x.shape.as_list()
        turned.set_shape([time, batch, *rest])
    return turned


def best_effort_input_batch_size(flat_input: Sequence[Any]) -> Any:
    """The batch size of time-major inputs: an int if any of them knows it, else a tensor.

    Args:
      flat_input: tensors [T, B, ...].

    Raises:
      ArgumentValueError: an input of rank below 2.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.rnn_helpers import best_effort_input_batch_size
      >>> best_effort_input_batch_size([tf.ones([7, 2, 3])])
      2
    """
    for tensor in flat_input:
        if tensor.shape.rank is None:
            continue
        if tensor.shape.rank < 2:
            raise ArgumentValueError(
                "best_effort_input_batch_size",
                "flat_input",
                expected="tensors [T, B, ...]",
                received=f"shape {tensor.shape}",
                remedy="give each input a time and a batch axis",
            )
        batch_size = tensor.shape.as_list()[1]
        if batch_size is not None:
            return batch_size
    return tf.shape(flat_input[0])[1]


def infer_state_dtype(explicit_dtype: Any, state: Any) -> Any:
    """``explicit_dtype``, or the one type that all tensors of the state have."""
    if explicit_dtype is not None:
        return explicit_dtype
    dtypes = {tensor.dtype for tensor in tf.nest.flatten(state)}
    if len(dtypes) != 1:
        raise ArgumentValueError(
            "dynamic_rnn",
            "initial_state",
            expected="tensors of one type",
            received=f"types {sorted(dtype.name for dtype in dtypes)}",
            remedy="cast them, or pass dtype",
        )
    return dtypes.pop()


def maybe_tensor_shape_from_tensor(shape: Any) -> Any:
    """A shape tensor as a ``TensorShape``, as far as its value is known; else as given."""
    if tf.is_tensor(shape):
        return tf.TensorShape(tf.get_static_value(shape))
    return shape


def reverse_seq(input_seq: Sequence[Any], lengths: Any) -> list[Any]:
    """A list of [B, D] steps in reverse, each row within its length.

    Args:
      input_seq: T tensors, or T equal structures of tensors.
      lengths: [B], or ``None`` for a plain reversal.
    """
    if lengths is None:
        return list(reversed(input_seq))
    columns = zip(*(tf.nest.flatten(step) for step in input_seq), strict=True)
    turned = [
        tf.unstack(tf.reverse_sequence(tf.stack(column), lengths, seq_axis=0, batch_axis=1))
        for column in columns
    ]
    steps = zip(*turned, strict=True)
    return [
        tf.nest.pack_sequence_as(step, list(flat))
        for step, flat in zip(input_seq, steps, strict=True)
    ]


def concat_sizes(prefix: _Sizes, suffix: _Sizes, static: bool = False) -> Any:
    """``prefix`` and ``suffix`` joined to one shape.

    Args:
      prefix: batch size, or batch and time: int, ``TensorShape`` or tensor of rank 0 or 1.
      suffix: the rest, likewise.
      static: a list of ints and ``None`` instead of a tensor.

    Raises:
      ArgumentValueError: a tensor of higher rank, or an unknown size where a tensor is wanted.
    """
    if not static:
        return tf.concat([_size_tensor(prefix), _size_tensor(suffix)], 0)
    first, rest = _known_sizes(prefix), _known_sizes(suffix)
    return None if first is None or rest is None else first + rest


def _known_sizes(part: _Sizes) -> list[int | None] | None:
    if tf.is_tensor(part):
        _check_rank(part)
        value = tf.get_static_value(part)
        return None if value is None else [int(size) for size in value.reshape(-1)]
    shape = _v1.TensorShape(part if isinstance(part, (_v1.TensorShape, list, tuple)) else [part])
    return None if shape.rank is None else shape.as_list()


def _size_tensor(part: _Sizes) -> Any:
    if tf.is_tensor(part):
        _check_rank(part)
        return tf.reshape(part, [-1])
    sizes = _known_sizes(part)
    if sizes is None or None in sizes:
        raise ArgumentValueError(
            "_concat",
            None,
            expected="known sizes, or tensors",
            received=repr(part),
            remedy="pass tf.shape(x)[i] for a size that is not known",
        )
    return tf.constant(sizes, tf.int32)


def _check_rank(part: Any) -> None:
    if part.shape.rank not in (0, 1):
        raise ArgumentValueError(
            "_concat",
            None,
            expected="tensors of rank 0 or 1",
            received=f"shape {part.shape}",
            remedy="pass one size or a vector of sizes",
        )


def zero_state_tensors(state_size: Any, batch_size: Any, dtype: Any) -> Any:
    """Zeros [batch_size, *size] for each size of the structure."""

    def zeros(size: _Sizes) -> Any:
        with op_ids.took(10 if tf.is_tensor(batch_size) or tf.is_tensor(size) else 8):
            state = tf.zeros(concat_sizes(batch_size, size), dtype=dtype)
        state.set_shape(concat_sizes(batch_size, size, static=True))
        return state

    return tf.nest.map_structure(zeros, state_size)


@contextmanager
def checked_scope(cell: Any, scope: Any, reuse: bool | None = None, **kwargs: Any) -> Iterator[Any]:
    """The variable scope of a cell, as programs of 1.0 and 1.1 opened it.

    The check that a cell stays in its first scope is left out, as TensorFlow left it out in 1.2.

    Args:
      cell: not looked at.
      scope: name or scope.
      reuse: ``None`` inherits.
      **kwargs: of ``tf.variable_scope``.
    """
    del cell
    with variable_scope(scope, reuse=reuse, **kwargs) as opened:
        yield opened


def assert_like_rnncell(cell_name: str, cell: Any) -> None:
    """Raise ``TypeError`` unless ``cell`` can be stepped: sizes, a first state, callable."""
    missing = [name for name in ("output_size", "state_size") if not _has(cell, name)]
    if not (_has(cell, "get_initial_state") or _has(cell, "zero_state")):
        missing.append("zero_state")
    if not callable(cell):
        missing.append("__call__")
    if missing:
        raise ArgumentTypeError(
            cell_name,
            None,
            expected="an RNNCell",
            received=f"{cell!r}, which is not an RNNCell: it has no {', '.join(missing)}",
            remedy="derive it from tf.nn.rnn_cell.RNNCell",
        )


def like_rnncell(cell: Any) -> bool:
    """Whether ``assert_like_rnncell`` accepts it; programs up to 1.6 asked this way."""
    try:
        assert_like_rnncell("cell", cell)
    except TypeError:
        return False
    return True


def _has(cell: Any, name: str) -> bool:
    """Like ``hasattr``, but a property that is there and raises counts as there."""
    return name in _all_names(type(cell)) or hasattr(cell, name)


def _all_names(kind: type) -> Iterable[str]:
    return (name for base in kind.__mro__ for name in vars(base))
