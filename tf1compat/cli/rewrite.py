"""``tf1compat rewrite``: TensorFlow 1 sources moved to tf1compat, and on to Keras."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tf1compat.cli.output import print_table, progress
from tf1compat.errors import ArgumentValueError

if TYPE_CHECKING:
    from tf1compat.rewrite.run import Result, Rule

HELP = "move TensorFlow 1 sources to tf1compat, and on to Keras"
EXAMPLES = """
tf1compat rewrite src/ --diff
tf1compat rewrite src/ --check
tf1compat rewrite src/
tf1compat rewrite src/ --to calls
tf1compat rewrite model.py --to keras --diff
tf1compat rewrite old.py --py2 --force
tf1compat rewrite train.py --skip switch-to-v1
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATHS", help="files and folders")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if it would")
    parser.add_argument("--diff", action="store_true", help="write nothing; print the changes")
    parser.add_argument("--only", action="append", metavar="RULE", help="this rule; repeatable")
    parser.add_argument(
        "--skip", action="append", default=[], metavar="RULE", help="all but this rule; repeatable"
    )
    parser.add_argument("--list-rules", action="store_true", help="print the rules and exit")
    parser.add_argument(
        "--to", choices=["imports", "calls", "keras"], default="imports",
        help="how far: import lines only (the default), TF1 symbols to tf1compat's names, "
        "or call sites to keras layers where reading the code can tell that they are the same",
    )
    parser.add_argument("--py2", action="store_true", help="make Python 2 sources Python 3 first")
    parser.add_argument(
        "--force", action="store_true", help="write although git has uncommitted changes"
    )


def run(args: argparse.Namespace) -> int:
    """Rewrite; 1 if something was left, or with --check if something would change."""
    from tf1compat.rewrite import files
    from tf1compat.rewrite import run as rewriting
    from tf1compat.scan.jobs import uncollected

    rules = rewriting.all_rules()
    if args.list_rules:
        print_table(
            ("rule", "with --to", "what it does"),
            [(name, rule.LEVEL, _first_sentence(rule)) for name, rule in rules.items()],
        )
        return 0
    chosen = _chosen(rules, args)
    if args.py2:
        _require_fissix()
    writes = not (args.check or args.diff)
    if writes and not args.force:
        rewriting.refuse_uncommitted(args.paths)
    with progress() as say, uncollected():
        results = list(files.rewrite_all(args.paths, chosen, py2=args.py2, progress=say))
    if not results:
        raise ArgumentValueError(
            "rewrite", "PATHS", expected="at least one Python file",
            received=", ".join(map(str, args.paths)) or "nothing", remedy="name files or folders",
        )
    for result in results:
        if result.changed and writes:
            rewriting.write(result)
        if result.changed and args.diff:
            _print_diff(result)
    return _conclude(results, args.check, writes)


def _first_sentence(rule: Rule) -> str:
    return " ".join(rule.__doc__.partition("\n\n")[0].split()).replace("``", "`")


def _chosen(rules: dict[str, Rule], args: argparse.Namespace) -> list[Rule]:
    from tf1compat.rewrite.run import LEVELS

    for name in (*(args.only or ()), *args.skip):
        if name not in rules:
            raise ArgumentValueError(
                "rewrite", "--only/--skip", expected=f"one of {', '.join(rules)}",
                received=name, remedy="see --list-rules",
            )
    if args.only:
        return [rule for name, rule in rules.items() if name in args.only]
    wanted = LEVELS[: LEVELS.index(args.to) + 1]
    return [r for name, r in rules.items() if r.LEVEL in wanted and name not in args.skip]


def _require_fissix() -> None:
    if find_spec("fissix") is None:
        raise ArgumentValueError(
            "rewrite", "--py2", expected="the package fissix", received="none installed",
            remedy="pip install 'tf1compat[rewrite]'",
        )


def _print_diff(result: Result) -> None:
    from tf1compat.rewrite import edit

    before, after = (edit.decode(data)[0] for data in (result.before, result.after))
    names = (str(result.path), f"{result.path} (rewritten)")
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), *names)
    sys.stdout.writelines(line if line.endswith("\n") else line + "\n" for line in lines)


def _conclude(results: list[Result], check: bool, writes: bool) -> int:
    shown = partial(_place, {result.path: result for result in results}, writes)
    rows = [row for result in results for row in _left(result, shown)]
    if rows:
        print_table(("left", "text", "why"), rows)
        print()
    second = [str(result.path) for result in results if result.is_tf2]
    if second:
        some = ", ".join(second[:3]) + (" …" if len(second) > 3 else "")
        print(f"{len(second)} files name nothing that TensorFlow 2 lacks ({some}):", end=" ")
        print("left alone; name a file itself to move it.")
    changed = sum(result.changed for result in results)
    verb = "rewritten" if writes else "would be rewritten"
    print(f"{changed} of {len(results)} files {verb}, {len(rows)} places left.")
    return 1 if rows or (check and changed) else 0


def _left(
    result: Result, shown: Callable[[Path, int, bool], str]
) -> Iterator[tuple[str, str, str]]:
    """What was left, by the lines of the files as they lie there now."""
    for one in result.left:
        at, *others = (shown(result.path, line, True) for line in (one.line, *one.at))
        others += (f"{path}:{shown(path, line, False)}" for path, line in one.elsewhere)
        more = f" (at {', '.join(others)})" if others else ""
        yield f"{result.path}:{at}", " ".join(one.what.split())[:80], one.why + more


def _place(
    results: Mapping[Path, Result], writes: bool, path: Path, line: int, is_new: bool
) -> str:
    """A line that is numbered as after the rewriting, or as before it."""
    result = results[path]
    if not is_new:
        return result.place_now(line) if writes else result.old_place(line)
    is_there = writes or not result.came
    return result.place(line) if is_there else result.old_place(result.came[line])
