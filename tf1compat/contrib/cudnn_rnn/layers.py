"""``tf.contrib.cudnn_rnn``'s layers, on any device."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.contrib.cudnn_rnn import layout as lay
from tf1compat.contrib.cudnn_rnn import saveable as saveables
from tf1compat.contrib.cudnn_rnn.layout import Layout
from tf1compat.contrib.cudnn_rnn.run import over_layers
from tf1compat.errors import ArgumentTypeError, ArgumentValueError, TF1CompatError
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.input_spec import InputSpec
from tf1compat.scopes.layer import Layer

_v1 = tf.compat.v1
_DTYPES = (tf.float16, tf.float32, tf.float64)


class NotBuiltError(TF1CompatError, RuntimeError):
    """A layer is asked for the shapes of variables that it does not have yet."""


class _CudnnRNN(Layer):
    """What the four layers share."""

    _rnn_mode: ClassVar[str]
    _saveable_class: ClassVar[type[saveables.CudnnOpaqueParamsSaveable]]
    #: Operations with which TF1 made the checkpoint's variables of one cell.
    _converting: ClassVar[int]

    def __init__(
        self,
        num_layers: int,
        num_units: int,
        input_mode: str = lay.LINEAR,
        direction: str = lay.UNIDIRECTION,
        dropout: float = 0.0,
        seed: int | None = None,
        dtype: Any = tf.float32,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
    ) -> None:
        super().__init__(dtype=dtype, name=name)
        lay.check_direction(direction)
        lay.check_input_mode(input_mode)
        if tf.as_dtype(dtype) not in _DTYPES:
            raise ArgumentValueError(
                type(self).__name__, "dtype", expected="float16, float32 or float64",
                received=tf.as_dtype(dtype).name, remedy="pass one of these",
                known_as=f"Only support float16, float32, float64, provided {dtype}",
            )
        self._sizes = num_layers, num_units
        self._input_mode, self._direction = input_mode, direction
        self._dropout, self._seed = dropout, seed
        self._kernel_initializer, self._bias_initializer = kernel_initializer, bias_initializer
        self._layout: Layout | None = None
        self._saveable: Any = None

    # -- what it is ---------------------------------------------------------------------------
    @property
    def num_layers(self) -> int:
        return self._sizes[0]

    @property
    def num_units(self) -> int:
        return self._sizes[1]

    @property
    def num_dirs(self) -> int:
        return 1 if self._direction == lay.UNIDIRECTION else 2

    @property
    def rnn_mode(self) -> str:
        return self._rnn_mode

    @property
    def input_mode(self) -> str:
        return self._input_mode

    @property
    def direction(self) -> str:
        return self._direction

    @property
    def input_size(self) -> int:
        """D; a ``ValueError`` before the layer is built."""
        if self._layout is None:
            raise ArgumentValueError(
                type(self).__name__, "input_size", expected="a layer that is built",
                received=f"{self.name!r}, which is not", remedy="call it first",
                known_as="'input_size' is unknown since layer has not been built.",
            )
        return self._layout.input_size

    @property
    def saveable(self) -> Any:
        """What saves it in a v1 graph, once it is built."""
        return self._saveable

    @property
    def canonical_weight_shapes(self) -> list[tuple[int, int]]:
        """Of cuDNN's matrices; a ``RuntimeError`` before the layer is built."""
        return self._built_layout("canonical_weight_shapes").weight_shapes

    @property
    def canonical_bias_shapes(self) -> list[list[int]]:
        """Of cuDNN's biases."""
        count = 2 * lay.GATES[self._rnn_mode] * self.num_layers * self.num_dirs
        return [[self.num_units]] * count

    def _built_layout(self, asked: str) -> Layout:
        if self._layout is None:
            raise NotBuiltError(
                f"{type(self).__name__}.{asked} invoked before input shape is known; call the "
                "layer, or its build([None, None, D]), first"
            )
        return self._layout

    def state_shape(self, batch_size: Any) -> tuple[list[Any], ...]:
        """[L · directions, B, U] for each part of the state."""
        shape = [self.num_layers * self.num_dirs, batch_size, self.num_units]
        return (shape, list(shape)) if self._rnn_mode == lay.LSTM else (shape,)

    # -- its variable -------------------------------------------------------------------------
    def build(self, input_shape: Any) -> None:
        """Makes ``opaque_kernel``; in a v1 graph also what saves it, named by the scope around."""
        if self.built:
            return
        symbol, shape = type(self).__name__, tf.TensorShape(input_shape)
        known = None if shape.rank is None else shape.as_list()
        if known is None or len(known) != 3 or known[2] is None:
            said = f"Expecting input_shape with 3 dims, got {shape.rank}"
            undefined = "The last dimension of the inputs to `CudnnRNN` should be defined."
            raise ArgumentValueError(
                symbol, "inputs", expected="3 dimensions, the last one known",
                received=f"shape {known}", remedy="give the input a static depth",
                known_as=undefined if known is not None and len(known) == 3 else said,
            )
        self._layout = lay.layout(
            symbol, self._rnn_mode, *self._sizes, known[2], self._input_mode, self._direction
        )
        self.input_spec = InputSpec(ndim=3, axes={-1: known[2]})
        self.kernel = self.add_weight(
            "opaque_kernel", [self._layout.size],
            initializer=functools.partial(self._initial, self._layout),
        )
        scope = _v1.get_variable_scope()
        if in_v1_graph() and scope.reuse is not True:
            with op_ids.took(9 + self._converting * len(self._layout.cells)):
                self._save_from(scope)
        self.built = True

    def _initial(
        self, layout: Layout, shape: Any, dtype: Any = None, partition_info: Any = None
    ) -> Any:
        """The buffer, each matrix and each bias started by itself."""
        dtype = tf.as_dtype(dtype or self.dtype)
        of_kernel = self._kernel_initializer or _v1.glorot_uniform_initializer(self._seed)
        of_bias = self._bias_initializer or _v1.constant_initializer(0.0)
        weights, biases = [], []
        for own in layout.weight_shapes:
            op_ids.before_draw()
            weights.append(of_kernel(own, dtype=dtype))
        for one in layout.bias_shapes:
            op_ids.before_draw()
            biases.append(of_bias(one, dtype=dtype))
        with op_ids.took(4):
            return layout.pack(weights, biases)

    def _save_from(self, scope: Any) -> None:
        name = self.kernel.name.partition(":")[0]
        self._saveable = self._saveable_class(
            opaque_params=self.kernel, num_layers=self.num_layers, num_units=self.num_units,
            input_size=self.input_size, input_mode=self._input_mode, direction=self._direction,
            scope=scope, name=f"{name}_saveable",
        )
        _v1.add_to_collection(_v1.GraphKeys.SAVEABLE_OBJECTS, self._saveable)

    # -- its call -----------------------------------------------------------------------------
    def call(
        self,
        inputs: Any,
        initial_state: Any = None,
        sequence_lengths: Any = None,
        time_major: bool = True,
        training: bool = True,
    ) -> tuple[Any, tuple[Any, ...]]:
        """Outputs and final state of all layers; see the class."""
        inputs = tf.convert_to_tensor(inputs, dtype=self.dtype)
        parts = 2 if self._rnn_mode == lay.LSTM else 1
        made = 5 + (11 * parts if initial_state is None else 0) + (parts == 1) + 1
        if not time_major and sequence_lengths is None:
            made += 12
        if sequence_lengths is not None and not tf.is_tensor(sequence_lengths):
            made += 1
        with op_ids.took(made):
            if initial_state is None:
                initial_state = self._zero_state(inputs, time_major)
            h, *c = self._checked_state(initial_state, parts)
            outputs, h, last_c = over_layers(
                self._built_layout("call"), inputs, h, c[0] if c else None, self.kernel, training,
                sequence_lengths, time_major, self._dropout, self._seed,
            )
        return outputs, (h,) if last_c is None else (h, last_c)

    def _zero_state(self, inputs: Any, time_major: bool) -> tuple[Any, ...]:
        axis = 1 if time_major else 0
        batch = inputs.shape.as_list()[axis]
        batch = tf.shape(inputs)[axis] if batch is None else batch
        shapes = self.state_shape(batch)
        shapes = shapes if time_major else tuple([b, cells, u] for cells, b, u in shapes)
        return tuple(tf.zeros(shape, self.dtype) for shape in shapes)

    def _checked_state(self, state: Any, parts: int) -> list[Any]:
        symbol = type(self).__name__
        if not isinstance(state, tuple):
            raise ArgumentTypeError(
                symbol, "initial_state", expected="a tuple", received=type(state).__name__,
                remedy="pass (h, c) to an LSTM, (h,) to the others",
                known_as=f"Invalid initial_state type: {type(state).__name__}, expecting tuple.",
            )
        if len(state) != parts:
            raise ArgumentValueError(
                symbol, "initial_state", expected=f"a tuple of {parts}", received=len(state),
                remedy="pass (h, c) to an LSTM, (h,) to the others",
            )
        return [tf.convert_to_tensor(part, dtype=self.dtype) for part in state]


class CudnnLSTM(_CudnnRNN):
    """cuDNN's LSTM of one or more layers in one or two directions, on any device.

    i, f, o = σ(x @ W + h @ R + b + b'),  j = tanh(x @ W_j + h @ R_j + b_j + b_j')
    c' = f ∘ c + i ∘ j;  h' = o ∘ tanh(c')

    One variable, ``opaque_kernel``: all matrices, then all biases, in cuDNN's order without padding
    (:class:`tf1compat.contrib.cudnn_rnn.layout.Layout`).  In a v1 graph a ``Saver`` writes it, and
    beside it the variables of :class:`CudnnCompatibleLSTMCell` under
    ``rnn/multi_rnn_cell/cell_N/cudnn_compatible_lstm_cell`` or
    ``stack_bidirectional_rnn/cell_N/bidirectional_rnn/{fw,bw}/…``, as TF1 did; restoring goes by
    those.  Calls take inputs ``[T, B, D]`` (``[B, T, D]`` where not ``time_major``), a state of
    ``(h, c)``, each ``[L · directions, B, U]`` (``[B, L · directions, U]``), zeros by default, and
    lengths ``[B]``: past them outputs are 0 and states stay, and the backward direction begins at
    them.  They give outputs ``[T, B, directions · U]`` and the final state.

    Unlike in TF1: it runs without a GPU, so dropout draws TensorFlow's numbers, not cuDNN's;
    gradients exist with ``training=False`` too; a length may be 0; without ``time_major`` the zero
    state has the right batch.

    Args:
      num_layers: L.
      num_units: U.
      input_mode: ``"linear_input"``, or ``"auto_select"`` where D is not U.
      direction: ``"unidirectional"`` or ``"bidirectional"``.
      dropout: the part of each layer's outputs that the next layer does not see in training.
      seed: of the dropout, and of the default initialiser.
      dtype: float16, float32 or float64.
      kernel_initializer: of each gate's matrix, [U, D] or [U, U]; ``glorot_uniform`` by default.
      bias_initializer: of each gate's two biases; zeros by default.
      name: the scope, ``cudnn_lstm`` (made unique) by default.

    Raises:
      ValueError: an unknown direction, mode or dtype; inputs of another rank or unknown depth; a
        state of another size.
      TypeError: an initial state that is no tuple; ``training`` that is no bool.
      NotServedError: ``input_mode`` means that the input goes without a product.

    Source: behaviour of TensorFlow 1.15.5; NVIDIA's documentation of cuDNN.

    Example:
      >>> layer = CudnnLSTM(num_layers=2, num_units=4, direction="bidirectional")
      >>> outputs, (h, c) = layer(tf.ones([5, 2, 3]), sequence_lengths=[5, 3], training=False)
      >>> outputs.shape.as_list(), h.shape.as_list(), layer.variables[0].name
      ([5, 2, 8], [4, 2, 4], 'cudnn_lstm/opaque_kernel:0')
    """

    _rnn_mode = lay.LSTM
    _saveable_class = saveables.CudnnLSTMSaveable
    _converting = 18


class CudnnGRU(_CudnnRNN):
    """cuDNN's GRU, which resets after the product, on any device.

    r, u = σ(x @ W + h @ R + b + b');  c = tanh(x @ W_c + b_c + r ∘ (h @ R_c + b_c'))
    h' = (1 - u) ∘ c + u ∘ h

    The state is ``(h,)``; a checkpoint has the variables of :class:`CudnnCompatibleGRUCell`.  All
    else as :class:`CudnnLSTM`.

    Example:
      >>> layer = CudnnGRU(num_layers=1, num_units=4, kernel_initializer=tf.ones)
      >>> outputs, (h,) = layer(tf.ones([5, 2, 3]))
      >>> outputs.shape.as_list(), layer.canonical_weight_shapes[2:4]
      ([5, 2, 4], [(4, 3), (4, 4)])
    """

    _rnn_mode = lay.GRU
    _saveable_class = saveables.CudnnGRUSaveable
    _converting = 17


class CudnnRNNTanh(_CudnnRNN):
    """cuDNN's plain RNN on any device: h' = tanh(x @ W + h @ R + b + b').

    The state is ``(h,)``; a checkpoint has the variables of ``BasicRNNCell``.  All else as
    :class:`CudnnLSTM`.

    Example:
      >>> outputs, _ = CudnnRNNTanh(1, 4)(tf.ones([2, 5, 3]), time_major=False)
      >>> outputs.shape.as_list()
      [2, 5, 4]
    """

    _rnn_mode = lay.TANH
    _saveable_class = saveables.CudnnRNNTanhSaveable
    _converting = 5


class CudnnRNNRelu(_CudnnRNN):
    """cuDNN's plain RNN on any device: h' = relu(x @ W + h @ R + b + b').

    The state is ``(h,)``; a checkpoint has the variables of ``BasicRNNCell``.  All else as
    :class:`CudnnLSTM`.

    Example:
      >>> outputs, _ = CudnnRNNRelu(1, 4, dtype=tf.float64)(tf.ones([5, 2, 3], tf.float64))
      >>> outputs.dtype.name
      'float64'
    """

    _rnn_mode = lay.RELU
    _saveable_class = saveables.CudnnRNNReluSaveable
    _converting = 5
