"""``tf.layers`` inside Keras models and stores: fit, save, load, checkpoints, losses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tf1compat import layers
from tf1compat.contrib import layers as contrib
from tf1compat.errors import ArgumentValueError


def penalty(weight: Any) -> Any:
    return 0.1 * tf.reduce_sum(weight * weight)


@keras.saving.register_keras_serializable("tests.layers")
def network(x: Any, training: bool = False) -> Any:
    x = layers.dense(x, 4, tf.nn.tanh, kernel_regularizer=penalty, name="hidden")
    x = layers.batch_normalization(x, momentum=0.5, training=training, name="bn")
    return contrib.linear(layers.dropout(x, 0.25, training=training), 2, scope="head")


def data() -> tuple[Any, Any]:
    generator = np.random.default_rng(3)
    x = generator.normal(size=(32, 3)).astype("float32")
    return x, x[:, :2] * 2.0


NAMES = [
    "hidden/kernel", "hidden/bias", "bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance",
    "head/weights", "head/biases",
]  # fmt: skip


def test_fit_save_and_load(tmp_path: Path) -> None:
    x, y = data()
    model = tf1compat.TF1Model(network)
    model.compile(keras.optimizers.SGD(0.05), "mse")
    model.fit(x, y, epochs=3, batch_size=8, verbose=0)
    assert list(model.tf1_weights) == NAMES
    assert [w.path for w in model.trainable_weights] == [n for n in NAMES if "moving" not in n]
    moved = keras.ops.convert_to_numpy(model.tf1_weights["bn/moving_mean"])
    assert np.abs(moved).max() > 1e-3  # training moved the statistics
    before = model.predict(x, verbose=0)
    np.testing.assert_array_equal(before, model.predict(x, verbose=0))  # and inference does not
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict(x, verbose=0), before)


def test_one_keras_step_moves_the_statistics_as_the_layer_says() -> None:
    x, _ = data()
    layer = tf1compat.TF1Layer(lambda x: layers.batch_normalization(x, momentum=0.5, training=True))
    layer(x)
    mean, variance = (w.numpy() for w in layer.non_trainable_weights)
    np.testing.assert_allclose(mean, 0.5 * x.mean(0), atol=1e-6)
    np.testing.assert_allclose(variance, 0.5 + 0.5 * x.var(0), atol=1e-6)


def test_regularisation_reaches_the_keras_loss() -> None:
    x, _ = data()
    layer = tf1compat.TF1Layer(
        lambda x: layers.dense(x, 2, kernel_regularizer=penalty, activity_regularizer=penalty)
    )
    y = layer(x)
    kernel = layer.tf1_weights["dense/kernel"].numpy()
    expected = sorted([0.1 * np.sum(kernel**2), 0.1 * np.sum(y.numpy() ** 2) / len(x)])
    np.testing.assert_allclose(sorted(float(loss) for loss in layer.losses), expected, rtol=1e-5)


def test_store_keeps_losses_of_the_latest_pass() -> None:
    store = tf1compat.VariableStore()

    @store
    def step(x: Any) -> Any:
        with tf1compat.variable_scope("tower"):
            return layers.dense(x, 2, kernel_regularizer=penalty, activity_regularizer=penalty)

    for scale in (1.0, 2.0):
        x = scale * tf.ones([4, 3])
        y = step(x)
        losses = store.regularization_losses()
        kernel = store["tower/dense/kernel"]
        expected = [penalty(kernel), penalty(y) / 4.0]
        np.testing.assert_allclose(losses, expected, rtol=1e-6)
    assert len(store.regularization_losses("tower")) == 2
    assert store.regularization_losses("elsewhere") == []


def test_losses_of_an_object_are_those_of_its_latest_call() -> None:
    layer = layers.Dense(2, kernel_regularizer=penalty, activity_regularizer=penalty)
    for scale in (1.0, 3.0):
        y = layer(scale * tf.ones([4, 3]))
        np.testing.assert_allclose(layer.losses, [penalty(layer.kernel), penalty(y) / 4.0])


def test_checkpoint_of_tf1_names(tmp_path: Path) -> None:
    x, _ = data()
    store, other = tf1compat.VariableStore(), tf1compat.VariableStore()
    with store:
        y = network(x)
    prefix = store.save(tmp_path / "model.ckpt")
    assert sorted(name for name, _ in tf.train.list_variables(prefix)) == sorted(NAMES)
    with other:
        network(x)
    other.load(prefix)
    with other:
        np.testing.assert_array_equal(network(x), y)


def test_names_in_a_store_do_not_depend_on_what_ran_outside() -> None:
    contrib.fully_connected(tf.ones([2, 3]), 4)
    with tf1compat.variable_scope(None, "fully_connected"):
        pass
    for _ in range(2):
        with tf1compat.VariableStore() as store:
            contrib.fully_connected(tf.ones([2, 3]), 4)
            with tf1compat.VariableStore():  # and a store within does not disturb it
                contrib.fully_connected(tf.ones([2, 3]), 4)
            contrib.fully_connected(tf.ones([2, 3]), 4)
        assert list(store)[::2] == ["fully_connected/weights", "fully_connected_1/weights"]


def test_outputs_collections_need_a_place() -> None:
    with pytest.raises(ArgumentValueError, match="outputs_collections"):
        contrib.fully_connected(tf.ones([2, 3]), 4, outputs_collections="kept")
    with tf1compat.VariableStore() as store:
        y = contrib.fully_connected(tf.ones([2, 3]), 4, outputs_collections="kept")
        assert store.get_collection("kept") == [y]


def test_optimize_loss_needs_a_graph() -> None:
    with pytest.raises(ArgumentValueError, match="v1 graph"):
        contrib.optimize_loss(tf.constant(1.0), None, 0.1, "SGD")
