"""What puts cuDNN's buffer into a checkpoint as the variables of cells that run anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import tensorflow as tf

from tf1compat.contrib.cudnn_rnn import converters
from tf1compat.contrib.cudnn_rnn import layout as lay

_v1 = tf.compat.v1


@lru_cache(maxsize=1)
def _published() -> Any:
    """``SaveableObject``: TensorFlow publishes objects of the class, but not the class."""
    with tf.Graph().as_default() as graph:
        tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, -2, -3)
        (saveable,) = graph.get_collection(_v1.GraphKeys.SAVEABLE_OBJECTS)
    return type(saveable).__bases__[0]


_SaveableObject: Any = _published()


class _Spec(NamedTuple):
    """One tensor of a checkpoint, as a ``Saver`` asks for it."""

    tensor: Any
    slice_spec: str
    name: str
    dtype: Any
    device: str


class CudnnOpaqueParamsSaveable(_SaveableObject):
    """Saves a buffer as canonical tensors, and restores it from them; subclasses say which.

    Names, of layer N from 0 on: ``SCOPE/rnn/multi_rnn_cell/cell_N/CELL/…`` in one direction,
    ``SCOPE/stack_bidirectional_rnn/cell_N/bidirectional_rnn/{fw,bw}/CELL/…`` in two.  Restoring
    assigns the buffer after its own restoring, if that happens too, so that the canonical tensors
    decide whatever GPU wrote the checkpoint.

    Args:
      opaque_params: the buffer's variable.
      num_layers: L.
      num_units: U.
      input_size: D.
      input_mode: ``"linear_input"``, or ``"auto_select"`` where that means the same.
      direction: ``"unidirectional"`` or ``"bidirectional"``.
      scope: SCOPE, a name or a variable scope; None for none.
      name: of the object.

    Raises:
      ValueError: an unknown mode or direction, or a size below 1.
      NotServedError: ``input_mode`` means that the input goes without a product.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     params = tf.compat.v1.get_variable("params", [56])
      ...     saveable = CudnnLSTMSaveable(params, 1, 2, 3, scope="enc")
      >>> saveable.specs[1].name
      'enc/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell/bias'
    """

    _converter: ClassVar[type[converters.CudnnParamsFormatConverter]]
    _cell: ClassVar[str]
    _weights: ClassVar[tuple[str, ...]] = ("kernel",)
    _biases: ClassVar[tuple[str, ...]] = ("bias",)

    def __init__(
        self,
        opaque_params: Any,
        num_layers: int,
        num_units: int,
        input_size: int,
        input_mode: str = lay.LINEAR,
        direction: str = lay.UNIDIRECTION,
        scope: Any = None,
        name: str = "cudnn_rnn_saveable",
    ) -> None:
        self._variables = opaque_params
        self.format_converter = self._converter(
            num_layers, num_units, input_size, input_mode=input_mode, direction=direction
        )
        weights, biases = self.format_converter.opaque_to_tf_canonical(opaque_params)
        places = _places(num_layers, direction, self._cell, getattr(scope, "name", scope))
        both = self._weights, self._biases
        names = [f"{place}/{own}" for of in both for place in places for own in of]
        specs = [
            _Spec(tensor, "", full_name, tensor.dtype, tensor.device)
            for tensor, full_name in zip([*weights, *biases], names, strict=True)
        ]
        super().__init__(tf.identity(opaque_params), specs, name)

    def restore(self, restored_tensors: Sequence[Any], restored_shapes: Any) -> Any:
        """Assigns the buffer of the canonical tensors."""
        buffer = self.format_converter.tf_canonical_to_opaque(restored_tensors)
        with tf.control_dependencies(_own_restoring(self._variables)):
            return _v1.assign(self._variables, buffer, validate_shape=False)


def _places(num_layers: int, direction: str, cell: str, scope: str | None) -> list[str]:
    """Where the variables of each layer and direction stand."""
    one = direction == lay.UNIDIRECTION
    around = "rnn/multi_rnn_cell" if one else "stack_bidirectional_rnn"
    around = f"{scope}/{around}" if scope else around
    ways = [""] if one else ["bidirectional_rnn/fw/", "bidirectional_rnn/bw/"]
    return [f"{around}/cell_{layer}/{way}{cell}" for layer in range(num_layers) for way in ways]


def _own_restoring(variable: Any) -> list[Any]:
    """What assigns the variable in the ``Saver`` that is being built, whose scope is open."""
    if tf.executing_eagerly():
        return []
    saver = f"{_v1.get_default_graph().get_name_scope()}/"
    held = getattr(variable, "handle", None)
    held = variable.op.outputs[0] if held is None else held
    return [op for op in held.consumers() if "Assign" in op.type and op.name.startswith(saver)]


class CudnnLSTMSaveable(CudnnOpaqueParamsSaveable):
    """``cudnn_compatible_lstm_cell/{kernel,bias}`` of each layer.

    Args, errors, source and example: as :class:`CudnnOpaqueParamsSaveable`.
    """

    _converter = converters.CudnnParamsFormatConverterLSTM
    _cell = "cudnn_compatible_lstm_cell"


class CudnnGRUSaveable(CudnnOpaqueParamsSaveable):
    """``cudnn_compatible_gru_cell/{gates,candidate/input_projection,candidate/hidden_projection}``.

    Each with ``kernel`` and ``bias``.  Args, errors and source: as
    :class:`CudnnOpaqueParamsSaveable`.

    Example:
      >>> with tf.Graph().as_default():
      ...     params = tf.compat.v1.get_variable("params", [42])
      ...     saveable = CudnnGRUSaveable(params, 1, 2, 3)
      >>> [spec.name.rpartition("cell/")[2] for spec in saveable.specs[3:]]
      ['gates/bias', 'candidate/input_projection/bias', 'candidate/hidden_projection/bias']
    """

    _converter = converters.CudnnParamsFormatConverterGRU
    _cell = "cudnn_compatible_gru_cell"
    _weights = tuple(
        f"{part}/kernel"
        for part in ("gates", "candidate/input_projection", "candidate/hidden_projection")
    )
    _biases = tuple(name.replace("/kernel", "/bias") for name in _weights)


class CudnnRNNTanhSaveable(CudnnOpaqueParamsSaveable):
    """``basic_rnn_cell/{kernel,bias}`` of each layer.

    Args, errors and source: as :class:`CudnnOpaqueParamsSaveable`.

    Example:
      >>> with tf.Graph().as_default():
      ...     params = tf.compat.v1.get_variable("params", [28])
      ...     saveable = CudnnRNNTanhSaveable(params, 1, 2, 3, direction="bidirectional")
      >>> saveable.specs[1].name
      'stack_bidirectional_rnn/cell_0/bidirectional_rnn/bw/basic_rnn_cell/kernel'
    """

    _converter = converters.CudnnParamsFormatConverterTanh
    _cell = "basic_rnn_cell"


class CudnnRNNReluSaveable(CudnnOpaqueParamsSaveable):
    """As :class:`CudnnRNNTanhSaveable`: the names do not tell relu from tanh.

    Example:
      >>> with tf.Graph().as_default():
      ...     params = tf.compat.v1.get_variable("params", [14])
      ...     saveable = CudnnRNNReluSaveable(params, 1, 2, 3)
      >>> saveable.name
      'cudnn_rnn_saveable'
    """

    _converter = converters.CudnnParamsFormatConverterRelu
    _cell = "basic_rnn_cell"
