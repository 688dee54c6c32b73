"""From ``tensorflow.contrib.rnn`` in an import statement to the module that the program gets."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from tf1compat import errors, options
from tf1compat.door import datasets
from tf1compat.scan import spelling
from tf1compat.scan.spelling import ROOT
from tf1compat.scan.spelling import is_tensorflow as is_tensorflow

# Python's own: whoever replaces importlib's function must not be asked by us.
_import_real: Callable[[str], ModuleType] = importlib.import_module


def imported(name: str, fromlist: Sequence[str]) -> ModuleType:
    """What ``__import__`` returns: the root, or the module that names are taken from."""
    module = resolve(name)
    if not fromlist:
        return resolve(ROOT)
    for wanted in fromlist:
        if wanted != "*":
            _check(module, name, wanted)
    return module


def _check(module: ModuleType, module_name: str, wanted: str) -> None:
    """Let ``from module import wanted`` fail in our words; Python's would hide them."""
    try:
        getattr(module, wanted)
    except errors.NotServedError as error:
        raise _as_import_error(error) from None
    except AttributeError:
        raise ImportError(
            f"cannot import name {wanted!r} from {module_name!r}", name=module_name
        ) from None


def resolve(name: str) -> ModuleType:
    """The module that ``import name`` means to the user's program.

    Raises:
      ModuleNotFoundError: TF1 had no such module.
      NotServedImportError: TF1 had it, and it is not served.
    """
    module = _root()
    words = spelling.below_root(name) or []
    if spelling.is_real(words):
        return _import_real(".".join([ROOT, *words]))
    path = "tf"
    for word in words:
        path = f"{path}.{word}"
        module = _private_child(path, name) or _child(module, word, name)
    return module


def _private_child(path: str, name: str) -> ModuleType | None:
    """A module that TF1 kept private: there, a module goes before a name of the same spelling."""
    from tf1compat.v1 import _private

    if not _private.is_private(path):
        return None
    if not _private.is_module(path):
        raise _no_module(name)
    return _private.module(path)


def _child(module: ModuleType, word: str, name: str) -> ModuleType:
    try:
        child = getattr(module, word)
    except errors.NotServedError as error:
        raise _as_import_error(error) from None
    except AttributeError:
        raise _no_module(name) from None
    if not isinstance(child, ModuleType):
        raise _no_module(name)
    return child


def _as_import_error(error: errors.NotServedError) -> errors.NotServedImportError:
    return errors.NotServedImportError(
        error.symbol, error.reason, error.instead, asked_at=error.asked_at
    )


def _no_module(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


_switched: list[bool] = []  # not empty: v1 behaviour is on


def _root() -> ModuleType:
    """The namespace; the first time, with TensorFlow's switches set as TF1 had them."""
    if not _switched:
        _switch_to_v1()
        _switched.append(True)
    datasets.install(sys.modules[ROOT])
    return sys.modules.get("tf1compat.v1") or _import_real("tf1compat.v1")


def _switch_to_v1() -> None:
    """Graph mode, v1 shapes, v1 control flow, reference variables, ``==`` by identity, names."""
    tensorflow: Any = _import_real(ROOT)
    v1 = tensorflow.compat.v1
    verbosity = v1.logging.get_verbosity()
    v1.logging.set_verbosity(v1.logging.ERROR)  # it would warn of what is wanted here
    v1.disable_v2_behavior()
    v1.logging.set_verbosity(verbosity)
    options.current.counting = True
