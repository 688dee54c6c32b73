"""``VariableStore``: where TF1-named variables live when no v1 graph is there to hold them."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import tensorflow as tf

from tf1compat.scopes.by_name import read_by_name, write_by_name
from tf1compat.scopes.initial import settled
from tf1compat.scopes.store import Store

_Function = TypeVar("_Function", bound=Callable[..., Any])
_GraphKeys = tf.compat.v1.GraphKeys


class _Catalogue:
    """What TF1's graph collections knew of a store's variables, by name."""

    def __init__(self) -> None:
        self.collections: dict[str, list[str]] = {}
        self.regularizers: dict[str, list[Callable[[Any], Any]]] = {}


def create(name: str, getter: Callable[..., Any], arguments: dict[str, Any]) -> tf.Variable:
    """A variable outside every function graph, initialised as TF1 would have."""
    arguments = {**arguments, "regularizer": None, "collections": None, "use_resource": True}
    arguments["initializer"] = settled(arguments.get("initializer"))
    with tf.init_scope():
        return getter(name=name, **arguments)


class VariableStore(Store, tf.Module):
    """Variables by TF1 name, with TF1's reuse rules, for eager code and ``tf.function``.

    A context manager and a decorator.  Each entry is a *pass* through TF1-style code:
    ``default_name`` counters start afresh, and a second pass gets the variables of the first.
    In a v1 graph the graph itself is the store and this class only groups what ran inside it.

    Outside v1 graphs there are no graph collections: ``tf.compat.v1.get_collection`` and its
    shorthands (``trainable_variables`` …) know nothing of what ran here.  Ask the store's own
    ``get_collection``, ``global_variables``, ``trainable_variables`` and
    ``regularization_losses``, which answer as TF1's did.

    Args:
      name: of the ``tf.Module``; it does not become part of variable names.

    Raises:
      VariableError: (a ``ValueError``) as TF1 did: reuse=True on a missing variable, a second
        creation without reuse within one pass, a shape or dtype that differs.

    Source: the rules are those that TensorFlow 1.15.5's ``tf.variable_scope`` showed.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> store = tf1compat.VariableStore()
      >>> @store
      ... def dense(x):
      ...     with tf1compat.variable_scope("dense"):
      ...         return x @ tf1compat.get_variable("kernel", [3, 2])
      >>> y1, y2 = dense(tf.ones([1, 3])), dense(tf.ones([1, 3]))
      >>> bool(tf.reduce_all(y1 == y2)), list(store)
      (True, ['dense/kernel'])
    """

    def __init__(self, name: str | None = None) -> None:
        Store.__init__(self)
        tf.Module.__init__(self, name=name or "variable_store")
        # tf.Module tracks a dict by its keys, which makes the store a Checkpoint citizen.
        self._by_name: dict[str, Any] = {}
        self._catalogue = _Catalogue()

    # -- a pass -----------------------------------------------------------------------------
    def __enter__(self) -> VariableStore:
        manager = self.opened()
        manager.__enter__()
        self._runtime.managers.append(manager)
        return self

    def __exit__(self, *exception: Any) -> Any:
        return self._runtime.managers.pop().__exit__(*exception)

    def __call__(self, function: _Function) -> _Function:
        """The function, run as one pass each time that it is called."""

        @functools.wraps(function)
        def in_store(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return in_store  # type: ignore[return-value]

    # -- Store ------------------------------------------------------------------------------
    def find(self, name: str) -> Any | None:
        return self._by_name.get(name)

    def make(self, name: str, getter: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        return create(name, getter, arguments)

    def keep(self, name: str, variable: Any, arguments: Mapping[str, Any]) -> None:
        if name in self._by_name:
            return
        self._by_name[name] = variable
        regularizer = arguments.get("regularizer")
        if regularizer is not None:
            self.regularize(name, regularizer)
        for key in _collections_of(variable, arguments):
            self._catalogue.collections.setdefault(str(key), []).append(name)

    def regularize(self, name: str, regularizer: Callable[[Any], Any]) -> None:
        self._catalogue.regularizers.setdefault(name, []).append(regularizer)

    # -- what is inside ---------------------------------------------------------------------
    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Any:
        return self._by_name[name]

    def __bool__(self) -> bool:
        return True

    @property
    def variables(self) -> tuple[Any, ...]:
        """All variables, in the order of their creation."""
        return tuple(self._by_name.values())

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """Those that train, in the order of their creation."""
        return tuple(self.get_collection(_GraphKeys.TRAINABLE_VARIABLES))

    @property
    def non_trainable_variables(self) -> tuple[Any, ...]:
        """The rest, such as moving averages."""
        trainable = set(self._catalogue.collections.get(_GraphKeys.TRAINABLE_VARIABLES, ()))
        return tuple(v for name, v in self._by_name.items() if name not in trainable)

    def get_collection(self, key: str, scope: str | None = None) -> list[Any]:
        """What ``tf.get_collection(key, scope)`` gave in TF1, for what ran inside the store.

        ``key`` may be ``GraphKeys.REGULARIZATION_LOSSES``: the losses of the present values.
        """
        if key == _GraphKeys.REGULARIZATION_LOSSES:
            return self.regularization_losses(scope)
        names = self._catalogue.collections.get(key, ())
        named = [self._by_name[n] for n in names if scope is None or n.startswith(scope)]
        return named + self.noted(key, scope)

    def global_variables(self, scope: str | None = None) -> list[Any]:
        return self.get_collection(_GraphKeys.GLOBAL_VARIABLES, scope)

    def regularization_losses(self, scope: str | None = None) -> list[Any]:
        """Each regularised variable's loss at its present value, then the latest pass's others."""
        losses = [
            regularizer(self._by_name[name])
            for name, regularizers in self._catalogue.regularizers.items()
            if scope is None or name.startswith(scope)
            for regularizer in regularizers
        ]
        losses += self.noted(_GraphKeys.REGULARIZATION_LOSSES, scope)
        return [loss for loss in losses if loss is not None]

    # -- TF1 checkpoints --------------------------------------------------------------------
    def save(self, prefix: str | os.PathLike[str], *, force: bool = False) -> str:
        """Writes a TF1 (V2-format) checkpoint that names each variable as TF1 would.

        Raises:
          CheckpointError: the checkpoint exists and ``force`` is False.
        """
        return write_by_name(self._by_name, os.fspath(prefix), force=force)

    def load(self, prefix: str | os.PathLike[str], *, strict: bool = True) -> list[str]:
        """Assigns every variable of the store from a TF1 checkpoint, by name.

        Returns:
          The names in the checkpoint that the store does not have (optimizer slots, say).

        Raises:
          CheckpointError: unreadable; a variable is missing (unless ``strict=False``); or a
            shape differs.  Nothing is assigned then.
        """
        return read_by_name(self._by_name, os.fspath(prefix), strict=strict)


def _collections_of(variable: Any, arguments: Mapping[str, Any]) -> list[str]:
    keys = list(arguments.get("collections") or [_GraphKeys.GLOBAL_VARIABLES])
    trainable = arguments.get("trainable")
    if trainable is None:
        trainable = getattr(variable, "trainable", True)
    if trainable and _GraphKeys.TRAINABLE_VARIABLES not in keys:
        keys.append(_GraphKeys.TRAINABLE_VARIABLES)
    return keys
