"""``tf.contrib.training``."""

from __future__ import annotations

from tf1compat.contrib.hparams import HParams as HParams
from tf1compat.contrib.hparams import parse_values as parse_values
from tf1compat.contrib.training import GreedyLoadBalancingStrategy as GreedyLoadBalancingStrategy
from tf1compat.contrib.training import NextQueuedSequenceBatch as NextQueuedSequenceBatch
from tf1compat.contrib.training import RandomStrategy as RandomStrategy
from tf1compat.contrib.training import SequenceQueueingStateSaver as SequenceQueueingStateSaver
from tf1compat.contrib.training import StopAfterNEvalsHook as StopAfterNEvalsHook
from tf1compat.contrib.training import SummaryAtEndHook as SummaryAtEndHook
from tf1compat.contrib.training import add_gradients_summaries as add_gradients_summaries
from tf1compat.contrib.training import batch_sequences_with_states as batch_sequences_with_states
from tf1compat.contrib.training import bucket as bucket
from tf1compat.contrib.training import bucket_by_sequence_length as bucket_by_sequence_length
from tf1compat.contrib.training import byte_size_load_fn as byte_size_load_fn
from tf1compat.contrib.training import checkpoints_iterator as checkpoints_iterator
from tf1compat.contrib.training import clip_gradient_norms as clip_gradient_norms
from tf1compat.contrib.training import clip_gradient_norms_fn as clip_gradient_norms_fn
from tf1compat.contrib.training import create_train_op as create_train_op
from tf1compat.contrib.training import evaluate_once as evaluate_once
from tf1compat.contrib.training import evaluate_repeatedly as evaluate_repeatedly
from tf1compat.contrib.training import get_or_create_eval_step as get_or_create_eval_step
from tf1compat.contrib.training import multiply_gradients as multiply_gradients
from tf1compat.contrib.training import train as train
from tf1compat.contrib.training import wait_for_new_checkpoint as wait_for_new_checkpoint
from tf1compat.v1 import _namespace, _private

__all__ = [
    "GreedyLoadBalancingStrategy",
    "HParams",
    "NextQueuedSequenceBatch",
    "RandomStrategy",
    "SequenceQueueingStateSaver",
    "StopAfterNEvalsHook",
    "SummaryAtEndHook",
    "add_gradients_summaries",
    "batch_sequences_with_states",
    "bucket",
    "bucket_by_sequence_length",
    "byte_size_load_fn",
    "checkpoints_iterator",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "evaluate_once",
    "evaluate_repeatedly",
    "get_or_create_eval_step",
    "multiply_gradients",
    "parse_values",
    "train",
    "wait_for_new_checkpoint",
]

_namespace.join(__name__, "tf.contrib.training", kind=_private.ContribNamespace)
