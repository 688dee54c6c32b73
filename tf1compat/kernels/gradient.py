"""A layer over its steps, with a gradient of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.kernels.loop import Kernel, Known, Span, Tensors, backwards, forwards, shifted
from tf1compat.kernels.products import affine, product, rows, size
from tf1compat.scopes.context import in_v1_graph


class Ways(Protocol):
    """The two ways along the steps."""

    def forward(
        self, x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        """What ``forwards`` gives."""

    def back(
        self, known: Known, upstream: Tensors, recurrent: Tensors, pre_width: int
    ) -> tuple[Any, Tensors, Tensors]:
        """What ``backwards`` gives."""


@dataclass(frozen=True)
class Loops:
    """Ways by loops of TensorFlow's; ``fused`` does what ``affine`` and ``forwards`` do."""

    kernel: Kernel
    span: Span
    fused: Callable[..., tuple[Tensors, Tensors, Tensors]] | None = None

    def forward(
        self, x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        if self.fused is not None:
            return self.fused(x, initial, weights)
        w_in, bias, recurrent = self.kernel.split(weights, size(x, 2))
        return forwards(self.kernel, self.span, affine(x, w_in, bias), initial, recurrent)

    def back(
        self, known: Known, upstream: Tensors, recurrent: Tensors, pre_width: int
    ) -> tuple[Any, Tensors, Tensors]:
        return backwards(self.kernel, self.span, known, upstream, recurrent, pre_width)


def whole(
    kernel: Kernel, ways: Ways, x: Any, state: Sequence[Any], weights: Sequence[Any],
    once: bool = False,
) -> tuple[Any, Tensors]:
    """The layer with its own gradient.

    Args:
      kernel: the cell's mathematics.
      ways: there and back.
      x: [T, B, D], finite in every step that does not count.
      state: the initial state, parts [B, ·].
      weights: the cell's, as ``kernel.split`` takes them.
      once: whether the gradient refuses to be differentiated again, and what it keeps is cut off:
        a function that two tapes look into is differentiated through all that it keeps, which
        ``BlockLSTM`` does not allow, nor the border of what XLA compiles.

    Returns:
      The outputs of all steps [T, B, ·], which past a row's length repeat its last or are
      undefined numbers, and the final state.
    """
    parts = len(state)

    @tf.custom_gradient
    def run(x: Any, *rest: Any) -> Any:
        final, new, kept = ways.forward(x, rest[:parts], rest[parts:])
        outputs = new[kernel.output]
        if once:
            new, kept = tf.nest.map_structure(tf.stop_gradient, (new, kept))

        def gradient(*upstream: Any) -> Tensors:
            if once:
                return only_once(walk, x, rest, upstream)
            return walk(x, rest, upstream)

        def walk(x: Any, rest: Tensors, upstream: Tensors) -> Tensors:
            initial, own = rest[:parts], rest[parts:]
            w_in, _, recurrent = kernel.split(own, size(x, 2))
            old = tuple(shifted(*pair) for pair in zip(initial, new, strict=True))
            known = Known(kept, old, new)
            d_pre, d_initial, extras = ways.back(known, upstream, recurrent, size(w_in, 1))
            w_in, until_read = _safe(w_in)
            d_x = inputs_gradient(d_pre, w_in, x)
            d_weights = kernel.weight_gradients(*known, d_pre, extras)
            d_bias = tf.reduce_sum(rows(d_pre), 0)
            joined = kernel.join(product(x, d_pre), d_bias, d_weights)
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
    raise ArgumentValueError(
        "kernels", "gradient", expected="first derivatives of a layer that is one operation",
        received="a second derivative, or a gradient taken inside of its tape",
        remedy='build the layer within tf1compat.kernels.switched("loop")',
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
