"""``dense``, ``dropout``, ``flatten`` and their classes."""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

from tf1compat.layers import arguments
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.functional import run
from tf1compat.layers.weighted import Weighted
from tf1compat.scopes import draws, op_ids
from tf1compat.scopes.input_spec import InputSpec
from tf1compat.scopes.layer import Layer


class Dense(Weighted):
    """outputs = activation(inputs @ kernel + bias).

    Variables: ``kernel`` [D, units], ``bias`` [units], in this order.
    Inputs ``[B, …, D]``, dense or (of rank 2) sparse; outputs ``[B, …, units]``.

    Args:
      units: width of the output.
      activation: function or name; None for none.
      use_bias: whether to add a bias.
      kernel_initializer: initialiser or name; None for the scope's, ``glorot_uniform`` at last.
      bias_initializer: initialiser or name.
      kernel_regularizer: function of the kernel, its value joins ``REGULARIZATION_LOSSES``.
      bias_regularizer: the same for the bias.
      activity_regularizer: function of the output; the loss is its value per row of the batch.
      kernel_constraint: projection that a v1 optimizer applies after each step.
      bias_constraint: the same for the bias.
      trainable: whether the variables train.
      name: the scope, ``dense`` (made unique) by default.
      **kwargs: ``dtype``, ``_scope``, ``_reuse``.

    Raises:
      TypeError: integer inputs.
      ValueError: rank below 2, or an unknown last dimension.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> layer = Dense(3, activation=tf.nn.relu)
      >>> layer(tf.ones([2, 5, 4])).shape.as_list(), [v.name for v in layer.weights]
      ([2, 5, 3], ['dense/kernel:0', 'dense/bias:0'])
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        self.units = int(units)
        self.use_bias = use_bias
        self._take(
            "Dense", activation=activation,
            kernel_initializer=kernel_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint,
        )
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        self._check_dtype()
        depth = arguments.known_channels("Dense", input_shape, -1)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: depth})
        self.kernel = self._weight("kernel", [depth, self.units])
        self.bias = self._weight("bias", [self.units]) if self.use_bias else None
        self.built = True

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        if rank > 2:
            with op_ids.took(11 if inputs.shape.is_fully_defined() else 25):
                outputs = tf.tensordot(inputs, self.kernel, [[rank - 1], [0]])
            outputs.set_shape([*inputs.shape.as_list()[:-1], self.units])
        else:
            inputs = tf.cast(inputs, self.dtype)
            sparse = isinstance(inputs, tf.SparseTensor)
            product = tf.sparse.sparse_dense_matmul if sparse else tf.matmul
            outputs = product(inputs, self.kernel)
        if self.bias is not None:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self._activated(outputs)

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        shape = tf.TensorShape(input_shape).with_rank_at_least(2)
        arguments.known_channels("Dense", shape, -1)
        return shape[:-1].concatenate(self.units)

    def get_config(self) -> dict[str, Any]:
        return self._config_of(
            "units", "activation", "use_bias", "kernel_initializer", "bias_initializer",
            "kernel_regularizer", "bias_regularizer", "activity_regularizer",
            "kernel_constraint", "bias_constraint",
        )


class Dropout(Layer):
    """In training each unit is 0 with probability ``rate``, else scaled by 1 / (1 - rate).

    Args:
      rate: number or scalar tensor.
      noise_shape: shape of the mask, 1 where an axis shares it and None for the input's own size.
      seed: of the op; with the graph's seed it settles the masks as in TF1.
      name: prefix of the ops.
      **kwargs: as :class:`~tf1compat.scopes.layer.Layer`.

    Raises:
      ValueError: a rate outside [0, 1].

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> Dropout(0.4)(tf.ones([2, 3])).numpy().tolist()
      [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def _get_noise_shape(self, inputs: Any) -> Any:
        """Subclasses may say otherwise."""
        if self.noise_shape is None or tf.is_tensor(self.noise_shape):
            return self.noise_shape
        own = tf.shape(inputs)
        return tf.stack(
            [own[axis] if size is None else size for axis, size in enumerate(self.noise_shape)]
        )

    def call(self, inputs: Any, training: Any = False) -> Any:
        def dropped() -> Any:
            if tf.is_tensor(training) and self.noise_shape is None:
                return draws.dropout_of_a_branch(inputs, self.rate, self.seed)
            return draws.dropout(
                inputs, rate=self.rate, noise_shape=self._get_noise_shape(inputs), seed=self.seed
            )

        return arguments.smart_cond(training, dropped, lambda: tf.identity(inputs))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}
        return {**super().get_config(), **own}


class Flatten(Layer):
    """``[B, …]`` to ``[B, product of the rest]``.

    Args:
      data_format: with ``channels_first`` the channels become the fastest axis first.
      **kwargs: as :class:`~tf1compat.scopes.layer.Layer`.

    Raises:
      ValueError: an unknown rank or data format.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> Flatten()(tf.ones([2, 3, 4])).shape.as_list()
      [2, 12]
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = arguments.data_format("Flatten", data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        if self.data_format == "channels_first" and rank > 1:
            inputs = tf.transpose(inputs, [0, *range(2, rank), 1])
        rows = inputs.shape.as_list()[0] or tf.shape(inputs)[0]
        outputs = tf.reshape(inputs, [rows, -1])
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        rows, *rest = tf.TensorShape(input_shape).as_list()
        return tf.TensorShape([rows, math.prod(rest) if all(rest) else None])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format}


def dense(
    inputs: Any,
    units: int,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """activation(inputs @ kernel + bias); arguments as :class:`Dense`.

    Example:
      >>> dense(tf.ones([2, 4]), 3, name="head").shape.as_list()
      [2, 3]
    """
    return run(Dense, locals())


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Any:
    """Dropout when ``training`` (a bool, tensor or placeholder); arguments as :class:`Dropout`.

    Example:
      >>> sorted(set(dropout(tf.ones([9, 9]), 0.5, training=True, seed=1).numpy().ravel().tolist()))
      [0.0, 2.0]
    """
    return run(Dropout, locals(), call=("training",))


def flatten(inputs: Any, name: str | None = None, data_format: str = "channels_last") -> Any:
    """``[B, …]`` to ``[B, product of the rest]``; arguments as :class:`Flatten`.

    Example:
      >>> flatten(tf.ones([2, 3, 4])).shape.as_list()
      [2, 12]
    """
    return run(Flatten, locals())
