"""Misuse of drivers, one small function of ``tf`` each: TF 1.15.5 says what type of error it is.

A function returns tensors to run, or raises while building.
"""

from __future__ import annotations

from typing import Any

from tests.golden.case import B, D, T, U
from tests.golden.programs.registry import misuse
from tests.golden.user_cells import table


def _x(tf: Any, *shape: int) -> Any:
    return tf.ones(shape or (B, T, D), tf.float32)


def _cell(tf: Any, **kwargs: Any) -> Any:
    return tf.nn.rnn_cell.LSTMCell(U, **kwargs)


@misuse
def dynamic_rnn_not_a_cell(tf: Any) -> Any:
    return tf.nn.dynamic_rnn("cell", _x(tf), dtype=tf.float32)


@misuse
def dynamic_rnn_cell_class(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell, _x(tf), dtype=tf.float32)


@misuse
def dynamic_rnn_cell_is_none(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(None, _x(tf), dtype=tf.float32)


@misuse
def dynamic_rnn_neither_dtype_nor_state(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf))


@misuse
def dynamic_rnn_rank_1(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf, B), dtype=tf.float32)


@misuse
def dynamic_rnn_rank_2(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf, B, D), dtype=tf.float32)


@misuse
def dynamic_rnn_rank_4(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf, B, T, D, 2), dtype=tf.float32)


@misuse
def dynamic_rnn_lengths_rank_0(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), sequence_length=3, dtype=tf.float32)


@misuse
def dynamic_rnn_lengths_rank_2(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), tf.ones([B, 1], tf.int32), dtype=tf.float32)


@misuse
def dynamic_rnn_lengths_of_other_batch(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), [1, 2, 3], dtype=tf.float32)


@misuse
def dynamic_rnn_lengths_negative(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), [1, -2, 3, 0], dtype=tf.float32)


@misuse
def dynamic_rnn_lengths_too_long(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), [T + 3, 1, 2, 0], dtype=tf.float32)


@misuse
def dynamic_rnn_dtype_mismatch(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float64)


@misuse
def dynamic_rnn_integer_inputs(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), tf.ones([B, T, D], tf.int32), dtype=tf.float32)


@misuse
def dynamic_rnn_state_of_wrong_structure(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), initial_state=_x(tf, B, U))


@misuse
def dynamic_rnn_state_with_three_parts(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), initial_state=(_x(tf, B, U),) * 3)


@misuse
def dynamic_rnn_state_of_wrong_width(tf: Any) -> Any:
    state = tf.nn.rnn_cell.LSTMStateTuple(_x(tf, B, U), _x(tf, B, U + 1))
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), initial_state=state)


@misuse
def dynamic_rnn_state_of_wrong_batch(tf: Any) -> Any:
    state = tf.nn.rnn_cell.LSTMStateTuple(_x(tf, B + 1, U), _x(tf, B + 1, U))
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), initial_state=state)


@misuse
def dynamic_rnn_state_plain_tuple(tf: Any) -> Any:
    """Not an error in every version: TF 1.15.5 decides."""
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), initial_state=(_x(tf, B, U), _x(tf, B, U)))


@misuse
def dynamic_rnn_state_of_other_dtype(tf: Any) -> Any:
    state = tf.zeros([B, U], tf.float64)
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(U), _x(tf), initial_state=state)


@misuse
def dynamic_rnn_time_dims_differ(tf: Any) -> Any:
    cell = table(tf)["PairCell"]()
    return tf.nn.dynamic_rnn(cell, (_x(tf), _x(tf, B, T + 1, D)), dtype=tf.float32)


@misuse
def dynamic_rnn_batch_dims_differ(tf: Any) -> Any:
    cell = table(tf)["PairCell"]()
    return tf.nn.dynamic_rnn(cell, (_x(tf), _x(tf, B + 1, T, D)), dtype=tf.float32)


@misuse
def dynamic_rnn_twice_without_reuse(tf: Any) -> Any:
    tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float32)
    return tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float32)


@misuse
def dynamic_rnn_reuse_before_creation(tf: Any) -> Any:
    with tf.variable_scope("model", reuse=True):
        return tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float32)


@misuse
def dynamic_rnn_reuse_of_other_width(tf: Any) -> Any:
    with tf.variable_scope("model"):
        tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float32)
    with tf.variable_scope("model", reuse=True):
        return tf.nn.dynamic_rnn(_cell(tf), _x(tf, B, T, D + 1), dtype=tf.float32)


@misuse
def dynamic_rnn_reuse_of_other_dtype(tf: Any) -> Any:
    with tf.variable_scope("model"):
        tf.nn.dynamic_rnn(_cell(tf), _x(tf), dtype=tf.float32)
    with tf.variable_scope("model", reuse=True):
        inputs = tf.ones([B, T, D], tf.float64)
        return tf.nn.dynamic_rnn(_cell(tf), inputs, dtype=tf.float64)


@misuse
def dynamic_rnn_same_cell_other_width(tf: Any) -> Any:
    cell = _cell(tf)
    tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32, scope="one")
    return tf.nn.dynamic_rnn(cell, _x(tf, B, T, D + 1), dtype=tf.float32, scope="two")


@misuse
def bidirectional_not_a_cell(tf: Any) -> Any:
    return tf.nn.bidirectional_dynamic_rnn(_cell(tf), "cell", _x(tf), dtype=tf.float32)


@misuse
def bidirectional_no_dtype(tf: Any) -> Any:
    return tf.nn.bidirectional_dynamic_rnn(_cell(tf), _cell(tf), _x(tf))


@misuse
def bidirectional_same_cell_twice(tf: Any) -> Any:
    """Not an error in every version: TF 1.15.5 decides."""
    cell = _cell(tf)
    return tf.nn.bidirectional_dynamic_rnn(cell, cell, _x(tf), dtype=tf.float32)


@misuse
def bidirectional_nested_outputs(tf: Any) -> Any:
    forward, backward = table(tf)["NestedCell"](), table(tf)["NestedCell"]()
    inputs = (_x(tf, B, T, 3), _x(tf, B, T, 2))
    return tf.nn.bidirectional_dynamic_rnn(
        forward, backward, inputs, sequence_length=[T] * B, dtype=tf.float32
    )


@misuse
def static_rnn_not_a_cell(tf: Any) -> Any:
    return tf.nn.static_rnn("cell", [_x(tf, B, D)] * T, dtype=tf.float32)


@misuse
def static_rnn_inputs_not_a_list(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), _x(tf), dtype=tf.float32)


@misuse
def static_rnn_inputs_a_tuple(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), (_x(tf, B, D),) * T, dtype=tf.float32)


@misuse
def static_rnn_no_inputs(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), [], dtype=tf.float32)


@misuse
def static_rnn_no_dtype(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), [_x(tf, B, D)] * T)


@misuse
def static_rnn_rank_1(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), [_x(tf, B)] * T, dtype=tf.float32)


@misuse
def static_rnn_lengths_rank_2(tf: Any) -> Any:
    lengths = tf.ones([B, 1], tf.int32)
    return tf.nn.static_rnn(_cell(tf), [_x(tf, B, D)] * T, None, tf.float32, lengths)


@misuse
def static_rnn_widths_differ(tf: Any) -> Any:
    return tf.nn.static_rnn(_cell(tf), [_x(tf, B, D), _x(tf, B, D + 1)], dtype=tf.float32)


@misuse
def static_bidirectional_not_a_cell(tf: Any) -> Any:
    return tf.nn.static_bidirectional_rnn(1, _cell(tf), [_x(tf, B, D)] * T, dtype=tf.float32)


@misuse
def static_bidirectional_inputs_not_a_list(tf: Any) -> Any:
    return tf.nn.static_bidirectional_rnn(_cell(tf), _cell(tf), _x(tf), dtype=tf.float32)


@misuse
def static_bidirectional_no_inputs(tf: Any) -> Any:
    return tf.nn.static_bidirectional_rnn(_cell(tf), _cell(tf), [], dtype=tf.float32)


class _Saver:
    def __init__(self, value: Any) -> None:
        self._value = value

    def state(self, name: str) -> Any:
        return self._value

    def save_state(self, name: str, value: Any) -> Any:
        return value


@misuse
def state_saving_names_not_a_tuple(tf: Any) -> Any:
    inputs = [_x(tf, B, D)] * T
    return tf.nn.static_state_saving_rnn(_cell(tf), inputs, _Saver(_x(tf, B, U)), "name")


@misuse
def state_saving_too_few_names(tf: Any) -> Any:
    inputs = [_x(tf, B, D)] * T
    return tf.nn.static_state_saving_rnn(_cell(tf), inputs, _Saver(_x(tf, B, U)), ("name",))


@misuse
def state_saving_names_for_flat_state(tf: Any) -> Any:
    inputs, saver = [_x(tf, B, D)] * T, _Saver(_x(tf, B, U))
    return tf.nn.static_state_saving_rnn(tf.nn.rnn_cell.GRUCell(U), inputs, saver, ("a", "b"))


@misuse
def raw_rnn_not_a_cell(tf: Any) -> Any:
    return tf.nn.raw_rnn("cell", lambda *_: None)


@misuse
def raw_rnn_loop_not_callable(tf: Any) -> Any:
    return tf.nn.raw_rnn(_cell(tf), "loop")


@misuse
def raw_rnn_loop_returns_too_little(tf: Any) -> Any:
    return tf.nn.raw_rnn(_cell(tf), lambda *_: (tf.fill([B], False), _x(tf, B, D)))


@misuse
def raw_rnn_no_initial_state(tf: Any) -> Any:
    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        return tf.fill([B], time >= T), _x(tf, B, D), state, output, None

    return tf.nn.raw_rnn(_cell(tf), loop)
