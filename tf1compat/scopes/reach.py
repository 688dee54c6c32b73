"""Which ops of a v1 graph depend on which tensors."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def depends_on(target: Any, inputs: Any) -> bool:
    """Whether ``target``, an op or tensor, is computed from any of ``inputs``.

    Example:
      >>> with tf.Graph().as_default():
      ...     a, b = tf.constant(1.0), tf.constant(2.0)
      ...     depends_on(a * 3.0, [a]), depends_on(a * 3.0, [b])
      (True, False)
    """
    sources = {_op(tensor).name for tensor in tf.nest.flatten(inputs) if tf.is_tensor(tensor)}
    waiting, seen = [_op(target)], set[str]()
    while waiting:
        op = waiting.pop()
        if op.name in sources:
            return True
        if op.name not in seen:
            seen.add(op.name)
            waiting.extend(tensor.op for tensor in op.inputs)
            waiting.extend(op.control_inputs)
    return False


def _op(value: Any) -> Any:
    return value if isinstance(value, tf.Operation) else value.op
