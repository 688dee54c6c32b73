"""Plain Keras recurrent layers, such as a converted model has, run by kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError
from tf1compat.kernels import choose
from tf1compat.kernels.choose import Choice
from tf1compat.kernels.gru import GRU, ResetAfterGRU
from tf1compat.kernels.loop import Kernel, Tensors
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size
from tf1compat.kernels.run import run
from tf1compat.kernels.simple import Simple
from tf1compat.native import LSTMCell

ACTIVATIONS: dict[Any, Any] = {
    keras.activations.tanh: tf.tanh,
    keras.activations.sigmoid: tf.sigmoid,
    keras.activations.relu: tf.nn.relu,
    keras.activations.elu: tf.nn.elu,
    keras.activations.softsign: tf.nn.softsign,
    keras.activations.softplus: tf.nn.softplus,
    keras.activations.linear: tf.identity,
}


def accelerate(model: Any) -> dict[str, Choice]:
    """Lets the plain recurrent layers of a Keras model run over all their steps at once.

    The layers stay what they are: configuration, weights, names and the saved file do not change,
    and a file that is loaded again steps until it is accelerated again.  Values and gradients
    differ from the stepped ones by at most 5e-6 (float32) or 1e-12 (float64) of the largest number
    of their array.  Masks of any pattern, initial states, ``stateful``, ``go_backwards`` and the
    mixed dtypes are served.  A call that a kernel cannot stand in for, dropout while training for
    one, steps as before, and ``last_used()`` says why.

    Served are exactly ``LSTM``, ``GRU``, ``SimpleRNN`` and ``RNN`` of ``LSTMCell``, ``GRUCell``,
    ``SimpleRNNCell`` or :class:`tf1compat.native.LSTMCell`, alone, in ``Bidirectional`` and in
    models within models.  On a GPU, an ``LSTM`` or ``GRU`` that Keras runs by cuDNN keeps to that.

    Args:
      model: a Keras model or layer.

    Returns:
      Of each recurrent layer found, by name: ``"kernel"``, or ``"stepped"`` and why.  Under
      another backend than tensorflow all of them step.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no Keras layer.

    Example:
      >>> import keras
      >>> from tf1compat import kernels
      >>> model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4, name="reader")])
      >>> kernels.accelerate(model)["reader"].name
      'kernel'
      >>> _ = model(keras.ops.ones((2, 5, 3)))
      >>> kernels.last_used().name
      'block'
    """
    if not isinstance(model, keras.layers.Layer):
        raise ArgumentTypeError(
            "kernels.accelerate", "model", expected="a Keras model or layer",
            received=type(model).__name__, remedy="pass what keras.models.load_model returned",
        )
    return {layer.name: _accelerated(layer) for layer in _recurrent(model)}


def _recurrent(layer: Any) -> Iterator[Any]:
    """The recurrent layers within, each once."""
    if isinstance(layer, keras.layers.RNN):
        yield layer
    elif isinstance(layer, keras.layers.Bidirectional):
        yield from (layer.forward_layer, layer.backward_layer)
    else:
        for inner in dict.fromkeys(getattr(layer, "layers", ())):
            yield from _recurrent(inner)


def _accelerated(layer: Any) -> Choice:
    reason = _layer_refusal(layer)
    if reason is not None:
        return Choice("stepped", reason)
    if not isinstance(layer.inner_loop, _InnerLoop):
        layer.inner_loop = _InnerLoop(layer)
    return Choice("kernel", "each call decides by its shapes")


def _layer_refusal(layer: Any) -> str | None:
    """Why no call of this layer can have a kernel, None if some can."""
    if keras.backend.backend() != "tensorflow":
        return f"the backend is {keras.backend.backend()}, and kernels are TensorFlow's"
    name, cell = type(layer).__name__, layer.cell
    if type(layer) not in _LAYERS or type(cell) not in _KERNELS:
        return f"{name} of {type(cell).__name__} has no kernel"
    if layer.unroll:
        return "unroll=True asks for steps"
    if getattr(cell, "recurrent_activation", keras.activations.sigmoid) != (
        keras.activations.sigmoid
    ):
        return "gates of another function than sigmoid"
    if cell.activation not in ACTIVATIONS:
        found = getattr(cell.activation, "__name__", repr(cell.activation))
        return f"activation {found} has no derivative in terms of its value"
    # Keras says so of layers that XLA cannot compile, which are those that it runs by cuDNN.
    return "on a GPU, where Keras has cuDNN" if choose.on_gpu() and not layer.supports_jit else None


def _tensor(weight: Any) -> Any:
    """A weight in the dtype that the layer computes in."""
    return tf.convert_to_tensor(weight)


def _bias(cell: Any, width: int, dtype: Any) -> Any:
    return tf.zeros([width], dtype) if cell.bias is None else _tensor(cell.bias)


def _kernels_of(cell: Any) -> tuple[Any, Any]:
    return _tensor(cell.kernel), _tensor(cell.recurrent_kernel)


def _keras_lstm(cell: Any) -> tuple[Kernel, Tensors]:
    w_in, w_h = _kernels_of(cell)
    kernel = LSTM(0.0, ACTIVATIONS[cell.activation], keras=True)
    return kernel, (w_in, w_h, _bias(cell, size(w_in, 1), w_in.dtype))


def _native_lstm(cell: Any) -> tuple[Kernel, Tensors]:
    kernel = LSTM(
        float(cell.forget_bias), ACTIVATIONS[cell.activation], bool(cell.use_peepholes),
        bool(cell.projection_units), cell.cell_clip,
        cell.projection_clip if cell.projection_units else None, keras=True,
    )
    weights = [*_kernels_of(cell), _tensor(cell.bias)]
    if cell.use_peepholes:
        peepholes = cell.forget_peephole, cell.input_peephole, cell.output_peephole
        weights += map(_tensor, peepholes)
    if cell.projection_units:
        weights.append(_tensor(cell.projection_kernel))
    return kernel, tuple(weights)


def _keras_gru(cell: Any) -> tuple[Kernel, Tensors]:
    w_in, w_h = _kernels_of(cell)
    activation, width = ACTIVATIONS[cell.activation], size(w_in, 1)
    if not cell.reset_after:
        return GRU(activation, keras=True), (w_in, w_h, _bias(cell, width, w_in.dtype))
    biases = tf.zeros([2, width], w_in.dtype) if cell.bias is None else _tensor(cell.bias)
    return ResetAfterGRU(activation), (w_in, w_h, biases)


def _keras_simple(cell: Any) -> tuple[Kernel, Tensors]:
    w_in, w_h = _kernels_of(cell)
    bias = _bias(cell, size(w_in, 1), w_in.dtype)
    return Simple(ACTIVATIONS[cell.activation], keras=True), (w_in, w_h, bias)


_LAYERS = (keras.layers.RNN, keras.layers.LSTM, keras.layers.GRU, keras.layers.SimpleRNN)
_KERNELS: dict[type, Callable[[Any], tuple[Kernel, Tensors]]] = {
    keras.layers.LSTMCell: _keras_lstm,
    keras.layers.GRUCell: _keras_gru,
    keras.layers.SimpleRNNCell: _keras_simple,
    LSTMCell: _native_lstm,
}


class _InnerLoop:
    """Stands in for a layer's ``inner_loop``, the steps of a batch [B, T, D]."""

    def __init__(self, layer: Any) -> None:
        self._layer, self._steps = layer, layer.inner_loop

    def __call__(
        self, sequences: Any, initial_state: Any, mask: Any, training: bool = False
    ) -> Any:
        state = [_tensor(part) for part in tf.nest.flatten(initial_state)]
        mask = tf.nest.flatten(mask)[0] if mask is not None else None
        reason = self._refusal(sequences, mask, training)
        if reason is None:
            kernel, weights = _KERNELS[type(self._layer.cell)](self._layer.cell)
            reason = choose.refusal(kernel, sequences, (*state, *weights), steps_axis=1)
        if reason is not None:
            choose.note(Choice("stepped", reason))
            return self._steps(sequences, initial_state, mask=mask, training=training)
        return self._run(kernel, weights, sequences, state, mask)

    def _refusal(self, sequences: Any, mask: Any, training: Any) -> str | None:
        cell = self._layer.cell
        if training is not False and training is not None and _drops(cell):
            return "dropout while training"
        if sequences.shape.rank != 3 or (mask is not None and mask.shape.rank != 2):
            return "inputs that are not one tensor [B, T, D], or a mask that is not [B, T]"
        return choose.context_refusal()

    def _run(
        self, kernel: Kernel, weights: Tensors, sequences: Any, state: list[Any], mask: Any
    ) -> tuple[Any, Any, list[Any]]:
        layer = self._layer
        x = tf.transpose(sequences, [1, 0, 2])
        counts = None if mask is None else tf.transpose(tf.cast(mask, tf.bool))
        if layer.go_backwards:
            x = tf.reverse(x, [0])
            counts = None if counts is None else tf.reverse(counts, [0])
        # Keras has the output's part of an LSTM's state first, TF1's kernels have it last.
        outputs, final = run(kernel, x, tuple(reversed(state)), weights, mask=counts)
        last = final[kernel.output]
        if counts is not None:
            # Before a row's first step that counts Keras gives zeros, not the initial state.
            seen = counts if layer.zero_output_for_mask else tf.cumsum(
                tf.cast(counts, tf.int32)) > 0
            outputs = tf.where(seen[:, :, None], outputs, tf.zeros_like(outputs))
            last = outputs[-1]
        whole = outputs if layer.return_sequences else last[None]
        return last, tf.transpose(whole, [1, 0, 2]), list(reversed(final))


def _drops(cell: Any) -> bool:
    return bool(getattr(cell, "dropout", 0.0) or getattr(cell, "recurrent_dropout", 0.0))
