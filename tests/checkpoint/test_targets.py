"""Every target is read back and gives TF 1.15.5's numbers."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat import convert, verify
from tf1compat.checkpoint.prove import run_model
from tf1compat.checkpoint.targets import target as targets
from tf1compat.checkpoint.targets.saved_model import TARGET as SAVED_MODEL
from tf1compat.errors import CheckpointError

NAME = "bidirectional_lstm"
HAS_SAFETENSORS = importlib.util.find_spec("safetensors") is not None


@pytest.mark.parametrize("name", [n for n in targets.TARGETS if n != "safetensors"])
def test_the_numbers_are_those_of_tensorflow_1(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"m{targets.load(name).suffix}"
    (done,) = convert(cases.FOLDER / NAME, path)
    assert done.proof.passed
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, f"{path.name}.proof.json"]
    from tf1compat.checkpoint.convert import load_converted

    got = run_model(load_converted(path, done.plan), cases.golden_batch(NAME, done.plan))
    cases.assert_close(got, cases.golden_outputs(NAME, done.plan), "float32")


@pytest.mark.skipif(not HAS_SAFETENSORS, reason="safetensors is not installed")
def test_safetensors(tmp_path: Path) -> None:
    assert convert(cases.FOLDER / NAME, tmp_path / "m.safetensors")[0].proof.passed
    assert verify(cases.FOLDER / NAME, tmp_path / "m.safetensors").passed


@pytest.mark.skipif(HAS_SAFETENSORS, reason="safetensors is installed")
def test_without_safetensors(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="extra 'safetensors', or write .npz"):
        convert(cases.FOLDER / NAME, tmp_path / "m.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_a_signature_is_called_by_the_names_of_the_inputs(tmp_path: Path) -> None:
    """In another process, without Keras: ids under ``input_wv`` of shape [None, 75]."""
    words = keras.Input((75,), dtype="int32", name="input_wv")
    x = keras.layers.Embedding(9, 3)(words)
    model = keras.Model(words, keras.layers.Dense(2, name="tags")(keras.layers.LSTM(4)(x)))
    path = tmp_path / "m.savedmodel"
    SAVED_MODEL.write(model, path)
    ids = np.arange(3 * 75, dtype=np.int32).reshape(3, 75) % 9
    np.save(tmp_path / "ids.npy", ids)
    program = (
        "import sys, numpy as np, tensorflow as tf\n"
        "f = tf.saved_model.load(sys.argv[1]).signatures['serving_default']\n"
        "ids = tf.constant(np.load(sys.argv[2]))\n"
        "assert f.structured_input_signature[1]['input_wv'].shape.as_list() == [None, 75]\n"
        "np.save(sys.argv[3], f(input_wv=ids)['tags'])\n"
    )
    files = [str(path), str(tmp_path / "ids.npy"), str(tmp_path / "tags.npy")]
    subprocess.run([sys.executable, "-c", program, *files], check=True, capture_output=True)
    wanted = model(ids)
    np.testing.assert_allclose(np.load(tmp_path / "tags.npy"), wanted, rtol=1e-6, atol=1e-6)
    targets.require_same(SAVED_MODEL, path, model, lambda: model)


def test_a_lost_weight_is_found(tmp_path: Path) -> None:
    (done,) = convert(cases.FOLDER / NAME, tmp_path / "m.npz")
    with np.load(done.path) as stored:
        values = {key: stored[key] for key in stored.files}
    values.popitem()
    np.savez(done.path, **values)
    with pytest.raises(CheckpointError, match="expected the weights "):
        verify(cases.FOLDER / NAME, done.path)


def test_an_object_checkpoint_of_another_model(tmp_path: Path) -> None:
    convert(cases.FOLDER / NAME, tmp_path / "m.tf2ckpt")
    model: Any = tf.Module()
    model.other = tf.Variable(1.0)
    status = tf.train.Checkpoint(model=model).read(str(tmp_path / "m.tf2ckpt" / "model"))
    with pytest.raises(AssertionError):
        status.assert_existing_objects_matched()


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "m.savedmodel").mkdir()
    with pytest.raises(CheckpointError, match="received a directory"):
        convert(cases.FOLDER / NAME, tmp_path / "m.savedmodel", force=True)
