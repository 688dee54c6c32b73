"""``LSTMStateTuple``."""

from __future__ import annotations

from typing import Any, NamedTuple

from tf1compat.errors import ArgumentTypeError


class LSTMStateTuple(NamedTuple):
    """The state of an LSTM: ``c`` first, then ``h``.

    Keras keeps the two in the other order, ``[h, c]``.

    Example:
      >>> LSTMStateTuple(c=1, h=2)
      LSTMStateTuple(c=1, h=2)
    """

    c: Any
    h: Any

    @property
    def dtype(self) -> Any:
        """The dtype of both.

        Raises:
          ArgumentTypeError: (a ``TypeError``) they differ.
        """
        if self.c.dtype != self.h.dtype:
            raise ArgumentTypeError(
                "LSTMStateTuple",
                "dtype",
                expected="c and h of one dtype",
                received=f"{self.c.dtype} and {self.h.dtype}",
                remedy="cast one of them",
            )
        return self.c.dtype
