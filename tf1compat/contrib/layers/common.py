"""What contrib's functions share: scopes, collections, the steps after a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.contrib import variables
from tf1compat.contrib.initializers import xavier_initializer
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import parts_of, variable_scope
from tf1compat.scopes.store import active_store

XAVIER = xavier_initializer()
RENAMED = {"kernel": "weights", "bias": "biases"}

_GraphKeys = tf.compat.v1.GraphKeys


def as_layers_format(symbol: str, data_format: str | None, allowed: tuple[Any, ...]) -> str:
    """``channels_first`` for ``NC…``, else ``channels_last``.

    Raises:
      ArgumentValueError: not one of ``allowed``.
    """
    if data_format is None and None in allowed:
        return "channels_last"
    if data_format not in allowed:
        known = sorted(str(name) for name in allowed if name is not None)
        raise ArgumentValueError(
            symbol, "data_format", expected=f"one of {', '.join(known)}",
            received=repr(data_format), remedy=f"data_format has to be either {' or '.join(known)}",
        )
    return "channels_first" if str(data_format).startswith("NC") else "channels_last"


def collections_for(variables_collections: Any, name: str) -> list[str]:
    """Collections of one variable, out of one list for all or a dictionary by name."""
    if isinstance(variables_collections, Mapping):
        variables_collections = variables_collections.get(name)
    return list(variables_collections or [])


def model_variable(name: str, variables_collections: Any = None, **arguments: Any) -> Any:
    """Contrib's ``model_variable``, into those collections that are asked for its name."""
    own = collections_for(variables_collections, name)
    return variables.model_variable(name, collections=own, **arguments)


def _with_model(collections: Any) -> list[str]:
    wanted = [*(collections or []), _GraphKeys.GLOBAL_VARIABLES, _GraphKeys.MODEL_VARIABLES]
    return list(dict.fromkeys(wanted))


def model_scope(
    scope: Any, default: str, inputs: Any, reuse: Any, renamed: Mapping[str, str]
) -> variable_scope:
    """A scope in which a layer's variables are model variables, under contrib's names."""

    def named_for_contrib(
        getter: Callable[..., Any], name: str, collections: Any = None, **arguments: Any
    ) -> Any:
        *outer, last = name.split("/")
        full = "/".join([*outer, renamed.get(last, last)])
        return getter(name=full, collections=_with_model(collections), **arguments)

    return variable_scope(
        scope, default, [inputs], reuse=reuse, custom_getter=named_for_contrib
    )


def collect_variable(variable: Any, variables_collections: Any, name: str) -> None:
    """A layer's variable, or its shards, into the collections that were asked for it."""
    if variable is None:
        return
    for key in collections_for(variables_collections, name):
        for part in parts_of(variable):
            held = _collection(key)
            if all(part is not other for other in held):
                add_to_collection("variables_collections", key, part)


def _collection(key: str) -> list[Any]:
    store = active_store()
    if in_v1_graph():
        return list(tf.compat.v1.get_collection(key))
    return [] if store is None else store.noted(key)


def add_to_collection(argument: str, key: str, value: Any) -> None:
    """Into the graph's collection; outside v1 graphs, into that of the open store's pass.

    Raises:
      ArgumentValueError: neither is there.
    """
    store = active_store()
    if in_v1_graph():
        tf.compat.v1.add_to_collection(key, value)
    elif store is not None:
        store.note(key, value)
    else:
        raise ArgumentValueError(
            "tf.contrib.layers", argument, expected="a place for collections",
            received=f"{key!r} outside of v1 graphs and stores",
            remedy="run the code inside a tf1compat.VariableStore()",
        )


def collected(outputs_collections: Any, alias: str, outputs: Any) -> Any:
    """The outputs, after they joined the collections; ``outputs.aliases`` tells their scope."""
    if not outputs_collections:
        return outputs
    outputs.aliases = [*getattr(outputs, "aliases", []), alias.rstrip("/")]
    is_one = isinstance(outputs_collections, str)
    for key in [outputs_collections] if is_one else outputs_collections:
        add_to_collection("outputs_collections", key, outputs)
    return outputs


def normalized(outputs: Any, normalizer_fn: Any, normalizer_params: Any, activation_fn: Any) -> Any:
    """The normaliser, then the activation, where they are given."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    return outputs if activation_fn is None else activation_fn(outputs)
