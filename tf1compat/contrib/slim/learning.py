"""``tf.contrib.slim.learning``: a training step, and the loop that runs it under a supervisor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

from tf1compat.contrib import training
from tf1compat.contrib.slim.tracing import write_trace
from tf1compat.contrib.training import clip_gradient_norms, multiply_gradients
from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_log = _v1.logging.info

# The default of arguments whose None means "nothing".
_GRAPHS_OWN = 0


def add_gradients_summaries(grads_and_vars: Iterable[tuple[Any, Any]]) -> list[Any]:
    """A histogram and a norm for each gradient: ``NAME/gradient`` and ``NAME/gradient_norm``.

    Args:
      grads_and_vars: (gradient, variable) pairs; those without a gradient are passed over.

    Returns:
      the summary tensors.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.compat.v1.get_variable("v", [2])
      ...     [summary.op.name for summary in add_gradients_summaries([(tf.ones([2]), v)])]
      ['v/gradient', 'v/gradient_norm']
    """
    made = []
    for gradient, variable in grads_and_vars:
        if gradient is None:
            _log("Var %s has no gradient", variable.op.name)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        made.append(_v1.summary.histogram(f"{variable.op.name}/gradient", values))
        norm = tf.linalg.global_norm([values])
        made.append(_v1.summary.scalar(f"{variable.op.name}/gradient_norm", norm))
    return made


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _GRAPHS_OWN,
    update_ops: Any = None,
    variables_to_train: Any = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = _v1.train.Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Any = None,
    check_numerics: bool = True,
) -> Any:
    """``tf.contrib.training.create_train_op``, whose gradients are multiplied, then clipped.

    Args:
      total_loss: scalar tensor.
      optimizer: a ``tf.train.Optimizer``.
      global_step: the variable that counts; the graph's own by default, None for no counting.
      update_ops: run before the loss; those of ``UPDATE_OPS`` by default.
      variables_to_train: all trainable ones by default.
      clip_gradient_norm: the largest norm of each gradient; 0 for any.
      summarize_gradients: whether each gradient gets a histogram and its norm.
      gate_gradients: as ``compute_gradients`` takes it.
      aggregation_method: as ``compute_gradients`` takes it.
      colocate_gradients_with_ops: as ``compute_gradients`` takes it.
      gradient_multipliers: dict from variables, or the names of their operations, to factors.
      check_numerics: whether a loss that is infinite or no number is an error.

    Raises:
      AssertionError: nothing to train, or a variable that is not trainable.

    Source: ``tf.contrib.slim.learning.create_train_op`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     sgd = tf.compat.v1.train.GradientDescentOptimizer(0.25)
      ...     step = create_train_op(w * w, sgd, clip_gradient_norm=1.0)
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     float(session.run(step)), float(session.run(w))
      (1.0, 0.75)
    """

    def changed(pairs: Any) -> Any:
        if gradient_multipliers:
            with tf.name_scope("multiply_grads"):
                pairs = multiply_gradients(pairs, gradient_multipliers)
        if clip_gradient_norm > 0:
            with tf.name_scope("clip_grads"):
                pairs = clip_gradient_norms(pairs, clip_gradient_norm)
        return pairs

    return training.create_train_op(
        total_loss,
        optimizer,
        global_step=global_step,
        update_ops=update_ops,
        variables_to_train=variables_to_train,
        transform_grads_fn=changed,
        summarize_gradients=summarize_gradients,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
        check_numerics=check_numerics,
    )


def train_step(
    sess: Any, train_op: Any, global_step: Any, train_step_kwargs: dict[str, Any]
) -> tuple[Any, Any]:
    """One step, logged and traced as ``train`` asks for it.

    Args:
      sess: the session.
      train_op: of ``create_train_op``.
      global_step: the variable that counts.
      train_step_kwargs: of ``train``: tensors ``should_log``, ``should_stop``, ``should_trace``,
        and ``logdir`` and ``summary_writer`` for the traces.

    Returns:
      (loss, whether to stop).

    Source: ``tf.contrib.slim.learning.train_step`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     step = tf.compat.v1.train.get_or_create_global_step()
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     sgd = tf.compat.v1.train.GradientDescentOptimizer(0.25)
      ...     train_op = create_train_op(w * w, sgd)
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     loss, stops = train_step(session, train_op, step, {})
      >>> float(loss), stops
      (1.0, False)
    """
    started = time.time()
    options = metadata = None
    if "should_trace" in train_step_kwargs:
        if "logdir" not in train_step_kwargs:
            raise _error("train_step_kwargs", "a logdir", "none", "give one, for the traces")
        if sess.run(train_step_kwargs["should_trace"]):
            options = _v1.RunOptions(trace_level=_v1.RunOptions.FULL_TRACE)
            metadata = _v1.RunMetadata()
    loss, step = sess.run([train_op, global_step], options=options, run_metadata=metadata)
    taken = time.time() - started
    if metadata is not None:
        write_trace(train_step_kwargs["logdir"], step, metadata)
        if "summary_writer" in train_step_kwargs:
            writer = train_step_kwargs["summary_writer"]
            writer.add_run_metadata(metadata, f"run_metadata-{step}")
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        _log("global step %d: loss = %.4f (%.3f sec/step)", step, loss, taken)
    stops = "should_stop" in train_step_kwargs and sess.run(train_step_kwargs["should_stop"])
    return loss, stops


def train(
    train_op: Any,
    logdir: str | None,
    train_step_fn: Callable[..., tuple[Any, Any]] = train_step,
    train_step_kwargs: Any = _GRAPHS_OWN,
    log_every_n_steps: int | None = 1,
    graph: Any = None,
    master: str = "",
    is_chief: bool = True,
    global_step: Any = None,
    number_of_steps: int | None = None,
    init_op: Any = _GRAPHS_OWN,
    init_feed_dict: Any = None,
    local_init_op: Any = _GRAPHS_OWN,
    init_fn: Callable[[Any], Any] | None = None,
    ready_op: Any = _GRAPHS_OWN,
    summary_op: Any = _GRAPHS_OWN,
    save_summaries_secs: Any = 600,
    summary_writer: Any = _GRAPHS_OWN,
    startup_delay_steps: int = 0,
    saver: Any = None,
    save_interval_secs: Any = 600,
    sync_optimizer: Any = None,
    session_config: Any = None,
    session_wrapper: Callable[[Any], Any] | None = None,
    trace_every_n_steps: int | None = None,
    ignore_live_threads: bool = False,
) -> Any:
    """Trains until ``number_of_steps``, or until the input ends, under a ``tf.train.Supervisor``.

    The graph is finalized; checkpoints and summaries go to ``logdir``.

    Args:
      train_op: of ``create_train_op``.
      logdir: for checkpoints and summaries; None for neither.
      train_step_fn: takes (session, train_op, global_step, train_step_kwargs) and returns (loss,
        whether to stop).
      train_step_kwargs: its own; by default ``should_log`` and others for :func:`train_step`.
      log_every_n_steps: how often the loss is logged; None or 0 for never.
      graph: by default the current one.
      master: as the session takes it.
      is_chief: whether this process initialises, saves and summarises.
      global_step: the variable that counts; by default the graph's own.
      number_of_steps: the global step at which it ends; None to go on.
      init_op: by default initialises the global variables.
      init_feed_dict: for it.
      local_init_op: by default initialises local variables and tables.
      init_fn: called with the session after ``init_op``.
      ready_op: by default reports the variables that lack a value.
      summary_op: by default all summaries of the graph; None for none.
      save_summaries_secs: seconds between two summaries.
      summary_writer: by default one for ``logdir``; None for none.
      startup_delay_steps: global step that a worker who is not chief waits for.
      saver: by default one for all variables.
      save_interval_secs: seconds between two checkpoints.
      sync_optimizer: a ``tf.train.SyncReplicasOptimizer``, or a list of them.
      session_config: as the session takes it.
      session_wrapper: called with the session, returns that to use.
      trace_every_n_steps: how often a trace is written to ``logdir``; None for never.
      ignore_live_threads: whether threads that go on at the end are no error.

    Returns:
      the last loss.

    Raises:
      ArgumentValueError: (a ``ValueError``) no ``train_op``, something to write and no
        ``logdir``, a number of steps that is not positive.

    Source: ``tf.contrib.slim.learning.train`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     sgd = tf.compat.v1.train.GradientDescentOptimizer(0.25)
      ...     float(train(create_train_op(w * w, sgd), None, number_of_steps=3))
      0.0625
    """
    _check(train_op, logdir, number_of_steps, summary_op, saver, trace_every_n_steps)
    graph = graph or _v1.get_default_graph()
    with graph.as_default():
        step = _v1.train.get_or_create_global_step() if global_step is None else global_step
        saver = saver or _v1.train.Saver()
        ready_op = _own(ready_op, _v1.report_uninitialized_variables)
        init_op, local_init_op, waits, sync = _starts(
            init_op, local_init_op, sync_optimizer, is_chief
        )
        summary_op = _own(summary_op, _v1.summary.merge_all)
        summary_writer = _own(summary_writer, lambda: _v1.train.Supervisor.USE_DEFAULT)
        if train_step_kwargs is _GRAPHS_OWN:
            train_step_kwargs = _asked(
                step, number_of_steps, log_every_n_steps, trace_every_n_steps if is_chief else None,
                logdir,
            )
    supervisor = _v1.train.Supervisor(
        graph=graph, is_chief=is_chief, logdir=logdir, init_op=init_op,
        init_feed_dict=init_feed_dict, local_init_op=local_init_op,
        ready_for_local_init_op=waits, ready_op=ready_op, summary_op=summary_op,
        summary_writer=summary_writer, global_step=step, saver=saver,
        save_summaries_secs=save_summaries_secs, save_model_secs=save_interval_secs,
        init_fn=init_fn,
    )
    if summary_writer is not None:
        train_step_kwargs["summary_writer"] = supervisor.summary_writer

    def run_once() -> Any:
        with supervisor.managed_session(
            master, start_standard_services=False, config=session_config
        ) as managed:
            _log("Starting Session.")
            session = session_wrapper(managed) if session_wrapper else managed
            threads = _begin(supervisor, session, logdir, step, startup_delay_steps, sync)
            loss = _loop(supervisor, session, train_step_fn, train_op, step, train_step_kwargs)
            if logdir and supervisor.is_chief:
                _save(supervisor, session, step)
            supervisor.stop(threads, ignore_live_threads=ignore_live_threads)
            return loss

    return _retried(run_once)


def _own(given: Any, make: Callable[[], Any]) -> Any:
    """What was given, or the graph's own."""
    return make() if given is _GRAPHS_OWN else given


def _save(supervisor: Any, session: Any, step: Any) -> None:
    _log("Finished training! Saving model to disk.")
    supervisor.saver.save(session, supervisor.save_path, global_step=step)


def _retried(run_once: Callable[[], Any]) -> Any:
    while True:
        try:
            return run_once()
        except tf.errors.AbortedError:  # a parameter server that came back
            _log("Retrying training!")


def _error(argument: str, expected: str, received: Any, remedy: str) -> ArgumentValueError:
    return ArgumentValueError(
        "tf.contrib.slim.learning.train", argument, expected=expected, received=str(received),
        remedy=remedy,
    )


def _check(
    train_op: Any, logdir: Any, steps: Any, summary_op: Any, saver: Any, trace: Any
) -> None:
    if train_op is None:
        raise _error("train_op", "a tensor", None, "make one by create_train_op")
    wants = {
        "summary_op": summary_op is not _GRAPHS_OWN,
        "saver": saver is not None,
        "trace_every_n_steps": trace is not None,
    }
    for argument in [name for name, wanted in wants.items() if wanted and logdir is None]:
        raise _error("logdir", f"a folder for {argument}", None, f"pass one, or no {argument}")
    if steps is not None and steps <= 0:
        raise _error("number_of_steps", "None or a positive number", steps, "leave it out")


def _starts(
    init_op: Any, local_init_op: Any, sync_optimizer: Any, is_chief: bool
) -> tuple[Any, Any, Any, tuple[list[Any], list[Any]]]:
    """What initialises, the condition of its local part, and what replicas need at the start."""
    init_op = _own(init_op, _v1.global_variables_initializer)
    optimizers = sync_optimizer or []
    optimizers = optimizers if isinstance(optimizers, (list, tuple)) else [optimizers]
    if local_init_op is _GRAPHS_OWN:
        local_init_op = tf.group(_v1.local_variables_initializer(), _v1.tables_initializer())
    if not optimizers:
        return init_op, local_init_op, None, ([], [])
    own = [o.chief_init_op if is_chief else o.local_step_init_op for o in optimizers]
    waits = tf.concat([o.ready_for_local_init_op for o in optimizers], axis=0)
    runners = [o.get_chief_queue_runner() for o in optimizers] if is_chief else []
    tokens = [o.get_init_tokens_op() for o in optimizers] if is_chief else []
    return init_op, tf.group(local_init_op, *own), waits, (runners, tokens)


def _asked(
    step: Any, last: int | None, log_every: int | None, trace_every: int | None, logdir: Any
) -> dict[str, Any]:
    """The tensors that tell ``train_step`` what to do."""
    with tf.name_scope("train_step"):
        asked: dict[str, Any] = {}
        if last:
            asked["should_stop"] = tf.greater_equal(step, last)
        else:
            asked["should_stop"] = tf.constant(False)
        if log_every:
            asked["should_log"] = tf.equal(tf.math.mod(step, log_every), 0)
        if trace_every is not None:
            asked["should_trace"] = tf.equal(tf.math.mod(step, trace_every), 0)
            asked["logdir"] = logdir
    return asked


def _begin(
    supervisor: Any, session: Any, logdir: Any, step: Any, delay: int,
    sync: tuple[list[Any], list[Any]],
) -> list[Any]:
    """Starts the services and queues; the threads that fill these."""
    runners, tokens = sync
    if supervisor.is_chief:
        if logdir:
            supervisor.start_standard_services(session)
    elif delay > 0:
        while _v1.train.global_step(session, step) < delay:
            time.sleep(1)
    threads: list[Any] = supervisor.start_queue_runners(session)
    _log("Starting Queues.")
    if runners:
        supervisor.start_queue_runners(session, runners)
        session.run(tokens)
    return threads


def _loop(
    supervisor: Any, session: Any, step_fn: Any, train_op: Any, step: Any, asked: Any
) -> Any:
    loss = None
    try:
        while not supervisor.should_stop():
            loss, stops = step_fn(session, train_op, step, asked)
            if stops:
                _log("Stopping Training.")
                supervisor.request_stop()
                break
    except tf.errors.OutOfRangeError as error:
        _log("Caught OutOfRangeError. Stopping Training. %s", error)
    return loss
