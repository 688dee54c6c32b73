"""``tf.flags.DEFINE_*``: a program's flag goes before one that a library has defined meanwhile.

absl has a ``log_dir`` and others of its own, in modules that TensorFlow did not load up to 1.13.
"""

from __future__ import annotations

import functools
from typing import Any

from absl import flags as _absl

_DEFINERS = ("tf.flags.DEFINE_", "tf.app.flags.DEFINE_")


def defining(symbol: str, value: Any) -> Any:
    """A function that defines flags, which may take a name of absl's own; else the value."""
    if not symbol.startswith(_DEFINERS):
        return value

    @functools.wraps(value)
    def define(*args: Any, **kwargs: Any) -> Any:
        name: Any = args[0] if args else kwargs.get("name", kwargs.get("flag_name"))
        if str(_absl.FLAGS.find_module_defining_flag(name)).startswith("absl."):
            kwargs.setdefault("allow_override", True)
        return value(*args, **kwargs)

    return define
