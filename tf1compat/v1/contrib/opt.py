"""``tf.contrib.opt``: its optimizers, but for those of several machines."""

from __future__ import annotations

from tf1compat.contrib.opt import AdaMaxOptimizer as AdaMaxOptimizer
from tf1compat.contrib.opt import AdamWOptimizer as AdamWOptimizer
from tf1compat.contrib.opt import AddSignOptimizer as AddSignOptimizer
from tf1compat.contrib.opt import DecoupledWeightDecayExtension as DecoupledWeightDecayExtension
from tf1compat.contrib.opt import ExternalOptimizerInterface as ExternalOptimizerInterface
from tf1compat.contrib.opt import LARSOptimizer as LARSOptimizer
from tf1compat.contrib.opt import LazyAdamOptimizer as LazyAdamOptimizer
from tf1compat.contrib.opt import MomentumWOptimizer as MomentumWOptimizer
from tf1compat.contrib.opt import MovingAverageOptimizer as MovingAverageOptimizer
from tf1compat.contrib.opt import MultitaskOptimizerWrapper as MultitaskOptimizerWrapper
from tf1compat.contrib.opt import NadamOptimizer as NadamOptimizer
from tf1compat.contrib.opt import PowerSignOptimizer as PowerSignOptimizer
from tf1compat.contrib.opt import RegAdagradOptimizer as RegAdagradOptimizer
from tf1compat.contrib.opt import ScipyOptimizerInterface as ScipyOptimizerInterface
from tf1compat.contrib.opt import VariableClippingOptimizer as VariableClippingOptimizer
from tf1compat.contrib.opt import clip_gradients_by_global_norm as clip_gradients_by_global_norm
from tf1compat.contrib.opt import (
    extend_with_decoupled_weight_decay as extend_with_decoupled_weight_decay,
)
from tf1compat.v1 import _namespace, _private

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

_namespace.join(__name__, "tf.contrib.opt", kind=_private.ContribNamespace)
