"""``tf.estimator.export``."""

from __future__ import annotations

from tf1compat.estimator.export_outputs import ClassificationOutput as ClassificationOutput
from tf1compat.estimator.export_outputs import ExportOutput as ExportOutput
from tf1compat.estimator.export_outputs import PredictOutput as PredictOutput
from tf1compat.estimator.export_outputs import RegressionOutput as RegressionOutput
from tf1compat.estimator.receivers import ServingInputReceiver as ServingInputReceiver
from tf1compat.estimator.receivers import TensorServingInputReceiver as TensorServingInputReceiver
from tf1compat.estimator.receivers import (
    build_parsing_serving_input_receiver_fn as build_parsing_serving_input_receiver_fn,
)
from tf1compat.estimator.receivers import (
    build_raw_serving_input_receiver_fn as build_raw_serving_input_receiver_fn,
)
from tf1compat.v1 import _namespace

__all__ = [
    "ClassificationOutput",
    "ExportOutput",
    "PredictOutput",
    "RegressionOutput",
    "ServingInputReceiver",
    "TensorServingInputReceiver",
    "build_parsing_serving_input_receiver_fn",
    "build_raw_serving_input_receiver_fn",
]

_namespace.join(__name__, "tf.estimator.export")
