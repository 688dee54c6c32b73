"""``tf.train.MomentumOptimizer``, with Nesterov's look ahead or without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule, Slots, Weight


class Momentum(Rule):
    """a' = momentum · a + g;  w' = w − rate · a'

    Keras's SGD keeps −rate · a instead, which is the same as long as the rate is constant; where
    it is not, ``tf1compat.native.Momentum`` keeps a.
    """

    name = "Momentum"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "ApplyMomentum": ("var", "sum", "learning_rate", "grad", "momentum")
    }
    slots: ClassVar[Mapping[str, str]] = {"sum": "Momentum"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": REQUIRED,
        "momentum": REQUIRED,
        "nesterov": False,
    }
    keras_slots: ClassVar[Mapping[str, str]] = {"sum": "momentum"}
    sparse_differs = True

    def evidence(self, graph: Graph, node: Node) -> dict[str, Any] | None:
        return {"nesterov": bool(node.attribute("use_nesterov"))}

    def make(self, hyper: Hyper, **options: Any) -> Any:
        import keras

        from tf1compat import native

        own = {key: hyper[key] for key in self.defaults}
        kind = keras.optimizers.SGD if hyper["constant_rate"] else native.Momentum
        return kind(**own, **options)

    def state(self, slots: Slots, weight: Weight, hyper: Hyper) -> dict[str, Array]:
        if not hyper["constant_rate"]:
            return {"accumulator": slots["sum"]}
        rate = slots["sum"].dtype.type(hyper["learning_rate"])
        return {"momentum": -rate * slots["sum"]}

    def from_state(self, state: Slots, hyper: Hyper) -> dict[str, Array]:
        if not hyper["constant_rate"]:
            return {"sum": state["accumulator"]}
        rate = state["momentum"].dtype.type(hyper["learning_rate"])
        return {"sum": state["momentum"] / -rate}


RULES = (Momentum(),)
