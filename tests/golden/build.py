"""From a spec to cells and tensors, over whichever ``tf`` is handed in."""

from __future__ import annotations

import contextlib
from typing import Any, Callable, Iterator

from tests.golden import user_cells
from tests.golden.case import Case, Cell, Ref


class Feeds:
    """What a program is given: the input nest, the lengths, and state leaves on demand."""

    def __init__(self, inputs: Any, lengths: Any, state_leaf: Callable[[int, Any], Any]) -> None:
        self.inputs = inputs
        self.lengths = lengths
        self._state_leaf = state_leaf
        self._count = 0

    def leaf(self, shape: Any) -> Any:
        """The next state leaf, of this shape behind the batch."""
        self._count += 1
        return self._state_leaf(self._count - 1, shape)

    def initial_state(self, tf: Any, cell: Any) -> Any:
        """A state for ``cell`` with a fed tensor at every leaf."""
        return _fill(tf, cell.state_size, self.leaf)


def _fill(tf: Any, size: Any, leaf: Callable[[Any], Any]) -> Any:
    if isinstance(size, tf.TensorShape):
        return leaf(list(size.as_list()))
    if hasattr(size, "_fields"):
        return type(size)(*[_fill(tf, part, leaf) for part in size])
    if isinstance(size, (tuple, list)):
        return type(size)(_fill(tf, part, leaf) for part in size)
    return leaf([int(size)])


def resolve(tf: Any, value: Any, made: dict[int, Any] | None = None) -> Any:
    """``Ref`` and ``Cell`` anywhere inside ``value`` turned into what they name."""
    made = {} if made is None else made
    if isinstance(value, Ref):
        return _resolve_ref(tf, value, made)
    if isinstance(value, Cell):
        if id(value) not in made:
            made[id(value)] = _find_cell(tf, value.name)(**resolve(tf, value.kwargs, made))
        return made[id(value)]
    if isinstance(value, dict):
        return {key: resolve(tf, part, made) for key, part in value.items()}
    if isinstance(value, list):
        return [resolve(tf, part, made) for part in value]
    return value


def _resolve_ref(tf: Any, ref: Ref, made: dict[int, Any]) -> Any:
    if ref.path.startswith("user."):
        found = user_cells.table(tf)[ref.path[len("user.") :]]
    else:
        found = tf
        for part in ref.path.split("."):
            found = getattr(found, part)
    return found if ref.kwargs is None else found(**resolve(tf, ref.kwargs, made))


def _find_cell(tf: Any, name: str) -> Any:
    if name.startswith("user."):
        return user_cells.table(tf)[name[len("user.") :]]
    return getattr(tf.nn.rnn_cell, name)


def make_cell(tf: Any, spec: Cell) -> Any:
    """The cell object of a spec; each call makes a new one."""
    return resolve(tf, spec)


@contextlib.contextmanager
def outer_scope(tf: Any, case: Case) -> Iterator[None]:
    """The variable_scope that the case asks for around everything."""
    if case.outer is None:
        yield
        return
    name, kwargs = case.outer
    with tf.variable_scope(name, **resolve(tf, kwargs)):
        yield
