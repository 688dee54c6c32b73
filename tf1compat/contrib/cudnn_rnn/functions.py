"""cuDNN's layers as functions of a buffer: run one, size it, take it apart, put it together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib.cudnn_rnn import layout as lay
from tf1compat.contrib.cudnn_rnn.run import over_layers
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids


def cudnn_rnn(
    inputs: Any, input_h: Any, input_c: Any, params: Any, is_training: bool, rnn_mode: str,
    sequence_lengths: Any = None, time_major: bool = True, input_mode: str = lay.LINEAR,
    direction: str = lay.UNIDIRECTION, dropout: float = 0.0, seed: int | None = 0,
    num_proj: int | None = None, name: str | None = None,
) -> tuple[Any, Any, Any]:
    """Outputs, final h and final c of cuDNN's layers; the sizes are read from the states.

    Args:
      inputs: [T, B, D], or [B, T, D] where not ``time_major``.
      input_h: [L · directions, B, U], or [B, L · directions, U].
      input_c: the same of an LSTM; of the others nothing reads it.
      params: the buffer.
      is_training: whether dropout is on.
      rnn_mode: ``"lstm"``, ``"gru"``, ``"rnn_tanh"`` or ``"rnn_relu"``.
      sequence_lengths: int32 [B], or None.
      time_major: which shapes.
      input_mode: ``"linear_input"``, or ``"auto_select"`` where that means the same.
      direction: ``"unidirectional"`` or ``"bidirectional"``.
      dropout: the part of a layer's outputs that the next one does not see.
      seed: of the dropout.
      num_proj: P of an LSTM's projection.
      name: of the operations.

    Raises:
      TypeError: ``is_training`` is no bool.
      ValueError: an unknown mode or direction; states or params of other sizes.
      NotServedError: ``input_mode`` means that the input goes without a product.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> outputs, h, _ = cudnn_rnn(
      ...     tf.ones([1, 1, 2]), tf.zeros([1, 1, 1]), (), tf.ones([5]), True, "rnn_relu")
      >>> outputs.numpy().item(), h.numpy().item()
      (4.0, 4.0)
    """
    lay.check_rnn_mode(rnn_mode)
    lay.check_direction(direction)
    inputs, input_h = tf.convert_to_tensor(inputs), tf.convert_to_tensor(input_h)
    lstm = rnn_mode == lay.LSTM
    of_units = tf.convert_to_tensor(input_c) if lstm else input_h
    cells, units = _known("input_c" if lstm else "input_h", of_units, 0 if time_major else 1, 2)
    (depth,) = _known("inputs", inputs, 2)
    dirs = 1 if direction == lay.UNIDIRECTION else 2
    layout = lay.layout(
        "cudnn_rnn", rnn_mode, cells // dirs, units, depth, input_mode, direction, num_proj
    )
    with tf.name_scope(name or "CudnnRNN"), op_ids.took(1):
        outputs, h, c = over_layers(
            layout, inputs, input_h, of_units if lstm else None, params, is_training,
            sequence_lengths, time_major, dropout, seed,
        )
    return outputs, h, input_c if c is None else c


def _known(argument: str, tensor: Any, *axes: int) -> list[int]:
    """The sizes of these axes of a tensor of three."""
    sizes: list[int | None] = tensor.shape.as_list() if tensor.shape.rank == 3 else [None] * 3
    found = [size for axis in axes if (size := sizes[axis]) is not None]
    if len(found) < len(axes):
        raise ArgumentValueError(
            "cudnn_rnn", argument, expected=f"3 dimensions, of which {list(axes)} are known",
            received=f"shape {tensor.shape}", remedy="call set_shape on it",
        )
    return found


def cudnn_lstm(
    inputs: Any, input_h: Any, input_c: Any, params: Any, is_training: bool,
    sequence_lengths: Any = None, time_major: bool = True, input_mode: str = lay.LINEAR,
    direction: str = lay.UNIDIRECTION, dropout: float = 0.0, seed: int | None = 0,
    num_proj: int | None = None, name: str | None = None,
) -> tuple[Any, Any, Any]:
    """Outputs, h and c of cuDNN's LSTM; arguments and errors as :func:`cudnn_rnn`.

    i, f, o = σ(x @ W + h @ R + b + b'), j = tanh(…);  c' = f ∘ c + i ∘ j;  h' = o ∘ tanh(c'), times
    a projection where there is one.

    Example:
      >>> state = tf.zeros([1, 2, 4])
      >>> outputs, h, c = cudnn_lstm(tf.ones([5, 2, 3]), state, state, tf.ones([144]), True)
      >>> outputs.shape.as_list(), c.shape.as_list()
      ([5, 2, 4], [1, 2, 4])
    """
    return cudnn_rnn(
        inputs, input_h, input_c, params, is_training, lay.LSTM, sequence_lengths, time_major,
        input_mode, direction, dropout, seed, num_proj, name,
    )


def cudnn_gru(
    inputs: Any, input_h: Any, params: Any, is_training: bool, sequence_lengths: Any = None,
    time_major: bool = True, input_mode: str = lay.LINEAR, direction: str = lay.UNIDIRECTION,
    dropout: float = 0.0, seed: int | None = 0, name: str | None = None,
) -> tuple[Any, Any]:
    """Outputs and h of cuDNN's GRU; arguments and errors as :func:`cudnn_rnn`.

    r, u = σ(x @ W + h @ R + b + b');  c = tanh(x @ W_c + b_c + r ∘ (h @ R_c + b_c'))
    h' = (1 - u) ∘ c + u ∘ h

    Example:
      >>> outputs, h = cudnn_gru(tf.ones([5, 2, 3]), tf.zeros([1, 2, 4]), tf.ones([108]), True)
      >>> outputs.shape.as_list(), h.shape.as_list()
      ([5, 2, 4], [1, 2, 4])
    """
    return cudnn_rnn(
        inputs, input_h, (), params, is_training, lay.GRU, sequence_lengths, time_major,
        input_mode, direction, dropout, seed, None, name,
    )[:2]


def cudnn_rnn_relu(
    inputs: Any, input_h: Any, params: Any, is_training: bool, input_mode: str = lay.LINEAR,
    direction: str = lay.UNIDIRECTION, dropout: float = 0.0, seed: int | None = 0,
    sequence_lengths: Any = None, time_major: bool = True, name: str | None = None,
) -> tuple[Any, Any]:
    """H' = relu(x @ W + h @ R + b + b'); arguments and errors as :func:`cudnn_rnn`.

    Example:
      >>> outputs, h = cudnn_rnn_relu(tf.ones([1, 1, 2]), tf.zeros([1, 1, 1]), tf.ones([5]), True)
      >>> h.numpy().tolist()
      [[[4.0]]]
    """
    return cudnn_rnn(
        inputs, input_h, (), params, is_training, lay.RELU, sequence_lengths, time_major,
        input_mode, direction, dropout, seed, None, name,
    )[:2]


def cudnn_rnn_tanh(
    inputs: Any, input_h: Any, params: Any, is_training: bool, sequence_lengths: Any = None,
    time_major: bool = True, input_mode: str = lay.LINEAR, direction: str = lay.UNIDIRECTION,
    dropout: float = 0.0, seed: int | None = 0, name: str | None = None,
) -> tuple[Any, Any]:
    """H' = tanh(x @ W + h @ R + b + b'); arguments and errors as :func:`cudnn_rnn`.

    Example:
      >>> outputs, h = cudnn_rnn_tanh(tf.ones([5, 2, 3]), tf.zeros([2, 2, 4]), tf.ones([76]), True)
      >>> outputs.shape.as_list()
      [5, 2, 4]
    """
    return cudnn_rnn(
        inputs, input_h, (), params, is_training, lay.TANH, sequence_lengths, time_major,
        input_mode, direction, dropout, seed, None, name,
    )[:2]


def cudnn_rnn_opaque_params_size(
    rnn_mode: str, num_layers: int, num_units: int, input_size: int,
    input_mode: str = lay.LINEAR, direction: str = lay.UNIDIRECTION,
    dtype: Any = tf.float32,  # noqa: ARG001  (the size is in numbers)
    dropout: float = 0,  # noqa: ARG001  (it has no weights)
    seed: int | None = 0,  # noqa: ARG001
    num_proj: int | None = None, name: str | None = None,
) -> Any:
    """How many numbers the buffer has, an int32 scalar: weights and biases, without padding.

    ``dtype``, ``dropout`` and ``seed`` do not change it.  Other arguments and errors as
    :func:`cudnn_rnn`.

    Example:
      >>> int(cudnn_rnn_opaque_params_size("lstm", 1, 4, 3))
      144
    """
    layout = lay.layout(
        "cudnn_rnn_opaque_params_size", rnn_mode, num_layers, num_units, input_size, input_mode,
        direction, num_proj,
    )
    return tf.constant(layout.size, tf.int32, name=name or "CudnnRNNParamsSize")


def cudnn_rnn_opaque_params_to_canonical(
    rnn_mode: str, num_layers: int, num_units: int, input_size: int, params: Any,
    input_mode: str = lay.LINEAR, direction: str = lay.UNIDIRECTION,
    dropout: float = 0,  # noqa: ARG001  (it has no weights)
    seed: int | None = 0,  # noqa: ARG001
    num_proj: int | None = None, name: str | None = None,
) -> tuple[list[Any], list[Any]]:
    """The matrices and the biases in a buffer, in cuDNN's order (:class:`Layout`).

    ``dropout`` and ``seed`` do not change them.  Other arguments and errors as :func:`cudnn_rnn`.

    Example:
      >>> params = tf.range(14.0)
      >>> weights, biases = cudnn_rnn_opaque_params_to_canonical("rnn_tanh", 1, 2, 3, params)
      >>> weights[1].numpy().tolist(), biases[0].numpy().tolist()
      ([[6.0, 7.0], [8.0, 9.0]], [10.0, 11.0])
    """
    layout = lay.layout(
        "cudnn_rnn_opaque_params_to_canonical", rnn_mode, num_layers, num_units, input_size,
        input_mode, direction, num_proj,
    )
    with tf.name_scope(name or "CudnnRNNParamsToCanonical"):
        return layout.unpack(params)


def cudnn_rnn_canonical_to_opaque_params(
    rnn_mode: str, num_layers: int, num_units: int, input_size: int, weights: Sequence[Any],
    biases: Sequence[Any], input_mode: str = lay.LINEAR, direction: str = lay.UNIDIRECTION,
    dropout: float = 0,  # noqa: ARG001  (it has no weights)
    seed: int | None = 0,  # noqa: ARG001
    num_proj: int | None = None, name: str | None = None,
) -> Any:
    """The buffer of these matrices and biases, in cuDNN's order (:class:`Layout`).

    ``dropout`` and ``seed`` do not change it.  Other arguments and errors as :func:`cudnn_rnn`.

    Example:
      >>> weights, biases = [tf.ones([2, 3]), tf.ones([2, 2])], [tf.zeros([2])] * 2
      >>> cudnn_rnn_canonical_to_opaque_params("rnn_tanh", 1, 2, 3, weights, biases).shape.as_list()
      [14]
    """
    layout = lay.layout(
        "cudnn_rnn_canonical_to_opaque_params", rnn_mode, num_layers, num_units, input_size,
        input_mode, direction, num_proj,
    )
    with tf.name_scope(name or "CudnnRNNCanonicalToParams"):
        return layout.pack(weights, biases)
