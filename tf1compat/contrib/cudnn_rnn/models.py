"""``cudnn_rnn_ops``' classes: the options of cuDNN's layers, without the buffer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.contrib.cudnn_rnn import layout as lay
from tf1compat.contrib.cudnn_rnn.functions import (
    cudnn_rnn,
    cudnn_rnn_canonical_to_opaque_params,
    cudnn_rnn_opaque_params_size,
    cudnn_rnn_opaque_params_to_canonical,
)


class _Model:
    """What the four classes share: the options, and the buffer's forms."""

    _rnn_mode: ClassVar[str]

    def __init__(
        self,
        num_layers: int,
        num_units: int,
        input_size: int,
        input_mode: str = lay.LINEAR,
        direction: str = lay.UNIDIRECTION,
        dtype: Any = tf.float32,
        dropout: float = 0.0,
        seed: int | None = 0,
        num_proj: int | None = None,
    ) -> None:
        self.num_layers, self.num_units, self.input_size = num_layers, num_units, input_size
        self.input_mode, self.direction, self.num_proj = input_mode, direction, num_proj
        self._dtype, self._dropout, self._seed = dtype, dropout, seed

    @property
    def rnn_mode(self) -> str:
        """``"lstm"``, ``"gru"``, ``"rnn_tanh"`` or ``"rnn_relu"``."""
        return self._rnn_mode

    def _options(self) -> dict[str, Any]:
        return {
            "rnn_mode": self._rnn_mode, "num_layers": self.num_layers,
            "num_units": self.num_units, "input_size": self.input_size,
            "input_mode": self.input_mode, "direction": self.direction,
            "num_proj": self.num_proj,
        }

    def params_size(self) -> Any:
        """How many numbers the buffer has, an int32 scalar."""
        return cudnn_rnn_opaque_params_size(**self._options())

    def params_to_canonical(self, params: Any) -> tuple[list[Any], list[Any]]:
        """The matrices and the biases in the buffer, in cuDNN's order."""
        return cudnn_rnn_opaque_params_to_canonical(params=params, **self._options())

    def canonical_to_params(self, weights: Sequence[Any], biases: Sequence[Any]) -> Any:
        """The buffer of these matrices and biases."""
        return cudnn_rnn_canonical_to_opaque_params(
            weights=weights, biases=biases, **self._options()
        )

    def _run(
        self, input_data: Any, input_h: Any, input_c: Any, params: Any, sequence_lengths: Any,
        time_major: bool, is_training: bool,
    ) -> tuple[Any, Any, Any]:
        return cudnn_rnn(
            input_data, input_h, input_c, params, is_training, self._rnn_mode,
            sequence_lengths=sequence_lengths, time_major=time_major, input_mode=self.input_mode,
            direction=self.direction, dropout=self._dropout, seed=self._seed,
            num_proj=self.num_proj,
        )


class CudnnLSTM(_Model):
    """cuDNN's LSTM over a buffer that the program keeps.

    The mathematics of :func:`cudnn_lstm`, the buffer of :class:`Layout`.

    Args:
      num_layers: L.
      num_units: U.
      input_size: D.
      input_mode: ``"linear_input"``, or ``"auto_select"`` where that means the same.
      direction: ``"unidirectional"`` or ``"bidirectional"``.
      dtype: of the buffer; a program makes it, and nothing here depends on it.
      dropout: between the layers, in training.
      seed: of the dropout.
      num_proj: P of a projection.

    Raises: by the methods, what :func:`cudnn_rnn` raises.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> model = CudnnLSTM(num_layers=1, num_units=4, input_size=3)
      >>> params, state = tf.ones([model.params_size()]), tf.zeros([1, 2, 4])
      >>> outputs, h, c = model(tf.ones([5, 2, 3]), state, state, params)
      >>> outputs.shape.as_list()
      [5, 2, 4]
    """

    _rnn_mode = lay.LSTM

    def __call__(
        self, input_data: Any, input_h: Any, input_c: Any, params: Any,
        sequence_lengths: Any = None, time_major: bool = True, is_training: bool = True,
    ) -> tuple[Any, Any, Any]:
        """Outputs, final h and final c."""
        return self._run(
            input_data, input_h, input_c, params, sequence_lengths, time_major, is_training
        )


class _WithoutC(_Model):
    """A model whose state is h alone."""

    def __init__(
        self,
        num_layers: int,
        num_units: int,
        input_size: int,
        input_mode: str = lay.LINEAR,
        direction: str = lay.UNIDIRECTION,
        dtype: Any = tf.float32,
        dropout: float = 0.0,
        seed: int | None = 0,
    ) -> None:
        lay.check_direction(direction)
        super().__init__(
            num_layers, num_units, input_size, input_mode, direction, dtype, dropout, seed
        )

    def __call__(
        self, input_data: Any, input_h: Any, params: Any, sequence_lengths: Any = None,
        time_major: bool = True, is_training: bool = True,
    ) -> tuple[Any, Any]:
        """Outputs and final h."""
        return self._run(
            input_data, input_h, (), params, sequence_lengths, time_major, is_training
        )[:2]


class CudnnGRU(_WithoutC):
    """cuDNN's GRU over a buffer that the program keeps; as :class:`CudnnLSTM`, with h alone.

    Example:
      >>> model = CudnnGRU(1, 4, 3, direction="bidirectional")
      >>> params = tf.ones([model.params_size()])
      >>> model(tf.ones([5, 2, 3]), tf.zeros([2, 2, 4]), params)[0].shape.as_list()
      [5, 2, 8]
    """

    _rnn_mode = lay.GRU


class CudnnRNNTanh(_WithoutC):
    """cuDNN's plain RNN with tanh; as :class:`CudnnLSTM`, with h alone.

    Example:
      >>> int(CudnnRNNTanh(1, 4, 3).params_size())
      36
    """

    _rnn_mode = lay.TANH


class CudnnRNNRelu(_WithoutC):
    """cuDNN's plain RNN with relu; as :class:`CudnnLSTM`, with h alone.

    Example:
      >>> int(CudnnRNNRelu(2, 4, 3).params_size())
      76
    """

    _rnn_mode = lay.RELU
