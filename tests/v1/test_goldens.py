"""TF 1.15.5's answers to ``v1_programs.py``, by ``tf1compat.v1`` in a v1 graph and by a door."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tensorflow

import tf1compat.v1
from tests.golden.v1_all import DOOR_ONLY, PROGRAMS, plain
from tests.v1.comparing import GOLDEN, as_json, differences
from tests.v1.running import run

tf: Any = tf1compat.v1

_THROUGH_THE_DOOR = """
import json, sys
import tensorflow as tf
from tests.golden.v1_all import PROGRAMS, plain
found = {}
for name, program in PROGRAMS.items():
    with tf.Graph().as_default():
        found[name] = plain(program(tf))
json.dump(found, open(sys.argv[1], "w"))
"""


def test_every_program_has_an_answer() -> None:
    assert sorted(PROGRAMS) == sorted(GOLDEN)


@pytest.mark.parametrize("name", sorted(set(PROGRAMS) - set(DOOR_ONLY)))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_in_a_graph(name: str) -> None:
    with tensorflow.Graph().as_default():
        found = as_json(plain(PROGRAMS[name](tf)))
    assert differences(found, GOLDEN[name]) == []


@pytest.fixture(scope="session")
def by_the_door(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All programs in one process that came in by ``python -m tf1compat``."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "programs.py").write_text(_THROUGH_THE_DOOR, encoding="utf-8")
    # Two minutes on a quiet machine; one that is slow and busy takes several times that.
    ran = run("programs.py", str(folder / "out"), cwd=folder, hangs_after=3600)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads((folder / "out").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_by_the_door(name: str, by_the_door: Any) -> None:
    assert differences(by_the_door[name], GOLDEN[name]) == []


def test_a_difference_is_found() -> None:
    golden = GOLDEN["initializers"]
    changed = as_json(golden)
    changed[0][0][1][2] *= 1.0001
    assert differences(changed, golden) != []
