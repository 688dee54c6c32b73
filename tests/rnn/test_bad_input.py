"""Misuse of the drivers that eager code sees at once; kinds of error are in test_misuse.py."""

from __future__ import annotations

import pytest
import tensorflow as tf

import tf1compat


@pytest.mark.parametrize("lengths", [[-1, 2], [9, 2]])
def test_bidirectional_lengths_out_of_range(lengths: list[int]) -> None:
    with pytest.raises(ValueError, match=r"sequence_length.*from 0 to the 5 steps"):
        tf1compat.bidirectional_dynamic_rnn(
            tf1compat.GRUCell(4), tf1compat.GRUCell(4), tf.ones([2, 5, 3]), lengths,
            dtype=tf.float32,
        )


@pytest.mark.parametrize("lengths", [[-1, 2], [9, 2]])
def test_dynamic_rnn_takes_lengths_out_of_range_as_tf1_did(lengths: list[int]) -> None:
    outputs, _ = tf1compat.dynamic_rnn(
        tf1compat.GRUCell(4), tf.ones([2, 5, 3]), lengths, dtype=tf.float32
    )
    used = tf.reduce_any(outputs != 0, -1).numpy().sum(1)
    assert used.tolist() == [min(max(length, 0), 5) for length in lengths]


def test_one_tensor_is_no_lstm_state() -> None:
    with pytest.raises(TypeError, match=r"initial_state.*LSTMStateTuple\(c, h\)"):
        tf1compat.dynamic_rnn(
            tf1compat.LSTMCell(4), tf.ones([2, 5, 3]), initial_state=tf.ones([2, 8])
        )
