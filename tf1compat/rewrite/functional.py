"""Functions of ``tf.layers`` as calls of keras layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tf1compat.rewrite import needs, reading
from tf1compat.rewrite.blocked import BlockedError, left
from tf1compat.rewrite.edit import Change, Edit, File, Left, span

# Arguments that may say what is so by default.
_DEFAULTS = {"trainable": True, "data_format": "channels_last", "reuse": False}
# Arguments of which keras has the same under the same name, whatever their value.
_SAME = ("units", "filters", "kernel_size", "pool_size", "strides", "dilation_rate", "use_bias")


def edits(file: File, module: str, layers: Mapping[str, str]) -> Iterator[Change | Left]:
    """One change per call of a function; ``layers`` says which layer takes its place."""
    for call in reading.calls(file, module, layers):
        _, name = reading.called(file, call)
        try:
            yield _one(file, call, layers[name])
        except BlockedError as why:
            yield left(file, call, why)


def _one(file: File, call: ast.Call, layer: str) -> Change:
    given = dict(reading.arguments(file, call))
    reading.refuse_sharing(file)
    reading.plain(file, call)
    for name, default in _DEFAULTS.items():
        if name in given and reading.is_literal(given[name], default):
            del given[name]
    if "inputs" not in given:
        raise BlockedError("it has no inputs")
    reading.refuse_others(
        given, {*_SAME, "inputs", "activation", "padding", "name"}, f"keras.layers.{layer}"
    )
    options = [f"{name}={file.source(given[name])}" for name in _SAME if name in given]
    options += _padding(given)
    activation = reading.activation(file, given.get("activation"), "")
    options += [f'activation="{activation}"'] if activation else []
    options += _name(file, given)
    needed = needs.imports(file, "keras")
    why = file.check("keras.layers", layer)
    if needed is None or why:
        raise BlockedError(why or "the file uses the name keras for something else")
    text = f"keras.layers.{layer}({', '.join(options)})({file.source(given['inputs'])})"
    return (*needed, Edit(*span(call), text))


def _padding(given: reading.Arguments) -> list[str]:
    padding = given.get("padding")
    if padding is None:
        return []
    if not (isinstance(padding, ast.Constant) and isinstance(padding.value, str)):
        raise BlockedError("padding= is no literal")
    return [f'padding="{padding.value.lower()}"']


def _name(file: File, given: reading.Arguments) -> list[str]:
    name = given.get("name")
    if isinstance(name, ast.Constant) and "/" in str(name.value):
        raise BlockedError("name= is a path, which keras does not take")
    return [f"name={file.source(name)}"] if name is not None else []
