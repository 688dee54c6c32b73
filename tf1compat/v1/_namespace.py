"""The one class behind every module of the namespace.

A lookup asks, in this order: what the program itself set, the old spellings of its era,
what tf1compat serves, what ``tf.compat.v1`` still has.  What is left is a TF1 name that
is not served (an error that says why and what to use), or no TF1 name at all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import tensorflow as tf

import tf1compat
from tf1compat import errors, options, usercode
from tf1compat.v1 import _counted, _eras, _flags, _inexact, _unserved, _usage

TF1_VERSION = "1.15.5"

_API = "tensorflow._api.v2.compat.v1."
_made: dict[str, Namespace] = {}


class Namespace(ModuleType):
    """One module of TF1's API, such as ``tf.nn``.

    Attributes that start with ``_tf1_`` belong to this class, all others are the API:
    """

    _tf1_symbol: str
    _tf1_base: Any
    _tf1_own: set[str]
    _tf1_set: set[str]
    _tf1_found: dict[str, _Found]
    _tf1_hidden: frozenset[str]
    __all__: list[str]

    def __getattribute__(self, name: str) -> Any:
        if name.startswith(("__", "_tf1_")):
            return super().__getattribute__(name)
        frame = sys._getframe(1)
        found = self.__dict__["_tf1_found"].get(name) or self._tf1_find(name, frame)
        if usercode.is_user_frame(frame):
            _note_use(found, frame)
        return found.value

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name.startswith(("__", "_tf1_")):
            return
        self._tf1_found.pop(name, None)
        is_submodule = isinstance(value, ModuleType) and (
            value.__name__ == f"{self.__name__}.{name}"
        )
        if not is_submodule:
            self._tf1_set.add(name)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._tf1_found.pop(name, None)
        self._tf1_set.discard(name)

    def __dir__(self) -> Iterable[str]:
        shown = {*self._tf1_own, *self._tf1_set} - self._tf1_hidden
        return sorted(shown | names_of(self._tf1_base))

    def __repr__(self) -> str:
        return (
            f"<module {self._tf1_symbol!r} of TensorFlow {TF1_VERSION}, served by tf1compat "
            f"{tf1compat.__version__} on TensorFlow {tf.__version__}>"
        )

    def _tf1_find(self, name: str, frame: FrameType) -> _Found:
        """The value of ``name`` and what served it, kept for the next time."""
        symbol = f"{self._tf1_symbol}.{name}"
        value, how = self._tf1_look(name, symbol, frame)
        found = _Found(symbol, value, how, _inexact.note(symbol))
        self._tf1_found[name] = found
        return found

    def _tf1_look(self, name: str, symbol: str, frame: FrameType) -> tuple[Any, str]:
        own = self.__dict__
        if name in self._tf1_set:
            return own[name], _usage.ADAPTED
        old = _eras.find(symbol, options.current.era)
        if old is not None:
            return walk(old) if isinstance(old, str) else old, _usage.ADAPTED
        if name in self._tf1_own:
            return own[name], _usage.ADAPTED
        return self._tf1_fallback(name, symbol, frame)

    def _tf1_fallback(self, name: str, symbol: str, frame: FrameType) -> tuple[Any, str]:
        if self._tf1_base is not None and hasattr(self._tf1_base, name):
            value = wrap(symbol, getattr(self._tf1_base, name))
            return _flags.defining(symbol, _counted.counted(symbol, value)), _usage.PASSED
        why = _of_an_older_era(symbol) or _unserved.find(symbol)
        if why is None:
            raise AttributeError(f"module {self._tf1_symbol!r} has no attribute {name!r}")
        if why.is_module:
            return make(symbol, None, type(self)), _usage.NOT_SERVED
        raise not_served(symbol, why, frame)


class _Found(NamedTuple):
    symbol: str
    value: Any
    how: str
    difference: str


def forget() -> None:
    """Look everything up anew: the options have changed."""
    for module in _made.values():
        module._tf1_found.clear()


def not_served(symbol: str, why: _unserved.Unserved, frame: FrameType) -> errors.NotServedError:
    """The error for a TF1 symbol that is not served, naming who asked for it."""
    asking = usercode.nearest_user_frame(frame)
    if asking is None:
        return errors.NotServedError(symbol, why.reason, why.instead)
    _usage.ledger.record(symbol, _usage.NOT_SERVED, asking, why.reason)
    return errors.NotServedError(
        symbol,
        why.reason,
        why.instead,
        asked_at=f"{asking.f_code.co_filename}:{asking.f_lineno}",
    )


def _of_an_older_era(symbol: str) -> _unserved.Unserved | None:
    era = _eras.last_era_with(symbol)
    if era is None:
        return None
    return _unserved.Unserved(
        "TensorFlow 1.15 no longer had this spelling",
        f"`--era {era}` (or tf1compat.install(era={era!r})), which brings it back",
        is_module=False,
    )


def walk(path: str) -> Any:
    """The value at a path below the root of the namespace."""
    value: Any = _made["tf"]
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _note_use(found: _Found, frame: FrameType) -> None:
    if found.difference and options.current.strict:
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        raise errors.NotExactError(found.symbol, found.difference, place)
    _usage.ledger.record(found.symbol, found.how, frame, found.difference)


def wrap(symbol: str, value: Any) -> Any:
    """Modules of TensorFlow's own v1 API become namespaces; all else stays what it is."""
    is_api = isinstance(value, ModuleType) and value.__name__.startswith(_API)
    return make(symbol, value) if is_api else value


def make(symbol: str, base: Any, kind: type[Namespace] = Namespace) -> Namespace:
    """The namespace of a TF1 module that has no file of its own here."""
    if symbol not in _made:
        module = kind(symbol.replace("tf.", "tensorflow.", 1))
        _fill(module, symbol, base, (), ())
    return _made[symbol]


def join(
    module_name: str,
    symbol: str,
    base: Any = None,
    hidden: Iterable[str] = (),
    kind: type[Namespace] = Namespace,
) -> None:
    """Make a module a namespace: its ``__all__``, and behind that the names of ``base``.

    Args:
      module_name: ``__name__`` of the module, whose ``__all__`` lists what it serves itself.
      symbol: TF1's name for it, e.g. ``tf.nn.rnn_cell``.
      base: the module of ``tf.compat.v1`` that serves all other names, if any.
      hidden: names that TF1 had, but did not list in ``dir()``.
      kind: the class that it becomes.
    """
    module = sys.modules[module_name]
    own = [*module.__all__, *hidden]
    module.__class__ = kind
    assert isinstance(module, Namespace)
    _fill(module, symbol, base, own, hidden)


def _fill(
    module: Namespace, symbol: str, base: Any, own: Iterable[str], hidden: Iterable[str]
) -> None:
    module._tf1_found = {}
    module._tf1_symbol, module._tf1_base = symbol, base
    module._tf1_own, module._tf1_set = set(own), set()
    module._tf1_hidden = frozenset(hidden)
    module.__all__ = list(module.__dir__())
    _made[symbol] = module


def names_of(base: Any) -> set[str]:
    """The public names of a module; one that cannot be listed (its Keras is gone) has none."""
    try:
        return {name for name in dir(base) if not name.startswith("_")} if base else set()
    except ImportError:
        return set()
