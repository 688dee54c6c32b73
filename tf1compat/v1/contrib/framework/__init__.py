"""``tf.contrib.framework``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.contrib.arg_scope import add_arg_scope as add_arg_scope
from tf1compat.contrib.arg_scope import arg_scope as arg_scope
from tf1compat.contrib.arg_scope import arg_scoped_arguments as arg_scoped_arguments
from tf1compat.contrib.arg_scope import current_arg_scope as current_arg_scope
from tf1compat.contrib.arg_scope import has_arg_scope as has_arg_scope
from tf1compat.contrib.assign import assign_from_checkpoint as assign_from_checkpoint
from tf1compat.contrib.assign import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from tf1compat.contrib.assign import assign_from_values as assign_from_values
from tf1compat.contrib.assign import assign_from_values_fn as assign_from_values_fn
from tf1compat.contrib.checkpoints import init_from_checkpoint as init_from_checkpoint
from tf1compat.contrib.checkpoints import list_variables as list_variables
from tf1compat.contrib.checkpoints import load_checkpoint as load_checkpoint
from tf1compat.contrib.checkpoints import load_variable as load_variable
from tf1compat.contrib.deprecation import deprecated as deprecated
from tf1compat.contrib.deprecation import deprecated_arg_values as deprecated_arg_values
from tf1compat.contrib.deprecation import deprecated_args as deprecated_args
from tf1compat.contrib.fuse import fuse_op as fuse_op
from tf1compat.contrib.orthogonal import (
    convolutional_delta_orthogonal as convolutional_delta_orthogonal,
)
from tf1compat.contrib.orthogonal import convolutional_orthogonal_1d as convolutional_orthogonal_1d
from tf1compat.contrib.orthogonal import convolutional_orthogonal_2d as convolutional_orthogonal_2d
from tf1compat.contrib.orthogonal import convolutional_orthogonal_3d as convolutional_orthogonal_3d
from tf1compat.contrib.py_func import py_func as py_func
from tf1compat.contrib.records import BoundedTensorSpec as BoundedTensorSpec
from tf1compat.contrib.records import RecordInput as RecordInput
from tf1compat.contrib.remap import (
    load_and_remap_matrix_initializer as load_and_remap_matrix_initializer,
)
from tf1compat.contrib.remap import load_embedding_initializer as load_embedding_initializer
from tf1compat.contrib.remap import (
    load_linear_multiclass_bias_initializer as load_linear_multiclass_bias_initializer,
)
from tf1compat.contrib.remap import load_variable_slot_initializer as load_variable_slot_initializer
from tf1compat.contrib.tensors import assert_scalar_int as assert_scalar_int
from tf1compat.contrib.tensors import get_graph_from_inputs as get_graph_from_inputs
from tf1compat.contrib.tensors import get_name_scope as get_name_scope
from tf1compat.contrib.tensors import get_placeholders as get_placeholders
from tf1compat.contrib.tensors import prepend_name_scope as prepend_name_scope
from tf1compat.contrib.tensors import reduce_sum_n as reduce_sum_n
from tf1compat.contrib.tensors import remove_squeezable_dimensions as remove_squeezable_dimensions
from tf1compat.contrib.tensors import smart_case as smart_case
from tf1compat.contrib.tensors import smart_cond as smart_cond
from tf1compat.contrib.tensors import smart_constant_value as smart_constant_value
from tf1compat.contrib.tensors import strip_name_scope as strip_name_scope
from tf1compat.contrib.tensors import with_same_shape as with_same_shape
from tf1compat.contrib.tensors import with_shape as with_shape
from tf1compat.contrib.variables import VariableDeviceChooser as VariableDeviceChooser
from tf1compat.contrib.variables import add_model_variable as add_model_variable
from tf1compat.contrib.variables import assert_or_get_global_step as assert_or_get_global_step
from tf1compat.contrib.variables import filter_variables as filter_variables
from tf1compat.contrib.variables import get_local_variables as get_local_variables
from tf1compat.contrib.variables import get_model_variables as get_model_variables
from tf1compat.contrib.variables import get_trainable_variables as get_trainable_variables
from tf1compat.contrib.variables import get_unique_variable as get_unique_variable
from tf1compat.contrib.variables import get_variable_full_name as get_variable_full_name
from tf1compat.contrib.variables import get_variables as get_variables
from tf1compat.contrib.variables import get_variables_by_name as get_variables_by_name
from tf1compat.contrib.variables import get_variables_by_suffix as get_variables_by_suffix
from tf1compat.contrib.variables import get_variables_to_restore as get_variables_to_restore
from tf1compat.contrib.variables import global_variable as global_variable
from tf1compat.contrib.variables import local_variable as local_variable
from tf1compat.contrib.variables import model_variable as model_variable
from tf1compat.contrib.variables import variable as variable
from tf1compat.contrib.zeroing import zero_initializer as zero_initializer
from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib.framework import nest as nest

_v1 = _tensorflow.compat.v1

TensorSpec = _v1.TensorSpec
argsort = _v1.argsort
assert_global_step = _v1.train.assert_global_step
assert_same_float_dtype = _v1.debugging.assert_same_float_dtype
assert_scalar = _v1.debugging.assert_scalar
convert_to_tensor_or_sparse_tensor = _v1.convert_to_tensor_or_sparse_tensor
create_global_step = _v1.train.create_global_step
get_global_step = _v1.train.get_global_step
get_or_create_global_step = _v1.train.get_or_create_global_step
is_tensor = _v1.is_tensor
sort = _v1.sort

__all__ = [
    "BoundedTensorSpec",
    "RecordInput",
    "TensorSpec",
    "VariableDeviceChooser",
    "add_arg_scope",
    "add_model_variable",
    "arg_scope",
    "arg_scoped_arguments",
    "argsort",
    "assert_global_step",
    "assert_or_get_global_step",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_scalar_int",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
    "convert_to_tensor_or_sparse_tensor",
    "convolutional_delta_orthogonal",
    "convolutional_orthogonal_1d",
    "convolutional_orthogonal_2d",
    "convolutional_orthogonal_3d",
    "create_global_step",
    "current_arg_scope",
    "deprecated",
    "deprecated_arg_values",
    "deprecated_args",
    "filter_variables",
    "fuse_op",
    "get_global_step",
    "get_graph_from_inputs",
    "get_local_variables",
    "get_model_variables",
    "get_name_scope",
    "get_or_create_global_step",
    "get_placeholders",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "has_arg_scope",
    "init_from_checkpoint",
    "is_tensor",
    "list_variables",
    "load_and_remap_matrix_initializer",
    "load_checkpoint",
    "load_embedding_initializer",
    "load_linear_multiclass_bias_initializer",
    "load_variable",
    "load_variable_slot_initializer",
    "local_variable",
    "model_variable",
    "nest",
    "prepend_name_scope",
    "py_func",
    "reduce_sum_n",
    "remove_squeezable_dimensions",
    "smart_case",
    "smart_cond",
    "smart_constant_value",
    "sort",
    "strip_name_scope",
    "variable",
    "with_same_shape",
    "with_shape",
    "zero_initializer",
]

_namespace.join(__name__, "tf.contrib.framework", kind=_private.ContribNamespace)
