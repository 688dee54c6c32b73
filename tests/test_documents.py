"""Documents and docstrings say what happens: every example in them is run."""

from __future__ import annotations

import configparser
import doctest
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import tf1compat
from tests import documents
from tests.documents import ROOT, Block

DOCUMENTS = documents.documents()
MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(tf1compat.__path__, "tf1compat.")
    if not found.name.endswith("__main__")
)


def warning_options() -> list[str]:
    """pytest's filters, for an interpreter."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg")
    filters = settings.get("tool:pytest", "filterwarnings").split("\n")
    return [word for rule in filters if rule and rule[0] != "#" for word in ("-W", rule)]


WARNINGS = warning_options()


def ci_commands() -> set[str]:
    return {
        command
        for name, section in documents.CI_SECTIONS
        for command in documents.section_commands(ROOT / name, section)
    }


def run_document(document: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "2"}
    return subprocess.run(
        [sys.executable, *WARNINGS, "-m", "tests.documents", "--run", str(document)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def document_of(directory: Path, text: str) -> Path:
    document = directory / "planted.md"
    document.write_text(text)
    return document


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_runs(document: Path) -> None:
    done = run_document(document)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_fence_has_a_known_language(document: Path) -> None:
    odd = [b.where for b in documents.blocks(document) if b.language not in documents.LANGUAGES]
    assert odd == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_set_up_are_those_of_ci(document: Path) -> None:
    typed = [
        (block, command)
        for block in documents.blocks(document)
        if block.language == "console"
        for command in documents.commands(block)
        if command.is_setup and command.text not in ci_commands()
    ]
    assert [f"{block.where}: {c.text}" for block, c in typed if not names_real_files(c.text)] == []


def names_real_files(command: str) -> bool:
    """Whether a test command is a tool of this tree, and every path that it names is there."""
    words = [word.partition("::")[0] for word in command.split()]
    paths = [word for word in words if "/" in word and not word.startswith(".venv/")]
    return bool(paths) and all((ROOT / path).exists() for path in paths)


def test_ci_types_the_commands_of_the_documents() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    for name, section in documents.CI_SECTIONS:
        assert f'typed {name} "{section}"' in script
        assert documents.section_commands(ROOT / name, section)


def test_local_links_lead_somewhere() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in documents.LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


@pytest.fixture
def no_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    """absl's FLAGS parse sys.argv when they are looked at, and doctest looks at every global."""
    monkeypatch.setattr(sys, "argv", ["program"])


@pytest.mark.usefixtures("no_arguments")
@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), optionflags=documents.FLAGS)
    assert results.failed == 0


@pytest.mark.usefixtures("no_arguments")
def test_docstring_examples_are_found() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    count = sum(
        len(test.examples)
        for name in MODULES
        for test in finder.find(importlib.import_module(name))
    )
    assert count > 3


@pytest.mark.parametrize("name", tf1compat.__all__)
def test_every_public_name_has_a_running_example(name: str) -> None:
    value = getattr(tf1compat, name)
    if callable(value):  # constants have no docstring of their own
        assert ">>> " in (value.__doc__ or "")


@pytest.mark.parametrize(
    "text",
    [
        "```python\nassert 1 == 2\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```python\nimport warnings; warnings.warn('w')\n```\n",
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ false | cat\n```\n",
        "```python\n1\n",
    ],
    ids=["assert", "doctest", "warning", "output", "exit", "pipe", "open"],
)
def test_a_wrong_block_fails(tmp_path: Path, text: str) -> None:
    assert run_document(document_of(tmp_path, text)).returncode == 1


def test_blocks_share_names_and_files(tmp_path: Path) -> None:
    text = (
        "```python\nx = 3\nimport pathlib\npathlib.Path('made.txt').write_text('text')\n```\n"
        "```python\n>>> x + 1\n4\n>>> y = x\n```\n"
        "```console\n$ cat \\\nmade.txt\nt...t\n$ tf1compat --version\ntf1compat ...\n```\n"
        "```python\nassert y == 3\n```\n"
    )
    done = run_document(document_of(tmp_path, text))
    assert done.returncode == 0, done.stderr


def test_a_block_knows_its_section_and_line(tmp_path: Path) -> None:
    document = document_of(tmp_path, "# Title\n\n## Part\n\n```console\n$ a\nb\n$ c\n```\n")
    assert documents.blocks(document) == [
        Block(document, 6, "console", "Part", "$ a\nb\n$ c\n"),
    ]
    assert documents.section_commands(document, "Part") == ["a", "c"]
    assert documents.section_commands(document, "Title") == []
