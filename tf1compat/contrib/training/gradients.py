"""What ``tf.contrib.training`` does to (gradient, variable) pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1

_Pairs = list[tuple[Any, Any]]


def add_gradients_summaries(grads_and_vars: Iterable[tuple[Any, Any]]) -> list[Any]:
    """A histogram and a norm for each gradient: ``NAME_gradient`` and ``NAME_gradient_norm``.

    Args:
      grads_and_vars: (gradient, variable) pairs; those without a gradient are passed over.

    Returns:
      the summary tensors.

    Source: ``tf.contrib.training.add_gradients_summaries`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.compat.v1.get_variable("v", [2])
      ...     made = add_gradients_summaries([(tf.ones([2]), v)])
      >>> [summary.op.type for summary in made]
      ['HistogramSummary', 'ScalarSummary']
    """
    made = []
    for gradient, variable in grads_and_vars:
        if gradient is None:
            _v1.logging.info("Var %s has no gradient", variable.op.name)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        name = f"{variable.op.name}_gradient"
        made.append(_v1.summary.histogram(name, values))
        made.append(_v1.summary.scalar(f"{name}_norm", tf.linalg.global_norm([values])))
    return made


def clip_gradient_norms(
    gradients_to_variables: Iterable[tuple[Any, Any]], max_norm: Any
) -> _Pairs:
    """Each gradient scaled down to a norm of its own, ``g · min(1, max_norm / |g|)``.

    Args:
      gradients_to_variables: (gradient, variable) pairs.
      max_norm: the largest norm.

    Returns:
      the pairs with the clipped gradients; of sparse ones, the values are clipped.

    Source: ``tf.contrib.training.clip_gradient_norms`` of TensorFlow 1.15.5.

    Example:
      >>> pairs = clip_gradient_norms([(tf.constant([3.0, 4.0]), "w"), (None, "v")], 1.0)
      >>> pairs[0][0].numpy().round(3).tolist(), pairs[1]
      ([0.6000000238418579, 0.800000011920929], (None, 'v'))
    """
    return [
        (_on_values(gradient, lambda values: tf.clip_by_norm(values, max_norm)), variable)
        for gradient, variable in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: Any) -> Callable[[Iterable[tuple[Any, Any]]], _Pairs]:
    """``clip_gradient_norms`` as the ``transform_grads_fn`` of ``create_train_op``.

    Args:
      max_norm: the largest norm.

    Source: ``tf.contrib.training.clip_gradient_norms_fn`` of TensorFlow 1.15.5.

    Example:
      >>> clip = clip_gradient_norms_fn(1.0)
      >>> float(tf.norm(clip([(tf.constant([3.0, 4.0]), "w")])[0][0]).numpy().round(3))
      1.0
    """
    return lambda pairs: clip_gradient_norms(pairs, max_norm)


def multiply_gradients(grads_and_vars: Any, gradient_multipliers: Any) -> _Pairs:
    """The gradients of some variables, each times a number.

    Args:
      grads_and_vars: list of (gradient, variable) pairs.
      gradient_multipliers: dict from variables, or from the names of their operations, to factors.

    Raises:
      ArgumentValueError: (a ``ValueError``) no list, no dict or an empty one, or a factor for a
        variable without a gradient.

    Source: ``tf.contrib.training.multiply_gradients`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [])
      ...     pairs = multiply_gradients([(tf.constant(3.0), w)], {"w": 0.5})
      ...     float(session.run(pairs[0][0]))
      1.5
    """
    if not isinstance(grads_and_vars, list):
        raise _error("grads_and_vars", "a list", type(grads_and_vars).__name__, "make it a list")
    if not gradient_multipliers or not isinstance(gradient_multipliers, dict):
        raise _error("gradient_multipliers", "a dict with at least one factor",
                     repr(gradient_multipliers), "map variables to factors")
    by_name = {_name(key): factor for key, factor in gradient_multipliers.items()}
    changed = []
    for gradient, variable in grads_and_vars:
        factor = by_name.get(variable.op.name)
        if factor is not None:
            if gradient is None:
                raise _error("gradient_multipliers", "variables that have a gradient",
                             variable.op.name, "take it out")
            changed.append((_times(gradient, factor), variable))
        else:
            changed.append((gradient, variable))
    return changed


def _name(key: Any) -> str:
    return key if isinstance(key, str) else key.op.name


def _times(gradient: Any, factor: Any) -> Any:
    scale = tf.convert_to_tensor(factor, gradient.dtype)
    return _on_values(gradient, lambda values: values * scale)


def _on_values(gradient: Any, function: Callable[[Any], Any]) -> Any:
    if gradient is None:
        return None
    if isinstance(gradient, tf.IndexedSlices):
        values = function(gradient.values)
        return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)
    return function(gradient)


def _error(argument: str, expected: str, received: str, remedy: str) -> ArgumentValueError:
    return ArgumentValueError(
        "multiply_gradients", argument, expected=expected, received=received, remedy=remedy
    )
