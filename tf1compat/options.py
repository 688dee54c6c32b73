"""How the drop-in behaves in this process: one object, set by the doors or the environment.

Worker processes read the same environment, so that they behave as their parent does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from tf1compat.errors import ArgumentValueError

ERAS = ("0.12", "1.0", "1.1", "1.15")
KERNELS = ("0", "1", "loop", "xla", "cudnn")


@dataclass
class Options:
    """Attributes:

    era: which TensorFlow the script was written for; later removals are undone by renames.
    strict: what is not served exactly as TF1 did is an error instead of a line in the report.
    include: installed packages that are TF1 programs too and get the drop-in on import.
    kernels: whether drivers may run a layer over time by ``tf1compat.kernels``, and by which, see
      ``tf1compat.kernels.switched``.
    counting: whether scopes that eager code opens without a store count towards the names of
      later ones, as TF1's did (two layers: ``dense``, ``dense_1``); the doors switch it on.
    """

    era: str = "1.15"
    strict: bool = False
    include: tuple[str, ...] = ()
    kernels: str = "1"
    counting: bool = False

    def __post_init__(self) -> None:
        if self.era not in ERAS:
            raise ArgumentValueError(
                "install",
                "era",
                expected=f"one of {', '.join(ERAS)}",
                received=repr(self.era),
                remedy="name the TensorFlow that the script was written for",
            )
        if self.kernels not in KERNELS:
            raise ArgumentValueError(
                "options", "kernels", expected=f"one of {', '.join(KERNELS)}",
                received=repr(self.kernels), remedy="set TF1COMPAT_KERNELS to one of these",
            )


def from_environment() -> Options:
    """The options of ``TF1COMPAT_ERA``, ``_STRICT``, ``_INCLUDE`` and ``TF1COMPAT_KERNELS``.

    ``TF1COMPAT_KERNELS`` is ``0`` to step through time as TF1 did, ``1``, which it is by default,
    or ``loop``, ``xla`` or ``cudnn``.

    Raises:
      ArgumentValueError: it is something else, or so is the era.
    """
    return Options(
        era=os.environ.get("TF1COMPAT_ERA", "1.15"),
        strict=os.environ.get("TF1COMPAT_STRICT", "") not in ("", "0"),
        include=tuple(filter(None, os.environ.get("TF1COMPAT_INCLUDE", "").split(","))),
        kernels=os.environ.get("TF1COMPAT_KERNELS") or "1",
    )


current = from_environment()


def configure(
    era: str | None = None, strict: bool | None = None, include: tuple[str, ...] | None = None
) -> None:
    """Change the options of this process; ``None`` leaves one as it is."""
    changed = Options(
        era=current.era if era is None else era,
        strict=current.strict if strict is None else strict,
        include=current.include if include is None else include,
    )
    current.era, current.strict, current.include = changed.era, changed.strict, changed.include
