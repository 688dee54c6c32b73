"""Run a program as ``python SCRIPT`` and ``python -m MODULE`` do, with the drop-in in place."""

from __future__ import annotations

import builtins
import importlib.util
import os
import runpy
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path

from tf1compat import errors
from tf1compat.door import hints, tracebacks

_INTERRUPTED = 130


def run_script(script: str, arguments: Sequence[str]) -> int:
    """Run the file as ``__main__``; its exceptions are printed as Python prints them.

    Returns:
      the exit code: 0, or 1 after an exception, or 130 after ctrl-C.

    Raises:
      SystemExit: the program's own.
      ArgumentValueError: there is no such file, or nothing to run in the folder.
    """
    if not os.path.exists(script):
        raise errors.ArgumentValueError(
            "tf1compat run",
            "SCRIPT",
            expected="a Python file",
            received=f"{script!r}, which does not exist",
            remedy="check the path",
        )
    sys.argv = [script, *arguments]
    if os.path.isdir(script) and not os.path.isfile(os.path.join(script, "__main__.py")):
        raise errors.ArgumentValueError(
            "tf1compat run", "SCRIPT", expected="a Python file, or a folder with a __main__.py",
            received=f"{script!r}, a folder without one", remedy="name the program's file",
        )
    if os.path.isdir(script) or script.endswith((".zip", ".pyz")):
        return _guarded(lambda: runpy.run_path(script, run_name="__main__"))
    path = os.path.abspath(script)
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    return _guarded(lambda: _execute(path))


def run_module(name: str, arguments: Sequence[str]) -> int:
    """Run the module as ``python -m name`` does; otherwise as ``run_script``.

    Raises:
      ArgumentValueError: there is no such module.
    """
    sys.argv = [name, *arguments]
    _set_first_path(os.getcwd())
    if not _is_there(name):
        raise errors.ArgumentValueError(
            "tf1compat run", "-m", expected="a module that can be imported", received=repr(name),
            remedy="check the name, and run where the module can be imported",
        )
    return _guarded(lambda: runpy.run_module(name, run_name="__main__", alter_sys=True))


def _is_there(name: str) -> bool:
    """Whether there is such a module; what its packages raise is the program's own to show."""
    try:
        found = importlib.util.find_spec(name)
        if found is not None and found.submodule_search_locations is not None:
            found = importlib.util.find_spec(f"{name}.__main__")
        return found is not None
    except ModuleNotFoundError as error:
        return not f"{name}.".startswith(f"{error.name}.")
    except Exception:  # noqa: BLE001
        return True


def _set_first_path(folder: str) -> None:
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = folder


def _execute(path: str) -> None:
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=builtins, __cached__=None, __spec__=None)
    # Pickles, `import __main__` and multiprocessing's children look for the program there.
    sys.modules["__main__"] = main
    code = compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)
    exec(code, main.__dict__)


def _guarded(run: Callable[[], object]) -> int:
    try:
        run()
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001  as Python itself does at the end of a program
        tracebacks.trim(error)
        sys.excepthook(type(error), error, error.__traceback__)
        hint = hints.of(error)
        if hint is not None:
            sys.stderr.write(f"tf1compat: {hint}\n")
        return _INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0
