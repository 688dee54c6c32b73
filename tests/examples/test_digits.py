"""The digits example: every stage of the migration reads the held-back digits as TF 1.15.5 did."""

from __future__ import annotations

import ast
import difflib
import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from tests.examples import DIGITS, RECORDED, SUMMARY, run

CHECKPOINT = str(DIGITS / "trained" / "digits.ckpt")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """digits.keras, by the command that stage 4 shows."""
    path = tmp_path_factory.mktemp("converted") / "digits.keras"
    source = ast.parse((DIGITS / "stage4_plain_keras.py").read_text("utf-8"))
    shown = (ast.get_docstring(source) or "").partition("tf1compat convert")[2].split("python")[0]
    words = ["convert", *shown.replace("\\", "").split()]
    run("-m", "tf1compat", *[str(path) if word == "digits.keras" else word for word in words])
    return path


def test_the_data_is_scikit_learns(tmp_path: Path) -> None:
    run("make_data.py", tmp_path / "digits.npz")
    made, committed = np.load(tmp_path / "digits.npz"), np.load(DIGITS / "digits.npz")
    assert sorted(made) == sorted(committed)
    for name in made:
        np.testing.assert_array_equal(made[name], committed[name])


def test_lengths_are_ragged() -> None:
    data = np.load(DIGITS / "digits.npz")
    assert set(data["test_lengths"]) == {4, 5, 6, 7, 8}
    past_the_end = np.arange(8) >= data["test_lengths"][:, None]
    assert not data["test_images"][past_the_end].any()


def test_tf1_wrote_the_checkpoint_and_its_answers() -> None:
    meta = tf.compat.v1.MetaGraphDef.FromString(Path(CHECKPOINT + ".meta").read_bytes())
    assert meta.meta_info_def.tensorflow_version == RECORDED["tensorflow"] == "1.15.5"
    labels = np.load(DIGITS / "digits.npz")["test_labels"]
    assert np.argmax(RECORDED["logits"], axis=1).tolist() == RECORDED["predicted"]
    assert int(np.sum(labels == RECORDED["predicted"])) == RECORDED["right"]


def test_stage_1_changes_the_import_alone() -> None:
    old, new = (
        (DIGITS / name).read_text("utf-8").splitlines()
        for name in ("stage0_legacy.py", "stage1_import.py")
    )
    changes = [line for line in difflib.ndiff(old, new) if line[0] in "+-" and line[1:].strip()]
    assert changes == [
        "- import tensorflow as tf",
        "+ import tf1compat.v1 as tf",
        "+ tf.disable_v2_behavior()",
    ]


@pytest.mark.parametrize("stage", ["stage2_eager.py", "stage3_keras_layer.py"])
def test_stage(stage: str) -> None:
    printed = run(stage)
    assert SUMMARY in printed
    assert f"read as TF 1.15.5 read them: {len(RECORDED['predicted'])} of" in printed


def test_stage_4_needs_keras_only(converted: Path) -> None:
    without = "import runpy, sys; sys.modules['tf1compat'] = None; sys.path.insert(0, '')"
    program = f"{without}; runpy.run_path('stage4_plain_keras.py', run_name='__main__')"
    assert SUMMARY in run("-c", program, converted)


def test_other_logits_are_not_taken_for_tf1s(capsys: pytest.CaptureFixture[str]) -> None:
    report = runpy.run_path(str(DIGITS / "results.py"))["report"]
    logits = np.asarray(RECORDED["logits"], np.float32)
    assert report(logits)
    assert SUMMARY in capsys.readouterr().out
    assert not report(logits + 0.001)
    logits[7] = np.roll(logits[7], 1)
    assert not report(logits)
