"""``tools/side_by_side.py``: it sees what differs, and a program that does not differ agrees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.documents import ROOT
from tools.side_by_side import Finding, Side, compare

VARIABLES = [["0/rnn/kernel:0", [3, 8], "float32"], ["0/rnn/bias:0", [8], "float32"]]


def side(**changed: Any) -> Side:
    """What one side of a sound comparison computed, with some of it changed."""
    arrays = {
        "first/0/rnn/kernel:0": np.full([3, 8], 0.25, np.float32),
        "fed/1/x:0": np.array([[1.0, 2.0]], np.float32),
        "step/1/0": np.array(2.5, np.float32),
        "step/2/0": np.array([2.0, np.nan], np.float32),
        "last/0/rnn/kernel:0": np.full([3, 8], 0.5, np.float32),
        "evaluated/0": np.array(1.5, np.float32),
    }
    record = {"variables": VARIABLES, "steps": 3, "checkpoint": {"evaluated": 1, "own": True}}
    return Side(
        {key: changed.get(key, value) for key, value in record.items()},
        {key: changed.get(key, value) for key, value in arrays.items()},
    )


def verdicts(findings: list[Finding]) -> dict[str, bool | None]:
    """Whether each finding agrees."""
    return {finding.what: finding.agrees for finding in findings}


def test_equal_sides_agree() -> None:
    assert verdicts(compare(side(), side(), 1e-4)) == {
        "variables": True,
        "first values": None,
        "steps": True,
        "checkpoint": True,
        "its numbers": True,
    }


@pytest.mark.parametrize(
    ("changed", "what", "text"),
    [
        ({"variables": VARIABLES[:1]}, "variables", "0/rnn/bias:0: absent here"),
        ({"variables": VARIABLES[::-1]}, "variables", "in another order here"),
        (
            {"variables": [VARIABLES[0], ["0/rnn/bias:0", [4], "float32"]]},
            "variables",
            "0/rnn/bias:0: [[4], 'float32'] here, [[8], 'float32'] in TensorFlow 1",
        ),
        ({"steps": 2}, "steps", "3 in TensorFlow 1, 2 here"),
        ({"step/1/0": np.array(2.501, np.float32)}, "steps", "the worst by 4.0e-04"),
        ({"step/1/0": np.array([2.5], np.float32)}, "steps", "the worst by inf"),
        ({"step/2/0": np.array([np.nan, 2.0], np.float32)}, "steps", "the worst by inf"),
        ({"last/0/rnn/kernel:0": np.zeros([3, 8])}, "checkpoint", "variables differ by 1.0e+00"),
        ({"evaluated/0": np.array(1.6)}, "its numbers", "differ by 6.7e-02"),
    ],
)
def test_what_differs_is_found(changed: dict[str, Any], what: str, text: str) -> None:
    findings = compare(side(), side(**changed), 1e-4)
    assert [finding.what for finding in findings if finding.agrees is False] == [what]
    (found,) = (finding for finding in findings if finding.what == what)
    assert text in found.text


def test_steps_that_were_fed_otherwise_prove_nothing() -> None:
    changed = {"fed/1/x:0": np.array([[2.0, 1.0]]), "step/1/0": np.array(7.0)}
    findings = compare(side(), side(**changed), 1e-4)
    assert verdicts(findings)["steps"] is None
    assert verdicts(findings)["feeds"] is None


PROGRAM = """
import os, sys
import numpy as np, tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4, 3], name="x")
cell = tf.nn.rnn_cell.BasicLSTMCell(5, forget_bias=0.5)
outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
loss = tf.reduce_mean(tf.square(tf.layers.dense(outputs, 2)))
if "FIRST" in os.environ:
    tf.get_variable("extra", [2])
train = tf.train.AdamOptimizer(0.01).minimize(loss)
saver = tf.train.Saver([v for v in tf.global_variables() if "extra" not in v.name])
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(100):
        session.run([loss, train], {x: np.random.rand(2, 4, 3)})
sys.exit("the program should have been stopped")
"""


def test_a_program_is_run_on_both_sides(tmp_path: Path) -> None:
    """The first side has other operations, so other first values, and one variable more."""
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    words = [sys.executable, str(ROOT / "tools" / "side_by_side.py"), "--steps", "5", "--tf1"]
    done = subprocess.run(
        [*words, f"env FIRST=1 {sys.executable} -m tf1compat", "train.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    found = dict(line[4:].split(": ", 1) for line in done.stdout.splitlines())
    assert "0/extra:0: absent here" in found["variables"]
    assert found["steps"].endswith("differ by 0.0e+00, the worst by 0.0e+00")
    assert found["checkpoint"] == "restored by the program's Saver; variables differ by inf"
    assert found["its numbers"] == "1, differ by 0.0e+00"
