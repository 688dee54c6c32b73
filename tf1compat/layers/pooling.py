"""Average and maximum pooling over one, two and three axes."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.layers import arguments
from tf1compat.layers.functional import run
from tf1compat.scopes.input_spec import InputSpec
from tf1compat.scopes.layer import Layer

_OPS = {
    ("AVG", 2): tf.compat.v1.nn.avg_pool,
    ("AVG", 3): tf.nn.avg_pool3d,
    ("MAX", 2): tf.compat.v1.nn.max_pool,
    ("MAX", 3): tf.nn.max_pool3d,
}


class Pooling(Layer):
    """The average or maximum of each window.

    Inputs ``[B, *space, C]``, or ``[B, C, *space]`` with ``channels_first``.

    Args:
      op: ``AVG`` or ``MAX``.
      rank: number of spatial axes.
      pool_size: size of the window, one int, or one for each axis.
      strides: the same; TF1 gave it no default.
      padding: ``valid`` or ``same``; padding counts neither in the average nor the maximum.
      data_format: ``channels_last`` or ``channels_first``.
      name: prefix of the ops.
      **kwargs: as :class:`~tf1compat.scopes.layer.Layer`.

    Raises:
      ValueError: another rank, or a wrong argument.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> Pooling("MAX", 1, 2, 2)(tf.constant([[[1.0], [3.0], [2.0], [0.0]]])).numpy().ravel()
      array([3., 2.], dtype=float32)
    """

    def __init__(
        self,
        op: str,
        rank: int,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        symbol = type(self).__name__
        if strides is None:
            raise ArgumentValueError(
                symbol, "strides", expected="an int or a tuple of ints", received=None,
                remedy="pass pool_size for windows side by side",
            )
        self.op = op
        self.rank = rank
        self.pool_size = arguments.sizes(symbol, "pool_size", pool_size, rank)
        self.strides = arguments.sizes(symbol, "strides", strides, rank)
        self.padding = arguments.choice(symbol, "padding", padding, ("valid", "same"))
        self.data_format = arguments.data_format(symbol, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        first = self.data_format == "channels_first"
        # No channels-first kernel exists on CPUs; the channels are moved there and back.
        if first:
            inputs = tf.transpose(inputs, [0, *range(2, self.rank + 2), 1])
        outputs = self._pool(inputs)
        if first:
            outputs = tf.transpose(outputs, [0, self.rank + 1, *range(1, self.rank + 1)])
        return outputs

    def _pool(self, inputs: Any) -> Any:
        window, strides = self.pool_size, self.strides
        if self.rank == 1:  # an image of width one
            inputs, window, strides = tf.expand_dims(inputs, 2), (*window, 1), (*strides, 1)
        outputs = _OPS[self.op, max(self.rank, 2)](
            inputs, [1, *window, 1], [1, *strides, 1], self.padding.upper()
        )
        return tf.squeeze(outputs, [2]) if self.rank == 1 else outputs

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        start = 2 if self.data_format == "channels_first" else 1
        for axis, (window, stride) in enumerate(zip(self.pool_size, self.strides, strict=True)):
            length = sizes[start + axis]
            sizes[start + axis] = arguments.output_length(length, window, self.padding, stride)
        return tf.TensorShape(sizes)

    def get_config(self) -> dict[str, Any]:
        own = {
            "pool_size": self.pool_size, "strides": self.strides, "padding": self.padding,
            "data_format": self.data_format,
        }
        return {**super().get_config(), **own}


class AveragePooling1D(Pooling):
    """The average of each window over 1 axis; arguments as :class:`Pooling`.

    Example:
      >>> AveragePooling1D(2, 2)(tf.ones([2, 6, 3])).shape.as_list()
      [2, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("AVG", 1, pool_size, strides, padding, data_format, name, **kwargs)


class AveragePooling2D(Pooling):
    """The average of each window over 2 axes; arguments as :class:`Pooling`.

    Example:
      >>> AveragePooling2D(2, 2)(tf.ones([2, 6, 6, 3])).shape.as_list()
      [2, 3, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("AVG", 2, pool_size, strides, padding, data_format, name, **kwargs)


class AveragePooling3D(Pooling):
    """The average of each window over 3 axes; arguments as :class:`Pooling`.

    Example:
      >>> AveragePooling3D(2, 2)(tf.ones([2, 6, 6, 6, 3])).shape.as_list()
      [2, 3, 3, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("AVG", 3, pool_size, strides, padding, data_format, name, **kwargs)


class MaxPooling1D(Pooling):
    """The maximum of each window over 1 axis; arguments as :class:`Pooling`.

    Example:
      >>> MaxPooling1D(2, 2)(tf.ones([2, 6, 3])).shape.as_list()
      [2, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("MAX", 1, pool_size, strides, padding, data_format, name, **kwargs)


class MaxPooling2D(Pooling):
    """The maximum of each window over 2 axes; arguments as :class:`Pooling`.

    Example:
      >>> MaxPooling2D(2, 2)(tf.ones([2, 6, 6, 3])).shape.as_list()
      [2, 3, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("MAX", 2, pool_size, strides, padding, data_format, name, **kwargs)


class MaxPooling3D(Pooling):
    """The maximum of each window over 3 axes; arguments as :class:`Pooling`.

    Example:
      >>> MaxPooling3D(2, 2)(tf.ones([2, 6, 6, 6, 3])).shape.as_list()
      [2, 3, 3, 3, 3]
    """

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__("MAX", 3, pool_size, strides, padding, data_format, name, **kwargs)


def average_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The average of each window over 1 axis; arguments as :class:`AveragePooling1D`.

    Example:
      >>> average_pooling1d(tf.ones([2, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3]
    """
    return run(AveragePooling1D, locals())


def average_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The average of each window over 2 axes; arguments as :class:`AveragePooling2D`.

    Example:
      >>> average_pooling2d(tf.ones([2, 6, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3, 3]
    """
    return run(AveragePooling2D, locals())


def average_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The average of each window over 3 axes; arguments as :class:`AveragePooling3D`.

    Example:
      >>> average_pooling3d(tf.ones([2, 6, 6, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3, 3, 3]
    """
    return run(AveragePooling3D, locals())


def max_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The maximum of each window over 1 axis; arguments as :class:`MaxPooling1D`.

    Example:
      >>> max_pooling1d(tf.ones([2, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3]
    """
    return run(MaxPooling1D, locals())


def max_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The maximum of each window over 2 axes; arguments as :class:`MaxPooling2D`.

    Example:
      >>> max_pooling2d(tf.ones([2, 6, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3, 3]
    """
    return run(MaxPooling2D, locals())


def max_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str | None = "channels_last",
    name: str | None = None,
) -> Any:
    """The maximum of each window over 3 axes; arguments as :class:`MaxPooling3D`.

    Example:
      >>> max_pooling3d(tf.ones([2, 6, 6, 6, 3]), 2, 2).shape.as_list()
      [2, 3, 3, 3, 3]
    """
    return run(MaxPooling3D, locals())
