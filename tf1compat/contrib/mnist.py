"""``tensorflow.examples.tutorials.mnist.input_data``: the digits, from files that are there.

TF1 fetched missing files from a server; here that is an error which says what to put where.
The order of the batches is TF1's, draw for draw, for the same seeds.
"""

from __future__ import annotations

import gzip
import os
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_IMAGES, _LABELS = 2051, 2049  # the magic numbers that the files start with
_FILES = {
    "train": ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
    "test": ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
}

__all__ = [
    "DataSet",
    "dense_to_one_hot",
    "extract_images",
    "extract_labels",
    "load_mnist",
    "read_data_sets",
]


class Datasets(NamedTuple):
    """The three parts."""

    train: DataSet
    validation: DataSet
    test: DataSet


class DataSet:
    """Images and labels, in batches, epoch after epoch.

    Args:
      images: [N, rows, columns, 1], uint8.
      labels: [N], or [N, 10] one-hot.
      fake_data: constant examples instead.
      one_hot: of the constant labels.
      dtype: float32 rescales to [0, 1]; uint8 leaves the values.
      reshape: to [N, rows · columns].
      seed: of the shuffles; it seeds numpy's global generator, as in TF1.

    Raises:
      ArgumentTypeError: another dtype.
      ArgumentValueError: images and labels that differ in number, or more than one channel.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = tf.float32,
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        graph_seed, op_seed = tf.compat.v1.get_seed(seed)
        np.random.seed(graph_seed if seed is None else op_seed)
        self.one_hot = one_hot
        if fake_data:
            self._num_examples = 10000
        else:
            images = _prepared(images, labels, tf.as_dtype(dtype), reshape)
            self._num_examples = len(images)
        self._images, self._labels = images, labels
        self._epochs_completed = self._index_in_epoch = 0

    @property
    def images(self) -> Any:
        """The images, in the order of the current epoch."""
        return self._images

    @property
    def labels(self) -> Any:
        """The labels, in the order of the current epoch."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """N."""
        return self._num_examples

    @property
    def epochs_completed(self) -> int:
        """How often all examples have been given."""
        return self._epochs_completed

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> tuple[Any, Any]:
        """The next examples; a batch may end one epoch and begin the next.

        Args:
          batch_size: how many.
          fake_data: constant examples instead.
          shuffle: at the start of each epoch.
        """
        if fake_data:
            label = [1] + [0] * 9 if self.one_hot else 0
            return [[1] * 784] * batch_size, [label] * batch_size
        start = self._index_in_epoch
        if self._epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        if start + batch_size <= self._num_examples:
            self._index_in_epoch = end = start + batch_size
            return self._images[start:end], self._labels[start:end]
        self._epochs_completed += 1
        rest = self._images[start:], self._labels[start:]
        if shuffle:
            self._shuffle()
        self._index_in_epoch = end = batch_size - len(rest[0])
        new = self._images[:end], self._labels[:end]
        return np.concatenate([rest[0], new[0]]), np.concatenate([rest[1], new[1]])

    def _shuffle(self) -> None:
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images, self._labels = self._images[order], self._labels[order]


def _prepared(images: Any, labels: Any, dtype: Any, reshape: bool) -> Any:
    if dtype.base_dtype not in (tf.uint8, tf.float32):
        raise ArgumentTypeError(
            "DataSet",
            "dtype",
            expected="uint8 or float32",
            received=dtype.name,
            remedy="cast the batches",
        )
    if len(images) != len(labels) or (reshape and images.shape[3] != 1):
        raise ArgumentValueError(
            "DataSet",
            "images",
            expected="one label for each image of one channel",
            received=f"images {images.shape}, labels {labels.shape}",
            remedy="check the files, or pass reshape=False",
        )
    if reshape:
        images = images.reshape(len(images), -1)
    if dtype.base_dtype == tf.float32:
        images = images.astype(np.float32) * np.float32(1.0 / 255.0)
    return images


def read_data_sets(
    train_dir: str,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = tf.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str | None = None,
) -> Datasets:
    """Training, validation and test digits from the four files of MNIST.

    Args:
      train_dir: the folder with the files, gzipped as they are published.
      fake_data: constant examples, without files.
      one_hot: labels [N, 10] instead of [N].
      dtype: as for ``DataSet``.
      reshape: as for ``DataSet``.
      validation_size: how many of the training digits to set aside.
      seed: as for ``DataSet``.
      source_url: not used: nothing is downloaded.

    Raises:
      ArgumentValueError: a file that is missing or is no MNIST file; a size out of range.
    """
    del source_url  # nothing is downloaded, from nowhere
    options: dict[str, Any] = {"dtype": dtype, "reshape": reshape, "seed": seed}
    if fake_data:
        parts = [DataSet([], [], True, one_hot, dtype, seed=seed) for _ in range(3)]
        return Datasets(*parts)
    images, labels = _read(train_dir, "train", one_hot)
    test_images, test_labels = _read(train_dir, "test", one_hot)
    n = validation_size
    if not 0 <= n <= len(images):
        raise ArgumentValueError(
            "read_data_sets",
            "validation_size",
            expected=f"0 to {len(images)}",
            received=n,
            remedy="set aside at most all training digits",
        )
    return Datasets(
        train=DataSet(images[n:], labels[n:], **options),
        validation=DataSet(images[:n], labels[:n], **options),
        test=DataSet(test_images, test_labels, **options),
    )


def load_mnist(train_dir: str = "MNIST-data") -> Datasets:
    """``read_data_sets`` with its defaults."""
    return read_data_sets(train_dir)


def _read(folder: str, part: str, one_hot: bool) -> tuple[Any, Any]:
    images_file, labels_file = (os.path.join(folder, name) for name in _FILES[part])
    with _opened(images_file) as f:
        images = extract_images(f)
    with _opened(labels_file) as f:
        labels = extract_labels(f, one_hot=one_hot)
    return images, labels


def _opened(path: str) -> Any:
    if not os.path.exists(path):
        raise ArgumentValueError(
            "read_data_sets",
            "train_dir",
            expected=f"the file {path}",
            received="no such file, and nothing is downloaded",
            remedy="put the four files of MNIST, gzipped, into that folder",
        )
    return open(path, "rb")


def extract_images(f: Any) -> Any:
    """[N, rows, columns, 1] uint8 from an open file of images."""
    data, (count, rows, columns) = _content(f, _IMAGES, 3)
    return data.reshape(count, rows, columns, 1)


def extract_labels(f: Any, one_hot: bool = False, num_classes: int = 10) -> Any:
    """[N] uint8 from an open file of labels, or [N, num_classes] floats."""
    labels, _ = _content(f, _LABELS, 1)
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def dense_to_one_hot(labels_dense: Any, num_classes: int) -> Any:
    """[N] class numbers → [N, num_classes]."""
    return np.eye(num_classes)[labels_dense.ravel()]


def _content(f: Any, magic: int, rank: int) -> tuple[Any, list[int]]:
    """The values of an idx file, and its sizes."""
    with gzip.GzipFile(fileobj=f) as stream:
        header = np.frombuffer(stream.read(4 * (rank + 1)), dtype=">u4")
        sizes = [int(size) for size in header[1:]]
        data = np.frombuffer(stream.read(), dtype=np.uint8)
    if len(header) != rank + 1 or header[0] != magic or len(data) != np.prod(sizes):
        raise ArgumentValueError(
            "read_data_sets",
            "train_dir",
            expected=f"an MNIST file with magic number {magic}",
            received=f"{f.name}, which starts with {header.tolist()} and has {len(data)} values",
            remedy="fetch the file again",
        )
    return data, sizes
