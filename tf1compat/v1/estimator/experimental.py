"""``tf.estimator.experimental``."""

from __future__ import annotations

from tf1compat.estimator.early_stopping import make_early_stopping_hook as make_early_stopping_hook
from tf1compat.estimator.early_stopping import (
    make_stop_at_checkpoint_step_hook as make_stop_at_checkpoint_step_hook,
)
from tf1compat.estimator.early_stopping import stop_if_higher_hook as stop_if_higher_hook
from tf1compat.estimator.early_stopping import stop_if_lower_hook as stop_if_lower_hook
from tf1compat.estimator.early_stopping import stop_if_no_decrease_hook as stop_if_no_decrease_hook
from tf1compat.estimator.early_stopping import stop_if_no_increase_hook as stop_if_no_increase_hook
from tf1compat.estimator.extending import call_logit_fn as call_logit_fn
from tf1compat.estimator.in_memory import InMemoryEvaluatorHook as InMemoryEvaluatorHook
from tf1compat.v1 import _namespace

__all__ = [
    "InMemoryEvaluatorHook",
    "call_logit_fn",
    "make_early_stopping_hook",
    "make_stop_at_checkpoint_step_hook",
    "stop_if_higher_hook",
    "stop_if_lower_hook",
    "stop_if_no_decrease_hook",
    "stop_if_no_increase_hook",
]

_namespace.join(__name__, "tf.estimator.experimental")
