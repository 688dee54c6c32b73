"""Counterparts whose Keras side is a cell of `tf1compat.native` that keeps TF1's packing."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig

_SUBTRACTION = frozenset({"Sub"})
_SPLITS = frozenset({"Split", "SplitV"})


class NativeCounterpart(cp.Counterpart):
    """A cell whose variables become weights as they are, or with their rows in two parts.

    Attributes:
      native_class: the name of its class in `tf1compat.native`.
      joined: the variable whose rows are the input's and then the state's; empty for none.
      same: variable → weight, for those that move unchanged.
    """

    native_class: ClassVar[str]
    joined: ClassVar[str] = ""
    same: ClassVar[Mapping[str, str]]

    @abc.abstractmethod
    def arguments(self, config: CellConfig) -> dict[str, Any]:
        """Of the native class, beside ``units``."""

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """An RNN of the native cell."""
        import keras

        import tf1compat.native

        options = dict(layer_options)
        options.pop("use_cudnn", None)
        cell = getattr(tf1compat.native, self.native_class)(
            config.options["num_units"], dtype=options.get("dtype"), **self.arguments(config)
        )
        return keras.layers.RNN(cell, **options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Every value as it is."""
        weights = {self.same[own]: value for own, value in variables.items() if own in self.same}
        if self.joined:
            parts = np.split(variables[self.joined], [config.input_size])
            weights["kernel"], weights["recurrent_kernel"] = parts
        return weights

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        variables = {own: weights[name] for own, name in self.same.items() if name in weights}
        if self.joined:
            parts = (weights["kernel"], weights["recurrent_kernel"])
            variables[self.joined] = np.concatenate(parts)
        return variables


def split_of(graph: cp.StepGraph, tensor: str | None, count: int) -> list[str] | None:
    """The parts that a step cuts a tensor into."""
    for op, node in graph.consumers(tensor) if tensor else ():
        if op in _SPLITS:
            return [f"{node}:{k}" for k in range(count)]
    return None


def added_constant(graph: cp.StepGraph, gate: str) -> float | None:
    """The forget_bias: the number that is added to a gate before its sigmoid; 0 for none."""
    for op, node in graph.consumers(gate):
        if op == "Sigmoid":
            return 0.0
        added = [graph.constant(t) for t in graph.inputs(node) if t != gate]
        if op in cp.ADDITIONS and added and added[0] is not None:
            return added[0]
    return None


def known(**found: Any) -> dict[str, Any]:
    """The settings that were found."""
    return {name: value for name, value in found.items() if value is not None}


# --- contrib's layer normalisation, in cells --------------------------------------------------


def norm_names(scopes: Sequence[str]) -> dict[str, str]:
    """Variable → weight: ``forget/gamma`` → ``forget_gamma``."""
    return {f"{scope}/{n}": f"{scope}_{n}" for scope in scopes for n in ("gamma", "beta")}


def norm_of(graph: cp.StepGraph, scope: str) -> str | None:
    """The normalised tensor of a scope: ``x · s + (beta - mean · s)``."""
    for carrier in graph.variable(f"{scope}/beta"):
        if found := cp.then(graph, carrier, _SUBTRACTION, cp.ADDITIONS):
            return found
    return None


def epsilon_of(graph: cp.StepGraph, scope: str) -> float | None:
    """What is added to the variance: ``s = rsqrt(variance + epsilon) · gamma``."""
    for carrier in graph.variable(f"{scope}/gamma"):
        for op, node in graph.consumers(carrier):
            roots = [_inputs_of(graph, t) for t in graph.inputs(node)] if op == "Mul" else []
            sums = [_inputs_of(graph, root[0]) for root in roots if len(root) == 1]
            numbers = [graph.constant(t) for added in sums if len(added) == 2 for t in added]
            if found := [number for number in numbers if number is not None]:
                return found[0]
    return None


def _inputs_of(graph: cp.StepGraph, tensor: str) -> Sequence[str]:
    return graph.inputs(tensor.rpartition(":")[0])


def norm_step(
    variables: Mapping[str, Array], config: CellConfig, scope: str, x: Array
) -> Array:
    """The normalisation in numpy."""
    centred = x - x.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + config.options["epsilon"])
    scaled = centred / deviation * variables[f"{scope}/gamma"]
    normed: Array = (scaled + variables[f"{scope}/beta"]).astype(x.dtype)
    return normed
