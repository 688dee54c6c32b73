"""``variable_scope``, ``get_variable`` and ``get_variable_scope``, the same in every context.

In a v1 graph they are TensorFlow's own.  Outside of one TensorFlow keeps the names but forgets
the reuse flag and stores nothing; there an open :class:`~tf1compat.VariableStore`
supplies both.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat import options
from tf1compat.scopes import draws, op_ids
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.sizes import as_sizes
from tf1compat.scopes.store import Store, active_store, behind

AUTO_REUSE = tf.compat.v1.AUTO_REUSE


def parts_of(variable: Any) -> list[Any]:
    """The shards of TF1's ``PartitionedVariable``; anything else is its own one part."""
    whole = isinstance(variable, tf.Variable | tf.Tensor) or not hasattr(variable, "__iter__")
    return [variable] if whole else list(variable)


class _StoreScope(tf.compat.v1.VariableScope):
    """A scope as TF1 code sees it: knows its reuse flag, and passes changes on to the live one."""

    def __init__(self, live: Any, store: Store) -> None:
        super().__init__(
            False,
            name=live.name,
            initializer=live.initializer,
            regularizer=live.regularizer,
            partitioner=live.partitioner,
            custom_getter=live.custom_getter,
            name_scope=live.original_name_scope,
            dtype=live.dtype,
            use_resource=True,
            constraint=live.constraint,
        )
        self._live = live
        self._store = store
        self._flag = store.current.reuse_of(live, None)

    @property
    def reuse(self) -> Any:
        return self._flag

    def reuse_variables(self) -> None:
        self._flag = True
        self._live.reuse_variables()

    def get_collection(self, name: str) -> list[Any]:
        """What ran inside this scope and joined the collection."""
        return self._store.get_collection(name, f"{self.name}/" if self.name else None)

    def global_variables(self) -> list[Any]:
        """Every variable of this scope."""
        return self.get_collection(tf.compat.v1.GraphKeys.GLOBAL_VARIABLES)

    def trainable_variables(self) -> list[Any]:
        """Those of this scope that train."""
        return self.get_collection(tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES)

    def local_variables(self) -> list[Any]:
        """Those of this scope that no checkpoint keeps."""
        return self.get_collection(tf.compat.v1.GraphKeys.LOCAL_VARIABLES)

    def set_initializer(self, initializer: Any) -> None:
        super().set_initializer(initializer)
        self._live.set_initializer(initializer)

    def set_regularizer(self, regularizer: Any) -> None:
        super().set_regularizer(regularizer)
        self._live.set_regularizer(regularizer)

    def set_dtype(self, dtype: Any) -> None:
        super().set_dtype(dtype)
        self._live.set_dtype(dtype)

    def set_partitioner(self, partitioner: Any) -> None:
        super().set_partitioner(partitioner)
        self._live.set_partitioner(partitioner)

    def set_custom_getter(self, custom_getter: Any) -> None:
        super().set_custom_getter(custom_getter)
        self._live.set_custom_getter(custom_getter)

    def set_caching_device(self, caching_device: Any) -> None:
        """Says where reads are cached: of no effect outside v1 graphs, where reads are ops."""


def get_variable_scope() -> Any:
    """The current variable scope, with TF1's ``name``, ``reuse``, ``initializer`` and the rest.

    Example:
      >>> import tf1compat
      >>> with tf1compat.VariableStore(), tf1compat.variable_scope("a", reuse=True):
      ...     tf1compat.get_variable_scope().name, tf1compat.get_variable_scope().reuse
      ('a', True)
    """
    store = active_store()
    scope = tf.compat.v1.get_variable_scope()
    return scope if store is None or in_v1_graph() else _StoreScope(scope, store)


class variable_scope:  # noqa: N801  (TF1's name)
    """TF1's ``tf.variable_scope``: signature, names, reuse rules and errors, in every context.

    Args: as in TF1.  ``partitioner`` and ``caching_device`` have no effect outside v1 graphs,
      where a variable is one resource: numbers, names and checkpoints are the same.

    Raises:
      TypeError: neither ``name_or_scope`` nor ``default_name`` is given.
      ValueError: ``reuse`` together with ``default_name`` alone.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tf1compat
      >>> with tf1compat.VariableStore() as store:
      ...     with tf1compat.variable_scope("bilstm"):
      ...         w = tf1compat.get_variable("w", [2, 3])
      ...     with tf1compat.variable_scope("bilstm", reuse=True):
      ...         again = tf1compat.get_variable("w", [2, 3])
      >>> w is again
      True
    """

    def __init__(
        self,
        name_or_scope: Any,
        default_name: str | None = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Callable[..., Any] | None = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: bool | None = None,
        constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ) -> None:
        self._arguments: dict[str, Any] = {
            "name_or_scope": name_or_scope,
            "default_name": default_name,
            "values": values,
            "initializer": initializer,
            "regularizer": regularizer,
            "caching_device": caching_device,
            "partitioner": partitioner,
            "custom_getter": custom_getter,
            "reuse": reuse,
            "dtype": dtype,
            "use_resource": use_resource,
            "constraint": constraint,
            "auxiliary_name_scope": auxiliary_name_scope,
        }
        # Built now for its argument checks, and because a v1 graph's scope may be entered again.
        self._graph_scope = tf.compat.v1.variable_scope(**self._for_tensorflow())
        self._entered: list[tuple[Any, Store | None]] = []

    def _for_tensorflow(self) -> dict[str, Any]:
        if in_v1_graph():
            return self._arguments
        return {**self._arguments, "caching_device": None, "use_resource": None}

    def __enter__(self) -> Any:
        store = None if in_v1_graph() else active_store()
        if store is None:
            # A function's graph counts by itself: wrap_function's keeps TF1's variables, too.
            uncounted = tf.executing_eagerly() and not options.current.counting
            manager = _uncounted(self._graph_scope) if uncounted else self._graph_scope
            self._entered.append((manager, None))
            return manager.__enter__()
        inherited = store.current.reuse_of(tf.compat.v1.get_variable_scope(), None)
        name_or_scope = self._arguments["name_or_scope"]
        own = self._arguments["reuse"]
        if isinstance(name_or_scope, tf.compat.v1.VariableScope):
            own = own or name_or_scope.reuse
        manager = tf.compat.v1.variable_scope(**self._for_tensorflow())
        live = manager.__enter__()
        if not isinstance(name_or_scope, tf.compat.v1.VariableScope):
            store.current.note_opened(live.name)
        store.current.reuse.append((live.name, own or inherited))
        self._entered.append((manager, store))
        return _StoreScope(live, store)

    def __exit__(self, *exception: Any) -> Any:
        manager, store = self._entered[-1]
        suppressed = manager.__exit__(*exception)  # raises when a scope inside is still open
        self._entered.pop()
        if store is not None:
            store.current.reuse.pop()
        return suppressed


def _outside_loops(regularizer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The regulariser, its loss placed beside the variable.

    A cell makes its variables inside the driver's loop; a loss made there could not be fetched.
    """

    @functools.wraps(regularizer)
    def loss_of(weights: Any) -> Any:
        if not in_v1_graph():  # a Keras layer kept it, and trains
            return regularizer(weights)
        with tf.init_scope():
            return regularizer(weights)

    return loss_of


@contextlib.contextmanager
def _uncounted(manager: Any) -> Iterator[Any]:
    """Opens a scope where no store is, so that it does not count towards ``default_name``s.

    Nothing would end that count, and the names in a store opened later would depend on it.
    TensorFlow restores its counts when it leaves a scope that was entered as an object.
    """
    here = tf.compat.v1.get_variable_scope()
    if here.name:
        with manager as opened:
            yield opened
        return
    with tf.compat.v1.variable_scope(here, auxiliary_name_scope=False), manager as opened:
        yield opened


def _of_parts(initializer: Any, partitioner: Any, dtype: Any) -> Any:
    """The initializer, or where variables are partitioned one that draws part by part."""
    scope = tf.compat.v1.get_variable_scope()
    if not (partitioner or scope.partitioner):
        return initializer
    return draws.part_by_part(initializer or scope.initializer, dtype)


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Callable[..., Any] | None = None,
    constraint: Any = None,
    synchronization: Any = tf.VariableSynchronization.AUTO,
    aggregation: Any = tf.VariableAggregation.NONE,
) -> Any:
    """TF1's ``tf.get_variable``: the variable of that name in the current scope, made or reused.

    Returns:
      The ``tf.Variable``.  In a v1 graph with a partitioner, TF1's ``PartitionedVariable``.

    Raises:
      ValueError: missing although reuse=True; created twice without reuse; another shape or dtype.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tf1compat
      >>> with tf1compat.VariableStore(), tf1compat.variable_scope("head"):
      ...     tf1compat.get_variable("bias", [4]).name
      'head/bias:0'
    """
    store = active_store()
    if store is not None and custom_getter is not None:
        # An explicit getter replaces the scope's, ours among them; it must still reach the store.
        custom_getter = behind(custom_getter)
    if in_v1_graph():
        if regularizer is None:
            regularizer = tf.compat.v1.get_variable_scope().regularizer
        regularizer = regularizer and draws.asked_once(_outside_loops(regularizer))
        initializer = _of_parts(initializer, partitioner, dtype)
    op_ids.before_draw()
    return tf.compat.v1.get_variable(
        name, shape=as_sizes(shape), dtype=dtype, initializer=initializer,
        regularizer=regularizer, trainable=trainable, collections=collections,
        caching_device=caching_device if store is None or in_v1_graph() else None,
        partitioner=partitioner, validate_shape=validate_shape, use_resource=use_resource,
        custom_getter=custom_getter, constraint=constraint, synchronization=synchronization,
        aggregation=aggregation,
    )
