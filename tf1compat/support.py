"""The releases that tf1compat supports: said once here, quoted by the documents and setup.cfg.

Nothing here imports tensorflow or keras: versions are read from package metadata.
"""

from __future__ import annotations

import platform
from typing import NamedTuple


class Pair(NamedTuple):
    """One TensorFlow release line and what goes with it."""

    tensorflow: str
    """Minor release, e.g. ``2.16``."""
    keras: str
    """The oldest Keras that goes with it."""
    python: tuple[str, ...]
    """The Pythons among ours that it has wheels for."""


PYTHON = ("3.10", "3.11", "3.12", "3.13")

# The Keras floor is TensorFlow's own requirement, raised where the suite showed a reason:
# before 3.3 a saved Bidirectional cannot be loaded again.
PAIRS = (
    Pair("2.16", "3.3", ("3.10", "3.11", "3.12")),
    Pair("2.17", "3.3", ("3.10", "3.11", "3.12")),
    Pair("2.18", "3.5", ("3.10", "3.11", "3.12")),
    Pair("2.19", "3.5", ("3.10", "3.11", "3.12")),
    Pair("2.20", "3.10", ("3.10", "3.11", "3.12", "3.13")),
    Pair("2.21", "3.12", ("3.10", "3.11", "3.12", "3.13")),
)

OLDEST, NEWEST = PAIRS[0], PAIRS[-1]


def statement() -> str:
    """The one sentence that the documents quote.

    Example:
      >>> print(statement())
      Python 3.10–3.13, TensorFlow 2.16–2.21 with the Keras 3 that goes with each
    """
    return (
        f"Python {PYTHON[0]}–{PYTHON[-1]}, TensorFlow {OLDEST.tensorflow}–{NEWEST.tensorflow}"
        " with the Keras 3 that goes with each"
    )


def versions() -> dict[str, str]:
    """What is installed: name → version, ``not installed`` where a package is missing."""
    from importlib import metadata  # 30 ms that every start of the command would pay

    found = {"tf1compat": _own_version(), "python": platform.python_version()}
    for package in ("tensorflow", "keras"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def _own_version() -> str:
    # Not from metadata: a source checkout on the path has none.
    from tf1compat import __version__

    return __version__
