"""``tf.train.GradientDescentOptimizer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule


class GradientDescent(Rule):
    """w' = w − rate · g.  No slots; without a graph it must be named."""

    name = "GradientDescent"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyGradientDescent": ("var", "learning_rate", "grad")
    }
    slots: ClassVar[Mapping[str, str]] = {}
    defaults: ClassVar[Mapping[str, Any]] = {"learning_rate": REQUIRED}
    keras_slots: ClassVar[Mapping[str, str]] = {}

    def make(self, hyper: Hyper, **options: Any) -> Any:
        import keras

        return keras.optimizers.SGD(hyper["learning_rate"], **options)


RULES = (GradientDescent(),)
