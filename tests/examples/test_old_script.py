"""The script of 2017 on today's TensorFlow: unedited through the door, or its import changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import tensorflow as tf

from tests.examples import DIGITS, SUMMARY, assert_as_recorded, run


@pytest.mark.parametrize(
    "words",
    [["stage1_import.py"], ["-m", "tf1compat", "stage0_legacy.py"]],
    ids=["import", "door"],
)
def test_the_old_script_restores_its_checkpoint(words: list[str], tmp_path: Path) -> None:
    printed = run(*words, f"--results={tmp_path / 'results.json'}")
    assert SUMMARY in printed
    assert_as_recorded(tmp_path / "results.json")


def test_the_old_script_trains(tmp_path: Path) -> None:
    path = str(tmp_path / "digits.ckpt")
    printed = run("stage1_import.py", "--mode=train", "--epochs=2", f"--model={path}")
    assert "epoch 2: loss" in printed
    assert tf.train.list_variables(path) == tf.train.list_variables(
        str(DIGITS / "trained" / "digits.ckpt")
    )
