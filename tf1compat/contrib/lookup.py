"""``tf.contrib.lookup``: tables from words to numbers and back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.contrib.lookup_bases import LookupInterface
from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1
_TextFileInitializer: Any = _v1.lookup.TextFileInitializer
WHOLE_LINE = _v1.lookup.TextFileIndex.WHOLE_LINE
LINE_NUMBER = _v1.lookup.TextFileIndex.LINE_NUMBER


class HasherSpec(NamedTuple):
    """The hash that spreads unknown words over buckets: its name and its key."""

    hasher: str
    key: Any


FastHashSpec = HasherSpec("fasthash", None)


class StrongHashSpec(HasherSpec):
    """A keyed hash, which nobody can aim at one bucket without the key.

    Args:
      key: two integers.
    """

    def __new__(cls, key: Sequence[int]) -> StrongHashSpec:
        if len(key) != 2 or not all(isinstance(part, int) for part in key):
            kind = ArgumentValueError if len(key) != 2 else ArgumentTypeError
            raise kind(
                "StrongHashSpec",
                "key",
                expected="two integers",
                received=repr(key),
                remedy="draw two random numbers once and keep them",
            )
        return super().__new__(cls, "stronghash", key)


MutableHashTable = _v1.lookup.experimental.MutableHashTable
MutableDenseHashTable = _v1.lookup.experimental.DenseHashTable
KeyValueTensorInitializer = _v1.lookup.KeyValueTensorInitializer
TextFileInitializer = _v1.lookup.TextFileInitializer
TextFileIndex = _v1.lookup.TextFileIndex


class TextFileStringTableInitializer(_TextFileInitializer):
    """Numbers to words: by default line numbers to whole lines."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = LINE_NUMBER,
        value_column_index: int = WHOLE_LINE,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = "text_file_string_table_init",
    ) -> None:
        super().__init__(
            filename,
            tf.int64,
            key_column_index,
            tf.string,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )


class TextFileIdTableInitializer(_TextFileInitializer):
    """Words (or integers) to numbers: by default whole lines to line numbers."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = WHOLE_LINE,
        value_column_index: int = LINE_NUMBER,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = "text_file_id_table_init",
        key_dtype: Any = tf.string,
    ) -> None:
        super().__init__(
            filename,
            key_dtype,
            key_column_index,
            tf.int64,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )


class IdTableWithHashBuckets:
    """A table of ids, and buckets for what is not in it.

    id = table[key] if it is there, else size + hash(key) mod num_oov_buckets

    Args:
      table: from strings or int64 to int64; ``None`` puts all keys into buckets.
      num_oov_buckets: how many buckets.
      hasher_spec: the hash, ``FastHashSpec`` or a ``StrongHashSpec``.
      name: of the table.
      key_dtype: of the keys given to ``lookup``, string or an integer type.

    Raises:
      ArgumentValueError: neither a table nor buckets.
      ArgumentTypeError: other types of keys or values, or no ``HasherSpec``.

    Source: ``tf.contrib.lookup.IdTableWithHashBuckets`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.lookup import IdTableWithHashBuckets
      >>> import tensorflow as tf
      >>> IdTableWithHashBuckets(None, 3).lookup(tf.constant(["a", "b", "a"])).shape.as_list()
      [3]
    """

    def __init__(
        self,
        table: Any,
        num_oov_buckets: int,
        hasher_spec: HasherSpec = FastHashSpec,
        name: str | None = None,
        key_dtype: Any = None,
    ) -> None:
        _check_hasher(hasher_spec)
        if table is None and num_oov_buckets <= 0:
            raise _bad_buckets("IdTableWithHashBuckets", "a positive number", num_oov_buckets)
        self._table = table
        self._num_oov_buckets = num_oov_buckets
        self._hasher_spec = hasher_spec
        self._key_dtype = self._checked_key_dtype(key_dtype)
        # An eager table has no name.
        named = (name or "").rstrip("/") or getattr(table, "name", None) or "hash_bucket"
        self._name = named.split("/")[-1]

    def _checked_key_dtype(self, key_dtype: Any) -> Any:
        table = self._table
        default = tf.string if table is None else table.key_dtype
        dtype = tf.as_dtype(default if key_dtype is None else key_dtype)
        fits = dtype.is_integer or dtype == tf.string
        if table is not None:
            fits = fits and table.key_dtype in (tf.int64, tf.string)
            fits = fits and table.key_dtype.is_integer == dtype.is_integer
            fits = fits and table.value_dtype == tf.int64
        if not fits:
            raise ArgumentTypeError(
                "IdTableWithHashBuckets",
                "key_dtype",
                expected="string or integer keys as in the table, and int64 values",
                received=f"{dtype.name}",
                remedy="make the table from strings or integers to int64",
                known_as=f"Invalid key_dtype: {dtype.name}",
            )
        return dtype

    @property
    def key_dtype(self) -> Any:
        """The type of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> Any:
        """int64."""
        return tf.int64

    @property
    def initializer(self) -> Any:
        """The operation that fills the table."""
        return _v1.no_op() if self._table is None else self._table.initializer

    @property
    def init(self) -> Any:
        """``initializer`` under its older name."""
        return self.initializer

    @property
    def resource_handle(self) -> Any:
        """That of the table; ``None`` without one."""
        return None if self._table is None else self._table.resource_handle

    @property
    def name(self) -> str:
        """The name of the table."""
        return self._name

    def size(self, name: str | None = None) -> Any:
        """The number of ids, buckets included."""
        with _v1.name_scope(name, f"{self.name}_Size"):
            return self._table_size() + self._num_oov_buckets

    def _table_size(self) -> Any:
        return tf.constant(0, tf.int64) if self._table is None else self._table.size()

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The ids of the keys, which may be a sparse tensor."""
        if keys.dtype.base_dtype != self._key_dtype:
            raise ArgumentTypeError(
                "IdTableWithHashBuckets.lookup",
                "keys",
                expected=f"type {self._key_dtype.name}",
                received=f"type {keys.dtype.name}",
                remedy="cast them",
            )
        if isinstance(keys, tf.SparseTensor):
            ids = self._ids(keys.values, name)
            return tf.SparseTensor(keys.indices, ids, keys.dense_shape)
        return self._ids(keys, name)

    def _ids(self, values: Any, name: str | None) -> Any:
        if self._table is not None and self._table.key_dtype == tf.int64:
            values = tf.cast(values, tf.int64)
        if self._num_oov_buckets == 0:
            return self._table.lookup(values, name=name)
        with _v1.name_scope(name, f"{self.name}_Lookup"):
            text = values if values.dtype == tf.string else tf.as_string(values)
            make = _hash_of(self._hasher_spec)
            buckets = make(text, num_buckets=self._num_oov_buckets, name="hash_bucket")
            if self._table is None:
                return buckets
            ids = self._table.lookup(values)
            known = tf.not_equal(ids, self._table.default_value)
            return tf.where(known, ids, buckets + self._table.size())


LookupInterface.members = (*LookupInterface.members, IdTableWithHashBuckets)


def _hash_of(spec: HasherSpec) -> Callable[..., Any]:
    if spec.hasher == "fasthash":
        return _v1.string_to_hash_bucket_fast  # type: ignore[no-any-return]
    if spec.hasher == "legacy":
        return _v1.string_to_hash_bucket  # type: ignore[no-any-return]
    if spec.hasher == "stronghash":
        return functools.partial(_v1.string_to_hash_bucket_strong, key=list(spec.key))
    raise ArgumentValueError(
        "tf.contrib.lookup", "hasher_spec", expected="FastHashSpec or a StrongHashSpec",
        received=repr(spec), remedy="use tf.contrib.lookup.FastHashSpec",
    )


def _check_hasher(spec: Any) -> None:
    if not isinstance(spec, HasherSpec):  # one of an unknown hasher fails when it is looked up
        raise ArgumentTypeError(
            "tf.contrib.lookup",
            "hasher_spec",
            expected="FastHashSpec or a StrongHashSpec",
            received=repr(spec),
            remedy="use tf.contrib.lookup.FastHashSpec",
        )


def _bad_buckets(symbol: str, expected: str, received: int) -> ArgumentValueError:
    return ArgumentValueError(
        f"tf.contrib.lookup.{symbol}",
        "num_oov_buckets",
        expected=expected,
        received=received,
        remedy="count the buckets for unknown words",
    )
