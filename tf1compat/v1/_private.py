"""TF1's private modules, which repositories import all the same.

``tensorflow.python.ops.array_ops`` and its like are served name by name from what
TensorFlow publishes (``private_names.txt`` says where each lives), helpers such as
``_linear`` from files of our own.  What neither has is asked of the module of that name
in the installed TensorFlow, as the program's own import would have done, and reported so.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable
from functools import cache, lru_cache
from types import FrameType, ModuleType
from typing import Any

from tf1compat import errors, options
from tf1compat.v1 import _namespace, _unserved, _usage

_CELLS = "tf1compat.v1.python.ops.rnn_cell_impl"
_RNN = "tf1compat.v1.python.ops.rnn"
_ATTENTION = "tf1compat.v1.python.ops.attention_wrapper"
_BEAMS = "tf1compat.v1.python.ops.beam_search_decoder"
_DECODING = "tf1compat.v1.python.ops.decoding"
_LAYERS = "tf1compat.v1.python.layers"
_ESTIMATOR = "tf1compat.v1.estimator"

# TF1 module: the file of ours that has its names.  Several spellings may share one.
HELPERS = {
    "tf.python.ops.rnn": _RNN,
    "tf.python.ops.rnn_cell": _CELLS,
    "tf.python.ops.rnn_cell_impl": _CELLS,
    "tf.contrib.rnn.python.ops.core_rnn": _RNN,
    "tf.contrib.rnn.python.ops.rnn": _RNN,
    "tf.contrib.rnn.python.ops.core_rnn_cell": _CELLS,
    "tf.contrib.rnn.python.ops.core_rnn_cell_impl": _CELLS,
    "tf.contrib.rnn.python.ops.rnn_cell": _CELLS,
    "tf.contrib.rnn.python.ops.lstm_ops": "tf1compat.v1.python.ops.lstm_ops",
    "tf.contrib.cudnn_rnn.python.ops.cudnn_rnn_ops": "tf1compat.v1.python.ops.cudnn_rnn_ops",
    "tf.contrib.layers.python.layers.utils": "tf1compat.contrib.layer_utils",
    "tf.contrib.opt.python.training.sign_decay": "tf1compat.contrib.opt.sign_decay",
    "tf.contrib.seq2seq.python.ops.attention_wrapper": _ATTENTION,
    "tf.contrib.seq2seq.python.ops.beam_search_decoder": _BEAMS,
    "tf.contrib.seq2seq.python.ops.decoder": _DECODING,
    "tf.contrib.seq2seq.python.ops.helper": _DECODING,
    "tf.contrib.slim.python.slim.evaluation": "tf1compat.v1.contrib.slim.evaluation",
    "tf.contrib.slim.python.slim.learning": "tf1compat.v1.contrib.slim.learning",
    "tf.contrib.slim.python.slim.model_analyzer": "tf1compat.v1.contrib.slim.model_analyzer",
    "tf.contrib.slim.python.slim.queues": "tf1compat.v1.contrib.slim.queues",
    "tf.contrib.slim.python.slim.summaries": "tf1compat.v1.contrib.slim.summaries",
    "tf.contrib.legacy_seq2seq.python.ops.seq2seq": "tf1compat.v1.python.ops.legacy_seq2seq",
    "tf.contrib.learn.python.learn.datasets.mnist": "tf1compat.contrib.mnist",
    "tf.python.estimator.estimator": _ESTIMATOR,
    "tf.python.estimator.exporter": _ESTIMATOR,
    "tf.python.estimator.export.export": "tf1compat.v1.estimator.export",
    "tf.python.estimator.inputs.numpy_io": "tf1compat.v1.estimator.inputs",
    "tf.python.estimator.inputs.pandas_io": "tf1compat.v1.estimator.inputs",
    "tf.python.estimator.mode_keys": _ESTIMATOR,
    "tf.python.estimator.model_fn": _ESTIMATOR,
    "tf.python.estimator.run_config": _ESTIMATOR,
    "tf.python.estimator.training": _ESTIMATOR,
    "tf.contrib.tpu.python.tpu.tpu_config": "tf1compat.v1.contrib.tpu",
    "tf.contrib.tpu.python.tpu.tpu_estimator": "tf1compat.v1.contrib.tpu",
    "tf.contrib.tpu.python.tpu.tpu_optimizer": "tf1compat.v1.contrib.tpu",
    "tf.python.training.training_ops": "tf1compat.v1.python.training_ops",
    "tf.python.training.tracking.util": "tf1compat.v1.python.tracking",
    "tf.python.util.nest": "tf1compat.v1.contrib.framework.nest",
    "tf.python.layers.core": _LAYERS,
    "tf.python.layers.base": _LAYERS,
    "tf.python.layers.convolutional": _LAYERS,
    "tf.python.layers.normalization": _LAYERS,
    "tf.python.layers.pooling": _LAYERS,
    "tf.python.layers.layers": _LAYERS,
}
# Keras is public today; TensorFlow's private copy of the old one is not to be woken.
_MOVED = {
    "tf.python.estimator": "estimator",
    "tf.python.keras": "keras",
    "tf.python.platform.flags": "flags",
}
_KERAS = "tf.python.keras."
_CONTRIB_KERAS = "tf.contrib.keras.python."
_KERAS_PARTS = (
    "activations", "applications", "backend", "callbacks", "constraints", "datasets", "engine",
    "initializers", "layers", "losses", "metrics", "models", "optimizer_v2", "optimizers",
    "preprocessing", "regularizers", "saving", "utils", "wrappers",
)


class PrivateNamespace(_namespace.Namespace):
    """A module, or package, below ``tensorflow.python`` or ``tensorflow.contrib.X.python``."""

    def _tf1_fallback(self, name: str, symbol: str, frame: FrameType) -> tuple[Any, str]:
        path = self._tf1_symbol
        helpers = HELPERS.get(path)
        if helpers is not None and hasattr(importlib.import_module(helpers), name):
            return getattr(importlib.import_module(helpers), name), _usage.ADAPTED
        if name in published().get(path, {}):
            return _namespace.walk(published()[path][name]), _usage.PASSED
        if is_module(symbol) and not _is_contrib_name(symbol):
            return module(symbol), _usage.PASSED
        if _contrib_symbol(path).startswith("tf.contrib.") and _is_contrib_name(symbol):
            return getattr(_namespace.walk(_contrib_above(path)), name), _usage.ADAPTED
        return self._tf1_installed(name, symbol, frame)

    def _tf1_installed(self, name: str, symbol: str, frame: FrameType) -> tuple[Any, str]:
        installed = _installed(self._tf1_symbol)
        if installed is not None and hasattr(installed, name):
            if options.current.strict:
                difference = "it is a private name of the installed TensorFlow"
                raise errors.NotExactError(symbol, difference)
            return getattr(installed, name), _usage.PRIVATE
        raise _namespace.not_served(symbol, _why(symbol), frame)

    def __dir__(self) -> Iterable[str]:
        path = self._tf1_symbol
        names = {*published().get(path, ()), *self._tf1_set}
        if path in HELPERS:
            names |= set(importlib.import_module(HELPERS[path]).__all__)
        return sorted(name for name in names if not name.startswith("_"))


class ContribNamespace(_namespace.Namespace):
    """``tf.contrib`` or a module of it: besides its names it has a private ``python`` package."""

    def _tf1_fallback(self, name: str, symbol: str, frame: FrameType) -> tuple[Any, str]:
        if name == "python":
            return module(symbol), _usage.PASSED
        return super()._tf1_fallback(name, symbol, frame)


def _why(symbol: str) -> _unserved.Unserved:
    """A private name of contrib shares the fate of its public one, else of its module."""
    module = _contrib_symbol(symbol)
    public = f"{module}.{symbol.rpartition('.')[2]}"
    contrib = _unserved.find(public if public in _unserved.REASONS else module)
    if contrib is not None:
        return contrib
    return _unserved.Unserved(
        "it was private to TensorFlow 1, and today's TensorFlow has no such name",
        "a public function, or your own copy of it",
        is_module=False,
    )


def module(path: str) -> ModuleType:
    """The private module at ``path`` (``tf.python.ops.rnn``), whether TF1 had it or not."""
    path = path.replace(_CONTRIB_KERAS, "tf.python.")
    if path in _MOVED:
        moved: ModuleType = _namespace.walk(_MOVED[path])
        return moved
    if path.startswith(_KERAS):
        return _keras_module(path)
    return _namespace.make(path, None, PrivateNamespace)


def _keras_module(path: str) -> ModuleType:
    """Where today's Keras publishes what stood in a file of the old: its folder, or the root."""
    found: ModuleType = _namespace.walk("keras")
    for word in path.removeprefix(_KERAS).split("."):
        child = getattr(found, word, None)
        if not isinstance(child, ModuleType):
            break
        found = child
    return found


def is_private(path: str) -> bool:
    """Whether a path is below what TF1 kept private."""
    words = path.split(".")
    return words[:2] == ["tf", "python"] or (
        words[:2] == ["tf", "contrib"] and words[3:4] == ["python"]
    )


@cache
def is_module(path: str) -> bool:
    """Whether TF1 had a private module, or package, of this name."""
    path = path.replace(_CONTRIB_KERAS, "tf.python.")
    if path in HELPERS or path in _MOVED or path in published():
        return True
    if path.startswith(_KERAS):
        return path.split(".")[3] in _KERAS_PARTS and path.islower()
    if any(known.startswith(path + ".") for known in (*HELPERS, *published())):
        return True
    if path.startswith("tf.contrib."):
        # ``contrib.X.python``, ``….ops`` and ``….ops.attention_wrapper``: files have small letters.
        *_, name = words = path.split(".")
        return len(words) <= 6 and name.islower() and not name.startswith("_")
    return _spec(path) is not None


def _is_contrib_name(path: str) -> bool:
    """Whether a name of a private contrib package is public above it: a function, not a file."""
    names = _unserved.modules_of_tf1().get(_contrib_symbol(path), ())
    return path.startswith("tf.contrib.") and path.rpartition(".")[2] in names


def _contrib_symbol(path: str) -> str:
    return ".".join(path.split(".")[:3])


def _contrib_above(path: str) -> str:
    return _contrib_symbol(path).removeprefix("tf.")


@lru_cache(maxsize=1)
def published() -> dict[str, dict[str, str]]:
    """For each private module, where its names are public: ``{"concat": "concat"}``."""
    table: dict[str, dict[str, str]] = {}
    for path, words in _unserved.read_table("private_names.txt"):
        pairs = (word.partition("=") for word in words)
        table[path] = {name: public or name for name, _, public in pairs}
    return table


def _spec(path: str) -> object | None:
    name = path.replace("tf.", "tensorflow.", 1)
    try:
        return importlib.util.find_spec(name)
    except (ImportError, AttributeError, ValueError):
        return None


@cache
def _installed(path: str) -> ModuleType | None:
    """The module of this name in the installed TensorFlow, for a program that asked for it."""
    if _spec(path) is None:
        return None
    return importlib.import_module(path.replace("tf.", "tensorflow.", 1))
