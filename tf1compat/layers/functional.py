"""From a layer's class to its function, ``Dense`` to ``dense``."""

from __future__ import annotations

from typing import Any

from tf1compat.scopes.layer import Layer


def run(kind: type[Layer], given: dict[str, Any], call: tuple[str, ...] = ()) -> Any:
    """Makes a layer and calls it once.

    Its variables are shared through the variable scope called ``name`` and the ``reuse`` flag.

    Args:
      kind: the class.
      given: the arguments of the function, ``inputs`` and perhaps ``reuse`` among them.
      call: which of them go to the call rather than to the constructor.

    Returns:
      What the layer returns.
    """
    arguments = dict(given)
    inputs = arguments.pop("inputs")
    of_call = {key: arguments.pop(key) for key in call}
    if "reuse" in arguments:
        arguments.update(_reuse=arguments.pop("reuse"), _scope=arguments["name"])
    return kind(**arguments).apply(inputs, **of_call)
