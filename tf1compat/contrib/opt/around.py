"""``tf.contrib.opt``'s optimizers that do something around the steps of another."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError, TF1CompatError

_v1 = tf.compat.v1
_Optimizer: Any = _v1.train.Optimizer


class _NotYetError(TF1CompatError, RuntimeError):
    """Averages are asked for before there are any."""


class MovingAverageOptimizer(_Optimizer):
    """An optimizer that keeps the moving average of what it trains, and saves that in its place.

    average ← decay · average + (1 - decay) · w after each step, ``VAR/ExponentialMovingAverage``.

    Args:
      opt: the optimizer.
      average_decay: decay.
      num_updates: the step, with which the decay begins lower: min(decay, (1 + n) / (10 + n)).
      sequential_update: whether averages wait for the step.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [2])
      ...     descent = tf.compat.v1.train.GradientDescentOptimizer(0.1)
      ...     optimizer = MovingAverageOptimizer(descent)
      ...     train = optimizer.minimize(tf.reduce_sum(w**2))
      ...     saver = optimizer.swapping_saver()
      ...     [v.op.name for v in tf.compat.v1.global_variables()]
      ['w', 'w/ExponentialMovingAverage']
    """

    def __init__(
        self,
        opt: Any,
        average_decay: float = 0.9999,
        num_updates: Any = None,
        sequential_update: bool = True,
    ) -> None:
        super().__init__(False, opt.get_name())
        self._inner, self._in_turn = opt, sequential_update
        self._average = tf.train.ExponentialMovingAverage(average_decay, num_updates)
        self._swapped: dict[str, str] | None = None

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's."""
        return self._inner.compute_gradients(*args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Any:
        """The optimizer's step, and the averages'."""
        pairs = list(grads_and_vars)
        step = self._inner.apply_gradients(pairs, global_step=global_step, name=name)
        trained = [variable for gradient, variable in pairs if gradient is not None]
        with tf.control_dependencies([step] if self._in_turn else []):
            averaged = self._average.apply(trained)
        self._swapped = {}
        for variable in trained:
            names = variable.op.name, self._average.average(variable).op.name
            self._swapped |= {names[0]: names[1], names[1]: names[0]}
        return tf.group(step, averaged, name="train_with_avg")

    def swapping_saver(
        self, var_list: Any = None, name: str = "swapping_saver", **kwargs: Any
    ) -> Any:
        """A ``Saver`` that writes averages under the variables' names, and these under theirs.

        Args:
          var_list: variables, or a dict of them by name; all by default.
          name: of its operations.
          **kwargs: of ``tf.train.Saver``.

        Raises:
          RuntimeError: before ``apply_gradients`` or ``minimize``.
          ValueError: one of a pair is not in ``var_list``.
        """
        if self._swapped is None:
            raise _NotYetError(
                "MovingAverageOptimizer.swapping_saver: Must call apply_gradients or minimize "
                "before creating the swapping_saver"
            )
        given = _v1.global_variables() if var_list is None else var_list
        if not isinstance(given, Mapping):
            given = {_name(variable): variable for variable in given}
        for own in given:
            if self._swapped.get(own, own) not in given:
                raise ArgumentValueError(
                    "MovingAverageOptimizer.swapping_saver", "var_list",
                    expected=f"{self._swapped[own]}, which is saved as {own}",
                    received=f"{len(given)} others", remedy="give both, or no list",
                    known_as=f"Variable to swap {self._swapped[own]} is not part of variables to "
                    "save. This breaks MovingAverageOptimizer.",
                )
        swapped = {own: given[self._swapped.get(own, own)] for own in given}
        return _v1.train.Saver(swapped, name=name, **kwargs)


def _name(saved: Any) -> str:
    """Under which a ``Saver`` writes it."""
    return str(saved.op.name if isinstance(saved, tf.Variable) else saved.name)


class VariableClippingOptimizer(_Optimizer):
    """An optimizer after whose steps some variables are clipped to a norm.

    w ← w · max_norm / max(|w|, max_norm), the norm over the axes that are named; where axis 0 is
    not, only the rows of a sparse gradient.

    Args:
      opt: the optimizer.
      vars_to_clip_dims: of each variable to be clipped, the axes.
      max_norm: the norm.
      use_locking: of the clipping.
      colocate_clip_ops_with_vars: whether it is computed where the variable is.
      name: of its operations.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> tf.compat.v1.disable_tensor_equality()  # as TF1, a variable is a key
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", initializer=[3.0, 4.0])
      ...     descent = tf.compat.v1.train.GradientDescentOptimizer(0.0)
      ...     optimizer = VariableClippingOptimizer(descent, {w: [0]}, 1.0)
      ...     session.run(w.initializer)
      ...     session.run(optimizer.minimize(tf.reduce_sum(w)))
      ...     session.run(w).round(3).tolist()
      [0.6..., 0.8...]
      >>> tf.compat.v1.enable_tensor_equality()
    """

    def __init__(
        self,
        opt: Any,
        vars_to_clip_dims: Mapping[Any, Sequence[int]],
        max_norm: Any,
        use_locking: bool = False,
        colocate_clip_ops_with_vars: bool = False,
        name: str = "VariableClipping",
    ) -> None:
        super().__init__(use_locking, name)
        self._inner, self._max_norm, self._locked = opt, max_norm, use_locking
        self._axes = {var.ref(): list(axes) for var, axes in vars_to_clip_dims.items()}
        self._beside = colocate_clip_ops_with_vars

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's."""
        return self._inner.compute_gradients(*args, **kwargs)

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's."""
        return self._inner.get_slot(*args, **kwargs)

    def get_slot_names(self, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's."""
        return self._inner.get_slot_names(*args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Any:
        """The optimizer's step, and then the clipping."""
        pairs = list(grads_and_vars)
        with tf.name_scope(name or self.get_name()) as scope:
            step = self._inner.apply_gradients(pairs, global_step=global_step)
            with tf.control_dependencies([step]):
                clipped = [
                    self._clipped(gradient, variable)
                    for gradient, variable in pairs
                    if gradient is not None and variable.ref() in self._axes
                ]
            return tf.group(step, *clipped, name=scope)

    def _clipped(self, gradient: Any, variable: Any) -> Any:
        axes = self._axes[variable.ref()]
        sparse = isinstance(gradient, tf.IndexedSlices) and 0 not in axes
        with tf.name_scope(f"clip_{variable.op.name}"):
            with _v1.colocate_with(variable.op, ignore_existing=not self._beside):
                rows = gradient.indices if sparse else None
                value = tf.gather(variable, rows) if sparse else variable.read_value()
                change = value - tf.clip_by_norm(value, self._max_norm, axes)
            if sparse:
                return _v1.scatter_sub(variable, rows, change, use_locking=self._locked)
            return _v1.assign_sub(variable, change, use_locking=self._locked)


def _is_zero(gradient: Any) -> Any:
    values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
    return tf.equal(tf.math.count_nonzero(values), 0)


class MultitaskOptimizerWrapper:
    """An optimizer that leaves variables and slots alone whose gradient is all zeros.

    In training of several tasks in turn the gradients towards the others' variables are zeros, by
    which momentum would still move them.  It has all attributes of the optimizer, which it changes.

    Args:
      opt: the optimizer.

    Raises:
      TypeError: no ``tf.train.Optimizer``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> wrapped = MultitaskOptimizerWrapper(tf.compat.v1.train.MomentumOptimizer(0.1, 0.9))
      >>> wrapped.get_name()
      'Momentum'
    """

    def __init__(self, opt: Any) -> None:
        if not isinstance(opt, _Optimizer):
            raise ArgumentTypeError(
                "MultitaskOptimizerWrapper", "opt", expected="a tf.train.Optimizer",
                received=type(opt).__name__, remedy="pass an optimizer of tf.train",
                known_as="Supplied optimizer must be an instance of tf.train.Optimizer",
            )
        self._inner = opt
        for name in (
            "_apply_dense", "_resource_apply_dense", "_apply_sparse", "_resource_apply_sparse"
        ):
            setattr(opt, name, types.MethodType(_only_where_not_zero(getattr(opt, name)), opt))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _only_where_not_zero(function: Any) -> Any:
    """One of the methods that apply a gradient, within a condition."""

    def apply(_: Any, grad: Any, *args: Any, **kwargs: Any) -> Any:
        def step() -> Any:
            with tf.control_dependencies([function(grad, *args, **kwargs)]):
                return tf.no_op()

        return _v1.cond(_is_zero(grad), tf.no_op, step)

    return apply


def clip_gradients_by_global_norm(
    gradients_variables: Any, clip_norm: float = 20.0
) -> tuple[list[Any], Any]:
    """Clips gradients by their global norm, where some may be all zeros.

    Args:
      gradients_variables: pairs (gradient, variable).
      clip_norm: the norm.

    Returns:
      the pairs with clipped gradients, and the norm as it was.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> pairs, norm = clip_gradients_by_global_norm([(tf.constant([3.0, 4.0]), "w")], 1.0)
      >>> pairs[0][0].numpy().round(3).tolist(), float(norm)
      ([0.6..., 0.8...], 5.0)
    """
    gradients, variables = zip(*gradients_variables, strict=True)
    norm = tf.linalg.global_norm([g for g in gradients if g is not None])
    clipped, _ = tf.clip_by_global_norm(gradients, clip_norm, use_norm=norm)
    return list(zip(clipped, variables, strict=True)), norm
