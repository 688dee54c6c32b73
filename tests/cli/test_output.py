"""Tables: on a terminal and through a pipe, short and long."""

from __future__ import annotations

import sys

import pytest

from tf1compat.cli import output


def rows(count: int) -> list[list[str]]:
    return [[f"row {n}", "x" * 200] for n in range(count)]


def test_a_table_through_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(["name", "wide"], [["漢字", "1"], ["a", "two\nlines"]], title="title")
    title, head, rule, *lines = capsys.readouterr().out.splitlines()
    assert title == "title"
    assert head.split() == ["name", "wide"]
    assert rule == "─" * 12
    assert lines == ["漢字   1    ", "a      two  ", "       lines"]


def test_nothing_is_wrapped_through_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(["name", "text"], rows(3))
    assert len(capsys.readouterr().out.splitlines()) == 2 + 3


@pytest.mark.parametrize(("count", "is_wrapped"), [(300, True), (301, False)])
def test_a_long_table_is_plain_on_a_terminal_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], count: int,
    is_wrapped: bool,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    output.print_table(["name", "text"], rows(count))
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines) > 2 + count) is is_wrapped
    assert sum("row " in line for line in lines) == count
