"""Checks and normal forms of the arguments that the drivers share."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.rnn import op_counts
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import plain_dimensions


def transposed(x: Any) -> Any:
    """Swaps the batch and time axes, of unknown rank too; rank below 2 stays."""
    x = tf.convert_to_tensor(x)
    rank = x.shape.rank
    if rank is not None and rank < 2:
        return x
    if rank is not None:
        with op_ids.took(op_counts.TRANSPOSED):
            return tf.transpose(x, [1, 0, *range(2, rank)])
    return tf.transpose(x, tf.concat([[1, 0], tf.range(2, tf.rank(x))], 0))


def checked_lengths(symbol: str, lengths: Any, batch: Any) -> Any:
    """Lengths as int32 ``[B]``; in a graph an op checks B when it runs, as in TF1.

    Raises:
      ArgumentValueError: no vector, or negative, where that is known.
    """
    if lengths is None:
        return None
    start, given = op_ids.now(), lengths
    lengths = tf.cast(lengths, tf.int32)
    if lengths.shape.rank not in (None, 1):
        raise ArgumentValueError(
            symbol, "sequence_length", expected="what must be a vector of length batch_size",
            received=f"shape {lengths.shape}", remedy="pass one length per row",
        )
    if tf.executing_eagerly():
        if lengths.shape[0] != int(batch):
            raise ArgumentValueError(
                symbol, "sequence_length", expected=f"a vector of length batch_size, {int(batch)}",
                received=f"shape {lengths.shape}", remedy="pass one length per row",
            )
        return lengths
    lengths = tf.identity(lengths, name="sequence_length")
    right = tf.reduce_all(tf.equal(tf.shape(lengths), tf.stack([batch])))
    check = tf.debugging.Assert(
        right, ["sequence_length must be of shape", tf.stack([batch]), "but is", tf.shape(lengths)]
    )
    with tf.control_dependencies([check] if check is not None else []):
        lengths = tf.identity(lengths, name="CheckSeqLen")
    op_ids.reach(start + op_counts.of_lengths(given))
    lengths.set_shape([None])  # a placeholder without a shape is a vector, once it is checked
    return lengths


def batch_of(flat_inputs: list[Any], axis: int) -> Any:
    """The batch size, static where any input knows it.

    Raises:
      ArgumentValueError: an input has no batch axis.
    """
    for x in flat_inputs:
        if x.shape.rank is not None and x.shape.rank <= axis:
            raise ArgumentValueError(
                "dynamic_rnn" if axis else "static_rnn",
                "inputs",
                expected="rank 3 at least: batch, time, depth" if axis else "a batch axis",
                received=f"shape {x.shape}",
                remedy="add the missing dimensions",
            )
        if x.shape.rank is not None and x.shape.as_list()[axis] is not None:
            return x.shape.as_list()[axis]
    with op_ids.took(op_counts.UNKNOWN_BATCH):
        return tf.shape(flat_inputs[0])[axis]


def check_one_batch(symbol: str, argument: str, leaves: list[Any]) -> None:
    """Compares the static B of tensors ``[B, …]``.

    Raises:
      ArgumentValueError: they disagree on it.
    """
    known = {leaf.shape.as_list()[0] for leaf in leaves if leaf.shape.rank} - {None}
    if len(known) > 1:
        raise ArgumentValueError(
            symbol, argument, expected="inputs of one batch size", received=sorted(known),
            remedy="pad or cut the smaller ones",
        )


def starting_state(symbol: str, cell: Any, batch: Any, dtype: Any, given: Any) -> Any:
    """The given state, else the cell's zeros.

    Raises:
      ArgumentValueError: neither a state nor a dtype.
      ArgumentTypeError: one tensor for a cell whose state is an ``LSTMStateTuple``.
    """
    if given is not None:
        if isinstance(cell.state_size, LSTMStateTuple) and not tf.nest.is_nested(given):
            raise ArgumentTypeError(
                symbol, "initial_state", expected="an LSTMStateTuple(c, h)",
                received=f"one value of shape {getattr(given, 'shape', '?')}",
                remedy="pass LSTMStateTuple(c, h), or give the cell state_is_tuple=False",
            )
        return tf.nest.map_structure(
            lambda x: tf.constant(x) if isinstance(x, np.ndarray | np.generic) else x, given
        )
    if not dtype:
        raise ArgumentValueError(
            symbol, "dtype", expected="a dtype when there is no initial_state", received=None,
            remedy="pass dtype=tf.float32, or an initial_state",
        )
    if isinstance(cell, keras.layers.Layer):
        with plain_dimensions():
            state = cell.get_initial_state(batch_size=batch)
        return state[0] if isinstance(cell.state_size, int) and tf.nest.is_nested(state) else state
    if getattr(cell, "get_initial_state", None) is not None:
        return cell.get_initial_state(inputs=None, batch_size=batch, dtype=dtype)
    return cell.zero_state(batch, dtype)
