"""``tf1compat rewrite``: the imports of TensorFlow 1 sources moved to tf1compat."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tf1compat.cli.output import print_table
from tf1compat.errors import ArgumentValueError

if TYPE_CHECKING:
    from tf1compat.rewrite.run import Result, Rule

HELP = "move the imports of TensorFlow 1 sources to tf1compat"
EXAMPLES = """
tf1compat rewrite src/ --diff
tf1compat rewrite src/ --check
tf1compat rewrite src/
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
        "--to", choices=["imports"], default="imports", help="how far: import lines only"
    )
    parser.add_argument(
        "--force", action="store_true", help="write although git has uncommitted changes"
    )


def run(args: argparse.Namespace) -> int:
    """Rewrite; 1 if something was left, or with --check if something would change."""
    from tf1compat.rewrite import run as rewriting
    from tf1compat.scan import sources

    rules = rewriting.all_rules()
    if args.list_rules:
        print_table(
            ("rule", "what it does"),
            [(name, rule.__doc__.partition("\n")[0]) for name, rule in rules.items()],
        )
        return 0
    chosen = _chosen(rules, args.only, args.skip)
    found = [path for path, _ in sources.discover(args.paths)]
    if not found:
        raise ArgumentValueError(
            "rewrite", "PATHS", expected="at least one Python file",
            received=", ".join(map(str, args.paths)) or "nothing", remedy="name files or folders",
        )
    writes = not (args.check or args.diff)
    if writes and not args.force:
        rewriting.refuse_uncommitted(args.paths)
    results = [rewriting.rewrite_file(path, chosen) for path in found]
    for result in results:
        if result.changed and writes:
            rewriting.write(result)
        if result.changed and args.diff:
            _print_diff(result)
    return _conclude(results, args.check, writes)


def _chosen(rules: dict[str, Rule], only: list[str] | None, skip: list[str]) -> list[Rule]:
    for name in (*(only or ()), *skip):
        if name not in rules:
            raise ArgumentValueError(
                "rewrite", "--only/--skip", expected=f"one of {', '.join(rules)}",
                received=name, remedy="see --list-rules",
            )
    return [r for name, r in rules.items() if (not only or name in only) and name not in skip]


def _print_diff(result: Result) -> None:
    from tf1compat.rewrite import edit

    before, after = (edit.decode(data)[0] for data in (result.before, result.after))
    names = (str(result.path), f"{result.path} (rewritten)")
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), *names)
    sys.stdout.writelines(line if line.endswith("\n") else line + "\n" for line in lines)


def _conclude(results: list[Result], check: bool, writes: bool) -> int:
    left = [(result.path, one) for result in results for one in result.left]
    if left:
        rows = [(f"{path}:{one.line}", " ".join(one.what.split()), one.why) for path, one in left]
        print_table(("left", "text", "why"), rows)
        print()
    changed = sum(result.changed for result in results)
    verb = "rewritten" if writes else "would be rewritten"
    print(f"{changed} of {len(results)} files {verb}, {len(left)} places left.")
    return 1 if left or (check and changed) else 0
