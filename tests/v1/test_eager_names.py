"""Eager programs by a door: layers are numbered as TF 1.15.5 numbered them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.documents import ROOT
from tests.v1.running import run
from tf1compat.layers import Dense

GOLDEN = json.loads((ROOT / "tests/v1/data/eager_names.json").read_text(encoding="utf-8"))


def test_by_the_door(tmp_path: Path) -> None:
    ran = run("-m", "tests.golden.v1_eager", str(tmp_path / "told"), cwd=ROOT)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert json.loads((tmp_path / "told").read_text(encoding="utf-8")) == GOLDEN


def test_without_a_door_only_stores_count() -> None:
    import tensorflow as tf

    layers = [Dense(2), Dense(2)]
    for layer in layers:
        layer(tf.ones([1, 3]))
    assert [layer.variables[0].name for layer in layers] == ["dense/kernel:0"] * 2
