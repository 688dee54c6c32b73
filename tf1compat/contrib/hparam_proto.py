"""``HParamDef``, the message that ``HParams`` were written to; TensorFlow no longer carries it.

Its fields are declared here, in a pool of its own, so that files of TF1 can be read and written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_FIELD = descriptor_pb2.FieldDescriptorProto
_HPARAM_DEF = "tensorflow.HParamDef"
# Kind: its type on the wire, its number as one value and as a list.
_KINDS = {
    "int64": (_FIELD.TYPE_INT64, 1, 4),
    "float": (_FIELD.TYPE_FLOAT, 2, 5),
    "bytes": (_FIELD.TYPE_BYTES, 3, 6),
    "bool": (_FIELD.TYPE_BOOL, 7, 8),
}


@lru_cache(maxsize=1)
def message_class() -> Any:
    """The class of ``HParamDef`` messages."""
    file = descriptor_pb2.FileDescriptorProto(
        name="tf1compat/hparam.proto", package="tensorflow", syntax="proto3"
    )
    message = file.message_type.add(name="HParamDef")
    value = message.nested_type.add(name="HParamType")
    value.oneof_decl.add(name="kind")
    for kind, (wire, single, many) in _KINDS.items():
        list_name = f"{kind.capitalize()}List"
        repeated = message.nested_type.add(name=list_name)
        repeated.field.add(name="value", number=1, label=_FIELD.LABEL_REPEATED, type=wire)
        _one_of(value, f"{kind}_value", single).type = wire
        field = _one_of(value, f"{kind}_list", many)
        field.type, field.type_name = _FIELD.TYPE_MESSAGE, f".{_HPARAM_DEF}.{list_name}"
    entry = message.nested_type.add(name="HparamEntry")
    entry.options.map_entry = True
    _one(entry, "key", 1).type = _FIELD.TYPE_STRING
    mapped = _one(entry, "value", 2)
    mapped.type, mapped.type_name = _FIELD.TYPE_MESSAGE, f".{_HPARAM_DEF}.HParamType"
    message.field.add(
        name="hparam",
        number=1,
        label=_FIELD.LABEL_REPEATED,
        type=_FIELD.TYPE_MESSAGE,
        type_name=f".{_HPARAM_DEF}.HparamEntry",
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(_HPARAM_DEF))


def _one(message: Any, name: str, number: int) -> Any:
    return message.field.add(name=name, number=number, label=_FIELD.LABEL_OPTIONAL)


def _one_of(message: Any, name: str, number: int) -> Any:
    field = _one(message, name, number)
    field.oneof_index = 0
    return field


def write(values: Mapping[str, Any], types: Mapping[str, tuple[type, bool]]) -> Any:
    """The message of these values.

    Raises:
      ArgumentValueError: a value of a type that the message has no field for.
    """
    message = message_class()()
    for name, value in values.items():
        kind, is_list = types[name]
        field = _field(name, kind)
        if is_list:
            elements = [_encoded(v) for v in value]
            getattr(message.hparam[name], f"{field}_list").value.extend(elements)
        else:
            setattr(message.hparam[name], f"{field}_value", _encoded(value))
    return message


def _field(name: str, kind: type) -> str:
    for types, field in (((bool,), "bool"), ((int,), "int64"), ((str, bytes), "bytes")):
        if issubclass(kind, types):
            return field
    if issubclass(kind, float):
        return "float"
    raise ArgumentValueError(
        "HParams.to_proto",
        name,
        expected="int, float, bool, str or a list of one of them",
        received=kind.__name__,
        remedy="remove it with del_hparam before",
    )


def _encoded(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


class _NoMessageError(ArgumentTypeError, AssertionError):
    """TF1 asserted the type."""


def read(message: Any) -> dict[str, Any]:
    """The values of a message.

    Raises:
      ArgumentTypeError: (an ``AssertionError``, too, as in TF1) no ``HParamDef``.
    """
    if getattr(getattr(message, "DESCRIPTOR", None), "full_name", None) != _HPARAM_DEF:
        raise _NoMessageError(
            "HParams",
            "hparam_def",
            expected="an HParamDef message",
            received=type(message).__name__,
            remedy="make one with HParams.to_proto",
        )
    values = {}
    for name, value in message.hparam.items():
        kind = value.WhichOneof("kind")
        found = getattr(value, kind)
        is_list = kind.endswith("_list")
        decoded = [_decoded(v) for v in (found.value if is_list else [found])]
        values[name] = decoded if is_list else decoded[0]
    return values


def _decoded(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
