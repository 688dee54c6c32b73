"""A plan → a plain Keras model, and its weights."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.memory import from_lent_zeros
from tf1compat.checkpoint.moves import Move, fill
from tf1compat.checkpoint.plan import Plan, StatePart, state_name
from tf1compat.checkpoint.progress import Progress, counted, silent
from tf1compat.checkpoint.recognise import Block, Cell, Recurrence


@dataclasses.dataclass
class Built:
    """A model, and the Keras layer that each cell became.

    Attributes:
      model: ``inputs`` ``[B, T, D]`` (and ``mask`` ``[B, T]``, and ``initial_state…``) to
        ``outputs…`` and ``state…``, all by name.
      layers: cell and RNN layer, in the order of the recurrence's cells.
    """

    model: Any
    layers: list[tuple[Cell, Any]]

    def weights(self) -> Iterator[tuple[Cell, Any]]:
        """Each cell with the Keras cell that owns its weights."""
        for cell, layer in self.layers:
            yield cell, cell.counterpart.keras_cell(layer)

    def moves(self) -> list[Move]:
        """How each cell's values come into the model."""
        return [Move(cell.variables, keras_cell, cell) for cell, keras_cell in self.weights()]


def build_model(plan: Plan, name: str | None = None) -> Built:
    """Build the Keras model of a plan, its weights not filled yet.

    A MultiRNNCell becomes one layer on top of the other: a stack of cells that runs step by
    step and a stack of layers that run one after the other are the same recurrence.  A pair of
    equal single cells becomes ``keras.layers.Bidirectional``; an unequal pair, or a
    bidirectional stack, becomes two branches, the backward one between two time reversals.

    Args:
      plan: what to build.
      name: of the model; the recurrence's scope by default.

    Returns:
      The model and its layers.
    """
    return _Builder(plan).build(name or layer_name(plan.recurrence.scope))


def fill_weights(
    built: Built, read: Callable[[str], Array], say: Progress = silent
) -> None:
    """Move the checkpoint's values in, one cell at a time."""
    for move in counted(built.moves(), say, f"filling {built.model.name}"):
        fill([move], read)


def layer_name(scope: str) -> str:
    """A scope as a name that Keras accepts: ``encoder/rnn`` → ``encoder_rnn``."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", scope).strip("_")


class _Builder:
    def __init__(self, plan: Plan) -> None:
        import keras

        self.keras = keras
        self.plan = plan
        self.layers: list[tuple[Cell, Any]] = []
        self.drawn: dict[str, dict[str, Any]] = {}
        self.outputs: dict[str, Any] = {}
        recurrence = plan.recurrence
        dtype = recurrence.dtype
        self.inputs = {
            "inputs": keras.Input((None, recurrence.input_size), dtype=dtype, name="inputs")
        }
        self.mask = None
        if plan.has_lengths:
            self.mask = keras.Input((None,), dtype="bool", name="mask")
            self.inputs["mask"] = self.mask
        self.state: dict[tuple[int, str, int], dict[str, StatePart]] = defaultdict(dict)
        for part in plan.state():
            self.state[part.block, part.direction, part.layer][part.part] = part
            if plan.has_initial_state:
                key = state_name("initial_state", part)
                self.inputs[key] = keras.Input((part.size,), dtype=dtype, name=key)

    def build(self, name: str) -> Built:
        recurrence, x = self.plan.recurrence, self.inputs["inputs"]
        for number, block in enumerate(recurrence.blocks):
            if number:
                joined = _block_scope(recurrence, number) + "_inputs"
                join = self.keras.layers.Concatenate(name=joined, dtype=recurrence.dtype)
                x = x[0] if len(x) == 1 else join(x)
            x = self._block(number, block, x)
        self.outputs = {**dict(zip(self.plan.output_names, x, strict=True)), **self.outputs}
        model = self.keras.Model(self.inputs, self.outputs, name=name)
        order = [cell.scope for cell in recurrence.cells]
        self.layers.sort(key=lambda pair: order.index(pair[0].scope))
        for cell, layer in self.layers:
            _say_how_to_draw(cell.counterpart.keras_cell(layer), self.drawn[cell.scope])
        return Built(model, self.layers)

    def _block(self, number: int, block: Block, x: Any) -> list[Any]:
        if not block.backward:
            return [self._chain(number, "", block.forward, x)]
        if _is_symmetric(block):
            return self._bidirectional(number, block, x)
        forward = self._chain(number, "fw", block.forward, x)
        return [forward, self._backward_chain(number, block.backward, x)]

    def _layer(self, cell: Cell, **options: Any) -> Any:
        if self.plan.has_lengths:
            # cuDNN refuses a row of length 0, which TF1 allowed.
            options.update(zero_output_for_mask=True, use_cudnn=False)
        layer = cell.counterpart.to_keras(
            cell.config,
            return_sequences=True,
            return_state=True,
            dtype=cell.dtype,
            name=layer_name(cell.scope),
            **options,
        )
        self.drawn[cell.scope] = _without_drawing(cell.counterpart.keras_cell(layer))
        self.layers.append((cell, layer))
        return layer

    def _chain(self, number: int, direction: str, cells: Sequence[Cell], x: Any) -> Any:
        for k, cell in enumerate(cells):
            x = self._call((number, direction, k), cell, self._layer(cell), x, self.mask)
        return x

    def _backward_chain(self, number: int, cells: Sequence[Cell], x: Any) -> Any:
        """The first layer reads backward; those above it read what it wrote, reversed as it is."""
        mask, ops = self.mask, self.keras.ops
        first = self._layer(cells[0], go_backwards=True)
        x = self._call((number, "bw", 0), cells[0], first, x, mask)
        if mask is not None and cells[1:]:
            mask = ops.flip(mask, axis=1)
        for k, cell in enumerate(cells[1:], 1):
            x = self._call((number, "bw", k), cell, self._layer(cell), x, mask)
        return ops.flip(x, axis=1)

    def _call(self, place: tuple[int, str, int], cell: Cell, layer: Any, x: Any, mask: Any) -> Any:
        initial = self._initial(place, cell)
        outputs, *state = layer(x, mask=mask, **({"initial_state": initial} if initial else {}))
        self._keep_state(place, cell, state)
        if not cell.residual:
            return outputs
        if layer.go_backwards:  # such a layer gives its outputs in that order
            x = self.keras.ops.flip(x, axis=1)
            mask = mask if mask is None else self.keras.ops.flip(mask, axis=1)
        add = self.keras.layers.Add(name=f"{layer.name}_add", dtype=cell.dtype)
        return self._masked(add([outputs, x]), mask)

    def _masked(self, x: Any, mask: Any) -> Any:
        """Zero past the lengths, where only the input is left in the sum."""
        if mask is None:
            return x
        ops = self.keras.ops
        return x * ops.cast(ops.expand_dims(mask, -1), x.dtype)

    def _initial(self, place: tuple[int, str, int], cell: Cell) -> list[Any]:
        if not self.plan.has_initial_state:
            return []
        parts = [self.state[place][part] for part in cell.counterpart.keras_state]
        return [self.inputs[state_name("initial_state", part)] for part in parts]

    def _keep_state(self, place: tuple[int, str, int], cell: Cell, state: Sequence[Any]) -> None:
        """File the layer's final state under TF1's order and names."""
        by_part = dict(zip(cell.counterpart.keras_state, state, strict=True))
        for part in cell.counterpart.state:
            self.outputs[state_name("state", self.state[place][part])] = by_part[part]

    def _bidirectional(self, number: int, block: Block, x: Any) -> list[Any]:
        (forward,), (backward,) = block.forward, block.backward
        layer = self.keras.layers.Bidirectional(
            self._layer(forward),
            backward_layer=self._layer(backward, go_backwards=True),
            merge_mode=None,
            dtype=forward.dtype,
            name=_block_scope(self.plan.recurrence, number),
        )
        # Bidirectional runs copies of the layers that it was given.
        self.layers[-2:] = [(forward, layer.forward_layer), (backward, layer.backward_layer)]
        places = ((number, "fw", 0), (number, "bw", 0))
        initial = [
            t
            for place, cell in zip(places, (forward, backward), strict=True)
            for t in self._initial(place, cell)
        ]
        options = {"initial_state": initial} if initial else {}
        outputs_fw, outputs_bw, *state = layer(x, mask=self.mask, **options)
        half = len(state) // 2
        self._keep_state(places[0], forward, state[:half])
        self._keep_state(places[1], backward, state[half:])
        return [outputs_fw, outputs_bw]


def _without_drawing(cell: Any) -> dict[str, Any]:
    """Let a cell start from zeros, as every weight gets a value; gives its own initializers."""
    own = {key: value for key, value in vars(cell).items() if key.endswith("_initializer")}
    for key in own:
        setattr(cell, key, from_lent_zeros())
    return own


def _say_how_to_draw(cell: Any, own: Mapping[str, Any]) -> None:
    """Give a built cell its initializers, for its configuration: those of TF1.

    TF1 draws all of a kernel from the Glorot distribution.  Keras's orthogonal one for the
    recurrent part costs a QR decomposition whenever a file is loaded: minutes for wide layers.
    """
    import keras

    for key, value in own.items():
        orthogonal = isinstance(value, keras.initializers.Orthogonal)
        setattr(cell, key, keras.initializers.GlorotUniform() if orthogonal else value)


def _is_symmetric(block: Block) -> bool:
    """Whether ``Bidirectional`` can hold the pair: it infers both shapes from the forward one."""
    if len(block.forward) != 1 or len(block.backward) != 1:
        return False
    forward, backward = block.forward[0], block.backward[0]

    def sizes(cell: Cell) -> tuple[int, ...]:
        return cell.counterpart.state_sizes(cell.config)

    same = type(forward.counterpart) is type(backward.counterpart)
    if forward.residual or backward.residual:
        return False  # the sum belongs between the layer and Bidirectional's reversal
    return same and sizes(forward) == sizes(backward)


def _block_scope(recurrence: Recurrence, number: int) -> str:
    """The common part of the scopes of a block's cells, as a layer name."""
    cells = recurrence.blocks[number].cells
    shared = []
    for parts in zip(*(cell.scope.split("/") for cell in cells), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return layer_name("/".join(shared)) or f"block_{number}"


def describe_inputs(plan: Plan) -> Mapping[str, str]:
    """What the model takes, for people."""
    own = {"inputs": f"[B, T, {plan.recurrence.input_size}] {plan.recurrence.dtype}"}
    if plan.has_lengths:
        own["mask"] = "[B, T] bool, True on the steps that count (right-padded)"
    if plan.has_initial_state:
        for part in plan.state():
            own[state_name("initial_state", part)] = f"[B, {part.size}]"
    return own
