"""``tf.contrib.slim.model_analyzer``: how large the variables and outputs of a graph are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

_RULE = "---------"


def tensor_description(var: Any) -> str:
    """Type and shape in brackets, with ``?`` for an unknown size, and nothing for a scalar's.

    Args:
      var: variable or tensor of known rank.

    Example:
      >>> import tensorflow as tf
      >>> tensor_description(tf.ones([2, 3]))
      '(float32 2x3)'
    """
    sizes = ["?" if size is None else str(size) for size in var.shape.as_list()]
    return f"({var.dtype.name} {'x'.join(sizes)})"


def analyze_vars(variables: Iterable[Any], print_info: bool = False) -> tuple[int, int]:
    """Sizes of variables: (elements, bytes).

    Args:
      variables: of known shapes.
      print_info: whether to print a line for each, and the sums.

    Source: ``tf.contrib.slim.model_analyzer.analyze_vars`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> analyze_vars([tf.Variable(tf.ones([2, 3])), tf.Variable(1.0)])
      (7, 28)
    """
    lines = [_RULE, "Variables: name (type shape) [size]", _RULE]
    total = total_bytes = 0
    for variable in variables:
        size = math.prod(variable.shape.as_list())
        in_bytes = size * variable.dtype.size
        total, total_bytes = total + size, total_bytes + in_bytes
        described = tensor_description(variable)
        lines.append(f"{variable.name} {described} [{size}, bytes: {in_bytes}]")
    lines += [f"Total size of variables: {total}", f"Total bytes of variables: {total_bytes}"]
    _print(lines, print_info)
    return total, total_bytes


def analyze_ops(graph: Any, print_info: bool = False) -> int:
    """The number of elements of all outputs of a graph whose size is known.

    Args:
      graph: a ``tf.Graph``.
      print_info: whether to print a line for each operation.

    Source: ``tf.contrib.slim.model_analyzer.analyze_ops`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> graph = tf.Graph()
      >>> with graph.as_default():
      ...     _ = tf.zeros([2, 3]) + 1.0
      >>> analyze_ops(graph)
      13
    """
    lines = [_RULE, "Operations: name -> (type shapes) [size]", _RULE]
    total = 0
    for op in graph.get_operations():
        known = [output for output in op.outputs if output.shape.rank is not None]
        size = sum(output.shape.num_elements() or 0 for output in known)
        shapes = ", ".join(tensor_description(output) for output in known)
        lines.append(f"{op.name} \t-> {shapes} [{size}]")
        total += size
    _print(lines, print_info)
    return total


def _print(lines: list[str], wanted: bool) -> None:
    if wanted:
        print("\n".join(lines))  # noqa: T201  (what the function is for)
