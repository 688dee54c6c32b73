"""The whole path, from a placeholder on: rebuilt, compared, and where it ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat.checkpoint import path_indices, path_ops
from tf1compat.checkpoint.around_layers import Layers
from tf1compat.checkpoint.asked import NOTHING, Asked
from tf1compat.checkpoint.inspection import inspect_checkpoint
from tf1compat.checkpoint.measure import Check
from tf1compat.checkpoint.model import build_model, fill_weights
from tf1compat.checkpoint.path import Rebuilt, Recurrent
from tf1compat.checkpoint.path_check import whole_path
from tf1compat.checkpoint.reference import random_batch
from tf1compat.errors import CheckpointError


def path_of(name: str, asked: Asked = NOTHING) -> Check:
    found, plan = cases.inspected(name), cases.plan_of(name)
    built = build_model(plan)
    fill_weights(built, found.checkpoint.read)
    assert found.meta is not None
    batches = [random_batch(plan, seed=seed) for seed in (1, 2)]
    return whole_path(plan, built.model, found.checkpoint.read, found.meta, batches, asked)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("lstm_clip_around", {"Embedding"}),
        ("partitioned", {"Embedding"}),
        ("full_model", {"Embedding", "Conv2D", "BatchNormalization", "LayerNormalization"}),
    ],
)
def test_from_ids_through_the_recurrence_to_the_loss(name: str, kinds: set[str]) -> None:
    found = path_of(name)
    assert found.passed
    assert found.name.startswith("path ids:0, lengths:0 → ")
    assert found.name.endswith("add:0" if name == "full_model" else "Mean:0")
    assert kinds <= set(found.notes[0].partition(": ")[2].split(", "))
    assert found.differences
    assert all(d.scale > 0 for d in found.differences)


def test_a_product_with_and_without_its_bias() -> None:
    found = path_of("classifier")
    assert found.passed
    assert found.name == "path ids:0 → rnn/while/Exit_3:0, head/Relu:0"
    assert "Dense" in found.notes[0]


ENDS = dict.fromkeys(("switched", "switched_v2"), "logits/BiasAdd:0") | {"attention": "logits:0"}


@pytest.mark.parametrize("name", ["table_mod", "table_div", *ENDS])
def test_the_end_of_the_path_is_that_of_tensorflow_1(name: str) -> None:
    """A table in partitions; conditions on a fed placeholder; masks, lookups and products."""
    found, plan, stored = cases.inspected(name), cases.plan_of(name), cases.golden(name)
    assert found.meta is not None
    given = {"ids:0": stored["ids"], "is_training:0": np.array(False)}
    given |= {"lengths:0": stored["lengths"]} if "lengths" in stored else {}
    built = build_model(plan)
    fill_weights(built, found.checkpoint.read)
    layers = Layers(found.meta, found.checkpoint.read, "float32")
    way = [Recurrent(plan, lambda: built.model)]
    rebuilt = Rebuilt(way, found.meta, layers, random_batch(plan, seed=1), 1, given)
    end = rebuilt.tensor(ENDS.get(name, "head/Relu:0"))
    np.testing.assert_allclose(end, stored["path"], rtol=2e-6, atol=2e-6)
    assert np.abs(stored["path"]).max() > 0.1
    if name.startswith("switched"):
        assert list(layers.kinds.values()).count("BatchNormalization") == 3


@pytest.mark.parametrize("name", ["table_mod", "table_div"])
def test_ids_are_drawn_from_all_partitions(name: str) -> None:
    found = cases.inspected(name)
    assert found.meta is not None
    assert Layers(found.meta, found.checkpoint.read, "float32").rows("ids:0") == 11
    check = path_of(name)
    assert check.passed
    assert check.name.endswith("head/Relu:0")


@pytest.mark.parametrize("name", ["switched", "switched_v2"])
@pytest.mark.parametrize("training", [False, True])
def test_a_fed_condition_takes_its_branch(name: str, training: bool) -> None:
    check = path_of(name, Asked("logits/BiasAdd", {"is_training": training}))
    assert check.passed
    assert check.name == "path is_training:0, ids:0, lengths:0 → logits/BiasAdd:0"
    # Batch statistics are arithmetic; moving ones make layers.  The fused op makes one either way.
    assert "BatchNormalization" in check.notes[0]
    (left_out,) = [note for note in check.notes if note.startswith("not run, for it changes")]
    assert "bn_contrib/cond_1/" in left_out
    assert "AssignMovingAvg" in left_out


def test_a_loop_that_is_no_recurrence_ends_the_path() -> None:
    """A CRF's: its values come back to themselves, and are not walked for ever."""
    check = path_of("crf_loss")
    assert check.passed
    assert "the path ends before the loop cond_1/rnn/while" in check.notes
    assert path_of("crf_loss", Asked("tags/BiasAdd")).passed


def test_labels_are_fed_where_an_output_waits_for_their_checks() -> None:
    check = path_of("attention")
    assert check.passed
    assert "gold:0 → " in check.name
    assert "sparse_softmax_cross_entropy_loss/value:0" in check.name


def test_a_wrong_weight_outside_of_the_recurrence_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = Layers._looked_up

    def wrong(self: Layers, path: Any, node: Any, table: Any) -> Any:
        return right(self, path, node, np.float32(1.01) * table)

    monkeypatch.setattr(Layers, "_looked_up", wrong)
    assert not path_of("lstm_clip_around").passed


def test_the_op_that_ends_a_path_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(path_ops._SHAPED, "Transpose")
    notes = path_of("lstm_clip_around").notes
    assert "the path ends before the op Transpose (head/Tensordot/transpose)" in notes


def test_an_op_that_does_not_fit_what_was_drawn_ends_the_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(path: Any, node: Any) -> Any:
        raise ValueError(node.name)

    monkeypatch.setitem(path_ops._SHAPED, "Transpose", refuse)
    notes = path_of("lstm_clip_around").notes
    assert "the path ends before the op Transpose (head/Tensordot/transpose)" in notes


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_unpacked_parts_keep_their_order(axis: int) -> None:
    """The corpus only unpacks shapes that read the same from either end."""
    value = np.arange(8.0).reshape(2, 2, 2)
    node: Any = SimpleNamespace(op="Unpack", inputs=["x"], attribute={"axis": axis, "num": 2}.get)
    path: Any = SimpleNamespace(tensor=lambda _: value)
    got = path_indices.SEVERAL["Unpack"][0](path, node)
    wanted = tf.raw_ops.Unpack(value=value, num=2, axis=axis)
    np.testing.assert_array_equal(np.stack(got), np.stack(wanted))


def test_nothing_around_is_said() -> None:
    found = path_of("basic_rnn_relu")
    assert found.omitted.startswith("no layer around the recurrence")
    assert found.passed  # an omission is no failure


def test_it_ends_with_the_tensor_that_is_asked_for() -> None:
    (output,) = cases.plan_of("lstm_clip_around").ports[-1]  # type: ignore[index]
    found = path_of("lstm_clip_around", Asked(output.output))
    assert found.passed
    assert found.name == f"path ids:0, lengths:0 → {output.output}"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked("nowhere/at/all"), "--output-tensor: expected a tensor of the graph"),
        (Asked("lengths"), "none of them leads to it"),
        (Asked(feeds={"nothing": 1}), "--feed nothing: expected a placeholder: .*received no such"),
        (Asked(feeds={"ids": 0.5}), "--feed ids: expected a value of int64, received 0.5"),
    ],
)
def test_what_cannot_be_asked_for(asked: Asked, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        path_of("lstm_clip_around", asked)


def test_a_path_through_several_recurrences() -> None:
    """The layers of a stack, kept apart: the last reads what the models of the others give."""
    found = inspect_checkpoint(cases.path_of("stacked_bidirectional"), join=False)
    assert len(found.plans) > 1
    assert found.meta is not None
    last = found.plans[-1]
    assert last.ports is not None
    built = build_model(last)
    fill_weights(built, found.checkpoint.read)
    check = whole_path(
        last,
        built.model,
        found.checkpoint.read,
        found.meta,
        [random_batch(last, seed=1)],
        Asked(last.ports[-1][0].output, others=found.plans),
    )
    assert check.passed
    assert check.differences
    (through,) = [note for note in check.notes if note.startswith("through ")]
    assert set(through[8:].split(", ")) == {plan.recurrence.scope for plan in found.plans}
