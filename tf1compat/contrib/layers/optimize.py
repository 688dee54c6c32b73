"""``optimize_loss``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import get_variable, variable_scope

_v1 = tf.compat.v1
_train = _v1.train

OPTIMIZER_CLS_NAMES: dict[str, Callable[..., Any]] = {
    "Adagrad": _train.AdagradOptimizer,
    "Adam": _train.AdamOptimizer,
    "Ftrl": _train.FtrlOptimizer,
    "Momentum": lambda learning_rate: _train.MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": _train.RMSPropOptimizer,
    "SGD": _train.GradientDescentOptimizer,
}

OPTIMIZER_SUMMARIES = [
    "learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm",
]  # fmt: skip
_DEFAULT_SUMMARIES = ("loss", "learning_rate", "global_gradient_norm")

_Pairs = list[tuple[Any, Any]]


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: Any = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Callable[[Any, Any], Any] | None = None,
    update_ops: Any = None,
    variables: Any = None,
    name: str | None = None,
    summaries: Any = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Any:
    """The loss, as a tensor of a v1 graph that makes one training step when it is run.

    Variables: ``OptimizeLoss/learning_rate`` where the rate is a number, and the optimizer's.

    Args:
      loss: scalar tensor.
      global_step: scalar int variable; None for the graph's own, if it has one.
      learning_rate: number, scalar tensor or None.
      optimizer: a name of ``OPTIMIZER_CLS_NAMES``, a class, an object, or a function of the rate.
      gradient_noise_scale: of truncated normal noise that is added to the gradients.
      gradient_multipliers: number by variable or variable name.
      clip_gradients: global norm as a float, or a function of the (gradient, variable) pairs.
      learning_rate_decay_fn: function of the rate and the step.
      update_ops: to run in each step; those of ``UPDATE_OPS`` by default.
      variables: to train; all trainable ones by default.
      name: scope; ``OptimizeLoss`` by default.
      summaries: which of ``OPTIMIZER_SUMMARIES`` to write; the loss, the rate and the global norm
        by default.
      colocate_gradients_with_ops: as the optimizer takes it.
      increment_global_step: whether a step counts.

    Raises:
      ValueError: not in a v1 graph; an argument of a wrong type or value; no gradient is left.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     step = optimize_loss(w * w, None, 0.25, "SGD")
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     float(session.run([step, w])[0]), float(session.run(w))
      (1.0, 0.5)
    """
    loss, global_step = _checked_inputs(loss, global_step)
    wanted = _checked_summaries(summaries)
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        if update_ops is None:
            update_ops = list(dict.fromkeys(_v1.get_collection(_v1.GraphKeys.UPDATE_OPS)))
        if update_ops:
            with tf.control_dependencies(list(update_ops)):
                loss = tf.identity(loss)
        rate = _rate(learning_rate, learning_rate_decay_fn, global_step, wanted)
        used = _optimizer(optimizer, rate, learning_rate is not None)
        pairs = used.compute_gradients(
            loss, _v1.trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        pairs = _changed(pairs, gradient_noise_scale, gradient_multipliers)
        _summarize_norm("gradient_norm", pairs, wanted)
        pairs = _clipped(pairs, clip_gradients)
        _summarize(loss, pairs, wanted)
        if clip_gradients is not None:
            _summarize_norm("clipped_gradient_norm", pairs, wanted)
        step = global_step if increment_global_step else None
        with tf.control_dependencies([used.apply_gradients(pairs, global_step=step, name="train")]):
            return tf.identity(loss, "control_dependency")


def _error(
    argument: str, expected: str, received: Any, remedy: str, known_as: str = ""
) -> ArgumentValueError:
    return ArgumentValueError(
        "optimize_loss", argument, expected=expected, received=received, remedy=remedy,
        known_as=known_as,
    )


def _checked_inputs(loss: Any, global_step: Any) -> tuple[Any, Any]:
    if not in_v1_graph():
        raise _error("loss", "a tensor of a v1 graph", "eager code or a function", (
            "call optimizer.minimize(lambda: loss) there, or wrap the code in tf.Graph()"
        ))
    loss = tf.convert_to_tensor(loss)
    if loss.shape.rank not in (0, None):
        raise _error("loss", "a scalar", f"shape {loss.shape}", "reduce it, say by tf.reduce_mean")
    if global_step is None:
        return loss, _train.get_global_step()
    try:
        _train.assert_global_step(global_step)
    except TypeError as error:
        raise ArgumentTypeError(
            "optimize_loss", "global_step", expected="a scalar int variable",
            received=repr(global_step), remedy=f"{error} Make it with tf.train.create_global_step",
        ) from error
    return loss, global_step


def _checked_summaries(summaries: Any) -> tuple[str, ...]:
    wanted = _DEFAULT_SUMMARIES if summaries is None else tuple(summaries)
    if set(wanted) - set(OPTIMIZER_SUMMARIES):
        raise _error("summaries", f"names among {OPTIMIZER_SUMMARIES}", wanted, "correct them")
    return wanted


def _rate(given: Any, decay: Any, global_step: Any, summaries: tuple[str, ...]) -> Any:
    """The learning rate as a tensor, or None."""
    if given is None:
        return None
    if tf.is_tensor(given) and given.shape.rank == 0:
        rate = given
    elif isinstance(given, float) and given >= 0.0:
        rate = get_variable(
            "learning_rate", [], trainable=False, initializer=_v1.constant_initializer(given)
        )
    else:
        raise _error("learning_rate", "a float from 0 or a scalar tensor", repr(given), "cast it")
    if decay is None:
        return rate
    if global_step is None:
        raise _error("global_step", "a step for learning_rate_decay_fn", None, (
            "call tf.train.get_or_create_global_step() before"
        ), "global_step is required for learning_rate_decay_fn")
    rate = decay(rate, global_step)
    if "learning_rate" in summaries:
        _v1.summary.scalar("learning_rate", rate)
    return rate


def _optimizer(given: Any, rate: Any, has_rate: bool) -> Any:
    if isinstance(given, _train.Optimizer):
        return given
    if isinstance(given, str) and given not in OPTIMIZER_CLS_NAMES:
        raise _error("optimizer", f"a name among {list(OPTIMIZER_CLS_NAMES)}", given, "correct it")
    is_class = isinstance(given, type) and issubclass(given, _train.Optimizer)
    if (isinstance(given, str) or is_class) and rate is None:
        raise _error("learning_rate", "a rate for an optimizer given by name or class", None, (
            "pass it, or pass the optimizer as an object"
        ))
    if isinstance(given, str):
        return OPTIMIZER_CLS_NAMES[given](learning_rate=rate)
    if is_class:
        return given(learning_rate=rate)
    made = (given(rate) if has_rate else given()) if callable(given) else None
    if not isinstance(made, _train.Optimizer):
        raise _error("optimizer", "a name, a v1 optimizer, its class, or a function that gives one",
                     repr(given if made is None else made), "see tf.train.Optimizer")
    return made


def _on_values(gradient: Any, function: Callable[[Any], Any]) -> Any:
    """The function applied to a gradient, dense or sparse."""
    if not isinstance(gradient, tf.IndexedSlices):
        return function(gradient)
    return tf.IndexedSlices(function(gradient.values), gradient.indices, gradient.dense_shape)


def _changed(pairs: _Pairs, noise_scale: Any, multipliers: Any) -> _Pairs:
    """Noise, then multipliers."""
    if noise_scale is not None:
        pairs = [(_noisy(gradient, noise_scale), variable) for gradient, variable in pairs]
    if multipliers is None:
        return pairs
    by_name = {getattr(key, "name", key): value for key, value in multipliers.items()}
    changed: _Pairs = []
    for gradient, variable in pairs:
        factor = None if gradient is None else by_name.get(variable.name)
        changed.append((_scaled(gradient, factor), variable))
    if not changed:
        raise _error("gradient_multipliers", "gradients to multiply", "none", "check variables")
    return changed


def _scaled(gradient: Any, factor: Any) -> Any:
    if factor is None:
        return gradient
    return _on_values(gradient, lambda values: values * tf.cast(factor, values.dtype))


def _noisy(gradient: Any, scale: float) -> Any:
    if gradient is None:
        return None
    sparse = isinstance(gradient, tf.IndexedSlices)
    shape = gradient.dense_shape if sparse else gradient.shape
    return tf.convert_to_tensor(gradient) + _v1.truncated_normal(shape) * scale


def _clipped(pairs: _Pairs, clip: Any) -> _Pairs:
    if clip is None:
        return pairs
    if callable(clip):
        changed: _Pairs = clip(pairs)
        return changed
    if not isinstance(clip, float):
        raise _error("clip_gradients", "a float or a function", repr(clip), "write it as a float")
    gradients, variables = zip(*pairs, strict=True)
    clipped, _ = tf.clip_by_global_norm(gradients, clip)
    return list(zip(clipped, variables, strict=True))


def _summarize_norm(name: str, pairs: _Pairs, summaries: tuple[str, ...]) -> None:
    if {"global_gradient_norm", "gradient_norm"} & set(summaries):
        norm = tf.linalg.global_norm([gradient for gradient, _ in pairs])
        _v1.summary.scalar(f"global_norm/{name}", norm)


def _summarize(loss: Any, pairs: _Pairs, summaries: tuple[str, ...]) -> None:
    if "loss" in summaries:
        _v1.summary.scalar("loss", loss)
    for gradient, variable in pairs:
        if gradient is None:
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        label = variable.name.replace(":", "_")
        if "gradients" in summaries:
            _v1.summary.histogram(f"gradients/{label}", values)
        if "gradient_norm" in summaries:
            _v1.summary.scalar(f"gradient_norm/{label}", tf.linalg.global_norm([values]))
