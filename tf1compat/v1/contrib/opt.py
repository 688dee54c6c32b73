"""``tf.contrib.opt``: its variants of Adam, and decoupled weight decay."""

from __future__ import annotations

from tf1compat.contrib.opt import AdamWOptimizer as AdamWOptimizer
from tf1compat.contrib.opt import DecoupledWeightDecayExtension as DecoupledWeightDecayExtension
from tf1compat.contrib.opt import LazyAdamOptimizer as LazyAdamOptimizer
from tf1compat.contrib.opt import MomentumWOptimizer as MomentumWOptimizer
from tf1compat.contrib.opt import NadamOptimizer as NadamOptimizer
from tf1compat.contrib.opt import (
    extend_with_decoupled_weight_decay as extend_with_decoupled_weight_decay,
)
from tf1compat.v1 import _namespace, _private

__all__ = [
    "AdamWOptimizer",
    "DecoupledWeightDecayExtension",
    "LazyAdamOptimizer",
    "MomentumWOptimizer",
    "NadamOptimizer",
    "extend_with_decoupled_weight_decay",
]

_namespace.join(__name__, "tf.contrib.opt", kind=_private.ContribNamespace)
