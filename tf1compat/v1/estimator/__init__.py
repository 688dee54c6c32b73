"""``tf.estimator``: estimators on one machine; not its canned models."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.estimator.estimator import Estimator as Estimator
from tf1compat.estimator.exporters import BestExporter as BestExporter
from tf1compat.estimator.exporters import Exporter as Exporter
from tf1compat.estimator.exporters import FinalExporter as FinalExporter
from tf1compat.estimator.exporters import LatestExporter as LatestExporter
from tf1compat.estimator.extending import add_metrics as add_metrics
from tf1compat.estimator.run_config import RunConfig as RunConfig
from tf1compat.estimator.saving import CheckpointSaverHook as CheckpointSaverHook
from tf1compat.estimator.spec import EstimatorSpec as EstimatorSpec
from tf1compat.estimator.train_and_evaluate import EvalSpec as EvalSpec
from tf1compat.estimator.train_and_evaluate import TrainSpec as TrainSpec
from tf1compat.estimator.train_and_evaluate import train_and_evaluate as train_and_evaluate
from tf1compat.estimator.warm import WarmStartSettings as WarmStartSettings
from tf1compat.v1 import _namespace
from tf1compat.v1.estimator import experimental as experimental
from tf1compat.v1.estimator import export as export
from tf1compat.v1.estimator import inputs as inputs
from tf1compat.v1.estimator import tpu as tpu

_train = _tensorflow.compat.v1.train
CheckpointSaverListener = _train.CheckpointSaverListener
FeedFnHook = _train.FeedFnHook
FinalOpsHook = _train.FinalOpsHook
GlobalStepWaiterHook = _train.GlobalStepWaiterHook
LoggingTensorHook = _train.LoggingTensorHook
NanLossDuringTrainingError = _train.NanLossDuringTrainingError
NanTensorHook = _train.NanTensorHook
ProfilerHook = _train.ProfilerHook
SecondOrStepTimer = _train.SecondOrStepTimer
SessionRunArgs = _train.SessionRunArgs
SessionRunContext = _train.SessionRunContext
SessionRunHook = _train.SessionRunHook
SessionRunValues = _train.SessionRunValues
StepCounterHook = _train.StepCounterHook
StopAtStepHook = _train.StopAtStepHook
SummarySaverHook = _train.SummarySaverHook
VocabInfo = _train.VocabInfo

__all__ = [
    "BestExporter",
    "CheckpointSaverHook",
    "CheckpointSaverListener",
    "Estimator",
    "EstimatorSpec",
    "EvalSpec",
    "Exporter",
    "FeedFnHook",
    "FinalExporter",
    "FinalOpsHook",
    "GlobalStepWaiterHook",
    "LatestExporter",
    "LoggingTensorHook",
    "ModeKeys",
    "NanLossDuringTrainingError",
    "NanTensorHook",
    "ProfilerHook",
    "RunConfig",
    "SecondOrStepTimer",
    "SessionRunArgs",
    "SessionRunContext",
    "SessionRunHook",
    "SessionRunValues",
    "StepCounterHook",
    "StopAtStepHook",
    "SummarySaverHook",
    "TrainSpec",
    "VocabInfo",
    "WarmStartSettings",
    "add_metrics",
    "experimental",
    "export",
    "inputs",
    "tpu",
    "train_and_evaluate",
]

_namespace.join(__name__, "tf.estimator")
