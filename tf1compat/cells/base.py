"""``RNNCell``, the protocol of every TF1 cell, and ``LayerRNNCell``, the base of ours."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells import whole
from tf1compat.cells.activations import name_of
from tf1compat.cells.structure import map_sizes, zeros
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.input_spec import InputSpec
from tf1compat.scopes.layer import Layer
from tf1compat.scopes.owner import home
from tf1compat.scopes.scope import get_variable_scope, parts_of, variable_scope


class RNNCell(Layer):
    """A cell maps ``(inputs, state)`` to ``(output, new_state)``; people subclass it.

    Every style that TF1 allowed works: ``call`` or ``__call__`` overridden, ``get_variable``
    inside either, ``add_variable`` in ``build``, ``super().__init__`` late or never called.

    Shapes: inputs ``[B, D]``; each part of the state ``[B, *size]`` with the structure of
      ``state_size``; output ``[B, *output_size]``.
    Args: as TF1's ``tf.layers.Layer``.
    Source: protocol of TensorFlow 1.15.5's ``tf.nn.rnn_cell.RNNCell``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> class Leaky(tf1compat.RNNCell):
      ...     state_size = output_size = 3
      ...     def call(self, inputs, state):
      ...         w = tf1compat.get_variable("w", [2, 3])
      ...         new = 0.5 * state + inputs @ w
      ...         return new, new
      >>> cell = Leaky()
      >>> output, state = cell(tf.ones([1, 2]), cell.zero_state(1, tf.float32))
      >>> [v.name for v in cell.variables]
      ['leaky/w:0']
    """

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        with home(self):
            if scope is not None:
                with variable_scope(scope, custom_getter=self._capture) as opened:
                    return self._call_in_scope(inputs, state, scope=opened)
            first = self.__dict__.setdefault("_called_in_scope", get_variable_scope())
            with variable_scope(first, custom_getter=self._capture):
                return self._call_in_scope(inputs, state)

    def _capture(self, getter: Any, *args: Any, **kwargs: Any) -> Any:
        """What ``call`` gets by ``get_variable`` becomes a weight of the cell."""
        variable = getter(*args, **kwargs)
        trains = all(getattr(part, "trainable", True) for part in parts_of(variable))
        super()._track(variable, trains)
        return variable

    def _track(self, variable: Any, trainable: bool) -> None:
        """TF1 listed twice what ``build`` adds within a call: once caught, once added."""
        held = self._trainable_weights if trainable else self._non_trainable_weights
        if in_v1_graph() and any(variable is other for other in held):
            held.append(variable)
        super()._track(variable, trainable)

    @property
    def state_size(self) -> Any:
        """An int, a ``TensorShape``, or a nested tuple of them; subclasses say."""
        raise NotImplementedError(f"{type(self).__name__} must define state_size")

    @property
    def output_size(self) -> Any:
        """An int or a ``TensorShape``; subclasses say."""
        raise NotImplementedError(f"{type(self).__name__} must define output_size")

    def build(self, _: Any) -> None:
        """Nothing to make: the variables come by ``get_variable`` in ``call``."""

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros with the structure of ``state_size``.

        Args:
          batch_size: int or scalar tensor.
          dtype: of the state.
        """
        with tf.name_scope(type(self).__name__ + "ZeroState"):
            return map_sizes(
                lambda size: zeros(batch_size, size, dtype, of_state=True), self.state_size
            )

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """``zero_state`` with batch size and dtype taken from ``inputs`` where given.

        Raises:
          ArgumentValueError: they disagree with ``inputs``, or are missing.
        """
        if inputs is not None:
            batch_size, dtype = self._sizes_from(tf.convert_to_tensor(inputs), batch_size, dtype)
        if batch_size is None or dtype is None:
            raise ArgumentValueError(
                "get_initial_state", expected="inputs, or batch_size and dtype cannot be None",
                received=f"batch_size={batch_size}, dtype={dtype}",
                remedy="pass both; keras.layers.RNN takes tf1compat.as_keras_cell(cell)",
            )
        return self.zero_state(batch_size, dtype)

    def _sizes_from(self, inputs: Any, batch_size: Any, dtype: Any) -> tuple[Any, Any]:
        static = tf.get_static_value(batch_size) if tf.is_tensor(batch_size) else batch_size
        known = inputs.shape.as_list()[0]
        if batch_size is not None and known != static:
            raise ArgumentValueError(
                "get_initial_state", "batch_size", expected=f"that of inputs, {known}",
                received=f"{static}; the batch size from input tensor is different from that",
                remedy="leave it out",
            )
        if dtype is not None and inputs.dtype != dtype:
            raise ArgumentValueError(
                "get_initial_state", "dtype", expected=f"that of inputs, {inputs.dtype.name}",
                received=f"{dtype}; the dtype from input tensor is different from that",
                remedy="leave it out or cast the inputs",
            )
        return (known if known is not None else tf.shape(inputs)[0]), inputs.dtype


def counted(call: Callable[..., Any]) -> Callable[..., Any]:
    """A cell's step, which was as many operations in TF1 as the cell's ``_operations`` says."""

    @functools.wraps(call)
    def run(cell: LayerRNNCell, *args: Any, **kwargs: Any) -> Any:
        body = cell._operations()
        if body is None or not op_ids.is_counting():
            return call(cell, *args, **kwargs)
        reads = sum(map(_read, [*cell._trainable_weights, *cell._non_trainable_weights]))
        with op_ids.took(op_ids.cell_body(*body) + reads + op_ids.entering(args)):
            return call(cell, *args, **kwargs)

    return run


def _read(variable: Any) -> int:
    """Operations that a step needed to read a variable which is no reference to its memory."""
    if parts_of(variable)[0] is not variable:
        return 3  # its parts are joined
    return int(getattr(getattr(variable, "op", None), "type", None) == "VarHandleOp")


class LayerRNNCell(RNNCell):
    """A cell whose variables are made once, in ``build``."""

    #: The cell's two-dimensional input, as TF1 checked it.
    input_spec = InputSpec(ndim=2)

    @tf.autograph.experimental.do_not_convert
    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        return self._call_in_scope(inputs, state, *args, scope=scope, **kwargs)

    def _computation(self, inputs: Any) -> Callable[..., Any]:
        return self._over_time if isinstance(inputs, whole.Whole) else self.call

    def _operations(self) -> tuple[int, int] | None:
        """Operations of a step in TF1's graph, and the variables that it reads, where we know."""
        return None

    @counted
    def _over_time(self, sequence: Any, state: Any) -> Any:
        return whole.runner(self)(self, sequence, state)

    def _input_depth(self, inputs_shape: Any) -> int:
        """D, once it is known that the variables will be of a dtype that a cell can work in."""
        if self.dtype is not None:
            _check_float_dtype(type(self).__name__, self.dtype)
        depth = tf.TensorShape(inputs_shape).as_list()[-1]
        if depth is None:
            raise ArgumentValueError(
                type(self).__name__, "inputs", expected="a known last dimension",
                received=f"shape {inputs_shape}", remedy="give the input a static last dimension",
            )
        return int(depth)

    def _config(self, **own: Any) -> dict[str, Any]:
        """The base's configuration and the cell's own, activations by name."""
        if "activation" in own:
            own["activation"] = name_of(own["activation"])
        return {**Layer.get_config(self), **own, "reuse": self._reuse}


def check_float(symbol: str, *tensors: Any) -> None:
    """Cells compute in floating point only, as in TF1.

    Raises:
      ArgumentValueError: (a ``ValueError``) an integer or boolean tensor.
    """
    for tensor in tf.nest.flatten(tensors):
        _check_float_dtype(symbol, tensor.dtype)


def _check_float_dtype(symbol: str, dtype: Any) -> None:
    dtype = tf.as_dtype(dtype)
    if not (dtype.is_floating or dtype.is_complex):
        raise ArgumentValueError(
            symbol, "inputs or state", expected="floats, since an RNN cell only supports floating "
            "point", received=dtype.name, remedy="cast it, for instance tf.cast(x, tf.float32)",
        )
