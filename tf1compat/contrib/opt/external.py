"""``tf.contrib.opt``'s optimizers that run outside of the graph."""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentValueError, TF1CompatError

_v1 = tf.compat.v1
_log = logging.getLogger(__name__)
_Function = Callable[..., Any]


class MissingPackageError(TF1CompatError, ImportError):
    """A package that is needed for this alone is not installed."""


class ExternalOptimizerInterface:
    """Trains a graph's variables by an algorithm outside of it; subclasses define ``_minimize``.

    The variables are one flat vector to the algorithm, in their order.

    Args:
      loss: a scalar tensor.
      var_list: what is trained; by default all that is trainable.
      equalities: scalar tensors that shall be 0.
      inequalities: scalar tensors that shall not be below 0.
      var_to_bounds: of each variable the least and the largest value, numbers or arrays.
      **optimizer_kwargs: for ``_minimize``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> class Halved(ExternalOptimizerInterface):
      ...     def _minimize(self, initial_val, loss_grad_func, **kwargs):
      ...         loss, gradient = loss_grad_func(initial_val)
      ...         return initial_val - 0.25 * gradient
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", initializer=[2.0, 4.0])
      ...     optimizer = Halved(tf.reduce_sum(w**2))
      ...     session.run(w.initializer)
      ...     optimizer.minimize(session)
      ...     session.run(w).tolist()
      [1.0, 2.0]
    """

    def __init__(
        self,
        loss: Any,
        var_list: Sequence[Any] | None = None,
        equalities: Sequence[Any] | None = None,
        inequalities: Sequence[Any] | None = None,
        var_to_bounds: Mapping[Any, Any] | None = None,
        **optimizer_kwargs: Any,
    ) -> None:
        self.optimizer_kwargs = optimizer_kwargs
        self._vars = _v1.trainable_variables() if var_list is None else list(var_list)
        self._shapes = [tuple(variable.shape.as_list()) for variable in self._vars]
        self._loss = [loss, self._slope(loss)]
        self._equalities = [(one, self._slope(one)) for one in equalities or ()]
        self._inequalities = [(one, self._slope(one)) for one in inequalities or ()]
        self._bounds = None if var_to_bounds is None else self._packed_bounds(var_to_bounds)
        self._fed = [_v1.placeholder(variable.dtype.base_dtype) for variable in self._vars]
        self._updates = [
            _v1.assign(variable, tf.reshape(fed, shape))
            for variable, fed, shape in zip(self._vars, self._fed, self._shapes, strict=True)
        ]
        self._packed = self._pack(self._vars)
        ends = list(itertools.accumulate(map(math.prod, self._shapes), initial=0))
        self._slices = [slice(*pair) for pair in itertools.pairwise(ends)]

    def minimize(
        self,
        session: Any = None,
        feed_dict: Mapping[Any, Any] | None = None,
        fetches: Sequence[Any] | None = None,
        step_callback: _Function | None = None,
        loss_callback: _Function | None = None,
        **run_kwargs: Any,
    ) -> None:
        """Minimises, and assigns the variables.

        Args:
          session: the default one if None.
          feed_dict: of each evaluation.
          fetches: tensors whose values ``loss_callback`` gets.
          step_callback: is called with the vector after each step of the algorithm.
          loss_callback: is called with the values of ``fetches`` at each evaluation of the loss.
          **run_kwargs: of the ``session.run`` that assigns.
        """
        session = session or _v1.get_default_session()
        of_loss = _Evaluation(self, session, feed_dict or {}, list(fetches or ()), loss_callback)
        of_others = _Evaluation(self, session, feed_dict or {}, list(fetches or ()), None)
        found = self._minimize(
            initial_val=session.run(self._packed),
            loss_grad_func=of_loss.function(self._loss),
            equality_funcs=[of_others.function([value]) for value, _ in self._equalities],
            equality_grad_funcs=[of_others.function([slope]) for _, slope in self._equalities],
            inequality_funcs=[of_others.function([value]) for value, _ in self._inequalities],
            inequality_grad_funcs=[of_others.function([slope]) for _, slope in self._inequalities],
            packed_bounds=self._bounds,
            step_callback=step_callback or (lambda _: None),
            optimizer_kwargs=self.optimizer_kwargs,
        )
        values = [found[own] for own in self._slices]
        session.run(
            self._updates, feed_dict=dict(zip(self._fed, values, strict=True)), **run_kwargs
        )

    def _minimize(self, **given: Any) -> Any:
        """The vector that the algorithm ends with."""
        raise NotImplementedError(f"{type(self).__name__} must define _minimize")

    def seen_at(self, vector: Any, session: Any) -> dict[Any, Any]:
        """What a session is fed to see the variables at a vector; resources are assigned."""
        parts = (vector[own].reshape(s) for own, s in zip(self._slices, self._shapes, strict=True))
        values = list(zip(self._vars, self._fed, self._updates, parts, strict=True))
        assigned = [row for row in values if hasattr(row[0], "handle")]
        session.run(
            [update for _, _, update, _ in assigned], {fed: part for _, fed, _, part in assigned}
        )
        return {own: part for own, _, _, part in values if not hasattr(own, "handle")}

    @staticmethod
    def _pack(tensors: Sequence[Any]) -> Any:
        return tf.concat([tf.reshape(tensor, [-1]) for tensor in tensors], 0)

    def _slope(self, value: Any) -> Any:
        slopes = _v1.gradients(value, self._vars, unconnected_gradients="zero")
        return self._pack(slopes)

    def _packed_bounds(self, var_to_bounds: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
        by_ref = {variable.ref(): bounds for variable, bounds in var_to_bounds.items()}
        sides: tuple[list[Any], list[Any]] = ([], [])
        for variable, shape in zip(self._vars, self._shapes, strict=True):
            bounds = by_ref.get(variable.ref(), (-np.inf, np.inf))
            for side, bound in zip(sides, bounds, strict=True):
                side.extend(np.broadcast_to(bound, shape).flat)
        return list(zip(*sides, strict=True))


class _Evaluation:
    """Values in a session, at the vectors that an algorithm asks for."""

    def __init__(
        self, optimizer: ExternalOptimizerInterface, session: Any, feed: Mapping[Any, Any],
        fetches: list[Any], callback: _Function | None,
    ) -> None:
        self._optimizer, self._session, self._feed = optimizer, session, feed
        self._fetches, self._callback = fetches, callback

    def function(self, tensors: list[Any]) -> _Function:
        def evaluate(vector: Any) -> list[Any]:
            feed = {**self._optimizer.seen_at(vector, self._session), **self._feed}
            values = self._session.run([*tensors, *self._fetches], feed_dict=feed)
            if self._callback is not None:
                self._callback(*values[len(tensors) :])
            found: list[Any] = values[: len(tensors)]
            return found

        return evaluate


class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Trains by ``scipy.optimize.minimize``, L-BFGS-B by default.

    Needs the package ``scipy``, which nothing else here does.

    Args:
      loss: a scalar tensor.
      var_list: what is trained; by default all that is trainable.
      equalities: scalar tensors that shall be 0, for methods that can.
      inequalities: scalar tensors that shall not be below 0, for methods that can.
      var_to_bounds: of each variable the least and the largest value.
      **optimizer_kwargs: of ``scipy.optimize.minimize``: ``method``, ``options``, ``tol`` …

    Raises:
      ValueError: (by ``minimize``) an argument that is set here: ``bounds``, ``jac`` …
      ImportError: (by ``minimize``) scipy is not installed.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [2])
      ...     options = {"maxiter": 10}
      ...     optimizer = ScipyOptimizerInterface(tf.reduce_sum(w**2), options=options)
      >>> optimizer.optimizer_kwargs
      {'options': {'maxiter': 10}}
    """

    _DEFAULT_METHOD = "L-BFGS-B"

    def _minimize(self, **given: Any) -> Any:
        own = dict(given["optimizer_kwargs"])
        method = own.pop("method", self._DEFAULT_METHOD)
        kinds = {"eq": "equality", "ineq": "inequality"}
        constraints = [
            {"type": kind, "fun": value, "jac": slope}
            for kind, name in kinds.items()
            for value, slope in zip(
                given[f"{name}_funcs"], given[f"{name}_grad_funcs"], strict=True
            )
        ]
        settled = {
            "jac": True, "callback": given["step_callback"], "method": method,
            "constraints": constraints, "bounds": given["packed_bounds"],
        }
        for argument in settled:
            if argument in own:
                raise ArgumentValueError(
                    "ScipyOptimizerInterface", argument,
                    expected="an argument that is not set here",
                    received=repr(argument),
                    remedy="use var_to_bounds" if argument == "bounds" else "leave it out",
                    known_as="Bounds must be set using the var_to_bounds argument"
                    if argument == "bounds"
                    else f"Optimizer keyword arg '{argument}' is set automatically",
                )

        def loss(vector: Any) -> tuple[Any, Any]:
            value, slope = given["loss_grad_func"](vector)
            return value, slope.astype("float64")

        result = _scipy_minimize()(loss, given["initial_val"], **settled, **own)
        _log.info("Optimization terminated with: %s, value %f", result.message, result.fun)
        return result["x"]


def _scipy_minimize() -> _Function:
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingPackageError(
            "tf.contrib.opt.ScipyOptimizerInterface needs the package scipy; pip install scipy"
        ) from error
    found: _Function = minimize
    return found
