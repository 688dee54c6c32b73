"""What the cells over time and frequency share: slices of their input, one step of an LSTM."""

from __future__ import annotations

from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.errors import ArgumentValueError


def number_of_slices(width: int, feature_size: Any, skip: Any) -> int:
    """How many slices of ``feature_size`` fit, each ``skip`` after the last."""
    return int((width - feature_size) / skip) + 1


def sliced(inputs: Any, start: int, number: int, feature_size: int, skip: int) -> list[Any]:
    """``number`` slices ``[B, feature_size]`` of ``[B, D]``, each ``skip`` after the last."""
    begins = [start + index * skip for index in range(number)]
    return [tf.slice(inputs, [0, begin], [-1, feature_size]) for begin in begins]


def width_of(symbol: str, inputs: Any) -> int:
    """D of ``[B, D]``.

    Raises:
      ArgumentValueError: (a ``ValueError``) it is not known.
    """
    width: int | None = tf.TensorShape(inputs.shape).with_rank(2).as_list()[1]
    if width is None:
        raise ArgumentValueError(
            symbol, "inputs", expected="a known last dimension", received=f"shape {inputs.shape}",
            remedy="set the static shape",
            known_as="Cannot infer input size from static shape",
        )
    return width


class Gates(NamedTuple):
    """An LSTM's gates before their activation; ``f`` is None where i tells it."""

    i: Any
    j: Any
    f: Any
    o: Any

    @classmethod
    def of(cls, product: Any, coupled: bool = False) -> Gates:
        if coupled:
            i, j, o = tf.split(product, 3, axis=1)
            return cls(i, j, None, o)
        return cls(*tf.split(product, 4, axis=1))

    def next_c(self, c: Any, forget_bias: Any, seen: Any, clip: float | None) -> Any:
        """C' from c; ``seen`` has what the gates ``i`` and ``f`` see of states besides."""
        i = tf.sigmoid(self.i + seen["i"])
        f = 1 - i if self.f is None else tf.sigmoid(self.f + forget_bias + seen["f"])
        new = f * c + i * tf.tanh(self.j)
        return new if clip is None else tf.clip_by_value(new, -clip, clip)
