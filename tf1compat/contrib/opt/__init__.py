"""``tf.contrib.opt``: the optimizers that TensorFlow 1 scripts took from there."""

from __future__ import annotations

from tf1compat.contrib.opt.decay import (
    AdamWOptimizer,
    DecoupledWeightDecayExtension,
    MomentumWOptimizer,
    extend_with_decoupled_weight_decay,
)
from tf1compat.contrib.opt.lazy_adam import LazyAdamOptimizer
from tf1compat.contrib.opt.nadam import NadamOptimizer

__all__ = [
    "AdamWOptimizer",
    "DecoupledWeightDecayExtension",
    "LazyAdamOptimizer",
    "MomentumWOptimizer",
    "NadamOptimizer",
    "extend_with_decoupled_weight_decay",
]
