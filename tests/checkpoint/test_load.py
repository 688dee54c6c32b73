"""A model that is there already, filled in place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.checkpoint import continuation
from tests.checkpoint.continuation import FOLDER, TAGGER_MAPPING, tagger
from tf1compat import load_checkpoint
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.errors import CheckpointError

SOURCE = FOLDER / "adam_tagger"


@pytest.mark.parametrize("by", ["name", "function"])
def test_every_weight_is_filled(by: str) -> None:
    model = tagger()
    mapping: Any = TAGGER_MAPPING
    if by == "function":
        mapping = lambda layer: TAGGER_MAPPING[layer.name]  # noqa: E731
    done = load_checkpoint(model, SOURCE, mapping)
    read = open_checkpoint(SOURCE).read
    np.testing.assert_array_equal(model.get_layer("words").get_weights()[0], read("embedding"))
    np.testing.assert_array_equal(model.get_layer("head").get_weights()[0], read("head/kernel"))
    i, j, f, o = np.split(read("rnn/basic_lstm_cell/bias"), 4)
    bias = model.get_layer("encoder").get_weights()[2]
    np.testing.assert_allclose(bias, np.concatenate([i, f + 0.7, j, o]), rtol=0, atol=1e-7)
    assert done.weights["embedding"] == ["words/embeddings"]
    assert done.aside["embedding/Adam"] == "optimizer slot of embedding"


def test_training_goes_on() -> None:
    model = tagger()
    load_checkpoint(model, SOURCE, TAGGER_MAPPING, optimizer=True)

    def predict(batch: Any) -> Any:
        return model({"ids": batch["inputs"], "mask": continuation.mask_of(batch["lengths"])})

    continuation.train(model, model.optimizer, "adam_tagger", predict)
    wanted = continuation.golden("adam_tagger")["after_2:embedding"]
    got = model.get_layer("words").get_weights()[0]
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-8)


def test_what_is_left_over_leaves_the_model_alone() -> None:
    model = tagger()
    before = model.get_weights()
    mapping = {k: v for k, v in TAGGER_MAPPING.items() if k != "head"}
    match = "go nowhere: head/bias, head/kernel; weights that get no value: head/kernel"
    with pytest.raises(CheckpointError, match=match):
        load_checkpoint(model, SOURCE, mapping)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
