"""``tf.contrib.predictor``."""

from __future__ import annotations

from tf1compat.estimator.predictor import from_estimator as from_estimator
from tf1compat.estimator.predictor import from_saved_model as from_saved_model
from tf1compat.v1 import _namespace, _private

__all__ = [
    "from_estimator",
    "from_saved_model",
]

_namespace.join(__name__, "tf.contrib.predictor", kind=_private.ContribNamespace)
