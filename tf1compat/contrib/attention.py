"""Private helpers of ``tf.contrib.seq2seq``'s attention, which decoders of one's own import."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1


def compute_attention(
    attention_mechanism: Any, cell_output: Any, attention_state: Any, attention_layer: Any
) -> tuple[Any, Any, Any]:
    """Context = Σ_t alignments[t] · values[t];  attention = layer([cell_output, context])

    Args:
      attention_mechanism: ``(query, state=…)`` → alignments ``[B, T]`` and its next state; it has
        ``values``, ``[B, T, D]``.
      cell_output: the query, ``[B, U]``.
      attention_state: of the mechanism.
      attention_layer: applied to both side by side; ``None`` leaves the context.

    Returns:
      (attention, alignments, next state of the mechanism).

    Source: ``attention_wrapper._compute_attention`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.attention import compute_attention
      >>> class Last:
      ...     values = tf.constant([[[1.0, 2.0], [3.0, 4.0]]])
      ...     def __call__(self, query, state):
      ...         return tf.constant([[0.0, 1.0]]), state
      >>> compute_attention(Last(), tf.ones([1, 3]), 7, None)[0].numpy().tolist()
      [[3.0, 4.0]]
    """
    alignments, next_state = attention_mechanism(cell_output, state=attention_state)
    weights = tf.expand_dims(alignments, 1)  # [B, 1, T]
    context = tf.squeeze(tf.matmul(weights, attention_mechanism.values), [1])
    if attention_layer is None:
        return context, alignments, next_state
    attention = attention_layer(tf.concat([cell_output, context], 1))
    return attention, alignments, next_state


def prepare_memory(
    memory: Any,
    memory_sequence_length: Any = None,
    memory_mask: Any = None,
    check_inner_dims_defined: bool = True,
) -> Any:
    """The memory with zeros past each length, or where the mask is False.

    Args:
      memory: ``[B, T, …]``, or a structure of such.
      memory_sequence_length: ``[B]``.
      memory_mask: bool ``[B, T]``; not together with lengths.
      check_inner_dims_defined: whether all sizes behind T must be known.

    Raises:
      ArgumentValueError: lengths and mask; a size that is not known.
    """
    memory = tf.nest.map_structure(tf.convert_to_tensor, memory)
    _not_both(memory_sequence_length, memory_mask)
    leaves = tf.nest.flatten(memory)
    if check_inner_dims_defined:
        for leaf in leaves:
            if not leaf.shape[2:].is_fully_defined():
                raise ArgumentValueError(
                    "attention", "memory", expected="fully defined inner dims",
                    received=f"shape {leaf.shape}", remedy="set its shape",
                )
    if memory_sequence_length is None and memory_mask is None:
        return memory
    if memory_sequence_length is not None:
        memory_mask = tf.sequence_mask(memory_sequence_length, tf.shape(leaves[0])[1])
    mask = tf.cast(memory_mask, leaves[0].dtype)
    op_ids.skip(2)

    def masked(leaf: Any) -> Any:
        rank = leaf.shape.rank if leaf.shape.rank is not None else tf.rank(leaf)
        inner = tf.ones([rank - 2], tf.int32)
        return leaf * tf.reshape(mask, tf.concat([tf.shape(mask), inner], 0))

    return tf.nest.map_structure(masked, memory)


def maybe_mask_score(
    score: Any,
    memory_sequence_length: Any = None,
    memory_mask: Any = None,
    score_mask_value: Any = None,
) -> Any:
    """The score ``[B, T]`` with ``score_mask_value`` where no memory is.

    Raises:
      ArgumentValueError: lengths and mask.
    """
    if memory_sequence_length is None and memory_mask is None:
        return score
    _not_both(memory_sequence_length, memory_mask)
    if memory_sequence_length is not None:
        checked = _v1.debugging.assert_positive(
            memory_sequence_length, message="a memory of length 0 cannot be attended to"
        )
        with tf.control_dependencies([] if checked is None else [checked]):
            memory_mask = tf.sequence_mask(memory_sequence_length, tf.shape(score)[1])
    op_ids.skip(2)
    return tf.where(memory_mask, score, score_mask_value * tf.ones_like(score))


def _not_both(lengths: Any, mask: Any) -> None:
    if lengths is not None and mask is not None:
        raise ArgumentValueError(
            "attention", "memory_mask", expected="lengths or a mask", received="both",
            remedy="memory_sequence_length and memory_mask can't be provided at same time",
        )


def luong_score(query: Any, keys: Any, scale: Any) -> Any:
    """score[t] = scale · query · keys[t]   (Luong et al., 2015)

    Args:
      query: ``[B, U]``.
      keys: ``[B, T, U]``.
      scale: a scalar, or ``None`` for 1.

    Raises:
      ArgumentValueError: query and keys of different widths.
    """
    depth, units = query.shape.as_list()[-1], keys.shape.as_list()[-1]
    if depth != units:
        raise ArgumentValueError(
            "LuongAttention", "query", expected=f"the inner dimension of the keys, {units}",
            received=depth, remedy=f"set num_units to the keys' dimension, {units}",
        )
    score = tf.squeeze(tf.matmul(tf.expand_dims(query, 1), keys, transpose_b=True), [1])
    return score if scale is None else scale * score


def bahdanau_score(
    processed_query: Any,
    keys: Any,
    attention_v: Any,
    attention_g: Any = None,
    attention_b: Any = None,
) -> Any:
    """score[t] = Σ_u v[u] · tanh(keys[t, u] + query[u])   (Bahdanau et al., 2015)

    With ``attention_g`` and ``attention_b``, v is g · v / ‖v‖ and b is added inside tanh
    (Salimans and Kingma, 2016).

    Args:
      processed_query: ``[B, U]``.
      keys: ``[B, T, U]``.
      attention_v: ``[U]``.
      attention_g: scalar.
      attention_b: ``[U]``.
    """
    total = keys + tf.expand_dims(processed_query, 1)
    weights = attention_v
    if attention_g is not None and attention_b is not None:
        norm = tf.math.rsqrt(tf.reduce_sum(tf.square(attention_v)))
        weights = attention_g * attention_v * norm
        total = total + attention_b
    return tf.reduce_sum(weights * tf.tanh(total), [2])


def hardmax(logits: Any, name: str | None = None) -> Any:
    """One-hot where the logits are greatest, along the last axis.

    Example:
      >>> from tf1compat.contrib.attention import hardmax
      >>> hardmax([[1.0, 3.0, 2.0]]).numpy().tolist()
      [[0.0, 1.0, 0.0]]
    """
    with _v1.name_scope(name, "Hardmax", [logits]):
        logits = tf.convert_to_tensor(logits)
        known = logits.shape.as_list()[-1]
        depth = tf.shape(logits)[-1] if known is None else known
        return tf.one_hot(tf.argmax(logits, -1), depth, dtype=logits.dtype)


def safe_cumprod(x: Any, *args: Any, **kwargs: Any) -> Any:
    """exp(cumsum(log x)), with x in [tiny, 1]: a cumulative product that does not underflow.

    Args:
      x: tensor.
      *args: of ``tf.cumsum``.
      **kwargs: of ``tf.cumsum``.
    """
    with _v1.name_scope(None, "SafeCumprod", [x]):
        x = tf.convert_to_tensor(x)
        tiny = np.finfo(x.dtype.as_numpy_dtype).tiny
        return tf.exp(tf.cumsum(tf.math.log(tf.clip_by_value(x, tiny, 1)), *args, **kwargs))
