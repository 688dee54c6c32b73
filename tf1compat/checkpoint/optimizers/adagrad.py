"""``tf.train.AdagradOptimizer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule, keras_class

# TF1 adds nothing under the root; the sum starts at 0.1 and is never zero.
_NOTHING = 0.0


class Adagrad(Rule):
    """a' = a + g²;  w' = w − rate · g / √a'.  Keras adds an epsilon under the root: here 0."""

    name = "Adagrad"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyAdagrad": ("var", "sum", "learning_rate", "grad")
    }
    slots: ClassVar[Mapping[str, str]] = {"sum": "Adagrad"}
    defaults: ClassVar[Mapping[str, Any]] = {"learning_rate": REQUIRED}
    keras_slots: ClassVar[Mapping[str, str]] = {"sum": "accumulator"}

    def make(self, hyper: Hyper, **options: Any) -> Any:
        return keras_class("Adagrad", hyper)(hyper["learning_rate"], epsilon=_NOTHING, **options)


RULES = (Adagrad(),)
