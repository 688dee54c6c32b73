"""``tf.contrib.data``: what moved to ``tf.data.experimental`` unchanged, and batches."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.contrib.batching import batch_and_drop_remainder as batch_and_drop_remainder
from tf1compat.contrib.batching import (
    padded_batch_and_drop_remainder as padded_batch_and_drop_remainder,
)
from tf1compat.v1 import _namespace, _private

_v1 = _tensorflow.compat.v1

AUTOTUNE = _v1.data.experimental.AUTOTUNE
Counter = _v1.data.experimental.Counter
CsvDataset = _v1.data.experimental.CsvDataset
Optional = _v1.data.experimental.Optional
RandomDataset = _v1.data.experimental.RandomDataset
Reducer = _v1.data.experimental.Reducer
SqlDataset = _v1.data.experimental.SqlDataset
TFRecordWriter = _v1.data.experimental.TFRecordWriter
bucket_by_sequence_length = _v1.data.experimental.bucket_by_sequence_length
choose_from_datasets = _v1.data.experimental.choose_from_datasets
copy_to_device = _v1.data.experimental.copy_to_device
dense_to_sparse_batch = _v1.data.experimental.dense_to_sparse_batch
enumerate_dataset = _v1.data.experimental.enumerate_dataset
get_next_as_optional = _v1.data.experimental.get_next_as_optional
get_single_element = _v1.data.experimental.get_single_element
group_by_reducer = _v1.data.experimental.group_by_reducer
group_by_window = _v1.data.experimental.group_by_window
ignore_errors = _v1.data.experimental.ignore_errors
make_batched_features_dataset = _v1.data.experimental.make_batched_features_dataset
make_csv_dataset = _v1.data.experimental.make_csv_dataset
make_saveable_from_iterator = _v1.data.experimental.make_saveable_from_iterator
map_and_batch = _v1.data.experimental.map_and_batch
parallel_interleave = _v1.data.experimental.parallel_interleave
parse_example_dataset = _v1.data.experimental.parse_example_dataset
prefetch_to_device = _v1.data.experimental.prefetch_to_device
rejection_resample = _v1.data.experimental.rejection_resample
sample_from_datasets = _v1.data.experimental.sample_from_datasets
scan = _v1.data.experimental.scan
shuffle_and_repeat = _v1.data.experimental.shuffle_and_repeat
unbatch = _v1.data.experimental.unbatch
unique = _v1.data.experimental.unique

__all__ = [
    "AUTOTUNE",
    "Counter",
    "CsvDataset",
    "Optional",
    "RandomDataset",
    "Reducer",
    "SqlDataset",
    "TFRecordWriter",
    "batch_and_drop_remainder",
    "bucket_by_sequence_length",
    "choose_from_datasets",
    "copy_to_device",
    "dense_to_sparse_batch",
    "enumerate_dataset",
    "get_next_as_optional",
    "get_single_element",
    "group_by_reducer",
    "group_by_window",
    "ignore_errors",
    "make_batched_features_dataset",
    "make_csv_dataset",
    "make_saveable_from_iterator",
    "map_and_batch",
    "padded_batch_and_drop_remainder",
    "parallel_interleave",
    "parse_example_dataset",
    "prefetch_to_device",
    "rejection_resample",
    "sample_from_datasets",
    "scan",
    "shuffle_and_repeat",
    "unbatch",
    "unique",
]

_namespace.join(__name__, "tf.contrib.data", kind=_private.ContribNamespace)
