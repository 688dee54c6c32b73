"""``tf.contrib.tpu.TPUEstimator`` with ``use_tpu=False``."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator.calling import arguments_of, call
from tf1compat.estimator.estimator import Estimator, check_model_fn
from tf1compat.estimator.spec import EstimatorSpec
from tf1compat.estimator.tpu.config import RunConfig, no_tpu
from tf1compat.estimator.tpu.spec import TPUEstimatorSpec
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1
_OF_STEP = 5  # operations that TensorFlow 1 made
_RESERVED = ("batch_size", "context")


class TPUEstimator(Estimator):
    """An ``Estimator`` that tells ``input_fn`` and ``model_fn`` the batch size by ``params``.

    Args:
      model_fn: takes ``params``; returns a ``TPUEstimatorSpec`` or ``EstimatorSpec``.
      model_dir: as ``tf.estimator.Estimator``.
      config: a ``tf.contrib.tpu.RunConfig``.
      params: dict, or ``tf.contrib.training.HParams``, without ``batch_size`` and ``context``;
        ``use_tpu`` becomes False in it.
      use_tpu: must be False.
      train_batch_size: rows of a batch in training.
      eval_batch_size: likewise; none by default.
      predict_batch_size: likewise; none by default.
      batch_axis: of a TPU's parts; without one it does nothing.
      eval_on_tpu: does nothing without a TPU.
      export_to_tpu: a graph for TPUs is not written; the log says so.
      export_to_cpu: must be True.
      warm_start_from: as ``tf.estimator.Estimator``.
      embedding_config_spec: must be None.
      export_saved_model_api_version: does nothing without a TPU.

    Raises:
      ArgumentValueError: (a ``ValueError``) another ``config``, reserved keys in ``params``, or
        an ``input_fn`` or ``model_fn`` that does not take ``params``.
      NotServedError: ``use_tpu=True``, ``export_to_cpu=False`` or ``embedding_config_spec``.

    Source: ``tf.contrib.tpu.TPUEstimator`` of TensorFlow 1.15.5.

    Example:
      >>> TPUEstimator(lambda features, labels, mode, params: None, config=RunConfig())
      Traceback (most recent call last):
      tf1compat.errors.NotServedError: tf.contrib.tpu.TPUEstimator with use_tpu=True ...
    """

    def __init__(
        self,
        model_fn: Any = None,
        model_dir: Any = None,
        config: Any = None,
        params: Any = None,
        use_tpu: bool = True,
        train_batch_size: int | None = None,
        eval_batch_size: int | None = None,
        predict_batch_size: int | None = None,
        batch_axis: Any = None,
        eval_on_tpu: bool = True,
        export_to_tpu: bool = True,
        export_to_cpu: bool = True,
        warm_start_from: Any = None,
        embedding_config_spec: Any = None,
        export_saved_model_api_version: Any = 1,
    ) -> None:
        del batch_axis, eval_on_tpu, export_saved_model_api_version  # of TPUs only
        if not isinstance(config, RunConfig):
            raise _error("config", "a tf.contrib.tpu.RunConfig", repr(config))
        if reserved := [name for name in _RESERVED if name in (params or {})]:
            raise _error("params", f"none of the keys {_RESERVED}", reserved)
        refused = {
            "use_tpu=True": use_tpu,
            "export_to_cpu=False": not export_to_cpu,
            "an embedding_config_spec": embedding_config_spec,
        }
        for what, is_asked in refused.items():
            if is_asked:
                raise no_tpu(f"tf.contrib.tpu.TPUEstimator with {what}")
        check_model_fn(model_fn, params)
        self._log_every = config.log_step_count_steps
        self._batch_sizes = {
            ModeKeys.TRAIN: train_batch_size,
            ModeKeys.EVAL: eval_batch_size,
            ModeKeys.PREDICT: predict_batch_size,
        }
        self._export_to_tpu = export_to_tpu
        self._is_fed = False  # by an input_fn; else the graph is for export
        # TensorFlow 1 logged these every so many examples instead; see _Speed.
        config = config.replace(log_step_count_steps=None)
        super().__init__(
            self._wrapped(model_fn), model_dir, config, params or {}, warm_start_from
        )

    def _create_global_step(self) -> Any:
        """A resource, which a TPU could hold."""
        keys = _v1.GraphKeys
        with op_ids.took(_OF_STEP):
            return _v1.get_variable(
                keys.GLOBAL_STEP, [], tf.int64, _v1.zeros_initializer(), trainable=False,
                use_resource=True, collections=[keys.GLOBAL_VARIABLES, keys.GLOBAL_STEP],
            )

    def _call_input_fn(self, input_fn: Callable[..., Any], mode: str) -> Any:
        if "params" not in arguments_of(input_fn):
            raise _error("input_fn", "an argument params", arguments_of(input_fn))
        params = self.params
        _put(params, "batch_size", self._batch_sizes[mode])
        self._is_fed = True
        with _v1.device("/device:CPU:0"):
            return call(input_fn, mode=mode, params=params, config=self.config)

    def _check_predict_input(self, features: Any) -> None:
        """TPU programs end their input by themselves."""

    def _wrapped(self, model_fn: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(features: Any, labels: Any, mode: str, config: Any, params: Any) -> Any:
            is_export, self._is_fed = not self._is_fed, False
            if "params" not in arguments_of(model_fn):
                raise _error("model_fn", "an argument params", arguments_of(model_fn))
            if is_export and self._export_to_tpu:
                _v1.logging.warning("TPUEstimator writes a graph for CPUs only, none for TPUs.")
            if not is_export:
                _put(params, "batch_size", self._batch_sizes[mode])
            _put(params, "use_tpu", False)
            _v1.logging.info("Running %s on CPU", mode)
            spec = call(
                model_fn, features=features, labels=labels, mode=mode, config=config, params=params
            )
            if isinstance(spec, TPUEstimatorSpec):
                spec = spec.as_estimator_spec()
            if self._log_every is None or not isinstance(spec, EstimatorSpec):
                return spec
            folder = self.model_dir if config.save_summary_steps else None
            speed = _Speed(self._batch_sizes[mode], self._log_every, folder)
            return spec._replace(training_hooks=(*spec.training_hooks, speed))

        return wrapped


_Hook: Any = _v1.train.SessionRunHook


class _Speed(_Hook):
    """Steps and examples per second, in the log and among the summaries."""

    def __init__(self, batch_size: int | None, every: int, folder: str | None) -> None:
        self._batch_size, self._folder = batch_size, folder
        self._timer = _v1.train.SecondOrStepTimer(every_steps=every)
        self._step: Any = None
        self._clock: tuple[int, float] | None = None

    def begin(self) -> None:
        self._step = _v1.train.get_global_step()
        self._clock = None

    def before_run(self, run_context: Any) -> Any:
        return _v1.train.SessionRunArgs(self._step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        step = int(run_values.results)
        if not self._timer.should_trigger_for_step(step):
            return
        self._timer.update_last_triggered_step(step)
        before, self._clock = self._clock, (step, time.time())
        if before is not None and step > before[0]:
            speed = (step - before[0]) / max(self._clock[1] - before[1], 1e-9)
            self._tell(step, speed)

    def _tell(self, step: int, speed: float) -> None:
        rates = {"global_step/sec": speed}
        if self._batch_size:
            rates["examples/sec"] = speed * self._batch_size
        for name, rate in rates.items():
            _v1.logging.info(f"{name}: %g", rate)
            if self._folder is not None:
                value = _v1.Summary.Value(tag=name, simple_value=rate)
                writer = _v1.summary.FileWriterCache.get(self._folder)
                writer.add_summary(_v1.Summary(value=[value]), step)


def _put(params: Any, name: str, value: Any) -> None:
    """Into a dict, or a ``tf.contrib.training.HParams``; None is left out."""
    if value is None:
        return
    if hasattr(params, "set_hparam"):
        if name in params:
            params.set_hparam(name, value)
        else:
            params.add_hparam(name, value)
    else:
        params[name] = value


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "TPUEstimator", argument, expected=expected, received=str(received),
        remedy="see tf.contrib.tpu.TPUEstimator",
    )
