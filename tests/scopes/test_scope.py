"""``variable_scope`` and ``get_variable``: what the recorded scope programs do not say.

``test_goldens.py`` replays TensorFlow 1.15.5's own answers; here are the arguments whose effect
depends on the context, each compared with the v1 graph, which is TensorFlow's own code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat

V1 = tf.compat.v1
Program = Callable[[], Any]


def in_graph(program: Program) -> Any:
    with tf.Graph().as_default(), V1.Session() as session:
        result = program()
        session.run(V1.global_variables_initializer())
        return session.run(result)


def eagerly(program: Program) -> Any:
    with tf1compat.VariableStore():
        return tf.nest.map_structure(lambda t: tf.convert_to_tensor(t).numpy(), program())


def in_function(program: Program) -> Any:
    store = tf1compat.VariableStore()
    return tf.nest.map_structure(lambda t: t.numpy(), tf.function(store(program))())


def in_keras_layer(program: Program) -> Any:
    layer = tf1compat.TF1Layer(
        lambda x: tf.nest.map_structure(lambda t: t + tf.cast(x, t.dtype), program())
    )
    return tf.nest.map_structure(lambda t: t.numpy(), layer(tf.zeros([])))


CONTEXTS = {
    "graph": in_graph,
    "eager": eagerly,
    "function": in_function,
    "keras": in_keras_layer,
}
everywhere = pytest.mark.parametrize("run", CONTEXTS.values(), ids=list(CONTEXTS))


@everywhere
def test_explicit_custom_getter_replaces_the_scopes_and_still_reaches_the_store(run: Any) -> None:
    def double(getter: Any, *args: Any, **kwargs: Any) -> Any:
        return 2.0 * getter(*args, **kwargs)

    def shift(getter: Any, *args: Any, **kwargs: Any) -> Any:
        return 10.0 + getter(*args, **kwargs)

    def program() -> Any:
        with tf1compat.variable_scope("s", custom_getter=double, initializer=tf.ones):
            inherited = tf1compat.get_variable("a", [2])
            explicit = tf1compat.get_variable("b", [2], custom_getter=shift)
        with tf1compat.variable_scope("s", reuse=True):
            plain = tf1compat.get_variable("b", [2]) + 0.0
        return inherited, explicit, plain

    inherited, explicit, plain = run(program)
    np.testing.assert_array_equal(inherited, [2, 2])
    np.testing.assert_array_equal(explicit, [11, 11])
    np.testing.assert_array_equal(plain, [1, 1])


@everywhere
def test_partitioner_changes_where_numbers_are_and_not_what_they_are(run: Any) -> None:
    def program() -> Any:
        with tf1compat.variable_scope("p", partitioner=V1.fixed_size_partitioner(2)):
            weight = tf1compat.get_variable("w", [4, 2], initializer=V1.ones_initializer())
        return tf.convert_to_tensor(weight) * 3.0

    np.testing.assert_array_equal(run(program), np.full([4, 2], 3.0))


@everywhere
def test_caching_device_does_not_change_numbers(run: Any) -> None:
    def program() -> Any:
        with tf1compat.variable_scope("c", caching_device="/cpu:0", initializer=tf.ones):
            return tf1compat.get_variable("w", [2]) + 1.0

    np.testing.assert_array_equal(run(program), [2, 2])


@everywhere
def test_scope_dtype_and_initializer_are_inherited(run: Any) -> None:
    def program() -> Any:
        three = V1.constant_initializer(3)
        outer = tf1compat.variable_scope("outer", dtype=tf.float64, initializer=three)
        with outer, tf1compat.variable_scope("inner"):
            return tf1compat.get_variable("w", [2]) + 0.0

    result = run(program)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, [3, 3])


@everywhere
def test_auto_reuse_makes_once_and_finds_afterwards(run: Any) -> None:
    def program() -> Any:
        found = []
        for _ in range(2):
            with tf1compat.variable_scope("a", reuse=tf1compat.AUTO_REUSE):
                found.append(tf1compat.get_variable("w", [3, 3]) + 0.0)
        return found

    first, second = run(program)
    np.testing.assert_array_equal(first, second)
    assert np.ptp(first) > 0


@everywhere
def test_reuse_of_what_is_missing_is_a_value_error(run: Any) -> None:
    def program() -> Any:
        with tf1compat.variable_scope("a", reuse=True):
            return tf1compat.get_variable("w", [3]) + 0.0

    with pytest.raises(ValueError, match="a/w"):
        run(program)


def test_constraint_is_kept_on_the_variable() -> None:
    with tf1compat.VariableStore(), tf1compat.variable_scope("s", constraint=tf.nn.relu):
        variable = tf1compat.get_variable("w", [2], initializer=V1.constant_initializer(-1.0))
    assert variable.constraint is tf.nn.relu
    np.testing.assert_array_equal(variable, [-1, -1])  # TF1 left it to the optimizer


def test_constraint_acts_when_a_keras_layer_trains() -> None:
    def program(x: Any) -> Any:
        positive = V1.ones_initializer()
        return x * tf1compat.get_variable("w", [], initializer=positive, constraint=tf.nn.relu)

    model = tf1compat.TF1Model(program)
    model.compile(keras.optimizers.SGD(10.0), "mse")
    model.fit(np.ones([4, 1]), -np.ones([4, 1]), verbose=0)
    assert float(model.tf1_weights["w"].value) == 0.0


def test_scope_object_from_an_earlier_pass_serves_the_next() -> None:
    store = tf1compat.VariableStore()
    with store, tf1compat.variable_scope("a") as scope:
        one = tf1compat.get_variable("w", [2])
    with store, tf1compat.variable_scope(scope):
        other = tf1compat.get_variable("w", [2])
    assert other is one


def test_tensorflows_own_names_work_inside_a_store() -> None:
    store = tf1compat.VariableStore()
    with store, V1.variable_scope("a"), V1.variable_scope("b"):
        made = V1.get_variable("w", [2])
    assert store["a/b/w"] is made


def test_an_error_inside_a_converted_function_keeps_its_type() -> None:
    """AutoGraph replaces errors whose class takes arguments, unless told not to."""

    @tf.function(autograph=True)
    def program() -> Any:
        with tf1compat.VariableStore():
            return tf1compat.get_variable("w", [2]) + tf1compat.get_variable("w", [2])

    with pytest.raises(tf1compat.TF1CompatError, match="already exists"):
        program()
