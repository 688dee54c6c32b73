"""Misuse of cells, one small function of ``tf`` each: TF 1.15.5 says what type of error it is.

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

    base: Any = tf.nn.rnn_cell.RNNCell

    class Forgetful(base):
        state_size = output_size = U

        def __init__(self) -> None:
            pass

        def call(self, inputs: Any, state: Any) -> Any:
            return state, state

    return tf.nn.dynamic_rnn(Forgetful(), _x(tf), dtype=tf.float32)


@misuse
def user_cell_returns_one_thing(tf: Any) -> Any:
    base: Any = table(tf)["CallOverride"]

    class Single(base):
        def call(self, inputs: Any, state: Any) -> Any:
            return state

    return tf.nn.dynamic_rnn(Single(U), _x(tf), dtype=tf.float32)


@misuse
def user_cell_output_of_wrong_width(tf: Any) -> Any:
    base: Any = table(tf)["CallOverride"]

    class Wide(base):
        @property
        def output_size(self) -> int:
            return U + 1

    return tf.nn.dynamic_rnn(Wide(U), _x(tf), dtype=tf.float32)
