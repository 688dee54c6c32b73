"""``tf.train.FtrlOptimizer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule, Slots, Weight

_INPUTS = ("var", "squares", "linear", "grad", "learning_rate")
_L1, _L2 = "l1_regularization_strength", "l2_regularization_strength"
_SHRINKAGE, _POWER = "l2_shrinkage_regularization_strength", "learning_rate_power"


class Ftrl(Rule):
    """n' = n + g²;  z' = z + g − (n'^−p − n^−p) / rate · w

    w' = (clip(z', ±l1) − z') / (n'^−p / rate + 2 l2)

    Keras has the same rule (its ``beta`` is 0 by default, as in TF1 it is not there).  As it
    computes w anew, forget_bias in a bias would be lost: then it is ``tf1compat.native.Ftrl``.
    """

    name = "Ftrl"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyFtrl": (*_INPUTS, _L1, _L2, _POWER),
        "ApplyFtrlV2": (*_INPUTS, _L1, _L2, _SHRINKAGE, _POWER),
    }
    slots: ClassVar[Mapping[str, str]] = {"squares": "Ftrl", "linear": "Ftrl_1"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": REQUIRED,
        _POWER: -0.5,
        _L1: 0.0,
        _L2: 0.0,
        _SHRINKAGE: 0.0,
    }
    keras_slots: ClassVar[Mapping[str, str]] = {"squares": "accumulator", "linear": "linear"}
    sparse_differs = True

    def make(self, hyper: Hyper, **options: Any) -> Any:
        import keras

        from tf1compat import native

        own = {key: hyper[key] for key in self.defaults}
        kind = native.Ftrl if hyper["shifted"] or hyper["rows"] else keras.optimizers.Ftrl
        return kind(**own, **options)

    def state(self, slots: Slots, weight: Weight, hyper: Hyper) -> dict[str, Array]:
        origin = {"origin": weight.origin} if hyper["shifted"] or hyper["rows"] else {}
        return {**super().state(slots, weight, hyper), **origin}


RULES = (Ftrl(),)
