"""A spec without data, or data without a spec, is a forgotten golden."""

from __future__ import annotations

import ast

import pytest

from tests import contexts
from tests.golden import store
from tests.golden.programs import CONFIGS, MISUSE, SCOPES
from tests.golden.specs import BY_ID, CASES, LITERAL
from tests.golden.suites import CELL_GROUPS, DRIVER_GROUPS, EXCEPTIONS, exception

MEGABYTE = 1 << 20


def test_every_spec_has_data_and_all_data_a_spec() -> None:
    found = {case_id for group in store.groups() for case_id in store.read_group(group)}
    assert found == set(BY_ID)


def test_every_literal_graph_is_there_and_no_other() -> None:
    found = {path.name[: -len(".pb.gz")] for path in (store.DATA / "graphs").glob("*.pb.gz")}
    assert found == set(LITERAL) <= set(BY_ID)


def test_every_group_is_replayed() -> None:
    assert {case.group for case in CASES} == set(CELL_GROUPS) | set(DRIVER_GROUPS)


@pytest.mark.parametrize(
    ("name", "functions"), [("configs", CONFIGS), ("misuse", MISUSE), ("scopes", SCOPES)]
)
def test_every_program_has_data_and_all_data_a_program(name: str, functions: object) -> None:
    assert set(store.read_programs(name)) == set(functions)  # type: ignore[call-overload]


@pytest.mark.parametrize("name", ["case", "build", "in_graph", "generate", "store", "structure",
                                  "user_cells", "values", "specs", "programs"])  # fmt: skip
def test_what_the_generator_runs_parses_as_python_3_7(name: str) -> None:
    path = store.DATA.parent / name
    for file in path.glob("*.py") if path.is_dir() else [path.with_suffix(".py")]:
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_data_is_tf_1_15_5s_and_small() -> None:
    files = [path for path in store.DATA.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 12 * MEGABYTE
    for path in files:
        if path.suffix == ".json":
            assert '"tensorflow": "1.15.5"' in path.read_text(encoding="ascii").splitlines()[0]


@pytest.mark.parametrize(("context", "pattern", "reason"), EXCEPTIONS)
def test_every_exception_is_still_needed(context: str, pattern: str, reason: str) -> None:
    cases = [case for case in CASES if exception(case, context) == reason]
    assert cases, pattern
    assert all(contexts.replay(case, context).problems for case in cases)
