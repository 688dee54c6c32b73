"""The file that says which scope fills which layer: printed by ``suggest``, edited by a person.

A section ``[map]`` of lines ``LAYER = SCOPE``, and a section ``[ignore]`` of scopes and variables
that have no place in the model; ``#`` starts a comment.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path

from tf1compat.errors import CheckpointError

MAP, IGNORE = "map", "ignore"


def read_mapping(path: str | Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The mapping and what is ignored.

    Args:
      path: of the file.

    Returns:
      Layer name → scope, and the scopes that are left out.

    Raises:
      CheckpointError: no such file, or it says something else.
    """
    parser = configparser.ConfigParser(
        delimiters=("=",), comment_prefixes=("#",), allow_no_value=True, interpolation=None
    )
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their case
    try:
        parser.read_string(Path(path).read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise _refused(path, " ".join(str(error).split())) from error
    other = [name for name in parser.sections() if name not in {MAP, IGNORE}]
    if other or MAP not in parser:
        raise _refused(path, "the sections " + (", ".join(parser.sections()) or "(none)"))
    mapping: Mapping[str, str | None] = parser[MAP]
    ignored: Mapping[str, str | None] = dict(parser[IGNORE]) if parser.has_section(IGNORE) else {}
    wrong = [key for key, scope in mapping.items() if not scope]
    wrong += [f"{key} = {value}" for key, value in ignored.items() if value is not None]
    if wrong:
        raise _refused(path, ", ".join(wrong))
    return {key: str(scope) for key, scope in mapping.items()}, tuple(ignored)


def as_mapping(given: Mapping[str, str] | str | Path) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """A mapping that is one already, or that a file holds; and what the file ignores."""
    return (given, ()) if isinstance(given, Mapping) else read_mapping(given)


def _refused(path: str | Path, received: str) -> CheckpointError:
    return CheckpointError(
        str(path),
        expected="a mapping file: [map] with lines LAYER = SCOPE, [ignore] with names",
        received=received,
        remedy="start from what tf1compat suggest prints",
    )
