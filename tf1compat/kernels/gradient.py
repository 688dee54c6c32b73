"""A layer over its steps, with a gradient of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import tensorflow as tf

from tf1compat.errors import DerivativeError
from tf1compat.kernels.loop import Kernel, Known, Span, Tensors, backwards, forwards, shifted
from tf1compat.kernels.products import affine, product, rows, size
from tf1compat.scopes.context import in_v1_graph

# From the gradients of outputs and final state to those of ``pre``, the initial state, and the
# recurrent weights.
Back = Callable[[Tensors], tuple[Any, Tensors, Tensors]]


class Ways(Protocol):
    """The two ways along the steps.

    The way back may be one that is not to be differentiated: TensorFlow differentiates a
    function that two tapes look into through all that it keeps, which neither ``BlockLSTM`` allows
    nor the border of what XLA compiles.
    """

    @property
    def once(self) -> bool:
        """Whether it is."""

    def forward(self, x: Any, initial: Tensors, weights: Tensors) -> tuple[Any, Tensors, Back]:
        """Outputs, final state, and the way back."""


@dataclass(frozen=True)
class Loops:
    """Ways by loops of TensorFlow's; ``fused`` does what ``affine`` and ``forwards`` do."""

    kernel: Kernel
    span: Span
    fused: Callable[..., tuple[Tensors, Tensors, Tensors]] | None = None

    @property
    def once(self) -> bool:
        return self.fused is not None

    def forward(self, x: Any, initial: Tensors, weights: Tensors) -> tuple[Any, Tensors, Back]:
        final, new, kept = (self.fused or self._hoisted)(x, initial, weights)
        outputs = new[self.kernel.output]
        if self.once:
            new, kept = tf.nest.map_structure(tf.stop_gradient, (new, kept))

        def back(upstream: Tensors) -> tuple[Any, Tensors, Tensors]:
            w_in, _, recurrent = self.kernel.split(weights, size(x, 2))
            ran = new, kept, size(w_in, 1)
            return way_back(self.kernel, self.span, initial, recurrent, ran, upstream)

        return outputs, final, back

    def _hoisted(
        self, x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        w_in, bias, recurrent = self.kernel.split(weights, size(x, 2))
        return forwards(self.kernel, self.span, affine(x, w_in, bias), initial, recurrent)


def way_back(
    kernel: Kernel, span: Span, initial: Tensors, recurrent: Tensors,
    ran: tuple[Tensors, Tensors, int], upstream: Tensors,
) -> tuple[Any, Tensors, Tensors]:
    """What a ``Back`` gives, where ``ran`` is each step's state, what it kept, and G."""
    new, kept, pre_width = ran
    old = tuple(shifted(*pair) for pair in zip(initial, new, strict=True))
    known = Known(kept, old, new)
    walked = backwards(kernel, span, known, upstream, recurrent, pre_width)
    d_pre, d_initial, extras = walked
    return d_pre, d_initial, kernel.weight_gradients(*known, d_pre, extras)


def whole(
    kernel: Kernel, ways: Ways, x: Any, state: Sequence[Any], weights: Sequence[Any]
) -> tuple[Any, Tensors]:
    """The layer with its own gradient.

    Args:
      kernel: the cell's mathematics.
      ways: there and back.
      x: [T, B, D], finite in every step that does not count.
      state: the initial state, parts [B, ·].
      weights: the cell's, as ``kernel.split`` takes them.

    Returns:
      The outputs of all steps [T, B, ·], which past a row's length repeat its last or are
      undefined numbers, and the final state.
    """
    parts = len(state)

    @tf.custom_gradient
    def run(x: Any, *rest: Any) -> Any:
        outputs, final, back = ways.forward(x, rest[:parts], rest[parts:])

        def gradient(*upstream: Any) -> Tensors:
            if ways.once:
                return only_once(walk, x, rest, upstream)
            return walk(x, rest, upstream)

        def walk(x: Any, rest: Tensors, upstream: Tensors) -> Tensors:
            w_in = kernel.split(rest[parts:], size(x, 2))[0]
            d_pre, d_initial, d_recurrent = back(upstream)
            w_in, until_read = _safe(w_in)
            d_x = inputs_gradient(d_pre, w_in, x)
            d_bias = tf.reduce_sum(rows(d_pre), 0)
            joined = kernel.join(product(x, d_pre), d_bias, d_recurrent)
            with tf.control_dependencies(until_read):
                return (d_x, *d_initial, *(tf.identity(weight) for weight in joined))

        return (outputs, *final), gradient

    outputs, *final = run(x, *state, *weights)
    return outputs, tuple(final)


def only_once(
    walk: Callable[[Any, Tensors, Tensors], Tensors], x: Any, rest: Tensors, upstream: Tensors
) -> Tensors:
    """The way back, with a clear error in place of its derivative."""

    @tf.custom_gradient
    def gradients(*values: Any) -> Any:
        x, *others = values
        rest_again, upstream = tuple(others[: len(rest)]), tuple(others[len(rest) :])
        return walk(x, rest_again, upstream), _refuse_second

    return tuple(gradients(x, *rest, *upstream))


def _refuse_second(*_: Any) -> Any:
    raise DerivativeError(
        "kernels", "gradient", expected="first derivatives of a layer that is one operation",
        received="a second derivative, or a gradient taken inside of its tape",
        remedy='build the layer within tf1compat.kernels.switched("loop")',
        known_as="Second-order gradient for while loops not supported.",
    )


def _safe(weight: Any) -> tuple[Any, list[Any]]:
    """A weight that no optimizer changes meanwhile, and what its gradient must wait for.

    A reference variable is read where it lies.  An optimizer changes it as soon as its gradient is
    there, and TensorFlow prunes the gate by which version 1 kept it waiting for x's.
    """
    if not in_v1_graph():
        return weight, []

    @tf.custom_gradient
    def copied(weight: Any) -> Any:
        return tf.raw_ops.DeepCopy(x=weight), lambda upstream: upstream

    copy = copied(weight)
    copy.set_shape(weight.shape)
    return copy, [copy]


def inputs_gradient(d_pre: Any, w_in: Any, x: Any) -> Any:
    """The gradient of x [T, B, D] from that of its product."""
    d_x = tf.reshape(tf.matmul(rows(d_pre), tf.transpose(w_in)), tf.shape(x))
    d_x.set_shape(x.shape)
    return d_x
