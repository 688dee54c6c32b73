"""cuDNN's layers over a sequence, on any device, by the kernels of this package."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.contrib.cudnn_rnn import layout as lay
from tf1compat.contrib.cudnn_rnn.layout import Cell, Layout
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.kernels import choose
from tf1compat.kernels.gru import ResetAfterGRU
from tf1compat.kernels.loop import Kernel, Tensors
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size
from tf1compat.kernels.run import run
from tf1compat.kernels.simple import Simple
from tf1compat.rnn.dynamic import dynamic_rnn
from tf1compat.scopes import draws

_SIMPLE = {lay.TANH: tf.tanh, lay.RELU: tf.nn.relu}


def over_layers(
    layout: Layout, inputs: Any, h: Any, c: Any, params: Any, training: bool,
    lengths: Any = None, time_major: bool = True, dropout: float = 0.0, seed: int | None = None,
) -> tuple[Any, Any, Any]:
    """Outputs, final h and final c (None but for an LSTM) of all layers.

    Each layer of each direction is a cell over the sequence; a layer reads the directions of the
    one below side by side, in training after dropout.  The backward direction reads each row from
    its last step that counts.  Past a row's length outputs are 0 and states stay.

    Args:
      layout: what the buffer holds.
      inputs: [T, B, D], or [B, T, D].
      h: [L · directions, B, P], or [B, L · directions, P].
      c: the same with U, of an LSTM.
      params: the buffer, ``layout.size`` numbers.
      training: whether there is dropout between the layers.
      lengths: int32 [B], or None.
      time_major: which of the two shapes.
      dropout: the part of each layer's outputs, but the last one's, that is 0.
      seed: of the dropout.

    Raises:
      TypeError: ``training`` is no bool.
      ValueError: states or params of other sizes.
    """
    if not isinstance(training, bool):
        raise ArgumentTypeError(
            "cudnn_rnn", "training", expected="True or False", received=repr(training),
            remedy="build one graph for training and one without, or use tf.cond around both",
            known_as="Expected bool for argument 'is_training'",
        )
    states = [h] if c is None else [c, h]
    if not time_major:
        inputs, *states = (tf.transpose(part, [1, 0, 2]) for part in (inputs, *states))
    _check_states(layout, states, time_major)
    if lengths is not None:
        lengths = tf.cast(tf.convert_to_tensor(lengths), tf.int32)
    outputs, finals = _layers(
        layout, inputs, states, params, lengths, dropout if training else 0.0, seed
    )
    stacked = [tf.stack(parts) for parts in zip(*finals, strict=True)]
    if not time_major:
        outputs, *stacked = (tf.transpose(part, [1, 0, 2]) for part in (outputs, *stacked))
    return outputs, stacked[-1], stacked[0] if c is not None else None


def _layers(
    layout: Layout, x: Any, states: list[Any], params: Any, lengths: Any, dropout: float, seed: Any
) -> tuple[Any, list[Tensors]]:
    initial = list(zip(*(tf.unstack(part, len(layout.cells)) for part in states), strict=True))
    cells, dirs = layout.by_cell(params), layout.num_dirs
    finals: list[Tensors] = []
    for layer in range(layout.num_layers):
        if layer and dropout:
            # One seed for all would drop the same of each layer.
            x = _dropped(x, dropout, None if seed is None else seed + layer)
        read = []
        for direction in range(dirs):
            index = layer * dirs + direction
            kernel, weights = _kernel(layout, cells[index])
            turned = _turned(x, lengths) if direction else x
            outputs, final = _over_time(kernel, weights, turned, initial[index], lengths)
            read.append(_turned(outputs, lengths) if direction else outputs)
            finals.append(final)
        x = tf.concat(read, 2) if dirs > 1 else read[0]
    return x, finals


def _dropped(x: Any, rate: float, seed: int | None) -> Any:
    """Dropout, of which cuDNN also took 1, by which no layer above the first saw anything."""
    return tf.zeros_like(x) if rate == 1 else draws.dropout(x, rate=rate, seed=seed)


def _check_states(layout: Layout, states: list[Any], time_major: bool) -> None:
    cells = len(layout.cells)
    for name, part, width in zip(
        ["c", "h"][-len(states) :], states, [layout.num_units, layout.width][-len(states) :],
        strict=True,
    ):
        if not part.shape.is_compatible_with([cells, None, width]):
            shape = f"[{cells}, B, {width}]" if time_major else f"[B, {cells}, {width}]"
            found = part.shape.as_list() if part.shape.rank is not None else None
            if not time_major and found is not None and len(found) == 3:
                found = [found[1], found[0], found[2]]
            raise ArgumentValueError(
                "cudnn_rnn", f"input_{name}", expected=f"a state {shape}",
                received=f"shape {found}",
                remedy="give one state for each layer and direction",
            )


def _turned(x: Any, lengths: Any) -> Any:
    """Each row from its last step that counts to its first."""
    if lengths is None:
        return tf.reverse(x, [0])
    turned = tf.reverse_sequence(x, lengths, seq_axis=0, batch_axis=1)
    turned.set_shape(x.shape)
    return turned


def _kernel(layout: Layout, cell: Cell) -> tuple[Kernel, Tensors]:
    """A cell's mathematics, and its weights as that takes them."""
    if layout.rnn_mode == lay.GRU:
        w_in, w_h, biases = (_update_first(part) for part in cell[:3])
        return ResetAfterGRU(), (w_in, w_h, biases)
    bias = tf.reduce_sum(cell.biases, 0)
    if layout.rnn_mode == lay.LSTM:
        projection = () if cell.w_p is None else (cell.w_p,)
        kernel = LSTM(0.0, projected=bool(projection), keras=True)
        return kernel, (cell.w_in, cell.w_h, bias, *projection)
    return Simple(_SIMPLE[layout.rnn_mode], keras=True), (cell.w_in, cell.w_h, bias)


def _update_first(part: Any) -> Any:
    """r, u, c as u, r, c."""
    r, u, c = tf.split(part, 3, 1)
    return tf.concat([u, r, c], 1)


def _over_time(
    kernel: Kernel, weights: Tensors, x: Any, state: Tensors, lengths: Any
) -> tuple[Any, Tensors]:
    """Outputs [T, B, P], zeros where no step counts, and the final state."""
    reason = choose.context_refusal() or choose.refusal(kernel, x, (*state, *weights))
    if reason is not None:
        choose.note(choose.Choice("stepped", reason))
        cell = _Stepping(kernel, weights, size(x, 2), tuple(size(part, 1) for part in state))
        outputs, final = dynamic_rnn(cell, x, lengths, initial_state=state, time_major=True)
        return outputs, tuple(final)
    outputs, final = run(kernel, x, state, weights, lengths)
    if lengths is not None:
        counts = tf.transpose(tf.sequence_mask(lengths, tf.shape(x)[0]))[:, :, None]
        outputs = tf.where(counts, outputs, tf.zeros_like(outputs))
    return outputs, final


class _Stepping(RNNCell):
    """A kernel step by step, where it cannot run over time."""

    def __init__(
        self, kernel: Kernel, weights: Tensors, depth: int, widths: tuple[int, ...]
    ) -> None:
        super().__init__()
        self._kernel, self._widths = kernel, widths
        self._w_in, self._inner_bias, self._recurrent = kernel.split(weights, depth)

    @property
    def state_size(self) -> tuple[int, ...]:
        return self._widths

    @property
    def output_size(self) -> int:
        return self._widths[self._kernel.output]

    def call(self, inputs: Any, state: Any) -> Any:
        """(output, state) of one step."""
        pre = tf.matmul(inputs, self._w_in) + self._inner_bias
        new, _ = self._kernel.step(pre, tuple(state), self._recurrent)
        return new[self._kernel.output], new
