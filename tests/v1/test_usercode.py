"""Which modules count as the user's program."""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import pytest
import tensorflow

from tf1compat import options, usercode


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("__main__", "/home/me/train.py", True),
        ("__main__", None, True),
        ("__mp_main__", "/home/me/train.py", True),
        ("model", "/home/me/model.py", True),
        ("model", None, False),
        ("requests", "/venv/lib/python3.12/site-packages/requests/__init__.py", False),
        ("apt", "/usr/lib/python3/dist-packages/apt/__init__.py", False),
        ("json", json.__file__, False),
        ("tensorflow", "/home/me/tensorflow/__init__.py", False),
        ("keras.layers", "/home/me/keras/layers.py", False),
        ("tf1compat.v1", "/home/me/tf1compat/v1/__init__.py", False),
        ("tensorflow_hub", "/home/me/tensorflow_hub/hub.py", True),
    ],
    ids=lambda value: str(value).rpartition("/")[2],
)
def test_module(name: str, file: str | None, expected: bool) -> None:
    names: dict[str, Any] = {"__name__": name}
    if file is not None:
        names["__file__"] = file
    assert usercode.is_user_module(names) is expected


def test_an_included_package_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"__name__": "old_lib.model", "__file__": "/v/site-packages/old_lib/model.py"}
    assert not usercode.is_user_module(names)
    monkeypatch.setattr(options.current, "include", ("old_lib",))
    assert usercode.is_user_module(names)


def test_text_belongs_to_whoever_runs_it() -> None:
    code = "frame = __import__('sys')._getframe()"
    mine: dict[str, Any] = {}
    exec(code, mine)
    assert usercode.is_user_frame(mine["frame"])
    theirs = types.ModuleType("theirs")
    theirs.__file__ = tensorflow.__file__
    exec("def run(code, names): exec(code, names)", theirs.__dict__)
    run_there: dict[str, Any] = {}
    theirs.run(code, run_there)
    assert not usercode.is_user_frame(run_there["frame"])


def test_the_nearest_caller_of_the_program() -> None:
    found = []

    def look(_: object) -> bool:
        frame = sys._getframe()
        found.append(usercode.nearest_user_frame(frame))
        return True

    assert json.loads("{}", object_hook=look)
    assert found[0] is not None
    assert found[0].f_code.co_name == "look"
