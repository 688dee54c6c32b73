"""``HashTable`` of ``tf.contrib.lookup``: today's, which may be shared by name as TF1's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

_StaticHashTable: Any = tf.compat.v1.lookup.StaticHashTable


class HashTable(_StaticHashTable):
    """A table that its initializer fills, once.

    Args:
      initializer: ``KeyValueTensorInitializer`` or ``TextFileInitializer``.
      default_value: for keys that are not there.
      shared_name: tables of one name are one table, in every session of the process.
      name: of the table.

    Source: ``tf.contrib.lookup.HashTable`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.vocabulary import index_table_from_tensor
      >>> import tensorflow as tf
      >>> table = index_table_from_tensor(["a", "b"], num_oov_buckets=1)
      >>> table.lookup(tf.constant(["b", "x"])).numpy().tolist()
      [1, 2]
    """

    _tf1_shared: Callable[[], Any] | None = None
    _tf1_name: str | None = None

    def __init__(
        self,
        initializer: Any,
        default_value: Any,
        shared_name: str | None = None,
        name: str | None = None,
    ) -> None:
        if shared_name is not None:
            self._tf1_shared = lambda: tf.raw_ops.HashTableV2(
                shared_name=shared_name,
                key_dtype=initializer.key_dtype,
                value_dtype=initializer.value_dtype,
                name=name or "hash_table",
            )
        super().__init__(initializer, default_value, name)

    def _create_resource(self) -> Any:
        if self._tf1_shared is None:
            return super()._create_resource()
        handle = self._tf1_shared()
        if not tf.executing_eagerly():
            self._tf1_name = handle.op.name.rpartition("/")[2]
        return handle

    @property
    def name(self) -> Any:
        """The name of the table in the graph; an eager table has none."""
        return self._tf1_name or super().name

    @property
    def init(self) -> Any:
        """The operation that fills the table, under its older name."""
        return self.initializer
