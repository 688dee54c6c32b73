"""Three more steps in Keras, where TF 1.15.5 made them too.

``python -m tests.checkpoint.continuation`` prints the table of all cases.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from tests.golden import optimizer_cases as specs
from tf1compat import convert, fill_model
from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.read import open_checkpoint

FOLDER = Path(__file__).parent.parent / "golden" / "optimizers"
# TF 1.15.5 keeps the powers of Adam's betas in float32, and Keras every learning rate.  The rest
# is float64 throughout.
_ROUNDED_POWERS, _EXACT = 1e-8, 1e-13
TOLERANCE = {"float32": 2e-6, "float64": _EXACT}
# What these graphs compute or are fed, as their owners would say it.
HYPER: dict[str, dict[str, Any]] = {
    "momentum_schedule": {
        "learning_rate": keras.optimizers.schedules.ExponentialDecay(0.2, 2, 0.5)
    },
    "bert": {"learning_rate": 0.01, "decay": 0.1},
}
RECURRENT = [case["name"] for case in specs.CASES if case["kind"] != "tagger"]


def tolerance(name: str) -> float:
    case = specs.BY_NAME[name]
    if case["dtype"] == "float64" and case["optimizer"].startswith("Adam"):
        return _ROUNDED_POWERS
    return TOLERANCE[case["dtype"]]


def golden(name: str) -> dict[str, Array]:
    with np.load(FOLDER / name / "golden.npz") as stored:
        return {key: stored[key] for key in stored.files}


def mask_of(lengths: Array) -> Array:
    mask: Array = np.arange(specs.STEPS)[None] < lengths[:, None]
    return mask


def train(
    model: Any, optimizer: Any, name: str, predict: Callable[[dict[str, Array]], Any]
) -> None:
    """The steps that TF 1.15.5 made after it saved the checkpoint, on the same batches."""
    import tensorflow as tf

    stored = golden(name)
    for k in range(specs.AFTER):
        batch = {key: stored[f"{key}_{k}"] for key in ("inputs", "lengths", "targets")}
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(predict(batch) - batch["targets"]))
        weights = model.trainable_weights
        optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)


def errors(name: str, moves: list[Move]) -> tuple[float, float]:
    """The largest error over all weights, and how far the largest step went."""
    stored, checkpoint = golden(name), open_checkpoint(FOLDER / name)
    worst = moved = 0.0
    for move in moves:
        after = {s: stored[f"after_{specs.AFTER - 1}:{n}"] for s, n in move.names.items()}
        before = move.to_keras(move.read(checkpoint.read))
        for attribute, value in move.to_keras(after).items():
            got = keras.ops.convert_to_numpy(move.weight(attribute))
            worst = max(worst, float(np.abs(got - value).max()))
            moved = max(moved, float(np.abs(before[attribute] - value).max()))
    return worst, moved


def trained_on(name: str, folder: Path, **options: Any) -> tuple[Any, Plan]:
    """Convert a recurrence to a file, load it, train on; the model."""
    path = folder / f"{name}.keras"
    arguments = {"optimizer": True, "hyper": HYPER.get(name)} | options
    (done,) = convert(FOLDER / name, path, **arguments)
    assert done.proof.passed
    model, plan = keras.models.load_model(path), done.plan

    def predict(batch: dict[str, Array]) -> Any:
        outputs = model({"inputs": batch["inputs"], "mask": mask_of(batch["lengths"])})
        return keras.ops.concatenate([outputs[key] for key in plan.output_names], 2)

    train(model, model.optimizer, name, predict)
    return model, plan


def continued(name: str, folder: Path, **options: Any) -> tuple[Any, float, float]:
    """The same; the optimizer and `errors`."""
    model, plan = trained_on(name, folder, **options)
    moves = []
    for cell in plan.recurrence.cells:
        if specs.BY_NAME[name]["kind"] == "bidirectional":
            (both,) = [x for x in model.layers if isinstance(x, keras.layers.Bidirectional)]
            layer = both.backward_layer if "/bw/" in cell.scope else both.forward_layer
        else:
            layer = model.get_layer(cell.scope.replace("/", "_"))
        moves.append(Move(cell.variables, cell.counterpart.keras_cell(layer), cell))
    return (model.optimizer, *errors(name, moves))


def tagger() -> Any:
    """The model of the ``…_tagger`` cases as its owner would write it in Keras."""
    ids = keras.Input((None,), dtype="int64", name="ids")
    mask = keras.Input((None,), dtype="bool", name="mask")
    x = keras.layers.Embedding(7, 3, dtype="float64", name="words")(ids)
    encoder = keras.layers.LSTM(
        5,
        return_sequences=True,
        zero_output_for_mask=True,
        use_cudnn=False,
        dtype="float64",
        name="encoder",
    )
    head = keras.layers.Dense(2, dtype="float64", name="head")
    return keras.Model({"ids": ids, "mask": mask}, head(encoder(x, mask=mask)))


TAGGER_MAPPING = {"words": "embedding", "encoder": "rnn", "head": "head"}


def continued_tagger(name: str, folder: Path, **options: Any) -> tuple[Any, float, float]:
    """The same for a whole model of one's own."""
    path = folder / f"{name}.keras"
    filled = fill_model(
        FOLDER / name, path, into=tagger, mapping=TAGGER_MAPPING, optimizer=True, **options
    )
    assert filled.passed
    model = keras.models.load_model(path)

    def predict(batch: dict[str, Array]) -> Any:
        return model({"ids": batch["inputs"], "mask": mask_of(batch["lengths"])})

    train(model, model.optimizer, name, predict)
    cell = filled.cells["encoder"][0]
    moves = [Move(cell.variables, model.get_layer("encoder").cell, cell)]
    plain = [("embedding", "words", "embeddings"), ("head/kernel", "head", "kernel")]
    for variable, layer, attribute in [*plain, ("head/bias", "head", "bias")]:
        weight = getattr(model.get_layer(layer), attribute)
        moves.append(Move({"value": variable}, weight))
    return (model.optimizer, *errors(name, moves))


def main() -> None:
    row = "{:20s} {:18s} {:8s} {:7s} {:16s} {:>9s} {:>9s} {:>9s}"
    columns = ("case", "TF1", "dtype", "steps", "Keras", "moved", "error", "allowed")
    print(row.format(*columns))  # noqa: T201  (a program)
    with tempfile.TemporaryDirectory() as folder:
        for case in specs.CASES:
            name = case["name"]
            if name == "momentum_tagger":
                continue  # refused: see tests/checkpoint/test_optimizers.py
            run = continued_tagger if case["kind"] == "tagger" else continued
            optimizer, worst, moved = run(name, Path(folder))
            steps = f"{case['before']}+{specs.AFTER}"
            numbers = [f"{x:.1e}" for x in (moved, worst, tolerance(name))]
            keras_name = type(optimizer).__name__
            if not type(optimizer).__module__.startswith("keras"):
                keras_name = f"native.{keras_name}"
            print(row.format(name, case["optimizer"], case["dtype"], steps, keras_name, *numbers))  # noqa: T201
            sys.stdout.flush()


if __name__ == "__main__":
    main()
