"""What ``get_config`` of each cell gives: plain data."""

from __future__ import annotations

from typing import Any, Callable

CONFIGS: dict[str, Callable[[Any], Any]] = {
    "basic_rnn": lambda tf: tf.nn.rnn_cell.BasicRNNCell(3, activation="relu", name="r"),
    "gru": lambda tf: tf.nn.rnn_cell.GRUCell(
        4, kernel_initializer=tf.ones_initializer(), dtype=tf.float64, reuse=True
    ),
    "gru_default": lambda tf: tf.nn.rnn_cell.GRUCell(4),
    "basic_lstm": lambda tf: tf.nn.rnn_cell.BasicLSTMCell(
        5, forget_bias=0.5, state_is_tuple=False, activation=tf.nn.sigmoid, name="b"
    ),
    "lstm": lambda tf: tf.nn.rnn_cell.LSTMCell(
        6,
        use_peepholes=True,
        cell_clip=2.0,
        num_proj=2,
        proj_clip=1.5,
        forget_bias=0.0,
        activation=tf.nn.relu,
        initializer=tf.zeros_initializer(),
        name="l",
    ),
    "lstm_default": lambda tf: tf.nn.rnn_cell.LSTMCell(6),
    "dropout": lambda tf: tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.GRUCell(4, name="g"), 0.5, 0.75, 0.25, seed=11
    ),
    "residual": lambda tf: tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(4, name="g")),
    "device": lambda tf: tf.nn.rnn_cell.DeviceWrapper(
        tf.nn.rnn_cell.GRUCell(4, name="g"), "/cpu:0"
    ),
}


def config_of(tf: Any, make: Callable[[Any], Any]) -> Any:
    """The configuration as JSON holds it."""
    with tf.Graph().as_default():
        return make(tf).get_config()
