"""How many operations TF1's graph would have: its seed for one that draws without a seed.

Under ``tf.set_random_seed`` TF1 gave a random operation the number of those before it; TensorFlow
counts the draws instead.  So that a program draws TF1's numbers, its count is kept beside the
graph's own: what we or today's TensorFlow build otherwise says how many operations TF1 made of it,
and before a draw TensorFlow's counter, which ``tf.compat.v1.get_seed`` moves on, is brought there.
"""

from __future__ import annotations

import contextlib
import contextvars
import weakref
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

_ahead: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_counter: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
# What the open loop, or branch, took from outside; none where neither is open.
_taken: contextvars.ContextVar[set[int] | None] = contextvars.ContextVar("_taken", default=None)


def _graph() -> Any:
    """The v1 graph that counts, ``None`` in eager code and inside of functions."""
    if tf.executing_eagerly():
        return None
    graph = tf.compat.v1.get_default_graph()
    return None if graph.building_function else graph


def now() -> int:
    """How many operations TF1's graph would have."""
    graph = _graph()
    return 0 if graph is None else graph.version + _ahead.get(graph, 0)


def is_counting() -> bool:
    """Whether what is built are operations of a v1 graph."""
    return _graph() is not None


def reach(count: int) -> None:
    """TF1's graph would have so many by now."""
    graph = _graph()
    if graph is not None:
        _ahead[graph] = count - graph.version


def skip(operations: int) -> None:
    """TF1 made so many more of what was just built."""
    reach(now() + operations)


@contextlib.contextmanager
def took(operations: int) -> Iterator[None]:
    """What is built inside was so many operations in TF1."""
    start = now()
    yield
    reach(start + operations)


@contextlib.contextmanager
def in_loop(loops: bool = True) -> Iterator[None]:
    """Inside, cells run in a loop, where TF1 made one operation more for each variable read."""
    token = _taken.set(set() if loops else None)
    try:
        yield
    finally:
        _taken.reset(token)


def taken(value: Any) -> int:
    """One where a loop or a branch takes this tensor, which is of outside, for the first time."""
    known = _taken.get()
    if known is None or not tf.is_tensor(value) or id(value) in known:
        return 0
    known.add(id(value))
    return 1


def cell_body(operations: int, variables: int) -> int:
    """Operations of a cell's step, which reads so many variables."""
    return operations + (0 if _taken.get() is None else variables)


def before_draw(operations: int = 3) -> None:
    """A random operation without a seed follows, after so many others (shape, and two bounds)."""
    graph = _graph()
    if graph is None or graph.seed is None:
        return
    wanted = now() + operations
    following = _counter.get(graph, 0)
    while following < wanted:
        following = tf.compat.v1.get_seed(None)[1] + 1
    _counter[graph] = max(following, wanted + 1)  # the draw moves it on by one


def seed_after(operations: int) -> int | None:
    """The seed of a draw after so many operations, for a draw that takes it as its own."""
    graph = _graph()
    return None if graph is None or graph.seed is None else now() + operations


@contextlib.contextmanager
def drawing(seed: int | None, before: int, after: int) -> Iterator[None]:
    """Inside something draws: TF1 made so many operations before and after its random one."""
    start = now()
    if seed is None:
        before_draw(before)
    yield
    reach(start + before + after)


def is_seeded() -> bool:
    """Whether a seed of the graph, or of eager code, tells draws without a seed of their own."""
    if tf.executing_eagerly():
        return bool(tf.compat.v1.get_seed(None) != (None, None))
    return tf.compat.v1.get_default_graph().seed is not None


class Place:
    """Where TF1's graph stands between the calls of a cell by a driver."""

    def __init__(self, count: int, between: int, branch: bool) -> None:
        self.count, self.between, self.branch = count, between, branch


_place: contextvars.ContextVar[Place | None] = contextvars.ContextVar("_place", default=None)


@contextlib.contextmanager
def driving(
    before: int, after: int, loops: bool, between: int = 0, branch: bool = False
) -> Iterator[None]:
    """A driver runs a cell inside: TF1 made so many operations before and after the cell's.

    Args:
      before: the first run of the cell.
      after: the last one.
      loops: whether variables are of outside, one operation more for each.
      between: one run and the next.
      branch: whether so are inputs and states.
    """
    place = Place(now() + before, between, branch)
    token = _place.set(place)
    try:
        with in_loop(loops):
            yield
    finally:
        _place.reset(token)
    reach(place.count - between + after)


def _merged_twice(result: tuple[Any, Any]) -> int:
    """An output that is no part of the state leaves both inner branches by itself."""
    output, state = (tf.nest.flatten(part) for part in result)
    return 2 * len({id(one) for one in output} - {id(one) for one in state})


_outside: contextvars.ContextVar[set[int]] = contextvars.ContextVar("_outside")


def entering(*values: Any) -> int:
    """How many of these tensors a branch of ``tf.cond`` takes from outside for the first time."""
    outside = _outside.get(set())
    new = {id(one) for one in tf.nest.flatten(values)} & outside
    outside -= new
    return len(new)


def in_its_place(call: Any) -> Any:
    """The cell's call, of the operations of which nothing else of a driver is counted."""
    place = _place.get()
    if place is None:
        return call

    def counted(*args: Any) -> Any:
        token = _place.set(None)  # a cell may drive another
        given = {id(one) for one in tf.nest.flatten(args)}
        outside = _outside.set(given if place.branch else set())
        taken_before = _taken.set(set() if place.branch else _taken.get())
        try:
            reach(place.count)
            result = call(*args)
            place.count = now() + place.between
            place.count += _merged_twice(result) if place.branch else 0
        finally:
            _taken.reset(taken_before)
            _outside.reset(outside)
            _place.reset(token)
        return result

    return counted
