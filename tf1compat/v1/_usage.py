"""What the user's program asked of the namespace: the data behind ``--report``."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import FrameType

ADAPTED = "adapted"  # tf1compat's own
PASSED = "passed through"  # tf.compat.v1's, as it is
PRIVATE = "passed through (private)"  # a module that TensorFlow does not document
NOT_SERVED = "not served"


@dataclass
class Use:
    """One TF1 symbol: how often it was asked for, where first, and what served it."""

    symbol: str
    how: str
    file: str
    line: int
    count: int = 1
    note: str = ""

    @property
    def place(self) -> str:
        """``file:line`` of the first use."""
        return f"{self.file}:{self.line}"


@dataclass
class Ledger:
    """All uses of this process, in order of first use."""

    uses: dict[str, Use] = field(default_factory=dict)

    def record(self, symbol: str, how: str, frame: FrameType, note: str = "") -> None:
        """Count one use of ``symbol`` at ``frame``."""
        use = self.uses.get(symbol)
        if use is not None:
            use.count += 1
            return
        self.uses[symbol] = Use(symbol, how, frame.f_code.co_filename, frame.f_lineno, note=note)


ledger = Ledger()
