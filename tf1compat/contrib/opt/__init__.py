"""``tf.contrib.opt``: the optimizers that TensorFlow 1 scripts took from there."""

from __future__ import annotations

from tf1compat.contrib.opt.ada_max import AdaMaxOptimizer
from tf1compat.contrib.opt.around import (
    MovingAverageOptimizer,
    MultitaskOptimizerWrapper,
    VariableClippingOptimizer,
    clip_gradients_by_global_norm,
)
from tf1compat.contrib.opt.decay import (
    AdamWOptimizer,
    DecoupledWeightDecayExtension,
    MomentumWOptimizer,
    extend_with_decoupled_weight_decay,
)
from tf1compat.contrib.opt.external import ExternalOptimizerInterface, ScipyOptimizerInterface
from tf1compat.contrib.opt.lars import LARSOptimizer
from tf1compat.contrib.opt.lazy_adam import LazyAdamOptimizer
from tf1compat.contrib.opt.nadam import NadamOptimizer
from tf1compat.contrib.opt.reg_adagrad import RegAdagradOptimizer
from tf1compat.contrib.opt.signs import AddSignOptimizer, PowerSignOptimizer

__all__ = [
    "AdaMaxOptimizer",
    "AdamWOptimizer",
    "AddSignOptimizer",
    "DecoupledWeightDecayExtension",
    "ExternalOptimizerInterface",
    "LARSOptimizer",
    "LazyAdamOptimizer",
    "MomentumWOptimizer",
    "MovingAverageOptimizer",
    "MultitaskOptimizerWrapper",
    "NadamOptimizer",
    "PowerSignOptimizer",
    "RegAdagradOptimizer",
    "ScipyOptimizerInterface",
    "VariableClippingOptimizer",
    "clip_gradients_by_global_norm",
    "extend_with_decoupled_weight_decay",
]
