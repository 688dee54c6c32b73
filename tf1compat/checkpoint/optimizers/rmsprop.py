"""``tf.train.RMSPropOptimizer``, centered or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule, keras_class


class RMSProp(Rule):
    """s' = ρ s + (1 − ρ) g²;  d' = momentum · d + rate · g / √(s' + ε);  w' = w − d'

    Keras has the same rule, epsilon inside the root as well.  TF1 keeps d even without momentum,
    where it is not needed again: after steps in Keras, which keeps none then, it goes back as zero.
    """

    name = "RMSProp"
    centered = False
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyRMSProp": (
            "var", "rms", "step", "learning_rate", "rho", "momentum", "epsilon", "grad"
        )
    }  # fmt: skip
    slots: ClassVar[Mapping[str, str]] = {"rms": "RMSProp", "step": "RMSProp_1"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": REQUIRED,
        "rho": 0.9,
        "momentum": 0.0,
        "epsilon": 1e-10,
    }
    keras_slots: ClassVar[Mapping[str, str]] = {"rms": "velocity", "step": "momentum"}
    sparse_differs = True

    def make(self, hyper: Hyper, **options: Any) -> Any:
        own = {key: hyper[key] for key in self.defaults}
        return keras_class("RMSprop", hyper)(**own, centered=self.centered, **options)

    def kept(self, hyper: Hyper) -> Sequence[str]:
        return [key for key in self.keras_slots if key != "step" or hyper["momentum"] > 0]


class CenteredRMSProp(RMSProp):
    """The same over √(s' − m'² + ε), m' = ρ m + (1 − ρ) g."""

    centered = True
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyCenteredRMSProp": (
            "var", "mean", "rms", "step", "learning_rate", "rho", "momentum", "epsilon", "grad"
        )
    }  # fmt: skip
    slots: ClassVar[Mapping[str, str]] = {
        "rms": "RMSProp",
        "mean": "RMSProp_1",
        "step": "RMSProp_2",
    }
    keras_slots: ClassVar[Mapping[str, str]] = {
        "rms": "velocity",
        "step": "momentum",
        "mean": "average_gradient",
    }


RULES = (RMSProp(), CenteredRMSProp())
