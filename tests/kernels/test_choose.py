"""What is chosen, why, and how to have the steps."""

from __future__ import annotations

from typing import Any

import pytest
import tensorflow as tf

import tf1compat
from tf1compat import kernels, options
from tf1compat.errors import ArgumentValueError
from tf1compat.kernels import choose
from tf1compat.kernels.choose import BLOCK_ROWS


def chosen(cell: Any, rows: int = 2, **arguments: Any) -> Any:
    inputs = tf.ones([rows, 3, 4])
    tf1compat.dynamic_rnn(cell, inputs, **{"dtype": tf.float32, **arguments})
    return kernels.last_used()


class _Own(tf1compat.GRUCell):
    def call(self, inputs: Any, state: Any) -> Any:
        return super().call(inputs, state)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (lambda: _Own(3), "_Own has no kernel"),
        (lambda: tf1compat.LSTMCell(3, activation=lambda x: x), "no derivative"),
        (lambda: tf1compat.ResidualWrapper(tf1compat.GRUCell(4), lambda x, y: x + y), "function"),
        (lambda: tf1compat.DropoutWrapper(tf1compat.GRUCell(3), 0.5, seed=1), "seed"),
        (lambda: tf1compat.DropoutWrapper(tf1compat.GRUCell(3), state_keep_prob=0.5), "state"),
        (lambda: tf1compat.MultiRNNCell([tf1compat.GRUCell(3), _Own(3)]), "_Own"),
        (lambda: tf1compat.LSTMCell(3, cell_clip=tf.constant(1.0)), "tensor"),
    ],
)
def test_steps_with_a_reason(cell: Any, why: str) -> None:
    used = chosen(cell())
    assert used.name == "stepped"
    assert why in used.why


def test_a_cell_whose_call_was_replaced_steps() -> None:
    cell = tf1compat.GRUCell(3)
    cell.call = lambda inputs, state: (state + 1.0, state + 1.0)
    assert chosen(cell).name == "stepped"


def test_small_batches_of_plain_lstms_are_one_operation() -> None:
    assert chosen(tf1compat.LSTMCell(3)).name == "block"
    assert chosen(tf1compat.LSTMCell(3), rows=BLOCK_ROWS + 1).name == "loop"
    assert chosen(tf1compat.LSTMCell(3, num_proj=2)).name == "loop"


def test_functions_hold_nothing_that_xla_lacks() -> None:
    cell = tf1compat.LSTMCell(3)
    names = []
    tf.function(lambda: names.append(chosen(cell).name))()
    assert set(names) == {"loop"}


def test_a_known_shape_is_compiled_in_functions_and_when_it_comes_back() -> None:
    cell = tf1compat.GRUCell(3)
    x = tf.ones([2, choose.COMPILE_STEPS, 4])
    other = tf.ones([3, choose.COMPILE_STEPS, 4])

    def run(x: Any, cell: Any = cell) -> str:
        tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)
        used = kernels.last_used()
        assert used is not None
        return used.name

    assert [run(x) for _ in range(choose.COMPILE_AFTER + 1)] == [
        *["loop"] * choose.COMPILE_AFTER, "xla",
    ]
    assert run(other) == "loop"
    with kernels.switched("loop"):
        assert run(x) == "loop"
    names: list[str] = []
    trace = tf.function(lambda x: names.append(run(x)))
    trace.get_concrete_function(other)
    trace.get_concrete_function(tf.TensorSpec([None, choose.COMPILE_STEPS, 4]))
    trace.get_concrete_function(tf.TensorSpec([2, choose.COMPILE_STEPS - 1, 4]))
    with tf.Graph().as_default():
        place = tf.compat.v1.placeholder(tf.float32, [2, choose.COMPILE_STEPS, 4])
        names.append(run(place, tf1compat.GRUCell(3)))
    assert names == ["xla", "loop", "loop", "block"]


def test_a_wrong_switch_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="'loop'"), kernels.switched("off"):
        pass


def test_switched_off_by_option_and_by_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options.current, "kernels", "0")
    assert chosen(tf1compat.GRUCell(3)).name == "stepped"
    with kernels.switched(True):
        assert chosen(tf1compat.GRUCell(3)).name == "loop"
    assert "switched off" in chosen(tf1compat.GRUCell(3)).why


@pytest.mark.parametrize(
    ("value", "kept"), [("0", "0"), ("1", "1"), ("xla", "xla"), ("", "1"), (None, "1")]
)
def test_environment(monkeypatch: pytest.MonkeyPatch, value: Any, kept: str) -> None:
    monkeypatch.delenv("TF1COMPAT_KERNELS", raising=False)
    if value is not None:
        monkeypatch.setenv("TF1COMPAT_KERNELS", value)
    assert options.from_environment().kernels == kept


def test_a_wrong_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF1COMPAT_KERNELS", "off")
    with pytest.raises(ArgumentValueError, match="TF1COMPAT_KERNELS"):
        options.from_environment()


def test_unseeded_dropout_keeps_the_share() -> None:
    cell = tf1compat.DropoutWrapper(tf1compat.BasicRNNCell(64), output_keep_prob=0.5)
    outputs, _ = tf1compat.dynamic_rnn(cell, tf.ones([16, 8, 4]), dtype=tf.float32)
    used = kernels.last_used()
    assert used is not None
    assert used.name == "loop"
    share = float(tf.reduce_mean(tf.cast(tf.equal(outputs, 0.0), tf.float32)))
    assert 0.45 < share < 0.55
    assert bool(tf.reduce_any(outputs[:, 0] != outputs[:, 1]))
