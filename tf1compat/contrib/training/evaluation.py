"""``tf.contrib.training``: evaluating checkpoints, once or as they come."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable

_v1 = tf.compat.v1
_log = _v1.logging.info
_Hook: Any = _v1.train.SessionRunHook


def get_or_create_eval_step() -> Any:
    """The graph's local variable ``eval_step`` that counts evaluation steps.

    Raises:
      ArgumentValueError: (a ``ValueError``) the collection ``EVAL_STEP`` has several.

    Source: ``tf.contrib.training.get_or_create_eval_step`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     get_or_create_eval_step().name, get_or_create_eval_step().dtype.name
      ('eval_step:0', 'int64')
    """
    found = _v1.get_collection(_v1.GraphKeys.EVAL_STEP)
    if len(found) > 1:
        raise ArgumentValueError(
            "get_or_create_eval_step", expected="one tensor in the collection EVAL_STEP",
            received=f"{len(found)}", remedy="add one only",
        )
    if found:
        return found[0]
    return get_variable(
        "eval_step",
        [],
        tf.int64,
        _v1.zeros_initializer(),
        trainable=False,
        collections=[_v1.GraphKeys.LOCAL_VARIABLES, _v1.GraphKeys.EVAL_STEP],
    )


class StopAfterNEvalsHook(_Hook):
    """Ends ``evaluate_once`` or ``evaluate_repeatedly`` after so many steps.

    Args:
      num_evals: how many; None to run until the input ends.
      log_progress: whether to log the count, at least ten times.

    Source: ``tf.contrib.training.StopAfterNEvalsHook`` of TensorFlow 1.15.5.

    Example:
      >>> hook = StopAfterNEvalsHook(10)   # hooks=[hook]
    """

    def __init__(self, num_evals: int | None, log_progress: bool = True) -> None:
        self._num_evals = num_evals
        self._evals_completed: Any = None
        self._log_progress = log_progress
        few = num_evals is None or num_evals < 20
        self._log_frequency = 1 if few else math.floor(num_evals / 10)  # type: ignore[operator]

    def _set_evals_completed_tensor(self, updated_eval_step: Any) -> None:
        self._evals_completed = updated_eval_step

    def before_run(self, run_context: Any) -> Any:
        """Asks for the count."""
        return _v1.train.SessionRunArgs({"evals_completed": self._evals_completed})

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Logs the count, and ends the session at the last step."""
        done = run_values.results["evals_completed"]
        is_last = self._num_evals is not None and done >= self._num_evals
        if self._log_progress and (done % self._log_frequency == 0 or done == self._num_evals):
            of = "" if self._num_evals is None else f"/{self._num_evals}"
            _log("Evaluation [%d%s]", done, of)
        if is_last:
            run_context.request_stop()


class SummaryAtEndHook(_Hook):
    """Writes the summaries once, when the session ends.

    Args:
      log_dir: where to, unless a writer is given.
      summary_writer: a ``tf.summary.FileWriter``.
      summary_op: the merged summaries; all of the graph by default.
      feed_dict: for them.

    Raises:
      ArgumentValueError: (a ``ValueError``) neither ``log_dir`` nor ``summary_writer``.

    Source: ``tf.contrib.training.SummaryAtEndHook`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     _ = tf.compat.v1.summary.scalar("loss", 0.5)
      ...     hook = SummaryAtEndHook(log_dir=folder)
      ...     with tf.compat.v1.train.MonitoredSession(hooks=[hook]):
      ...         pass
      >>> len(os.listdir(folder))
      1
    """

    def __init__(
        self,
        log_dir: str | None = None,
        summary_writer: Any = None,
        summary_op: Any = None,
        feed_dict: Any = None,
    ) -> None:
        if log_dir is None and summary_writer is None:
            raise ArgumentValueError(
                "SummaryAtEndHook", "log_dir", expected="a folder, or a summary_writer",
                received="neither", remedy="pass one of them",
            )
        self._log_dir = log_dir
        self._summary_writer = summary_writer
        self._given_op = summary_op
        self._summary_op = summary_op
        self._feed_dict = feed_dict
        self._global_step: Any = None

    def begin(self) -> None:
        """Merges the graph's summaries."""
        if self._given_op is None:
            self._summary_op = _v1.summary.merge_all()
        self._global_step = _v1.train.get_or_create_global_step()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Opens the writer."""
        if self._summary_writer is None and self._log_dir:
            self._summary_writer = _v1.summary.FileWriterCache.get(self._log_dir)

    def end(self, session: Any) -> None:
        """Runs and writes the summaries."""
        if self._summary_op is not None:
            step = _v1.train.global_step(session, self._global_step)
            text = session.run(self._summary_op, self._feed_dict)
            self._summary_writer.add_summary(text, step)
        self._summary_writer.flush()


def wait_for_new_checkpoint(
    checkpoint_dir: str,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """The newest checkpoint of a folder, as soon as it is another than the last one.

    Args:
      checkpoint_dir: the folder.
      last_checkpoint: the one that is known already.
      seconds_to_sleep: between two looks.
      timeout: seconds until None is returned; by default it waits for ever.

    Source: ``tf.contrib.training.wait_for_new_checkpoint`` of TensorFlow 1.15.5.

    Example:
      >>> import tempfile
      >>> wait_for_new_checkpoint(tempfile.mkdtemp(), timeout=0) is None
      True
    """
    _log("Waiting for new checkpoint at %s", checkpoint_dir)
    until = math.inf if timeout is None else time.time() + timeout
    while True:
        found: str | None = tf.train.latest_checkpoint(checkpoint_dir)
        if found not in (None, last_checkpoint):
            _log("Found new checkpoint at %s", found)
            return found
        if time.time() + seconds_to_sleep > until:
            return None
        time.sleep(seconds_to_sleep)


def checkpoints_iterator(
    checkpoint_dir: str,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """The newest checkpoints of a folder, as they come.

    Args:
      checkpoint_dir: the folder.
      min_interval_secs: at least so long between two of them.
      timeout: seconds to wait for the next one.
      timeout_fn: asked then whether there will be no more; without it, there are none.

    Source: ``tf.contrib.training.checkpoints_iterator`` of TensorFlow 1.15.5.

    Example:
      >>> import tempfile
      >>> list(checkpoints_iterator(tempfile.mkdtemp(), timeout=0))
      []
    """
    last = None
    while True:
        found = wait_for_new_checkpoint(checkpoint_dir, last, timeout=timeout)
        if found is None:
            if timeout_fn is None or timeout_fn():
                _log("Timed-out waiting for a checkpoint.")
                return
            continue
        last = found
        since = time.time()
        yield found
        time.sleep(max(0.0, since + min_interval_secs - time.time()))


def evaluate_once(
    checkpoint_path: str,
    master: str = "",
    scaffold: Any = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    hooks: Any = None,
    config: Any = None,
) -> Any:
    """Restores a checkpoint, runs ``eval_ops`` until a hook or the input ends it.

    Args:
      checkpoint_path: of the checkpoint.
      master: as the session takes it.
      scaffold: as the session takes it.
      eval_ops: tensor, list or dict of them; None to run none.
      feed_dict: for them.
      final_ops: tensor, list or dict of them, run once at the end.
      final_ops_feed_dict: for those.
      hooks: e.g. ``StopAfterNEvalsHook``.
      config: as the session takes it.

    Returns:
      the values of ``final_ops``; None without them.

    Source: ``tf.contrib.training.evaluate_once`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model.ckpt")
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     with tf.compat.v1.Session() as session:
      ...         _ = session.run(w.assign(2.5))
      ...         path = tf.compat.v1.train.Saver().save(session, prefix)
      ...     value = evaluate_once(path, eval_ops=w * 2, final_ops=w * 3,
      ...                           hooks=[StopAfterNEvalsHook(2, log_progress=False)])
      >>> float(value)
      7.5
    """
    hooks = list(hooks or [])
    eval_ops = _counted(eval_ops, hooks)
    creator = _v1.train.ChiefSessionCreator(
        scaffold=scaffold, checkpoint_filename_with_path=checkpoint_path, master=master,
        config=config,
    )
    final = _v1.train.FinalOpsHook(final_ops, final_ops_feed_dict)
    _run(creator, [*hooks, final], eval_ops, feed_dict)
    return final.final_ops_values


def evaluate_repeatedly(
    checkpoint_dir: str,
    master: str = "",
    scaffold: Any = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    eval_interval_secs: float = 60,
    hooks: Any = None,
    config: Any = None,
    max_number_of_evaluations: int | None = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Any:
    """``evaluate_once`` for each new checkpoint of a folder.

    Args:
      checkpoint_dir: the folder.
      master: as the session takes it.
      scaffold: as the session takes it.
      eval_ops: as in ``evaluate_once``.
      feed_dict: for them.
      final_ops: as in ``evaluate_once``.
      final_ops_feed_dict: for those.
      eval_interval_secs: at least so long between two evaluations.
      hooks: e.g. ``StopAfterNEvalsHook``.
      config: as the session takes it.
      max_number_of_evaluations: after so many it ends; by default it goes on.
      timeout: as in ``checkpoints_iterator``.
      timeout_fn: as in ``checkpoints_iterator``.

    Returns:
      the values of ``final_ops`` of the last evaluation.

    Source: ``tf.contrib.training.evaluate_repeatedly`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model.ckpt")
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     with tf.compat.v1.Session() as session:
      ...         _ = session.run(w.assign(2.5))
      ...         path = tf.compat.v1.train.Saver().save(session, prefix)
      ...     value = evaluate_repeatedly(os.path.dirname(path), final_ops=w * 3,
      ...                                 max_number_of_evaluations=1)
      >>> float(value)
      7.5
    """
    hooks = list(hooks or [])
    eval_ops = _counted(eval_ops, hooks)
    final = _v1.train.FinalOpsHook(final_ops, final_ops_feed_dict)
    found = checkpoints_iterator(checkpoint_dir, eval_interval_secs, timeout, timeout_fn)
    for count, path in enumerate(found, start=1):
        creator = _v1.train.ChiefSessionCreator(
            scaffold=scaffold, checkpoint_filename_with_path=path, master=master, config=config
        )
        _run(creator, [*hooks, final], eval_ops, feed_dict)
        if count == max_number_of_evaluations:
            break
    return final.final_ops_values


def _counted(eval_ops: Any, hooks: list[Any]) -> Any:
    """The operations with one more that counts, whose value the hooks ask for."""
    step = get_or_create_eval_step()
    if eval_ops is None:
        return None
    count = _v1.assign_add(step, 1, use_locking=True)
    if isinstance(eval_ops, dict):
        counted: Any = {**eval_ops, "update_eval_step": count}
        flat = list(counted.values())
    else:
        flat = counted = [*(eval_ops if isinstance(eval_ops, (list, tuple)) else [eval_ops]), count]
    with tf.control_dependencies(flat):
        value = tf.identity(step.read_value())
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook._set_evals_completed_tensor(value)
    return counted


def _run(creator: Any, hooks: list[Any], eval_ops: Any, feed_dict: Any) -> None:
    _log("Starting evaluation at %s", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    with _v1.train.MonitoredSession(session_creator=creator, hooks=hooks) as session:
        while eval_ops is not None and not session.should_stop():
            session.run(eval_ops, feed_dict)
    _log("Finished evaluation at %s", time.strftime("%Y-%m-%d-%H:%M:%S", time.gmtime()))
