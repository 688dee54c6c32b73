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
from tf1compat.contrib.layers.layer_norm import layer_norm
from tf1compat.contrib.layers.optimize import (
    OPTIMIZER_CLS_NAMES,
    OPTIMIZER_SUMMARIES,
    optimize_loss,
)
from tf1compat.contrib.layers.pooling import avg_pool2d, avg_pool3d, max_pool2d, max_pool3d
from tf1compat.contrib.layers.separable import separable_conv2d, separable_convolution2d
from tf1compat.contrib.layers.shaping import (
    dropout,
    flatten,
    maxout,
    one_hot_encoding,
    repeat,
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
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "dropout",
    "elu",
    "embed_sequence",
    "flatten",
    "fully_connected",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "linear",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "one_hot_encoding",
    "optimize_loss",
    "relu",
    "relu6",
    "repeat",
    "separable_conv2d",
    "separable_convolution2d",
    "softmax",
    "stack",
    "summarize_activation",
    "summarize_activations",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "unit_norm",
]
