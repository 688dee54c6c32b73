"""``tf.estimator.Estimator``: trains, evaluates, predicts, exports what a ``model_fn`` builds."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError, NotServedError
from tf1compat.estimator import evaluating, exporting, predicting, training, warm
from tf1compat.estimator.calling import arguments_of, call
from tf1compat.estimator.run_config import RunConfig, default_session_config
from tf1compat.estimator.spec import EstimatorSpec

_v1 = tf.compat.v1
_MODEL_ARGUMENTS = {"features", "labels", "mode", "params", "self", "config"}


class Estimator:
    """A model, its checkpoints, and what is done with them.

    Args:
      model_fn: function of ``features`` and any of ``labels``, ``mode``, ``params`` and
        ``config`` that returns an :class:`EstimatorSpec`.
      model_dir: the folder; by default that of ``config``, else a temporary one.
      config: a :class:`RunConfig`.
      params: dict for ``model_fn`` and ``input_fn``, of which it keeps a copy.
      warm_start_from: path of a checkpoint or SavedModel, or ``WarmStartSettings``.

    Raises:
      ArgumentValueError: (a ``ValueError``) a ``model_fn`` of other arguments, another
        ``model_dir`` than that of ``config``, or a subclass that overrides a member.

    Source: ``tf.estimator.Estimator`` of TensorFlow 1.15.5.

    Example:
      >>> def model_fn(features, labels, mode):
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     loss = tf.reduce_mean((w * features - labels) ** 2)
      ...     step = tf.compat.v1.train.get_global_step()
      ...     sgd = tf.compat.v1.train.GradientDescentOptimizer(0.125)
      ...     return EstimatorSpec(mode, w * features, loss, sgd.minimize(loss, step))
      >>> def input_fn():
      ...     return tf.data.Dataset.from_tensors(([1.0], [3.0])).repeat()
      >>> estimator = Estimator(model_fn).train(input_fn, steps=2)
      >>> float(estimator.get_variable_value("w")), int(estimator.get_variable_value("global_step"))
      (1.875, 2)
      >>> float(estimator.evaluate(input_fn, steps=1)["loss"])
      1.265625
    """

    def __init__(
        self,
        model_fn: Callable[..., Any],
        model_dir: Any = None,
        config: Any = None,
        params: Any = None,
        warm_start_from: Any = None,
    ) -> None:
        _check_subclass(type(self))
        self._config = _complete(config, model_dir)
        self._model_dir: str = self._config.model_dir
        self._session_config = self._config.session_config
        _v1.logging.info("Using config: %s", vars(self._config))
        check_model_fn(model_fn, params)
        self._model_fn = model_fn
        self._params = copy.deepcopy(params or {})
        self._warm_start_settings = warm.settings_of(warm_start_from)

    @property
    def model_dir(self) -> str:
        """The folder of checkpoints and summaries."""
        return self._model_dir

    @property
    def config(self) -> Any:
        """A copy of the :class:`RunConfig`."""
        return copy.deepcopy(self._config)

    @property
    def params(self) -> Any:
        """A copy of ``params``."""
        return copy.deepcopy(self._params)

    @property
    def model_fn(self) -> Callable[..., Any]:
        """The model, as a function of ``features``, ``labels``, ``mode`` and ``config``."""

        def public_model_fn(features: Any, labels: Any, mode: str, config: Any) -> Any:
            return self._call_model_fn(features, labels, mode, config)

        return public_model_fn

    def train(
        self,
        input_fn: Callable[..., Any],
        hooks: Any = None,
        steps: int | None = None,
        max_steps: int | None = None,
        saving_listeners: Any = None,
    ) -> Estimator:
        """Trains from the newest checkpoint on.

        Args:
          input_fn: returns a ``Dataset``, features, or (features, labels).
          hooks: ``tf.train.SessionRunHook`` objects.
          steps: how many more; by default until the input ends.
          max_steps: the last step, counted from the very first.
          saving_listeners: ``tf.train.CheckpointSaverListener`` objects.

        Returns:
          self.

        Raises:
          ValueError: both of ``steps`` and ``max_steps``, or one that is not positive.
          TypeError: hooks or listeners of another kind.
        """
        training.train(self, input_fn, hooks, steps, max_steps, saving_listeners)
        return self

    def evaluate(
        self,
        input_fn: Callable[..., Any],
        steps: int | None = None,
        hooks: Any = None,
        checkpoint_path: str | None = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """The metrics over an input, with ``loss`` and ``global_step``.

        Args:
          input_fn: returns a ``Dataset``, features, or (features, labels).
          steps: how many batches; by default until the input ends.
          hooks: ``tf.train.SessionRunHook`` objects.
          checkpoint_path: the newest by default; first values where there is none.
          name: of the evaluation, which gets a folder of its own.

        Returns:
          dict of values by name.

        Raises:
          ValueError: steps that are not positive, or a metric called ``loss`` or ``global_step``.
          TypeError: hooks of another kind.
        """
        return evaluating.evaluate(self, input_fn, steps, hooks, checkpoint_path, name)

    def predict(
        self,
        input_fn: Callable[..., Any],
        predict_keys: Any = None,
        hooks: Any = None,
        checkpoint_path: str | None = None,
        yield_single_examples: bool = True,
    ) -> Iterator[Any]:
        """The predictions, one by one; the session ends with the iterator.

        Args:
          input_fn: returns a ``Dataset``, or features; labels are left out.
          predict_keys: the predictions that are wanted; all by default.
          hooks: ``tf.train.SessionRunHook`` objects.
          checkpoint_path: the newest by default; first values where there is none.
          yield_single_examples: whether batches are taken apart.

        Yields:
          the predictions of an example, or of a batch.

        Raises:
          ValueError: no prediction of these names, or predictions of different lengths.
        """
        yield from predicting.predict(
            self, input_fn, predict_keys, hooks, checkpoint_path, yield_single_examples
        )

    def export_saved_model(
        self,
        export_dir_base: Any,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Any = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        experimental_mode: str = ModeKeys.PREDICT,
    ) -> bytes:
        """Writes a SavedModel into a new folder, called by the time.

        Args:
          export_dir_base: the folder above.
          serving_input_receiver_fn: returns a ``ServingInputReceiver``.
          assets_extra: dict of paths in ``assets.extra`` and files to copy there.
          as_text: whether the graph is written as text.
          checkpoint_path: the newest by default.
          experimental_mode: must be ``ModeKeys.PREDICT``.

        Returns:
          the folder, in bytes.

        Raises:
          ValueError: no checkpoint, no receiver, or variables that the checkpoint lacks.
          NotServedError: another mode.
        """
        if experimental_mode != ModeKeys.PREDICT:
            raise _predicts_only(f"export_saved_model in mode {experimental_mode!r}")
        return exporting.export(
            self, export_dir_base, serving_input_receiver_fn, assets_extra, as_text,
            checkpoint_path, strip_default_attrs=True,
        )

    def export_savedmodel(
        self,
        export_dir_base: Any,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Any = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        strip_default_attrs: bool = False,
    ) -> bytes:
        """:meth:`export_saved_model`, by its older name.

        Args:
          export_dir_base: as there.
          serving_input_receiver_fn: as there.
          assets_extra: as there.
          as_text: as there.
          checkpoint_path: as there.
          strip_default_attrs: whether attributes that are defaults are left out.

        Returns:
          as there.
        """
        return exporting.export(
            self, export_dir_base, serving_input_receiver_fn, assets_extra, as_text,
            checkpoint_path, strip_default_attrs,
        )

    def experimental_export_all_saved_models(self, *args: Any, **kwargs: Any) -> bytes:
        """Refused: it wrote graphs to train and to evaluate.

        Args:
          *args: of no use.
          **kwargs: of no use.
        """
        raise _predicts_only("experimental_export_all_saved_models")

    def eval_dir(self, name: str | None = None) -> str:
        """The folder of an evaluation's summaries.

        Args:
          name: of the evaluation.
        """
        return os.path.join(self._model_dir, f"eval_{name}" if name else "eval")

    def latest_checkpoint(self) -> str | None:
        """The newest checkpoint, or None."""
        found: str | None = tf.train.latest_checkpoint(self._model_dir)
        return found

    def get_variable_names(self) -> list[str]:
        """The names of all variables in the newest checkpoint.

        Raises:
          ValueError: there is none.
        """
        return [name for name, _ in _v1.train.list_variables(self._trained())]

    def get_variable_value(self, name: str) -> Any:
        """The value of a variable in the newest checkpoint.

        Args:
          name: of the variable.

        Raises:
          ValueError: there is no checkpoint.
        """
        return _v1.train.load_variable(self._trained(), name)

    def _trained(self) -> str:
        if not self.latest_checkpoint():
            raise ArgumentValueError(
                type(self).__name__, "model_dir", expected="a checkpoint in it",
                received=self._model_dir, remedy="train first",
                known_as="Could not find trained model in model_dir",
            )
        return self._model_dir

    def _create_global_step(self) -> Any:
        return _v1.train.create_global_step()

    def _call_input_fn(self, input_fn: Callable[..., Any], mode: str) -> Any:
        with _v1.device("/cpu:0"):
            return call(input_fn, mode=mode, params=self.params, config=self.config)

    def _check_predict_input(self, features: Any) -> None:
        kinds = [one.op.type for one in tf.nest.flatten(features) if isinstance(one, tf.Tensor)]
        if "IteratorGetNext" in kinds or _v1.get_collection(_v1.GraphKeys.QUEUE_RUNNERS):
            return
        _v1.logging.warning(
            "The input is no tf.data.Dataset and has no queue: predict yields for ever."
        )

    def _call_model_fn(self, features: Any, labels: Any, mode: str, config: Any) -> Any:
        names = arguments_of(self._model_fn)
        if labels is not None and "labels" not in names:
            raise ArgumentValueError(
                "Estimator", "model_fn", expected="an argument labels, since input_fn has some",
                received=str(names), remedy="add the argument, or return features only",
                known_as="model_fn does not take labels, but input_fn returns labels.",
            )
        _v1.logging.info("Calling model_fn.")
        spec = call(
            self._model_fn, features=features, labels=labels, mode=mode, params=self.params,
            config=config,
        )
        _v1.logging.info("Done calling model_fn.")
        if not isinstance(spec, EstimatorSpec):
            raise ArgumentValueError(
                "Estimator", "model_fn", expected="an EstimatorSpec back from it",
                received=repr(spec), remedy="return tf.estimator.EstimatorSpec(mode, ...)",
                known_as="model_fn should return an EstimatorSpec.",
            )
        return spec


def check_model_fn(model_fn: Any, params: Any) -> None:
    """A ``model_fn`` takes features, and nothing that an estimator does not know."""
    if model_fn is None:
        raise _error("model_fn", "a function", None)
    names = set(arguments_of(model_fn))
    if "features" not in names:
        raise _error("model_fn", "an argument features", sorted(names))
    if params is not None and "params" not in names:
        raise _error("model_fn", "an argument params, since params were given", sorted(names))
    if params is None and "params" in names:
        _v1.logging.warning("model_fn (%s) takes params, the Estimator was given none.", model_fn)
    if unknown := names - _MODEL_ARGUMENTS:
        raise _error("model_fn", f"arguments of {sorted(_MODEL_ARGUMENTS)} only", sorted(unknown))


def _complete(config: Any, model_dir: Any) -> Any:
    """The configuration with a session's, and with a folder."""
    if config is None:
        config = RunConfig()
        _v1.logging.info("Using default config.")
    if not isinstance(config, RunConfig):
        raise _error("config", "a tf.estimator.RunConfig", repr(config))
    changes: dict[str, Any] = {}
    if config.session_config is None:
        changes["session_config"] = default_session_config()
    given = None if model_dir is None else os.fspath(model_dir)
    if given is not None and config.model_dir not in (None, given):
        raise _error("model_dir", f"{config.model_dir!r}, that of config", repr(given))
    if given:
        changes["model_dir"] = given
    elif config.model_dir is None:
        changes["model_dir"] = tempfile.mkdtemp()
        _v1.logging.warning(
            "Using temporary folder as model directory: %s", changes["model_dir"]
        )
    return RunConfig.replace(config, **changes)


def _check_subclass(kind: type) -> None:
    """TensorFlow 1 let subclasses change ``model_fn`` only: all else is not theirs to change."""
    if kind.__module__.startswith("tf1compat."):
        return
    members = {name for name in vars(Estimator) if not name.startswith("__")} - {"model_fn"}
    own = {name for name in vars(kind) if name in members}
    if own:
        raise _error(kind.__name__, "no member of Estimator overridden", sorted(own))


def _predicts_only(what: str) -> NotServedError:
    return NotServedError(
        f"tf.estimator.Estimator.{what}", "graphs are exported to predict",
        "export_saved_model, and the checkpoint and the model_fn to train and to evaluate",
    )


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "Estimator", argument, expected=expected, received=str(received),
        remedy="see tf.estimator.Estimator",
    )
