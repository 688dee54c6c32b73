"""``tf.estimator.RunConfig``: where a model's files lie, and how often they are written."""

from __future__ import annotations

import copy
import json
import os
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError, NotServedError
from tf1compat.estimator.calling import arguments_of

_v1 = tf.compat.v1

# The default of the two intervals between checkpoints, of which None means "never".
_UNSET: Any = object()
_SECONDS = 600
_NOT_BOTH = "save_checkpoints_steps and save_checkpoints_secs, cannot be both set"


class RunConfig:
    """Settings of an ``Estimator``, on one machine.

    Args:
      model_dir: the folder of checkpoints and summaries.
      tf_random_seed: the graph's seed.
      save_summary_steps: steps between summaries; None or 0 for none.
      save_checkpoints_steps: steps between checkpoints; None for none by steps.
      save_checkpoints_secs: seconds between checkpoints, 600 by default.
      session_config: a ``tf.ConfigProto``.
      keep_checkpoint_max: how many checkpoints stay; None or 0 for all.
      keep_checkpoint_every_n_hours: one of so many hours stays.
      log_step_count_steps: steps between lines of the log.
      train_distribute: must be None: one machine, one device.
      device_fn: function from an operation to its device.
      protocol: of a cluster's servers.
      eval_distribute: must be None.
      experimental_distribute: must be None.
      experimental_max_worker_delay_secs: of a cluster's workers.
      session_creation_timeout_secs: how long to wait for a session.

    Raises:
      ArgumentValueError: (a ``ValueError``) a value out of range, both intervals, or a
        ``TF_CONFIG`` that contradicts itself.
      NotServedError: a distribution strategy, or a ``TF_CONFIG`` of several tasks.

    Source: ``tf.estimator.RunConfig`` of TensorFlow 1.15.5.

    Example:
      >>> config = RunConfig(tf_random_seed=7).replace(save_checkpoints_steps=50)
      >>> config.tf_random_seed, config.save_checkpoints_steps, config.save_checkpoints_secs
      (7, 50, None)
    """

    def __init__(
        self,
        model_dir: Any = None,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_steps: int | None = _UNSET,
        save_checkpoints_secs: float | None = _UNSET,
        session_config: Any = None,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000,
        log_step_count_steps: int | None = 100,
        train_distribute: Any = None,
        device_fn: Any = None,
        protocol: str | None = None,
        eval_distribute: Any = None,
        experimental_distribute: Any = None,
        experimental_max_worker_delay_secs: int | None = None,
        session_creation_timeout_secs: float = 7200,
    ) -> None:
        for strategy in (train_distribute, eval_distribute, experimental_distribute):
            if strategy is not None:
                raise _distributed("a distribution strategy")
        steps, secs = save_checkpoints_steps, save_checkpoints_secs
        if steps is _UNSET and secs is _UNSET:
            secs = _SECONDS
        tf_config = json.loads(os.environ.get("TF_CONFIG") or "{}")
        if tf_config:
            _v1.logging.info("TF_CONFIG environment variable: %s", tf_config)
        self._model_dir = _model_dir(model_dir, tf_config)
        self._tf_random_seed = tf_random_seed
        self._save_summary_steps = save_summary_steps
        self._save_checkpoints_steps = None if steps is _UNSET else steps
        self._save_checkpoints_secs = None if secs is _UNSET else secs
        self._session_config = session_config
        self._keep_checkpoint_max = keep_checkpoint_max
        self._keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        self._log_step_count_steps = log_step_count_steps
        self._train_distribute = None
        self._device_fn = device_fn
        self._protocol = protocol
        self._eval_distribute = self._experimental_distribute = None
        self._experimental_max_worker_delay_secs = experimental_max_worker_delay_secs
        self._session_creation_timeout_secs = session_creation_timeout_secs
        self._check()
        self._find_task(tf_config)

    def _check(self) -> None:
        if self._save_checkpoints_steps is not None and self._save_checkpoints_secs is not None:
            raise _error("save_checkpoints_steps", "one interval between checkpoints", _NOT_BOTH)
        for name, what in _RANGES.items():
            value = getattr(self, f"_{name}")
            if value is not None and (value < 0 or (what == "> 0" and value == 0)):
                raise _error(name, f"a number {what}", value)
        if self._model_dir == "":
            raise _error("model_dir", "a folder", repr(self._model_dir))
        for name, kind in _KINDS.items():
            value = getattr(self, f"_{name}")
            if value is not None and not isinstance(value, kind):
                raise _error(name, f"an object of class {kind.__name__}", repr(value))
        if self._protocol not in (None, "grpc", "grpc+verbs"):
            raise _error("protocol", "'grpc' or 'grpc+verbs'", repr(self._protocol))
        function = self._device_fn
        if function is not None and not (
            callable(function) and arguments_of(function) == ("op",)
        ):
            raise _error("device_fn", "a function of one argument called op", repr(function))

    def _find_task(self, tf_config: dict[str, Any]) -> None:
        """What ``TF_CONFIG`` says of this task, which must be alone."""
        cluster, task = tf_config.get("cluster") or {}, tf_config.get("task") or {}
        self._service = tf_config.get("service")
        self._cluster_spec = _v1.train.ClusterSpec(cluster)
        self._task_type = task.get("type") or ("" if cluster else "worker")
        self._task_id = int(task.get("index") or 0)
        if sum(len(addresses) for addresses in cluster.values()) > 1:
            raise _distributed("a TF_CONFIG of several tasks")
        if cluster and [self._task_type] != list(cluster):
            raise _error("TF_CONFIG", f"the task of the cluster, {next(iter(cluster))}", task)
        if cluster and self._task_type not in ("chief", "master"):
            raise _error("TF_CONFIG", "a task chief or master in the cluster", task)
        if not cluster and (self._task_type != "worker" or self._task_id):
            raise _error("TF_CONFIG", "task worker 0 where there is no cluster", task)
        self._master = tf_config.get("session_master", "")
        self._evaluation_master = tf_config.get("eval_session_master", "")
        self._global_id_in_cluster, self._is_chief = 0, True
        self._num_ps_replicas, self._num_worker_replicas = 0, 1

    def replace(self, **changes: Any) -> Any:
        """A copy with other values.

        Args:
          **changes: arguments of the constructor.

        Raises:
          ArgumentValueError: (a ``ValueError``) a value out of range, or no such argument.
        """
        made = copy.deepcopy(self)
        for name, value in changes.items():
            if name not in _REPLACEABLE:
                raise _error(
                    name, f"one of {', '.join(_REPLACEABLE)}", "a name that cannot be replaced"
                )
            if name in ("train_distribute", "eval_distribute", "experimental_distribute"):
                if value is not None:
                    raise _distributed("a distribution strategy")
                continue
            setattr(made, f"_{name}", value)
        steps, secs = (changes.get(f"save_checkpoints_{name}") for name in ("steps", "secs"))
        if steps is not None and secs is None:
            made._save_checkpoints_secs = None
        elif secs is not None and steps is None:
            made._save_checkpoints_steps = None
        made._check()
        return made

    cluster_spec = property(lambda self: self._cluster_spec)
    device_fn = property(lambda self: self._device_fn)
    eval_distribute = property(lambda self: self._eval_distribute)
    evaluation_master = property(lambda self: self._evaluation_master)
    experimental_max_worker_delay_secs = property(
        lambda self: self._experimental_max_worker_delay_secs
    )
    global_id_in_cluster = property(lambda self: self._global_id_in_cluster)
    is_chief = property(lambda self: self._is_chief)
    keep_checkpoint_every_n_hours = property(lambda self: self._keep_checkpoint_every_n_hours)
    keep_checkpoint_max = property(lambda self: self._keep_checkpoint_max)
    log_step_count_steps = property(lambda self: self._log_step_count_steps)
    master = property(lambda self: self._master)
    model_dir = property(lambda self: self._model_dir)
    num_ps_replicas = property(lambda self: self._num_ps_replicas)
    num_worker_replicas = property(lambda self: self._num_worker_replicas)
    protocol = property(lambda self: self._protocol)
    save_checkpoints_secs = property(lambda self: self._save_checkpoints_secs)
    save_checkpoints_steps = property(lambda self: self._save_checkpoints_steps)
    save_summary_steps = property(lambda self: self._save_summary_steps)
    service = property(lambda self: self._service)
    session_config = property(lambda self: self._session_config)
    session_creation_timeout_secs = property(lambda self: self._session_creation_timeout_secs)
    task_id = property(lambda self: self._task_id)
    task_type = property(lambda self: self._task_type)
    tf_random_seed = property(lambda self: self._tf_random_seed)
    train_distribute = property(lambda self: self._train_distribute)


_REPLACEABLE = (
    "model_dir", "tf_random_seed", "save_summary_steps", "save_checkpoints_steps",
    "save_checkpoints_secs", "session_config", "keep_checkpoint_max",
    "keep_checkpoint_every_n_hours", "log_step_count_steps", "train_distribute", "device_fn",
    "protocol", "eval_distribute", "experimental_distribute",
    "experimental_max_worker_delay_secs", "session_creation_timeout_secs",
)  # fmt: skip
_RANGES = {
    "save_summary_steps": ">= 0",
    "save_checkpoints_steps": ">= 0",
    "save_checkpoints_secs": ">= 0",
    "keep_checkpoint_max": ">= 0",
    "keep_checkpoint_every_n_hours": "> 0",
    "log_step_count_steps": "> 0",
    "session_creation_timeout_secs": "> 0",
}
_KINDS = {
    "session_config": _v1.ConfigProto,
    "tf_random_seed": int,
    "experimental_max_worker_delay_secs": int,
}


def default_session_config() -> Any:
    """What TensorFlow 1's estimators ran sessions with: soft placement, one pass of rewriting."""
    config = _v1.ConfigProto(allow_soft_placement=True)
    rewriting = config.graph_options.rewrite_options
    rewriting.meta_optimizer_iterations = rewriting.ONE
    return config


def _model_dir(model_dir: Any, tf_config: dict[str, Any]) -> str | None:
    given = None if model_dir is None else os.fspath(model_dir)
    found = tf_config.get("model_dir")
    if "" in (given, found):
        raise _error("model_dir", "a folder", repr(""))
    if given and found and given != found:
        raise _error("model_dir", f"{found!r}, which TF_CONFIG says", repr(given))
    return given or found


def _distributed(what: str) -> NotServedError:
    return NotServedError(
        f"tf.estimator.RunConfig with {what}",
        "estimators run on one machine here, on one device",
        "no strategy and no TF_CONFIG, or keras.Model under a tf.distribute strategy",
    )


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "RunConfig", argument, expected=expected, received=str(received),
        remedy="see tf.estimator.RunConfig",
    )
