"""One family of errors.

Each message says which symbol and argument is meant, what was expected, what
came, and what to do.  TF1 raised plain ``ValueError`` and ``TypeError``; so do
we, by subclass, so that a script's own ``except ValueError`` keeps working.
"""

from __future__ import annotations


class TF1CompatError(Exception):
    """Base of every error that tf1compat raises on purpose.

    Example:
      >>> from tf1compat.errors import ArgumentValueError
      >>> print(ArgumentValueError("LSTMCell", "num_units", expected="a positive int",
      ...                          received=-1, remedy="pass the width of the cell"))
      LSTMCell(num_units): expected a positive int, received -1; pass the width of the cell.
    """

    #: Read by AutoGraph, which would raise an error of its own in place of one with arguments, and
    #: ``except ValueError`` would miss it.
    ag_pass_through = True


def describe(
    symbol: str,
    argument: str | None = None,
    *,
    expected: str,
    received: object,
    remedy: str,
    known_as: str = "",
) -> str:
    """One sentence in the house form: ``symbol(argument): expected …, received …; remedy.``

    ``known_as`` adds the words by which programs and searches know TensorFlow 1's own message.
    """
    where = f"{symbol}({argument})" if argument else symbol
    sentence = f"{where}: expected {expected}, received {received}; {remedy.rstrip('.')}."
    return f"{sentence} TensorFlow 1 said: {known_as}" if known_as else sentence


class _Described(TF1CompatError):  # noqa: N818  (a base; those that are raised are named so)
    """An error in the house form; from one argument, a message, it is made as it stands.

    Keras makes a new exception of the same class with a longer message, and pickle one with the
    arguments of the first.
    """

    def __init__(
        self,
        symbol: str,
        argument: str | None = None,
        *,
        expected: str | None = None,
        received: object = None,
        remedy: str = "",
        known_as: str = "",
    ) -> None:
        self.symbol = symbol
        self.argument = argument
        self.expected = expected
        self.received = received
        self.remedy = remedy
        if expected is None:
            super().__init__(symbol)
            return
        super().__init__(
            describe(
                symbol, argument, expected=expected, received=received, remedy=remedy,
                known_as=known_as,
            )
        )  # fmt: skip


class ArgumentValueError(_Described, ValueError):
    """An argument's value is out of range, or does not fit the others."""


class ArgumentTypeError(_Described, TypeError):
    """An argument is of the wrong type."""


class VariableError(_Described, ValueError):
    """TF1's ``ValueError`` of ``get_variable``: missing, made twice, or of another shape."""


class CheckpointError(_Described, ValueError):
    """A checkpoint, graph or output path cannot be used as asked."""


def _not_served(symbol: str, reason: str, instead: str, asked_at: str | None) -> str:
    place = f" (asked for at {asked_at})" if asked_at else ""
    return f"{symbol} is not served{place}: {reason.rstrip('.')}. Use {instead.rstrip('.')}."


class NotServedError(TF1CompatError, AttributeError, NotImplementedError):
    """A TF1 symbol that tf1compat does not serve.

    Args:
      symbol: its full TF1 name, e.g. ``tf.contrib.opt.GGTOptimizer``.
      reason: why it is not there.
      instead: what to use meanwhile.
      asked_at: ``file:line`` of the program that asked for it, where known.
    """

    def __init__(
        self, symbol: str, reason: str, instead: str, *, asked_at: str | None = None
    ) -> None:
        self.symbol = symbol
        self.reason = reason
        self.instead = instead
        self.asked_at = asked_at
        text = _not_served(symbol, reason, instead, asked_at)
        super().__init__(text, name=symbol)  # without a name Python guesses at what was meant


class NotServedImportError(TF1CompatError, ImportError):
    """The same for ``from tensorflow… import symbol``: an ``ImportError``, as Python has it."""

    def __init__(
        self, symbol: str, reason: str, instead: str, *, asked_at: str | None = None
    ) -> None:
        self.symbol = symbol
        self.reason = reason
        self.instead = instead
        self.asked_at = asked_at
        super().__init__(_not_served(symbol, reason, instead, asked_at))


class NotExactError(TF1CompatError):
    """Under ``TF1COMPAT_STRICT=1``: a symbol that is served, but not exactly as TF1 did."""

    def __init__(self, symbol: str, difference: str, asked_at: str | None = None) -> None:
        self.symbol = symbol
        self.difference = difference
        place = f" (asked for at {asked_at})" if asked_at else ""
        super().__init__(
            f"{symbol} is not served exactly as TensorFlow 1.15 did{place}: {difference}. "
            "Unset TF1COMPAT_STRICT to accept that."
        )


class InstallError(TF1CompatError, RuntimeError):
    """The drop-in cannot be put in place: real TensorFlow names are bound already."""
