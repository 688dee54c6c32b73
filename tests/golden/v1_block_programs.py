"""Programs of ``tf.contrib.rnn``'s block cells and fused cells."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from tests.golden.v1_legacy_programs import each, told
from tests.golden.v1_programs import _import, names, outcome, plain, program

_B, _T, _D, _U = 3, 4, 5, 6
_LENGTHS = [4, 0, 1]


def _steps(tf: Any, scale: float = 1.0) -> Any:
    seed = zlib.crc32(b"steps") & 0x7FFFFFFF
    return tf.constant(scale * np.random.RandomState(seed).uniform(-1, 1, (_T, _B, _D)), tf.float32)


def _state(tf: Any, key: str) -> Any:
    seed = zlib.crc32(key.encode()) & 0x7FFFFFFF
    return tf.constant(np.random.RandomState(seed).uniform(-1, 1, (_B, _U)), tf.float32)


def _pair(tf: Any) -> Any:
    return tf.nn.rnn_cell.LSTMStateTuple(_state(tf, "c"), _state(tf, "h"))


@program
def block_cells(tf: Any) -> Any:
    rnn: Any = tf.contrib.rnn

    def stepped(cell: Any, state: Any) -> Any:
        facts = [plain(tf.contrib.framework.nest.flatten(cell.state_size)), cell.output_size]
        first = cell(_steps(tf)[0], state)
        second = cell(_steps(tf)[1], first[1])
        return [facts, cell.name, names(cell.variables), told(tf, [first, second])]

    def driven(make: Any, **options: Any) -> Any:
        x = tf.transpose(_steps(tf), [1, 0, 2])
        one = tf.nn.dynamic_rnn(make(), x, _LENGTHS, dtype=tf.float32, **options)
        cell = rnn.MultiRNNCell([make(), make()])
        two = tf.nn.static_rnn(cell, tf.unstack(_steps(tf)), dtype=tf.float32)
        return told(tf, [one, two])

    def clipped(bound: float) -> Any:
        cell = rnn.LSTMBlockCell(_U, forget_bias=0.5, cell_clip=bound, use_peephole=True)
        return stepped(cell, _pair(tf))

    def started() -> Any:
        cells = [rnn.GRUBlockCell(_U), rnn.GRUBlockCellV2(_U), rnn.LSTMBlockCell(_U)]
        for number, cell in enumerate(cells):
            with tf.variable_scope("s%d" % number):
                cell(_steps(tf)[0], cell.zero_state(_B, tf.float32))
        biases = [v for v in tf.global_variables() if "b" in v.name.split("/")[-1]]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            return [names(biases), plain(session.run(biases))]

    def wrong() -> Any:
        unknown = tf.placeholder(tf.float32, [_B, None])
        lstm = rnn.LSTMBlockCell(_U)
        return [
            outcome(rnn.GRUBlockCell),
            outcome(lambda: rnn.GRUBlockCell(3, 3)),
            outcome(lambda: lstm(unknown, _pair(tf))),
            outcome(lambda: rnn.GRUBlockCell(_U)(unknown, _state(tf, "h"))),
            outcome(lambda: rnn.LSTMBlockCell(_U)(_steps(tf)[0], (_state(tf, "h"),))),
        ]

    return each(
        tf,
        lambda: stepped(rnn.LSTMBlockCell(_U, 1.5), _pair(tf)),
        lambda: stepped(rnn.LSTMBlockCell(_U, use_peephole=True, name="mine"), _pair(tf)),
        lambda: clipped(0.3),
        lambda: clipped(0.0),
        lambda: stepped(rnn.GRUBlockCell(_U), _state(tf, "h")),
        lambda: stepped(rnn.GRUBlockCell(cell_size=_U, name="mine"), _state(tf, "h")),
        lambda: stepped(rnn.GRUBlockCellV2(_U), _state(tf, "h")),
        lambda: driven(lambda: rnn.LSTMBlockCell(_U, 1.5, use_peephole=True)),
        lambda: driven(lambda: rnn.LSTMBlockCell(_U, 1.5, 0.3), parallel_iterations=1),
        lambda: driven(lambda: rnn.GRUBlockCell(_U)),
        lambda: driven(lambda: rnn.GRUBlockCellV2(_U)),
        started,
        wrong,
    )


@program
def fused_cells(tf: Any) -> Any:
    rnn: Any = tf.contrib.rnn

    def fused(inputs: Any, call: Any, **options: Any) -> Any:
        cell = rnn.LSTMBlockFusedCell(_U, forget_bias=1.5, **options)
        outputs, state = cell(inputs, **call)
        facts = [cell.num_units, cell.name, isinstance(outputs, list), type(state).__name__]
        return [facts, names(cell.variables), told(tf, [outputs, state])]

    def unknown() -> Any:
        holder = tf.placeholder(tf.float32, [None, None, _D])
        lengths = tf.placeholder(tf.int32, [None])
        cell = rnn.LSTMBlockFusedCell(_U, use_peephole=True)
        run = cell(holder, dtype=tf.float32, sequence_length=lengths)
        with tf.Session() as session:
            fed = {holder: session.run(_steps(tf)), lengths: _LENGTHS}
        return told(tf, run, fed)

    def adapted(inputs: Any, dynamic: bool, call: Any) -> Any:
        cell = rnn.LSTMCell(_U, forget_bias=1.5)
        adaptor = rnn.FusedRNNCellAdaptor(cell, use_dynamic_rnn=dynamic)
        outputs, state = adaptor(inputs, scope="mine", **call)
        return [isinstance(outputs, list), told(tf, [outputs, state])]

    def reversed_in_time(inner: Any, inputs: Any, call: Any) -> Any:
        outputs, state = rnn.TimeReversedFusedRNN(inner)(inputs, **call)
        return [isinstance(outputs, list), told(tf, [outputs, state])]

    def of_ones_own(inputs: Any, call: Any) -> Any:
        class Sums(rnn.LSTMBlockWrapper):
            num_units = _D

            def _call_cell(self, x: Any, c: Any, h: Any, dtype: Any, lengths: Any) -> Any:
                facts.append([dtype.name, lengths is None])
                return tf.cumsum(x) + c, x * 2.0 + h

        class Doubled(rnn.FusedRNNCell):
            def __call__(self, inputs: Any, *args: Any, **options: Any) -> Any:
                facts.append(sorted(options))
                return inputs * 2.0, inputs[-1]

        facts: Any = []
        run = [Sums()(inputs, **call), rnn.TimeReversedFusedRNN(Doubled())(_steps(tf))]
        return [told(tf, run), facts]

    def wrong() -> Any:
        cell = rnn.LSTMBlockFusedCell(_U)
        deep = tf.placeholder(tf.float32, [_T, _B, None])
        one = (_state(tf, "h"),)
        return [
            outcome(lambda: cell(_steps(tf))),
            outcome(lambda: cell(tf.unstack(_steps(tf)), dtype=tf.float32)),
            outcome(lambda: rnn.LSTMBlockFusedCell(_U)(deep, dtype=tf.float32)),
            outcome(lambda: rnn.LSTMBlockFusedCell(_U)(_steps(tf), initial_state=one)),
            outcome(lambda: rnn.LSTMBlockFusedCell(_U)(_steps(tf)[0], dtype=tf.float32)),
        ]

    zeros = {"dtype": tf.float32}
    ragged = {"dtype": tf.float32, "sequence_length": _LENGTHS}
    return each(
        tf,
        lambda: fused(_steps(tf), zeros),
        lambda: fused(_steps(tf), ragged, use_peephole=True, name="mine"),
        lambda: fused(_steps(tf), {"initial_state": _pair(tf)}, cell_clip=0.3),
        lambda: fused(
            _steps(tf), {"initial_state": _pair(tf), "sequence_length": tf.constant(_LENGTHS)},
            cell_clip=0.3, use_peephole=True,
        ),
        unknown,
        lambda: adapted(_steps(tf), False, ragged),
        lambda: adapted(tf.unstack(_steps(tf)), True, {"initial_state": _pair(tf)}),
        lambda: adapted(_steps(tf), True, ragged),
        lambda: reversed_in_time(rnn.LSTMBlockFusedCell(_U), _steps(tf), ragged),
        lambda: reversed_in_time(
            rnn.FusedRNNCellAdaptor(rnn.GRUCell(_U)), tf.unstack(_steps(tf)), ragged
        ),
        lambda: reversed_in_time(rnn.FusedRNNCellAdaptor(rnn.GRUCell(_U)), _steps(tf), zeros),
        lambda: of_ones_own(_steps(tf), ragged),
        lambda: of_ones_own(_steps(tf), zeros),
        wrong,
    )


@program
def block_ops(tf: Any) -> Any:
    ops: Any = _import(tf, "tensorflow.contrib.rnn.python.ops.lstm_ops")

    def weights(count: int = 2) -> Any:
        seed = zlib.crc32(b"weights") & 0x7FFFFFFF
        draw = np.random.RandomState(seed).uniform
        shapes = [(_D + _U, 4 * _U), (4 * _U,), (_U,), (_U,), (_U,)]
        return [tf.constant(draw(-1, 1, shape), tf.float32) for shape in shapes][:count]

    def diagonals() -> Any:
        return dict(zip(["wci", "wcf", "wco"], weights(5)[2:]))

    def states() -> Any:
        return {"cs_prev": _state(tf, "c"), "h_prev": _state(tf, "h")}

    def over_time(seq_len: Any, told_of: Any = range(7), **options: Any) -> Any:
        every = ops._block_lstm(seq_len, tf.unstack(_steps(tf)), *weights(), **options)
        chosen = [every[n] for n in told_of]
        return [[len(every), len(every[0])], told(tf, chosen, gradients=False)]

    def once(**options: Any) -> Any:
        state = [_state(tf, "c"), _state(tf, "h")]
        step = ops._lstm_block_cell(_steps(tf)[0], *state, *weights(), **options)
        return [len(step), told(tf, list(step), gradients=False)]

    def slopes(make: Any) -> Any:
        given = [*weights(), _state(tf, "c")]
        return told(tf, tf.gradients(make(*given), given), gradients=False)

    def stepped(w: Any, b: Any, c: Any) -> Any:
        return tf.reduce_sum(ops._lstm_block_cell(_steps(tf)[0], c, _state(tf, "h"), w, b)[1] ** 2)

    def driven(w: Any, b: Any, c: Any) -> Any:
        h = ops._block_lstm(_T, tf.unstack(_steps(tf)), w, b, cs_prev=c)[6]
        return tf.reduce_sum(tf.stack(h) ** 2)

    def wrong() -> Any:
        unknown = tf.placeholder(tf.float32, [None])
        c = tf.placeholder(tf.float32, [_B, None])
        w, b = weights()
        steps = tf.unstack(_steps(tf))
        return [
            outcome(lambda: ops._block_lstm(_T, steps, w, unknown)),
            outcome(lambda: ops._lstm_block_cell(steps[0], c, _state(tf, "h"), w, b)),
        ]

    peepholes = {"use_peephole": True, "forget_bias": 0.5, "cell_clip": 0.3}
    return each(
        tf,
        lambda: over_time(_T),
        # Past the last step c and h are zeros, the others what the memory holds.
        lambda: over_time(tf.constant(2, tf.int64), told_of=[1, 6], name="mine"),
        lambda: over_time(_T, **peepholes, **diagonals(), **states()),
        lambda: over_time(_T, h_prev=_state(tf, "h")),
        once,
        lambda: once(forget_bias=0.5, cell_clip=0.3),
        lambda: once(**peepholes, **diagonals()),
        lambda: slopes(stepped),
        lambda: slopes(driven),
        wrong,
    )


@program
def layer_norm_cells(tf: Any) -> Any:
    rnn: Any = tf.contrib.rnn

    def driven(**options: Any) -> Any:
        x = tf.transpose(_steps(tf), [1, 0, 2])
        cell = rnn.LayerNormBasicLSTMCell(_U, **options)
        facts = [plain(tf.contrib.framework.nest.flatten(cell.state_size)), cell.output_size]
        one = tf.nn.dynamic_rnn(cell, x, _LENGTHS, dtype=tf.float32)
        cells = [rnn.LayerNormBasicLSTMCell(_U, **options) for _ in range(2)]
        two = tf.nn.static_rnn(rnn.MultiRNNCell(cells), tf.unstack(_steps(tf)), dtype=tf.float32)
        with tf.variable_scope("jit"), tf.contrib.compiler.jit.experimental_jit_scope(False):
            three = cells[0](_steps(tf)[0], _pair(tf))
        groups = [tf.model_variables(), cell.variables, cells[0].trainable_variables]
        return [facts, cell.name, [names(group) for group in groups], told(tf, [one, two, three])]

    def started() -> Any:
        cell = rnn.LayerNormBasicLSTMCell(_U, norm_gain=0.75, norm_shift=-0.25)
        output = cell(_steps(tf)[0], _pair(tf))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            starts = session.run(tf.global_variables()[1:])
            session.run(output)
        return [names(tf.global_variables()), plain(starts)]

    return each(
        tf,
        driven,
        lambda: driven(forget_bias=0.5, activation=tf.nn.relu, norm_gain=0.5, norm_shift=0.1),
        lambda: driven(layer_norm=False, dropout_keep_prob=tf.constant(1.0)),
        started,
    )
