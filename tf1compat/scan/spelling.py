"""TensorFlow's modules by their names: one module has several, and programs use them all."""

from __future__ import annotations

ROOT = "tensorflow"
# TensorFlow 1.15 laid its files below ``tensorflow_core``, which editors then wrote into programs,
# and its estimators in a package of their own.
ROOTS = (ROOT, "tensorflow_core", "tensorflow_estimator")
# Parts of the installed package that are no part of TF1's Python API.
REAL = ("core", "include", "keras", "lite", "tools")
# Below the root: spellings of TF1's API as a whole.
_APIS = (
    ("compat", "v1"),
    ("_api", "v1"),
    ("compat", "v2", "compat", "v1"),
    ("_api", "v2", "compat", "v1"),
)


def is_tensorflow(module: str) -> bool:
    """Whether a module is TensorFlow, or below it."""
    return module.partition(".")[0] in ROOTS


def below_root(module: str) -> list[str] | None:
    """``tensorflow._api.v1.nn`` → ``["nn"]``; None for other people's modules."""
    root, *words = module.split(".")
    if root not in ROOTS:
        return None
    while api := next((api for api in _APIS if tuple(words[: len(api)]) == api), ()):
        words = words[len(api) :]
    return words


def is_real(words: list[str]) -> bool:
    """Whether what `below_root` tells is a part of the installed package and not TF1's API."""
    return words[:1] != [] and (words[0] in REAL or words[:2] in (["compat", "v2"], ["_api", "v2"]))
