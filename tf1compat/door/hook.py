"""The import hook: ``import tensorflow`` means the drop-in, for the user's program only.

``sys.modules["tensorflow"]`` stays the real one.  ``builtins.__import__`` is told which module
is importing, so the program gets ``tf1compat.v1`` and all installed packages what they expect;
a finder on ``sys.meta_path`` would not be asked once the real module is loaded.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from tf1compat import errors, options, usercode
from tf1compat.door import workers

_ROOT = "tensorflow"
# Served by the installed package itself: no part of TF1's Python API.
_REAL = ("core", "keras", "lite", "tools", "include")

_original_import: Callable[..., ModuleType] | None = None
_original_import_module: Callable[..., ModuleType] | None = None


def install(
    *,
    era: str | None = None,
    strict: bool | None = None,
    include: Sequence[str] | None = None,
) -> None:
    """Serve TensorFlow 1 to the ``import tensorflow`` of this program.

    Call it before the program's first ``import tensorflow``.  Graph mode, v1 shapes and
    reference variables are switched on by that import.  Calling it again changes options only.

    Args:
      era: the TensorFlow that the program was written for: ``"0.12"``, ``"1.0"`` or ``"1.15"``.
      strict: refuse what is served, but not exactly as TF1 did (``TF1COMPAT_STRICT=1``).
      include: names of installed packages that are TF1 programs themselves.

    Raises:
      InstallError: the program has bound names of the real TensorFlow already.
      ArgumentValueError: an era that is not known.

    Example:
      >>> import tf1compat
      >>> tf1compat.install()
      >>> import tensorflow as tf
      >>> tf.__version__
      '1.15.5'
      >>> tf1compat.uninstall()
    """
    global _original_import, _original_import_module
    options.configure(era, strict, None if include is None else tuple(include))
    if "tf1compat.v1" in sys.modules:
        sys.modules["tf1compat.v1"]._namespace.forget()
    if _original_import is not None:
        return
    _refuse_bound_names()
    _original_import = builtins.__import__
    _original_import_module = importlib.import_module
    builtins.__import__ = _import
    importlib.import_module = _import_module
    workers.install()


def uninstall() -> None:
    """Take the hook out again; modules that the program has imported stay as they are."""
    global _original_import, _original_import_module
    if _original_import is None or _original_import_module is None:
        return
    builtins.__import__ = _original_import
    importlib.import_module = _original_import_module
    _original_import = _original_import_module = None
    workers.uninstall()


def _import(
    name: str,
    globals: Mapping[str, Any] | None = None,  # noqa: A002
    locals: Mapping[str, Any] | None = None,  # noqa: A002
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    if level == 0 and _is_ours(name) and usercode.is_user_frame(sys._getframe(1)):
        return _serve(name, fromlist or ())
    assert _original_import is not None
    return _original_import(name, globals, locals, fromlist, level)


def _import_module(name: str, package: str | None = None) -> ModuleType:
    if _is_ours(name) and usercode.is_user_frame(sys._getframe(1)):
        return resolve(name)
    assert _original_import_module is not None
    return _original_import_module(name, package)


def _is_ours(name: str) -> bool:
    return name == _ROOT or name.startswith("tensorflow.")


def _serve(name: str, fromlist: Sequence[str]) -> ModuleType:
    module = resolve(name)
    if not fromlist:
        return resolve(_ROOT)
    for wanted in fromlist:
        if wanted != "*":
            _check(module, name, wanted)
    return module


def _check(module: ModuleType, module_name: str, wanted: str) -> None:
    """Let ``from module import wanted`` fail with our words; Python's would hide them."""
    try:
        getattr(module, wanted)
    except errors.NotServedError as error:
        raise errors.NotServedImportError(
            error.symbol, error.reason, error.instead, asked_at=error.asked_at
        ) from None
    except AttributeError:
        raise ImportError(
            f"cannot import name {wanted!r} from {module_name!r}", name=module_name
        ) from None


def resolve(name: str) -> ModuleType:
    """The module that ``import name`` means to the user's program."""
    root = _root()
    words = name.split(".")[1:]
    if words[:2] == ["compat", "v1"]:
        words = words[2:]
    if words and (words[0] in _REAL or words[:2] == ["compat", "v2"]):
        return _real(name)
    from tf1compat.v1 import _private

    module, path = root, "tf"
    for word in words:
        path = f"{path}.{word}"
        if _private.is_private(path):
            if not _private.is_module(path):
                raise _no_module(name)
            module = _private.module(path)
        else:
            module = _child(module, word, name)
    return module


def _child(module: ModuleType, word: str, name: str) -> ModuleType:
    try:
        child = getattr(module, word)
    except errors.NotServedError as error:
        raise errors.NotServedImportError(
            error.symbol, error.reason, error.instead, asked_at=error.asked_at
        ) from None
    except AttributeError:
        raise _no_module(name) from None
    if not isinstance(child, ModuleType):
        raise _no_module(name)
    return child


def _no_module(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


def _real(name: str) -> ModuleType:
    assert _original_import_module is not None
    return _original_import_module(name)


def _root() -> ModuleType:
    """The namespace; the first time, with TensorFlow's switches set as TF1 had them."""
    root = sys.modules.get("tf1compat.v1")
    if root is None or not _switched:
        _switch_to_v1()
        root = _real("tf1compat.v1")
    return root


_switched = False


def _switch_to_v1() -> None:
    """Graph mode, v1 shapes, v1 control flow, reference variables, ``==`` by identity."""
    global _switched
    tensorflow: Any = _real(_ROOT)
    v1 = tensorflow.compat.v1
    verbosity = v1.logging.get_verbosity()
    v1.logging.set_verbosity(v1.logging.ERROR)  # it would warn of what is wanted here
    v1.disable_v2_behavior()
    v1.logging.set_verbosity(verbosity)
    _switched = True


def _refuse_bound_names() -> None:
    for module_name, module in list(sys.modules.items()):
        names = getattr(module, "__dict__", {})
        if not usercode.is_user_module(names):
            continue
        for bound, value in list(names.items()):
            if _is_real_tensorflow(value):
                raise errors.InstallError(
                    f"tf1compat.install: {module_name}.{bound} is bound to the real TensorFlow "
                    "already, and would stay so. Call tf1compat.install() before the program's "
                    f"first `import tensorflow`, or `del {bound}` and import again after it."
                )


def _is_real_tensorflow(value: object) -> bool:
    if isinstance(value, ModuleType):
        name = value.__name__
        return _is_ours(name) and not type(value).__module__.startswith("tf1compat")
    if isinstance(value, type) or callable(value):
        return _is_ours(str(getattr(value, "__module__", "")))
    return False
