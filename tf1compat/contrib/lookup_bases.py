"""The base classes of ``tf.contrib.lookup``, for programs with tables of their own.

They are resources that TensorFlow tracks (``tf.saved_model.experimental.TrackableResource``), as
its own tables are, and ``isinstance`` knows those too.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError

_v1 = tf.compat.v1
_Resource: Any = tf.saved_model.experimental.TrackableResource


class _KindOfTable(type(_Resource)):  # type: ignore[misc]
    """Lets ``isinstance`` count TensorFlow's tables, which have bases of their own."""

    members: tuple[type, ...] = ()

    def __instancecheck__(cls, instance: object) -> bool:
        return super().__instancecheck__(instance) or isinstance(
            instance, cls.__dict__.get("members", ())
        )


class LookupInterface(_Resource, metaclass=_KindOfTable):
    """A table from keys to values: the base of every table.

    Args:
      key_dtype: of the keys.
      value_dtype: of the values.

    Source: ``tf.contrib.lookup.LookupInterface`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.lookup_bases import LookupInterface
      >>> from tf1compat.contrib.vocabulary import index_table_from_tensor
      >>> isinstance(index_table_from_tensor(["a"]), LookupInterface)
      True
    """

    members: tuple[Any, ...] = (
        _v1.lookup.StaticHashTable,
        _v1.lookup.StaticVocabularyTable,
        _v1.lookup.experimental.MutableHashTable,
        _v1.lookup.experimental.DenseHashTable,
    )

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = tf.as_dtype(key_dtype)
        self._value_dtype = tf.as_dtype(value_dtype)
        super().__init__()

    @property
    def key_dtype(self) -> Any:
        """The type of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> Any:
        """The type of the values."""
        return self._value_dtype

    @property
    def name(self) -> Any:
        """The table's name, which a subclass knows; TF1 gave this very value otherwise."""
        return NotImplementedError

    def _create_resource(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define _create_resource")

    def size(self, name: str | None = None) -> Any:
        """The number of entries."""
        raise NotImplementedError(f"{type(self).__name__} must define size")

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of the keys."""
        raise NotImplementedError(f"{type(self).__name__} must define lookup")


class InitializableLookupTableBase(LookupInterface):
    """A table that its initializer fills: a subclass says which resource it is.

    Args:
      default_value: for keys that are not there.
      initializer: a ``TableInitializerBase``, which knows the types.

    Raises:
      ArgumentTypeError: (a ``TypeError``, from ``lookup``) keys of another type.

    Source: ``tf.contrib.lookup.InitializableLookupTableBase`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.lookup_bases import InitializableLookupTableBase
      >>> class Ages(InitializableLookupTableBase):
      ...     name = "ages"
      ...     def _create_resource(self):
      ...         return tf.raw_ops.HashTableV2(
      ...             key_dtype=self.key_dtype, value_dtype=self.value_dtype, shared_name="ages")
      >>> filled = tf.lookup.KeyValueTensorInitializer(["Ada"], tf.constant([36]))
      >>> Ages(-1, filled).lookup(tf.constant(["Ada", "Bob"])).numpy().tolist()
      [36, -1]
    """

    members: tuple[Any, ...] = (_v1.lookup.StaticHashTable,)

    def __init__(self, default_value: Any, initializer: Any) -> None:
        super().__init__(initializer.key_dtype, initializer.value_dtype)
        self._default_value = tf.convert_to_tensor(default_value, dtype=self._value_dtype)
        self._default_value.shape.assert_is_compatible_with([])
        self._initializer = initializer
        self._handle = None
        with tf.init_scope():
            self._init_op = self._initialize()

    @property
    def resource_handle(self) -> Any:
        """The resource, made when first asked for and then kept."""
        if self._handle is None:
            with tf.init_scope():
                self._handle = self._create_resource()
        return self._handle

    def _initialize(self) -> Any:
        return self._initializer.initialize(self)

    @property
    def initializer(self) -> Any:
        """The operation that fills the table."""
        return self._init_op

    @property
    def init(self) -> Any:
        """``initializer`` under its older name."""
        return self._init_op

    @property
    def default_value(self) -> Any:
        """What a key that is not there gets."""
        return self._default_value

    def size(self, name: str | None = None) -> Any:
        """The number of entries."""
        with _v1.name_scope(name, f"{self.name}_Size"):
            return tf.raw_ops.LookupTableSizeV2(table_handle=self.resource_handle)

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of the keys, which may be a sparse tensor."""
        if keys.dtype.base_dtype != self._key_dtype:
            raise ArgumentTypeError(
                f"{type(self).__name__}.lookup",
                "keys",
                expected=f"keys of dtype {self._key_dtype.name}",
                received=f"dtype {keys.dtype.name}",
                remedy="cast them",
            )
        dense = keys.values if isinstance(keys, tf.SparseTensor) else keys
        with _v1.name_scope(name, f"{self.name}_Lookup"):
            values = tf.raw_ops.LookupTableFindV2(
                table_handle=self.resource_handle, keys=dense, default_value=self._default_value
            )
        values.set_shape(dense.shape)
        if isinstance(keys, tf.SparseTensor):
            return tf.SparseTensor(keys.indices, values, keys.dense_shape)
        return values


class _KindOfInitializer(type):
    def __instancecheck__(cls, instance: object) -> bool:
        kinds = (_v1.lookup.KeyValueTensorInitializer, _v1.lookup.TextFileInitializer)
        return super().__instancecheck__(instance) or (
            cls is TableInitializerBase and isinstance(instance, kinds)
        )


class TableInitializerBase(metaclass=_KindOfInitializer):
    """What fills a table: the base of the initializers.

    Args:
      key_dtype: of the keys.
      value_dtype: of the values.

    Source: ``tf.contrib.lookup.TableInitializerBase`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.lookup_bases import TableInitializerBase
      >>> TableInitializerBase("int64", "string").value_dtype.name
      'string'
    """

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = tf.as_dtype(key_dtype)
        self._value_dtype = tf.as_dtype(value_dtype)

    @property
    def key_dtype(self) -> Any:
        """The type of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> Any:
        """The type of the values."""
        return self._value_dtype

    @property
    def _shared_name(self) -> str:
        """TensorFlow's tables share a resource among equal initializers; these are never equal."""
        return ""

    def initialize(self, table: Any) -> Any:
        """The operation that fills ``table``; a subclass says how."""
        raise NotImplementedError(f"{type(self).__name__} must define initialize")
