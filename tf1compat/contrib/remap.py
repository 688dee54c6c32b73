"""``tf.contrib.framework``'s initializers that load a matrix and put its rows in a new order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1
Initializer = Callable[..., Any]
_SYMBOL = "load_and_remap_matrix_initializer"


class _Axis(NamedTuple):
    """One axis of the new matrix: its words, those of the old one, and buckets behind them."""

    name: str
    size: int
    old_file: Any
    new_file: Any
    oov_buckets: int
    old_size: int = -1

    def check(self) -> None:
        if bool(self.old_file) != bool(self.new_file):
            raise _bad(
                f"old_{self.name}_vocab_file, new_{self.name}_vocab_file",
                "both files or neither",
                (self.old_file, self.new_file),
                "give both",
            )
        if self.oov_buckets < 0:
            raise _bad(
                f"num_{self.name}_oov_buckets", "a number from 0", self.oov_buckets, "use 0"
            )

    @property
    def is_remapped(self) -> bool:
        return bool(self.new_file)

    def remapping(self, offset: int, count: int) -> tuple[Any, Any]:
        """The old place of each new word, and how many there are."""
        found = tf.raw_ops.GenerateVocabRemapping(
            new_vocab_file=self.new_file,
            old_vocab_file=self.old_file,
            new_vocab_offset=offset,
            num_new_vocab=count,
            old_vocab_size=self.old_size,
        )
        return found.remapping, found.num_present


def load_and_remap_matrix_initializer(
    ckpt_path: Any,
    old_tensor_name: str,
    new_row_vocab_size: int,
    new_col_vocab_size: int,
    old_row_vocab_size: int = -1,
    old_row_vocab_file: Any = None,
    new_row_vocab_file: Any = None,
    old_col_vocab_file: Any = None,
    new_col_vocab_file: Any = None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    initializer: Initializer | None = None,
    max_rows_in_memory: int = -1,
) -> Initializer:
    """Rows and columns of a saved matrix in the order of new vocabularies.

    new[i, j] = old[line of new_row[i] in old_row, line of new_col[j] in old_col]
    where both words were there; else, and in the buckets, what ``initializer`` gives.

    Args:
      ckpt_path: of the checkpoint.
      old_tensor_name: the float32 matrix in it.
      new_row_vocab_size: lines of ``new_row_vocab_file``; without it, rows to load.
      new_col_vocab_size: the same of the columns.
      old_row_vocab_size: how many lines of the old rows count; -1 for all.
      old_row_vocab_file: one word a line; ``None`` leaves the rows as they are.
      new_row_vocab_file: the same of the new rows.
      old_col_vocab_file: the same of the old columns.
      new_col_vocab_file: the same of the new columns.
      num_row_oov_buckets: rows behind the words.
      num_col_oov_buckets: columns behind the words.
      initializer: of what is missing; zeros by default.
      max_rows_in_memory: how much is read at once; all by default.

    Returns:
      an initializer ``(shape, dtype, partition_info)`` for ``tf.get_variable``; the variable may
      be split along its rows.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no function as initializer; another dtype than float32.
      ArgumentValueError: one file of a pair, no pair at all, or shapes that do not fit.

    Source: ``tf.contrib.framework.load_and_remap_matrix_initializer`` of TensorFlow 1.15.5.
    """
    fill = _v1.zeros_initializer() if initializer is None else initializer
    if not callable(fill):
        raise ArgumentTypeError(
            _SYMBOL, "initializer", expected="a callable initializer", received=repr(fill),
            remedy="pass tf.zeros_initializer() or a function of a shape",
        )
    rows = _Axis(
        "row", new_row_vocab_size, old_row_vocab_file, new_row_vocab_file, num_row_oov_buckets,
        old_row_vocab_size,
    )
    columns = _Axis(
        "col", new_col_vocab_size, old_col_vocab_file, new_col_vocab_file, num_col_oov_buckets
    )
    source = {
        "ckpt_path": ckpt_path,
        "old_tensor_name": old_tensor_name,
        "max_rows_in_memory": max_rows_in_memory,
    }

    def initialize(
        shape: Sequence[int], dtype: Any = tf.float32, partition_info: Any = None
    ) -> Any:
        if dtype != tf.float32:
            raise ArgumentTypeError(
                _SYMBOL, "dtype", expected="float32, the only type supported",
                received=tf.as_dtype(dtype).name, remedy="cast the variable's value later",
            )
        offset = 0 if partition_info is None else partition_info.single_offset(shape)
        _check_shape(shape, offset, rows, columns)
        buckets = min(shape[0], max(0, offset + shape[0] - rows.size))
        if offset > rows.size:
            return fill(shape)
        part = rows._replace(size=shape[0] - buckets, oov_buckets=buckets)
        return _load(source, part, columns, offset, fill)

    return initialize


def _check_shape(shape: Sequence[int], offset: int, rows: _Axis, columns: _Axis) -> None:
    width = columns.size + columns.oov_buckets
    height = rows.size + rows.oov_buckets
    if len(shape) != 2 or shape[0] <= 0 or shape[1] != width:
        raise _bad("shape", f"[rows, {width}]", list(shape), "fit the variable to the new sizes")
    if offset + shape[0] > height:
        raise _bad(
            "shape", f"at most {height} rows", f"{shape[0]} rows after {offset}",
            "fit the variable to the new sizes",
        )


def _load(
    source: dict[str, Any], rows: _Axis, columns: _Axis, offset: int, fill: Initializer
) -> Any:
    rows.check()
    columns.check()
    if not (rows.is_remapped or columns.is_remapped):
        raise _bad(
            "vocab files", "files of the rows or of the columns", "none",
            "use tf.train.init_from_checkpoint where nothing is remapped",
        )
    places: Any = tf.range(offset, offset + rows.size, dtype=tf.int64)
    row_count: Any = rows.size
    if rows.is_remapped:
        places, row_count = rows.remapping(offset, rows.size)
    column_places: Any = tf.zeros([0], tf.int64)
    column_count: Any = columns.size
    if columns.is_remapped:
        column_places, column_count = columns.remapping(0, columns.size)
    missing = fill([rows.size * columns.size - row_count * column_count, 1])
    matrix = tf.raw_ops.LoadAndRemapMatrix(
        row_remapping=places,
        col_remapping=column_places,
        initializing_values=missing,
        num_rows=rows.size,
        num_cols=columns.size,
        **source,
    )
    return _with_buckets(matrix, rows, columns, fill)


def _with_buckets(matrix: Any, rows: _Axis, columns: _Axis, fill: Initializer) -> Any:
    if rows.oov_buckets > 0:
        matrix = tf.concat([matrix, fill([rows.oov_buckets, columns.size])], 0)
    if columns.oov_buckets > 0:
        height = rows.size + rows.oov_buckets
        matrix = tf.concat([matrix, fill([height, columns.oov_buckets])], 1)
    return matrix


def load_embedding_initializer(
    ckpt_path: Any,
    embedding_tensor_name: str,
    new_vocab_size: int,
    embedding_dim: int,
    old_vocab_file: Any,
    new_vocab_file: Any,
    old_vocab_size: int = -1,
    num_oov_buckets: int = 0,
    initializer: Initializer | None = None,
    max_rows_in_memory: int = -1,
) -> Initializer:
    """Saved word vectors in the order of a new vocabulary.

    Args: as for ``load_and_remap_matrix_initializer``; words stand in the rows, and what is
      missing is drawn from a truncated normal of standard deviation 1/√embedding_dim.

    Source: ``tf.contrib.framework.load_embedding_initializer`` of TensorFlow 1.15.5.
    """
    if initializer is None:
        initializer = _v1.truncated_normal_initializer(stddev=embedding_dim**-0.5)
    return load_and_remap_matrix_initializer(
        ckpt_path,
        embedding_tensor_name,
        new_vocab_size,
        embedding_dim,
        old_row_vocab_size=old_vocab_size,
        old_row_vocab_file=old_vocab_file,
        new_row_vocab_file=new_vocab_file,
        num_row_oov_buckets=num_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )


def load_linear_multiclass_bias_initializer(
    ckpt_path: Any,
    bias_tensor_name: str,
    new_class_vocab_size: int,
    old_class_vocab_file: Any,
    new_class_vocab_file: Any,
    num_class_oov_buckets: int = 0,
    initializer: Initializer | None = None,
    max_rows_in_memory: int = -1,
) -> Initializer:
    """A saved bias, [classes, 1], in the order of new classes.

    Args: as for ``load_and_remap_matrix_initializer``; classes stand in the rows.

    Source: ``tf.contrib.framework.load_linear_multiclass_bias_initializer`` of TensorFlow 1.15.5.
    """
    return load_and_remap_matrix_initializer(
        ckpt_path,
        bias_tensor_name,
        new_class_vocab_size,
        1,
        old_row_vocab_file=old_class_vocab_file,
        new_row_vocab_file=new_class_vocab_file,
        num_row_oov_buckets=num_class_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )


def load_variable_slot_initializer(
    ckpt_path: Any,
    old_tensor_name: str,
    primary_partition_info: Any,
    new_row_vocab_size: int,
    new_col_vocab_size: int,
    old_row_vocab_file: Any = None,
    new_row_vocab_file: Any = None,
    old_col_vocab_file: Any = None,
    new_col_vocab_file: Any = None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    initializer: Initializer | None = None,
    max_rows_in_memory: int = -1,
) -> Initializer:
    """A saved optimizer slot, for the part of its variable that ``primary_partition_info`` tells.

    Args: as for ``load_and_remap_matrix_initializer``.

    Source: ``tf.contrib.framework.load_variable_slot_initializer`` of TensorFlow 1.15.5.
    """
    files = (old_row_vocab_file, new_row_vocab_file, old_col_vocab_file, new_col_vocab_file)
    behind = (num_row_oov_buckets, num_col_oov_buckets)
    load = load_and_remap_matrix_initializer(
        ckpt_path, old_tensor_name, new_row_vocab_size, new_col_vocab_size, -1, *files, *behind,
        initializer, max_rows_in_memory,
    )

    def initialize(
        shape: Sequence[int], dtype: Any = tf.float32, partition_info: Any = None
    ) -> Any:
        del partition_info  # a slot is made outside of its variable's scope
        return load(shape, dtype, partition_info=primary_partition_info)

    return initialize


def _bad(argument: str, expected: str, received: object, remedy: str) -> ArgumentValueError:
    return ArgumentValueError(
        _SYMBOL, argument, expected=expected, received=repr(received), remedy=remedy
    )
