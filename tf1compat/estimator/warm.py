"""``tf.estimator.WarmStartSettings``: first values from another checkpoint."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.estimator.records import fields_of

_v1 = tf.compat.v1

_Fields: Any = fields_of(
    "WarmStartSettings",
    [
        "ckpt_to_initialize_from", "vars_to_warm_start", "var_name_to_vocab_info",
        "var_name_to_prev_var_name",
    ],
)  # fmt: skip


class WarmStartSettings(_Fields):
    """Where a model's first values come from.

    Args:
      ckpt_to_initialize_from: checkpoint, or folder of them.
      vars_to_warm_start: regular expression of trainable variables, list of them or of variables;
        None for those of ``var_name_to_vocab_info`` only.
      var_name_to_vocab_info: dict of ``tf.estimator.VocabInfo`` by variable.
      var_name_to_prev_var_name: names in the checkpoint, where they are others.

    Raises:
      ArgumentValueError: (a ``ValueError``) no checkpoint.

    Source: ``tf.estimator.WarmStartSettings`` of TensorFlow 1.15.5.

    Example:
      >>> WarmStartSettings("/tmp/model").vars_to_warm_start
      '.*'
    """

    __slots__ = ()

    def __new__(
        cls,
        ckpt_to_initialize_from: str,
        vars_to_warm_start: Any = ".*",
        var_name_to_vocab_info: Any = None,
        var_name_to_prev_var_name: Any = None,
    ) -> WarmStartSettings:
        if not ckpt_to_initialize_from:
            raise _error("WarmStartSettings", "ckpt_to_initialize_from", "a checkpoint", None)
        made: WarmStartSettings = super().__new__(
            cls, ckpt_to_initialize_from, vars_to_warm_start, var_name_to_vocab_info or {},
            var_name_to_prev_var_name or {},
        )
        return made


def settings_of(given: Any) -> WarmStartSettings | None:
    """The settings that ``warm_start_from`` stands for: a checkpoint's path, or a SavedModel's.

    Raises:
      ArgumentValueError: (a ``ValueError``) it is something else.
    """
    if given is None or isinstance(given, WarmStartSettings):
        return given
    if not isinstance(given, str | bytes):
        raise _error("Estimator", "warm_start_from", "a path or WarmStartSettings", repr(given))
    variables = tf.io.gfile.join(tf.compat.as_str(given), "variables", "variables")
    if tf.io.gfile.exists(f"{variables}.index"):
        _v1.logging.info("Warm-starting from a SavedModel")
        return WarmStartSettings(variables)
    return WarmStartSettings(tf.compat.as_str(given))


def start(settings: WarmStartSettings | None) -> None:
    """Makes the variables of the graph begin with the checkpoint's values."""
    if settings is not None:
        _v1.logging.info("Warm-starting with WarmStartSettings: %s", settings)
        _v1.train.warm_start(*settings)


def _error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=str(received),
        remedy="pass the path of a checkpoint",
    )
