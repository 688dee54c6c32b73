"""How each op around a recurrence is rebuilt in Keras; one line per op."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tf1compat.checkpoint.dropout import undropped
from tf1compat.checkpoint.graph import FLOATS, Node
from tf1compat.checkpoint.path_indices import INDICES
from tf1compat.checkpoint.path_node import Blocked, Dead, Recipe, integers, taken

if TYPE_CHECKING:
    from tf1compat.checkpoint.path import Rebuilt


def recipe_of(node: Node) -> Recipe | None:
    """How to rebuild a node's first output, if that is known."""
    if node.op in _LAYERS:
        return _LAYERS[node.op]
    if node.op in _OPERATIONS:
        return lambda path, own: _call(_OPERATIONS[own.op], path, own)
    return _SHAPED.get(node.op) or INDICES.get(node.op)


def _call(name: str, path: Rebuilt, node: Node) -> Any:
    import keras

    module, _, function = name.rpartition(".")
    owner = getattr(keras, module) if module else keras.ops
    return getattr(owner, function)(*(path.tensor(tensor) for tensor in node.inputs))


# Ops that are one function of keras.ops or keras.activations on the same inputs.
_OPERATIONS = {
    "Abs": "absolute",
    "Ceil": "ceil",
    "Cos": "cos",
    "Elu": "activations.elu",
    "Equal": "equal",
    "Exp": "exp",
    "Expm1": "expm1",
    "Floor": "floor",
    "FloorDiv": "floor_divide",
    "FloorMod": "mod",
    "Greater": "greater",
    "GreaterEqual": "greater_equal",
    "IsFinite": "isfinite",
    "IsNan": "isnan",
    "Less": "less",
    "LessEqual": "less_equal",
    "Log": "log",
    "Log1p": "log1p",
    "LogSoftmax": "log_softmax",
    "LogicalAnd": "logical_and",
    "LogicalNot": "logical_not",
    "LogicalOr": "logical_or",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Neg": "negative",
    "NotEqual": "not_equal",
    "OnesLike": "ones_like",
    "Pow": "power",
    "RealDiv": "divide",
    "Relu": "relu",
    "Relu6": "relu6",
    "Rsqrt": "rsqrt",
    "Selu": "selu",
    "Sigmoid": "sigmoid",
    "Sign": "sign",
    "Sin": "sin",
    "Softmax": "softmax",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Sqrt": "sqrt",
    "Square": "square",
    "Sub": "subtract",
    "Tanh": "tanh",
    "ZerosLike": "zeros_like",
}


def _identity(path: Rebuilt, node: Node) -> Any:
    return path.tensor(node.inputs[0])


def switched(path: Rebuilt, node: Node, output: int) -> Any:
    """One side of a condition: 0 is the one taken when it is false, 1 when it is true."""
    holds = bool(np.all(np.asarray(path.tensor(node.inputs[1]))))
    if holds != bool(output):
        raise Dead(node)
    return path.tensor(node.inputs[0])


def _merged(path: Rebuilt, node: Node) -> Any:
    """The branch that was taken."""
    return path.tensor(taken(path, f"{node.name}:0"))


def _constant(path: Rebuilt, node: Node) -> Any:
    value = path.graph.constant(f"{node.name}:0")
    if value is None:
        raise Blocked(node)
    return value


def _added(path: Rebuilt, node: Node) -> Any:
    """A bias behind a product, a normalisation, or a mere sum."""
    layered = path.layers.biased(path, node) or path.layers.normalized(path, node)
    if layered is not None:
        return layered[0]
    return path.tensor(node.inputs[0]) + path.tensor(node.inputs[1])


def _multiplied(path: Rebuilt, node: Node) -> Any:
    kept = undropped(path.graph, node)
    if kept:
        return path.tensor(kept)
    return path.tensor(node.inputs[0]) * path.tensor(node.inputs[1])


def _divided(path: Rebuilt, node: Node) -> Any:
    """Of floats; whole numbers were cut off towards zero."""
    if node.attribute("T") not in FLOATS:
        raise Blocked(node)
    return path.tensor(node.inputs[0]) / path.tensor(node.inputs[1])


def _divided_or_zero(path: Rebuilt, node: Node) -> Any:
    """0 where the divisor is 0, as TF1's losses average over their weights."""
    import keras

    above, below = (path.tensor(tensor) for tensor in node.inputs)
    safe = keras.ops.where(keras.ops.equal(below, 0), keras.ops.ones_like(below), below)
    return keras.ops.where(keras.ops.equal(below, 0), keras.ops.zeros_like(below), above / safe)


def _squared_difference(path: Rebuilt, node: Node) -> Any:
    apart = path.tensor(node.inputs[0]) - path.tensor(node.inputs[1])
    return apart * apart


def _reshaped(path: Rebuilt, node: Node) -> Any:
    import keras

    return keras.ops.reshape(path.tensor(node.inputs[0]), integers(path, node.inputs[1]))


def _transposed(path: Rebuilt, node: Node) -> Any:
    import keras

    return keras.ops.transpose(path.tensor(node.inputs[0]), integers(path, node.inputs[1]))


def _shape(path: Rebuilt, node: Node) -> Any:
    return np.array(path.tensor(node.inputs[0]).shape, np.int64)


def _packed(path: Rebuilt, node: Node) -> Any:
    import keras

    axis = int(node.attribute("axis") or 0)
    return keras.ops.stack([path.tensor(t) for t in node.inputs], axis=axis)


def _joined(path: Rebuilt, node: Node) -> Any:
    import keras

    (axis,) = integers(path, node.inputs[-1])
    return keras.ops.concatenate([path.tensor(t) for t in node.inputs[:-1]], axis=axis)


def _expanded(path: Rebuilt, node: Node) -> Any:
    import keras

    return keras.ops.expand_dims(path.tensor(node.inputs[0]), integers(path, node.inputs[1])[0])


def _squeezed(path: Rebuilt, node: Node) -> Any:
    import keras

    listed = node.attribute("squeeze_dims")
    axis = tuple(int(k) for k in listed.i) if listed is not None and listed.i else None
    return keras.ops.squeeze(path.tensor(node.inputs[0]), axis)


def _reduced(name: str) -> Recipe:
    def reduce(path: Rebuilt, node: Node) -> Any:
        import keras

        axes = tuple(integers(path, node.inputs[1]))
        keep = bool(node.attribute("keep_dims"))
        return getattr(keras.ops, name)(path.tensor(node.inputs[0]), axis=axes, keepdims=keep)

    return reduce


def _arg_max(path: Rebuilt, node: Node) -> Any:
    import keras

    (axis,) = integers(path, node.inputs[1])
    return keras.ops.argmax(path.tensor(node.inputs[0]), axis=axis)


def _cast(path: Rebuilt, node: Node) -> Any:
    import keras
    import tensorflow as tf

    return keras.ops.cast(path.tensor(node.inputs[0]), tf.as_dtype(node.attribute("DstT")).name)


def _sliced(path: Rebuilt, node: Node) -> Any:
    """x[begin:end:stride], with the masks that TF1 encodes Python's notation in."""
    masks = {
        name: int(node.attribute(name) or 0)
        for name in ("begin_mask", "end_mask", "shrink_axis_mask", "ellipsis_mask", "new_axis_mask")
    }
    if masks["ellipsis_mask"] or masks["new_axis_mask"]:
        raise Blocked(node)
    begin, end, stride = (integers(path, tensor) for tensor in node.inputs[1:4])
    index: list[Any] = []
    for k, (first, last, by) in enumerate(zip(begin, end, stride, strict=True)):
        bit = 1 << k
        if masks["shrink_axis_mask"] & bit:
            index.append(first)
            continue
        start = None if masks["begin_mask"] & bit else first
        stop = None if masks["end_mask"] & bit else last
        index.append(slice(start, stop, by))
    return path.tensor(node.inputs[0])[tuple(index)]


def _pooled(path: Rebuilt, node: Node) -> Any:
    import keras

    size, strides = ([int(n) for n in node.attribute(k).i] for k in ("ksize", "strides"))
    layout, padding = node.attribute("data_format"), node.attribute("padding").decode().lower()
    inner = size[0] == size[3] == strides[0] == strides[3] == 1
    if layout not in {None, b"NHWC"} or not inner or padding not in {"same", "valid"}:
        raise Blocked(node)
    pool = keras.ops.max_pool if node.op == "MaxPool" else keras.ops.average_pool
    x, strides = path.tensor(node.inputs[0]), strides[1:3]
    return pool(x, size[1:3], strides, padding, data_format="channels_last")


def _matrix_product(path: Rebuilt, node: Node) -> Any:
    """A product that is no layer: by a reshaped kernel (tensordot), or a table of embeddings."""
    import keras

    sides = [path.tensor(tensor) for tensor in node.inputs]
    for k, turned in enumerate(("transpose_a", "transpose_b")):
        if node.attribute(turned):
            sides[k] = keras.ops.transpose(sides[k])
    return keras.ops.matmul(*sides)


def _layer(path: Rebuilt, node: Node) -> Any:
    made = path.layers.apply(path, node)
    if made is not None:
        return made
    if node.op == "MatMul":
        return _matrix_product(path, node)
    if node.op != "GatherV2" or node.attribute("batch_dims"):
        raise Blocked(node)
    values, indices = (path.tensor(tensor) for tensor in node.inputs[:2])
    return np.take(np.asarray(values), np.asarray(indices), integers(path, node.inputs[2])[0])


_SHAPED: dict[str, Recipe] = {
    "All": _reduced("all"),
    "Any": _reduced("any"),
    "Add": _added,
    "AddV2": _added,
    "ArgMax": _arg_max,
    "BiasAdd": _added,
    "AvgPool": _pooled,
    "Cast": _cast,
    "ConcatV2": _joined,
    "Div": _divided,
    "DivNoNan": _divided_or_zero,
    "Const": _constant,
    "ExpandDims": _expanded,
    "Identity": _identity,
    "Max": _reduced("max"),
    "MaxPool": _pooled,
    "Mean": _reduced("mean"),
    "Merge": _merged,
    "RefMerge": _merged,
    "Mul": _multiplied,
    "Pack": _packed,
    "PlaceholderWithDefault": _identity,
    "Prod": _reduced("prod"),
    "ReadVariableOp": _identity,
    "Reshape": _reshaped,
    "Shape": _shape,
    "SquaredDifference": _squared_difference,
    "Squeeze": _squeezed,
    "StopGradient": _identity,
    "StridedSlice": _sliced,
    "Sum": _reduced("sum"),
    "Transpose": _transposed,
}

# Ops that become a Keras layer with the checkpoint's values.
_LAYERS: dict[str, Recipe] = {
    "Conv2D": _layer,
    "FusedBatchNorm": _layer,
    "FusedBatchNormV2": _layer,
    "FusedBatchNormV3": _layer,
    "Gather": _layer,
    "GatherV2": _layer,
    "MatMul": _layer,
    "ResourceGather": _layer,
}
