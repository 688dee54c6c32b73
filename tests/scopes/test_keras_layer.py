"""``TF1Layer`` and ``TF1Model``: TF1-style code whose variables are ordinary Keras weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.processes import run_python

V1 = tf.compat.v1
NAMES = ["rnn/lstm_cell/kernel", "rnn/lstm_cell/bias", "head/w"]
LENGTHS = np.array([5, 0, 1, 3], "int32")
X = np.random.RandomState(0).uniform(-1, 1, [4, 5, 3]).astype("float32")
Y = np.random.RandomState(1).uniform(-1, 1, [4, 2]).astype("float32")


@keras.saving.register_keras_serializable("tests")
def classifier(x: Any, lengths: Any) -> Any:
    cell = tf1compat.LSTMCell(6, forget_bias=0.5)
    _, state = tf1compat.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
    with tf1compat.variable_scope("head", regularizer=halved_square):
        return state.h @ tf1compat.get_variable("w", [6, 2])


def halved_square(weight: Any) -> Any:
    return 0.5 * tf.reduce_sum(weight * weight)


@keras.saving.register_keras_serializable("tests")
class Classifier(tf1compat.TF1Model):
    def tf1_call(self, x: Any, lengths: Any) -> Any:
        return classifier(x, lengths)


def functional() -> Any:
    x, lengths = keras.Input([5, 3], name="x"), keras.Input([], dtype="int32", name="lengths")
    return keras.Model([x, lengths], tf1compat.TF1Layer(classifier)(x, lengths))


def in_tf1(weights: dict[str, Any]) -> Any:
    """The same function in a v1 graph, with these weights."""
    with tf.Graph().as_default(), V1.Session() as session:
        output = classifier(tf.constant(X), tf.constant(LENGTHS))
        for variable in V1.global_variables():
            variable.load(weights[variable.op.name], session)
        return session.run(output)


def numbers(layer: Any) -> dict[str, Any]:
    return {name: weight.numpy() for name, weight in layer.tf1_weights.items()}


def test_weights_have_tf1s_names_and_numbers() -> None:
    model = functional()
    assert [weight.path for weight in model.weights] == NAMES
    expected = in_tf1(numbers(model.layers[-1]))
    np.testing.assert_allclose(model.predict([X, LENGTHS], verbose=0), expected, rtol=1e-5)


def test_fit_trains_all_weights_again_and_again() -> None:
    model = functional()
    model.compile(keras.optimizers.SGD(0.1), "mse")
    before = numbers(model.layers[-1])
    for _ in range(2):
        losses = model.fit([X, LENGTHS], Y, epochs=3, batch_size=4, verbose=0).history["loss"]
        assert losses[-1] < losses[0]
        after = numbers(model.layers[-1])
        assert all(np.abs(after[name] - before[name]).max() > 0 for name in NAMES)
        before = after


def test_regularizers_join_the_loss() -> None:
    layer = tf1compat.TF1Layer(classifier)
    layer(X, LENGTHS)
    expected = 0.5 * np.square(layer.tf1_weights["head/w"].numpy()).sum()
    assert [float(loss) for loss in layer.losses] == [pytest.approx(expected, rel=1e-5)]


def test_subclassed_model_trains_from_data_of_two_inputs() -> None:
    model = Classifier()
    model(X, LENGTHS)
    assert [weight.path for weight in model.weights] == NAMES

    @tf.function
    def step() -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(X, LENGTHS) - Y) ** 2)
        gradients = tape.gradient(loss, model.trainable_weights)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
        return loss

    model.compile(keras.optimizers.SGD(0.1), "mse")
    losses = [float(step()) for _ in range(4)]
    assert losses[-1] < losses[0]


def test_saved_and_loaded_as_keras_file(tmp_path: Path) -> None:
    model = functional()
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert [weight.path for weight in loaded.weights] == NAMES
    np.testing.assert_array_equal(
        loaded.predict([X, LENGTHS], verbose=0), model.predict([X, LENGTHS], verbose=0)
    )


def test_saved_and_loaded_as_weights(tmp_path: Path) -> None:
    model, other = functional(), functional()
    model.save_weights(tmp_path / "model.weights.h5")
    assert np.abs(model([X, LENGTHS]) - other([X, LENGTHS])).max() > 0
    other.load_weights(tmp_path / "model.weights.h5")
    np.testing.assert_array_equal(model([X, LENGTHS]), other([X, LENGTHS]))


def test_exported_saved_model_answers_by_its_signature(tmp_path: Path) -> None:
    def tower(x: Any) -> Any:
        with tf1compat.variable_scope("tower"):
            return tf.tanh(x @ tf1compat.get_variable("w", [75, 4]))

    x = np.random.RandomState(2).normal(size=[3, 75]).astype("float32")
    model = tf1compat.TF1Model(tower)
    expected = model(x)
    archive = keras.export.ExportArchive()
    archive.track(model)
    signature = [tf.TensorSpec([None, 75], tf.float32, name="input_wv")]
    archive.add_endpoint("serving_default", model.call, signature)
    archive.write_out(str(tmp_path / "saved"))
    serve = tf.saved_model.load(str(tmp_path / "saved")).signatures["serving_default"]
    [received] = serve(input_wv=tf.constant(x)).values()
    np.testing.assert_allclose(received, expected, rtol=1e-6)


def test_training_argument_is_kerass() -> None:
    def code(x: Any, training: bool = False) -> Any:
        w = tf1compat.get_variable("w", [], initializer=tf.ones)
        return x * w * (2.0 if training else 1.0)

    layer = tf1compat.TF1Layer(code)
    assert float(layer(tf.ones([]))) == 1.0
    assert float(layer(tf.ones([]), training=True)) == 2.0


def test_a_variable_that_appears_later_is_an_error() -> None:
    calls: list[int] = []

    def fickle(x: Any) -> Any:
        calls.append(1)
        return x * tf1compat.get_variable(f"w{len(calls)}", [])

    with pytest.raises(ValueError, match="w2"):
        tf1compat.TF1Layer(fickle)(tf.ones([]))


def test_the_scopes_around_a_layer_are_not_its_functions() -> None:
    layer = tf1compat.TF1Layer(lambda x: x * tf1compat.get_variable("w", []))
    with tf1compat.variable_scope("around"):
        layer(keras.Input([3]))
        layer(tf.ones([1, 3]))
    assert [weight.path for weight in layer.weights] == ["w"]


def test_one_cell_in_two_keras_layers_shares_weights_where_keras_shares_the_cell() -> None:
    cell = tf1compat.as_keras_cell(tf1compat.GRUCell(4))
    one, two = keras.layers.RNN(cell), keras.layers.RNN(cell, go_backwards=True)
    x = keras.Input([5, 3])
    model = keras.Model(x, [one(x), two(x)])
    assert len(model.weights) == 4
    forward, backward = model(X)
    np.testing.assert_allclose(one(X[:, ::-1]), backward, rtol=1e-6)
    assert np.abs(forward - backward).max() > 0


def test_partitioned_variable_is_one_weight() -> None:
    def code(x: Any) -> Any:
        with tf1compat.variable_scope("p", partitioner=V1.fixed_size_partitioner(3)):
            return x @ tf.convert_to_tensor(tf1compat.get_variable("w", [6, 2]))

    layer = tf1compat.TF1Layer(code)
    assert layer(tf.ones([1, 6])).shape == (1, 2)
    assert [(weight.path, weight.shape) for weight in layer.weights] == [("p/w", (6, 2))]


MIRRORED = """
import keras, numpy as np, tensorflow as tf, tf1compat
cpus = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpus[0], [tf.config.LogicalDeviceConfiguration()] * 2)
from tests.scopes.test_keras_layer import LENGTHS, X, Y, functional

def losses(model):
    model.compile(keras.optimizers.SGD(0.1), "mse")
    data = tf.data.Dataset.from_tensors(((X, LENGTHS), Y)).unbatch().batch(4)
    return model.fit(data, epochs=3, verbose=0).history["loss"]

alone = functional()
start = alone.get_weights()
expected = losses(alone)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    mirrored = functional()
    mirrored.set_weights(start)
    received = losses(mirrored)
assert strategy.num_replicas_in_sync == 2
np.testing.assert_allclose(received, expected, rtol=1e-4)
np.testing.assert_allclose(alone.get_weights()[0], mirrored.get_weights()[0], rtol=1e-4, atol=1e-6)
print("equal")
"""


@pytest.mark.skipif(
    keras.__version__.startswith("3.3."),
    reason="Keras 3.3 trains its own Dense otherwise on two devices than on one",
)
def test_mirrored_strategy_on_two_devices_trains_as_one_does() -> None:
    assert run_python(MIRRORED).endswith("equal\n")


V1_BEHAVIOR = """
import tensorflow as tf
tf.compat.v1.disable_v2_behavior()
import numpy as np, tf1compat
from tests.scopes.test_keras_layer import LENGTHS, X, classifier

output = classifier(tf.constant(X), tf.constant(LENGTHS))
losses = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.REGULARIZATION_LOSSES)
with tf.compat.v1.Session() as session:
    session.run(tf.compat.v1.global_variables_initializer())
    assert session.run(output).shape == (4, 2)
    assert len(losses) == 1 and session.run(losses[0]) > 0
print([v.op.name for v in tf.compat.v1.global_variables()])
"""


def test_the_same_function_under_disable_v2_behavior() -> None:
    assert run_python(V1_BEHAVIOR).endswith(f"{NAMES}\n")
