"""A notebook's code cells as one module, and what became of that module put back into the cells.

Lines that are for IPython (``%…``, ``!…``), and cells of another language or that do not parse,
are held back behind a ``pass``; comments mark where each cell begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_CELL, _HELD = "# tf1compat: cell ", "pass  # tf1compat: held "
# How notebooks were written: first as Jupyter does.
_FORMS: list[dict[str, Any]] = [
    {"ensure_ascii": ascii_only, "indent": indent, "separators": separators}
    for ascii_only in (False, True)
    for indent in (1, 2, 4, None)
    for separators in (None, (",", ": "), (",", ":"))
]
_CODE_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")


class Notebook:
    """One notebook of format 4.

    Raises:
      ValueError: the data is none (`json.JSONDecodeError` among others).
    """

    def __init__(self, data: bytes) -> None:
        self._data = data.decode("utf-8-sig")
        self._mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        self._content: Any = json.loads(self._data)
        self._held: list[str] = []
        self.cells: list[tuple[int, int]] = []
        """Number of each code cell, and the line of the module where it begins."""
        self.text = ""
        try:
            self._sources = {
                number: _joined(cell["source"])
                for number, cell in enumerate(self._content["cells"])
                if cell["cell_type"] == "code"
            }
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a notebook of format 4: {error!r}") from None
        self._write_module(whole=frozenset())

    def hold_back(self, parses: Callable[[str], bool]) -> list[int]:
        """Take the cells that do not parse out of the module; their numbers."""
        bad = {n for n, source in self._sources.items() if not parses(self._code(source))}
        self._write_module(whole=frozenset(bad))
        return sorted(bad)

    def _write_module(self, whole: frozenset[int]) -> None:
        self._held.clear()
        self.cells.clear()
        lines: list[str] = []
        for number, source in self._sources.items():
            lines.append(f"{_CELL}{number}")
            self.cells.append((number, len(lines) + 1))
            code = self._code(source, hold_all=number in whole)
            lines += code.split("\n") if source else []
        self.text = "\n".join([*lines, ""])

    def _code(self, source: str, hold_all: bool = False) -> str:
        lines = source.split("\n")
        foreign = lines[0].startswith("%%") and not lines[0].startswith(_CODE_MAGICS)
        return "\n".join(self._plain(line, hold_all or foreign) for line in lines)

    def _plain(self, line: str, hold: bool) -> str:
        code = line.lstrip()
        is_magic = code.startswith(("%", "!", "?")) or code.rstrip().endswith("?")
        if not (hold or (is_magic and not code.startswith("#"))):
            return line
        self._held.append(line)
        indent = "" if hold else line[: len(line) - len(code)]
        return f"{indent}{_HELD}{len(self._held) - 1}"

    def with_module(self, text: str) -> bytes:
        """The notebook with changed code; outputs, metadata and all other cells as they were."""
        for number, code in _cells_of(text).items():
            source = re.sub(
                rf"^[ \t]*{_HELD}(\d+)$", lambda m: self._held[int(m[1])], code, flags=re.MULTILINE
            )
            cell = self._content["cells"][number]
            if source != self._sources[number]:
                is_list = isinstance(cell["source"], list)
                cell["source"] = source.splitlines(keepends=True) if is_list else source
        return self._mark + _dumped_like(self._data, self._content).encode()


def _joined(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)


def cells_in(text: str) -> list[tuple[int, int]]:
    """As ``Notebook.cells``, of a module that was changed."""
    marks = enumerate(text.split("\n"), start=2)
    return [(int(line.removeprefix(_CELL)), n) for n, line in marks if line.startswith(_CELL)]


def _cells_of(text: str) -> dict[int, str]:
    """The code of each cell, by its number."""
    parts = re.split(rf"^{_CELL}(\d+)\n", text, flags=re.MULTILINE)
    codes = {int(number): code for number, code in zip(parts[1::2], parts[2::2], strict=True)}
    return {number: code.removesuffix("\n") for number, code in codes.items()}


def _dumped_like(before: str, content: Any) -> str:
    """JSON in the form in which the notebook was written, found by trying."""
    end = before[len(before.rstrip()) :]
    old = json.loads(before)
    for form in _FORMS:
        if json.dumps(old, **form) == before.rstrip():
            return json.dumps(content, **form) + end
    return json.dumps(content, **_FORMS[0]) + end
