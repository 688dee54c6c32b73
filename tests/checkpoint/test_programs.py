"""Programs as people write them: built here, saved, and converted without a word about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat.v1 as tf1
from tests.checkpoint import cases
from tf1compat import convert, inspect_checkpoint, kernels
from tf1compat.checkpoint.prove import Proof
from tf1compat.checkpoint.stepwise import STEPS
from tf1compat.errors import CheckpointError

V1, RNN = tf.compat.v1, tf1.nn.rnn_cell


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    was = V1.control_flow_v2_enabled()
    V1.disable_control_flow_v2()
    yield
    (V1.enable_control_flow_v2 if was else V1.disable_control_flow_v2)()


def saved(build: Callable[[], None], folder: Path) -> Path:
    with tf.Graph().as_default(), V1.Session() as session:
        with kernels.switched(False):  # as TF1 wrote it: a loop over the cell's own step
            build()
        session.run(V1.global_variables_initializer())
        random = np.random.default_rng(1)
        for variable in V1.trainable_variables():  # what starts as zeros proves nothing
            variable.load(random.normal(0, 0.5, variable.shape), session)
        V1.train.Saver().save(session, str(folder / "m.ckpt"))
    return folder / "m.ckpt"


def proof_of(build: Callable[[], None], folder: Path, end: str = "", **options: Any) -> Proof:
    path, output = saved(build, folder), folder / "m.npz"
    (done,) = convert(path, output, output_tensor=end, draws=2, **options)
    proof: Proof = done.proof
    assert proof.passed
    return proof


def letters() -> None:
    """Words by their letters, before a tagger whose labels are checked."""
    words, chars = (V1.placeholder(tf.int32, [None] * k, name=n) for k, n in ((2, "w"), (3, "c")))
    lengths = V1.placeholder(tf.int32, [None], name="lengths")
    word = tf.nn.embedding_lookup(V1.get_variable("words", [9, 4]), words)
    letter = tf.nn.embedding_lookup(V1.get_variable("letters", [7, 3]), chars)
    size, steps, wide = tf.unstack(tf.shape(letter)[:3])
    flat = tf1.layers.conv1d(tf.reshape(letter, [size * steps, wide, 3]), 2, 3, padding="same")
    drawn = tf.reshape(tf.reduce_max(flat, 1), [size, steps, 2])
    x = tf.concat([word, drawn], 2)
    out, _ = tf1.nn.dynamic_rnn(RNN.GRUCell(4), x, lengths, dtype=tf.float32)
    labels = V1.placeholder(tf.int32, [None, None], name="labels")
    own = V1.get_variable("out", [5, 4])
    logits = tf.matmul(tf.reshape(out, [-1, 4]), own, transpose_b=True)
    logits = tf.reshape(logits, [size, steps, 5])
    checks = [
        V1.debugging.assert_equal(labels, 77),  # never so, for labels that are drawn
        V1.debugging.assert_equal(tf.shape(labels)[0], size),
    ]
    with tf.control_dependencies([tf.group(*checks)]):
        logits = tf.identity(logits)
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    tf.reduce_mean(each, name="loss")


def test_letters_tied_tables_and_checked_labels(tmp_path: Path) -> None:
    check = proof_of(letters, tmp_path, "loss").checks[-1]
    assert check.name == "path w:0, c:0, lengths:0, labels:0 → loss:0"
    assert any(note.startswith("not run, for it only checks: ") for note in check.notes)


def siamese() -> None:
    """One cell in two loops; the second starts where the first ended."""
    cell = RNN.LSTMCell(3, forget_bias=0.4)
    table = V1.get_variable("table", [9, 4])
    state: Any = None
    for name in ("a", "b"):
        ids = V1.placeholder(tf.int32, [None, None], name=name)
        with V1.variable_scope("both", reuse=state is not None):
            x = tf.nn.embedding_lookup(table, ids)
            _, state = tf1.nn.dynamic_rnn(cell, x, initial_state=state, dtype=tf.float32)
    tf.identity(tf.exp(-state.h), name="near")


def test_one_cell_in_two_loops(tmp_path: Path) -> None:
    check = proof_of(siamese, tmp_path, "near").checks[-1]
    assert check.name == "path b:0, a:0 → near:0"
    assert "through both/rnn, both/rnn" in check.notes


def fed_by_a_dataset() -> None:
    data = tf.data.Dataset.from_tensor_slices({"x": np.ones([6, 3, 4], "f"), "n": [3] * 6})
    found = V1.data.make_one_shot_iterator(data.batch(2)).get_next()
    out, _ = tf1.nn.dynamic_rnn(RNN.GRUCell(3), found["x"], found["n"], dtype=tf.float32)
    tf1.layers.dense(out, 2, name="head")


def test_a_dataset_is_drawn_as_placeholders_are(tmp_path: Path) -> None:
    check = proof_of(fed_by_a_dataset, tmp_path, "head/BiasAdd").checks[-1]
    assert check.name == "path IteratorGetNext:1, IteratorGetNext:0 → head/BiasAdd:0"


CELLS = {
    "BasicRNNCell": {},
    "GRUCell": {},
    "BasicLSTMCell": {"forget_bias": 0.3},
    "LSTMCell": {"use_peepholes": True, "num_proj": 2, "cell_clip": 0.4, "proj_clip": 0.2},
    "LSTMBlockCell": {"forget_bias": 0.3},
    "GRUBlockCellV2": {},
}


@pytest.mark.parametrize("name", CELLS)
def test_a_decoder_is_proven_step_by_step(name: str, tmp_path: Path) -> None:
    def feeds_itself() -> None:
        """raw_rnn: each step reads what the step before gave."""
        cell = getattr(tf1.contrib.rnn, name)(4, **CELLS[name])
        start = V1.placeholder(tf.float32, [None, cell.output_size], name="start")
        size = tf.shape(start)[0]

        def step(time: Any, output: Any, state: Any, _: Any) -> Any:
            state = cell.zero_state(size, tf.float32) if output is None else state
            done = tf.fill([size], time >= 5)
            return done, start if output is None else output * 1.5, state, output, None

        outputs, _, _ = tf1.nn.raw_rnn(cell, step, scope="decoder")
        tf.reduce_sum(tf.gradients(outputs.stack(), start)[0], name="slope")

    found = proof_of(feeds_itself, tmp_path)
    assert found.against == STEPS
    assert "input sequences" in found.because


def test_a_wrapper_with_variables_is_refused(tmp_path: Path) -> None:
    """By its names, or by what its loop reads; the numbers would be others without it."""

    def carried() -> None:
        x = V1.placeholder(tf.float32, [None, None, 3], name="x")

        class Carry(RNN.LSTMCell):
            def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
                own = V1.get_variable(self.gate, [3])
                output, state = super().__call__(inputs, state)
                return output * own, state

        for scope, gate in (("a", "carry_w"), ("b", "mine")):
            cell = Carry(3, name="lstm_cell")
            cell.gate = gate
            tf1.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=scope)

    path = saved(carried, tmp_path)
    assert [plan.recurrence.scope for plan in inspect_checkpoint(path).plans] == ["a", "b"]
    for scope, words in (("a", "HighwayWrapper"), ("b", "also reads b/mine")):
        with pytest.raises(CheckpointError, match=words):
            convert(path, tmp_path / "m.npz", scope=scope)


def test_cells_without_a_counterpart_are_named(tmp_path: Path) -> None:
    with tf.Graph().as_default(), V1.Session() as session:
        for name in ("rnn/glstm_cell/kernel", "rnn/glstm_cell/bias"):
            V1.get_variable(name, [4, 4])
        session.run(V1.global_variables_initializer())
        V1.train.Saver().save(session, str(tmp_path / "m.ckpt"))
    (found,) = inspect_checkpoint(tmp_path / "m.ckpt").around
    assert (found.scope, found.unconverted) == ("rnn/glstm_cell", "GLSTMCell")
    with pytest.raises(CheckpointError, match=r"received GLSTMCell \(rnn/glstm_cell\)"):
        convert(tmp_path / "m.ckpt", tmp_path / "m.npz")


def test_layers_of_keras_are_told_from_cells(tmp_path: Path) -> None:
    with tf.Graph().as_default(), V1.Session() as session:
        V1.get_variable("lstm/recurrent_kernel", [4, 16])
        session.run(V1.global_variables_initializer())
        V1.train.Saver().save(session, str(tmp_path / "m.ckpt"))
    with pytest.raises(CheckpointError, match="layers of tf.keras, such as lstm/recurrent_kernel"):
        convert(tmp_path / "m.ckpt", tmp_path / "m.npz")


def test_what_whoever_uses_the_file_should_know(tmp_path: Path) -> None:
    (done,) = convert(cases.path_of("full_model"), tmp_path / "a.keras", draws=1)
    assert [note.partition(",")[0] for note in done.notes] == [
        "12 variables have a moving average"
    ]
    options: dict[str, Any] = {"averages": True, "meta": False, "assume": {"forget_bias": 0.7}}
    (done,) = convert(cases.path_of("full_model"), tmp_path / "b.npz", draws=1, **options)
    assert not done.notes
    (done,) = convert(cases.path_of("lstm_full"), tmp_path / "c.keras", draws=1)
    assert done.notes == (
        "import tf1compat.native before keras.models.load_model: Keras has no such cell",
    )
