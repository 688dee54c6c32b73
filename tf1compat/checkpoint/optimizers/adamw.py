"""``tf.contrib.opt.AdamWOptimizer``, and the Adam with weight decay that BERT was trained with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.optimizers import adam
from tf1compat.checkpoint.optimizers.rule import REQUIRED, Hyper, Rule, Slots, Weight
from tf1compat.errors import CheckpointError


class AdamW(adam.Adam):
    """Adam after w −= decay · w, which Keras's AdamW multiplies by the rate and TF1 does not.

    A bias that had forget_bias added decays to forget_bias, not to zero.
    """

    name = "AdamW"
    slots: ClassVar[Mapping[str, str]] = {"m": "AdamW", "v": "AdamW_1"}
    defaults: ClassVar[Mapping[str, Any]] = {**adam.Adam.defaults, "decay": 0.01}
    scaled, bias_correction = False, True
    without_decay: Rule | None = adam.RULES[0]
    # Variables that decay leaves out, by a pattern of their names.
    excluded: ClassVar[str | None] = None

    def evidence(self, graph: Graph, node: Node) -> dict[str, Any] | None:
        decay = adam.decay_of(graph, node)
        return None if decay is None else {"decay": decay}

    def make(self, hyper: Hyper, **options: Any) -> Any:
        from tf1compat.native import AdamWeightDecay

        own = {key: hyper[key] for key in self.defaults}
        own |= {"scaled": self.scaled, "bias_correction": self.bias_correction}
        return AdamWeightDecay(**own, **options)

    def state(self, slots: Slots, weight: Weight, hyper: Hyper) -> dict[str, Array]:
        moved = super().state(slots, weight, hyper)
        return {**moved, "origin": weight.origin, "decay": np.asarray(self._decay(weight, hyper))}

    def _decay(self, weight: Weight, hyper: Hyper) -> float:
        left_out = hyper.get("undecayed", ())
        out = {
            name in left_out or bool(self.excluded and re.search(self.excluded, name))
            for name in weight.names
        }
        if len(out) > 1:
            raise CheckpointError(
                "--optimizer",
                expected="variables that decay alike where they become one weight",
                received=", ".join(weight.names) + f", of which decay left out {left_out}",
                remedy="convert without the optimizer",
            )
        return 0.0 if out == {True} else float(hyper["decay"])


class AdamWeightDecay(AdamW):
    """BERT's: decay multiplied by the rate, no bias correction, no decay of biases and norms."""

    name = "AdamWeightDecay"
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # written out in elementary ops
    slots: ClassVar[Mapping[str, str]] = {"m": "adam_m", "v": "adam_v"}
    defaults: ClassVar[Mapping[str, Any]] = {
        "learning_rate": REQUIRED,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-6,
        "decay": 0.01,
    }
    scaled, bias_correction = True, False
    without_decay = None
    excluded = "LayerNorm|layer_norm|bias"
    counts = False


RULES = (AdamW(), AdamWeightDecay())
