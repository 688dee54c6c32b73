"""Files on disk: encodings, byte-order marks, notebooks, Python 2, and writes in one step."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.rewrite.test_rewrite import rewritten
from tf1compat.rewrite import run


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"# coding: latin-1\nx = '\xe9'\n"])
def test_encodings_and_marks_survive(tmp_path: Path, prefix: bytes) -> None:
    result = rewritten(tmp_path / "a.py", prefix + b"import tensorflow as tf\n")
    assert result.after == prefix + b"import tf1compat.v1 as tf\ntf.disable_v2_behavior()\n"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="the system has no links")
def test_a_write_keeps_mode_and_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "b.py"
    path.write_bytes(b"old")
    path.chmod(0o750)
    link.symlink_to(path)
    run.write(run.Result(link, b"old", b"new"))
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o750
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.py", "b.py"]


def test_a_write_that_is_interrupted_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.write(run.Result(path, b"old", b"new"))
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.py", b"old")]


def test_what_does_not_parse_is_left(tmp_path: Path) -> None:
    result = rewritten(tmp_path / "a.py", b"import tensorflow as tf\nprint 'x\n")
    assert not result.changed
    assert [one.line for one in result.left] == [2]


def test_python_2_is_made_python_3_on_request(tmp_path: Path) -> None:
    pytest.importorskip("fissix", reason="the extra tf1compat[rewrite] is not installed")
    data = b"import tensorflow as tf\r\nif x:\r\n\tprint 'a', 7/n\r\n        tf.mul(1, 2)\r\n"
    assert "--py2" in rewritten(tmp_path / "a.py", data).left[0].why
    result = rewritten(tmp_path / "a.py", data, py2=True)
    ast.parse(result.after)
    assert b"print('a', 7/n)\r\n" in result.after
    assert result.after.count(b"\n") == result.after.count(b"\r\n") == 5
    assert {one.line for one in result.left} == {4, 5}  # the division, and tf.mul of 0.12


@pytest.mark.parametrize("indent", [1, 2])
def test_a_notebook_keeps_all_but_its_code(tmp_path: Path, indent: int) -> None:
    empty: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# tensorflow"]},
        {"cell_type": "code", "execution_count": 3, "metadata": {"tags": ["é"]},
         "outputs": [{"text": ["import tensorflow"]}],
         "source": ["%matplotlib inline\n", "import tensorflow as tf\n", "!ls"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%%bash\necho tf.nn"},
        {**empty, "source": "c = tf.nn.rnn_cell.GRUCell(3)"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "not python at all"},
    ]
    content = {"cells": cells, "metadata": {"a": 1}, "nbformat": 4, "nbformat_minor": 2}
    data = (json.dumps(content, indent=indent, ensure_ascii=False) + "\n").encode()
    result = rewritten(tmp_path / "a.ipynb", data, to="calls")
    cells[1]["source"] = [
        "%matplotlib inline\n", "import tf1compat\n", "import tf1compat.v1 as tf\n",
        "tf.disable_v2_behavior()\n", "!ls",
    ]
    cells[3]["source"] = "c = tf1compat.GRUCell(3)"
    expected = json.dumps(content, indent=indent, ensure_ascii=False) + "\n"
    assert result.after == expected.encode()
    assert ["4" in one.why for one in result.left] == [True]
