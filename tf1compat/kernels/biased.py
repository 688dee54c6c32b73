"""Forward passes whose steps multiply and add the bias at once."""

from __future__ import annotations

from typing import Any

from tf1compat.kernels.loop import Kernel, Span, Tensors, forwards
from tf1compat.kernels.products import affine, size


def biased_forward(kernel: Kernel, span: Span) -> Any:
    """What ``affine`` and ``forwards`` do, but the bias joins the products of the state.

    Few rows gain by it, see ``products.times``, and many lose nothing.
    """

    def forward(
        x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        w_in, bias, recurrent = kernel.split(weights, size(x, 2))
        return forwards(_Biased(kernel, bias), span, affine(x, w_in), initial, recurrent)

    return forward


class _Biased:
    """The kernel as ``forwards`` needs it, from a step's input product without its bias."""

    def __init__(self, kernel: Kernel, bias: Any) -> None:
        self._kernel, self._bias, self.kept = kernel, bias, kernel.kept

    def step(self, pre: Any, state: Tensors, recurrent: Tensors) -> tuple[Tensors, Tensors]:
        return self._kernel.step(pre, state, recurrent, self._bias)
