"""``tf.contrib.slim``: contrib's layers, variables and scopes, and loops to train with them."""

from __future__ import annotations

from functools import partial as _partial

from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib import layers as layers
from tf1compat.v1.contrib import losses as losses
from tf1compat.v1.contrib import metrics as metrics
from tf1compat.v1.contrib.framework import VariableDeviceChooser as VariableDeviceChooser
from tf1compat.v1.contrib.framework import add_arg_scope as add_arg_scope
from tf1compat.v1.contrib.framework import add_model_variable as add_model_variable
from tf1compat.v1.contrib.framework import arg_scope as arg_scope
from tf1compat.v1.contrib.framework import arg_scoped_arguments as arg_scoped_arguments
from tf1compat.v1.contrib.framework import assert_global_step as assert_global_step
from tf1compat.v1.contrib.framework import assert_or_get_global_step as assert_or_get_global_step
from tf1compat.v1.contrib.framework import assign_from_checkpoint as assign_from_checkpoint
from tf1compat.v1.contrib.framework import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from tf1compat.v1.contrib.framework import assign_from_values as assign_from_values
from tf1compat.v1.contrib.framework import assign_from_values_fn as assign_from_values_fn
from tf1compat.v1.contrib.framework import create_global_step as create_global_step
from tf1compat.v1.contrib.framework import current_arg_scope as current_arg_scope
from tf1compat.v1.contrib.framework import deprecated as deprecated
from tf1compat.v1.contrib.framework import deprecated_arg_values as deprecated_arg_values
from tf1compat.v1.contrib.framework import filter_variables as filter_variables
from tf1compat.v1.contrib.framework import get_global_step as get_global_step
from tf1compat.v1.contrib.framework import get_local_variables as get_local_variables
from tf1compat.v1.contrib.framework import get_model_variables as get_model_variables
from tf1compat.v1.contrib.framework import get_or_create_global_step as get_or_create_global_step
from tf1compat.v1.contrib.framework import get_trainable_variables as get_trainable_variables
from tf1compat.v1.contrib.framework import get_unique_variable as get_unique_variable
from tf1compat.v1.contrib.framework import get_variable_full_name as get_variable_full_name
from tf1compat.v1.contrib.framework import get_variables as get_variables
from tf1compat.v1.contrib.framework import get_variables_by_name as get_variables_by_name
from tf1compat.v1.contrib.framework import get_variables_by_suffix as get_variables_by_suffix
from tf1compat.v1.contrib.framework import get_variables_to_restore as get_variables_to_restore
from tf1compat.v1.contrib.framework import global_variable as global_variable
from tf1compat.v1.contrib.framework import has_arg_scope as has_arg_scope
from tf1compat.v1.contrib.framework import local_variable as local_variable
from tf1compat.v1.contrib.framework import model_variable as model_variable
from tf1compat.v1.contrib.framework import nest as nest
from tf1compat.v1.contrib.framework import variable as variable
from tf1compat.v1.contrib.framework import zero_initializer as zero_initializer
from tf1compat.v1.contrib.layers import OPTIMIZER_CLS_NAMES as OPTIMIZER_CLS_NAMES
from tf1compat.v1.contrib.layers import OPTIMIZER_SUMMARIES as OPTIMIZER_SUMMARIES
from tf1compat.v1.contrib.layers import apply_regularization as apply_regularization
from tf1compat.v1.contrib.layers import avg_pool2d as avg_pool2d
from tf1compat.v1.contrib.layers import avg_pool3d as avg_pool3d
from tf1compat.v1.contrib.layers import batch_norm as batch_norm
from tf1compat.v1.contrib.layers import bias_add as bias_add
from tf1compat.v1.contrib.layers import bow_encoder as bow_encoder
from tf1compat.v1.contrib.layers import conv1d as conv1d
from tf1compat.v1.contrib.layers import conv2d as conv2d
from tf1compat.v1.contrib.layers import conv2d_in_plane as conv2d_in_plane
from tf1compat.v1.contrib.layers import conv2d_transpose as conv2d_transpose
from tf1compat.v1.contrib.layers import conv3d as conv3d
from tf1compat.v1.contrib.layers import conv3d_transpose as conv3d_transpose
from tf1compat.v1.contrib.layers import convolution as convolution
from tf1compat.v1.contrib.layers import convolution1d as convolution1d
from tf1compat.v1.contrib.layers import convolution2d as convolution2d
from tf1compat.v1.contrib.layers import convolution2d_in_plane as convolution2d_in_plane
from tf1compat.v1.contrib.layers import convolution2d_transpose as convolution2d_transpose
from tf1compat.v1.contrib.layers import convolution3d as convolution3d
from tf1compat.v1.contrib.layers import convolution3d_transpose as convolution3d_transpose
from tf1compat.v1.contrib.layers import dense_to_sparse as dense_to_sparse
from tf1compat.v1.contrib.layers import dropout as dropout
from tf1compat.v1.contrib.layers import elu as elu
from tf1compat.v1.contrib.layers import embed_sequence as embed_sequence
from tf1compat.v1.contrib.layers import embedding_lookup_unique as embedding_lookup_unique
from tf1compat.v1.contrib.layers import flatten as flatten
from tf1compat.v1.contrib.layers import fully_connected as fully_connected
from tf1compat.v1.contrib.layers import group_norm as group_norm
from tf1compat.v1.contrib.layers import images_to_sequence as images_to_sequence
from tf1compat.v1.contrib.layers import instance_norm as instance_norm
from tf1compat.v1.contrib.layers import l1_l2_regularizer as l1_l2_regularizer
from tf1compat.v1.contrib.layers import l1_regularizer as l1_regularizer
from tf1compat.v1.contrib.layers import l2_regularizer as l2_regularizer
from tf1compat.v1.contrib.layers import layer_norm as layer_norm
from tf1compat.v1.contrib.layers import legacy_fully_connected as legacy_fully_connected
from tf1compat.v1.contrib.layers import legacy_linear as legacy_linear
from tf1compat.v1.contrib.layers import legacy_relu as legacy_relu
from tf1compat.v1.contrib.layers import linear as linear
from tf1compat.v1.contrib.layers import max_pool2d as max_pool2d
from tf1compat.v1.contrib.layers import max_pool3d as max_pool3d
from tf1compat.v1.contrib.layers import maxout as maxout
from tf1compat.v1.contrib.layers import one_hot_encoding as one_hot_encoding
from tf1compat.v1.contrib.layers import optimize_loss as optimize_loss
from tf1compat.v1.contrib.layers import relu as relu
from tf1compat.v1.contrib.layers import relu6 as relu6
from tf1compat.v1.contrib.layers import repeat as repeat
from tf1compat.v1.contrib.layers import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
from tf1compat.v1.contrib.layers import scale_gradient as scale_gradient
from tf1compat.v1.contrib.layers import separable_conv2d as separable_conv2d
from tf1compat.v1.contrib.layers import separable_convolution2d as separable_convolution2d
from tf1compat.v1.contrib.layers import sequence_to_images as sequence_to_images
from tf1compat.v1.contrib.layers import softmax as softmax
from tf1compat.v1.contrib.layers import spatial_softmax as spatial_softmax
from tf1compat.v1.contrib.layers import stack as stack
from tf1compat.v1.contrib.layers import sum_regularizer as sum_regularizer
from tf1compat.v1.contrib.layers import summarize_activation as summarize_activation
from tf1compat.v1.contrib.layers import summarize_activations as summarize_activations
from tf1compat.v1.contrib.layers import summarize_collection as summarize_collection
from tf1compat.v1.contrib.layers import summarize_tensor as summarize_tensor
from tf1compat.v1.contrib.layers import summarize_tensors as summarize_tensors
from tf1compat.v1.contrib.layers import unit_norm as unit_norm
from tf1compat.v1.contrib.layers import variance_scaling_initializer as variance_scaling_initializer
from tf1compat.v1.contrib.layers import xavier_initializer as xavier_initializer
from tf1compat.v1.contrib.layers import xavier_initializer_conv2d as xavier_initializer_conv2d
from tf1compat.v1.contrib.slim import evaluation as evaluation
from tf1compat.v1.contrib.slim import learning as learning
from tf1compat.v1.contrib.slim import model_analyzer as model_analyzer
from tf1compat.v1.contrib.slim import queues as queues
from tf1compat.v1.contrib.slim import summaries as summaries
from tf1compat.v1.contrib.slim import utils as utils

# TensorFlow 1 had the parts of contrib.layers as modules too.
initializers = normalization = optimizers = regularizers = layers

summarize_biases = _partial(layers.summarize_collection, "biases")
summarize_variables = _partial(layers.summarize_collection, "variables")
summarize_weights = _partial(layers.summarize_collection, "weights")

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "VariableDeviceChooser",
    "add_arg_scope",
    "add_model_variable",
    "apply_regularization",
    "arg_scope",
    "arg_scoped_arguments",
    "assert_global_step",
    "assert_or_get_global_step",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
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
    "create_global_step",
    "current_arg_scope",
    "dense_to_sparse",
    "deprecated",
    "deprecated_arg_values",
    "dropout",
    "elu",
    "embed_sequence",
    "embedding_lookup_unique",
    "evaluation",
    "filter_variables",
    "flatten",
    "fully_connected",
    "get_global_step",
    "get_local_variables",
    "get_model_variables",
    "get_or_create_global_step",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "group_norm",
    "has_arg_scope",
    "images_to_sequence",
    "initializers",
    "instance_norm",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "layers",
    "learning",
    "legacy_fully_connected",
    "legacy_linear",
    "legacy_relu",
    "linear",
    "local_variable",
    "losses",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "metrics",
    "model_analyzer",
    "model_variable",
    "nest",
    "normalization",
    "one_hot_encoding",
    "optimize_loss",
    "optimizers",
    "queues",
    "regularizers",
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
    "summaries",
    "summarize_activation",
    "summarize_activations",
    "summarize_biases",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "summarize_variables",
    "summarize_weights",
    "unit_norm",
    "utils",
    "variable",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
    "zero_initializer",
]

_namespace.join(__name__, "tf.contrib.slim", kind=_private.ContribNamespace)
