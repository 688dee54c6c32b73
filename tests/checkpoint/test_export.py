"""Back to TF1: by name, bit for bit where nothing changed, and restored by the real one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.checkpoint import cases, continuation
from tests.checkpoint.continuation import FOLDER as OPTIMIZERS
from tests.checkpoint.continuation import TAGGER_MAPPING, tagger
from tests.golden import optimizer_cases as specs
from tf1compat import convert, export, fill_model
from tf1compat.checkpoint.prove import run_model
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.cli import OK, main
from tf1compat.errors import CheckpointError

ORACLE = os.environ.get("TF1COMPAT_TF1_PYTHON", "")
RESTORE = """
import sys
import numpy as np
import tensorflow as tf
stored = dict(np.load(sys.argv[2]))
with tf.Session() as session:
    saver = tf.train.import_meta_graph(sys.argv[1] + ".meta")
    saver.restore(session, sys.argv[1])
    values = session.run(sys.argv[4], {"x:0": stored["inputs"], "lengths:0": stored["lengths"]})
np.save(sys.argv[3], values)
"""


def values_of(path: Path) -> dict[str, Any]:
    checkpoint = open_checkpoint(path)
    return {name: checkpoint.read(name) for name in checkpoint.shapes}


def assert_same(got: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert got.keys() == wanted.keys()
    for name, value in wanted.items():
        assert got[name].dtype == value.dtype, name
        assert got[name].tobytes() == value.tobytes(), name


@pytest.mark.parametrize(
    "name",
    [
        *("bidirectional_lstm", "lstm_full", "multi_gru", "partitioned", "gru_float16"),
        *("renamed_partitioned", "coupled", "layer_norm", "ug_ind_nas"),
    ],
)
def test_there_and_back_is_bit_exact(name: str, tmp_path: Path) -> None:
    old = cases.folder_of(name)
    convert(old, tmp_path / "m.keras")
    done = export(tmp_path / "m.keras", tmp_path / "new.ckpt", like=old)
    assert done.changed == ()
    assert_same(values_of(tmp_path / "new.ckpt"), values_of(old))


def trained(name: str, folder: Path) -> Any:
    """A converted model, every weight moved and saved again."""
    convert(cases.folder_of(name), folder / "m.keras")
    model = keras.models.load_model(folder / "m.keras")
    random = np.random.default_rng(4)
    model.set_weights([w + 0.1 * random.standard_normal(w.shape) for w in model.get_weights()])
    model.save(folder / "m.keras")
    return model


def test_what_has_changed_reads_back_into_the_same_model(tmp_path: Path) -> None:
    """bidirectional_lstm has forget_bias 0.7 folded into its biases."""
    model = trained("bidirectional_lstm", tmp_path)
    export(tmp_path / "m.keras", tmp_path / "new.ckpt", like=cases.FOLDER / "bidirectional_lstm")
    convert(tmp_path / "new.ckpt", tmp_path / "again.keras")
    again = keras.models.load_model(tmp_path / "again.keras")
    for weight, value in zip(again.weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(weight, value, rtol=0, atol=1.2e-7, err_msg=weight.path)
        if not weight.path.endswith("bias"):
            np.testing.assert_array_equal(weight, value)


@pytest.mark.skipif(not ORACLE, reason="TF1COMPAT_TF1_PYTHON names no Python with TensorFlow 1.15")
@pytest.mark.parametrize("name", ["bidirectional_lstm", "lstm_full", "renamed", "layer_norm_off"])
def test_tensorflow_1_restores_it_by_name(name: str, tmp_path: Path) -> None:
    model = trained(name, tmp_path)
    export(tmp_path / "m.keras", tmp_path / "new.ckpt", like=cases.folder_of(name))
    plan = cases.plan_of(name)
    batch = cases.golden_batch(name, plan)
    np.savez(tmp_path / "batch.npz", inputs=batch.inputs, lengths=np.asarray(batch.lengths))
    assert plan.ports is not None
    words = [tmp_path / "new.ckpt", tmp_path / "batch.npz", tmp_path / "values.npy"]
    subprocess.run(
        [ORACLE, "-c", RESTORE, *map(str, words), plan.ports[-1][0].output],
        check=True,
        capture_output=True,
    )
    got = np.load(tmp_path / "values.npy")
    wanted = run_model(model, batch)[plan.output_names[0]]
    np.testing.assert_allclose(got, wanted, rtol=2e-6, atol=2e-6)


def test_slots_and_counters_are_carried_over_unless_told(tmp_path: Path) -> None:
    convert(OPTIMIZERS / "adam", tmp_path / "m.keras")
    words = ["export", tmp_path / "m.keras", "--like", OPTIMIZERS / "adam", "-o"]
    assert main([*map(str, words), str(tmp_path / "all.ckpt")]) == OK
    old = values_of(OPTIMIZERS / "adam")
    assert_same(values_of(tmp_path / "all.ckpt"), old)
    drop = ["--drop", "Adam", "--drop", "Adam_1", "--drop", "beta1_power"]
    assert main([*map(str, words), str(tmp_path / "bare.ckpt"), *drop]) == OK
    left = {n: v for n, v in old.items() if "Adam" not in n and n != "beta1_power"}
    assert_same(values_of(tmp_path / "bare.ckpt"), left)


def test_a_model_of_ones_own(tmp_path: Path) -> None:
    source = OPTIMIZERS / "adam_tagger"
    fill_model(source, tmp_path / "m.keras", into=tagger, mapping=TAGGER_MAPPING)
    new = tmp_path / "new.ckpt"
    done = export(tmp_path / "m.keras", new, like=source, mapping=TAGGER_MAPPING)
    assert "embedding" in done.exported
    assert_same(values_of(new), values_of(source))


@pytest.mark.parametrize("name", ["adam", "momentum", "rmsprop_centered", "ftrl", "adam_long"])
def test_the_optimizer_there_and_back_is_bit_exact(name: str, tmp_path: Path) -> None:
    convert(OPTIMIZERS / name, tmp_path / "m.keras", optimizer=True)
    new = tmp_path / "new.ckpt"
    done = export(tmp_path / "m.keras", new, like=OPTIMIZERS / name, optimizer=True)
    assert done.changed == ()
    slots = {n for n in done.exported if not n.endswith(("kernel", "bias"))}
    assert len(slots) >= len(done.exported) // 2  # they went through the model
    assert_same(values_of(new), values_of(OPTIMIZERS / name))


@pytest.mark.parametrize("name", ["adam", "momentum", "adagrad"])
def test_three_steps_in_keras_are_three_steps_in_the_checkpoint(name: str, tmp_path: Path) -> None:
    """What TF 1.15.5 had in its variables after three more steps, slots and counters, too."""
    model, _ = continuation.trained_on(name, tmp_path)
    model.save(tmp_path / "after.keras")
    new = tmp_path / "new.ckpt"
    export(tmp_path / "after.keras", new, like=OPTIMIZERS / name, optimizer=True)
    got, old, stored = values_of(new), values_of(OPTIMIZERS / name), continuation.golden(name)
    last = f"after_{specs.AFTER - 1}:"
    wanted = {k.removeprefix(last): v for k, v in stored.items() if k.startswith(last)}
    assert got.keys() == wanted.keys()
    bound = max(continuation.tolerance(name), 1e-12)
    for variable, value in wanted.items():
        assert not np.array_equal(got[variable], old[variable])
        if variable == "global_step" or "power" in variable:
            assert got[variable].tobytes() == value.tobytes(), variable
        else:
            np.testing.assert_allclose(got[variable], value, rtol=0, atol=bound, err_msg=variable)


def test_a_slot_that_tf1_never_reads_goes_back_as_zero(tmp_path: Path) -> None:
    """RMSProp without momentum: TF1 keeps its last step, Keras does not; the old one is stale."""
    name, new = "rmsprop_plain", tmp_path / "new.ckpt"
    model, _ = continuation.trained_on(name, tmp_path)
    model.save(tmp_path / "after.keras")
    export(tmp_path / "after.keras", new, like=OPTIMIZERS / name, optimizer=True)
    got, old, stored = values_of(new), values_of(OPTIMIZERS / name), continuation.golden(name)
    steps = [variable for variable in got if variable.endswith("RMSProp_1")]
    assert steps
    for variable in got:
        if variable in steps:
            assert old[variable].any()
            assert not got[variable].any()
        elif variable != "global_step":
            wanted = stored[f"after_{specs.AFTER - 1}:{variable}"]
            np.testing.assert_allclose(got[variable], wanted, rtol=0, atol=2e-6, err_msg=variable)


@pytest.mark.parametrize(
    ("how", "match"),
    [
        ("plain", "a model compiled with Adam, .*received NoneType"),
        ("other", "a model compiled with Adam, .*received SGD"),
        ("earlier", "went on from step .*received one that has made 0"),
    ],
)
def test_an_optimizer_that_is_another(how: str, match: str, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    convert(OPTIMIZERS / "adam", path, optimizer=how == "earlier")
    if how != "plain":
        model = keras.models.load_model(path)
        if how == "other":
            model.compile(optimizer=keras.optimizers.SGD(0.1))
            model.optimizer.build(model.trainable_weights)
        else:
            model.optimizer.iterations.assign(0)
        model.save(path)
    with pytest.raises(CheckpointError, match=match):
        export(path, tmp_path / "new.ckpt", like=OPTIMIZERS / "adam", optimizer=True)


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "new.ckpt.index").write_text("mine")
    with pytest.raises(CheckpointError, match="overwrite a file by --force"):
        export("m.keras", tmp_path / "new.ckpt", like=cases.FOLDER / "lstm_full")
    assert (tmp_path / "new.ckpt.index").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"drop": ["Momentum"]}, "--drop Momentum: .*none such in the old checkpoint"),
        ({"drop": ["rnn/lstm_cell/bias"]}, "variables that the model does not hold"),
        ({"like": cases.FOLDER / "basic_rnn_relu"}, "expected a model with inputs"),
    ],
)
def test_what_is_refused(options: dict[str, Any], match: str, tmp_path: Path) -> None:
    convert(cases.FOLDER / "lstm_full", tmp_path / "m.keras")
    before = sorted(tmp_path.iterdir())
    arguments = {"like": cases.FOLDER / "lstm_full"} | options
    with pytest.raises(CheckpointError, match=match):
        export(tmp_path / "m.keras", tmp_path / "new.ckpt", **arguments)
    assert sorted(tmp_path.iterdir()) == before
