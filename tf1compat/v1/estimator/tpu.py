"""``tf.estimator.tpu``: what programs do without a TPU."""

from __future__ import annotations

from tf1compat.estimator.tpu.config import InputPipelineConfig as InputPipelineConfig
from tf1compat.estimator.tpu.config import RunConfig as RunConfig
from tf1compat.estimator.tpu.config import TPUConfig as TPUConfig
from tf1compat.estimator.tpu.estimator import TPUEstimator as TPUEstimator
from tf1compat.estimator.tpu.spec import TPUEstimatorSpec as TPUEstimatorSpec
from tf1compat.v1 import _namespace

__all__ = [
    "InputPipelineConfig",
    "RunConfig",
    "TPUConfig",
    "TPUEstimator",
    "TPUEstimatorSpec",
]

_namespace.join(__name__, "tf.estimator.tpu")
