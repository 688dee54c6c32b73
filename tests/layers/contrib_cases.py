"""The programs of ``tf.contrib.layers`` that TensorFlow 1.15.5 and we both run.

Python 3.7 reads this file, too.
"""

from __future__ import annotations

from typing import Any

from tests.layers.cases import GRAPH_ONLY, Case


def _l2(tf: Any) -> Any:
    return lambda w: 0.5 * tf.reduce_sum(w * w)


def _dense_everything(tf: Any, x: Any) -> Any:
    layers = tf.contrib.layers
    y = layers.fully_connected(
        x, 4, activation_fn=tf.nn.tanh, weights_regularizer=_l2(tf), biases_regularizer=_l2(tf),
        variables_collections={"weights": ["w"], "biases": ["b"]}, outputs_collections="kept",
    )
    z = layers.linear(y, 3, biases_initializer=None, scope="head")
    again = layers.linear(y, 3, biases_initializer=None, scope="head", reuse=True)
    assert [v.name for v in tf.get_collection("w")] == ["fully_connected/weights:0"]
    assert [v.name for v in tf.get_collection("b")] == ["fully_connected/biases:0"]
    assert y.aliases == ["fully_connected"]
    return [y, z, again, layers.relu(x, 2), layers.relu6(x, 2), layers.elu(x, 2)]


def _normalised_dense(tf: Any, x: Any) -> Any:
    layers = tf.contrib.layers
    y = layers.fully_connected(
        x, 4, normalizer_fn=layers.batch_norm, normalizer_params={"scale": True, "decay": 0.9}
    )
    return layers.fully_connected(y, 3, normalizer_fn=layers.layer_norm, activation_fn=None)


def _network(tf: Any, x: Any) -> Any:
    layers = tf.contrib.layers
    y = layers.conv2d(x, 4, 3, normalizer_fn=layers.batch_norm)
    y = layers.max_pool2d(y, 2)
    y = layers.conv2d(y, 2, [1, 2], stride=1, padding="VALID", scope="narrow")
    y = layers.flatten(layers.dropout(y, 0.5, is_training=False), outputs_collections=["kept"])
    return layers.stack(y, layers.fully_connected, [4, 3], weights_regularizer=_l2(tf))


def _sharing(tf: Any, x: Any) -> Any:
    """contrib functions in scopes, with names made unique."""
    layers = tf.contrib.layers
    outputs = []
    for reuse in (None, True):
        with tf.variable_scope("tower", reuse=reuse):
            outputs.append(layers.fully_connected(x, 3, scope="fc"))
            outputs.append(layers.layer_norm(x, scope="ln"))
    return [*outputs, layers.fully_connected(x, 2), layers.fully_connected(x, 2)]


def _embed(tf: Any, x: Any) -> Any:
    embed = tf.contrib.layers.embed_sequence
    first = embed(x, 7, 4, scope="words", regularizer=_l2(tf))
    return [first, embed(x, 7, 4, unique=True), embed(x, scope="words", reuse=True)]


def _norm(shape: Any, static: Any = None, **kwargs: Any) -> Case:
    dtype = kwargs.pop("dtype", "float32")
    kwargs.setdefault("decay", 0.9)
    phases = kwargs.pop("phases", None)
    if phases is not None:
        return Case(
            lambda tf, x, training: tf.contrib.layers.batch_norm(
                x, is_training=training, **kwargs
            ),
            shape, static, dtype, phases=phases,
        )
    return Case(
        lambda tf, x: tf.contrib.layers.batch_norm(x, **kwargs), shape, static, dtype, steps=3
    )


def _forced(**kwargs: Any) -> Case:
    """Updates that the output waits for."""
    kwargs.setdefault("decay", 0.9)

    def build(tf: Any, x: Any) -> Any:
        y = tf.contrib.layers.batch_norm(x, updates_collections=None, **kwargs)
        with tf.control_dependencies([y]):
            moving = [v.read_value() for v in tf.global_variables() if "moving" in v.name]
        return [y, *moving]

    shape = (4, 3, 2) if "fused" in kwargs else (4, 3)
    return Case(build, shape, contexts=("graph", "eager", "function"))


def _optimised(tf: Any, x: Any) -> Any:
    """Three names of optimizers, a step that counts, clipping, multipliers, a decaying rate."""
    layers = tf.contrib.layers
    step = tf.train.get_or_create_global_step()
    y = layers.batch_norm(layers.fully_connected(x, 3), decay=0.9)
    loss = tf.reduce_mean(tf.square(y - 1.0))
    weights = tf.trainable_variables()[0]

    def decay(rate: Any, at: Any) -> Any:
        return tf.train.exponential_decay(rate, at, 1, 0.5)

    train = layers.optimize_loss(
        loss, step, 0.5, "Momentum", clip_gradients=0.1, learning_rate_decay_fn=decay,
        gradient_multipliers={weights: 2.0},
    )
    other = layers.optimize_loss(
        loss, step, None, tf.train.GradientDescentOptimizer(0.1), update_ops=[],
        variables=[weights], name="second", summaries=["loss", "gradients", "gradient_norm"],
        increment_global_step=False,
    )
    with tf.control_dependencies([train]):
        moved = tf.identity(weights.read_value())
    del other
    return [train, moved]


_PHASES = (True, False, True)

CONTRIB: dict[str, Case] = {
    "contrib.dense": Case(
        _dense_everything, (4, 5), (None, 5), contexts=("graph", "eager", "function")
    ),
    "contrib.dense_rank3": Case(
        lambda tf, x: tf.contrib.layers.fully_connected(x, 3), (2, 4, 5), (None, 4, 5)
    ),
    "contrib.dense_normalised": Case(_normalised_dense, (4, 5), steps=2),
    "contrib.dense_float64": Case(
        lambda tf, x: tf.contrib.layers.linear(x, 3, trainable=False), (4, 5), None, "float64"
    ),
    "contrib.network": Case(_network, (2, 6, 6, 3), (None, 6, 6, 3), steps=2),
    "contrib.sharing": Case(_sharing, (4, 5)),
    "contrib.bias_add": Case(
        lambda tf, x: tf.contrib.layers.bias_add(
            x, tf.nn.relu, initializer=tf.constant_initializer(0.5), regularizer=_l2(tf)
        ),
        (2, 3, 5), initial=True,
    ),
    "contrib.conv1d": Case(
        lambda tf, x: tf.contrib.layers.conv1d(x, 4, 3, rate=2, activation_fn=None), (2, 8, 3)
    ),
    "contrib.conv3d": Case(
        lambda tf, x: tf.contrib.layers.conv3d(x, 2, 2, stride=(1, 2, 1)), (2, 3, 4, 3, 2)
    ),
    "contrib.conv2d_transpose": Case(
        lambda tf, x: tf.contrib.layers.conv2d_transpose(x, 4, 3, stride=2, scope="up"),
        (2, 3, 4, 3),
    ),
    "contrib.pools": Case(
        lambda tf, x: [
            tf.contrib.layers.max_pool2d(x, 3, 1, "SAME"), tf.contrib.layers.avg_pool2d(x, [2, 3])
        ],
        (2, 6, 7, 3),
    ),
    "contrib.dropout": Case(
        lambda tf, x: tf.contrib.layers.dropout(x, 0.7, seed=3), (4, 5), contexts=GRAPH_ONLY
    ),
    "contrib.dropout_phase": Case(
        lambda tf, x, training: tf.contrib.layers.dropout(
            x, 0.7, noise_shape=[None, 1], is_training=training, seed=3
        ),
        (4, 5), phases=(False, True), contexts=GRAPH_ONLY,
    ),
    "contrib.one_hot": Case(
        lambda tf, x: tf.contrib.layers.one_hot_encoding(x, 5, on_value=2.0, off_value=-1.0),
        (2, 3), (None, 3), "int32", high=5,
    ),
    "contrib.repeat": Case(
        lambda tf, x: tf.contrib.layers.repeat(
            x, 2, tf.contrib.layers.fully_connected, 4, activation_fn=None
        ),
        (3, 5),
    ),
    "contrib.stack_scope": Case(
        lambda tf, x: tf.contrib.layers.stack(
            x, tf.contrib.layers.conv1d, [(4, 3), (2, 1)], scope="convs"
        ),
        (2, 5, 3),
    ),
    "contrib.softmax": Case(
        lambda tf, x: tf.contrib.layers.softmax(x), (2, 3, 4), (None, None, 4)
    ),
    "contrib.unit_norm": Case(lambda tf, x: tf.contrib.layers.unit_norm(x, 1), (2, 3, 4)),
    "contrib.embed": Case(_embed, (3, 4), (None, None), "int64", high=7),
    "contrib.layer_norm": Case(lambda tf, x: tf.contrib.layers.layer_norm(x), (4, 5), (None, 5)),
    "contrib.layer_norm_axes": Case(
        lambda tf, x: tf.contrib.layers.layer_norm(
            x, scale=False, begin_norm_axis=2, begin_params_axis=1, activation_fn=tf.nn.relu
        ),
        (2, 3, 5), (None, 3, 5), "float64",
    ),
    "contrib.layer_norm_last": Case(
        lambda tf, x: tf.contrib.layers.layer_norm(x, center=False, begin_norm_axis=-1), (2, 3, 5)
    ),
    "contrib.layer_norm_half": Case(
        lambda tf, x: tf.contrib.layers.layer_norm(x), (4, 5), None, "float16"
    ),
    "contrib.bn_rank2": _norm((4, 3), (None, 3), variables_collections=["all"]),
    "contrib.bn_default": _norm((4, 3), decay=0.999, scale=True),
    "contrib.bn_rank2_phase": _norm((4, 3), (None, 3), scale=True, phases=_PHASES),
    "contrib.bn_rank2_inference": _norm((4, 3), is_training=False),
    "contrib.bn_rank2_unfused": _norm((4, 3), fused=False, scale=True),
    "contrib.bn_rank3": _norm((2, 4, 3), scale=True),
    "contrib.bn_rank4": _norm((2, 3, 2, 4), scale=True),
    "contrib.bn_rank4_unfused_first": _norm((2, 4, 3, 2), fused=False, data_format="NCHW"),
    "contrib.bn_float64": _norm((4, 3), dtype="float64", fused=False),
    "contrib.bn_renorm": _norm((4, 3), renorm=True, renorm_decay=0.8),
    "contrib.bn_initial": Case(
        lambda tf, x: tf.contrib.layers.batch_norm(
            x, scale=True, is_training=False,
            param_initializers={"moving_variance": tf.constant_initializer(2.0)},
            param_regularizers={"beta": _l2(tf), "gamma": _l2(tf)},
        ),
        (4, 3), initial=True,
    ),
    "contrib.bn_debiased": _norm((4, 3), zero_debias_moving_mean=True),
    "contrib.bn_debiased_unfused": _norm((2, 4, 3), zero_debias_moving_mean=True),
    "contrib.bn_forced": _forced(scale=True),
    "contrib.bn_forced_unfused": _forced(fused=False),
    "contrib.bn_forced_inference": _forced(is_training=False),
    "contrib.bn_weighted": Case(
        lambda tf, x: tf.contrib.layers.batch_norm(
            x, decay=0.9, batch_weights=tf.constant([1.0, 0.5, 2.0, 0.0]), scale=True
        ),
        (4, 3), steps=3,
    ),
    "contrib.optimised": Case(_optimised, (4, 5), steps=3, contexts=GRAPH_ONLY),
}
