"""``tf.contrib.lookup``'s functions that make tables from vocabularies."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib import lookup
from tf1compat.contrib.hash_tables import HashTable
from tf1compat.contrib.lookup import FastHashSpec, HasherSpec, IdTableWithHashBuckets
from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1
_WHOLE_LINE, _LINE_NUMBER = lookup.WHOLE_LINE, lookup.LINE_NUMBER


def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    dtype: Any = tf.string,
    name: str | None = None,
) -> Any:
    """A table from words to their positions in ``mapping``.

    Args:
      mapping: the words (or integers), [N].
      num_oov_buckets: buckets for unknown words, N to N + num_oov_buckets - 1.
      default_value: of unknown words where there are no buckets.
      hasher_spec: the hash of the buckets.
      dtype: of the keys, string or an integer type.
      name: of the operations.

    Raises:
      ArgumentValueError: no mapping, or one of another type; a negative number of buckets.
      ArgumentTypeError: a type that is neither string nor integer.

    Example:
      >>> from tf1compat.contrib.vocabulary import index_table_from_tensor
      >>> import tensorflow as tf
      >>> index_table_from_tensor(["no", "yes"]).lookup(tf.constant(["yes", "?"])).numpy().tolist()
      [1, -1]
    """
    _check(mapping, "mapping", "index_table_from_tensor", num_oov_buckets)
    dtype = _key_dtype(dtype, "index_table_from_tensor")
    with _v1.name_scope(name, "string_to_index"):
        keys = tf.convert_to_tensor(mapping)
        if keys.dtype.is_integer != dtype.is_integer or (
            not dtype.is_integer and keys.dtype.base_dtype != dtype
        ):
            raise ArgumentValueError(
                "tf.contrib.lookup.index_table_from_tensor",
                "mapping",
                expected=f"type {dtype.name}",
                received=f"type {keys.dtype.name}",
                remedy="pass dtype as it is in the mapping",
            )
        if keys.dtype.is_integer:
            keys = tf.cast(keys, tf.int64)
        ids = tf.range(tf.size(keys, out_type=tf.int64), dtype=tf.int64)
        table = HashTable(lookup.KeyValueTensorInitializer(keys, ids), default_value)
        return _with_buckets(table, num_oov_buckets, hasher_spec, dtype)


def index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    key_dtype: Any = tf.string,
    name: str | None = None,
    key_column_index: int = _WHOLE_LINE,
    value_column_index: int = _LINE_NUMBER,
    delimiter: str = "\t",
) -> Any:
    """A table from the words of a file to their line numbers.

    Args:
      vocabulary_file: one word a line.
      num_oov_buckets: buckets for unknown words, after the last line number.
      vocab_size: how many lines, where that is known.
      default_value: of unknown words where there are no buckets.
      hasher_spec: the hash of the buckets.
      key_dtype: of the keys, string or an integer type.
      name: of the operations.
      key_column_index: the column of the words; -2 is the whole line.
      value_column_index: the column of the numbers; -1 is the line number.
      delimiter: between columns.

    Raises:
      ArgumentValueError: no file, a negative number of buckets, a size below 1.
      ArgumentTypeError: a type that is neither string nor integer.
    """
    _check(vocabulary_file, "vocabulary_file", "index_table_from_file", num_oov_buckets)
    _check_size(vocab_size, "index_table_from_file")
    dtype = _key_dtype(key_dtype, "index_table_from_file")
    with _v1.name_scope(name, "string_to_index"):
        initializer = lookup.TextFileIdTableInitializer(
            vocabulary_file,
            key_column_index,
            value_column_index,
            vocab_size,
            delimiter,
            name="table_init",
            key_dtype=tf.int64 if dtype.is_integer else dtype,
        )
        table = HashTable(initializer, default_value)
        return _with_buckets(table, num_oov_buckets, hasher_spec, dtype)


def index_to_string_table_from_tensor(
    mapping: Any, default_value: str = "UNK", name: str | None = None
) -> Any:
    """A table from positions in ``mapping`` to its words.

    Example:
      >>> from tf1compat.contrib.vocabulary import index_to_string_table_from_tensor
      >>> import tensorflow as tf
      >>> table = index_to_string_table_from_tensor(["no", "yes"])
      >>> table.lookup(tf.constant([1, 7], tf.int64)).numpy().tolist()
      [b'yes', b'UNK']
    """
    _check(mapping, "mapping", "index_to_string_table_from_tensor", 0)
    with _v1.name_scope(name, "index_to_string"):
        words = tf.convert_to_tensor(mapping, dtype=tf.string)
        ids = tf.range(tf.size(words, out_type=tf.int64), dtype=tf.int64)
        return HashTable(lookup.KeyValueTensorInitializer(ids, words), default_value)


def index_to_string_table_from_file(
    vocabulary_file: Any,
    vocab_size: int | None = None,
    default_value: str = "UNK",
    name: str | None = None,
    key_column_index: int = _LINE_NUMBER,
    value_column_index: int = _WHOLE_LINE,
    delimiter: str = "\t",
) -> Any:
    """A table from line numbers to the words of a file; see ``index_table_from_file``."""
    _check(vocabulary_file, "vocabulary_file", "index_to_string_table_from_file", 0)
    _check_size(vocab_size, "index_to_string_table_from_file")
    with _v1.name_scope(name, "index_to_string"):
        initializer = lookup.TextFileStringTableInitializer(
            vocabulary_file,
            key_column_index,
            value_column_index,
            vocab_size,
            delimiter,
            name="table_init",
        )
        return HashTable(initializer, default_value)


def string_to_index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """The older name of ``index_table_from_file``, for strings."""
    return index_table_from_file(
        vocabulary_file, num_oov_buckets, vocab_size, default_value, hasher_spec, name=name
    )


def string_to_index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """The older name of ``index_table_from_tensor``, for strings."""
    return index_table_from_tensor(mapping, num_oov_buckets, default_value, hasher_spec, name=name)


def string_to_index(
    tensor: Any, mapping: Any, default_value: int = -1, name: str | None = None
) -> Any:
    """The positions in ``mapping`` of the words of ``tensor``."""
    table = index_table_from_tensor(mapping, default_value=default_value, name=name)
    return table.lookup(tensor)


def index_to_string(
    tensor: Any, mapping: Any, default_value: str = "UNK", name: str | None = None
) -> Any:
    """The words of ``mapping`` at the positions of ``tensor``."""
    table = index_to_string_table_from_tensor(mapping, default_value, name)
    return table.lookup(tensor)


def _with_buckets(table: Any, num_oov_buckets: int, spec: HasherSpec, dtype: Any) -> Any:
    if num_oov_buckets == 0:
        return table
    return IdTableWithHashBuckets(table, num_oov_buckets, spec, key_dtype=dtype)


def _check(source: Any, argument: str, symbol: str, num_oov_buckets: int) -> None:
    if source is None or (isinstance(source, str) and not source):
        raise ArgumentValueError(
            f"tf.contrib.lookup.{symbol}",
            argument,
            expected="a vocabulary",
            received=repr(source),
            remedy="pass a list of words, or the path of a file with one a line",
            known_as=f"{argument} must be specified and must not be empty.",
        )
    if num_oov_buckets < 0:
        raise ArgumentValueError(
            f"tf.contrib.lookup.{symbol}",
            "num_oov_buckets",
            expected="0 or more",
            received=num_oov_buckets,
            remedy="count the buckets for unknown words",
        )


def _check_size(vocab_size: int | None, symbol: str) -> None:
    if vocab_size is not None and vocab_size < 1:
        raise ArgumentValueError(
            f"tf.contrib.lookup.{symbol}",
            "vocab_size",
            expected="1 or more",
            received=vocab_size,
            remedy="count the lines, or leave it out",
        )


def _key_dtype(dtype: Any, symbol: str) -> Any:
    dtype = tf.as_dtype(dtype)
    if not dtype.is_integer and dtype != tf.string:
        raise ArgumentTypeError(
            f"tf.contrib.lookup.{symbol}",
            "dtype",
            expected="string or an integer type",
            received=dtype.name,
            remedy="convert the keys",
        )
    return dtype
