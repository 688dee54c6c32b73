"""The native cells under other Keras backends, in an interpreter without tensorflow."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat import convert
from tf1compat.checkpoint.prove import run_model

PROGRAM = """
import json, sys
import numpy as np
import keras
import tf1compat.native
stored = dict(np.load(sys.argv[2]))
model = keras.models.load_model(sys.argv[1])
outputs = model({"inputs": stored["inputs"], "mask": stored["mask"]})
outputs = {k: keras.ops.convert_to_numpy(v).tolist() for k, v in outputs.items()}
print(json.dumps({"backend": keras.backend.backend(), "tensorflow": "tensorflow" in sys.modules,
                  "outputs": outputs}))
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


@pytest.mark.parametrize("backend", ["jax", "numpy", "torch"])
def test_a_converted_model_runs_without_tensorflow(backend: str, tmp_path: Path) -> None:
    missing = missing_for(backend)
    if missing:
        pytest.skip(f"Keras's {backend} backend needs {missing}, which is not installed")
    convert(cases.FOLDER / "lstm_full", tmp_path / "model.keras")
    plan = cases.plan_of("lstm_full")
    batch = cases.golden_batch("lstm_full", plan)
    assert batch.lengths is not None
    mask = np.arange(batch.inputs.shape[1]) < batch.lengths[:, None]
    np.savez(tmp_path / "batch.npz", inputs=batch.inputs, mask=mask)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "model.keras", tmp_path / "batch.npz"],
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert (answer["backend"], answer["tensorflow"]) == (backend, False)
    got = {name: np.array(value) for name, value in answer["outputs"].items()}
    cases.assert_close(got, cases.golden_outputs("lstm_full", plan), "float32")


def test_the_program_is_right_under_this_backend(tmp_path: Path) -> None:
    """The same model and inputs here, so that a skip above hides no broken test."""
    (done,) = convert(cases.FOLDER / "lstm_full", tmp_path / "model.keras")
    assert done.proof.passed
    import keras

    batch = cases.golden_batch("lstm_full", done.plan)
    got = run_model(keras.models.load_model(done.path), batch)
    cases.assert_close(got, cases.golden_outputs("lstm_full", done.plan), "float32")
