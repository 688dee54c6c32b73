"""``%load_ext tf1compat``."""

from __future__ import annotations

from tf1compat.door import hook


def load_ipython_extension(ipython: object) -> None:
    """Install the drop-in for the cells that follow: ``%load_ext tf1compat``.

    Example:
      >>> import subprocess, sys
      >>> code = (
      ...     "import tf1compat; tf1compat.load_ipython_extension(None);"
      ...     "import tensorflow as tf; print(tf.__version__)")
      >>> done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
      >>> done.stdout.strip()
      '1.15.5'
    """
    del ipython  # the hook needs nothing of it
    hook.install()


def unload_ipython_extension(ipython: object) -> None:
    """Take it out again: ``%unload_ext tf1compat``.

    Example:
      >>> import subprocess, sys
      >>> code = (
      ...     "import tf1compat; tf1compat.load_ipython_extension(None);"
      ...     "tf1compat.unload_ipython_extension(None);"
      ...     "import tensorflow as tf; print(tf.__version__ == '1.15.5')")
      >>> done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
      >>> done.stdout.strip()
      'False'
    """
    del ipython
    hook.uninstall()
