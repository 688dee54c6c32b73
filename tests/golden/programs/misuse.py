"""Misuse, one small function of ``tf`` each: TF 1.15.5 says what type of error it is.

A function returns tensors to run, or raises while building.
"""

from __future__ import annotations

from typing import Any, Callable

from tests.golden.case import B, D, T, U
from tests.golden.user_cells import table

MISUSE: dict[str, Callable[[Any], Any]] = {}


def misuse(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Registers a program under its own name."""
    MISUSE[function.__name__] = function
    return function


def _x(tf: Any, *shape: int) -> Any:
    return tf.ones(shape or (B, T, D), tf.float32)


def _cell(tf: Any, **kwargs: Any) -> Any:
    return tf.nn.rnn_cell.LSTMCell(U, **kwargs)


# Drivers: what is passed -----------------------------------------------------------------


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


# Cells -----------------------------------------------------------------------------------


@misuse
def lstm_cell_without_units(tf: Any) -> Any:
    return tf.nn.rnn_cell.LSTMCell()


@misuse
def lstm_cell_units_zero(tf: Any) -> Any:
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(0), _x(tf), dtype=tf.float32)


@misuse
def lstm_cell_unknown_argument(tf: Any) -> Any:
    return _cell(tf, forget_gate=1.0)


@misuse
def lstm_cell_unknown_activation(tf: Any) -> Any:
    return _cell(tf, activation="no_such_activation")


@misuse
def lstm_cell_activation_number(tf: Any) -> Any:
    return _cell(tf, activation=3)


@misuse
def lstm_cell_too_many_shards(tf: Any) -> Any:
    cell = _cell(tf, num_unit_shards=50)
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def lstm_cell_state_is_not_a_pair(tf: Any) -> Any:
    return _cell(tf)(_x(tf, B, D), _x(tf, B, U))


@misuse
def lstm_cell_state_triple(tf: Any) -> Any:
    return _cell(tf)(_x(tf, B, D), (_x(tf, B, U),) * 3)


@misuse
def lstm_cell_unknown_depth(tf: Any) -> Any:
    cell = _cell(tf)
    return cell.build(tf.TensorShape([None, None]))


@misuse
def lstm_cell_inputs_rank_3(tf: Any) -> Any:
    cell = _cell(tf)
    return cell(_x(tf), cell.zero_state(B, tf.float32))


@misuse
def lstm_cell_inputs_change_width(tf: Any) -> Any:
    cell = _cell(tf)
    state = cell.zero_state(B, tf.float32)
    cell(_x(tf, B, D), state)
    return cell(_x(tf, B, D + 1), state)


@misuse
def basic_lstm_cell_state_triple(tf: Any) -> Any:
    return tf.nn.rnn_cell.BasicLSTMCell(U)(_x(tf, B, D), (_x(tf, B, U),) * 3)


@misuse
def basic_lstm_cell_batch_mismatch(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.BasicLSTMCell(U)
    return cell(_x(tf, B, D), cell.zero_state(B + 1, tf.float32))


@misuse
def gru_cell_state_of_wrong_width(tf: Any) -> Any:
    return tf.nn.rnn_cell.GRUCell(U)(_x(tf, B, D), _x(tf, B, U + 1))


@misuse
def gru_cell_inputs_rank_1(tf: Any) -> Any:
    return tf.nn.rnn_cell.GRUCell(U)(_x(tf, D), _x(tf, B, U))


@misuse
def gru_cell_reuse_true_before_creation(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.GRUCell(U, reuse=True)
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def zero_state_without_dtype(tf: Any) -> Any:
    return _cell(tf).zero_state(B, None)


@misuse
def get_initial_state_without_batch(tf: Any) -> Any:
    return _cell(tf).get_initial_state(dtype=tf.float32)


@misuse
def get_initial_state_batch_disagrees(tf: Any) -> Any:
    return _cell(tf).get_initial_state(inputs=_x(tf, B, D), batch_size=B + 1, dtype=tf.float32)


@misuse
def get_initial_state_dtype_disagrees(tf: Any) -> Any:
    return _cell(tf).get_initial_state(inputs=_x(tf, B, D), batch_size=B, dtype=tf.float64)


@misuse
def rnn_cell_is_abstract(tf: Any) -> Any:
    return tf.nn.rnn_cell.RNNCell().state_size


@misuse
def rnn_cell_output_size_is_abstract(tf: Any) -> Any:
    return tf.nn.rnn_cell.RNNCell().output_size


# Wrappers and stacks ---------------------------------------------------------------------


@misuse
def multi_rnn_cell_empty(tf: Any) -> Any:
    return tf.nn.rnn_cell.MultiRNNCell([])


@misuse
def multi_rnn_cell_not_a_list(tf: Any) -> Any:
    return tf.nn.rnn_cell.MultiRNNCell(_cell(tf))


@misuse
def multi_rnn_cell_of_strings(tf: Any) -> Any:
    return tf.nn.rnn_cell.MultiRNNCell(["cell"])


@misuse
def multi_rnn_cell_concat_of_tuples(tf: Any) -> Any:
    return tf.nn.rnn_cell.MultiRNNCell([_cell(tf)], state_is_tuple=False)


@misuse
def multi_rnn_cell_state_not_a_sequence(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(U), tf.nn.rnn_cell.GRUCell(U)])
    return cell(_x(tf, B, D), _x(tf, B, U))


@misuse
def multi_rnn_cell_shared_lstm_of_other_width(tf: Any) -> Any:
    """``[cell] * 2`` where the widths of input and output differ."""
    cell = tf.nn.rnn_cell.MultiRNNCell([_cell(tf)] * 2)
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def dropout_keep_prob_above_one(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(_cell(tf), input_keep_prob=1.5)


@misuse
def dropout_keep_prob_negative(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(_cell(tf), output_keep_prob=-0.1)


@misuse
def dropout_keep_prob_string(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(_cell(tf), output_keep_prob="half")


@misuse
def dropout_keep_prob_zero(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.DropoutWrapper(_cell(tf), output_keep_prob=0.0)
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def dropout_not_a_cell(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper("cell", 0.5)


@misuse
def dropout_filter_not_callable(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(_cell(tf), dropout_state_filter_visitor="c")


@misuse
def dropout_variational_without_dtype(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(_cell(tf), 0.5, variational_recurrent=True)


@misuse
def dropout_variational_without_input_size(tf: Any) -> Any:
    return tf.nn.rnn_cell.DropoutWrapper(
        _cell(tf), input_keep_prob=0.5, variational_recurrent=True, dtype=tf.float32
    )


@misuse
def residual_of_other_width(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.ResidualWrapper(_cell(tf))
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def residual_not_a_cell(tf: Any) -> Any:
    return tf.nn.rnn_cell.ResidualWrapper("cell")


@misuse
def residual_function_not_callable(tf: Any) -> Any:
    cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(D), residual_fn="add")
    return tf.nn.dynamic_rnn(cell, _x(tf), dtype=tf.float32)


@misuse
def device_wrapper_not_a_cell(tf: Any) -> Any:
    return tf.nn.rnn_cell.DeviceWrapper("cell", "/cpu:0")


@misuse
def user_cell_without_super_init_and_build(tf: Any) -> Any:
    """``call`` overridden but ``super().__init__`` never called: TF1's Layer refuses."""

    class Forgetful(tf.nn.rnn_cell.RNNCell):  # type: ignore[misc]
        state_size = output_size = U

        def __init__(self) -> None:
            pass

        def call(self, inputs: Any, state: Any) -> Any:
            return state, state

    return tf.nn.dynamic_rnn(Forgetful(), _x(tf), dtype=tf.float32)


@misuse
def user_cell_returns_one_thing(tf: Any) -> Any:
    class Single(table(tf)["CallOverride"]):  # type: ignore[misc]
        def call(self, inputs: Any, state: Any) -> Any:
            return state

    return tf.nn.dynamic_rnn(Single(U), _x(tf), dtype=tf.float32)


@misuse
def user_cell_output_of_wrong_width(tf: Any) -> Any:
    class Wide(table(tf)["CallOverride"]):  # type: ignore[misc]
        @property
        def output_size(self) -> int:
            return U + 1

    return tf.nn.dynamic_rnn(Wide(U), _x(tf), dtype=tf.float32)
