"""``tf.contrib.framework.RecordInput`` and ``BoundedTensorSpec``."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_TensorSpec: Any = tf.TensorSpec


class RecordInput:
    """Reads TFRecord files over and over and yields their records in random order.

    Args:
      file_pattern: of the files, with wildcards.
      batch_size: records at a time.
      buffer_size: records that are held to draw from.
      parallelism: files that are read at once.
      shift_ratio: how far each epoch begins after the last, as a part of the files.
      seed: of the draw.
      name: of the operation.
      batches: how many batches to yield at once, as a list; ``None`` for one tensor.
      compression_type: a ``TFRecordCompressionType``; none by default.

    Source: ``tf.contrib.framework.RecordInput`` of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        file_pattern: str,
        batch_size: int = 1,
        buffer_size: int = 1,
        parallelism: int = 1,
        shift_ratio: float = 0,
        seed: int = 0,
        name: str | None = None,
        batches: int | None = None,
        compression_type: Any = None,
    ) -> None:
        kinds = _v1.io.TFRecordCompressionType
        kind = kinds.NONE if compression_type is None else compression_type
        self._batches = batches
        self._name = name
        self._batch_size = batch_size * (batches or 1)
        self._settings = {
            "file_pattern": file_pattern,
            "file_random_seed": seed,
            "file_shuffle_shift_ratio": shift_ratio,
            "file_buffer_size": buffer_size,
            "file_parallelism": parallelism,
            "batch_size": self._batch_size,
            "compression_type": _v1.io.TFRecordOptions.get_compression_type_string(
                _v1.io.TFRecordOptions(kind)
            ),
        }

    def get_yield_op(self) -> Any:
        """The records, ``[batch_size]``; with ``batches``, that many lists of scalars."""
        records = tf.raw_ops.RecordInput(name=self._name, **self._settings)
        if self._batches is None:
            return records
        with tf.name_scope(self._name or ""):
            scalars = [tf.reshape(part, []) for part in tf.split(records, self._batch_size)]
        return [scalars[start :: self._batches] for start in range(self._batches)]


class BoundedTensorSpec(_TensorSpec):
    """A ``TensorSpec`` with the least and the greatest value, both allowed.

    Args:
      shape: of the tensor.
      dtype: of the tensor.
      minimum: number, or array that can be broadcast to ``shape``.
      maximum: the same.
      name: of the tensor.

    Raises:
      ArgumentValueError: a bound is missing or does not fit the shape.

    Source: ``tf.contrib.framework.BoundedTensorSpec`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.records import BoundedTensorSpec
      >>> spec = BoundedTensorSpec([2, 3], tf.int32, 0, [4, 5, 6])
      >>> spec.minimum.tolist(), spec.maximum.tolist(), spec.shape.as_list()
      (0, [4, 5, 6], [2, 3])
    """

    __slots__ = ("_tf1_bounds",)

    def __init__(
        self, shape: Any, dtype: Any, minimum: Any, maximum: Any, name: str | None = None
    ) -> None:
        super().__init__(shape, dtype, name)
        self._tf1_bounds = (self._bound("minimum", minimum), self._bound("maximum", maximum))

    def _bound(self, argument: str, value: Any) -> Any:
        try:
            array: Any = None if value is None else np.array(value, self.dtype.as_numpy_dtype)
            if array is not None and self.shape.rank is not None:
                tf.broadcast_static_shape(tf.TensorShape(array.shape), self.shape)
        except ValueError:
            array = None
        if array is None:
            raise ArgumentValueError(
                "BoundedTensorSpec", argument, expected=f"a bound for shape {self.shape}",
                received=repr(value), remedy="give minimum and maximum, numbers or such arrays",
            )
        array.setflags(write=False)
        return array

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> Any:
        """The spec with bounds: its own, else those of its dtype."""
        dtype = tf.as_dtype(spec.dtype)
        minimum = getattr(spec, "minimum", dtype.min)
        maximum = getattr(spec, "maximum", dtype.max)
        return cls(spec.shape, dtype, minimum, maximum, name or spec.name)

    @property
    def minimum(self) -> Any:
        """The least value, as an array."""
        return self._tf1_bounds[0]

    @property
    def maximum(self) -> Any:
        """The greatest value, as an array."""
        return self._tf1_bounds[1]

    def __repr__(self) -> str:
        return (
            f"BoundedTensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r}, "
            f"minimum={self.minimum!r}, maximum={self.maximum!r})"
        )

    def __eq__(self, other: object) -> bool:
        bounds = (getattr(other, "minimum", None), getattr(other, "maximum", None))
        return (
            super().__eq__(other) is True
            and None not in [None if b is None else 0 for b in bounds]
            and all(
                np.allclose(np.asarray(a), np.asarray(b))
                for a, b in zip(self._tf1_bounds, bounds, strict=True)
            )
        )

    __hash__ = _TensorSpec.__hash__

    def __reduce__(self) -> Any:
        return type(self), (self.shape, self.dtype, self.minimum, self.maximum, self.name)
