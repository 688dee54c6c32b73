"""``tf.contrib.estimator``: hooks and metrics; not its heads and recurrent models."""

from __future__ import annotations

from tf1compat.estimator.early_stopping import make_early_stopping_hook as make_early_stopping_hook
from tf1compat.estimator.early_stopping import (
    make_stop_at_checkpoint_step_hook as make_stop_at_checkpoint_step_hook,
)
from tf1compat.estimator.early_stopping import read_eval_metrics as read_eval_metrics
from tf1compat.estimator.early_stopping import stop_if_higher_hook as stop_if_higher_hook
from tf1compat.estimator.early_stopping import stop_if_lower_hook as stop_if_lower_hook
from tf1compat.estimator.early_stopping import stop_if_no_decrease_hook as stop_if_no_decrease_hook
from tf1compat.estimator.early_stopping import stop_if_no_increase_hook as stop_if_no_increase_hook
from tf1compat.estimator.extending import add_metrics as add_metrics
from tf1compat.estimator.extending import call_logit_fn as call_logit_fn
from tf1compat.estimator.in_memory import InMemoryEvaluatorHook as InMemoryEvaluatorHook
from tf1compat.v1 import _namespace, _private

__all__ = [
    "add_metrics",
    "call_logit_fn",
]

# Of TensorFlow 1.10 to 1.14, which tf.estimator.experimental took over.
_EARLIER = [
    "InMemoryEvaluatorHook",
    "make_early_stopping_hook",
    "make_stop_at_checkpoint_step_hook",
    "read_eval_metrics",
    "stop_if_higher_hook",
    "stop_if_lower_hook",
    "stop_if_no_decrease_hook",
    "stop_if_no_increase_hook",
]

_namespace.join(__name__, "tf.contrib.estimator", hidden=_EARLIER, kind=_private.ContribNamespace)
