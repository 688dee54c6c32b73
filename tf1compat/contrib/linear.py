"""``_linear`` and ``_Linear``, which TF1's cells were built from and many programs import."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope

WEIGHTS_VARIABLE_NAME = "kernel"
BIAS_VARIABLE_NAME = "bias"

_v1 = tf.compat.v1


class Linear:
    """y = concat(args, 1) @ kernel + bias          kernel [ΣD, U], bias [U]

    The variables are made by the constructor, as ``kernel`` and ``bias`` of the current scope.

    Args:
      args: a tensor [B, D] or a list of such; only their shapes and type are used here.
      output_size: U.
      build_bias: whether there is a bias.
      bias_initializer: zeros by default.
      kernel_initializer: the scope's by default.

    Raises:
      ArgumentValueError: no args, or one whose rank is not 2 or whose depth is unknown.

    Source: ``tf.contrib.rnn.python.ops.core_rnn_cell`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.linear import Linear
      >>> x, h = tf.ones([2, 3]), tf.ones([2, 4])
      >>> Linear([x, h], 5, build_bias=True)([x, h]).shape.as_list()
      [2, 5]
    """

    def __init__(
        self,
        args: Any,
        output_size: int,
        build_bias: bool,
        bias_initializer: Any = None,
        kernel_initializer: Any = None,
    ) -> None:
        self._build_bias = build_bias
        self._is_sequence = isinstance(args, (list, tuple))
        tensors = _as_list(args)
        depth = sum(_depth(tensor) for tensor in tensors)
        dtype = tensors[0].dtype
        with variable_scope(get_variable_scope()) as outer:
            self._weights = get_variable(
                WEIGHTS_VARIABLE_NAME,
                [depth, output_size],
                dtype=dtype,
                initializer=kernel_initializer,
            )
            if build_bias:
                with variable_scope(outer) as inner:
                    inner.set_partitioner(None)
                    self._biases = get_variable(
                        BIAS_VARIABLE_NAME,
                        [output_size],
                        dtype=dtype,
                        initializer=_bias_initializer(bias_initializer),
                    )

    def __call__(self, args: Any) -> Any:
        tensors = args if self._is_sequence else [args]
        joined = tensors[0] if len(tensors) == 1 else tf.concat(tensors, 1)
        product = tf.matmul(joined, self._weights)
        return tf.nn.bias_add(product, self._biases) if self._build_bias else product


def linear(
    args: Any,
    output_size: int,
    bias: bool,
    bias_initializer: Any = None,
    kernel_initializer: Any = None,
    scope: Any = None,
) -> Any:
    """``Linear`` made and applied at once.

    Args:
      args: as for ``Linear``.
      output_size: U.
      bias: whether there is a bias.
      bias_initializer: an initializer, or the ``bias_start`` number that it was up to 1.1.
      kernel_initializer: the scope's by default.
      scope: up to 1.1, the scope of the variables.

    Returns:
      [B, U].

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.linear import linear
      >>> linear([tf.ones([2, 3]), tf.ones([2, 1])], 4, True, 1.0).shape.as_list()
      [2, 4]
    """
    if scope is not None:
        with variable_scope(scope):
            return linear(args, output_size, bias, bias_initializer, kernel_initializer)
    return Linear(args, output_size, bias, bias_initializer, kernel_initializer)(args)


def _as_list(args: Any) -> list[Any]:
    tensors = list(args) if isinstance(args, (list, tuple)) else [args]
    if args is None or not tensors:
        raise ArgumentValueError(
            "_linear",
            "args",
            expected="a tensor or a list of tensors",
            received=repr(args),
            remedy="pass at least one tensor of rank 2",
        )
    return tensors


def _depth(tensor: Any) -> int:
    shape = tensor.shape.as_list() if tensor.shape.rank is not None else None
    if shape is None or len(shape) != 2 or shape[1] is None:
        raise ArgumentValueError(
            "_linear",
            "args",
            expected="tensors of rank 2 with a known depth",
            received=f"shape {tensor.shape}",
            remedy="reshape to [batch, depth] and set the depth",
        )
    depth: int = shape[1]
    return depth


def _bias_initializer(given: Any) -> Any:
    if given is None:
        return _v1.zeros_initializer()
    if isinstance(given, (int, float)):
        return _v1.constant_initializer(given)
    return given
