"""``fully_connected`` and its shorthands, ``bias_add``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.common import XAVIER
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ZEROS, known_channels
from tf1compat.layers.core import Dense
from tf1compat.scopes.scope import variable_scope


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Callable[[Any], Any] | None = tf.nn.relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: Any = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """activation_fn(inputs @ weights + biases), with a relu unless told otherwise.

    Variables: ``fully_connected/weights`` [D, num_outputs], then ``fully_connected/biases``
    [num_outputs], which gives way to the normaliser where there is one.

    Args:
      inputs: ``[B, …, D]``.
      num_outputs: width of the output.
      activation_fn: the last step; None for none.
      normalizer_fn: in the place of the biases, for instance ``batch_norm``.
      normalizer_params: its keyword arguments.
      weights_initializer: Xavier's by default.
      weights_regularizer: its value joins ``REGULARIZATION_LOSSES``.
      biases_initializer: None for no biases.
      biases_regularizer: as ``weights_regularizer``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``weights``, ``biases``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``fully_connected`` (made unique) by default.

    Raises:
      ValueError: ``num_outputs`` is no int; TF1's errors of ``tf.layers.Dense``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> fully_connected(tf.ones([2, 4]), 3, scope="head").shape.as_list()
      [2, 3]
    """
    if not isinstance(num_outputs, int):
        raise ArgumentValueError(
            "fully_connected", "num_outputs", expected="an int", received=repr(num_outputs),
            remedy="pass for instance int(size)",
        )
    opened = common.model_scope(scope, "fully_connected", inputs, reuse, common.RENAMED)
    with opened as current:
        inputs = tf.convert_to_tensor(inputs)
        layer = Dense(
            num_outputs, use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=weights_initializer, bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer,
            trainable=trainable, name=current.name, dtype=inputs.dtype.base_dtype,
            _scope=current, _reuse=reuse,
        )
        outputs = layer.apply(inputs)
        common.collect_variable(layer.kernel, variables_collections, "weights")
        common.collect_variable(layer.bias, variables_collections, "biases")
        outputs = common.normalized(outputs, normalizer_fn, normalizer_params, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


linear = functools.partial(fully_connected, activation_fn=None)
relu = functools.partial(fully_connected, activation_fn=tf.nn.relu)
relu6 = functools.partial(fully_connected, activation_fn=tf.nn.relu6)
elu = functools.partial(fully_connected, activation_fn=tf.nn.elu)


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Callable[[Any], Any] | None = None,
    initializer: Any = ZEROS,
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Any:
    """activation_fn(inputs + biases); variable ``BiasAdd/biases`` [C].

    Args:
      inputs: of known rank and channels.
      activation_fn: the last step; None for none.
      initializer: of the biases.
      regularizer: its value joins ``REGULARIZATION_LOSSES``.
      reuse: whether the variable of ``scope`` must be there already.
      variables_collections: list, or dictionary with ``biases``.
      outputs_collections: where the output goes.
      trainable: whether the biases train.
      data_format: ``NHWC``, or ``NCHW`` for inputs of rank 4.
      scope: name or scope; ``BiasAdd`` (made unique) by default.

    Raises:
      ValueError: an unknown rank, size or data format.

    Example:
      >>> bias_add(tf.zeros([1, 2]), initializer=tf.ones).numpy().tolist()
      [[1.0, 1.0]]
    """
    channels = common.as_layers_format("bias_add", data_format, ("NHWC", "NCHW"))
    with variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as current:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        if rank is None or (rank != 4 and channels == "channels_first"):
            raise ArgumentValueError(
                "bias_add", "inputs", expected=f"a known rank, 4 for NCHW ({data_format})",
                received=f"rank {rank}", remedy="set the static shape, or use NHWC",
            )
        axis = 1 if channels == "channels_first" else -1
        biases = common.model_variable(
            "biases", variables_collections, shape=[known_channels("bias_add", inputs.shape, axis)],
            dtype=inputs.dtype.base_dtype, initializer=initializer, regularizer=regularizer,
            trainable=trainable,
        )
        outputs = tf.nn.bias_add(inputs, biases, data_format=data_format)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)
