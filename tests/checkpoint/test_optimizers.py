"""Optimizer state: training goes on in Keras exactly where TF 1.15.5 stopped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.checkpoint import continuation
from tests.golden import optimizer_cases as specs
from tf1compat import convert, fill_model, native
from tf1compat.checkpoint.convert import Converted
from tf1compat.checkpoint.optimizers import rule as rules
from tf1compat.checkpoint.optimizers.find import Found, find
from tf1compat.checkpoint.read import Checkpoint, open_checkpoint
from tf1compat.errors import CheckpointError

FOLDER = continuation.FOLDER
LSTM_VARIABLES = ["rnn/basic_lstm_cell/kernel", "rnn/basic_lstm_cell/bias"]


@pytest.fixture(scope="module")
def adam(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """One conversion for all that only look at it."""
    path = tmp_path_factory.mktemp("adam") / "m.keras"
    done: Converted = convert(FOLDER / "adam", path, optimizer=True)[0]
    return done


@pytest.mark.parametrize("name", continuation.RECURRENT)
def test_three_more_steps(name: str, tmp_path: Path) -> None:
    _, worst, moved = continuation.continued(name, tmp_path)
    assert worst <= continuation.tolerance(name)
    assert moved > 1e-3  # else anything would pass


def test_three_more_steps_of_a_model_of_ones_own(tmp_path: Path) -> None:
    """Its embedding's rows occur twice in a batch, which Keras's own Adam does not sum."""
    optimizer, worst, moved = continuation.continued_tagger("adam_tagger", tmp_path)
    assert isinstance(optimizer, native.Adam)
    assert worst <= continuation.tolerance("adam_tagger")
    assert moved > 1e-3


# Without the graph: the names of the slots tell the rule, options the numbers.
TOLD: dict[str, dict[str, Any]] = {
    "adam": {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3},
    "rmsprop_centered": {"learning_rate": 0.01, "rho": 0.8, "momentum": 0.5, "epsilon": 1e-3},
    "nesterov": {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    "adagrad": {"learning_rate": 0.1},
}


@pytest.mark.parametrize("name", TOLD)
def test_without_the_graph(name: str, tmp_path: Path) -> None:
    case = specs.BY_NAME[name]
    cell = {"forget_bias": 0.7}
    if case["cell"]["cell"] == "LSTMCell":
        cell["cell_clip"] = case["cell"]["cell_clip"]
    _, worst, _ = continuation.continued(
        name, tmp_path, meta=False, hyper=TOLD[name], assume=cell
    )
    assert worst <= 1e-7  # the numbers are Python's here, and TF1's are float32


def found_in(name: str, *, meta: bool = True, asked: Any = True, **options: Any) -> Found:
    from tf1compat.checkpoint.inspection import inspect_checkpoint

    found = inspect_checkpoint(FOLDER / name, meta=meta)
    names = [n for plan in found.plans for c in plan.recurrence.cells for n in c.variables.values()]
    return find(found.checkpoint, found.meta, names, asked, options)


def test_the_graph_tells_the_numbers() -> None:
    found = found_in("rmsprop_centered")
    assert found.rule.name == "RMSProp"
    told = {key: setting.source for key, setting in found.hyper.items()}
    assert told == {
        "learning_rate": "graph",
        "rho": "graph",
        "momentum": "graph",
        "epsilon": "graph",
        "iterations": "checkpoint: global_step",
    }
    assert found.value("epsilon") == float(np.float32(1e-3))


def test_what_nothing_tells_is_assumed() -> None:
    found = found_in("adam_long", meta=False)
    assert {k: s.source for k, s in found.hyper.items() if k != "iterations"} == dict.fromkeys(
        ["learning_rate", "beta_1", "beta_2", "epsilon"], "assumed"
    )


def test_steps_after_the_first_power_has_underflowed() -> None:
    assert open_checkpoint(FOLDER / "adam_long").read("beta1_power") == 0
    setting = found_in("adam_long").hyper["iterations"]
    assert (setting.value, setting.source) == (1200, "checkpoint: beta2_power")


def test_a_name_of_its_own() -> None:
    slots = found_in("adam_named").slots["rnn/gru_cell/gates/kernel"]
    stem = "rnn/gru_cell/gates/kernel/Trainer"
    assert slots == {"m": stem, "v": f"{stem}_1"}


def test_the_bound_of_the_gradient(tmp_path: Path) -> None:
    optimizer, _, _ = continuation.continued("adam_clipped", tmp_path)
    assert optimizer.global_clipnorm == pytest.approx(0.01)


def test_forget_bias_is_not_added_to_slots(adam: Converted) -> None:
    model = keras.models.load_model(adam.path)
    slots = {v.name: keras.ops.convert_to_numpy(v) for v in model.optimizer.variables}
    (name,) = [n for n in slots if n.endswith("bias_momentum")]
    i, j, f, o = np.split(open_checkpoint(FOLDER / "adam").read(f"{LSTM_VARIABLES[1]}/Adam"), 4)
    np.testing.assert_array_equal(slots[name], np.concatenate([i, f, j, o]))


def test_the_report(adam: Converted) -> None:
    report = json.loads(adam.report.read_text())["optimizer"]
    assert report["class"] == "Adam"
    value = float(np.float32(1e-3))
    assert report["hyperparameters"]["epsilon"] == {"value": value, "source": "graph"}
    assert report["slots"][LSTM_VARIABLES[0]]["v"] == f"{LSTM_VARIABLES[0]}/Adam_1"


def test_the_loss_can_be_set_afterwards(tmp_path: Path) -> None:
    convert(FOLDER / "momentum", tmp_path / "m.keras", optimizer=True)
    model = keras.models.load_model(tmp_path / "m.keras")
    optimizer = model.optimizer
    # One output by itself, since Keras 3.3 knows losses by the layers' names only.
    model = keras.Model(model.input, model.output["outputs"])
    model.compile(optimizer, loss="mse")
    stored = continuation.golden("momentum")
    before = [keras.ops.convert_to_numpy(v) for v in model.optimizer.variables]
    inputs = {"inputs": stored["inputs_0"], "mask": continuation.mask_of(stored["lengths_0"])}
    model.train_on_batch(inputs, stored["targets_0"])
    after = [keras.ops.convert_to_numpy(v) for v in model.optimizer.variables]
    assert (before[0], after[0]) == (5, 6)
    for old, new in zip(before[2:], after[2:], strict=True):
        assert 0 < np.abs(new - 0.9 * old).max() < np.abs(old).max()  # it went on from there


def test_every_rule_is_tested() -> None:
    names = {case["optimizer"] for case in specs.CASES}
    assert names == set(rules.OPTIMIZERS)


@pytest.mark.parametrize(
    ("name", "options", "match"),
    [
        ("momentum_schedule", {}, "received one that the graph computes.*--hyper learning_rate=N"),
        ("bert", {}, "the learning_rate of AdamWeightDecay, received none"),
        ("adam", {"asked": "Momentum"}, "those of Momentum, received in the graph: Adam"),
        ("adam", {"asked": "Lion"}, "one of Adam, AdamW, .*received Lion"),
        ("adam", {"meta": False, "asked": "Adagrad"}, "received by their names: none"),
        ("adam", {"beta_1": 0.9}, r"beta_1\): expected 0.8, as the graph says, received 0.9"),
        ("adam", {"rho": 0.9}, "a hyperparameter of Adam: beta_1, .*, received rho"),
        ("adam", {"meta": False}, r"5.* steps by beta1_power"),
        ("sgd", {"meta": False}, "received by their names: none; name the optimizer"),
    ],
)
def test_what_is_refused(name: str, options: dict[str, Any], match: str) -> None:
    if name == "adam" and options == {"meta": False}:
        match = "both powers tell the same number of steps, received .*beta1_power and"
    with pytest.raises(CheckpointError, match=match):
        found_in(name, **options)


def test_rows_that_tf1_left_alone(tmp_path: Path) -> None:
    arguments: dict[str, Any] = {
        "into": continuation.tagger,
        "mapping": continuation.TAGGER_MAPPING,
        "optimizer": True,
    }
    source, path = FOLDER / "momentum_tagger", tmp_path / "m.keras"
    with pytest.raises(CheckpointError, match="only the rows of embedding that a batch names"):
        fill_model(source, path, **arguments)
    assert list(tmp_path.iterdir()) == []
    fill_model(source, path, hyper={"sparse_as_dense": True}, **arguments)


def test_a_target_without_a_place_for_it(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="an output that ends with .keras"):
        convert(FOLDER / "adam", tmp_path / "m.weights.h5", optimizer=True)
    assert list(tmp_path.iterdir()) == []


def with_other(values: dict[str, Any], folder: Path) -> Checkpoint:
    """The checkpoint adam_long with some values changed or added."""
    import tensorflow as tf

    checkpoint = open_checkpoint(FOLDER / "adam_long")
    values = {name: checkpoint.read(name) for name in checkpoint.shapes} | values
    prefix = str(folder / "other.ckpt")
    tf.raw_ops.SaveV2(
        prefix=prefix,
        tensor_names=list(values),
        shape_and_slices=[""] * len(values),
        tensors=list(values.values()),
    )
    return open_checkpoint(prefix)


def test_two_optimizers_left_their_powers(tmp_path: Path) -> None:
    """By name alone it is not known which of two counters is meant."""
    match = "expected one beta1_power, received beta1_power, beta1_power_1"
    with pytest.raises(CheckpointError, match=match):
        find(with_other({"beta1_power_1": np.float32(0)}, tmp_path), None, LSTM_VARIABLES)


def test_a_power_whose_last_bits_are_lost_tells_nothing(tmp_path: Path) -> None:
    """Where TensorFlow does not flush them, 0.9 times a few units in the last place stays that."""
    (stuck,) = np.array([4], np.int32).view(np.float32)
    found = find(with_other({"beta1_power": stuck}, tmp_path), None, LSTM_VARIABLES)
    assert found.value("iterations") == 1200
    both = {"beta1_power": np.float32(0), "beta2_power": np.float32(0)}
    steps = find(with_other(both, tmp_path), None, LSTM_VARIABLES).value("iterations")
    smallest = float(np.finfo(np.float32).smallest_subnormal)
    assert 0.999**steps <= smallest < 0.999 ** (steps - 1)  # the first step without any power left


def test_slots_that_are_missing(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "adam", tmp_path / "adam")
    checkpoint = open_checkpoint(tmp_path / "adam")
    with pytest.raises(CheckpointError, match="received no rnn/other/Adam, rnn/other/Adam_1"):
        find(checkpoint, None, [*LSTM_VARIABLES, "rnn/other"], True, {"iterations": 3})
