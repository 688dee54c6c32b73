"""Scopes that are left in the wrong order."""

from __future__ import annotations

import pytest
import tensorflow as tf

import tf1compat


def test_a_scope_left_too_early_can_still_be_left() -> None:
    with tf.Graph().as_default(), tf1compat.variable_scope("a"):
        outer = tf1compat.variable_scope("b")
        outer.__enter__()
        with tf1compat.variable_scope("c"), pytest.raises(RuntimeError):
            outer.__exit__(None, None, None)
        assert tf1compat.get_variable("v", [1]).name == "a/b/v:0"
        outer.__exit__(None, None, None)
        assert tf1compat.get_variable("v", [1]).name == "a/v:0"


def test_default_names_stay_unique_in_wrap_function() -> None:
    """Its graph keeps TF1's variables, so that a second scope of one default name is another."""

    def code() -> list[str]:
        made = []
        for _ in range(2):
            with tf1compat.variable_scope(None, default_name="layer"):
                made.append(tf1compat.get_variable("v", [1]).name)
        names.extend(made)
        return []

    names: list[str] = []
    tf.compat.v1.wrap_function(code, [])
    assert names == ["layer/v:0", "layer_1/v:0"]
