"""``tf.estimator.experimental``: hooks that end a training by what its evaluations say."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator import results
from tf1compat.estimator.estimator import Estimator
from tf1compat.scopes.scope import AUTO_REUSE, get_variable, variable_scope

_v1 = tf.compat.v1
_log = _v1.logging.info
_Hook: Any = _v1.train.SessionRunHook


def make_early_stopping_hook(
    estimator: Any,
    should_stop_fn: Callable[[], bool],
    run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> Any:
    """A hook that ends training as soon as a function says so.

    Args:
      estimator: the :class:`Estimator`.
      should_stop_fn: of no arguments.
      run_every_secs: seconds between two calls of it; None where steps count.
      run_every_steps: steps between two calls of it.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no Estimator, or no function.
      ArgumentValueError: (a ``ValueError``) both intervals.

    Source: ``tf.estimator.experimental.make_early_stopping_hook`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> def model_fn(features, mode):
      ...     step = tf.compat.v1.train.get_global_step()
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     train = tf.group(w.assign_add(1.0), tf.compat.v1.assign_add(step, 1))
      ...     return EstimatorSpec(mode, {"y": w * features}, tf.reduce_mean(w * features), train)
      >>> def input_fn():
      ...     return tf.data.Dataset.from_tensors([2.0]).repeat()
      >>> estimator = Estimator(model_fn)
      >>> stop = make_early_stopping_hook(estimator, lambda: True, None, run_every_steps=1)
      >>> _ = estimator.train(input_fn, hooks=[stop], steps=99)
      >>> int(estimator.get_variable_value("global_step"))
      1
    """
    if not isinstance(estimator, Estimator):
        raise _type_error("estimator", "a tf.estimator.Estimator", estimator)
    if not callable(should_stop_fn):
        raise _type_error("should_stop_fn", "a function", should_stop_fn)
    if run_every_secs is not None and run_every_steps is not None:
        raise ArgumentValueError(
            "make_early_stopping_hook", "run_every_steps", expected="one interval",
            received="two", remedy="pass run_every_secs=None",
        )
    return _StopWhen(should_stop_fn, run_every_secs, run_every_steps)


def stop_if_higher_hook(
    estimator: Any, metric_name: str, threshold: float, eval_dir: str | None = None,
    min_steps: int = 0, run_every_secs: float | None = 60, run_every_steps: int | None = None,
) -> Any:  # fmt: skip
    """Ends training when a metric was above a threshold.

    Args:
      estimator: the :class:`Estimator`.
      metric_name: in the evaluations' event files.
      threshold: what it must exceed.
      eval_dir: the files' folder; that of the unnamed evaluation by default.
      min_steps: evaluations of earlier steps do not count.
      run_every_secs: as ``make_early_stopping_hook`` takes it.
      run_every_steps: as ``make_early_stopping_hook`` takes it.

    Source: ``tf.estimator.experimental.stop_if_higher_hook`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> def model_fn(features, mode):
      ...     step = tf.compat.v1.train.get_global_step()
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     train = tf.group(w.assign_add(1.0), tf.compat.v1.assign_add(step, 1))
      ...     return EstimatorSpec(mode, {"y": w * features}, tf.reduce_mean(w * features), train)
      >>> def input_fn():
      ...     return tf.data.Dataset.from_tensors([2.0]).repeat()
      >>> from tf1compat.estimator import run_config, train_and_evaluate as both
      >>> config = run_config.RunConfig(save_checkpoints_steps=1)
      >>> estimator = Estimator(model_fn, config=config)  # the loss is 4 after one step
      >>> stop = stop_if_higher_hook(estimator, "loss", 3.0, run_every_secs=None, run_every_steps=1)
      >>> train = both.TrainSpec(input_fn, max_steps=99, hooks=[stop])
      >>> test = both.EvalSpec(input_fn, steps=1, throttle_secs=0)
      >>> metrics, _ = both.train_and_evaluate(estimator, train, test)
      >>> int(metrics["global_step"])
      1
    """
    crossed = _Crossed(metric_name, threshold, operator.gt, min_steps, estimator, eval_dir)
    return make_early_stopping_hook(estimator, crossed, run_every_secs, run_every_steps)


def stop_if_lower_hook(
    estimator: Any, metric_name: str, threshold: float, eval_dir: str | None = None,
    min_steps: int = 0, run_every_secs: float | None = 60, run_every_steps: int | None = None,
) -> Any:  # fmt: skip
    """Ends training when a metric was below a threshold.

    Args:
      estimator: as :func:`stop_if_higher_hook`.
      metric_name: as :func:`stop_if_higher_hook`.
      threshold: what it must fall below.
      eval_dir: as :func:`stop_if_higher_hook`.
      min_steps: as :func:`stop_if_higher_hook`.
      run_every_secs: as :func:`stop_if_higher_hook`.
      run_every_steps: as :func:`stop_if_higher_hook`.

    Source: ``tf.estimator.experimental.stop_if_lower_hook`` of TensorFlow 1.15.5.
    """
    crossed = _Crossed(metric_name, threshold, operator.lt, min_steps, estimator, eval_dir)
    return make_early_stopping_hook(estimator, crossed, run_every_secs, run_every_steps)


def stop_if_no_increase_hook(
    estimator: Any, metric_name: str, max_steps_without_increase: int,
    eval_dir: str | None = None, min_steps: int = 0, run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> Any:  # fmt: skip
    """Ends training when a metric has not grown for so many steps.

    Args:
      estimator: as :func:`stop_if_higher_hook`.
      metric_name: as :func:`stop_if_higher_hook`.
      max_steps_without_increase: so many.
      eval_dir: as :func:`stop_if_higher_hook`.
      min_steps: as :func:`stop_if_higher_hook`.
      run_every_secs: as :func:`stop_if_higher_hook`.
      run_every_steps: as :func:`stop_if_higher_hook`.

    Source: ``tf.estimator.experimental.stop_if_no_increase_hook`` of TensorFlow 1.15.5.
    """
    steps = max_steps_without_increase
    stalled = _Stalled(metric_name, steps, operator.gt, min_steps, estimator, eval_dir)
    return make_early_stopping_hook(estimator, stalled, run_every_secs, run_every_steps)


def stop_if_no_decrease_hook(
    estimator: Any, metric_name: str, max_steps_without_decrease: int,
    eval_dir: str | None = None, min_steps: int = 0, run_every_secs: float | None = 60,
    run_every_steps: int | None = None,
) -> Any:  # fmt: skip
    """Ends training when a metric has not fallen for so many steps.

    Args:
      estimator: as :func:`stop_if_higher_hook`.
      metric_name: as :func:`stop_if_higher_hook`.
      max_steps_without_decrease: so many.
      eval_dir: as :func:`stop_if_higher_hook`.
      min_steps: as :func:`stop_if_higher_hook`.
      run_every_secs: as :func:`stop_if_higher_hook`.
      run_every_steps: as :func:`stop_if_higher_hook`.

    Source: ``tf.estimator.experimental.stop_if_no_decrease_hook`` of TensorFlow 1.15.5.
    """
    steps = max_steps_without_decrease
    stalled = _Stalled(metric_name, steps, operator.lt, min_steps, estimator, eval_dir)
    return make_early_stopping_hook(estimator, stalled, run_every_secs, run_every_steps)


def make_stop_at_checkpoint_step_hook(
    estimator: Any, last_step: int, wait_after_file_check_secs: float = 30
) -> Any:
    """A hook that ends training at a step, on the one machine there is.

    Args:
      estimator: the :class:`Estimator`.
      last_step: the step.
      wait_after_file_check_secs: of a cluster's workers.

    Source: ``tf.estimator.experimental.make_stop_at_checkpoint_step_hook`` of TensorFlow 1.15.5.

    Example:
      >>> type(make_stop_at_checkpoint_step_hook(None, last_step=3)).__name__
      'StopAtStepHook'
    """
    del estimator, wait_after_file_check_secs  # they tell a cluster's workers of the chief's files
    return _v1.train.StopAtStepHook(last_step=last_step)


def read_eval_metrics(eval_dir: str) -> dict[int, dict[str, float]]:
    """The numbers in a folder's event files, by step.

    Args:
      eval_dir: the folder.

    Source: ``read_eval_metrics`` of ``tf.contrib.estimator`` in TensorFlow 1.15.5.

    Example:
      >>> read_eval_metrics("/no/such/folder")
      {}
    """
    return results.read(eval_dir)


class _Evaluations:
    """The values of one metric, by step."""

    def __init__(
        self, metric: str, limit: float, better: Callable[[Any, Any], bool], min_steps: int,
        estimator: Any, eval_dir: str | None,
    ) -> None:  # fmt: skip
        self._metric, self._limit, self._better = metric, limit, better
        self._min_steps = min_steps
        self._folder = estimator.eval_dir() if eval_dir is None else eval_dir

    def _values(self) -> list[tuple[int, float]]:
        found = results.read(self._folder)
        return [(step, self._of(found[step])) for step in found if step >= self._min_steps]

    def _of(self, metrics: dict[str, float]) -> float:
        if self._metric not in metrics:
            raise ArgumentValueError(
                "stop_if_…_hook", "metric_name", expected=f"one of {sorted(metrics)}",
                received=repr(self._metric), remedy="name a metric of the evaluations",
            )
        return metrics[self._metric]


class _Crossed(_Evaluations):
    def __call__(self) -> bool:
        for step, value in self._values():
            if self._better(value, self._limit):
                _log(
                    'At step %s, metric "%s" has value %s: beyond the threshold (%s) for early '
                    "stopping.", step, self._metric, value, self._limit,
                )  # fmt: skip
                return True
        return False


class _Stalled(_Evaluations):
    def __call__(self) -> bool:
        best: Any = None
        since = 0
        for step, value in self._values():
            if best is None or self._better(value, best):
                best, since = value, step
            if step - since >= self._limit:
                _log(
                    'Metric "%s" has not improved for %s steps; early stopping was set to %s.',
                    self._metric, step - since, self._limit,
                )
                return True
        return False


class _StopWhen(_Hook):
    """Ends the session, and notes so in a variable, as TensorFlow 1 did for a cluster's workers."""

    def __init__(self, should_stop: Callable[[], bool], secs: Any, steps: Any) -> None:
        self._should_stop = should_stop
        self._timer = _v1.train.SecondOrStepTimer(every_secs=secs, every_steps=steps)
        self._step: Any = None
        self._note: Any = None

    def begin(self) -> None:
        self._step = _v1.train.get_global_step()
        with variable_scope("signal_early_stopping", reuse=AUTO_REUSE):
            flag = get_variable(
                "STOP", [], tf.bool, _v1.constant_initializer(False), trainable=False,
                collections=[_v1.GraphKeys.GLOBAL_VARIABLES],
            )
        self._note = _v1.assign(flag, True)

    def before_run(self, run_context: Any) -> Any:
        return _v1.train.SessionRunArgs(self._step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        step = run_values.results
        if not self._timer.should_trigger_for_step(step):
            return
        self._timer.update_last_triggered_step(step)
        if self._should_stop():
            _log("Requesting early stopping at global step %d", step)
            run_context.session.run(self._note)
            run_context.request_stop()


def _type_error(argument: str, expected: str, received: Any) -> ArgumentTypeError:
    return ArgumentTypeError(
        "make_early_stopping_hook", argument, expected=expected, received=repr(received),
        remedy="see tf.estimator.experimental.make_early_stopping_hook",
    )
