"""The fenced blocks of the documents, and running them.

Only the standard library is used, so that ``.ci/run`` can read README's commands
before anything is installed::

    python3 -m tests.documents --commands "Run the tests" README.md
    python3 -m tests.documents --run README.md

Languages of a fence:

- ``python``: run; the blocks of one document share a namespace, in order.  ``>>>`` is a doctest.
- ``console``: each ``$ `` line is run by bash, and what follows it is the expected standard
  output (``...`` stands for anything; no lines: anything at all).
- ``text``: shown only.
"""

from __future__ import annotations

import argparse
import doctest
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("python", "console", "text")

# Where .ci/run finds the commands that it types as they stand: document and section.
CI_SECTIONS = (
    ("README.md", "See it work"),
    ("README.md", "Run the tests"),
    ("CONTRIBUTING.md", "Check the style"),
)

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^(```+)(.*)$")
# Commands that set up, or run the tests: .ci/run does those, a test would recurse.
_SETUP = re.compile(r"\bpip install\b|-m venv\b|\bgit clone\b|\bpytest\b|^\.ci/run|run_supported")


class Block(NamedTuple):
    """One fenced block."""

    document: Path
    line: int
    """Number of its first line inside the fence."""
    language: str
    section: str
    """The nearest heading above it."""
    text: str

    @property
    def where(self) -> str:
        return f"{self.document.name}:{self.line}"


class Command(NamedTuple):
    """One ``$ `` line of a console block."""

    line: int
    text: str
    expected: str

    @property
    def is_setup(self) -> bool:
        """Whether it installs or tests, which .ci/run does and not the document's own test."""
        return bool(_SETUP.search(self.text))


def documents() -> list[Path]:
    """Every document whose blocks are run."""
    top = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md")
    return [*(ROOT / name for name in top), *sorted((ROOT / "migration_guide").glob("*.md"))]


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    found: list[Block] = []
    section, fence, language, first = "", "", "", 0
    body: list[str] = []
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
        mark = _FENCE.match(line)
        if fence and line == fence:
            found.append(Block(document, first, language, section, "\n".join(body) + "\n"))
            fence = ""
        elif fence:
            body.append(line)
        elif mark:
            fence, language = mark[1], mark[2].strip()
            body, first = [], number + 1
        elif line.startswith("#"):
            section = line.lstrip("#").strip()
    if fence:
        raise ValueError(f"{document.name}:{first}: the fence is never closed")
    return found


def commands(block: Block) -> list[Command]:
    """The commands of a console block, each with the output that the document shows."""
    found: list[Command] = []
    continued = False
    for number, line in enumerate(block.text.splitlines(), start=block.line):
        if continued:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\n{line}")
        elif line.startswith("$ "):
            found.append(Command(number, line[2:], ""))
        elif found:
            found[-1] = found[-1]._replace(expected=f"{found[-1].expected}{line}\n")
        else:
            raise ValueError(f"{block.where}: a console block starts with '$ '")
        continued = line.endswith("\\") and (continued or line.startswith("$ "))
    return found


def section_commands(document: Path, section: str) -> list[str]:
    """The commands under one heading."""
    return [
        command.text
        for block in blocks(document)
        if block.language == "console" and block.section == section
        for command in commands(block)
    ]


def run_document(document: Path) -> None:
    """Run every block of a document, in order, in an empty directory beside links to the tree."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name)
        for entry in ROOT.iterdir():
            if not entry.name.startswith("."):
                (workspace / entry.name).symlink_to(entry)
        os.chdir(workspace)
        try:
            for block in blocks(document):
                _run_block(block, namespace)
        finally:
            os.chdir(ROOT)


def _run_block(block: Block, namespace: dict[str, Any]) -> None:
    if block.language == "console":
        for command in commands(block):
            if not command.is_setup:
                _run_command(block, command)
    elif block.language == "python" and block.text.lstrip().startswith(">>>"):
        _run_doctest(block, namespace)
    elif block.language == "python":
        # Blank lines in front: a traceback then has the document's own line numbers.
        code = "\n" * (block.line - 1) + block.text
        exec(compile(code, str(block.document), "exec"), namespace)


def _run_doctest(block: Block, namespace: dict[str, Any]) -> None:
    parsed = doctest.DocTestParser().get_examples(block.text)
    test = doctest.DocTest(
        parsed, namespace, block.where, str(block.document), block.line - 1, block.text
    )
    # The test works on a copy of the names; later blocks shall see what it made.
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    if runner.run(test, clear_globs=False).failed:
        raise AssertionError(f"{block.where}: the example does not print what is shown")
    namespace.update(test.globs)


def _run_command(block: Block, command: Command) -> None:
    where = f"{block.document.name}:{command.line}: {command.text}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command.text],
        env={**os.environ, "PATH": f"{_own_programs()}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{where}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    expected = command.expected
    if expected and not doctest.OutputChecker().check_output(expected, done.stdout, FLAGS):
        raise AssertionError(f"{where}\nshown:\n{expected}\nprinted:\n{done.stdout}")


def _own_programs() -> Path:
    """A directory whose ``python`` and ``tf1compat`` are this interpreter and this tree."""
    directory = Path(".programs").resolve()
    directory.mkdir(exist_ok=True)
    for name, words in {"python": "", "tf1compat": " -m tf1compat"}.items():
        program = directory / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{words} "$@"\n')
        program.chmod(0o755)
    return directory


def main() -> None:
    """Print the commands of a section, or run the documents."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("document", type=Path)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--commands", metavar="SECTION", help="print the commands of this section")
    task.add_argument("--run", action="store_true", help="run every block")
    args = parser.parse_args()
    document = args.document.resolve()
    if args.run:
        run_document(document)
    else:
        print("\n".join(section_commands(document, args.commands)))


if __name__ == "__main__":
    main()
