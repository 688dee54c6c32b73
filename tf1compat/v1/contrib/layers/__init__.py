"""``tf.contrib.layers``."""

from __future__ import annotations

from tf1compat.contrib.initializers import (
    variance_scaling_initializer as variance_scaling_initializer,
)
from tf1compat.contrib.initializers import xavier_initializer as xavier_initializer
from tf1compat.contrib.initializers import xavier_initializer_conv2d as xavier_initializer_conv2d
from tf1compat.contrib.layers import OPTIMIZER_CLS_NAMES as OPTIMIZER_CLS_NAMES
from tf1compat.contrib.layers import OPTIMIZER_SUMMARIES as OPTIMIZER_SUMMARIES
from tf1compat.contrib.layers import avg_pool2d as avg_pool2d
from tf1compat.contrib.layers import avg_pool3d as avg_pool3d
from tf1compat.contrib.layers import batch_norm as batch_norm
from tf1compat.contrib.layers import bias_add as bias_add
from tf1compat.contrib.layers import bow_encoder as bow_encoder
from tf1compat.contrib.layers import conv1d as conv1d
from tf1compat.contrib.layers import conv2d as conv2d
from tf1compat.contrib.layers import conv2d_in_plane as conv2d_in_plane
from tf1compat.contrib.layers import conv2d_transpose as conv2d_transpose
from tf1compat.contrib.layers import conv3d as conv3d
from tf1compat.contrib.layers import conv3d_transpose as conv3d_transpose
from tf1compat.contrib.layers import convolution as convolution
from tf1compat.contrib.layers import convolution1d as convolution1d
from tf1compat.contrib.layers import convolution2d as convolution2d
from tf1compat.contrib.layers import convolution2d_in_plane as convolution2d_in_plane
from tf1compat.contrib.layers import convolution2d_transpose as convolution2d_transpose
from tf1compat.contrib.layers import convolution3d as convolution3d
from tf1compat.contrib.layers import convolution3d_transpose as convolution3d_transpose
from tf1compat.contrib.layers import dense_to_sparse as dense_to_sparse
from tf1compat.contrib.layers import dropout as dropout
from tf1compat.contrib.layers import elu as elu
from tf1compat.contrib.layers import embed_sequence as embed_sequence
from tf1compat.contrib.layers import embedding_lookup_unique as embedding_lookup_unique
from tf1compat.contrib.layers import flatten as flatten
from tf1compat.contrib.layers import fully_connected as fully_connected
from tf1compat.contrib.layers import group_norm as group_norm
from tf1compat.contrib.layers import images_to_sequence as images_to_sequence
from tf1compat.contrib.layers import instance_norm as instance_norm
from tf1compat.contrib.layers import layer_norm as layer_norm
from tf1compat.contrib.layers import legacy_fully_connected as legacy_fully_connected
from tf1compat.contrib.layers import legacy_linear as legacy_linear
from tf1compat.contrib.layers import legacy_relu as legacy_relu
from tf1compat.contrib.layers import linear as linear
from tf1compat.contrib.layers import max_pool2d as max_pool2d
from tf1compat.contrib.layers import max_pool3d as max_pool3d
from tf1compat.contrib.layers import maxout as maxout
from tf1compat.contrib.layers import one_hot_encoding as one_hot_encoding
from tf1compat.contrib.layers import optimize_loss as optimize_loss
from tf1compat.contrib.layers import relu as relu
from tf1compat.contrib.layers import relu6 as relu6
from tf1compat.contrib.layers import repeat as repeat
from tf1compat.contrib.layers import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
from tf1compat.contrib.layers import scale_gradient as scale_gradient
from tf1compat.contrib.layers import separable_conv2d as separable_conv2d
from tf1compat.contrib.layers import separable_convolution2d as separable_convolution2d
from tf1compat.contrib.layers import sequence_to_images as sequence_to_images
from tf1compat.contrib.layers import softmax as softmax
from tf1compat.contrib.layers import spatial_softmax as spatial_softmax
from tf1compat.contrib.layers import stack as stack
from tf1compat.contrib.layers import summarize_activation as summarize_activation
from tf1compat.contrib.layers import summarize_activations as summarize_activations
from tf1compat.contrib.layers import summarize_collection as summarize_collection
from tf1compat.contrib.layers import summarize_tensor as summarize_tensor
from tf1compat.contrib.layers import summarize_tensors as summarize_tensors
from tf1compat.contrib.layers import unit_norm as unit_norm
from tf1compat.contrib.regularizers import apply_regularization as apply_regularization
from tf1compat.contrib.regularizers import l1_l2_regularizer as l1_l2_regularizer
from tf1compat.contrib.regularizers import l1_regularizer as l1_regularizer
from tf1compat.contrib.regularizers import l2_regularizer as l2_regularizer
from tf1compat.contrib.regularizers import sum_regularizer as sum_regularizer
from tf1compat.v1 import _namespace, _private

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "apply_regularization",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bias_add",
    "bow_encoder",
    "conv1d",
    "conv2d",
    "conv2d_in_plane",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_in_plane",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "dense_to_sparse",
    "dropout",
    "elu",
    "embed_sequence",
    "embedding_lookup_unique",
    "flatten",
    "fully_connected",
    "group_norm",
    "images_to_sequence",
    "instance_norm",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "legacy_fully_connected",
    "legacy_linear",
    "legacy_relu",
    "linear",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "one_hot_encoding",
    "optimize_loss",
    "relu",
    "relu6",
    "repeat",
    "safe_embedding_lookup_sparse",
    "scale_gradient",
    "separable_conv2d",
    "separable_convolution2d",
    "sequence_to_images",
    "softmax",
    "spatial_softmax",
    "stack",
    "sum_regularizer",
    "summarize_activation",
    "summarize_activations",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "unit_norm",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
]

_namespace.join(__name__, "tf.contrib.layers", kind=_private.ContribNamespace)
