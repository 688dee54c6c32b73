"""The files of a program rewritten, each knowing the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from tf1compat.rewrite import edit, program, python2, target
from tf1compat.rewrite.edit import Check, Left
from tf1compat.rewrite.run import LEVELS, Program, Result, Rule, rewrite
from tf1compat.scan import sources
from tf1compat.scan.notebooks import cells_in
from tf1compat.scan.repository import Repository
from tf1compat.scan.sources import NotReadableError, Source

_PYTHON = 3  # what `sources.read` has as it stands in the file
Progress = Callable[[str, int, int], None]


def rewrite_all(
    paths: Iterable[Path],
    chosen: Iterable[Rule],
    *,
    py2: bool = False,
    check: Check = target.check,
    progress: Progress | None = None,
) -> Iterator[Result]:
    """What becomes of each Python file and notebook at or below ``paths``; writes nothing.

    Args:
      paths: files and folders.  What is only found below a folder is left alone if nothing in
        its program is TensorFlow 1 rather than 2.
      chosen: the rules.
      py2: make Python 2 sources Python 3 first.
      check: tells whether a name may be emitted.
      progress: told (what is done, how many, of how many) after each file.

    Raises:
      ArgumentValueError: a path does not exist.
    """
    say = progress or (lambda *_: None)
    paths, chosen = list(paths), list(chosen)
    listed = sources.discover(paths)
    read = []
    for number, (path, root) in enumerate(listed, start=1):
        read.append(sources.read(path, root))
        say("reading", number, len(listed))
    repository = Repository(read)
    to_keras = any(LEVELS[-1] == rule.LEVEL for rule in chosen)
    wholes, named = program.wholes(repository, places=to_keras), set(map(Path, paths))
    for number, source in enumerate(read, start=1):
        whole, uses = wholes[source], source.tree is None or bool(repository.found[source])
        tree = source.tree if source.python == _PYTHON else None
        known = Program(
            check, partial(repository.resolve, source), whole.sharing, whole.shapes,
            uses_tf1=uses and (whole.only_tf1 or source.tree is None or source.path in named),
            read=(tree, repository.found[source]) if tree is not None else None,
        )
        yield _one(source, chosen, py2, known, uses)
        say("rewriting", number, len(read))


def _one(
    source: Source, chosen: list[Rule], py2: bool, known: Program, uses: bool
) -> Result:
    data = source.path.read_bytes()
    result = Result(source.path, data, data, is_tf2=uses and not known.uses_tf1)
    if not (known.uses_tf1 or source.problem or py2):
        return result
    try:
        notebook = source.path.suffix == ".ipynb"
        after = (_notebook if notebook else _module)(data, chosen, py2, known)
    except (NotReadableError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if b"tensorflow" not in data:
            return result
        line = getattr(error, "lineno", None) or 1
        return replace(result, left=[Left(line, source.path.name, f"not rewritten: {error}")])
    return replace(after, path=source.path, is_tf2=result.is_tf2)


def _module(data: bytes, chosen: list[Rule], py2: bool, known: Program) -> Result:
    text, encoding = edit.decode(data)
    after, left, came = _text(text, chosen, py2, known)
    encoded = data if after == text else after.encode(encoding)
    return Result(Path(), data, encoded, left, came=came)


def _notebook(data: bytes, chosen: list[Rule], py2: bool, known: Program) -> Result:
    notebook, problem = sources.open_notebook(data)
    after, left, came = _text(notebook.text, chosen, py2, known)
    if problem:
        left.append(Left(1, "notebook", problem))
    encoded = data if after == notebook.text else notebook.with_module(after)
    old, new = (partial(sources.place, cells) for cells in (notebook.cells, cells_in(after)))
    return Result(Path(), data, encoded, left, came=came, place=new, old_place=old)


def _text(
    text: str, chosen: list[Rule], py2: bool, known: Program
) -> tuple[str, list[Left], list[int]]:
    """As `rewrite`, after Python 2 if that is wanted."""
    if not (py2 and python2.is_python_2(text)):
        if known.read is None:
            _explain(text)
        return rewrite(text, chosen, known) if known.uses_tf1 else (text, [], [])
    modern, known = python2.modernise(text), replace(known, read=None)
    after, left, _ = rewrite(modern, chosen, known) if known.uses_tf1 else (modern, [], [])
    return after, sorted([*left, *python2.divisions(after)]), []


def _explain(text: str) -> None:
    """Raise with the way out if the source is Python 2."""
    try:
        sources.parsed(text)
    except SyntaxError as error:
        why = f"{error.msg}; if it is Python 2, pass --py2"
        raise SyntaxError(why, (None, error.lineno, None, None)) from None
