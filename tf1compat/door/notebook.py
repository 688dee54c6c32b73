"""``%load_ext tf1compat``."""

from __future__ import annotations

from tf1compat.door import hook


def load_ipython_extension(ipython: object) -> None:
    """Install the drop-in for the cells that follow."""
    del ipython  # the hook needs nothing of it
    hook.install()


def unload_ipython_extension(ipython: object) -> None:
    """Take it out again."""
    del ipython
    hook.uninstall()
