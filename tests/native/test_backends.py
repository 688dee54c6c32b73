"""The native cells under other Keras backends, in an interpreter without tensorflow."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat import convert
from tf1compat.checkpoint.prove import run_model
from tf1compat.checkpoint.reference import to_inputs

PROGRAM = """
import json, sys
import numpy as np
import keras
import tf1compat.native
outputs = {}
for path in sys.argv[1:]:
    loaded = "tensorflow" in sys.modules
    stored = dict(np.load(path + ".npz"))
    made = keras.models.load_model(path)({"inputs": stored["inputs"], "mask": stored["mask"]})
    outputs[path] = {k: keras.ops.convert_to_numpy(v).tolist() for k, v in made.items()}
print(json.dumps({"backend": keras.backend.backend(), "tensorflow": loaded,
                  "outputs": outputs}))
"""

OPTIMIZERS = """
import json, sys
import numpy as np
import keras
from tf1compat import native

def stepped(model, optimizer, stored):
    weights = model.trainable_weights
    for k in range(3):
        gradients = [keras.ops.convert_to_tensor(stored[f"{k}_{i}"]) for i in range(len(weights))]
        optimizer.apply(gradients, weights)
    return [keras.ops.convert_to_numpy(weight).tolist() for weight in weights]

stored = dict(np.load(sys.argv[2]))
model = keras.models.load_model(sys.argv[1])
start = model.get_weights()
after = {"converted": stepped(model, model.optimizer, stored)}
for optimizer in (
    native.Adam(0.01, epsilon=1e-3),
    native.RMSprop(0.01, momentum=0.5, centered=True),
    native.Adagrad(0.1, epsilon=0.0),
    native.Adadelta(0.1),
    native.Momentum(0.1, nesterov=True),
    native.AdamWeightDecay(0.01, decay=0.1),
    native.Ftrl(0.1, l1_regularization_strength=0.01),
):
    model.set_weights(start)
    optimizer.build(model.trainable_weights)
    after[optimizer.name] = stepped(model, optimizer, stored)
print(json.dumps({"backend": keras.backend.backend(), "tensorflow": "tensorflow" in sys.modules,
                  "outputs": after}))
"""


def missing_for(backend: str) -> str:
    """The package that Keras misses under a backend (its numpy backend may need jax or torch)."""
    done = subprocess.run(
        [sys.executable, "-c", "import keras"],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"No module named '(\w+)'", done.stderr)
    return found[1] if found else ""


def answer_of(program: str, backend: str, *files: Path) -> dict[str, Any]:
    """What a program prints under another backend, which loads no tensorflow."""
    done = subprocess.run(
        [sys.executable, "-c", program, *files],
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert (answer["backend"], answer["tensorflow"]) == (backend, backend == "tensorflow")
    outputs: dict[str, Any] = answer["outputs"]
    return outputs


@pytest.fixture(params=["jax", "numpy", "torch"])
def backend(request: pytest.FixtureRequest) -> str:
    missing = missing_for(request.param)
    if missing:
        pytest.skip(f"Keras's {request.param} backend needs {missing}, which is not installed")
    return str(request.param)


# Peepholes, projection and clips; a stack; two biases, reset after; a pair.  The pair is last, for
# Keras's own Bidirectional loads tensorflow where it is installed, whatever the backend.
CONVERTED = ("lstm_full", "multi_gru", "cudnn_gru", "bidirectional_lstm")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By case, a file and beside it the inputs that TF 1.15.5 was given."""
    folder, made = tmp_path_factory.mktemp("converted"), {}
    for name in CONVERTED:
        made[name] = folder / f"{name}.keras"
        convert(cases.path_of(name), made[name], draws=1)
        inputs: dict[str, Any] = to_inputs(cases.golden_batch(name, cases.plan_of(name)))
        np.savez(f"{made[name]}.npz", **inputs)
    return made


def test_converted_models_run_without_tensorflow(backend: str, converted: dict[str, Path]) -> None:
    answer = answer_of(PROGRAM, backend, *converted.values())
    for name, path in converted.items():
        got = {key: np.array(value, float) for key, value in answer[str(path)].items()}
        wanted = cases.golden_outputs(name, cases.plan_of(name))
        assert got.keys() == wanted.keys()
        for key, value in wanted.items():
            np.testing.assert_allclose(got[key], value, rtol=0, atol=1e-5, err_msg=f"{name} {key}")


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """A converted model with its optimizer, gradients, and where tensorflow's steps lead."""
    folder = tmp_path_factory.mktemp("training")
    source = cases.FOLDER.parent / "optimizers" / "adam_long"
    convert(source, folder / "model.keras", optimizer=True)
    import keras

    model = keras.models.load_model(folder / "model.keras")
    random = np.random.default_rng(3)
    gradients = {
        f"{step}_{k}": random.standard_normal(weight.shape).astype("float32")
        for step in range(3)
        for k, weight in enumerate(model.trainable_weights)
    }
    np.savez(folder / "gradients.npz", **gradients)
    files = folder / "model.keras", folder / "gradients.npz"
    return *files, answer_of(OPTIMIZERS, "tensorflow", *files)


@pytest.mark.parametrize("backend", ["jax", "torch"], indirect=True)  # numpy's does not train
def test_optimizers_go_on_alike(backend: str, training: Any) -> None:
    """Each of ours, and the one that a conversion brought along with its state."""
    *files, wanted = training
    got = answer_of(OPTIMIZERS, backend, *files)
    assert got.keys() == wanted.keys()
    assert len(got) == 8
    for name, values in wanted.items():
        for a, b in zip(got[name], values, strict=True):
            np.testing.assert_allclose(
                np.array(a, float), np.array(b, float), rtol=0, atol=1e-5, err_msg=name
            )


def test_the_program_is_right_under_this_backend(tmp_path: Path) -> None:
    """The same model and inputs here, so that a skip above hides no broken test."""
    (done,) = convert(cases.FOLDER / "lstm_full", tmp_path / "model.keras")
    assert done.proof.passed
    import keras

    batch = cases.golden_batch("lstm_full", done.plan)
    got = run_model(keras.models.load_model(done.path), batch)
    cases.assert_close(got, cases.golden_outputs("lstm_full", done.plan), "float32")
