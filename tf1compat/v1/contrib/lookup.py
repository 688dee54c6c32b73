"""``tf.contrib.lookup``."""

from __future__ import annotations

from tf1compat.contrib.hash_tables import HashTable as HashTable
from tf1compat.contrib.lookup import FastHashSpec as FastHashSpec
from tf1compat.contrib.lookup import HasherSpec as HasherSpec
from tf1compat.contrib.lookup import IdTableWithHashBuckets as IdTableWithHashBuckets
from tf1compat.contrib.lookup import KeyValueTensorInitializer as KeyValueTensorInitializer
from tf1compat.contrib.lookup import MutableDenseHashTable as MutableDenseHashTable
from tf1compat.contrib.lookup import MutableHashTable as MutableHashTable
from tf1compat.contrib.lookup import StrongHashSpec as StrongHashSpec
from tf1compat.contrib.lookup import TextFileIdTableInitializer as TextFileIdTableInitializer
from tf1compat.contrib.lookup import TextFileIndex as TextFileIndex
from tf1compat.contrib.lookup import TextFileInitializer as TextFileInitializer
from tf1compat.contrib.lookup import (
    TextFileStringTableInitializer as TextFileStringTableInitializer,
)
from tf1compat.contrib.lookup_bases import (
    InitializableLookupTableBase as InitializableLookupTableBase,
)
from tf1compat.contrib.lookup_bases import LookupInterface as LookupInterface
from tf1compat.contrib.lookup_bases import TableInitializerBase as TableInitializerBase
from tf1compat.contrib.vocabulary import index_table_from_file as index_table_from_file
from tf1compat.contrib.vocabulary import index_table_from_tensor as index_table_from_tensor
from tf1compat.contrib.vocabulary import index_to_string as index_to_string
from tf1compat.contrib.vocabulary import (
    index_to_string_table_from_file as index_to_string_table_from_file,
)
from tf1compat.contrib.vocabulary import (
    index_to_string_table_from_tensor as index_to_string_table_from_tensor,
)
from tf1compat.contrib.vocabulary import string_to_index as string_to_index
from tf1compat.contrib.vocabulary import (
    string_to_index_table_from_file as string_to_index_table_from_file,
)
from tf1compat.contrib.vocabulary import (
    string_to_index_table_from_tensor as string_to_index_table_from_tensor,
)
from tf1compat.v1 import _namespace, _private

__all__ = [
    "FastHashSpec",
    "HashTable",
    "HasherSpec",
    "IdTableWithHashBuckets",
    "InitializableLookupTableBase",
    "KeyValueTensorInitializer",
    "LookupInterface",
    "MutableDenseHashTable",
    "MutableHashTable",
    "StrongHashSpec",
    "TableInitializerBase",
    "TextFileIdTableInitializer",
    "TextFileIndex",
    "TextFileInitializer",
    "TextFileStringTableInitializer",
    "index_table_from_file",
    "index_table_from_tensor",
    "index_to_string",
    "index_to_string_table_from_file",
    "index_to_string_table_from_tensor",
    "string_to_index",
    "string_to_index_table_from_file",
    "string_to_index_table_from_tensor",
]

_namespace.join(__name__, "tf.contrib.lookup", kind=_private.ContribNamespace)
