"""``convolution`` and its shorthands, ``conv2d_transpose`` and ``conv3d_transpose``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.common import XAVIER
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.convolution import Conv
from tf1compat.layers.convolutional import Conv1D, Conv2D, Conv3D
from tf1compat.layers.transposed import Conv2DTranspose, Conv3DTranspose

_FORMATS = (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")
_BY_RANK = {3: Conv1D, 4: Conv2D, 5: Conv3D}


@add_arg_scope
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
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
    conv_dims: int | None = None,
) -> Any:
    """activation_fn(convolution(inputs, weights) + biases), with a relu unless told otherwise.

    Variables: ``Conv/weights`` [*kernel_size, C, num_outputs], then ``Conv/biases``
    [num_outputs], which gives way to the normaliser where there is one.

    Args:
      inputs: ``[B, *space, C]``, or ``[B, C, *space]`` for a ``data_format`` that starts with NC.
      num_outputs: channels of the output.
      kernel_size: one int, or one for each axis.
      stride: the same.
      padding: ``SAME`` or ``VALID``.
      data_format: such as ``NHWC`` or ``NCHW``; None for channels last.
      rate: dilation; above 1 only with a stride of 1.
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
      scope: name or scope; ``Conv`` (made unique) by default.
      conv_dims: number of spatial axes that the input must have.

    Raises:
      ValueError: another rank, a wrong argument.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> convolution(tf.ones([2, 8, 3]), 4, 3).shape.as_list()
      [2, 8, 4]
    """
    channels = common.as_layers_format("convolution", data_format, _FORMATS)
    with common.model_scope(scope, "Conv", inputs, reuse, common.RENAMED) as current:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        if rank not in _BY_RANK or (conv_dims is not None and conv_dims + 2 != rank):
            raise ArgumentValueError(
                "convolution", "inputs",
                expected=f"rank {conv_dims + 2}" if conv_dims else "rank 3, 4 or 5",
                received=f"rank {rank}", remedy="reshape the input",
                known_as=f"Convolution expects input with rank {conv_dims + 2}, got {rank}"
                if conv_dims else "",
            )
        layer: Conv = _BY_RANK[rank](
            num_outputs, kernel_size, strides=stride, padding=padding, data_format=channels,
            dilation_rate=rate, use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=weights_initializer, bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer,
            trainable=trainable, name=current.name, dtype=inputs.dtype.base_dtype,
            _scope=current, _reuse=reuse,
        )
        outputs = _applied(layer, inputs, variables_collections)
        outputs = common.normalized(outputs, normalizer_fn, normalizer_params, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _applied(layer: Conv, inputs: Any, variables_collections: Any) -> Any:
    outputs = layer.apply(inputs)
    common.collect_variable(layer.kernel, variables_collections, "weights")
    common.collect_variable(layer.bias, variables_collections, "biases")
    return outputs


@add_arg_scope
def convolution1d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
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
    """:func:`convolution` over 1 axis.

    Example:
      >>> convolution1d(tf.ones([2, 8, 3]), 4, 3).shape.as_list()
      [2, 8, 4]
    """
    return convolution(**locals(), conv_dims=1)


@add_arg_scope
def convolution2d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
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
    """:func:`convolution` over 2 axes.

    Example:
      >>> convolution2d(tf.ones([2, 8, 8, 3]), 4, 3).shape.as_list()
      [2, 8, 8, 4]
    """
    return convolution(**locals(), conv_dims=2)


@add_arg_scope
def convolution3d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
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
    """:func:`convolution` over 3 axes.

    Example:
      >>> convolution3d(tf.ones([2, 8, 8, 8, 3]), 4, 3).shape.as_list()
      [2, 8, 8, 8, 4]
    """
    return convolution(**locals(), conv_dims=3)


@add_arg_scope
def convolution2d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
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
    """Transposed convolution over 2 axes; arguments as :func:`convolution`.

    Variables: ``Conv2d_transpose/weights`` [*kernel_size, num_outputs, C], then
    ``Conv2d_transpose/biases`` [num_outputs].

    Example:
      >>> convolution2d_transpose(tf.ones([2, 4, 4, 3]), 5, 3, stride=2).shape.as_list()
      [2, 8, 8, 5]
    """
    return _transposed(Conv2DTranspose, "Conv2d_transpose", ("NHWC", "NCHW"), locals())


@add_arg_scope
def convolution3d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NDHWC",
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
    """Transposed convolution over 3 axes, in ``Conv3d_transpose``; otherwise as over 2.

    Example:
      >>> convolution3d_transpose(tf.ones([2, 2, 2, 2, 3]), 5, 3, stride=2).shape.as_list()
      [2, 4, 4, 4, 5]
    """
    return _transposed(Conv3DTranspose, "Conv3d_transpose", ("NDHWC", "NCDHW"), locals())


def _transposed(
    kind: type[Conv2DTranspose | Conv3DTranspose], default: str, formats: tuple[str, str],
    given: dict[str, Any],
) -> Any:
    channels = common.as_layers_format(default, given["data_format"], formats)
    reuse, normalizer_fn = given["reuse"], given["normalizer_fn"]
    with common.model_scope(
        given["scope"], default, given["inputs"], reuse, common.RENAMED
    ) as current:
        inputs = tf.convert_to_tensor(given["inputs"])
        layer: Any = kind(
            given["num_outputs"], given["kernel_size"], strides=given["stride"],
            padding=given["padding"], data_format=channels,
            use_bias=not normalizer_fn and given["biases_initializer"] is not None,
            kernel_initializer=given["weights_initializer"],
            bias_initializer=given["biases_initializer"],
            kernel_regularizer=given["weights_regularizer"],
            bias_regularizer=given["biases_regularizer"],
            trainable=given["trainable"], name=current.name, dtype=inputs.dtype.base_dtype,
            _scope=current, _reuse=reuse,
        )
        outputs = _applied(layer, inputs, given["variables_collections"])
        outputs = common.normalized(
            outputs, normalizer_fn, given["normalizer_params"], given["activation_fn"]
        )
        return common.collected(given["outputs_collections"], current.name, outputs)


conv1d, conv2d, conv3d = convolution1d, convolution2d, convolution3d
conv2d_transpose, conv3d_transpose = convolution2d_transpose, convolution3d_transpose
