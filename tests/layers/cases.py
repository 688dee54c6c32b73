"""The programs of ``tf.layers`` that TensorFlow 1.15.5 and we both run.

Plain data and functions of ``tf``; Python 3.7 reads this file, too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any


@dataclasses.dataclass(frozen=True)
class Case:
    """One program.

    Attributes:
      build: ``build(tf, x)`` or, with ``phases``, ``build(tf, x, training)``; gives the outputs.
      shape: of the fed input.
      static: what the placeholder knows of it; all of it by default.
      dtype: of the input.
      phases: what is fed for ``training`` in each step; None where the program takes none.
      steps: number of steps without ``phases``; UPDATE_OPS run once in each.
      initial: whether the initial values are settled by seeds or constants, hence compared.
      high: exclusive upper limit of integer inputs.
      contexts: where it can run.
    """

    build: Callable[..., Any]
    shape: tuple[int, ...]
    static: tuple[int | None, ...] | None = None
    dtype: str = "float32"
    phases: tuple[bool, ...] | None = None
    steps: int = 1
    initial: bool = False
    high: int = 0
    contexts: tuple[str, ...] = ("graph", "eager", "function", "keras")


GRAPH_ONLY = ("graph",)


def _l2(tf: Any) -> Any:
    return lambda w: 0.5 * tf.reduce_sum(w * w)


def _shared(tf: Any, x: Any) -> Any:
    """Sharing by name and reuse, by AUTO_REUSE, by an object; and names made unique."""
    layers = tf.layers
    with tf.variable_scope("tower"):
        a = layers.dense(x, 4, name="shared", kernel_regularizer=_l2(tf))
        b = layers.dense(x, 4, name="shared", reuse=True, kernel_regularizer=_l2(tf))
        c = layers.dense(x, 2)
        d = layers.dense(x, 2)
    with tf.variable_scope("tower", reuse=True):
        e = layers.dense(x, 4, name="shared")
    outputs = [a, b, c, d, e]
    for _ in range(2):
        with tf.variable_scope("auto", reuse=tf.AUTO_REUSE):
            outputs.append(layers.dense(x, 3, name="head"))
    layer = layers.Dense(3, name="object")
    outputs += [layer(x), layer(x)]
    return outputs


def _scope_defaults(tf: Any, x: Any) -> Any:
    """The initialiser and regulariser of the scope reach the layer."""
    start = tf.constant_initializer(0.25)
    with tf.variable_scope("outer", initializer=start, regularizer=_l2(tf)):
        return tf.layers.dense(x, 3, bias_regularizer=_l2(tf))


def _partitioned(tf: Any, x: Any) -> Any:
    with tf.variable_scope("shards", partitioner=tf.fixed_size_partitioner(2)):
        y = tf.layers.dense(x, 4, kernel_regularizer=_l2(tf), use_bias=False)
        return tf.layers.batch_normalization(y, training=True, name="bn", scale=False, center=False)


def _own_layer(tf: Any, x: Any) -> Any:
    """People's own subclass: variables in build, an update, a loss, a scope argument."""

    class Centred(tf.layers.Layer):
        def __init__(self, **kwargs: Any) -> None:
            self.calls = 0
            super().__init__(**kwargs)

        def build(self, shape: Any) -> None:
            depth = int(shape[-1])
            self.gain = self.add_variable(
                "gain", [depth], initializer=tf.ones_initializer(), regularizer=_l2(tf)
            )
            self.mean = self.add_weight(
                "mean", [depth], initializer=tf.zeros_initializer(), trainable=False
            )
            super().build(shape)

        def call(self, inputs: Any, scope: Any = None) -> Any:
            self.calls += 1
            assert scope.name.endswith("centred") or scope.name.endswith("late")
            mean = tf.reduce_mean(inputs, 0)
            self.add_update(tf.assign(self.mean, 0.5 * self.mean + 0.5 * mean), inputs=True)
            self.add_loss(0.25 * tf.reduce_sum(inputs * inputs), inputs=inputs)
            return (inputs - mean) * self.gain

    return [Centred()(x), Centred(name="other")(x, scope="late")]


def _residual_stack(tf: Any, x: Any) -> Any:
    """A small network as repositories wrote them."""
    h = tf.layers.conv2d(x, 4, 3, padding="same", use_bias=False, name="conv")
    h = tf.nn.relu(tf.layers.batch_normalization(h, training=True))
    h = tf.layers.max_pooling2d(h, 2, 2)
    h = tf.layers.dropout(tf.layers.flatten(h), 0.3, training=False)
    return tf.layers.dense(h, 3, activation=tf.nn.softmax)


def _twice(tf: Any, x: Any) -> Any:
    layer = tf.layers.BatchNormalization(momentum=1.0)  # in a graph the two updates race
    return [layer(x, training=True), layer(2.0 * x, training=True)]


DENSE: dict[str, Case] = {
    "dense.plain": Case(lambda tf, x: tf.layers.dense(x, 3), (4, 5), (None, 5)),
    "dense.float64": Case(lambda tf, x: tf.layers.dense(x, 3, tf.nn.tanh), (4, 5), None, "float64"),
    "dense.rank3": Case(
        lambda tf, x: tf.layers.dense(x, 3, "relu"), (2, 4, 5), (None, None, 5)
    ),
    "dense.rank4": Case(lambda tf, x: tf.layers.dense(x, 3, use_bias=False), (2, 3, 2, 5)),
    "dense.seeded": Case(
        lambda tf, x: tf.layers.dense(
            x, 3, kernel_initializer=tf.glorot_normal_initializer(seed=3), bias_initializer="ones"
        ),
        (4, 5), initial=True,
    ),
    "dense.regularised": Case(
        lambda tf, x: tf.layers.dense(
            x, 3, kernel_regularizer=_l2(tf), bias_regularizer="l1", activity_regularizer=_l2(tf)
        ),
        (4, 5), (None, 5),
    ),
    "dense.frozen": Case(
        lambda tf, x: tf.layers.dense(x, 3, trainable=False, name="frozen"), (4, 5)
    ),
    "dense.shared": Case(_shared, (4, 5)),
    "dense.scope_defaults": Case(_scope_defaults, (4, 5), initial=True),
    "dense.partitioned": Case(_partitioned, (4, 6), contexts=GRAPH_ONLY),
    "dense.cast": Case(
        lambda tf, x: tf.layers.Dense(3, dtype="float32")(x), (4, 5), None, "float64"
    ),
    "dense.sparse": Case(
        lambda tf, x: tf.layers.dense(
            tf.SparseTensor([[0, 1], [2, 3]], tf.reshape(x, [2]), [3, 4]), 2
        ),
        (2,),
    ),
    "layer.own": Case(_own_layer, (4, 3), steps=2),
    "flatten.static": Case(lambda tf, x: tf.layers.flatten(x), (2, 3, 4)),
    "flatten.unknown": Case(lambda tf, x: tf.layers.flatten(x), (2, 3, 4), (None, None, 4)),
    "flatten.first": Case(
        lambda tf, x: tf.layers.flatten(x, data_format="channels_first"), (2, 3, 4, 5)
    ),
    "flatten.vector": Case(lambda tf, x: tf.layers.flatten(x), (5,)),
    "dropout.off": Case(lambda tf, x: tf.layers.dropout(x, 0.4), (4, 5)),
    "dropout.seeded": Case(
        lambda tf, x: tf.layers.dropout(x, 0.4, seed=5, training=True), (4, 5),
        contexts=GRAPH_ONLY,
    ),
    "dropout.noise_shape": Case(
        lambda tf, x: tf.layers.dropout(
            x, 0.4, noise_shape=[None, 1, 3], seed=5, training=True
        ),
        (4, 5, 3), (None, 5, 3), contexts=GRAPH_ONLY,
    ),
    "dropout.phase": Case(
        lambda tf, x, training: tf.layers.dropout(x, 0.4, seed=5, training=training), (4, 5),
        phases=(False, True), contexts=GRAPH_ONLY,
    ),
}

CONV: dict[str, Case] = {
    "conv1d.plain": Case(lambda tf, x: tf.layers.conv1d(x, 4, 3), (2, 8, 3), (None, None, 3)),
    "conv1d.causal": Case(
        lambda tf, x: tf.layers.conv1d(x, 4, 3, padding="causal", dilation_rate=2), (2, 8, 3)
    ),
    "conv1d.same_strided": Case(
        lambda tf, x: tf.layers.conv1d(x, 4, [3], strides=2, padding="SAME"), (2, 7, 3)
    ),
    "conv2d.plain": Case(
        lambda tf, x: tf.layers.conv2d(
            x, 4, (3, 2), activation=tf.nn.relu, kernel_regularizer=_l2(tf),
            activity_regularizer=_l2(tf),
        ),
        (2, 6, 5, 3), (None, None, 5, 3),
    ),
    "conv2d.strided": Case(
        lambda tf, x: tf.layers.conv2d(x, 4, 3, strides=(2, 1), padding="same", use_bias=False),
        (2, 6, 5, 3), None, "float64",
    ),
    "conv2d.dilated": Case(
        lambda tf, x: tf.layers.conv2d(x, 4, 3, dilation_rate=(1, 2), padding="same"), (2, 6, 7, 3)
    ),
    "conv2d.explicit": Case(
        lambda tf, x: tf.layers.conv2d(x, 4, 3, padding=[[0, 0], [2, 0], [1, 1], [0, 0]]),
        (2, 6, 5, 3),
    ),
    "conv3d.plain": Case(
        lambda tf, x: tf.layers.conv3d(x, 2, 2, strides=(1, 2, 1)), (2, 3, 4, 3, 2)
    ),
    "conv2d_transpose.same": Case(
        lambda tf, x: tf.layers.conv2d_transpose(x, 4, 3, strides=2, padding="same"),
        (2, 3, 4, 3), (None, 3, None, 3),
    ),
    "conv2d_transpose.valid": Case(
        lambda tf, x: tf.layers.conv2d_transpose(
            x, 4, (2, 3), strides=(3, 1), use_bias=False, activation="tanh"
        ),
        (2, 3, 4, 3),
    ),
    "conv2d_transpose.first": Case(
        lambda tf, x: tf.layers.conv2d_transpose(
            x, 4, 3, strides=2, use_bias=False, data_format="channels_first"
        ),
        (2, 3, 4, 5),
    ),
    "conv3d_transpose.valid": Case(
        lambda tf, x: tf.layers.conv3d_transpose(x, 2, 2, strides=(1, 2, 3)),
        (2, 2, 3, 2, 3), (None, 2, None, 2, 3),
    ),
    "separable_conv1d.plain": Case(
        lambda tf, x: tf.layers.separable_conv1d(x, 4, 3, strides=2, depth_multiplier=2), (2, 8, 3)
    ),
    "separable_conv1d.causal": Case(
        lambda tf, x: tf.layers.separable_conv1d(
            x, 4, 3, padding="causal", dilation_rate=2, activation=tf.tanh
        ),
        (2, 8, 3),
    ),
    "separable_conv2d.plain": Case(
        lambda tf, x: tf.layers.separable_conv2d(
            x, 4, 3, depth_multiplier=2, depthwise_regularizer=_l2(tf),
            pointwise_regularizer=_l2(tf),
        ),
        (2, 6, 5, 3), (None, 6, 5, 3),
    ),
    "separable_conv2d.dilated": Case(
        lambda tf, x: tf.layers.separable_conv2d(x, 4, 3, padding="same", dilation_rate=2),
        (2, 6, 5, 3),
    ),
}

_SPACE = {1: (7,), 2: (7, 5), 3: (5, 4, 5)}


def _pool(kind: str, rank: int, padding: str, data_format: str) -> Case:
    space = _SPACE[rank]
    first = data_format == "channels_first"

    def build(tf: Any, x: Any) -> Any:
        function = getattr(tf.layers, f"{kind}_pooling{rank}d")
        return function(x, 3, 2, padding=padding, data_format=data_format)

    return Case(build, (2, 3, *space) if first else (2, *space, 3))


POOLING: dict[str, Case] = {
    f"{kind}_pooling{rank}d.{padding}": _pool(kind, rank, padding, "channels_last")
    for kind in ("average", "max")
    for rank in (1, 2, 3)
    for padding in ("valid", "same")
}
POOLING["max_pooling1d.first"] = _pool("max", 1, "same", "channels_first")
POOLING["average_pooling3d.first"] = _pool("average", 3, "valid", "channels_first")


def _norm(shape: tuple[int, ...], static: Any = None, **kwargs: Any) -> Case:
    """Batch normalisation over three steps."""
    dtype = kwargs.pop("dtype", "float32")
    kwargs.setdefault("momentum", 0.9)
    if "phases" in kwargs:
        phases = kwargs.pop("phases")
        return Case(
            lambda tf, x, training: tf.layers.batch_normalization(x, training=training, **kwargs),
            shape, static, dtype, phases=phases,
        )
    kwargs.setdefault("training", True)
    return Case(
        lambda tf, x: tf.layers.batch_normalization(x, **kwargs), shape, static, dtype, steps=3
    )


_CLIPPING = {"rmin": 0.4, "rmax": 1.5, "dmax": 0.3}
_PHASES = (True, False, True)

NORM: dict[str, Case] = {
    "bn.rank2": _norm((4, 3), (None, 3)),
    "bn.default_momentum": _norm((4, 3), momentum=0.99),
    "bn.rank2_inference": _norm((4, 3), training=False),
    "bn.rank2_phase": _norm((4, 3), (None, 3), phases=_PHASES),
    "bn.rank3_axis1": _norm((4, 3, 5), axis=1),
    "bn.rank3_axes": _norm((4, 3, 5), axis=[1, 2]),
    "bn.float64": _norm((4, 3), dtype="float64"),
    "bn.float16": _norm((4, 3), dtype="float16", epsilon=0.01),
    "bn.fused": _norm((2, 3, 2, 4), (None, None, None, 4)),
    "bn.fused_one_row": _norm((1, 2, 2, 4), momentum=0.99),
    "bn.fused_small_epsilon": _norm((2, 3, 2, 4), epsilon=1e-7),
    "bn.fused_no_affine": _norm((2, 3, 2, 4), center=False, scale=False),
    "bn.fused_inference": _norm((2, 3, 2, 4), training=False),
    "bn.fused_phase": _norm((2, 3, 2, 4), phases=_PHASES),
    "bn.unfused": _norm((2, 3, 2, 4), fused=False),
    "bn.unfused_axis1": _norm((2, 4, 3, 2), fused=False, axis=1),
    "bn.rank4_axis2": _norm((2, 4, 3, 2), axis=2),
    "bn.no_center": _norm((4, 3), center=False),
    "bn.no_scale": _norm((4, 3), scale=False),
    "bn.frozen": _norm((4, 3), trainable=False),
    "bn.renorm": _norm((4, 3), renorm=True, renorm_momentum=0.8),
    "bn.renorm_clipped": _norm((2, 3, 2, 4), renorm=True, renorm_clipping=_CLIPPING),
    "bn.renorm_phase": _norm((4, 3), renorm=True, renorm_clipping=_CLIPPING, phases=_PHASES),
    "bn.renorm_no_affine": _norm((4, 3), renorm=True, center=False, scale=False),
    "bn.virtual": _norm((6, 3), virtual_batch_size=2),
    "bn.virtual_rank4": _norm((4, 3, 2, 5), virtual_batch_size=2),
    "bn.adjusted": _norm((4, 3), adjustment=lambda shape: (1.5, 0.25)),
    "bn.twice": Case(_twice, (4, 3), steps=2),
    "bn.initial": Case(
        lambda tf, x: tf.layers.batch_normalization(
            x, renorm=True, moving_variance_initializer=tf.constant_initializer(4.0),
            gamma_initializer=tf.constant_initializer(0.5), gamma_regularizer=_l2(tf),
        ),
        (4, 3), initial=True,
    ),
    "network": Case(_residual_stack, (2, 4, 4, 3), (None, 4, 4, 3), steps=2),
}

CASES: dict[str, Case] = {}
for _group in (DENSE, CONV, POOLING, NORM):
    CASES.update(_group)
