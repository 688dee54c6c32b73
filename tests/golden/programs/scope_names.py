"""Programs about names, reuse and nesting: ``tf -> {key: value}``.

Keys that start with ``value:`` hold tensors, those with ``op:`` graph op names, which eager code
does not have.
"""

from __future__ import annotations

from typing import Any

from tests.golden.programs.registry import scope_program
from tests.golden.programs.reports import error, names


@scope_program
def plain(tf: Any) -> dict[str, Any]:
    v = tf.get_variable("v", [2, 3])
    w = tf.get_variable("w", shape=(4,), dtype=tf.float64, trainable=False)
    return {"names": names(tf), "v": v.name, "w": w.name}


@scope_program
def nested(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
        with tf.variable_scope("b"):
            tf.get_variable("v", [1])
            inner = tf.get_variable_scope().name
        tf.get_variable("w", [1])
    return {"names": names(tf), "inner": inner, "outside": tf.get_variable_scope().name}


@scope_program
def slash_in_name(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a/b"):
        tf.get_variable("c/d", [1])
    with tf.variable_scope("a"), tf.variable_scope("b", reuse=True):
        again = tf.get_variable("c/d", [1])
    return {"names": names(tf), "again": again.name}


@scope_program
def created_twice(tf: Any) -> dict[str, Any]:
    tf.get_variable("v", [1])
    return {"error": error(lambda: tf.get_variable("v", [1])), "names": names(tf)}


@scope_program
def reuse_true(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        first = tf.get_variable("v", [1])
    with tf.variable_scope("a", reuse=True):
        second = tf.get_variable("v", [1])
        missing = error(lambda: tf.get_variable("x", [1]))
        shape = error(lambda: tf.get_variable("v", [2]))
        dtype = error(lambda: tf.get_variable("v", [1], dtype=tf.float64))
        no_shape = tf.get_variable("v")
    return {
        "same": first is second,
        "missing": missing,
        "shape": shape,
        "dtype": dtype,
        "no_shape": no_shape.name,
        "names": names(tf),
    }


@scope_program
def auto_reuse(tf: Any) -> dict[str, Any]:
    made = []
    for _ in range(2):
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            made.append(tf.get_variable("v", [1]))
            with tf.variable_scope("b"):
                made.append(tf.get_variable("v", [1]))
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        shape = error(lambda: tf.get_variable("v", [7]))
    return {"same": [made[0] is made[2], made[1] is made[3]], "shape": shape, "names": names(tf)}


@scope_program
def reuse_false_does_not_switch_off(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
    with tf.variable_scope("a", reuse=True), tf.variable_scope("b", reuse=False):
        problem = error(lambda: tf.get_variable("v", [1]))
        flag = str(tf.get_variable_scope().reuse)
    return {"error": problem, "flag": flag, "names": names(tf)}


@scope_program
def reuse_variables_method(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a") as scope:
        v = tf.get_variable("v", [1])
        before = scope.reuse
        scope.reuse_variables()
        again = tf.get_variable("v", [1])
        after = scope.reuse
    with tf.variable_scope("a") as fresh:
        outside = fresh.reuse
    return {"same": v is again, "flags": [bool(before), bool(after), bool(outside)]}


@scope_program
def get_variable_scope_reuse(tf: Any) -> dict[str, Any]:
    tf.get_variable("v", [1])
    tf.get_variable_scope().reuse_variables()
    return {"v": tf.get_variable("v", [1]).name, "names": names(tf)}


@scope_program
def reentered(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a") as scope:
        tf.get_variable("v", [1])
    with tf.variable_scope("elsewhere"), tf.variable_scope(scope):
        w = tf.get_variable("w", [1])
        where = tf.get_variable_scope().name
    with tf.variable_scope(scope, reuse=True):
        v = tf.get_variable("v", [1])
    return {"w": w.name, "v": v.name, "where": where, "names": names(tf)}


@scope_program
def reentered_by_name(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
    with tf.variable_scope("a"):
        clash = error(lambda: tf.get_variable("v", [1]))
        tf.get_variable("w", [1])
    return {"clash": clash, "names": names(tf)}


@scope_program
def default_names(tf: Any) -> dict[str, Any]:
    seen = []
    for _ in range(3):
        with tf.variable_scope(None, default_name="layer"):
            tf.get_variable("v", [1])
            seen.append(tf.get_variable_scope().name)
    with tf.variable_scope("outer"):
        for _ in range(2):
            with tf.variable_scope(None, default_name="layer"):
                tf.get_variable("v", [1])
                seen.append(tf.get_variable_scope().name)
    with tf.variable_scope("given", default_name="unused"):
        seen.append(tf.get_variable_scope().name)
    return {"seen": seen, "names": names(tf)}


@scope_program
def default_name_after_explicit(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("layer"):
        tf.get_variable("v", [1])
    with tf.variable_scope(None, default_name="layer"):
        tf.get_variable("v", [1])
    with tf.variable_scope("layer_1"):
        clash = error(lambda: tf.get_variable("v", [1]))
    return {"clash": clash, "names": names(tf)}


@scope_program
def default_names_start_again_in_reentered_scope(tf: Any) -> dict[str, Any]:
    seen = []
    for reuse in (None, True):
        with tf.variable_scope("model", reuse=reuse):
            for _ in range(2):
                with tf.variable_scope(None, "block"):
                    seen.append(tf.get_variable("v", [1]).name)
    return {"seen": seen, "names": names(tf)}


@scope_program
def default_name_needs_one(tf: Any) -> dict[str, Any]:
    def enter() -> None:
        with tf.variable_scope(None):
            raise AssertionError("entered")

    def default_with_reuse() -> None:
        with tf.variable_scope(None, default_name="x", reuse=True):
            raise AssertionError("entered")

    def not_a_name() -> None:
        with tf.variable_scope(3):
            raise AssertionError("entered")

    return {
        "none": error(enter),
        "default_with_reuse": error(default_with_reuse),
        "number": error(not_a_name),
    }


@scope_program
def empty_name(tf: Any) -> dict[str, Any]:
    with tf.variable_scope(""):
        tf.get_variable("v", [1])
    with tf.variable_scope("a"), tf.variable_scope(""):
        tf.get_variable("v", [1])
        inner = tf.get_variable_scope().name
    return {"inner": inner, "names": names(tf)}
