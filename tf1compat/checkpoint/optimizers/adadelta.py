"""``tf.train.AdadeltaOptimizer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.checkpoint.optimizers.rule import Hyper, Rule, keras_class


class Adadelta(Rule):
    """a' = ρ a + (1 − ρ) g²;  d = g √(u + ε) / √(a' + ε);  u' = ρ u + (1 − ρ) d²

    w' = w − rate · d.  Keras has the same rule.
    """

    name = "Adadelta"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyAdadelta": (
            "var", "gradients", "updates", "learning_rate", "rho", "epsilon", "grad"
        )
    }  # fmt: skip
    slots: ClassVar[Mapping[str, str]] = {"gradients": "Adadelta", "updates": "Adadelta_1"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": 0.001,
        "rho": 0.95,
        "epsilon": 1e-8,
    }
    keras_slots: ClassVar[Mapping[str, str]] = {
        "gradients": "accumulated_grad",
        "updates": "accumulated_delta_var",
    }
    sparse_differs = True

    def make(self, hyper: Hyper, **options: Any) -> Any:
        own = {key: hyper[key] for key in self.defaults}
        return keras_class("Adadelta", hyper)(**own, **options)


RULES = (Adadelta(),)
