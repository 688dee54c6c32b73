"""The one flat buffer of a cuDNN layer: which tensor lies where, and the options that say so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.errors import ArgumentValueError, NotServedError

UNIDIRECTION, BIDIRECTION = "unidirectional", "bidirectional"
LSTM, GRU, TANH, RELU = "lstm", "gru", "rnn_tanh", "rnn_relu"
LINEAR, SKIP, AUTO = "linear_input", "skip_input", "auto_select"

#: Gates of each mode; a layer has a matrix and a bias of each for its input, and as many for h.
GATES = {LSTM: 4, GRU: 3, TANH: 1, RELU: 1}


def _check(symbol: str, argument: str, value: Any, allowed: Sequence[str], known_as: str) -> None:
    if value not in allowed:
        raise ArgumentValueError(
            symbol, argument, expected=f"one of {', '.join(map(repr, allowed))}",
            received=repr(value), remedy="correct the spelling", known_as=known_as,
        )


def check_direction(direction: Any) -> None:
    """Refuses what is neither ``"unidirectional"`` nor ``"bidirectional"``.

    Raises:
      ValueError: it is neither.

    Example:
      >>> check_direction("bidirectional")
    """
    both = UNIDIRECTION, BIDIRECTION
    said = f"Invalid direction: {direction}, expecting {UNIDIRECTION} or {BIDIRECTION}"
    _check("cudnn_rnn", "direction", direction, both, said)


def check_input_mode(input_mode: Any) -> None:
    """Refuses what is none of ``"linear_input"``, ``"skip_input"`` and ``"auto_select"``.

    Raises:
      ValueError: it is none of them.

    Example:
      >>> check_input_mode("linear_input")
    """
    modes = LINEAR, SKIP, AUTO
    said = f"Invalid input_mode: {input_mode}, expect one of ({', '.join(modes)})"
    _check("cudnn_rnn", "input_mode", input_mode, modes, said)


def check_rnn_mode(rnn_mode: Any) -> None:
    """Refuses what cuDNN has no cell for."""
    said = f"Invalid rnn_mode: {rnn_mode}, expect one of ({', '.join(GATES)})"
    _check("cudnn_rnn", "rnn_mode", rnn_mode, tuple(GATES), said)


class Cell(NamedTuple):
    """One layer in one direction, its gates side by side in cuDNN's order.

    w_in [D, G·U], w_h [P, G·U], biases [2, G·U] of the two products, w_p [U, P] or None.
    """

    w_in: Any
    w_h: Any
    biases: Any
    w_p: Any


@dataclass(frozen=True)
class Layout:
    """All matrices layer by layer, the forward direction first, then all biases in this order.

    Of each layer and direction the gates' matrices [U, D] for the input, then [U, P] for h, then
    the projection [P, U] where there is one; G biases [U] of the one product, then of the other.
    Gates stand as i, f, c, o (LSTM) or r, u, c (GRU).  D is ``input_size``, above the first layer
    P times the number of directions; P is ``num_proj`` or U.

    Source: NVIDIA's documentation of ``cudnnGetRNNLinLayerMatrixParams``.
    """

    rnn_mode: str
    num_layers: int
    num_units: int
    input_size: int
    direction: str = UNIDIRECTION
    num_proj: int | None = None

    @property
    def num_dirs(self) -> int:
        return 1 if self.direction == UNIDIRECTION else 2

    @property
    def gates(self) -> int:
        return GATES[self.rnn_mode]

    @property
    def width(self) -> int:
        """P, the width of h."""
        return self.num_proj or self.num_units

    def depth(self, layer: int) -> int:
        """D of a layer."""
        return self.num_dirs * self.width if layer else self.input_size

    @property
    def cells(self) -> list[int]:
        """The layer of each cell, of which a layer has one per direction."""
        return [layer for layer in range(self.num_layers) for _ in range(self.num_dirs)]

    @property
    def weight_shapes(self) -> list[tuple[int, int]]:
        """Of every matrix, in order."""
        shapes = []
        for layer in self.cells:
            shapes += [(self.num_units, self.depth(layer))] * self.gates
            shapes += [(self.num_units, self.width)] * self.gates
            shapes += [(self.num_proj, self.num_units)] if self.num_proj else []
        return shapes

    @property
    def bias_shapes(self) -> list[list[int]]:
        """Of every bias, in order."""
        return [[self.num_units]] * (2 * self.gates * len(self.cells))

    @property
    def size(self) -> int:
        """How many numbers the buffer has."""
        return sum(math.prod(shape) for shape in [*self.weight_shapes, *self.bias_shapes])

    def pack(self, weights: Sequence[Any], biases: Sequence[Any]) -> Any:
        """The buffer of matrices and biases, given in order, flat or not.

        Raises:
          ValueError: not as many as the layout has.
        """
        for argument, given, shapes in (
            ("weights", weights, self.weight_shapes), ("biases", biases, self.bias_shapes),
        ):
            if len(given) != len(shapes):
                raise ArgumentValueError(
                    "cudnn_rnn_canonical_to_opaque_params", argument,
                    expected=f"{len(shapes)} tensors", received=len(given),
                    remedy="give all layers and directions, the input's matrices before those of h",
                )
        return tf.concat([tf.reshape(part, [-1]) for part in [*weights, *biases]], 0)

    def unpack(self, params: Any) -> tuple[list[Any], list[Any]]:
        """Matrices and biases of a buffer, in order."""
        shapes = [*self.weight_shapes, *self.bias_shapes]
        parts = tf.split(self._checked(params), [math.prod(shape) for shape in shapes])
        shaped = [tf.reshape(*pair) for pair in zip(parts, shapes, strict=True)]
        first = len(self.weight_shapes)
        return shaped[:first], shaped[first:]

    def by_cell(self, params: Any) -> list[Cell]:
        """What each layer and direction multiplies by."""
        rows, width = self.gates * self.num_units, self.width
        shapes: list[tuple[int, int]] = []
        for layer in self.cells:
            shapes += [(rows, self.depth(layer)), (rows, width)]
            shapes += [(width, self.num_units)] if self.num_proj else []
        shapes += [(2, rows)] * len(self.cells)
        parts = tf.split(self._checked(params), [math.prod(shape) for shape in shapes])
        shaped = iter(tf.reshape(*pair) for pair in zip(parts, shapes, strict=True))
        count = 3 if self.num_proj else 2
        matrices = [[tf.transpose(next(shaped)) for _ in range(count)] for _ in self.cells]
        return [
            Cell(own[0], own[1], next(shaped), own[2] if own[2:] else None) for own in matrices
        ]

    def _checked(self, params: Any) -> Any:
        params = tf.convert_to_tensor(params)
        known = params.shape.num_elements()
        if known not in (None, self.size):
            raise ArgumentValueError(
                "cudnn_rnn", "params", expected=f"{self.size} numbers, the size of this layout",
                received=f"shape {params.shape.as_list()}",
                remedy="make the buffer with params_size() of the same options; one of another "
                "size is of others, or of a cuDNN that padded it, and its canonical tensors are "
                "what a checkpoint should hold",
            )
        return tf.reshape(params, [-1])


def layout(
    symbol: str, rnn_mode: str, num_layers: int, num_units: int, input_size: int,
    input_mode: str = LINEAR, direction: str = UNIDIRECTION, num_proj: int | None = None,
) -> Layout:
    """The checked layout of these options.

    Raises:
      ValueError: an unknown mode or direction, or a size below 1.
      NotServedError: the first layer would take its input without a product.
    """
    check_rnn_mode(rnn_mode)
    check_direction(direction)
    check_input_mode(input_mode)
    sizes = {"num_layers": num_layers, "num_units": num_units, "input_size": input_size}
    for argument, value in sizes.items():
        if int(value) < 1:
            raise ArgumentValueError(
                symbol, argument, expected="a positive int", received=repr(value),
                remedy="pass the size",
            )
    if num_proj and rnn_mode != LSTM:
        raise ArgumentValueError(
            symbol, "num_proj", expected="none but for an LSTM", received=repr(num_proj),
            remedy="leave it out",
        )
    if input_mode == SKIP or (input_mode == AUTO and input_size == num_units):
        raise NotServedError(
            f"{symbol}(input_mode={input_mode!r}) of input_size {input_size} and num_units "
            f"{num_units}",
            "there cuDNN adds the input to the first layer's gates without a matrix, and how it "
            "then lays out its buffer was never published",
            "input_mode='linear_input'",
        )
    return Layout(
        rnn_mode, int(num_layers), int(num_units), int(input_size), direction, num_proj or None
    )
