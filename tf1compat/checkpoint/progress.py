"""How far long work is: a line for each step, and a count inside of long ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar, runtime_checkable

Progress = Callable[[str], None]
Item = TypeVar("Item")


@runtime_checkable
class Counting(Protocol):
    """A `Progress` that also wants to know how many there are and how many are done."""

    def __call__(self, what: str, /) -> None:
        """A new step begins."""

    def count(self, what: str, done: int, total: int) -> None:
        """So much of the step is done."""


def counted(items: Sequence[Item], say: Progress, what: str) -> Iterator[Item]:
    """The items, while ``say`` is told how many are done, if it wants to know."""
    say(what)
    for done, item in enumerate(items):
        if isinstance(say, Counting):
            say.count(what, done, len(items))
        yield item


def silent(_: str) -> None:
    """Nobody wants to know."""
