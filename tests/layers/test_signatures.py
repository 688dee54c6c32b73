"""Names, arguments and defaults of ``tf.layers``, and of what we serve of ``contrib.layers``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from tests.test_signatures import SYMBOLS
from tf1compat import layers
from tf1compat.contrib import layers as contrib
from tf1compat.contrib.arg_scope import has_arg_scope
from tf1compat.contrib.layers.common import XAVIER

PREFIX = "tf.layers."
NAMES = sorted(name.removeprefix(PREFIX) for name in SYMBOLS if name.startswith(PREFIX))
FUNCTIONS = [name for name in NAMES if SYMBOLS[PREFIX + name]["kind"] == "function"]
CLASSES = [name for name in NAMES if SYMBOLS[PREFIX + name]["kind"] == "class"]

CONTRIB = "tf.contrib.layers."
# TF 1.15.5 itself let arg_scope set the arguments of these.
TAKE_ARG_SCOPE = {
    "avg_pool2d", "avg_pool3d", "batch_norm", "bias_add", "conv1d", "conv2d", "conv2d_transpose",
    "conv2d_in_plane", "conv3d", "conv3d_transpose", "convolution", "convolution1d",
    "convolution2d", "convolution2d_in_plane", "convolution2d_transpose", "convolution3d",
    "convolution3d_transpose", "dense_to_sparse", "dropout", "flatten", "fully_connected",
    "group_norm", "images_to_sequence", "instance_norm", "layer_norm", "max_pool2d", "max_pool3d",
    "maxout", "one_hot_encoding", "separable_conv2d", "separable_convolution2d",
    "sequence_to_images", "softmax", "spatial_softmax", "unit_norm",
}  # fmt: skip
CONSTANTS = {"OPTIMIZER_CLS_NAMES", "OPTIMIZER_SUMMARIES"}
PARTIALS = {"elu", "legacy_linear", "legacy_relu", "linear", "relu", "relu6"}
# TF1's was an object that takes any arguments.
OVERLOADED = {"scale_gradient"}
CONTRIB_FUNCTIONS = sorted(set(contrib.__all__) - CONSTANTS - PARTIALS - OVERLOADED)


def _written(default: Any) -> str:
    """A default as the data writes it: repr, or the name of a class or function in <>."""
    if default is None or isinstance(default, (bool, int, float, str, tuple)):
        return repr(default)
    if default is XAVIER:
        return "<_initializer>"  # the name of contrib's inner function
    if hasattr(default, "__name__"):
        return f"<{default.__name__}>"
    if hasattr(default, "name"):
        return f"<{default.name}>"
    return f"<{type(default).__name__}>"


def arguments(function: Callable[..., Any]) -> list[list[str]]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [
        [p.name] if p.default is p.empty else [p.name, _written(p.default)]
        for p in inspect.signature(function).parameters.values()
        if p.kind in kinds
    ]


def test_the_36_names() -> None:
    assert sorted(layers.__all__) == NAMES
    assert len(NAMES) == 36


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function(name: str) -> None:
    assert arguments(getattr(layers, name)) == SYMBOLS[PREFIX + name]["sig"]["args"]


@pytest.mark.parametrize("name", CLASSES)
def test_constructor(name: str) -> None:
    expected = SYMBOLS[PREFIX + name]["init"]
    constructor = getattr(layers, name).__init__
    assert arguments(constructor) == expected["args"]
    has_keywords = any(
        p.kind is p.VAR_KEYWORD for p in inspect.signature(constructor).parameters.values()
    )
    assert has_keywords == (expected["varkw"] is not None)


@pytest.mark.parametrize(
    ("name", "method"),
    [(name, method) for name in CLASSES for method in SYMBOLS[PREFIX + name]["methods"]],
)
def test_method(name: str, method: str) -> None:
    expected = SYMBOLS[PREFIX + name]["methods"][method]
    assert arguments(getattr(getattr(layers, name), method)) == expected["args"]


@pytest.mark.parametrize("name", CLASSES)
def test_properties(name: str) -> None:
    for attribute in SYMBOLS[PREFIX + name]["properties"]:
        assert hasattr(getattr(layers, name), attribute), attribute


@pytest.mark.parametrize("name", CONTRIB_FUNCTIONS)
def test_contrib_function(name: str) -> None:
    assert arguments(getattr(contrib, name)) == SYMBOLS[CONTRIB + name]["sig"]["args"]


@pytest.mark.parametrize("name", sorted(contrib.__all__))
def test_contrib_arg_scope(name: str) -> None:
    assert CONTRIB + name in SYMBOLS
    is_function = name not in CONSTANTS | PARTIALS
    assert (is_function and has_arg_scope(getattr(contrib, name))) == (name in TAKE_ARG_SCOPE)


@pytest.mark.parametrize("name", sorted(PARTIALS))
def test_contrib_shorthand(name: str) -> None:
    short = name.removeprefix("legacy_")
    expected = {"elu": "elu", "linear": None, "relu": "relu", "relu6": "relu6"}[short]
    function = getattr(contrib, name).keywords["activation_fn"]
    assert getattr(function, "__name__", None) == expected
