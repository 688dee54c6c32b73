"""What an import costs: nobody pays for tensorflow before it is used."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import ROOT

REPORT = "\nimport sys; print(*sorted({'tensorflow', 'keras', 'rich', 'numpy'} & set(sys.modules)))"


def loaded_by(program: str, **environment: str) -> list[str]:
    """Which of the heavy packages a fresh interpreter has loaded after running ``program``."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program + REPORT],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


def test_the_probe_sees_an_import() -> None:
    assert "tensorflow" in loaded_by("import tensorflow")


@pytest.mark.parametrize(
    "program",
    [
        "import tf1compat",
        "import tf1compat; dir(tf1compat)",
        "import tf1compat.errors, tf1compat.support",
        "from tf1compat import TF1CompatError",
    ],
)
def test_importing_the_package_loads_nothing_heavy(program: str) -> None:
    assert loaded_by(program) == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_line_answers_without_tensorflow(option: str) -> None:
    assert loaded_by(f"from tf1compat.cli import main; assert main(['{option}']) == 0") == []


def test_every_subcommand_shows_its_help_without_tensorflow() -> None:
    program = (
        "from tf1compat import cli\n"
        "for name in cli.COMMANDS: assert cli.main([name, '--help']) == 0"
    )
    assert loaded_by(program) == []


@pytest.fixture(params=["jax", "numpy", "torch"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each Keras backend other than tensorflow that is installed."""
    name: str = request.param
    needs = "jax" if name == "numpy" else name  # Keras's numpy backend borrows from jax
    if importlib.util.find_spec(needs) is None:
        pytest.skip(f"{needs} is an optional Keras backend and is not installed")
    return name


NATIVE = "import tf1compat.native as native\nfor name in native.__all__: getattr(native, name)"


def test_native_layers_leave_tensorflow_alone(backend: str) -> None:
    assert "tensorflow" not in loaded_by(NATIVE, KERAS_BACKEND=backend)


def test_native_layers_work_where_tensorflow_is_absent(backend: str, tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text("raise ImportError('tensorflow is absent')")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    assert "keras" in loaded_by(NATIVE, KERAS_BACKEND=backend, PYTHONPATH=path)


def test_an_unknown_name_is_an_attribute_error() -> None:
    import tf1compat

    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        tf1compat.no_such_name  # noqa: B018


def test_every_public_name_resolves() -> None:
    import tf1compat

    for name in tf1compat.__all__:
        assert getattr(tf1compat, name) is not None
        assert name in dir(tf1compat)
