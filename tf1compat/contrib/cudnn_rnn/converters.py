"""cuDNN's matrices and biases of each gate, and the variables of the compatible cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.contrib.cudnn_rnn import layout as lay
from tf1compat.errors import ArgumentValueError

_Tensors = list[Any]


class CudnnParamsFormatConverter:
    """Between a cuDNN buffer and the variables of cells that run anywhere; subclasses say which.

    A kernel [D + U, n·U] holds the gates side by side, each the transposed [U, D] above the
    transposed [U, U]; its bias is the sum of the two that cuDNN has, and back each is half of it.

    Args:
      num_layers: L.
      num_units: U.
      input_size: D of the first layer.
      num_proj: P of an LSTM's projection, or None.
      input_mode: ``"linear_input"``, or ``"auto_select"`` where that means the same.
      direction: ``"unidirectional"`` or ``"bidirectional"``.

    Raises:
      ValueError: an unknown mode or direction, or a size below 1.
      NotServedError: ``input_mode`` means that the input goes without a product.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> converter = CudnnParamsFormatConverterLSTM(num_layers=1, num_units=2, input_size=3)
      >>> weights, biases = converter.opaque_to_tf_canonical(tf.range(56.0))
      >>> weights[0].shape.as_list(), biases[0].numpy().tolist()
      ([5, 8], [88.0, 90.0, 96.0, 98.0, 92.0, 94.0, 100.0, 102.0])
      >>> converter.tf_canonical_to_opaque(weights + biases)[:5].numpy().tolist()
      [0.0, 1.0, 2.0, 3.0, 4.0]
    """

    rnn_mode: ClassVar[str]
    #: cuDNN's gates that one kernel and bias hold, in its order, and those that stay apart.
    fused: ClassVar[tuple[int, ...]]
    apart: ClassVar[tuple[int, ...]] = ()

    def __init__(
        self,
        num_layers: int,
        num_units: int,
        input_size: int,
        num_proj: int | None = None,
        input_mode: str = lay.LINEAR,
        direction: str = lay.UNIDIRECTION,
    ) -> None:
        self._layout = lay.layout(
            type(self).__name__, self.rnn_mode, num_layers, num_units, input_size, input_mode,
            direction, num_proj,
        )

    def tf_canonical_to_opaque(
        self, tf_canonicals: Sequence[Any], weights_proj: Sequence[Any] | None = None
    ) -> Any:
        """The buffer of the cells' kernels and then biases, and of the projections [U, P]."""
        return self._cu_canonical_to_opaque(
            *self._tf_canonical_to_cu_canonical(tf_canonicals, weights_proj)
        )

    def opaque_to_tf_canonical(self, opaque_param: Any) -> tuple[_Tensors, ...]:
        """The cells' kernels and biases, and with ``num_proj`` their projections [U, P]."""
        return self._cu_canonical_to_tf_canonical(*self._opaque_to_cu_canonical(opaque_param))

    def _opaque_to_cu_canonical(self, opaque_param: Any) -> tuple[_Tensors, _Tensors]:
        return self._layout.unpack(opaque_param)

    def _cu_canonical_to_opaque(self, cu_weights: Sequence[Any], cu_biases: Sequence[Any]) -> Any:
        return self._layout.pack(cu_weights, cu_biases)

    def _cu_canonical_to_tf_canonical(
        self, cu_weights: Sequence[Any], cu_biases: Sequence[Any]
    ) -> tuple[_Tensors, ...]:
        gates, projected = self._layout.gates, bool(self._layout.num_proj)
        kernels: _Tensors = []
        biases: _Tensors = []
        projections: _Tensors = []
        for cell in range(len(self._layout.cells)):
            w = cu_weights[cell * (2 * gates + projected) :][: 2 * gates + projected]
            b = cu_biases[cell * 2 * gates :][: 2 * gates]
            rows = [tf.concat([w[gate], w[gates + gate]], 1) for gate in self.fused]
            kernels.append(tf.transpose(tf.concat(rows, 0)))
            biases.append(tf.concat([b[gate] + b[gates + gate] for gate in self.fused], 0))
            for gate in self.apart:
                kernels += [tf.transpose(w[gate]), tf.transpose(w[gates + gate])]
                biases += [b[gate], b[gates + gate]]
            projections += [tf.transpose(w[-1])] if projected else []
        return (kernels, biases, projections) if projected else (kernels, biases)

    def _tf_canonical_to_cu_canonical(
        self, tf_canonicals: Sequence[Any], weights_proj: Sequence[Any] | None = None
    ) -> tuple[_Tensors, _Tensors]:
        each = 1 + 2 * len(self.apart)
        count = each * len(self._layout.cells)
        self._check_count(tf_canonicals, weights_proj, count)
        kernels, biases = tf_canonicals[:count], tf_canonicals[count:]
        cu_weights: _Tensors = []
        cu_biases: _Tensors = []
        for cell, layer in enumerate(self._layout.cells):
            own = slice(cell * each, (cell + 1) * each)
            cu_weights += self._matrices(layer, kernels[own])
            cu_weights += [tf.transpose(weights_proj[cell])] if weights_proj else []
            cu_biases += self._biases(biases[own])
        return cu_weights, cu_biases

    def _matrices(self, layer: int, kernels: Sequence[Any]) -> _Tensors:
        fused, *apart = kernels
        sizes = [self._layout.depth(layer), self._layout.width]
        given = [tf.split(part, sizes, 1) for part in tf.split(
            tf.transpose(fused), len(self.fused), 0)]
        return self._ordered(given, [tf.transpose(kernel) for kernel in apart])

    def _biases(self, biases: Sequence[Any]) -> _Tensors:
        fused, *apart = biases
        halves = [(part * 0.5, part * 0.5) for part in tf.split(fused, len(self.fused), 0)]
        return self._ordered(halves, apart)

    def _ordered(self, fused: Sequence[Any], apart: Sequence[Any]) -> _Tensors:
        """Pairs (of the input, of h) of the gates: all of the input in cuDNN's order, then of h."""
        pairs = dict(zip(self.fused, fused, strict=True))
        pairs |= zip(self.apart, zip(apart[::2], apart[1::2], strict=True), strict=True)
        return [pairs[gate][of] for of in (0, 1) for gate in range(self._layout.gates)]

    def _check_count(self, canonicals: Any, projections: Any, count: int) -> None:
        wanted = len(self._layout.cells) if self._layout.num_proj else 0
        if len(canonicals) != 2 * count or len(projections or ()) != wanted:
            raise ArgumentValueError(
                type(self).__name__, "tf_canonicals",
                expected=f"{count} kernels, {count} biases and {wanted} projections",
                received=f"{len(canonicals)} tensors and {len(projections or ())} projections",
                remedy="give those of all layers and directions, kernels before biases",
            )


class CudnnParamsFormatConverterLSTM(CudnnParamsFormatConverter):
    """For :class:`CudnnCompatibleLSTMCell`: kernel [D + U, 4U] and bias [4U], packed i, c, f, o.

    Args, errors and source: as :class:`CudnnParamsFormatConverter`.

    Example:
      >>> converter = CudnnParamsFormatConverterLSTM(1, 2, 3)
      >>> [part[0].shape.as_list() for part in converter.opaque_to_tf_canonical(tf.zeros([56]))]
      [[5, 8], [8]]
    """

    rnn_mode = lay.LSTM
    fused = (0, 2, 1, 3)


class CudnnParamsFormatConverterGRU(CudnnParamsFormatConverter):
    """For :class:`CudnnCompatibleGRUCell`: per cell ``gates/kernel`` packed r, u, then the
    candidate's [D, U] and [U, U]; biases in the same order, those of the candidate not added.

    Args, errors and source: as :class:`CudnnParamsFormatConverter`.

    Example:
      >>> converter = CudnnParamsFormatConverterGRU(1, 2, 3)
      >>> [part.shape.as_list() for part in converter.opaque_to_tf_canonical(tf.zeros([42]))[0]]
      [[5, 4], [3, 2], [2, 2]]
    """

    rnn_mode = lay.GRU
    fused, apart = (0, 1), (2,)


class CudnnParamsFormatConverterTanh(CudnnParamsFormatConverter):
    """For ``BasicRNNCell``: kernel [D + U, U] and bias [U].

    Args, errors and source: as :class:`CudnnParamsFormatConverter`.

    Example:
      >>> converter = CudnnParamsFormatConverterTanh(1, 2, 3, direction="bidirectional")
      >>> [part.shape.as_list() for part in converter.opaque_to_tf_canonical(tf.zeros([28]))[0]]
      [[5, 2], [5, 2]]
    """

    rnn_mode = lay.TANH
    fused = (0,)


class CudnnParamsFormatConverterRelu(CudnnParamsFormatConverterTanh):
    """For ``BasicRNNCell`` with ``tf.nn.relu``: kernel [D + U, U] and bias [U].

    Args, errors and source: as :class:`CudnnParamsFormatConverter`.

    Example:
      >>> converter = CudnnParamsFormatConverterRelu(2, 2, 3)
      >>> [part.shape.as_list() for part in converter.opaque_to_tf_canonical(tf.zeros([26]))[0]]
      [[5, 2], [4, 2]]
    """

    rnn_mode = lay.RELU
