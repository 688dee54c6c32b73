"""What Python and numpy dropped or refuse since 2017 answers a program as it did then."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.v1.running import run
from tf1compat.door import bygone_calls

PROGRAM = """
import random, warnings
import numpy as np
warnings.simplefilter("ignore")
rows = np.array([[1, 2], [3]])
print(rows.dtype, rows.shape, rows[1], np.asarray([[1], [2, 3]]).dtype)
print(np.array([np.zeros((2, 3)), np.zeros((4, 3))]).shape)
for refused in ({"dtype": np.int32}, {"dtype": float}):
    try:
        np.array([[1, 2], [3]], **refused)
    except ValueError as error:
        print("refused", "sequence" in str(error))
whole = np.zeros(3)
print(np.array(whole, copy=False) is whole, np.array([1, 2], copy=False).tolist())
print(np.fromstring(b"\x01\x02\x03", np.uint8, 2), np.fromstring("1 2", int, sep=" "))
print(np.reshape(np.arange(4), newshape=(2, 2)).tolist(), np.reshape([1, 2], (2, 1)).shape)
print(sorted(random.sample({1, 2, 3}, 3)), len(random.sample([1, 2, 3], 2)))
print(np.mat([1, 2]).shape, np.in1d([[1, 2]], [2]).tolist(), np.row_stack([[1], [2]]).shape)
print(np.NINF, np.PINF, np.asscalar(np.array(3.0)), np.trapz([1, 2, 4]), np.alltrue([1, 0]))
print(np.asfarray([1]).dtype, np.round_(1.26, 1), np.cumproduct([2, 3]), np.msort([[3], [1]])[0])
import unittest
unittest.TestCase().assertEquals(1, 1), unittest.TestCase().assertRegexpMatches("ab", "a.")
print(issubclass(np.VisibleDeprecationWarning, UserWarning), np.complex_ is np.complex128)
"""

# What Python 3.7 with numpy 1.18.5 prints.
PRINTED = """
object (2,) [3] object
(2,)
refused True
refused True
True [1, 2]
[1 2] [1 2]
[[0, 1], [2, 3]] (2, 1)
[1, 2, 3] 2
(1, 2) [False, True] (2, 1)
-inf inf 3.0 4.5 False
float64 1.3 [2 6] [1]
True True
"""


def test_a_program_of_then_prints_what_it_printed_then(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout == PRINTED.lstrip(), done.stderr


@pytest.fixture
def installed() -> Iterator[None]:
    bygone_calls.install()
    yield
    bygone_calls.uninstall()


@pytest.mark.usefixtures("installed")
class TestOthers:
    def test_packages_are_refused_as_ever(self) -> None:
        package: dict[str, Any] = {"__name__": "keras.thing", "__file__": np.__file__, "np": np}
        exec("def make(rows):\n    return np.array(rows)", package)
        assert package["make"]([[1], [2]]).shape == (2, 1)
        with pytest.raises(ValueError, match="inhomogeneous"):
            package["make"]([[1, 2], [3]])

    def test_what_is_wrong_otherwise_is_refused(self) -> None:
        with pytest.raises(TypeError):
            random.sample({"a": 1}, 1)  # type: ignore[arg-type]  # a dict was refused then too
        with pytest.raises((TypeError, ValueError)):
            np.reshape([1, 2], (3, 3))


def test_uninstall_puts_the_functions_back() -> None:
    before = np.array, np.asarray, np.fromstring, np.reshape, random.sample
    bygone_calls.install()
    bygone_calls.install()
    assert np.array is not before[0]
    bygone_calls.uninstall()
    assert (np.array, np.asarray, np.fromstring, np.reshape, random.sample) == before
