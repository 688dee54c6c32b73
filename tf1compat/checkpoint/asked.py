"""What a person asks of the proof of a whole path: where it ends, and what its switches are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.plan import Plan
from tf1compat.errors import CheckpointError

_PLACEHOLDERS = frozenset({"Placeholder", "PlaceholderWithDefault"})


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is said about a path; by default it goes as far as it can.

    Attributes:
      output: the tensor that it ends with, ``head/logits`` or ``head/logits:0``; empty for the
        farthest.
      feeds: values of placeholders, by name: ``{"is_training": False}``.
      others: the recurrences that the path may run through beside the one that is converted.
    """

    output: str = ""
    feeds: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    others: Sequence[Plan] = ()

    def tensor(self, meta: MetaGraph) -> str:
        """The output, as tensors are named.

        Raises:
          CheckpointError: the graph has no such op.
        """
        if not self.output:
            return ""
        tensor = _tensor(self.output)
        if tensor.rpartition(":")[0] not in meta.graph.nodes:
            raise CheckpointError(
                "--output-tensor",
                expected="a tensor of the graph, NAME or NAME:0",
                received=f"{self.output}, which {meta.path} does not hold",
                remedy="look at the path that the proof finds by itself",
            )
        return tensor

    def values(self, meta: MetaGraph) -> dict[str, Array]:
        """The feeds by tensor, in the dtypes that the placeholders declare.

        Raises:
          CheckpointError: one names no placeholder, or has a value that it cannot take.
        """
        return {_tensor(name): _value(meta, name, given) for name, given in self.feeds.items()}

    def require_graph(self, meta: MetaGraph | None) -> None:
        """Raise unless there is a graph for what is asked.

        Raises:
          CheckpointError: there is none.
        """
        if meta is None and (self.output or self.feeds):
            raise CheckpointError(
                "--output-tensor and --feed",
                expected="a graph, whose tensors they name",
                received="a checkpoint alone, or --no-meta",
                remedy="give the graph by --meta, or leave them out",
            )


NOTHING = Asked()


def no_way(tensor: str, why: str) -> CheckpointError:
    """The error for an output that the proof cannot come to."""
    return CheckpointError(
        "--output-tensor",
        expected="a tensor that can be rebuilt from the recurrences on",
        received=f"{tensor}: {why}",
        remedy="name a tensor before that op, or leave the option out",
    )


def _tensor(name: str) -> str:
    return name if ":" in name else f"{name}:0"


def _value(meta: MetaGraph, name: str, given: Any) -> Array:
    import tensorflow as tf

    node = meta.graph.nodes.get(_tensor(name).rpartition(":")[0])
    if node is None or node.op not in _PLACEHOLDERS:
        found = [n.name for n in meta.graph.nodes.values() if n.op in _PLACEHOLDERS]
        raise CheckpointError(
            f"--feed {name}",
            expected="a placeholder: " + (", ".join(found) or "the graph has none"),
            received="no such op" if node is None else node.op,
            remedy="name one of them",
        )
    kind = tf.as_dtype(node.attribute("dtype")).as_numpy_dtype
    value = np.asarray(given)
    if not np.can_cast(value.dtype, kind, "same_kind"):
        raise CheckpointError(
            f"--feed {name}",
            expected=f"a value of {np.dtype(kind).name}",
            received=repr(given),
            remedy="give one that the placeholder takes",
        )
    return value.astype(kind)
