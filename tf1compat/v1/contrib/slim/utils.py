"""``tf.contrib.slim.utils``: how contrib's layers, and nets of slim, gather their outputs."""

from __future__ import annotations

from tf1compat.contrib.layer_utils import append_tensor_alias as append_tensor_alias
from tf1compat.contrib.layer_utils import channel_dimension as channel_dimension
from tf1compat.contrib.layer_utils import collect_named_outputs as collect_named_outputs
from tf1compat.contrib.layer_utils import constant_value as constant_value
from tf1compat.contrib.layer_utils import convert_collection_to_dict as convert_collection_to_dict
from tf1compat.contrib.layer_utils import gather_tensors_aliases as gather_tensors_aliases
from tf1compat.contrib.layer_utils import get_tensor_aliases as get_tensor_aliases
from tf1compat.contrib.layer_utils import get_variable_collections as get_variable_collections
from tf1compat.contrib.layer_utils import last_dimension as last_dimension
from tf1compat.contrib.layer_utils import n_positive_integers as n_positive_integers
from tf1compat.contrib.layer_utils import smart_cond as smart_cond
from tf1compat.contrib.layer_utils import static_cond as static_cond
from tf1compat.contrib.layer_utils import two_element_tuple as two_element_tuple
from tf1compat.v1 import _namespace, _private

__all__ = [
    "append_tensor_alias",
    "channel_dimension",
    "collect_named_outputs",
    "constant_value",
    "convert_collection_to_dict",
    "gather_tensors_aliases",
    "get_tensor_aliases",
    "get_variable_collections",
    "last_dimension",
    "n_positive_integers",
    "smart_cond",
    "static_cond",
    "two_element_tuple",
]

_namespace.join(__name__, "tf.contrib.slim.utils", kind=_private.ContribNamespace)
