"""The functions of ``tf.contrib.layers`` that make variables or act on tensors.

Initialisers and regularisers are elsewhere.  Variable names, defaults and collections are
contrib's: ``fully_connected/weights``, a relu unless told otherwise, ``MODEL_VARIABLES``.
"""

from __future__ import annotations

from tf1compat.contrib.layers.batch_norm import batch_norm
from tf1compat.contrib.layers.convolution import (
    conv1d,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    convolution,
    convolution1d,
    convolution2d,
    convolution2d_transpose,
    convolution3d,
    convolution3d_transpose,
)
from tf1compat.contrib.layers.dense import bias_add, elu, fully_connected, linear, relu, relu6
from tf1compat.contrib.layers.embedding import embed_sequence
from tf1compat.contrib.layers.group_norm import group_norm, instance_norm
from tf1compat.contrib.layers.images import images_to_sequence, sequence_to_images, spatial_softmax
from tf1compat.contrib.layers.layer_norm import layer_norm
from tf1compat.contrib.layers.legacy import legacy_fully_connected, legacy_linear, legacy_relu
from tf1compat.contrib.layers.lookup import (
    bow_encoder,
    dense_to_sparse,
    embedding_lookup_unique,
    safe_embedding_lookup_sparse,
)
from tf1compat.contrib.layers.optimize import (
    OPTIMIZER_CLS_NAMES,
    OPTIMIZER_SUMMARIES,
    optimize_loss,
)
from tf1compat.contrib.layers.pooling import avg_pool2d, avg_pool3d, max_pool2d, max_pool3d
from tf1compat.contrib.layers.separable import (
    conv2d_in_plane,
    convolution2d_in_plane,
    separable_conv2d,
    separable_convolution2d,
)
from tf1compat.contrib.layers.shaping import (
    dropout,
    flatten,
    maxout,
    one_hot_encoding,
    repeat,
    scale_gradient,
    softmax,
    stack,
    unit_norm,
)
from tf1compat.contrib.layers.summaries import (
    summarize_activation,
    summarize_activations,
    summarize_collection,
    summarize_tensor,
    summarize_tensors,
)

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
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
    "summarize_activation",
    "summarize_activations",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "unit_norm",
]
