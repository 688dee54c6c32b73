"""``tf.train.AdamOptimizer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.optimizers.rule import Hyper, Rule, keras_class

INPUTS = (
    "var",
    "m",
    "v",
    "_",  # beta1_power and beta2_power: read from the checkpoint
    "_",
    "learning_rate",
    "beta_1",
    "beta_2",
    "epsilon",
    "grad",
)


class Adam(Rule):
    """m' = β₁ m + (1 − β₁) g;  v' = β₂ v + (1 − β₂) g²

    w' = w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m' / (√v' + ε)

    Keras 3 has the same rule, epsilon in the same place.  Rows of an embedding that a batch does
    not name move on in TF1 as well.
    """

    name = "Adam"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {"ApplyAdam": INPUTS}
    slots: ClassVar[Mapping[str, str]] = {"m": "Adam", "v": "Adam_1"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-8,
    }
    keras_slots: ClassVar[Mapping[str, str]] = {"m": "momentum", "v": "velocity"}
    counts = True

    def evidence(self, graph: Graph, node: Node) -> dict[str, Any] | None:
        return {} if decay_of(graph, node) is None else None

    def make(self, hyper: Hyper, **options: Any) -> Any:
        own = {key: hyper[key] for key in self.defaults}
        return keras_class("Adam", hyper)(**own, **options)


def decay_of(graph: Graph, node: Node) -> float | None:
    """The constant of ``w −= constant · w``, where an op's variable is decayed so."""
    for reader, position in graph.readers(node.inputs[0]):
        if not reader.op.startswith("AssignSub") or position:
            continue
        product = graph.producer(reader.inputs[1])
        if product.op != "Mul" or graph.source(product.inputs[1]) != node.inputs[0]:
            continue
        value = graph.constant(product.inputs[0])
        if value is not None and value.size == 1:
            return float(value)
    return None


RULES = (Adam(),)
