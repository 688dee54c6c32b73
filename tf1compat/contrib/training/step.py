"""``tf.contrib.training.create_train_op`` and ``train``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.training.gradients import add_gradients_summaries
from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1

# The default of ``global_step``, since None means that nothing is counted.
_GRAPHS_OWN = 0


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _GRAPHS_OWN,
    update_ops: Any = None,
    variables_to_train: Any = None,
    transform_grads_fn: Any = None,
    summarize_gradients: bool = False,
    gate_gradients: int = _v1.train.Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> Any:
    """The loss, as a tensor of a v1 graph that makes one training step when it is run.

    It is put into the collection ``TRAIN_OP``.

    Args:
      total_loss: scalar tensor.
      optimizer: a ``tf.train.Optimizer``.
      global_step: the variable that counts; the graph's own by default, None for no counting.
      update_ops: run before the loss; those of ``UPDATE_OPS`` by default.
      variables_to_train: all trainable ones by default.
      transform_grads_fn: from the (gradient, variable) pairs to those that are applied.
      summarize_gradients: whether ``add_gradients_summaries`` is called on them.
      gate_gradients: as ``compute_gradients`` takes it.
      aggregation_method: as ``compute_gradients`` takes it.
      colocate_gradients_with_ops: as ``compute_gradients`` takes it.
      check_numerics: whether a loss that is infinite or no number is an error.

    Raises:
      AssertionError: nothing to train, or a variable that is not trainable.

    Source: ``tf.contrib.training.create_train_op`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     sgd = tf.compat.v1.train.GradientDescentOptimizer(0.25)
      ...     step = create_train_op(w * w, sgd)
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     float(session.run(step)), float(session.run(w))
      (1.0, 0.5)
    """
    if global_step is _GRAPHS_OWN:
        global_step = _v1.train.get_or_create_global_step()
    with tf.control_dependencies(_updates(update_ops)):
        total_loss = tf.identity(total_loss)
    pairs = optimizer.compute_gradients(
        total_loss,
        _trained(variables_to_train),
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        pairs = transform_grads_fn(pairs)
    if summarize_gradients:
        with tf.name_scope("summarize_grads"):
            add_gradients_summaries(pairs)
    applied = optimizer.apply_gradients(pairs, global_step=global_step)
    with tf.name_scope("train_op"):
        if check_numerics:
            total_loss = tf.debugging.check_numerics(total_loss, "LossTensor is inf or nan")
        with tf.control_dependencies([applied]):
            train_op = tf.identity(total_loss)
    _v1.add_to_collection(_v1.GraphKeys.TRAIN_OP, train_op)
    return train_op


def _updates(given: Any) -> list[Any]:
    collected = dict.fromkeys(_v1.get_collection(_v1.GraphKeys.UPDATE_OPS))
    if given is None:
        return list(collected)
    asked = dict.fromkeys(given)
    if set(collected) - set(asked):
        _v1.logging.warning(
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS"
        )
    return list(asked)


def _trained(given: Any) -> Any:
    if given is None:
        given = _v1.trainable_variables()
    names = {variable.name for variable in _v1.trainable_variables()}
    untrained = [v.name for v in given if not v.trainable and v.name not in names]
    if untrained or not given:
        raise AssertionError(
            "create_train_op(variables_to_train): expected trainable variables, received "
            f"{untrained or 'none'}; make variables with trainable=True."
        )
    return given


def train(
    train_op: Any,
    logdir: str | None,
    master: str = "",
    is_chief: bool = True,
    scaffold: Any = None,
    hooks: Any = None,
    chief_only_hooks: Any = None,
    save_checkpoint_secs: Any = 600,
    save_summaries_steps: Any = 100,
    config: Any = None,
    max_wait_secs: int = 7200,
    run_metadata: Any = None,
) -> Any:
    """Runs a step in a ``MonitoredTrainingSession`` until a hook ends it.

    Args:
      train_op: of ``create_train_op``.
      logdir: for checkpoints and summaries; None for neither.
      master: as the session takes it.
      is_chief: as the session takes it.
      scaffold: as the session takes it.
      hooks: one of them must end the training, e.g. ``tf.train.StopAtStepHook``.
      chief_only_hooks: as the session takes it.
      save_checkpoint_secs: as the session takes it.
      save_summaries_steps: as the session takes it.
      config: as the session takes it.
      max_wait_secs: as the session takes it.
      run_metadata: as ``session.run`` takes it.

    Returns:
      what the last step returned; None where there was none.

    Raises:
      ArgumentValueError: (a ``ValueError``) something is to be saved, and no ``logdir`` given.

    Source: ``tf.contrib.training.train`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     step = tf.compat.v1.assign_add(tf.compat.v1.train.create_global_step(), 1)
      ...     stop = tf.compat.v1.train.StopAtStepHook(num_steps=3)
      ...     last = train(step, None, hooks=[stop], save_checkpoint_secs=None,
      ...                  save_summaries_steps=None)
      >>> int(last)
      3
    """
    if logdir is None and is_chief:
        wanted = {"save_summaries_steps": save_summaries_steps,
                  "save_checkpoint_secs": save_checkpoint_secs}
        for argument, value in wanted.items():
            if value:
                raise ArgumentValueError(
                    "tf.contrib.training.train", "logdir", expected=f"a folder for {argument}",
                    received="None", remedy=f"pass one, or {argument}=None",
                )
    last = None
    with _v1.train.MonitoredTrainingSession(
        master, is_chief, logdir, scaffold, hooks, chief_only_hooks, save_checkpoint_secs,
        save_summaries_steps, config=config, max_wait_secs=max_wait_secs,
    ) as session:
        while not session.should_stop():
            last = session.run(train_op, run_metadata=run_metadata)
    return last
