"""``tf.contrib.tpu``'s settings, which programs make whether they have a TPU or not."""

from __future__ import annotations

from typing import Any

from tf1compat import errors
from tf1compat.estimator import run_config
from tf1compat.estimator.records import fields_of

_CORES = (1, 2, 4, 8, 16, 32, 64, 128)

_Fields: Any = fields_of(
    "TPUConfig",
    [
        "iterations_per_loop", "num_shards", "num_cores_per_replica",
        "per_host_input_for_training", "tpu_job_name", "initial_infeed_sleep_secs",
        "input_partition_dims", "eval_training_input_configuration",
        "experimental_host_call_every_n_steps",
    ],
)  # fmt: skip


class InputPipelineConfig:
    """How a TPU's hosts were fed.

    Source: ``tf.contrib.tpu.InputPipelineConfig`` of TensorFlow 1.15.5.

    Example:
      >>> TPUConfig(per_host_input_for_training=InputPipelineConfig.PER_HOST_V2)[3]
      3
    """

    PER_SHARD_V1 = 1
    PER_HOST_V1 = 2
    PER_HOST_V2 = 3
    BROADCAST = 4
    SLICED = 5


class TPUConfig(_Fields):
    """Settings of a TPU, which do nothing without one.

    Args:
      iterations_per_loop: steps of a loop, or text as ``"2s"``.
      num_shards: how many parts.
      num_cores_per_replica: how many cores for one.
      per_host_input_for_training: of :class:`InputPipelineConfig`, or True or False.
      tpu_job_name: of the job.
      initial_infeed_sleep_secs: how long to wait.
      input_partition_dims: one or two dicts or lists.
      eval_training_input_configuration: of :class:`InputPipelineConfig`.
      experimental_host_call_every_n_steps: how often.

    Raises:
      ArgumentValueError: (a ``ValueError``) a value out of range.

    Source: ``tf.contrib.tpu.TPUConfig`` of TensorFlow 1.15.5.

    Example:
      >>> TPUConfig(iterations_per_loop=100, num_shards=8).num_shards
      8
    """

    __slots__ = ()

    def __new__(
        cls,
        iterations_per_loop: Any = 2,
        num_shards: int | None = None,
        num_cores_per_replica: int | None = None,
        per_host_input_for_training: Any = True,
        tpu_job_name: str | None = None,
        initial_infeed_sleep_secs: int | None = None,
        input_partition_dims: Any = None,
        eval_training_input_configuration: int = InputPipelineConfig.PER_HOST_V1,
        experimental_host_call_every_n_steps: int = 1,
    ) -> TPUConfig:
        _check_loop(iterations_per_loop)
        if num_shards is not None and num_shards <= 0:
            raise _error("num_shards", "a number above 0", num_shards)
        if initial_infeed_sleep_secs is not None and initial_infeed_sleep_secs < 0:
            raise _error("initial_infeed_sleep_secs", "a number >= 0", initial_infeed_sleep_secs)
        if num_cores_per_replica not in (None, *_CORES):
            raise _error("num_cores_per_replica", f"one of {_CORES}", num_cores_per_replica)
        ways = (InputPipelineConfig.PER_HOST_V1, InputPipelineConfig.SLICED)
        if eval_training_input_configuration not in ways:
            raise _error(
                "eval_training_input_configuration", "PER_HOST_V1 or SLICED",
                eval_training_input_configuration,
            )
        if isinstance(per_host_input_for_training, bool):
            per_host_input_for_training = (
                InputPipelineConfig.PER_HOST_V1
                if per_host_input_for_training
                else InputPipelineConfig.PER_SHARD_V1
            )
        if input_partition_dims is not None:
            _check_partition(
                input_partition_dims, per_host_input_for_training, num_cores_per_replica
            )
        made: TPUConfig = super().__new__(
            cls, iterations_per_loop, num_shards, num_cores_per_replica,
            per_host_input_for_training, tpu_job_name, initial_infeed_sleep_secs,
            input_partition_dims, eval_training_input_configuration,
            experimental_host_call_every_n_steps,
        )
        return made


class RunConfig(run_config.RunConfig):
    """``tf.estimator.RunConfig`` with a :class:`TPUConfig`.

    Args:
      tpu_config: the settings of the TPU.
      evaluation_master: must be empty: there is no cluster.
      master: likewise.
      cluster: must be None.
      **kwargs: those of ``tf.estimator.RunConfig``.

    Raises:
      ArgumentValueError: (a ``ValueError``) as there.
      NotServedError: a cluster, or a master.

    Source: ``tf.contrib.tpu.RunConfig`` of TensorFlow 1.15.5.

    Example:
      >>> RunConfig(model_dir="/tmp/model").replace(save_summary_steps=5).tpu_config.num_shards
    """

    def __init__(
        self,
        tpu_config: Any = None,
        evaluation_master: str | None = None,
        master: str | None = None,
        cluster: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if cluster or master or evaluation_master:
            raise no_tpu("tf.contrib.tpu.RunConfig with a cluster or master")
        self._master = self._master if master is None else master
        self._evaluation_master = (
            self._evaluation_master or self._master
            if evaluation_master is None
            else evaluation_master
        )
        self._tpu_config = tpu_config or TPUConfig()
        self._cluster = None

    tpu_config = property(lambda self: self._tpu_config)
    cluster = property(lambda self: self._cluster)

    def replace(self, **changes: Any) -> Any:
        tpu_config = changes.pop("tpu_config", self._tpu_config)
        made = super().replace(**changes)
        made._tpu_config = tpu_config
        return made


def no_tpu(symbol: str) -> errors.NotServedError:
    """The error where a TPU is asked for."""
    return errors.NotServedError(
        symbol,
        "TPUs are not served: of tf.contrib.tpu there is what programs do without one",
        "use_tpu=False, or keras.Model under tf.distribute.TPUStrategy",
    )


def _check_partition(dims: Any, way: int, cores: int | None) -> None:
    if len(dims) not in (1, 2):
        raise _error("input_partition_dims", "one or two dicts or lists", dims)
    if way != InputPipelineConfig.PER_HOST_V2:
        raise _error("input_partition_dims", "per_host_input_for_training=PER_HOST_V2 with it", way)
    if cores is None:
        raise _error("input_partition_dims", "num_cores_per_replica with it", cores)


def _check_loop(iterations: Any) -> None:
    """A number of steps, or a time: ``"500"``, ``"2s"``, ``"3m"``, ``"1h"``."""
    text = str(iterations)
    number = text[:-1] if text[-1:] in "smh" else text
    if not number.isdigit() or int(number) <= 0:
        raise _error("iterations_per_loop", "a number above 0", iterations)


def _error(argument: str, expected: str, received: Any) -> errors.ArgumentValueError:
    return errors.ArgumentValueError(
        "TPUConfig", argument, expected=expected, received=str(received),
        remedy="leave it out: without a TPU it does nothing",
    )
