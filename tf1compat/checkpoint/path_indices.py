"""The ops of a path that count, choose, cut and put together; one line per op.

Row numbers and shapes are plain numpy: they are known as soon as the inputs are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tf1compat.checkpoint.graph import Node
from tf1compat.checkpoint.path_node import Blocked, Recipe, array, integers

if TYPE_CHECKING:
    from tf1compat.checkpoint.path import Rebuilt


def _counted(path: Rebuilt, node: Node) -> Any:
    start, limit, step = (array(path, tensor) for tensor in node.inputs)
    return np.arange(start.item(), limit.item(), step.item(), dtype=start.dtype)


def _filled(path: Rebuilt, node: Node) -> Any:
    return np.full(integers(path, node.inputs[0]), array(path, node.inputs[1]))


def _tiled(path: Rebuilt, node: Node) -> Any:
    import keras

    return keras.ops.tile(path.tensor(node.inputs[0]), integers(path, node.inputs[1]))


def _one_hot(path: Rebuilt, node: Node) -> Any:
    depth, (on, off) = integers(path, node.inputs[1])[0], (array(path, t) for t in node.inputs[2:])
    axis = node.attribute("axis")
    rows, last = array(path, node.inputs[0]), -1 if axis is None else int(axis)
    hot = np.where(rows[..., None] == np.arange(depth), on, off)
    return np.moveaxis(hot, -1, last)


def _padded(path: Rebuilt, node: Node) -> Any:
    import keras

    widths = np.reshape(integers(path, node.inputs[1]), (-1, 2)).tolist()
    value = array(path, node.inputs[2]).item() if node.op == "PadV2" else 0
    return keras.ops.pad(path.tensor(node.inputs[0]), widths, constant_values=value)


def _part(path: Rebuilt, node: Node) -> Any:
    """From ``begin`` on, ``size`` of it; -1 is all that is left."""
    begin, size = (integers(path, tensor) for tensor in node.inputs[1:])
    ends = [None if n < 0 else start + n for start, n in zip(begin, size, strict=True)]
    index = tuple(slice(start, end) for start, end in zip(begin, ends, strict=True))
    return path.tensor(node.inputs[0])[index]


def _gathered(path: Rebuilt, node: Node) -> Any:
    """Rows by all their leading indices at once."""
    places = array(path, node.inputs[1])
    return array(path, node.inputs[0])[tuple(np.moveaxis(places, -1, 0))]


def _chosen(path: Rebuilt, node: Node) -> Any:
    """Number by number; TF1 lets a vector choose whole rows."""
    import keras

    where, yes, no = (path.tensor(tensor) for tensor in node.inputs)
    if node.op == "Select" and len(where.shape) == 1:
        where = keras.ops.reshape(where, (-1,) + (1,) * (len(yes.shape) - 1))
    return keras.ops.where(where, yes, no)


def _batch_product(path: Rebuilt, node: Node) -> Any:
    import keras

    sides = [path.tensor(tensor) for tensor in node.inputs]
    for k, turned in enumerate(("adj_x", "adj_y")):
        if node.attribute(turned):
            sides[k] = keras.ops.swapaxes(sides[k], -1, -2)
    return keras.ops.matmul(*sides)


def _flipped(path: Rebuilt, node: Node) -> Any:
    import keras

    flipped = path.tensor(node.inputs[0])
    for axis in integers(path, node.inputs[1]):  # Keras 3.3 takes one at a time
        flipped = keras.ops.flip(flipped, axis=axis)
    return flipped


def _flipped_within_lengths(path: Rebuilt, node: Node) -> Any:
    along, rows = int(node.attribute("seq_dim")), int(node.attribute("batch_dim") or 0)
    turned = np.moveaxis(array(path, node.inputs[0]), (rows, along), (0, 1)).copy()
    for row, length in zip(turned, integers(path, node.inputs[1]), strict=True):
        row[:length] = row[:length][::-1].copy()
    return np.moveaxis(turned, (0, 1), (rows, along))


def _summed(path: Rebuilt, node: Node) -> Any:
    total = path.tensor(node.inputs[0])
    for tensor in node.inputs[1:]:
        total = total + path.tensor(tensor)
    return total


def _cross_entropy(path: Rebuilt, node: Node) -> Any:
    """−log softmax(logits) at the label, or weighted by a distribution."""
    import keras

    logits, labels = (path.tensor(tensor) for tensor in node.inputs)
    if node.op.startswith("Sparse"):
        labels = keras.ops.one_hot(labels, logits.shape[-1], dtype=logits.dtype)
    return -keras.ops.sum(labels * keras.ops.log_softmax(logits), axis=-1)


def _leaky(path: Rebuilt, node: Node) -> Any:
    import keras

    slope = node.attribute("alpha")
    return keras.ops.leaky_relu(path.tensor(node.inputs[0]), 0.2 if slope is None else slope)


def _stitched(path: Rebuilt, node: Node) -> Any:
    """Rows in the places that are named; a later list wins."""
    half = len(node.inputs) // 2
    places = [array(path, tensor) for tensor in node.inputs[:half]]
    values = [array(path, tensor) for tensor in node.inputs[half:]]
    rest = values[0].shape[places[0].ndim :]
    rows = 1 + max((int(place.max()) for place in places if place.size), default=-1)
    whole = np.zeros((rows, *rest), values[0].dtype)
    for place, value in zip(places, values, strict=True):
        whole[place] = value
    return whole


def _partitioned(path: Rebuilt, node: Node) -> list[Any]:
    values, parts = (array(path, tensor) for tensor in node.inputs)
    return [values[parts == k] for k in range(outputs_of(node))]


def _split(path: Rebuilt, node: Node) -> list[Any]:
    import keras

    (axis,) = integers(path, node.inputs[0])
    return list(keras.ops.split(path.tensor(node.inputs[1]), outputs_of(node), axis=axis))


def _split_by_sizes(path: Rebuilt, node: Node) -> list[Any]:
    import keras

    sizes, (axis,) = integers(path, node.inputs[1]), integers(path, node.inputs[2])
    if -1 in sizes:
        raise Blocked(node)
    cuts = [int(cut) for cut in np.cumsum(sizes)[:-1]]
    return list(keras.ops.split(path.tensor(node.inputs[0]), cuts, axis=axis))


def _unpacked(path: Rebuilt, node: Node) -> list[Any]:
    import keras

    axis = int(node.attribute("axis") or 0)
    return list(keras.ops.unstack(path.tensor(node.inputs[0]), outputs_of(node), axis))


INDICES: dict[str, Recipe] = {
    "AddN": _summed,
    "BatchMatMul": _batch_product,
    "BatchMatMulV2": _batch_product,
    "DynamicStitch": _stitched,
    "Fill": _filled,
    "GatherNd": _gathered,
    "LeakyRelu": _leaky,
    "OneHot": _one_hot,
    "Pad": _padded,
    "PadV2": _padded,
    "ParallelDynamicStitch": _stitched,
    "Range": _counted,
    "ReverseSequence": _flipped_within_lengths,
    "ReverseV2": _flipped,
    "Select": _chosen,
    "SelectV2": _chosen,
    "SoftmaxCrossEntropyWithLogits": _cross_entropy,
    "SparseSoftmaxCrossEntropyWithLogits": _cross_entropy,
    "Size": lambda path, node: np.array(array(path, node.inputs[0]).size),
    "Slice": _part,
    "Tile": _tiled,
}

# Ops of several outputs: all of them at once, and the attribute that counts them.
SEVERAL: dict[str, tuple[Recipe, str]] = {
    "DynamicPartition": (_partitioned, "num_partitions"),
    "Split": (_split, "num_split"),
    "SplitV": (_split_by_sizes, "num_split"),
    "Unpack": (_unpacked, "num"),
}


def outputs_of(node: Node) -> int:
    """How many outputs an op has, as far as a path follows them."""
    if node.op not in SEVERAL:
        return 1
    return int(node.attribute(SEVERAL[node.op][1]))
