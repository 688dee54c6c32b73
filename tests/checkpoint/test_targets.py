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
from tf1compat.checkpoint.model import build_model, fill_weights
from tf1compat.checkpoint.prove import run_model
from tf1compat.checkpoint.reload import load_converted
from tf1compat.checkpoint.targets import TARGETS
from tf1compat.checkpoint.targets import target as targets
from tf1compat.checkpoint.targets.saved_model import TARGET as SAVED_MODEL
from tf1compat.errors import CheckpointError

NAME = "bidirectional_lstm"
HAS_SAFETENSORS = importlib.util.find_spec("safetensors") is not None
# What a target needs beside TensorFlow and Keras.
NEEDS = {"safetensors": ["safetensors"], "onnx": ["tf2onnx", "onnxruntime"]}


def require_packages(target: str) -> None:
    for package in NEEDS.get(target, ()):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"the target {target} needs {package}, which is not installed")


@pytest.mark.parametrize("name", TARGETS)
def test_the_numbers_are_those_of_tensorflow_1(name: str, tmp_path: Path) -> None:
    require_packages(name)
    path = tmp_path / f"m{targets.load(name).suffix}"
    (done,) = convert(cases.FOLDER / NAME, path)
    assert done.proof.passed
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, f"{path.name}.proof.json"]
    got = run_model(load_converted(path, done.plan), cases.golden_batch(NAME, done.plan))
    cases.assert_close(got, cases.golden_outputs(NAME, done.plan), "float32")
    if name == "safetensors":
        from safetensors.numpy import load_file  # the package's own reader

        stored = load_file(str(path))
        built = build_model(done.plan)
        fill_weights(built, cases.inspected(NAME).checkpoint.read)
        assert stored.keys() == {weight.path for weight in built.model.weights}
        for weight in built.model.weights:
            np.testing.assert_array_equal(stored[weight.path], weight)


@pytest.mark.parametrize("name", TARGETS)
def test_what_failed_its_proof_is_kept_under_another_name(name: str, tmp_path: Path) -> None:
    """No two libraries round alike to the last of thirty digits."""
    require_packages(name)
    target = targets.load(name)
    (done,) = convert(
        cases.FOLDER / "basic_rnn_relu", tmp_path / f"m{target.suffix}", tolerance=1e-30
    )
    assert not done.proof.passed
    kept = f"m.unproven{target.suffix}"
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([kept, f"m{target.suffix}.proof.json"])
    load_converted(tmp_path / kept, done.plan)


def test_a_signature_of_another_name(tmp_path: Path) -> None:
    path = tmp_path / "m.savedmodel"
    (done,) = convert(cases.FOLDER / "basic_rnn_relu", path, signature="classify")
    assert done.proof.passed
    assert list(tf.saved_model.load(str(path)).signatures) == ["classify"]
    load_converted(path, done.plan)


@pytest.mark.parametrize(("name", "signature"), [("m.keras", "x"), ("m.savedmodel", "a b")])
def test_a_signature_that_cannot_be(name: str, signature: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="--signature: expected"):
        convert(cases.FOLDER / "basic_rnn_relu", tmp_path / name, signature=signature)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["keras", "weights.h5", "npz"])
def test_a_name_that_says_nothing(name: str, tmp_path: Path) -> None:
    """``--format`` decides, when it is read again as well."""
    (done,) = convert(cases.FOLDER / "basic_rnn_relu", tmp_path / "model.v2", target=name)
    assert done.proof.passed
    assert verify(cases.FOLDER / "basic_rnn_relu", done.path, target=name).passed


def test_a_directory_of_another_format(tmp_path: Path) -> None:
    convert(cases.FOLDER / "two_recurrences", f"{tmp_path}/out/", target="npz")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "left.npz",
        "left.npz.proof.json",
        "manifest.json",
        "right.npz",
        "right.npz.proof.json",
    ]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_safetensors_of_other_dtypes(dtype: str, tmp_path: Path) -> None:
    require_packages("safetensors")
    from safetensors import safe_open

    words = keras.Input((None, 3), dtype=dtype)
    # The default initializer knows no bfloat16.
    layer = keras.layers.GRU(2, dtype=dtype, name="gru", recurrent_initializer="glorot_uniform")
    model = keras.Model(words, layer(words))
    targets.load("safetensors").write(model, tmp_path / "m.safetensors")
    with safe_open(str(tmp_path / "m.safetensors"), framework="numpy") as stored:
        for weight in model.weights:
            got = stored.get_tensor(weight.path)
            assert str(got.dtype) == dtype
            np.testing.assert_array_equal(got, keras.ops.convert_to_numpy(weight))


@pytest.mark.parametrize("name", ["onnx", "tflite"])
def test_what_an_exporter_cannot_write(name: str, tmp_path: Path) -> None:
    require_packages(name)
    words = keras.Input((None,), dtype="string", name="words")
    lengths = keras.layers.Lambda(tf.strings.length, output_shape=(None,))(words)
    path = tmp_path / "m"
    with pytest.raises(CheckpointError, match="expected a model that .* can write, received"):
        targets.load(name).write(keras.Model(words, lengths), path)


@pytest.mark.skipif(
    importlib.util.find_spec("tf2onnx") is not None, reason="tf2onnx is installed"
)
def test_without_tf2onnx(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="package tf2onnx, .*its extra 'onnx', or write"):
        convert(cases.FOLDER / NAME, tmp_path / "m.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_converted_layer_would_start_as_tf1_did(tmp_path: Path) -> None:
    """Glorot throughout: an orthogonal matrix costs minutes at each loading of a wide layer."""
    convert(cases.FOLDER / NAME, tmp_path / "m.keras")
    model = keras.models.load_model(tmp_path / "m.keras")
    (layer,) = [each for each in model.layers if isinstance(each, keras.layers.Bidirectional)]
    for half in (layer.forward_layer, layer.backward_layer):
        kinds = [type(getattr(half.cell, f"{k}_initializer")) for k in ("kernel", "recurrent")]
        assert kinds == [keras.initializers.GlorotUniform] * 2


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


@pytest.mark.parametrize("target", ["npz", "safetensors"])
def test_weights_of_many_pieces_are_written_whole(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_packages(target)
    monkeypatch.setattr(targets, "_PIECE", 100)  # bytes: two rows, or one that is longer
    model = keras.Sequential([keras.Input((7,)), keras.layers.Dense(5), keras.layers.Dense(20)])
    wanted = [np.arange(w.size, dtype="f4").reshape(w.shape) for w in model.get_weights()]
    model.set_weights(wanted)
    path = tmp_path / f"model.{target}"
    targets.load(target).write(model, path)
    if target == "npz":
        with np.load(path) as stored:
            found = [stored[weight.path] for weight in model.weights]
    else:
        from safetensors.numpy import load_file

        found = [load_file(path)[weight.path] for weight in model.weights]
    for got, value in zip(found, wanted, strict=True):
        assert got.dtype == value.dtype
        np.testing.assert_array_equal(got, value)
