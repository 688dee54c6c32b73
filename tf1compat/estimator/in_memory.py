"""``tf.estimator.experimental.InMemoryEvaluatorHook``: evaluations that need no checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import evaluating
from tf1compat.estimator.graph import hooks_of

_v1 = tf.compat.v1
_Hook: Any = _v1.train.SessionRunHook


class InMemoryEvaluatorHook(_Hook):
    """Evaluates at the start, every so many steps, and at the end, from the values as they are.

    Args:
      estimator: the :class:`Estimator` that trains.
      input_fn: as ``Estimator.evaluate`` takes it.
      steps: as there.
      hooks: as there.
      name: as there.
      every_n_iter: steps between two evaluations.

    Raises:
      ArgumentValueError: (a ``ValueError``) ``every_n_iter`` is not positive, or, as training
        begins, the model has a saver or ``init_fn`` of its own, or saves more than variables.

    Source: ``tf.estimator.experimental.InMemoryEvaluatorHook`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.estimator import Estimator
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> def model_fn(features, mode):
      ...     step = tf.compat.v1.train.get_global_step()
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     train = tf.group(w.assign_add(1.0), tf.compat.v1.assign_add(step, 1))
      ...     return EstimatorSpec(mode, {"y": w * features}, tf.reduce_mean(w * features), train)
      >>> def input_fn():
      ...     return tf.data.Dataset.from_tensors([2.0]).repeat()
      >>> estimator = Estimator(model_fn)
      >>> hook = InMemoryEvaluatorHook(estimator, input_fn, steps=1, every_n_iter=1)
      >>> _ = estimator.train(input_fn, hooks=[hook], steps=2)
      >>> from tf1compat.estimator.early_stopping import read_eval_metrics
      >>> [found["loss"] for found in read_eval_metrics(estimator.eval_dir()).values()]
      [2.0, 4.0, 6.0]
    """

    def __init__(
        self,
        estimator: Any,
        input_fn: Callable[..., Any],
        steps: int | None = None,
        hooks: Any = None,
        name: str | None = None,
        every_n_iter: int | None = 100,
    ) -> None:
        if every_n_iter is None or every_n_iter <= 0:
            raise _error("every_n_iter", "a number above 0", every_n_iter)
        self._estimator, self._input_fn = estimator, input_fn
        self._given = [*hooks_of("InMemoryEvaluatorHook", hooks), *evaluating.stop_hooks(steps)]
        self._folder = estimator.eval_dir(name)
        self._timer = _v1.train.SecondOrStepTimer(every_steps=every_n_iter)
        self._count = 0

    def begin(self) -> None:
        self._timer.reset()
        self._count = 0
        self._graph = tf.Graph()
        with self._graph.as_default():
            self._built = evaluating.build(self._estimator, self._input_fn, self._given, None)
            scaffold = self._built[0]
            for part in ("saver", "init_fn"):
                if getattr(scaffold, part) is not None:
                    raise _error("estimator", f"a scaffold without {part}", scaffold)
            self._mine = {v.name: v for v in _v1.global_variables()}

    def after_create_session(self, session: Any, coord: Any) -> None:
        if saved := _v1.get_collection(_v1.GraphKeys.SAVEABLE_OBJECTS):
            raise _error("estimator", "a model that saves variables only", saved)
        theirs = {v.name: v for v in _v1.global_variables()}
        self._trained = {name: theirs[name] for name in self._mine if name in theirs}
        with self._graph.as_default():
            mine = {name: self._mine[name] for name in self._trained}
            self._places = {n: _v1.placeholder(v.dtype.base_dtype) for n, v in mine.items()}
            self._fill = tf.group(*(_v1.assign(v, self._places[n]) for n, v in mine.items()))
        self._evaluate(session)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        self._count += 1
        if self._timer.should_trigger_for_step(self._count):
            self._evaluate(run_context.session)

    def end(self, session: Any) -> None:
        self._evaluate(session)

    def _evaluate(self, session: Any) -> None:
        values = session.run(self._trained)
        feed = {self._places[name]: value for name, value in values.items()}
        scaffold, update, metrics, hooks = self._built

        def fill(_: Any, session: Any) -> None:
            session.run(self._fill, feed)

        with self._graph.as_default():
            # Queues and iterators end with a session: each evaluation has one of its own.
            filled = _v1.train.Scaffold(init_fn=fill, copy_from_scaffold=scaffold)
            evaluating.run(
                self._estimator, None, filled, update, metrics, hooks, self._folder
            )
        self._timer.update_last_triggered_step(self._count)


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "InMemoryEvaluatorHook", argument, expected=expected, received=str(received),
        remedy="evaluate from checkpoints: tf.estimator.train_and_evaluate",
    )
