"""The computations of ``batch_norm`` that the layer of ``tf.layers`` does not have."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ZEROS, smart_cond, static_bool
from tf1compat.layers.fused import fused_batch_norm
from tf1compat.layers.moving import assign_moving_average
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope


@dataclasses.dataclass(frozen=True)
class Norm:
    """The arguments of ``batch_norm``, and the variables and updates that follow from them."""

    decay: Any
    center: bool
    scale: bool
    epsilon: float
    trainable: bool
    initializers: dict[str, Any]
    regularizers: dict[str, Any]
    variables_collections: Any
    updates_collections: Any
    is_training: Any
    batch_weights: Any
    zero_debias: bool
    channels_first: bool
    is_fused: bool

    def apply(self, inputs: Any) -> Any:
        """The normalised inputs."""
        compute = _fused if self.is_fused else _unfused
        outputs = compute(self, inputs)
        outputs.set_shape(inputs.shape)
        return outputs

    def channel_axis(self) -> int:
        return 1 if self.channels_first else -1

    def parameters(self, inputs: Any, dtype: Any) -> tuple[Any, Any, Any, Any]:
        """beta, gamma, moving_mean and moving_variance; None for those that are not wanted."""
        known = inputs.shape.rank is not None
        size = inputs.shape.as_list()[self.channel_axis()] if known else None
        if size is None:
            raise ArgumentValueError(
                "batch_norm", "inputs", expected="a known rank and number of channels",
                received=f"shape {inputs.shape}", remedy="set the static shape",
            )

        def variable(name: str, trainable: bool) -> Any:
            regularizer = self.regularizers.get(name) if self.is_fused else None
            return common.model_variable(
                name, self.variables_collections, shape=[size], dtype=dtype,
                initializer=self.initializers[name], regularizer=regularizer, trainable=trainable,
            )

        beta = variable("beta", self.trainable) if self.center else None
        gamma = variable("gamma", self.trainable) if self.scale else None
        with variable_scope(get_variable_scope()) as unpartitioned:
            unpartitioned.set_partitioner(None)
            return beta, gamma, variable("moving_mean", False), variable("moving_variance", False)

    def updated(
        self, moving: tuple[Any, Any], batch: tuple[Any, Any], values: Callable[[], Any]
    ) -> Any:
        """The values, after the updates were made, or put where they were asked for."""
        if static_bool(self.is_training) is False:
            return values()

        def move() -> tuple[Any, Any]:
            average = _assign_debiased if self.zero_debias else assign_moving_average
            return (
                tf.convert_to_tensor(average(moving[0], batch[0], self.decay)),
                tf.convert_to_tensor(assign_moving_average(moving[1], batch[1], self.decay)),
            )

        def keep() -> tuple[Any, Any]:
            return tf.convert_to_tensor(moving[0]), tf.convert_to_tensor(moving[1])

        updates = smart_cond(self.is_training, move, keep)
        if self.updates_collections is None:
            with tf.control_dependencies(updates):
                return tf.nest.map_structure(tf.identity, values())
        if in_v1_graph():
            for update in updates:
                tf.compat.v1.add_to_collections(self.updates_collections, update)
        return values()


def _fused(norm: Norm, inputs: Any) -> Any:
    """By the fused op, which takes images only: a matrix is one with a single pixel."""
    beta, gamma, *moving = norm.parameters(inputs, tf.float32)
    size = moving[0].shape.as_list()
    pixel = [*size, 1, 1] if norm.channels_first else [1, 1, *size]
    images = tf.reshape(inputs, [-1, *pixel]) if inputs.shape.rank == 2 else inputs
    outputs, *batch = fused_batch_norm(
        "batch_norm", images, (gamma, beta), (moving[0], moving[1]), norm.epsilon,
        norm.channels_first, norm.is_training,
    )
    outputs = norm.updated((moving[0], moving[1]), (batch[0], batch[1]), lambda: outputs)
    return tf.reshape(outputs, tf.shape(inputs)) if inputs.shape.rank == 2 else outputs


def _unfused(norm: Norm, inputs: Any) -> Any:
    """By moments, weighted or not."""
    beta, gamma, *moving = norm.parameters(inputs, inputs.dtype.base_dtype)
    mean, variance = moving
    if static_bool(norm.is_training) is not False:
        batch = _moments(norm, inputs)
        chosen = smart_cond(
            norm.is_training, lambda: batch, lambda: tuple(map(tf.convert_to_tensor, moving))
        )
        mean, variance = norm.updated((moving[0], moving[1]), batch, lambda: chosen)
    parts = [mean, variance, beta, gamma]
    if norm.channels_first:
        place = [1, -1, *[1] * (inputs.shape.rank - 2)]
        parts = [None if part is None else tf.reshape(part, place) for part in parts]
    return tf.nn.batch_normalization(inputs, *parts, norm.epsilon)


def _moments(norm: Norm, inputs: Any) -> tuple[Any, Any]:
    rank = inputs.shape.rank
    channel = norm.channel_axis() % rank
    axes = [axis for axis in range(rank) if axis != channel]
    if norm.batch_weights is None:
        mean, variance = tf.nn.moments(inputs, axes)
        return mean, variance
    weights = tf.reshape(norm.batch_weights, [-1, *[1] * (rank - 1)])
    mean, variance = tf.nn.weighted_moments(inputs, axes, weights)
    return mean, variance


def _assign_debiased(variable: Any, value: Any, decay: Any) -> Any:
    """Moves ``biased`` towards the value; variable = biased / (1 - decay ** steps)."""
    name = variable.name.partition(":")[0]
    with variable_scope(name, reuse=tf.compat.v1.AUTO_REUSE):
        shared = {"dtype": variable.dtype.base_dtype, "initializer": ZEROS, "trainable": False}
        biased = get_variable("biased", shape=variable.shape, **shared)
        steps = get_variable("local_step", shape=[], **shared)
    rest = tf.cast(tf.convert_to_tensor(1.0 - decay), variable.dtype.base_dtype)
    total = tf.convert_to_tensor(tf.compat.v1.assign_sub(biased, (biased - value) * rest))
    one = tf.ones([], steps.dtype.base_dtype)
    count = tf.convert_to_tensor(tf.compat.v1.assign_add(steps, one))
    return tf.compat.v1.assign(variable, total / (1 - tf.pow(1.0 - rest, count)))
