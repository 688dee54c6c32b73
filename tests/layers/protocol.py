"""What TF1's layers say of themselves: facts that both sides give in a graph.

Python 3.7 reads this file, too.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any


def _x(tf: Any, *shape: Any) -> Any:
    return tf.placeholder(tf.float32, shape)


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration as JSON has it."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in config.items()}


def _configs(tf: Any) -> Any:
    layers = tf.layers
    made = [
        layers.Dense(3), layers.Dense(3, tf.nn.relu, False, dtype="float64", name="d"),
        layers.Dense(3, kernel_initializer=tf.constant_initializer(0.5)),
        layers.Conv1D(2, 3), layers.Conv2D(2, 3, (1, 2), "same"), layers.Conv3D(2, 3),
        layers.Conv2DTranspose(2, 3), layers.Conv3DTranspose(2, 3), layers.Dropout(0.3, seed=2),
        layers.Flatten(), layers.MaxPooling1D(2, 2), layers.AveragePooling3D(2, 1, "same"),
        layers.BatchNormalization(), layers.BatchNormalization([1], renorm=True, trainable=False),
    ]  # fmt: skip
    return [_plain(layer.get_config()) for layer in made]


def _names(tf: Any) -> Any:
    layers = tf.layers
    x = _x(tf, 2, 3)
    first, second = layers.Dense(3), layers.Dense(3)
    named = layers.Dense(3, name="named")
    found = [first.name, second.name, named.name]
    with tf.variable_scope("outer"):
        for layer in (second, first, named):
            layer(x)
    found += [layer.scope_name for layer in (first, second, named)]
    late = layers.Dense(2)
    late(x, scope="late")
    private = type("_Hidden", (layers.Dense,), {})(2)
    private(x)
    return [*found, late.scope_name, private.scope_name, late.dtype, layers.Dense(1).dtype]


def _weights(tf: Any) -> Any:
    layer = tf.layers.BatchNormalization()
    layer(_x(tf, 2, 3))
    frozen = tf.layers.Dense(2, trainable=False)
    frozen(_x(tf, 2, 3))
    found = []
    for one in (layer, frozen):
        for attribute in ("weights", "variables", "trainable_weights", "non_trainable_variables"):
            found.append([v.name for v in getattr(one, attribute)])
    layer.trainable = False
    found.append([v.name for v in layer.weights])
    return [*found, layer.count_params(), layer.built, layer.stateful]


def _effects(tf: Any) -> Any:
    """Counts of updates and losses, by what they depend on."""
    x, other = _x(tf, 2, 3), _x(tf, 2, 3)
    penalty = tf.reduce_sum
    dense = tf.layers.Dense(2, kernel_regularizer=penalty, activity_regularizer=penalty)
    dense(x)
    norm = tf.layers.BatchNormalization()
    norm(x, training=True)
    found = [
        len(dense.losses), len(dense.get_losses_for(None)), len(dense.get_losses_for(x)),
        len(dense.get_losses_for(other)), len(norm.updates), len(norm.get_updates_for(None)),
        len(norm.get_updates_for(x)), len(norm.get_updates_for(other)),
    ]
    norm.trainable = False
    frozen = len(norm.updates)
    norm.stateful = True
    return [*found, frozen, len(norm.updates)]


def _shapes(tf: Any) -> Any:
    layers = tf.layers
    asked = [
        (layers.Dense(3), [None, 5, 2]), (layers.Conv1D(3, 2, dilation_rate=2), [None, 5, 2]),
        (layers.Conv2D(3, 2, (2, 1), "same"), [2, 5, None, 4]),
        (layers.Conv2D(3, 2, data_format="channels_first"), [2, 4, 5, 6]),
        (layers.Conv2DTranspose(3, 2, 2), [None, 5, 2, 4]),
        (layers.Conv3DTranspose(3, 3, 2, "same"), [None, 5, 2, 3, 4]),
        (layers.MaxPooling2D(2, 2), [None, 5, 2, 4]),
        (layers.AveragePooling1D(3, 2, "same", "channels_first"), [None, 5, 7]),
        (layers.Flatten(), [1, 2, 3]), (layers.Flatten(), [None, None, 3]),
    ]  # fmt: skip
    return [tf.TensorShape(layer.compute_output_shape(s)).as_list() for layer, s in asked]


def _specs(tf: Any) -> Any:
    spec = tf.layers.InputSpec(shape=(None, 3))
    config = {key: value for key, value in _plain(spec.get_config()).items() if key != "axes"}
    return [repr(tf.layers.InputSpec(ndim=3, axes={1: 2})), spec.ndim, config]


def _constrained(tf: Any) -> Any:
    """An optimizer applies the constraint; what is left of each kernel after one step."""
    x = tf.constant([[1.0, -2.0]])
    start = tf.constant_initializer([[0.3, -0.4], [0.5, 0.6]])
    total = 0.0

    def small(w: Any) -> Any:
        return tf.clip_by_value(w, -0.2, 0.2)

    for constraint in (small, "non_neg", "max_norm", "unit_norm", "min_max_norm"):
        y = tf.layers.dense(
            x, 2, use_bias=False, kernel_initializer=start, kernel_constraint=constraint
        )
        total += tf.reduce_sum(y * y)
    step = tf.train.GradientDescentOptimizer(0.5).minimize(total)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        return [session.run(v).round(5).tolist() for v in tf.trainable_variables()]


def _copied(tf: Any) -> Any:
    """A copy made before the first call has weights of its own."""
    layer = tf.layers.Dense(2, kernel_regularizer=tf.reduce_sum)
    x = _x(tf, 2, 3)
    again = copy.deepcopy(layer)
    layer(x)
    again(x)
    return [[v.name for v in again.weights], len(tf.global_variables())]


def _collections(tf: Any) -> Any:
    """A layer called twice, one sharing its scope, one frozen."""
    x = _x(tf, 2, 3)
    layer = tf.layers.BatchNormalization(name="bn", gamma_regularizer=tf.reduce_sum)
    layer(x, training=True)
    layer(x, training=True)
    tf.layers.batch_normalization(
        x, training=True, name="bn", reuse=True, gamma_regularizer=tf.reduce_sum
    )
    tf.layers.batch_normalization(x, training=True, trainable=False)
    tf.layers.batch_normalization(x, training=False)
    keys = tf.GraphKeys
    wanted = (keys.UPDATE_OPS, keys.REGULARIZATION_LOSSES, keys.TRAINABLE_VARIABLES)
    return [len(tf.get_collection(key)) for key in wanted]


PROTOCOL: dict[str, Callable[[Any], Any]] = {
    "collections": _collections,
    "configs": _configs,
    "constrained": _constrained,
    "copied": _copied,
    "effects": _effects,
    "names": _names,
    "shapes": _shapes,
    "specs": _specs,
    "weights": _weights,
}


def told(tf: Any, program: Callable[[Any], Any]) -> Any:
    """The facts of one program, in a graph of its own."""
    with tf.Graph().as_default():
        return program(tf)
