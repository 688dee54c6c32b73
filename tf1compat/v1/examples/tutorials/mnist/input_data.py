"""``tensorflow.examples.tutorials.mnist.input_data``."""

from __future__ import annotations

from tf1compat.contrib.mnist import DataSet as DataSet
from tf1compat.contrib.mnist import dense_to_one_hot as dense_to_one_hot
from tf1compat.contrib.mnist import extract_images as extract_images
from tf1compat.contrib.mnist import extract_labels as extract_labels
from tf1compat.contrib.mnist import read_data_sets as read_data_sets
from tf1compat.v1 import _namespace

__all__ = ["DataSet", "dense_to_one_hot", "extract_images", "extract_labels", "read_data_sets"]

_namespace.join(__name__, "tf.examples.tutorials.mnist.input_data")
