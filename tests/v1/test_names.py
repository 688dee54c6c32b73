"""The namespace hides no name of ``tf.compat.v1``, and adds none that TF 1.15.5 had not."""

from __future__ import annotations

import inspect
import json
import types
from typing import Any

import pytest
import tensorflow

import tf1compat
import tf1compat.v1
from tests.documents import ROOT
from tests.v1.comparing import NAMES
from tf1compat.v1 import _namespace

tf: Any = tf1compat.v1

SYMBOLS: dict[str, dict[str, Any]] = json.loads(
    (ROOT / "tests" / "data" / "tf1_api.json").read_text(encoding="utf-8")
)["symbols"]

# What the machinery of an import leaves in a module of the real contrib.
_ACCIDENTS = {"absolute_import", "division", "print_function"}


def at(path: str) -> Any:
    value: Any = tf
    for name in path.split(".")[1:]:
        value = getattr(value, name)
    return value


def modules() -> list[str]:
    """The modules of TF 1.15.5's API that are served."""
    return sorted(path for path in NAMES if isinstance(at(path), types.ModuleType))


def test_the_modules_are_there() -> None:
    assert len(modules()) > 50
    assert {"tf", "tf.nn", "tf.train", "tf.contrib.rnn", "tf.contrib.framework.nest"} <= set(
        modules()
    )


@pytest.mark.parametrize("path", modules())
def test_adds_none(path: str) -> None:
    module = at(path)
    base = set(dir(module._tf1_base)) if module._tf1_base is not None else set()
    assert set(dir(module)) - set(NAMES[path]) - base == set()


@pytest.mark.parametrize("path", modules())
def test_hides_none(path: str) -> None:
    """All names of ``tf.compat.v1`` are listed, and are what they are there."""
    module = at(path)
    if module._tf1_base is None:
        return
    own = set(vars(module).get("_tf1_own", ()))
    for name in _namespace.names_of(module._tf1_base):
        assert name in dir(module)
        if name not in own:
            value = getattr(module, name)
            real = getattr(module._tf1_base, name)
            kept = getattr(value, "__wrapped__", value)  # counts operations as TF1 made them
            assert real in (value, kept) or value._tf1_base is real, name


@pytest.mark.parametrize("path", modules())
def test_serves_what_tf1_had(path: str) -> None:
    """Each name of TF 1.15.5 is there, or raises an error that says why not."""
    module = at(path)
    gone = set()
    for name in set(NAMES[path]) - _ACCIDENTS:
        try:
            getattr(module, name)
        except tf1compat.errors.NotServedError:
            continue
        except AttributeError:
            gone.add(f"{path}.{name}")
    assert gone <= _WITHOUT_A_WORD, gone - _WITHOUT_A_WORD


# A package that only an import of contrib puts there.
_WITHOUT_A_WORD = {"tf.tools"}


def _signature(symbol: str) -> list[tuple[str, str | None]]:
    value = at(symbol)
    target = value.__init__ if inspect.isclass(value) else value
    parameters = inspect.signature(target).parameters.values()
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        (p.name, None if p.default is inspect.Parameter.empty else str(p.default))
        for p in parameters
        if p.kind not in kinds
    ]


# An object of TF1's Defun, of which inspect saw another signature.
_COMPILED = {"tf.contrib.layers.scale_gradient"}

OURS = sorted(
    symbol
    for symbol, entry in SYMBOLS.items()
    if symbol not in _COMPILED
    and symbol.startswith(
        (
            "tf.contrib.framework.",
            "tf.contrib.training.",
            "tf.contrib.lookup.",
            "tf.contrib.layers.",
            "tf.contrib.crf.",
        )
    )
    and entry["kind"] in ("function", "class")
    and hasattr(at(symbol.rpartition(".")[0]), symbol.rpartition(".")[2])
    and at(symbol).__module__.startswith("tf1compat.contrib")
)


def test_there_are_signatures_to_compare() -> None:
    assert len(OURS) > 50


@pytest.mark.parametrize("symbol", OURS)
def test_signature(symbol: str) -> None:
    entry = SYMBOLS[symbol]
    expected = (entry.get("sig") or entry["init"])["args"]
    found = _signature(symbol)
    assert [name for name, _ in found] == [argument[0] for argument in expected]
    for (name, default), argument in zip(found, expected, strict=True):
        assert (default is None) == (len(argument) == 1), name
        if default is not None and not argument[1].startswith("<"):
            assert default == argument[1].strip("'").replace("\\t", "\t") or (
                argument[1].startswith("HasherSpec")
            ), name


def test_versions() -> None:
    assert tf.__version__ == tf.VERSION == tf.version.VERSION == "1.15.5"
    assert tf.__real_version__ == tensorflow.__version__


def test_repr_says_what_it_is() -> None:
    text = repr(tf.nn)
    assert "'tf.nn'" in text
    assert "1.15.5" in text
    assert tf1compat.__version__ in text
    assert tensorflow.__version__ in text


def test_all_is_what_dir_lists() -> None:
    for path in modules():
        assert sorted(at(path).__all__) == [n for n in dir(at(path)) if not n.startswith("_")]


def test_the_program_may_set_and_delete_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tf.nn, "relu", "mine")
    assert tf.nn.relu == "mine"
    monkeypatch.undo()
    assert tf.nn.relu is tensorflow.compat.v1.nn.relu
    tf.nn.own_name = 3
    assert tf.nn.own_name == 3
    del tf.nn.own_name
    assert not hasattr(tf.nn, "own_name")
