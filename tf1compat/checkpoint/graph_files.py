"""The files that hold an old graph, parsed into one form, and what their messages may claim."""

from __future__ import annotations

import functools
from typing import Any

from tf1compat.checkpoint import files
from tf1compat.errors import CheckpointError

GRAPHS = (".pb", ".pbtxt")  # a GraphDef, as it is or as text
# A constant whose one value stands for all its elements; a graph may declare any number of them.
_LARGEST_FILL = 1 << 28


def parse(data: bytes, path: str) -> Any:
    """The MetaGraphDef of a ``.meta``, of a SavedModel's file, or around a GraphDef.

    Raises:
      CheckpointError: the bytes are none of them.
    """
    import tensorflow as tf

    if files.split(path)[1] == "saved_model.pb":
        return _of_saved_model(data, path)
    kind = tf.compat.v1.GraphDef if path.endswith(GRAPHS) else tf.compat.v1.MetaGraphDef
    read = _message_of_text if path.endswith(".pbtxt") else _message
    if kind is tf.compat.v1.MetaGraphDef:
        return read(kind, data, path)
    frozen = read(kind, data, path)
    _complete_loops(frozen)
    return tf.compat.v1.MetaGraphDef(graph_def=frozen)


def _complete_loops(graph: Any) -> None:
    """Give each value of a v1 loop its Exit again, which freezing took where nothing read it.

    The last value of a state is there all the same: on the Switch's side that leaves the loop.
    """
    conditions = {node.name for node in graph.node if node.op == "LoopCond"}
    left = {read.removesuffix(":0") for n in graph.node if n.op == "Exit" for read in n.input}
    for node in list(graph.node):
        inside = node.op == "Switch" and conditions & {i.removesuffix(":0") for i in node.input}
        if inside and node.name not in left and "T" in node.attr:
            added = graph.node.add(name=f"{node.name}/tf1compat_exit", op="Exit")
            added.input.append(node.name)
            added.attr["T"].CopyFrom(node.attr["T"])


def _of_saved_model(data: bytes, path: str) -> Any:
    """The graph for serving, or the only one."""
    found = _message(registered("tensorflow.SavedModel"), data, path).meta_graphs
    serving = [one for one in found if "serve" in one.meta_info_def.tags]
    if not found:
        raise _no_graph(path, "a SavedModel without a graph")
    return (serving or found)[0]


def _message(cls: Any, data: bytes, path: str) -> Any:
    from google.protobuf.message import DecodeError

    message = cls()
    try:
        message.ParseFromString(data)
    except DecodeError as error:
        raise _no_graph(path, str(error)) from error
    return message


def _message_of_text(cls: Any, data: bytes, path: str) -> Any:
    """What ``tf.train.write_graph`` writes unless told otherwise."""
    from google.protobuf import text_format

    try:
        return text_format.Parse(data, cls())
    except (text_format.ParseError, UnicodeDecodeError) as error:
        raise _no_graph(path, " ".join(str(error).split())[:200]) from error


def variable_proto(encoded: bytes) -> Any:
    """Parse a VariableDef.

    Raises:
      ValueError: the bytes are none.
    """
    from google.protobuf.message import DecodeError

    try:
        return registered("tensorflow.VariableDef").FromString(encoded)
    except DecodeError as error:
        raise ValueError(str(error)) from error


@functools.cache
def registered(name: str) -> Any:
    """The class of a message that TensorFlow registers but does not export."""
    from google.protobuf import descriptor_pool, message_factory

    descriptor = descriptor_pool.Default().FindMessageTypeByName(name)
    return message_factory.GetMessageClass(descriptor)


def is_whole(tensor: Any) -> bool:
    """Whether a TensorProto holds what its shape claims, or one value for all of a sane number."""
    import tensorflow as tf

    elements = 1
    for dimension in tensor.tensor_shape.dim:
        if dimension.size < 0:
            return False
        elements *= dimension.size
    try:
        item = int(tf.as_dtype(tensor.dtype).size or 0)
    except TypeError:
        return False
    if tensor.tensor_content:
        return len(tensor.tensor_content) == elements * item
    return elements <= _LARGEST_FILL


def _no_graph(path: str, received: str) -> CheckpointError:
    return CheckpointError(
        path,
        expected="a MetaGraph that Saver.save wrote, a SavedModel or a frozen graph",
        received=received,
        remedy="copy the file again, or convert without the graph by --no-meta",
    )
