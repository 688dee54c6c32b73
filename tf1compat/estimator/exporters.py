"""``tf.estimator``'s exporters: when ``train_and_evaluate`` writes a SavedModel."""

from __future__ import annotations

import abc
import os
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import results
from tf1compat.estimator.calling import arguments_of

_log = tf.compat.v1.logging.info
_VERSION_DIGITS = 10


class Exporter(abc.ABC):
    """Asked after each evaluation whether it exports.

    Source: ``tf.estimator.Exporter`` of TensorFlow 1.15.5.
    """

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """The folder below ``export``."""

    @abc.abstractmethod
    def export(
        self, estimator: Any, export_path: str, checkpoint_path: str, eval_result: Any,
        is_the_final_export: bool,
    ) -> Any:  # fmt: skip
        """Exports, if it is time.

        Args:
          estimator: the :class:`Estimator`.
          export_path: the folder above those of the versions.
          checkpoint_path: what was evaluated.
          eval_result: its metrics.
          is_the_final_export: whether training has ended.

        Returns:
          the folder, or None.
        """


class _SavedModels(Exporter):
    """What the exporters share: they write SavedModels, and may keep a few only."""

    def __init__(
        self, name: str, serving_input_receiver_fn: Any, assets_extra: Any, as_text: bool,
        exports_to_keep: int | None,
    ) -> None:  # fmt: skip
        if exports_to_keep is not None and exports_to_keep <= 0:
            raise ArgumentValueError(
                type(self).__name__, "exports_to_keep", expected="a number above 0, or None",
                received=str(exports_to_keep), remedy="pass None to keep all",
            )
        self._name = name
        self._receiver_fn = serving_input_receiver_fn
        self._assets_extra = assets_extra
        self._as_text = as_text
        self._kept = exports_to_keep

    @property
    def name(self) -> str:
        return self._name

    def _write(self, estimator: Any, export_path: str, checkpoint_path: str) -> Any:
        found = estimator.export_saved_model(
            export_path, self._receiver_fn, assets_extra=self._assets_extra,
            as_text=self._as_text, checkpoint_path=checkpoint_path,
        )
        if self._kept is not None:
            _keep_newest(export_path, self._kept)
        return found


class FinalExporter(_SavedModels):
    """Exports once, when training has reached ``max_steps``.

    Args:
      name: the folder below ``export``.
      serving_input_receiver_fn: returns a ``ServingInputReceiver``.
      assets_extra: as ``Estimator.export_saved_model`` takes it.
      as_text: as there.

    Source: ``tf.estimator.FinalExporter`` of TensorFlow 1.15.5.

    Example:
      >>> FinalExporter("last", lambda: None).name
      'last'
    """

    def __init__(
        self, name: str, serving_input_receiver_fn: Any, assets_extra: Any = None,
        as_text: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, None)

    def export(
        self, estimator: Any, export_path: str, checkpoint_path: str, eval_result: Any,
        is_the_final_export: bool,
    ) -> Any:  # fmt: skip
        if not is_the_final_export:
            return None
        _log("Performing the final export in the end of training.")
        return self._write(estimator, export_path, checkpoint_path)


class LatestExporter(_SavedModels):
    """Exports after each evaluation, and keeps the newest.

    Args:
      name: the folder below ``export``.
      serving_input_receiver_fn: returns a ``ServingInputReceiver``.
      assets_extra: as ``Estimator.export_saved_model`` takes it.
      as_text: as there.
      exports_to_keep: how many; None for all.

    Raises:
      ArgumentValueError: (a ``ValueError``) ``exports_to_keep`` is not positive.

    Source: ``tf.estimator.LatestExporter`` of TensorFlow 1.15.5.

    Example:
      >>> LatestExporter("newest", lambda: None).name
      'newest'
    """

    def __init__(
        self, name: str, serving_input_receiver_fn: Any, assets_extra: Any = None,
        as_text: bool = False, exports_to_keep: int | None = 5,
    ) -> None:  # fmt: skip
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep)

    def export(
        self, estimator: Any, export_path: str, checkpoint_path: str, eval_result: Any,
        is_the_final_export: bool,
    ) -> Any:  # fmt: skip
        return self._write(estimator, export_path, checkpoint_path)


def _loss_smaller(best_eval_result: Any, current_eval_result: Any) -> bool:
    for argument, result in (("best", best_eval_result), ("current", current_eval_result)):
        if not result or "loss" not in result:
            raise ArgumentValueError(
                "BestExporter", f"{argument}_eval_result", expected="a loss in it",
                received=str(result), remedy="pass compare_fn",
            )
    return bool(best_eval_result["loss"] > current_eval_result["loss"])


class BestExporter(_SavedModels):
    """Exports when an evaluation is better than all before, those of earlier runs included.

    Args:
      name: the folder below ``export``.
      serving_input_receiver_fn: returns a ``ServingInputReceiver``.
      event_file_pattern: of earlier evaluations' files in ``model_dir``; None to forget them.
      compare_fn: of ``best_eval_result`` and ``current_eval_result``, whether the second is
        better; by default whether its loss is smaller.
      assets_extra: as ``Estimator.export_saved_model`` takes it.
      as_text: as there.
      exports_to_keep: how many; None for all.

    Raises:
      ArgumentValueError: (a ``ValueError``) no ``compare_fn``, or one of other arguments, or
        ``exports_to_keep`` is not positive.

    Source: ``tf.estimator.BestExporter`` of TensorFlow 1.15.5.

    Example:
      >>> BestExporter(serving_input_receiver_fn=lambda: None).name
      'best_exporter'
    """

    def __init__(
        self,
        name: str = "best_exporter",
        serving_input_receiver_fn: Any = None,
        event_file_pattern: str | None = "eval/*.tfevents.*",
        compare_fn: Callable[..., bool] | None = _loss_smaller,
        assets_extra: Any = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ) -> None:
        names = () if compare_fn is None else sorted(arguments_of(compare_fn))
        if tuple(names) != ("best_eval_result", "current_eval_result"):
            raise ArgumentValueError(
                "BestExporter", "compare_fn", received=str(names), remedy="name them so",
                expected="a function of best_eval_result and current_eval_result",
            )
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep)
        self._compare_fn: Any = compare_fn
        self._pattern = event_file_pattern
        self._model_dir: str | None = None
        self._best: Any = None

    def export(
        self, estimator: Any, export_path: str, checkpoint_path: str, eval_result: Any,
        is_the_final_export: bool,
    ) -> Any:  # fmt: skip
        if self._model_dir != estimator.model_dir and self._pattern:
            _log("Loading best metric from event files.")
            self._model_dir = estimator.model_dir
            self._best = self._of_earlier_runs(os.path.join(estimator.model_dir, self._pattern))
        if self._best is not None and not self._is_better(eval_result):
            return None
        _log("Performing best model export.")
        self._best = eval_result
        return self._write(estimator, export_path, checkpoint_path)

    def _is_better(self, result: Any) -> bool:
        return bool(self._compare_fn(best_eval_result=self._best, current_eval_result=result))

    def _of_earlier_runs(self, pattern: str) -> Any:
        best = None
        for event in results.events(pattern):
            numbers = {
                v.tag: v.simple_value for v in event.summary.value if v.HasField("simple_value")
            }
            if numbers and (best is None or self._compare_fn(best, numbers)):
                best = numbers
        return best


def _keep_newest(folder: str, count: int) -> None:
    """Deletes older versions; a version's folder is called by ten digits."""
    names = [name.rstrip("/") for name in tf.io.gfile.listdir(folder)]
    versions = sorted(n for n in names if len(n) == _VERSION_DIGITS and n.isdigit())
    for name in versions[:-count]:
        tf.io.gfile.rmtree(os.path.join(folder, name))
