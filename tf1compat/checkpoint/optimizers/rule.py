"""What a TF1 optimizer becomes in Keras 3: the protocol that each optimizer's file implements."""

from __future__ import annotations

import abc
import dataclasses
import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import Graph, Node

# One line per optimizer: TF1's name, and the module that holds its rules.
OPTIMIZERS = {
    "Adam": "tf1compat.checkpoint.optimizers.adam",
    "AdamW": "tf1compat.checkpoint.optimizers.adamw",
    "AdamWeightDecay": "tf1compat.checkpoint.optimizers.adamw",
    "RMSProp": "tf1compat.checkpoint.optimizers.rmsprop",
    "Momentum": "tf1compat.checkpoint.optimizers.momentum",
    "Adagrad": "tf1compat.checkpoint.optimizers.adagrad",
    "Adadelta": "tf1compat.checkpoint.optimizers.adadelta",
    "Ftrl": "tf1compat.checkpoint.optimizers.ftrl",
    "GradientDescent": "tf1compat.checkpoint.optimizers.sgd",
}
REQUIRED: Any = object()  # a hyperparameter for which TF1 has no default
# How gradients are clipped; Keras's names, for every optimizer.
CLIPPING = ("clipnorm", "global_clipnorm", "clipvalue")

Hyper = Mapping[str, Any]
Slots = Mapping[str, Array]


@dataclasses.dataclass(frozen=True)
class Weight:
    """What the rule knows of one Keras weight.

    Attributes:
      origin: its value where the old variable is zero.
      names: the checkpoint's variables in it.
    """

    origin: Array
    names: Sequence[str]


class Rule(abc.ABC):
    """One update rule of TF1.

    Attributes:
      name: that of the TF1 class, without ``Optimizer``.
      ops: the ops that apply it (without ``Resource`` and ``Sparse``) → names of their inputs, in
        order: ``var``, keys of ``slots``, keys of ``defaults``, and ``_`` for the rest.
      slots: key → what TF1 appends to the variable's name by default.
      defaults: hyperparameters by Keras's names, with TF1's defaults.
      keras_slots: key → what Keras appends to the weight's name.
      sparse_differs: whether TF1 leaves alone the rows that a batch does not name, where Keras
        moves all.
      without_decay: the rule of those variables that a rule with weight decay leaves out.
      counts: whether the rule depends on the number of steps so far.
    """

    name: ClassVar[str]
    ops: ClassVar[Mapping[str, tuple[str, ...]]]
    slots: ClassVar[Mapping[str, str]]
    defaults: ClassVar[Mapping[str, Any]]
    keras_slots: ClassVar[Mapping[str, str]]
    sparse_differs: ClassVar[bool] = False
    without_decay: Rule | None = None
    counts: ClassVar[bool] = False

    @abc.abstractmethod
    def make(self, hyper: Hyper, **options: Any) -> Any:
        """The Keras optimizer, not built yet.

        Args:
          hyper: every hyperparameter of ``defaults``, and three facts: ``constant_rate``,
            ``shifted`` (some weight's origin is not zero) and ``rows`` (the model has an
            embedding, whose gradient Keras gets row by row).
          **options: of ``keras.optimizers.Optimizer``.
        """

    def evidence(self, graph: Graph, node: Node) -> dict[str, Any] | None:
        """What an op's surroundings say beside its inputs; None if they say another rule."""
        return {}

    def state(self, slots: Slots, weight: Weight, hyper: Hyper) -> dict[str, Array]:
        """TF1's slots of one weight, moved already → Keras's, by what is appended to its name."""
        return {self.keras_slots[key]: slots[key] for key in self.kept(hyper)}

    def from_state(self, state: Slots, hyper: Hyper) -> dict[str, Array]:
        """The inverse: Keras's slots of one weight by what is appended to its name → TF1's."""
        return {key: state[self.keras_slots[key]] for key in self.kept(hyper)}

    def kept(self, hyper: Hyper) -> Sequence[str]:
        """The slots that Keras has, too."""
        return tuple(self.keras_slots)

    def unread(self, hyper: Hyper) -> Sequence[str]:
        """The slots that TF1 writes and, with these hyperparameters, never reads."""
        kept = self.kept(hyper)
        return [key for key in self.slots if key in self.keras_slots and key not in kept]


def keras_class(name: str, hyper: Hyper) -> Any:
    """Keras's optimizer, or ours of the same name where a gradient comes in rows."""
    import keras

    from tf1compat import native

    return getattr(native if hyper["rows"] else keras.optimizers, name)


def load(name: str) -> list[Rule]:
    """The rules of a TF1 optimizer, by its name: one, or one per set of slots."""
    module = importlib.import_module(OPTIMIZERS[name])
    return [rule for rule in module.RULES if rule.name == name]


def all_rules() -> Iterator[Rule]:
    """Every registered rule."""
    for name in OPTIMIZERS:
        yield from load(name)
