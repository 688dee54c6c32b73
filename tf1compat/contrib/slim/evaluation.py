"""``tf.contrib.slim.evaluation``: a checkpoint, or each that comes, through ``eval_op``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib import training

_v1 = tf.compat.v1

# The default of ``summary_op``, since None means that nothing is written.
_GRAPHS_OWN = 0


def evaluate_once(
    master: str,
    checkpoint_path: str,
    logdir: str,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _GRAPHS_OWN,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    session_config: Any = None,
    hooks: Any = None,
) -> Any:
    """Restores a checkpoint, runs ``eval_op`` ``num_evals`` times, then ``final_op``.

    Args:
      master: as the session takes it.
      checkpoint_path: of the checkpoint.
      logdir: for the summaries.
      num_evals: how often ``eval_op`` runs.
      initial_op: run once before.
      initial_op_feed_dict: for it.
      eval_op: tensor, list or dict of them.
      eval_op_feed_dict: for it.
      final_op: run once at the end.
      final_op_feed_dict: for it.
      summary_op: written at the end; by default all summaries of the graph, None for none.
      summary_op_feed_dict: for it.
      variables_to_restore: by default all of the graph.
      session_config: as the session takes it.
      hooks: more ``tf.train.SessionRunHook``.

    Returns:
      the value of ``final_op``.

    Source: ``tf.contrib.slim.evaluation.evaluate_once`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     with tf.compat.v1.Session() as session:
      ...         _ = session.run(w.assign(2.5))
      ...         path = tf.compat.v1.train.Saver().save(session, os.path.join(folder, "model"))
      ...     float(evaluate_once("", path, folder, final_op=w * 3, summary_op=None))
      7.5
    """
    return training.evaluate_once(
        checkpoint_path,
        master=master,
        scaffold=_scaffold(initial_op, initial_op_feed_dict, None, variables_to_restore),
        eval_ops=eval_op,
        feed_dict=eval_op_feed_dict,
        final_ops=final_op,
        final_ops_feed_dict=final_op_feed_dict,
        hooks=_hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks),
        config=session_config,
    )


def evaluation_loop(
    master: str,
    checkpoint_dir: str,
    logdir: str,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    init_fn: Callable[[Any], Any] | None = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _GRAPHS_OWN,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    eval_interval_secs: float = 60,
    max_number_of_evaluations: int | None = None,
    session_config: Any = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
    hooks: Any = None,
) -> Any:
    """:func:`evaluate_once` for each checkpoint of a folder as it comes.

    Args:
      master: as the session takes it.
      checkpoint_dir: the folder.
      logdir: as :func:`evaluate_once`.
      num_evals: as :func:`evaluate_once`.
      initial_op: as :func:`evaluate_once`.
      initial_op_feed_dict: as :func:`evaluate_once`.
      init_fn: called with the scaffold and the session after ``initial_op``.
      eval_op: as :func:`evaluate_once`.
      eval_op_feed_dict: as :func:`evaluate_once`.
      final_op: as :func:`evaluate_once`.
      final_op_feed_dict: as :func:`evaluate_once`.
      summary_op: as :func:`evaluate_once`.
      summary_op_feed_dict: as :func:`evaluate_once`.
      variables_to_restore: as :func:`evaluate_once`.
      eval_interval_secs: at least so long between two evaluations.
      max_number_of_evaluations: None to go on.
      session_config: as the session takes it.
      timeout: seconds to wait for a checkpoint; None for ever.
      timeout_fn: asked then whether there will be no more.
      hooks: more ``tf.train.SessionRunHook``.

    Returns:
      the value of ``final_op`` for the last checkpoint.

    Source: ``tf.contrib.slim.evaluation.evaluation_loop`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     with tf.compat.v1.Session() as session:
      ...         _ = session.run(w.assign(2.5))
      ...         path = tf.compat.v1.train.Saver().save(session, os.path.join(folder, "model"))
      ...     float(evaluation_loop("", folder, folder, final_op=w * 3, summary_op=None,
      ...                           max_number_of_evaluations=1))
      7.5
    """
    scaffold = _scaffold(initial_op, initial_op_feed_dict, init_fn, variables_to_restore)
    hooks = _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks)
    return training.evaluate_repeatedly(
        checkpoint_dir, master, scaffold, eval_op, eval_op_feed_dict, final_op,
        final_op_feed_dict, eval_interval_secs, hooks, session_config,
        max_number_of_evaluations, timeout, timeout_fn,
    )


def _scaffold(initial_op: Any, feed: Any, init_fn: Any, variables: Any) -> Any:
    return _v1.train.Scaffold(
        init_op=initial_op, init_feed_dict=feed, init_fn=init_fn,
        saver=None if variables is None else _v1.train.Saver(variables),
    )


def _hooks(num_evals: int, logdir: str, summary_op: Any, feed: Any, more: Any) -> list[Any]:
    hooks: list[Any] = [training.StopAfterNEvalsHook(num_evals)]
    if summary_op is not None:
        written = None if summary_op is _GRAPHS_OWN else summary_op
        hooks.append(training.SummaryAtEndHook(logdir, summary_op=written, feed_dict=feed))
    return hooks + list(more or [])
