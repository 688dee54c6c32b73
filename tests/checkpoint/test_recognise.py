"""Variables → cells → stacks → directions, by name and shape."""

from __future__ import annotations

import pytest

from tests.checkpoint import cases
from tf1compat.checkpoint.around import NO_CELL, layers_around
from tf1compat.checkpoint.recognise import Recognised, recognise
from tf1compat.checkpoint.report import notes_for_users
from tf1compat.errors import CheckpointError

KINDS = {
    "basic_rnn_relu": ("rnn", "unidirectional"),
    "gru_time_major": ("encoder", "unidirectional"),
    "lstm_clip_around": ("model/encoder", "unidirectional"),
    "multi_gru": ("rnn", "unidirectional MultiRNNCell"),
    "multi_of_one": ("rnn", "unidirectional"),
    "bidirectional_lstm": ("bidirectional_rnn", "bidirectional"),
    "bidirectional_multi": ("bidirectional_rnn", "bidirectional MultiRNNCell"),
    "bidirectional_no_lengths": ("tagger", "bidirectional"),
    "contrib_stack_bidirectional": ("stack_bidirectional_rnn", "stacked bidirectional"),
}


def of(**shapes: tuple[int, ...]) -> Recognised:
    """Recognise float32 variables; ``__`` stands for ``/``."""
    named = {name.replace("__", "/"): shape for name, shape in shapes.items()}
    return recognise(named, dict.fromkeys(named, "float32"))


@pytest.mark.parametrize("name", KINDS)
def test_scope_and_kind(name: str) -> None:
    opened = cases.inspected(name).checkpoint
    (found,) = recognise(opened.shapes, opened.dtypes).recurrences
    assert (found.scope, found.kind) == KINDS[name]


def test_sizes_follow_from_the_shapes() -> None:
    (cell,) = cases.plan_of("lstm_full").recurrence.cells
    own = cell.config.options
    assert (cell.config.input_size, own["num_units"], own["num_proj"]) == (3, 5, 4)
    assert own["use_peepholes"] is True
    assert cell.output_size == 4


def test_training_aids_are_put_aside_by_name() -> None:
    aside = cases.inspected("lstm_clip_around").aside
    assert aside["model/encoder/lstm_cell/kernel/Adam_1"] == (
        "optimizer slot of model/encoder/lstm_cell/kernel"
    )
    assert aside["model/encoder/lstm_cell/bias/ExponentialMovingAverage"] == (
        "moving average of model/encoder/lstm_cell/bias"
    )
    assert aside["beta1_power"] == aside["global_step"] == "training counter"
    assert aside["embedding"] == aside["head/kernel"] == "no recurrent cell"


def test_the_slots_of_an_optimizer_made_in_a_scope() -> None:
    found = of(
        rnn__gru_cell__candidate__kernel=(7, 4),
        rnn__gru_cell__candidate__bias=(4,),
        rnn__gru_cell__gates__kernel=(7, 8),
        rnn__gru_cell__gates__bias=(8,),
        train__rnn__gru_cell__gates__bias__Momentum=(8,),
    )
    assert found.aside == {
        "train/rnn/gru_cell/gates/bias/Momentum": (
            "optimizer slot of train/rnn/gru_cell/gates/bias"
        )
    }


def test_every_variable_is_accounted_for() -> None:
    for name in KINDS:
        found = cases.inspected(name)
        used = {n for p in found.plans for c in p.recurrence.cells for n in c.variables.values()}
        assert used | set(found.aside) == set(found.checkpoint.shapes)
        assert not used & set(found.aside)


def test_two_cells_in_one_scope_are_two_recurrences() -> None:
    found = of(
        lstm_cell__kernel=(7, 16),
        lstm_cell__bias=(16,),
        lstm_cell_1__kernel=(9, 16),
        lstm_cell_1__bias=(16,),
    )
    assert [r.scope for r in found.recurrences] == ["lstm_cell", "lstm_cell_1"]


def test_a_scope_called_bw_alone_is_no_direction() -> None:
    (found,) = of(
        bw__gru_cell__candidate__kernel=(7, 4),
        bw__gru_cell__candidate__bias=(4,),
        bw__gru_cell__gates__kernel=(7, 8),
        bw__gru_cell__gates__bias=(8,),
    ).recurrences
    assert found.kind == "unidirectional"


def test_a_scope_named_by_hand_needs_its_class() -> None:
    shapes = {"enc/mine/kernel": (7, 16), "enc/mine/bias": (16,)}
    dtypes = dict.fromkeys(shapes, "float32")
    assert recognise(shapes, dtypes).recurrences == ()
    (found,) = recognise(shapes, dtypes, {"enc/mine": "BasicLSTMCell"}).recurrences
    assert (found.scope, found.cells[0].config.cell) == ("enc", "BasicLSTMCell")


def test_a_class_for_a_scope_that_is_not_there() -> None:
    with pytest.raises(CheckpointError, match="no such variables under it"):
        recognise({"a/kernel": (7, 16)}, {"a/kernel": "float32"}, {"b": "LSTMCell"})


def test_a_class_that_is_not_known() -> None:
    with pytest.raises(CheckpointError, match="one of BasicRNNCell, GRUCell"):
        recognise({"a/kernel": (7, 16)}, {"a/kernel": "float32"}, {"a": "MyCell"})


@pytest.mark.parametrize(
    "shapes",
    [
        {"rnn__lstm_cell__kernel": (7, 16), "rnn__lstm_cell__bias": (12,)},
        {"rnn__lstm_cell__kernel": (7, 16)},
        {"rnn__lstm_cell__kernel": (7, 18), "rnn__lstm_cell__bias": (18,)},
        {"rnn__lstm_cell__kernel": (4, 16), "rnn__lstm_cell__bias": (16,)},
        {"rnn__lstm_cell__kernel": (7, 16), "rnn__lstm_cell__bias": (16,),
         "rnn__lstm_cell__w_f_diag": (4,)},
        {"rnn__lstm_cell__kernel": (7, 16), "rnn__lstm_cell__bias": (16,),
         "rnn__lstm_cell__projection__kernel": (3, 2)},
        {"rnn__gru_cell__gates__kernel": (7, 8), "rnn__gru_cell__gates__bias": (8,),
         "rnn__gru_cell__candidate__kernel": (6, 4), "rnn__gru_cell__candidate__bias": (4,)},
        {"rnn__basic_lstm_cell__kernel": (7, 16), "rnn__basic_lstm_cell__bias": (4,)},
        {"rnn__basic_rnn_cell__kernel": (4, 4), "rnn__basic_rnn_cell__bias": (4,)},
    ],
    ids=[
        "bias",
        "no bias",
        "not four gates",
        "no input",
        "one peephole",
        "projection",
        "gru rows",
        "basic lstm bias",
        "rnn without input",
    ],
)  # fmt: skip
def test_mixed_shapes(shapes: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(CheckpointError, match="expected the shapes of a"):
        of(**shapes)


def test_layers_that_do_not_fit_on_each_other() -> None:
    stem = "rnn__multi_rnn_cell__cell_"
    shapes = {
        f"{stem}0__lstm_cell__kernel": (7, 16),
        f"{stem}0__lstm_cell__bias": (16,),
        f"{stem}1__lstm_cell__kernel": (11, 20),
        f"{stem}1__lstm_cell__bias": (20,),
    }
    with pytest.raises(CheckpointError, match="a cell that reads 4 features"):
        of(**shapes)


def test_mixed_dtypes() -> None:
    shapes = {"rnn/lstm_cell/kernel": (7, 16), "rnn/lstm_cell/bias": (16,)}
    dtypes = {"rnn/lstm_cell/kernel": "float32", "rnn/lstm_cell/bias": "float64"}
    with pytest.raises(CheckpointError, match="float32 and float64"):
        recognise(shapes, dtypes)


def test_recurrent_layers_of_keras_are_named_and_no_dense_ones() -> None:
    shapes = {"bil/fw/kernel": (5, 12), "bil/fw/recurrent_kernel": (3, 12), "bil/fw/bias": (12,)}
    shapes |= {"gru/kernel": (6, 12), "gru/recurrent_kernel": (4, 12), "out/kernel": (6, 12)}
    found = layers_around(shapes, dict.fromkeys(shapes, NO_CELL), None)
    assert [(one.scope, one.kind, one.sizes) for one in found] == [
        ("bil/fw", "LSTM of tf.keras: not converted", "5 → 3"),
        ("gru", "GRU of tf.keras: not converted", "6 → 4"),
        ("out", "dense", "6 → 12"),
    ]
    assert list(notes_for_users(0, None, found)) == [
        "bil/fw: LSTM of tf.keras: not converted",
        "gru: GRU of tf.keras: not converted",
    ]
    other: dict[str, tuple[int, ...]] = {"odd/kernel": (), "odd/recurrent_kernel": (2, 8)}
    other |= {"map/kernel": (3, 3, 2, 8), "map/recurrent_kernel": (3, 3, 2, 8)}
    found = layers_around(other, dict.fromkeys(other, NO_CELL), None)
    assert not [one for one in found if "keras" in one.kind]
