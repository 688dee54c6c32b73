"""``Store``: TF1's reuse rules where no v1 graph is there to apply them."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.errors import VariableError
from tf1compat.scopes.context import in_v1_graph


class _Active(threading.local):
    """The stores open in this thread, outermost first."""

    def __init__(self) -> None:
        self.stores: list[Store | None] = []


_active = _Active()


def active_store() -> Store | None:
    """The innermost open store, or None."""
    return _active.stores[-1] if _active.stores else None


def _serve(getter: Callable[..., Any], name: str, **arguments: Any) -> Any:
    """The custom getter of every store: asks whichever store is open now.

    It names no store, because scopes outlive passes: a scope kept from an earlier one
    carries this getter along.
    """
    store = active_store()
    if store is None:
        return getter(name=name, **arguments)
    return store.serve(getter, name, **arguments)


def behind(custom_getter: Callable[..., Any]) -> Callable[..., Any]:
    """The user's getter, whose own ``getter`` leads to the open store."""

    def composed(getter: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return custom_getter(functools.partial(_serve, getter), *args, **kwargs)

    return composed


class Store:
    """Serves ``get_variable`` with TF1's reuse rules; subclasses say where variables come from.

    A *pass* is the time between entering and leaving.  Within one pass TF1's rules hold
    as they did while one graph was built: the second creation of a name without reuse
    is an error.  A new pass may walk through the same code again and gets the same variables.
    """

    #: True when TF1 layer objects must forget what they built once the pass is over,
    #: because its tensors do not outlive it.
    transient = False

    def __init__(self) -> None:
        self._runtime = _Runtime()

    def find(self, name: str) -> Any | None:
        """The variable of that name, or None."""
        raise NotImplementedError(f"{type(self).__name__} must define find")

    def make(self, name: str, getter: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        """Creates the variable."""
        raise NotImplementedError(f"{type(self).__name__} must define make")

    def keep(self, name: str, variable: Any, arguments: Mapping[str, Any]) -> None:
        """Takes note of a variable that was just made (in a v1 graph: made or found)."""

    def regularize(self, name: str, regularizer: Callable[[Any], Any]) -> None:
        """Takes note of a layer's regulariser for the variable of that name."""

    def note(self, key: str, value: Any) -> None:
        """Adds to the collection ``key`` of this pass, as ``tf.add_to_collection`` did."""
        scope = tf.compat.v1.get_variable_scope().name
        self.current.values.setdefault(key, []).append((scope, value))

    def noted(self, key: str, scope: str | None = None) -> list[Any]:
        """What the latest pass noted under ``key``, inside variable scopes ``scope…``."""
        latest = self._runtime.latest
        values = [] if latest is None else latest.values.get(key, [])
        return [value for within, value in values if within.startswith(scope or "")]

    def get_collection(self, key: str, scope: str | None = None) -> list[Any]:
        """What ``tf.get_collection(key, scope)`` would give in a graph."""
        raise NotImplementedError(f"{type(self).__name__} must define get_collection")

    @property
    def current(self) -> _Pass:
        return self._runtime.passes[-1]

    @contextlib.contextmanager
    def opened(self) -> Iterator[Any]:
        """One pass: TF1's ``get_variable`` is answered from this store."""
        scope = self._outermost()
        root = tf.compat.v1.variable_scope(scope, custom_getter=_serve, auxiliary_name_scope=False)
        one_pass = _Pass(scope.name)
        self._runtime.passes.append(one_pass)
        self._runtime.latest = one_pass
        _active.stores.append(self)
        try:
            with root:
                yield self
        finally:
            _active.stores.pop()
            self._runtime.passes.pop()
            one_pass.close()

    def _outermost(self) -> Any:
        """The scope that a pass starts in."""
        return tf.compat.v1.get_variable_scope()

    def serve(self, getter: Callable[..., Any], name: str, **arguments: Any) -> Any:
        """The variable of that full name, found or made, by TF1's reuse rules."""
        if in_v1_graph():  # the graph applies the rules itself
            variable = getter(name=name, **arguments)
            self.keep(name, variable, arguments)
            return variable
        reuse = self.current.reuse_of(tf.compat.v1.get_variable_scope(), arguments.get("reuse"))
        variable = self.find(name)
        if reuse is True and variable is None:
            raise VariableError(
                f"get_variable({name!r})",
                expected="a variable of that name, since the scope has reuse=True",
                received="a store without it",
                remedy="create it first, or open the scope with reuse=tf.AUTO_REUSE",
            )
        if not reuse and (_trace(), name) in self.current.taken:
            raise VariableError(
                f"get_variable({name!r})",
                expected="a new name, since the scope does not reuse",
                received="a name whose variable already exists",
                remedy="open the scope with reuse=True or reuse=tf.AUTO_REUSE to share it",
            )
        if variable is None:
            # TF1 kept a partitioned variable under one name in the checkpoint; so does the store,
            # and it needs no shards in memory.
            # No store is open meanwhile, so that the getter leads to TensorFlow's own.
            with nothing_open():
                whole = {**arguments, "partitioner": None, "reuse": None}
                variable = self.make(name, getter, whole)
            self.keep(name, variable, arguments)
        else:
            _check_same(name, variable, arguments)
        self.current.taken.add((_trace(), name))
        return variable


@contextlib.contextmanager
def nothing_open() -> Iterator[None]:
    """Within, ``get_variable`` is TensorFlow's own again."""
    _active.stores.append(None)
    try:
        yield
    finally:
        _active.stores.pop()


def _trace() -> Any:
    """The function that is being traced, outermost; None in eager code.

    ``tf.function`` may trace one call twice within a pass, and the second time is no second
    creation.
    """
    if tf.executing_eagerly():
        return None
    graph = tf.compat.v1.get_default_graph()
    outer = getattr(graph, "outer_graph", None)
    while outer is not None and outer.building_function:
        graph, outer = outer, getattr(outer, "outer_graph", None)
    return graph


class _Runtime:
    """Bookkeeping of open passes; an object of its own, so that tf.Module does not track it."""

    def __init__(self) -> None:
        self.passes: list[_Pass] = []
        self.latest: _Pass | None = None
        self.managers: list[Any] = []


class _Pass:
    """What one walk through the code has done so far."""

    def __init__(self, scope_name: str) -> None:
        self.taken: set[tuple[Any, str]] = set()
        self.values: dict[str, list[tuple[str, Any]]] = {}
        self.reuse: list[tuple[str, Any]] = [(scope_name, False)]
        self.opened: list[str] = []
        self._before: dict[int, tuple[Any, dict[str, Any]]] = {}

    def reuse_of(self, scope: Any, explicit: Any) -> Any:
        """The reuse flag that TF1 would see; TensorFlow keeps none outside v1 graphs."""
        if explicit is True or scope.reuse is True:
            return True
        name, flag = self.reuse[-1]
        # A scope that was opened with tf.compat.v1's own function left no trace of its flag.
        return flag if name == scope.name else tf.compat.v1.AUTO_REUSE

    def note_opened(self, scope_name: str) -> None:
        """Remembers a scope that was opened by name at the top of the pass."""
        if len(self.reuse) == 1:
            top = self.reuse[0][0]
            self.opened.append(scope_name.removeprefix(f"{top}/" if top else ""))

    def forget_at_close(self, layer: Any) -> None:
        """Puts the object back as it is now once the pass is over."""
        if id(layer) not in self._before:
            self._before[id(layer)] = (layer, dict(layer.__dict__))

    def close(self) -> None:
        for layer, before in self._before.values():
            layer.__dict__.clear()
            layer.__dict__.update(before)


def _check_same(name: str, variable: Any, arguments: Mapping[str, Any]) -> None:
    shape, dtype = arguments.get("shape"), arguments.get("dtype")
    if shape is not None and not tf.TensorShape(shape).is_compatible_with(variable.shape):
        raise VariableError(
            f"get_variable({name!r})",
            "shape",
            expected=f"the shape that it was created with, {tuple(variable.shape)}",
            received=tuple(tf.TensorShape(shape).as_list()),
            remedy="give both places one shape, or two names",
        )
    if dtype is not None and tf.as_dtype(dtype) != tf.as_dtype(variable.dtype).base_dtype:
        raise VariableError(
            f"get_variable({name!r})",
            "dtype",
            expected=f"the dtype that it was created with, {tf.as_dtype(variable.dtype).name}",
            received=tf.as_dtype(dtype).name,
            remedy="give both places one dtype, or two names",
        )
