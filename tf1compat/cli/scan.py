"""``tf1compat scan``: what TensorFlow 1 a repository uses, and how it would be served."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from tf1compat.cli.output import print_table, progress
from tf1compat.errors import ArgumentValueError

if TYPE_CHECKING:
    from tf1compat.scan.report import Report

HELP = "list the TensorFlow 1 symbols of source files and how each would be served"
EXAMPLES = """
tf1compat scan src/
tf1compat scan train.py notebook.ipynb --files
tf1compat scan . --json > scan.json
tf1compat scan . --html scan.html
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATHS", help="files, notebooks and folders"
    )
    parser.add_argument("--files", action="store_true", help="the table by file instead")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with a picture")
    parser.add_argument(
        "--jobs", type=int, metavar="N",
        help="processes that may read at once; one for each core by default, one for few files",
    )
    parser.add_argument("--force", action="store_true", help="let --html replace a file")


def run(args: argparse.Namespace) -> int:
    """Scan; 0 if all is served, 1 if something is not, or could not be read."""
    from tf1compat.scan.jobs import cores
    from tf1compat.scan.report import scan

    jobs = cores() if args.jobs is None else args.jobs
    if jobs < 1:
        raise ArgumentValueError(
            "scan", "--jobs", expected="1 or more", received=str(jobs), remedy="leave it out"
        )
    if args.html:
        _check_page(args.html, args.force)
    with progress() as say:
        report = scan(args.paths, say, jobs)
    if args.html:
        _write(args.html, report)
    if args.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        _print(report, by_file=args.files)
    return 0 if report.passed else 1


def _check_page(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise _no_page("a path that is free", str(path), "name another, or pass --force")
    if path.is_dir() or not path.parent.is_dir():
        raise _no_page("a file in a folder that is there", str(path), "make the folder, or name it")


def _write(path: Path, report: Report) -> None:
    from tf1compat.scan import page

    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_text(page.render(report), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        said = f"{path} ({error.strerror})"
        raise _no_page("a path that can be written to", said, "name another") from error


def _no_page(expected: str, received: str, remedy: str) -> ArgumentValueError:
    return ArgumentValueError(
        "scan", "--html", expected=expected, received=received, remedy=remedy
    )


def _print(report: Report, by_file: bool) -> None:
    from tf1compat.scan import served

    if by_file:
        used = {source.path: report.states(source) for source, f in report.files.items() if f}
        print_table(("file", *served.STATES), [(p, *s.values()) for p, s in used.items()])
    elif report.rows:
        print_table(
            ("symbol", "uses", "files", "served", "first at", "note", "guide"),
            [
                (r.symbol, r.uses, r.files, r.served.state, r.places[0], r.served.note,
                 r.served.page)
                for r in report.rows
            ],
        )
    if report.unread:
        print()
        print_table(("not read", "why"), list(report.unread.items()))
    print(f"\n{report.verdict()}")
