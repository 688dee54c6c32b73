"""``tf.estimator.train_and_evaluate``: training, with an evaluation after each checkpoint."""

from __future__ import annotations

import collections
import os
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator.estimator import Estimator
from tf1compat.estimator.exporters import Exporter
from tf1compat.estimator.graph import check_steps, hooks_of
from tf1compat.estimator.records import fields_of

_v1 = tf.compat.v1
_log = _v1.logging.info

_TrainFields: Any = fields_of("TrainSpec", ["input_fn", "max_steps", "hooks"])
_EvalFields: Any = fields_of(
    "EvalSpec",
    ["input_fn", "steps", "name", "hooks", "exporters", "start_delay_secs", "throttle_secs"],
)


class TrainSpec(_TrainFields):
    """How to train.

    Args:
      input_fn: as ``Estimator.train`` takes it.
      max_steps: the last step; by default until the input ends.
      hooks: ``tf.train.SessionRunHook`` objects.

    Raises:
      ArgumentTypeError: (a ``TypeError``) an ``input_fn`` or hook of another kind.
      ArgumentValueError: (a ``ValueError``) ``max_steps`` is not positive.

    Source: ``tf.estimator.TrainSpec`` of TensorFlow 1.15.5.

    Example:
      >>> TrainSpec(lambda: None, max_steps=10).hooks
      ()
    """

    __slots__ = ()

    def __new__(cls, input_fn: Any, max_steps: int | None = None, hooks: Any = None) -> TrainSpec:
        _check_callable("TrainSpec", input_fn)
        check_steps("TrainSpec", "max_steps", max_steps)
        made: TrainSpec = super().__new__(
            cls, input_fn, max_steps, tuple(hooks_of("TrainSpec", hooks))
        )
        return made


class EvalSpec(_EvalFields):
    """How to evaluate and export.

    Args:
      input_fn: as ``Estimator.evaluate`` takes it.
      steps: how many batches; None until the input ends.
      name: of the evaluation, which gets a folder of its own.
      hooks: ``tf.train.SessionRunHook`` objects.
      exporters: an :class:`Exporter`, or several of different names.
      start_delay_secs: of an evaluator beside the trainer; nothing waits on one machine.
      throttle_secs: at least so long between two evaluations.

    Raises:
      ArgumentTypeError: (a ``TypeError``) an ``input_fn``, name, hook or exporter of another kind.
      ArgumentValueError: (a ``ValueError``) a number out of range, exporters of one name.

    Source: ``tf.estimator.EvalSpec`` of TensorFlow 1.15.5.

    Example:
      >>> EvalSpec(lambda: None).steps
      100
    """

    __slots__ = ()

    def __new__(
        cls,
        input_fn: Any,
        steps: int | None = 100,
        name: str | None = None,
        hooks: Any = None,
        exporters: Any = None,
        start_delay_secs: float = 120,
        throttle_secs: float = 600,
    ) -> EvalSpec:
        _check_callable("EvalSpec", input_fn)
        check_steps("EvalSpec", "steps", steps)
        if name is not None and not isinstance(name, str):
            raise _type_error("EvalSpec", "name", "text", name)
        delays = {"start_delay_secs": start_delay_secs, "throttle_secs": throttle_secs}
        for argument, value in delays.items():
            if value < 0:
                raise _value_error(argument, "a number >= 0", value)
        made: EvalSpec = super().__new__(
            cls, input_fn, steps, name, tuple(hooks_of("EvalSpec", hooks)),
            _exporters_of(exporters), start_delay_secs, throttle_secs,
        )
        return made


def train_and_evaluate(estimator: Any, train_spec: Any, eval_spec: Any) -> Any:
    """Trains; evaluates and exports after each checkpoint but the first, and at the end.

    Args:
      estimator: the :class:`Estimator`.
      train_spec: a :class:`TrainSpec`.
      eval_spec: an :class:`EvalSpec`.

    Returns:
      (the last metrics or None, what the exporters returned last); None where ``TF_CONFIG`` calls
      this machine the chief, which leaves evaluations to another.

    Raises:
      ArgumentTypeError: (a ``TypeError``) an argument of another kind.

    Source: ``tf.estimator.train_and_evaluate`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> def model_fn(features, mode):
      ...     step = tf.compat.v1.train.get_global_step()
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     train = tf.group(w.assign_add(1.0), tf.compat.v1.assign_add(step, 1))
      ...     return EstimatorSpec(mode, {"y": w * features}, tf.reduce_mean(w * features), train)
      >>> def input_fn():
      ...     return tf.data.Dataset.from_tensors([2.0]).repeat()
      >>> metrics, _ = train_and_evaluate(
      ...     Estimator(model_fn), TrainSpec(input_fn, max_steps=3), EvalSpec(input_fn, steps=1))
      >>> float(metrics["loss"]), int(metrics["global_step"])
      (8.0, 3)
    """
    given = ((estimator, Estimator), (train_spec, TrainSpec), (eval_spec, EvalSpec))
    for value, kind in given:
        if not isinstance(value, kind):
            raise _type_error("train_and_evaluate", kind.__name__, f"a {kind.__name__}", value)
    config = estimator.config
    if config.task_type == "chief":
        _train(estimator, train_spec, [])
        return None
    _log("Running training and evaluation locally (non-distributed).")
    _log(
        "Start train and evaluate loop. The evaluate will happen after every checkpoint: "
        "save_checkpoints_steps %s, save_checkpoints_secs %s.",
        config.save_checkpoints_steps, config.save_checkpoints_secs,
    )
    listener = _EvaluateOnSave(estimator, eval_spec, train_spec.max_steps)
    _train(estimator, train_spec, [listener])
    return listener.metrics, listener.exported


def _train(estimator: Any, spec: Any, listeners: list[Any]) -> None:
    estimator.train(
        spec.input_fn, hooks=list(spec.hooks), max_steps=spec.max_steps,
        saving_listeners=listeners,
    )


_Listener: Any = _v1.train.CheckpointSaverListener


class _EvaluateOnSave(_Listener):
    """Evaluates and exports what was saved, unless the last evaluation was just before."""

    def __init__(self, estimator: Any, spec: Any, max_steps: int | None) -> None:
        self._estimator, self._spec, self._max_steps = estimator, spec, max_steps
        self._evaluated: str | None = None
        self.metrics: Any = None
        self.exported: Any = None

    def begin(self) -> None:
        self._timer = _v1.train.SecondOrStepTimer(every_secs=self._spec.throttle_secs)
        self._is_first = True

    def after_save(self, session: Any, global_step_value: Any) -> None:
        if self._is_first:  # saved before the first step
            self._is_first = False
        elif self._timer.should_trigger_for_step(global_step_value):
            self._evaluate(global_step_value)
        else:
            _log(
                "Skip the current checkpoint eval due to throttle secs (%s secs).",
                self._spec.throttle_secs,
            )

    def end(self, session: Any, global_step_value: Any) -> None:
        if global_step_value != self._timer.last_triggered_step():
            self._evaluate(global_step_value)

    def _evaluate(self, step: Any) -> None:
        self._timer.update_last_triggered_step(step)
        path = self._estimator.latest_checkpoint()
        if path is None or path == self._evaluated:
            _v1.logging.warning("No new checkpoint to evaluate: %s.", path)
            return
        spec = self._spec
        self.metrics = self._estimator.evaluate(
            spec.input_fn, steps=spec.steps, name=spec.name, checkpoint_path=path,
            hooks=spec.hooks,
        )
        reached = self.metrics[_v1.GraphKeys.GLOBAL_STEP]
        is_last = bool(self._max_steps) and reached >= self._max_steps
        self.exported = [self._export(one, path, is_last) for one in spec.exporters]
        self._evaluated = path

    def _export(self, exporter: Any, path: str, is_last: bool) -> Any:
        folder = os.path.join(self._estimator.model_dir, "export", exporter.name)
        return exporter.export(
            estimator=self._estimator, export_path=folder, checkpoint_path=path,
            eval_result=self.metrics, is_the_final_export=is_last,
        )


def _exporters_of(exporters: Any) -> tuple[Any, ...]:
    if not exporters:
        return ()
    found = [exporters] if isinstance(exporters, Exporter) else exporters
    if not isinstance(found, collections.abc.Iterable):
        raise _type_error("EvalSpec", "exporters", "Exporter objects", exporters)
    found = tuple(found)
    for exporter in found:
        if not isinstance(exporter, Exporter):
            raise _type_error("EvalSpec", "exporters", "Exporter objects", exporter)
    names = [exporter.name for exporter in found]
    if len(set(names)) < len(names) or not all(isinstance(n, str) and n for n in names):
        raise _value_error("exporters", "exporters of different names", names)
    return found


def _check_callable(symbol: str, input_fn: Any) -> None:
    if not callable(input_fn):
        raise _type_error(symbol, "input_fn", "a function", input_fn)


def _type_error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentTypeError:
    return ArgumentTypeError(
        symbol, argument, expected=expected, received=repr(received),
        remedy="see tf.estimator.train_and_evaluate",
    )


def _value_error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "EvalSpec", argument, expected=expected, received=str(received),
        remedy="see tf.estimator.EvalSpec",
    )
