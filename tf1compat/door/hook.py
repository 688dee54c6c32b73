"""The import hook: ``import tensorflow`` means the drop-in, for the user's program only.

``sys.modules["tensorflow"]`` stays the real one.  ``builtins.__import__`` runs on the frame of
the module that imports, so the program gets ``tf1compat.v1`` and all installed packages what
they expect; a finder on ``sys.meta_path`` would not be asked once the real module is loaded.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from tf1compat import errors, options, usercode
from tf1compat.door import (
    bygone,
    bygone_calls,
    bygone_packages,
    datasets,
    moved,
    resolve,
    workers,
)
from tf1compat.door.patch import Patch

_import = Patch(builtins, "__import__")
_import_module = Patch(importlib, "import_module")


def install(
    *,
    era: str | None = None,
    strict: bool | None = None,
    include: Sequence[str] | None = None,
) -> None:
    """Serve TensorFlow 1 to the ``import tensorflow`` of this program.

    Call it before the program's first ``import tensorflow``.  Graph mode, v1 shapes and
    reference variables are switched on by that import.  Calling it again changes options only.
    Names that Python and numpy dropped since (``time.clock``, ``numpy.int``) are put back too.

    Args:
      era: the TensorFlow that the program was written for: ``"0.12"``, ``"1.0"``,
        ``"1.1"`` or ``"1.15"``.
      strict: refuse what is served, but not exactly as TF1 did (``TF1COMPAT_STRICT=1``).
      include: names of installed packages that are TF1 programs themselves.

    Raises:
      InstallError: the program has bound names of the real TensorFlow already.
      ArgumentValueError: an era that is not known.

    Example:
      >>> import tf1compat
      >>> tf1compat.install(era="2.0")
      Traceback (most recent call last):
      tf1compat.errors.ArgumentValueError: install(era): expected one of 0.12, 1.0, 1.1, 1.15, ...
    """
    options.configure(era, strict, None if include is None else tuple(include))
    if "tf1compat.v1" in sys.modules:
        from tf1compat.v1 import _namespace

        _namespace.forget()
    if _import.original is None:
        _refuse_bound_names()
        _import.apply(_import_for_caller)
        _import_module.apply(_import_module_for_caller)
        workers.install()
        bygone.restore()
        bygone_calls.install()


def uninstall() -> None:
    """Take the hook out again; what the program has imported stays as it is.

    Example:
      >>> import tf1compat
      >>> tf1compat.uninstall()
    """
    _import.undo()
    _import_module.undo()
    workers.uninstall()
    bygone.drop()
    bygone_calls.uninstall()
    bygone_packages.drop()
    moved.drop()
    datasets.uninstall()


def _import_for_caller(
    name: str,
    globals: Mapping[str, Any] | None = None,  # noqa: A002
    locals: Mapping[str, Any] | None = None,  # noqa: A002
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    is_ours = level == 0 and _concerns(name) and usercode.is_user_frame(sys._getframe(1))
    if not is_ours:
        return _import.original(name, globals, locals, fromlist, level)
    if resolve.is_tensorflow(name):
        return resolve.imported(name, fromlist or ())
    moved.provide(name, fromlist or ())
    found = _import.original(name, globals, locals, fromlist, level)
    bygone_calls.install_later(name)
    bygone_packages.restore(name)
    return found


def _concerns(name: str) -> bool:
    """Whether a module may be another for the program than for packages."""
    others = (moved, bygone_calls, bygone_packages)
    return resolve.is_tensorflow(name) or any(other.concerns(name) for other in others)


def _import_module_for_caller(name: str, package: str | None = None) -> Any:
    absolute = importlib.util.resolve_name(name, package) if package else name
    if resolve.is_tensorflow(absolute) and usercode.is_user_frame(sys._getframe(1)):
        return resolve.resolve(absolute)
    return _import_module.original(name, package)


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
                    f"first `import tensorflow`, or `del {bound}` and import it again afterwards."
                )


def _is_real_tensorflow(value: object) -> bool:
    if isinstance(value, ModuleType):
        return resolve.is_tensorflow(value.__name__) and not hasattr(value, "_tf1_symbol")
    return callable(value) and resolve.is_tensorflow(str(getattr(value, "__module__", "")))
