"""The layers around a recurrence, as far as their variables tell: what `--into` can be given."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tf1compat.checkpoint.graph import MetaGraph

Shape = tuple[int, ...]
NO_CELL = "no recurrent cell"

_KERNELS = ("kernel", "weights", "W", "w", "Matrix", "depthwise_weights", "depthwise_kernel")
_INDEXED = re.compile(r"_\d+$")
_BIASES = ("bias", "biases", "b", "Bias")
_BY_RANK = {2: "dense", 3: "convolution 1D", 4: "convolution 2D", 5: "convolution 3D"}
# Cells that are known by their scope, and have no counterpart in Keras here.
_UNCONVERTED = {
    "attention_cell_wrapper": "AttentionCellWrapper",
    "bidirectional_grid_lstm_cell": "BidirectionalGridLSTMCell",
    "conv1dlstm_cell": "Conv1DLSTMCell",
    "conv2dlstm_cell": "Conv2DLSTMCell",
    "conv3dlstm_cell": "Conv3DLSTMCell",
    "conv_lstm_cell": "ConvLSTMCell",
    "glstm_cell": "GLSTMCell",
    "grid_lstm_cell": "GridLSTMCell",
    "intersection_rnn_cell": "IntersectionRNNCell",
    "phased_lstm_cell": "PhasedLSTMCell",
    "sru_cell": "SRUCell",
    "time_freq_lstm_cell": "TimeFreqLSTMCell",
}
_OF_KERAS = {1: "SimpleRNN", 3: "GRU", 4: "LSTM"}  # by the gates
NOT_CONVERTED = ": not converted"
HIGHWAY = "HighwayWrapper"
_OF_HIGHWAY = frozenset({"carry_w", "carry_b", "transform_w", "transform_b"})
_EMBEDDING = re.compile(r"(^|[/_])(embeddings?|embed|emb|lookup_table|word_vectors?)([/_]|$)", re.I)


@dataclasses.dataclass(frozen=True)
class Around:
    """One layer.

    Attributes:
      scope: what to write in ``--map LAYER=SCOPE``: a scope, or a variable's own name.
      kind: ``dense``, ``embedding``, ``batch normalization``, ``layer normalization``,
        ``convolution 2D``, ``CRF transitions``, or ``variable``.
      sizes: for people: ``4 → 2``.
      variables: its variables.
      known_from: ``names and shapes``, or ``graph`` for what only an op tells.
      unconverted: the TF1 class of a cell or wrapper that has no counterpart in Keras here.
    """

    scope: str
    kind: str
    sizes: str
    variables: tuple[str, ...]
    known_from: str = "names and shapes"
    unconverted: str = ""


def layers_around(
    shapes: Mapping[str, Shape], aside: Mapping[str, str], meta: MetaGraph | None
) -> tuple[Around, ...]:
    """The layers among the variables that no cell owns.

    Args:
      shapes: of every variable.
      aside: the variables put aside, with the reason.
      meta: the graph, which tells an embedding by the op that reads it.
    """
    rest = [name for name, reason in aside.items() if reason == NO_CELL]
    found = list(_unconverted(rest))
    known = {name for cell in found for name in cell.variables}
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for name in rest:
        if name not in known:
            scope, _, last = name.rpartition("/")
            groups[scope][last] = name
    for scope, own in groups.items():
        layer = _layer(scope, own, shapes)
        if layer:
            found.append(layer)
        taken = set(layer.variables) if layer else set()
        found += [_single(name, shapes[name], meta) for name in own.values() if name not in taken]
    return tuple(sorted(found, key=lambda layer: layer.scope))


def _unconverted(names: Sequence[str]) -> Iterator[Around]:
    """The cells and wrappers among variables that no counterpart knows, each with what it owns."""
    owned: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in names:
        scope, _, last = name.rpartition("/")
        if last in _OF_HIGHWAY:
            owned[scope, HIGHWAY].append(name)
            continue
        parts = scope.split("/")
        for k, part in enumerate(parts, 1):
            if cls := _UNCONVERTED.get(_INDEXED.sub("", part)):
                owned["/".join(parts[:k]), cls].append(name)
                break
    for (scope, cls), own in owned.items():
        sizes = f"{len(own)} variables"
        yield Around(scope, f"{cls}{NOT_CONVERTED}", sizes, tuple(own), unconverted=cls)


def _layer(scope: str, own: Mapping[str, str], shapes: Mapping[str, Shape]) -> Around | None:
    """A layer of several variables, or one with a kernel."""
    if not scope:
        return None
    if "moving_mean" in own and "moving_variance" in own:
        parts = ("gamma", "beta", "moving_mean", "moving_variance")
        return _of(scope, "batch normalization", [own[p] for p in parts if p in own], shapes)
    if "gamma" in own and "beta" in own:
        return _of(scope, "layer normalization", [own["gamma"], own["beta"]], shapes)
    if "kernel" in own and (of_keras := _of_keras(scope, own, shapes)):
        return of_keras
    kernel = next((own[k] for k in _KERNELS if k in own), None)
    if kernel is None or len(shapes[kernel]) not in _BY_RANK:
        return None
    bias = next((own[b] for b in _BIASES if b in own), None)
    outputs = shapes[kernel][-1]
    names = [kernel, bias] if bias and shapes[bias] == (outputs,) else [kernel]
    return _of(scope, _BY_RANK[len(shapes[kernel])], names, shapes)


def _of_keras(scope: str, own: Mapping[str, str], shapes: Mapping[str, Shape]) -> Around | None:
    """A recurrent layer of tf.keras, by how many gates its recurrent kernel holds."""
    kernel, recurrent = (shapes.get(own.get(p, ""), ()) for p in ("kernel", "recurrent_kernel"))
    if not (len(kernel) == len(recurrent) == 2 and recurrent[0]):
        return None
    layer = _OF_KERAS.get(recurrent[1] // recurrent[0])
    if layer is None:
        return None
    names = [own[part] for part in ("kernel", "recurrent_kernel", "bias") if part in own]
    sizes = f"{kernel[0]} → {recurrent[0]}"
    return Around(scope, f"{layer} of tf.keras{NOT_CONVERTED}", sizes, tuple(names))


def _of(scope: str, kind: str, names: Sequence[str], shapes: Mapping[str, Shape]) -> Around:
    shape = shapes[names[0]]
    sizes = " × ".join(map(str, shape[:-2])) + (" of " if len(shape) > 2 else "")
    sizes += " → ".join(map(str, shape[-2:]))
    return Around(scope, kind, sizes, tuple(names))


def _single(name: str, shape: Shape, meta: MetaGraph | None) -> Around:
    sizes = " × ".join(map(str, shape)) or "scalar"
    last = name.rpartition("/")[2]
    if last.startswith("transitions") and len(shape) == 2 and shape[0] == shape[1]:
        return Around(name, "CRF transitions", sizes, (name,))
    if len(shape) == 2 and _EMBEDDING.search(name):
        return Around(name, "embedding", sizes, (name,))
    if len(shape) == 2 and meta and _is_gathered(name, meta):
        return Around(name, "embedding", sizes, (name,), "graph")
    return Around(name, "variable", sizes, (name,))


def _is_gathered(name: str, meta: MetaGraph) -> bool:
    """Whether rows of it are looked up."""
    ops = {"Gather", "GatherV2", "ResourceGather"}
    return any(
        node.op in ops and position == 0
        for carrier in meta.graph.carriers(name)
        for node, position in meta.graph.readers(carrier)
    )
