"""Files whose large weights are streamed are what Keras itself writes."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat import convert
from tf1compat.checkpoint.targets import streamed
from tf1compat.checkpoint.targets import target as targets
from tf1compat.errors import CheckpointError

LARGE = 200  # bytes, instead of a MiB


@keras.saving.register_keras_serializable("tests")
class Counted(keras.layers.Layer):
    """Saves by itself, and not its variables alone."""

    def build(self, shape: tuple[int, ...]) -> None:
        self.table = self.add_weight(shape=(20, shape[-1]), name="table")

    def call(self, x: Any) -> Any:
        return x + keras.ops.mean(self.table, axis=0)

    def save_own_variables(self, store: dict[str, Any]) -> None:
        store["rows"], store["table"] = np.array([0x1C04A7, 0]) - 1, self.table

    def load_own_variables(self, store: dict[str, Any]) -> None:
        self.table.assign(store["table"])


def some_model() -> Any:
    """Every way in which a layer can hold another, a shared one, other dtypes, and an optimizer."""
    layers = keras.layers
    words = keras.Input((None,), dtype="string", name="words")
    x = layers.StringLookup(vocabulary=["a", "b"])(words)
    x = layers.Embedding(30, 8)(x)
    x = layers.Bidirectional(layers.LSTM(9, return_sequences=True, dtype="float64"))(x)
    cells = [layers.GRUCell(7), layers.SimpleRNNCell(12, dtype="float16")]
    x = layers.RNN(cells, return_sequences=True)(x)
    shared = layers.Dense(12, name="shared")
    inner = keras.Input((12,))
    within = keras.Model(inner, Counted()(layers.Dense(12)(inner)), name="within")
    model = keras.Model(words, within(shared(shared(x))))
    random = np.random.default_rng(3)
    model.set_weights([random.standard_normal(w.shape) for w in model.get_weights()])
    model.compile(keras.optimizers.Adam(0.1))
    model.optimizer.build(model.trainable_variables)
    for slot in model.optimizer.variables[2:]:
        slot.assign(random.standard_normal(slot.shape))
    return model


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[dict[str, bytes], Any]]:
    """A zip's members but the h5 file and the date, and the h5 file."""
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            yield {}, file
        return
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        members = {name: archive.read(name) for name in archive.namelist()}
        del members["metadata.json"]
        (name,) = [name for name in members if name.endswith(".h5")]
        del members[name]
        with archive.open(name) as stored, h5py.File(stored) as file:
            yield members, file


def contents(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    def described(found: Any) -> Any:
        attributes = dict(found.attrs)
        if isinstance(found, h5py.Group):
            return attributes
        return attributes, found.dtype, found.shape, found[()].tobytes(), found.chunks

    tree = {}
    with opened(path) as (members, file):
        file.visititems(lambda name, found: tree.update({name: described(found)}))
    config = members.pop("config.json", b"{}")
    return {**members, "config": json.loads(config)}, tree


@pytest.mark.parametrize("kind", ["keras", "weights.h5"])
def test_the_file_is_the_one_that_keras_writes(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "_LARGE", LARGE)
    model, own, kerass = some_model(), tmp_path / f"own.{kind}", tmp_path / f"keras.{kind}"
    save = model.save if kind == "keras" else model.save_weights
    save(kerass)
    with streamed._frame(model, save, f".{kind}") as (_, weights):
        large = {w.path for w in model.weights if streamed._is_large(w)}
        assert {w.path for w in weights} == large
        assert len(large) == 13
    targets.load(kind).write(model, own)
    assert contents(own) == contents(kerass)
    if kind == "keras":
        again = keras.models.load_model(own)
        pairs = zip(again.optimizer.variables, model.optimizer.variables, strict=True)
        assert all(np.array_equal(a, b) for a, b in pairs)
    else:
        again = some_model()
        again.set_weights([np.zeros_like(w) for w in again.get_weights()])
        again.load_weights(own)
    for a, b in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", ["keras", "weights.h5"])
def test_a_disk_that_fills_up_leaves_no_file_and_a_layer_as_it_was(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "_LARGE", LARGE)

    def full(weight: Any) -> Iterator[Any]:
        yield np.zeros(3)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(streamed, "pieces", full)
        with pytest.raises(CheckpointError, match="No space left on device"):
            convert(cases.FOLDER / "bidirectional_lstm", tmp_path / f"m.{kind}")
        assert not list(tmp_path.iterdir())
        model = some_model()
        model.layers[-1].save_own_variables = own = model.layers[-1].save_own_variables
        with pytest.raises(OSError, match="No space"):
            targets.load(kind).write(model, tmp_path / f"m.{kind}")
    assert vars(model.layers[-1]).pop("save_own_variables") is own
    assert "save_own_variables" not in vars(model.layers[2])
