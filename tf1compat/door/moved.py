"""Modules that other packages have moved since 2017, found under their old names.

A program stops at ``from sklearn.cross_validation import train_test_split`` as surely as at
``tf.contrib``.  Here stand those whose functions are the same ones elsewhere today; single names
that a package dropped are in ``bygone_packages.py``.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

# Old name: where its functions are today.
MOVED = {
    "keras.preprocessing.text": "tensorflow.keras.preprocessing.text",
    "keras.backend.tensorflow_backend": "keras.backend",
    "keras.engine": "keras.layers",
    "keras.engine.topology": "keras.layers",
    **{
        f"keras.layers.{name}": "keras.layers"
        for name in (
            "advanced_activations", "convolutional", "core", "embeddings", "merge", "noise",
            "normalization", "pooling", "recurrent", "wrappers",
        )
    },
    **{
        f"keras.utils.{name}": "keras.utils"
        for name in ("data_utils", "generic_utils", "np_utils", "vis_utils")
    },
    "scipy.sparse.linalg.eigen.arpack": "scipy.sparse.linalg",
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
    "sklearn.externals.six": "six",
    "sklearn.grid_search": "sklearn.model_selection",
    "sklearn.learning_curve": "sklearn.model_selection",
    "xml.etree.cElementTree": "xml.etree.ElementTree",
}
_ROOTS = {name.partition(".")[0] for name in MOVED}

_added: list[str] = []


def concerns(name: str) -> bool:
    """Whether a module is of one of these packages."""
    return name.partition(".")[0] in _ROOTS


def provide(name: str, fromlist: Sequence[str]) -> None:
    """Let an import of these names find what has moved, where the package lacks it.

    A module that stands in ``sys.modules`` is found by every spelling of an import, and without
    its parents, which may be gone too.
    """
    for old in (name, *(f"{name}.{wanted}" for wanted in fromlist)):
        if old in MOVED and not _is_there(old):
            module = importlib.import_module(MOVED[old])
            parent, _, last = old.rpartition(".")
            if parent in sys.modules:
                setattr(sys.modules[parent], last, module)
            sys.modules[old] = module
            _added.append(old)


def _is_there(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def drop() -> None:
    """Take out again what ``provide`` put in."""
    while _added:
        old = _added.pop()
        module = sys.modules.pop(old)
        parent, _, last = old.rpartition(".")
        if vars(sys.modules.get(parent, module)).get(last) is module:
            delattr(sys.modules[parent], last)
