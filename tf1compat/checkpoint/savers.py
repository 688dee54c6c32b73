"""What a program's Saver called the variables: ``tf.train.Saver({"encoder_w": kernel})``.

The graph holds the map: the op that saves has the file's names in a constant, and the variables
beside them.  So a checkpoint of other names is read as if it had been saved under the variables'
own, and everything after that works by those.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tf1compat.checkpoint.graph import MetaGraph, Node
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.checkpoint.views import Called

# The op that saves → where the first value stands among its inputs; the names are the second.
_SAVES = {"SaveV2": 3, "SaveSlices": 3, "Save": 2}


def under_graphs_names(checkpoint: Checkpoint, meta: MetaGraph | None) -> Checkpoint:
    """The checkpoint under the names that its graph's variables have, where a Saver gave others."""
    called = _called(meta, checkpoint) if meta else {}
    if not called:
        return checkpoint
    reader = Called(checkpoint, called)
    names = sorted(reader.shapes)
    return dataclasses.replace(
        checkpoint,
        shapes={name: reader.shapes[name] for name in names},
        dtypes={name: reader.dtypes[name] for name in names},
        saved_as=called,
        _reader=reader,
    )


def _called(meta: MetaGraph, checkpoint: Checkpoint) -> dict[str, str]:
    """Variable → the file's name of it, where that is another."""
    names = set(checkpoint.shapes)
    savers = [
        pairs for node in meta.graph.nodes.values() if (pairs := dict(_pairs(meta, node)))
    ]
    for pairs in savers:
        if pairs.keys() == names:  # the one that wrote this file
            return {own: name for name, own in pairs.items() if own != name}
    found: dict[str, set[str]] = {}
    for pairs in savers:
        if pairs.keys() <= names:
            for name, own in pairs.items():
                found.setdefault(name, set()).add(own)
    # An average is saved beside its variable: it must not take that one's place.
    single = [(name, *owners) for name, owners in found.items() if len(owners) == 1]
    called = [(own, name) for name, own in single if own not in names]
    owners_once = [own for own, _ in called]
    return {own: name for own, name in called if owners_once.count(own) == 1}


def _pairs(meta: MetaGraph, node: Node) -> Iterator[tuple[str, str]]:
    """What one op saves: the file's name and the variable, or nothing where it is not known."""
    first = _SAVES.get(node.op)
    constant = meta.graph.constant(node.inputs[1]) if first and len(node.inputs) > first else None
    if constant is None or first is None or constant.size != len(node.inputs) - first:
        return
    for name, tensor in zip(constant.ravel().tolist(), node.inputs[first:], strict=True):
        variable = meta.graph.producer(meta.graph.source(tensor))
        if isinstance(name, bytes) and variable.op in VARIABLE_OPS:
            yield name.decode("utf-8", "replace"), meta.saved_name(variable.name)
