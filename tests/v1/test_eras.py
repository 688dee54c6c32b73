"""Spellings of 0.12 and 1.0: there under their era, named by the error otherwise."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow

import tf1compat.v1
from tests.v1.running import run
from tf1compat import options
from tf1compat.errors import ArgumentValueError, NotServedError
from tf1compat.v1 import _eras, _namespace

tf: Any = tf1compat.v1


@pytest.fixture
def era(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def choose(name: str) -> None:
        monkeypatch.setattr(options.current, "era", name)
        _namespace.forget()

    yield choose
    monkeypatch.undo()
    _namespace.forget()


def at(symbol: str) -> Any:
    value: Any = tf
    for name in symbol.split(".")[1:]:
        value = getattr(value, name)
    return value


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's datasets, after the test again."""
    kind = tensorflow.compat.v1.data.Dataset
    monkeypatch.setattr(kind, "map", kind.map)


@pytest.mark.usefixtures("datasets")
@pytest.mark.parametrize("name", ["0.12", "1.0", "1.1"])
def test_every_spelling_is_served(name: str, era: Any) -> None:
    era(name)
    spellings = {"0.12": _eras.ERA_0_12, "1.0": _eras.ERA_1_0, "1.1": _eras.ERA_1_1}[name]
    for symbol in spellings:
        assert at(symbol) is not None


SPELLINGS = ["tf.mul", "tf.batch_matmul", "tf.pack", "tf.nn.rnn", "tf.train.SummaryWriter"]


@pytest.mark.parametrize("symbol", SPELLINGS)
def test_without_the_era_the_error_names_it(symbol: str) -> None:
    with pytest.raises(NotServedError, match=r"--era 0\.12") as caught:
        at(symbol)
    assert "Did you mean" not in "".join(traceback.format_exception(caught.value))


def test_what_changed_its_meaning_has_the_later_one_by_default() -> None:
    assert tf.concat is tensorflow.compat.v1.concat
    assert tf.split.__wrapped__ is tensorflow.compat.v1.split  # ours counts what it builds


def test_renames_follow_the_namespace(era: Any) -> None:
    era("0.12")
    assert tf.mul is tf.multiply
    assert tf.pack is tf.stack
    assert tf.nn.rnn is tf.nn.static_rnn
    assert tf.nn.bidirectional_rnn is tf.nn.static_bidirectional_rnn
    assert tf.train.SummaryWriter is tf.summary.FileWriter
    assert tf.nn.seq2seq.rnn_decoder is tf.contrib.legacy_seq2seq.rnn_decoder


def test_arguments_in_their_old_order(era: Any) -> None:
    era("0.12")
    x = np.arange(12, dtype=np.float32).reshape(2, 6)
    with tensorflow.Graph().as_default(), tf.Session() as session:
        joined = tf.concat(1, [x, x])
        parts = tf.split(1, 3, x)
        turned = tf.reverse(x, [False, True])
        chosen = tf.select(x > 3, x, -x)
        product = tf.batch_matmul(x[None], x[None], adj_y=True)
        found = session.run([joined, parts, turned, chosen, product])
    assert found[0].shape == (2, 12)
    np.testing.assert_array_equal(found[1][2], x[:, 4:])
    np.testing.assert_array_equal(found[2], x[:, ::-1])
    np.testing.assert_array_equal(found[3], np.where(x > 3, x, -x))
    np.testing.assert_allclose(found[4][0], x @ x.T)


def test_losses_take_logits_first(era: Any) -> None:
    era("0.12")
    logits, labels = [[2.0, 0.5, -1.0]], [[0.0, 1.0, 0.0]]
    with tensorflow.Graph().as_default(), tf.Session() as session:
        softmax, sparse, sigmoid = session.run(
            [
                tf.nn.softmax_cross_entropy_with_logits(logits, labels),
                tf.nn.sparse_softmax_cross_entropy_with_logits(logits, [1]),
                tf.nn.sigmoid_cross_entropy_with_logits(logits, targets=labels),
            ]
        )
    z = np.array(logits)
    expected = np.log(np.exp(z).sum()) - 0.5
    np.testing.assert_allclose([softmax[0], sparse[0]], expected, rtol=1e-6)
    np.testing.assert_allclose(
        sigmoid, np.log1p(np.exp(-z)) + (1 - np.array(labels)) * z, rtol=1e-6
    )


def test_losses_of_a_sequence_take_logits_first(era: Any) -> None:
    era("0.12")
    logits, labels, weights = [[2.0, 0.5]], [[0.0, 3.0]], [[1.0, 1.0]]
    with tensorflow.Graph().as_default(), tf.Session() as session:
        arguments = ([tf.constant(logits)], [tf.constant(labels)], [tf.constant(weights)])
        by_place, by_name = session.run(
            [
                tf.nn.seq2seq.sequence_loss_by_example(*arguments, softmax_loss_function=loss)
                for loss in (lambda y, target: y - 2 * target, lambda labels, logits: labels)
            ]
        )
    # A step's loss over its weight, as sequence_loss_by_example averages it.
    np.testing.assert_allclose(by_place, np.array(logits) - 2 * np.array(labels))
    np.testing.assert_allclose(by_name, labels)


def test_summaries(era: Any) -> None:
    era("0.12")
    with tensorflow.Graph().as_default(), tf.Session() as session:
        tf.scalar_summary("loss", tf.constant(1.5))
        tf.histogram_summary("weights", tf.ones([3]))
        tf.image_summary("digits", tf.ones([2, 4, 4, 1]), 1)
        tf.audio_summary("sound", tf.zeros([1, 8]), 8.0, 1)
        written = tf.Summary.FromString(session.run(tf.merge_all_summaries()))
    tags = [value.tag for value in written.value]
    assert tags == ["loss", "weights", "digits/image", "sound/audio"]
    assert written.value[0].simple_value == 1.5


def test_flags_of_1_4(era: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    era("1.0")
    monkeypatch.setattr("sys.argv", ["program", "--era_rate=0.5", "--other", "left"])
    tf.flags.DEFINE_float("era_rate", 0.1, "a rate")
    tf.app.flags.DEFINE_string("log_dir", "/logs", "a name that absl has too")
    flags = tf.flags.FLAGS
    assert flags._parse_flags() == ["--other", "left"]
    assert (flags.era_rate, flags.log_dir) == (0.5, "/logs")
    listed = flags.__flags
    assert {"era_rate": 0.5, "log_dir": "/logs"}.items() <= listed.items()
    assert "verbosity" not in listed
    assert flags.__dict__["__flags"] == listed
    assert flags.__dict__["__parsed"]
    flags.era_rate = 2.0
    assert tensorflow.compat.v1.flags.FLAGS.era_rate == 2.0
    flags.era_words = 80  # never defined
    assert (flags.era_words, flags.__flags["era_words"]) == (80, 80)


def test_a_tensor_array_of_0_12_is_packed(era: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pack", "unpack"):
        monkeypatch.setattr(tensorflow.TensorArray, name, None, raising=False)
        monkeypatch.delattr(tensorflow.TensorArray, name)
    era("0.12")
    with tensorflow.Graph().as_default(), tensorflow.compat.v1.Session() as session:
        array = tf.TensorArray(tf.float32, 2).unpack([[1.0], [2.0]])
        written = tf.TensorArray(tf.float32, 1).write(0, array.read(1)).pack()
        assert session.run(written).tolist() == [[2.0]]


@pytest.mark.usefixtures("datasets")
def test_datasets_of_contrib(era: Any) -> None:
    with pytest.raises(NotServedError, match=r"--era 1\.0"):
        at("tf.contrib.data.Dataset")
    era("1.0")
    kind = tf.contrib.data.Dataset
    with tensorflow.Graph().as_default(), tf.Session() as session:
        numbers = kind.from_tensor_slices([1, 2, 3]).repeat(2)
        numbers = numbers.map(lambda x: x * 10, num_threads=2, output_buffer_size=4)
        pairs = kind.zip((numbers, numbers.map(lambda x: x + 1, 2))).batch(4)
        first = pairs.make_one_shot_iterator().get_next()
        found = session.run(first)
    assert [part.tolist() for part in found] == [[10, 20, 30, 10], [11, 21, 31, 11]]


def test_attention_of_1_1_is_that_of_1_2_with_a_state_of_two_parts(era: Any) -> None:
    era("1.1")
    seq2seq = tf.contrib.seq2seq
    rng = np.random.RandomState(0)
    memory, steps, start, lengths = (
        rng.randn(2, 5, 3), rng.randn(2, 4, 6), rng.randn(2, 7), np.array([4, 2], np.int32)
    )

    def decoded(wrap: Any, begin: Any) -> Any:
        look = seq2seq.BahdanauAttention(4, tf.constant(memory), np.array([5, 3]), dtype=tf.float64)
        cell = wrap(tf.nn.rnn_cell.GRUCell(7), look, 3)
        helper = seq2seq.TrainingHelper(tf.constant(steps), lengths)
        decoder = seq2seq.BasicDecoder(cell, helper, begin(cell))
        outputs, state = seq2seq.dynamic_decode(decoder, impute_finished=True)
        for number, variable in enumerate(tf.trainable_variables()):
            value = np.random.RandomState(number).randn(*variable.shape.as_list())
            session.run(tf.assign(variable, value))
        return session.run([outputs.rnn_output, state.cell_state, state.attention])

    def old_start(cell: Any) -> Any:
        state = cell.zero_state(2, tf.float64)
        return type(state)(tf.constant(start), state.attention)

    def new_start(cell: Any) -> Any:
        return cell.zero_state(2, tf.float64).clone(cell_state=tf.constant(start))

    found = []
    for wrap, begin in (
        (seq2seq.DynamicAttentionWrapper, old_start), (seq2seq.AttentionWrapper, new_start)
    ):
        with tensorflow.Graph().as_default(), tf.Session() as session:
            found.append(decoded(wrap, begin))
    for old, new in zip(*found, strict=True):
        np.testing.assert_allclose(old, new, rtol=1e-12)
    with pytest.raises(ArgumentValueError, match="to the attention mechanism"):
        seq2seq.DynamicAttentionWrapper(None, None, 3, probability_fn=tf.nn.softmax)


FLAGS = """
import tensorflow as tf
tf.flags.DEFINE_string("log_dir", "logs", "absl's own, which TensorFlow 1.13 did not load")
tf.app.flags.DEFINE_boolean("v", True, "a word where absl has a number")
tf.flags.DEFINE_integer("units", 3, "")
try:
    tf.flags.DEFINE_integer("units", 4, "")
except Exception as error:
    print(type(error).__name__)
print(tf.flags.FLAGS.log_dir, tf.app.flags.FLAGS.v, tf.flags.FLAGS.units)
"""


def test_a_program_may_define_what_absl_has_defined(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(FLAGS, encoding="utf-8")
    done = run("program.py", "--log_dir=mine", "--nov", cwd=tmp_path)
    assert done.stdout == "DuplicateFlagError\nmine False 3\n", done.stderr


def test_defaults_of_flags_stay_as_they_stand_up_to_1_4(
    era: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    era("1.0")
    monkeypatch.setattr("sys.argv", ["program", "--era_given=3"])
    tf.flags.DEFINE_float("era_batch", 20, "what a slice is asked with")
    tf.flags.DEFINE_float("era_given", 20, "the command line's number is a float")
    tf.flags.DEFINE_integer("era_steps", 1e6, "an integer, written as none")
    tf.flags.DEFINE_boolean("era_clip", 40.0, "a boolean, written as none")
    tf.flags.FLAGS._parse_flags()
    names = ("batch", "given", "steps", "clip")
    found = [getattr(tf.flags.FLAGS, f"era_{name}") for name in names]
    kept = [(int, 20), (float, 3.0), (float, 1e6), (float, 40.0)]
    assert [(type(value), value) for value in found] == kept
