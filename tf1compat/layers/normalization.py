"""``batch_normalization`` and its class."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.layers import arguments, renormalization
from tf1compat.layers.arguments import ONES, ZEROS, smart_cond, static_bool
from tf1compat.layers.functional import run
from tf1compat.layers.fused import fused_batch_norm
from tf1compat.layers.moving import assign_moving_average
from tf1compat.layers.weighted import Weighted
from tf1compat.scopes.input_spec import InputSpec


class BatchNormalization(Weighted):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, over all axes but ``axis``.

    mean, variance = training ? those of the batch : moving_mean, moving_variance
    moving = moving - (moving - batch) * (1 - momentum)            in ``UPDATE_OPS``

    Variables: ``gamma``, ``beta``, ``moving_mean``, ``moving_variance``, each [C], in this order;
    with ``renorm`` then ``moving_stddev``, ``renorm_mean``, ``renorm_stddev``.  They are float32
    for half-precision inputs.

    On inputs of rank 4 the fused op computes it, and the variance that it hands to
    ``moving_variance`` is the sample variance (divided by n - 1); the unfused computation hands
    over the one divided by n.  In eager code and functions the moving averages are updated by the
    call itself, as in TF1's eager mode.

    Args:
      axis: int, or list of ints, that keeps statistics of its own.
      momentum: of the moving averages.
      epsilon: added to the variance.
      center: whether there is a beta.
      scale: whether there is a gamma.
      beta_initializer: initialiser or name.
      gamma_initializer: initialiser or name.
      moving_mean_initializer: initialiser or name.
      moving_variance_initializer: initialiser or name.
      beta_regularizer: function of beta, its value joins ``REGULARIZATION_LOSSES``.
      gamma_regularizer: the same for gamma.
      beta_constraint: projection that a v1 optimizer applies after each step.
      gamma_constraint: the same for gamma.
      renorm: batch renormalisation (Ioffe, 2017).
      renorm_clipping: ``{"rmax", "rmin", "dmax"}``, each a number or tensor.
      renorm_momentum: of ``renorm_mean`` and ``renorm_stddev``.
      fused: None or True for the fused op where it can be used; False never.
      trainable: whether gamma and beta train; a frozen layer also keeps out of ``UPDATE_OPS``.
      virtual_batch_size: statistics over groups of so many rows; it must divide the batch.
      adjustment: function of the input's shape that gives a scale and a bias for training.
      name: the scope, ``batch_normalization`` (made unique) by default.
      **kwargs: ``dtype``, ``_scope``, ``_reuse``.

    Raises:
      TypeError: ``axis`` is neither int nor list; float64 inputs for the fused op.
      ValueError: an axis out of range or of unknown size, contradictory arguments.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> layer = BatchNormalization(momentum=0.5)
      >>> layer(tf.constant([[1.0], [3.0]]), training=True).numpy().round(2).ravel().tolist()
      [-1.0, 1.0]
      >>> layer.moving_mean.numpy().tolist(), layer.moving_variance.numpy().tolist()
      ([1.0], [1.0])
    """

    gamma: Any = None
    beta: Any = None
    #: TF1's switch, on every instance: False keeps the biased variance of the fused op, too.
    _bessels_correction_test_only = True
    moving_mean_initializer: Any
    moving_variance_initializer: Any

    def __init__(
        self,
        axis: Any = -1,
        momentum: Any = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = ZEROS,
        gamma_initializer: Any = ONES,
        moving_mean_initializer: Any = ZEROS,
        moving_variance_initializer: Any = ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: Any = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Callable[[Any], Any] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        self.axis = _checked_axis(axis)
        self.momentum, self.epsilon = momentum, epsilon
        self.center, self.scale = center, scale
        self._take(
            "BatchNormalization",
            beta_initializer=beta_initializer, gamma_initializer=gamma_initializer,
            moving_mean_initializer=moving_mean_initializer,
            moving_variance_initializer=moving_variance_initializer,
            beta_regularizer=beta_regularizer, gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint, gamma_constraint=gamma_constraint,
        )
        self.renorm = renorm
        self.renorm_clipping = (
            renormalization.checked_clipping(renorm_clipping) if renorm else None
        )
        self.renorm_momentum = renorm_momentum
        self.fused = fused is not False
        self.virtual_batch_size = virtual_batch_size
        self.adjustment = adjustment

    # -- building ---------------------------------------------------------------------------
    @property
    def _param_dtype(self) -> Any:
        dtype = tf.as_dtype(self.dtype or tf.float32)
        return tf.float32 if dtype in (tf.float16, tf.bfloat16) else dtype

    def build(self, input_shape: Any) -> None:
        sizes = self._settle_axes(tf.TensorShape(input_shape))
        rank = len(sizes)
        if self.virtual_batch_size is not None:
            self._check_virtual_batches()
        self.fused = self.fused and rank == 4 and self._can_be_fused()
        self.input_spec = InputSpec(ndim=rank, axes={axis: sizes[axis] for axis in self.axis})
        shape = [size if axis in self.axis else 1 for axis, size in enumerate(sizes)]
        if self.virtual_batch_size is not None:
            shape.insert(1, 1)
            self.axis = [axis + 1 for axis in self.axis]
        elif len(self.axis) == 1:
            shape = [shape[self.axis[0]]]
        self._param_shape = shape
        self._build_variables()
        self.built = True

    def _settle_axes(self, shape: tf.TensorShape) -> list[Any]:
        """Makes ``axis`` a list of places from the left; the sizes of all axes."""
        if not shape.rank:
            raise _error(
                "inputs", "a known rank of at least 1",
                f"shape {shape}" if shape.rank == 0 else "an input of undefined rank",
                "set the static shape",
            )
        given = self.axis if isinstance(self.axis, list) else [self.axis]
        self.axis = [shape.rank + axis if axis < 0 else axis for axis in given]
        if any(not 0 <= axis < shape.rank for axis in self.axis):
            raise _error("axis", f"axes of an input of rank {shape.rank}", given, "correct it")
        if len(set(self.axis)) < len(self.axis):
            raise _error("axis", "axes that differ", given, "name each once")
        for axis in self.axis:
            arguments.known_channels("BatchNormalization", shape, axis)
        sizes: list[Any] = shape.as_list()
        return sizes

    def _check_virtual_batches(self) -> None:
        size = self.virtual_batch_size
        remedy = "correct it, or leave virtual_batch_size out"
        if size is None or size <= 0:
            raise _error("virtual_batch_size", "a positive divisor of the batch", size, remedy)
        if 0 in self.axis:
            raise _error("axis", "no axis 0 with virtual_batch_size", self.axis, remedy)
        if self.adjustment is not None:
            raise _error("adjustment", "None with virtual_batch_size", self.adjustment, remedy)

    def _can_be_fused(self) -> bool:
        plain = not self.renorm and self.virtual_batch_size is None and self.adjustment is None
        return plain and self.axis in ([1], [3])

    def _build_variables(self) -> None:
        if self.scale:
            self.gamma = self._weight("gamma", self._param_shape, dtype=self._param_dtype)
        if self.center:
            self.beta = self._weight("beta", self._param_shape, dtype=self._param_dtype)
        with self._unpartitioned():
            self.moving_mean = self._statistic("moving_mean", self.moving_mean_initializer)
            self.moving_variance = self._statistic(
                "moving_variance", self.moving_variance_initializer
            )
            if self.renorm:
                deviation = renormalization.deviation_initializer(self.moving_variance_initializer)
                self.moving_stddev = self._statistic("moving_stddev", deviation)
                self.renorm_mean = self._statistic("renorm_mean", self.moving_mean_initializer)
                self.renorm_stddev = self._statistic("renorm_stddev", deviation)

    def _statistic(self, name: str, initializer: Any) -> Any:
        return self.add_weight(
            name, self._param_shape, dtype=self._param_dtype, trainable=False,
            initializer=initializer, aggregation=tf.VariableAggregation.MEAN,
            synchronization=tf.VariableSynchronization.ON_READ,
        )

    @contextlib.contextmanager
    def _unpartitioned(self) -> Iterator[None]:
        """Moving averages cannot be assigned in shards."""
        partitioner = None if self._scope is None else self._scope.partitioner
        if partitioner is None:
            yield
            return
        self._scope.set_partitioner(None)
        try:
            yield
        finally:
            self._scope.set_partitioner(partitioner)

    # -- calling ----------------------------------------------------------------------------
    def call(self, inputs: Any, training: Any = False) -> Any:
        if self.fused:
            return self._fused(inputs, training)
        if self.virtual_batch_size is None:
            return self._unfused(inputs, training)
        rest = inputs.shape.as_list()[1:]
        groups = tf.reshape(inputs, [self.virtual_batch_size, -1, *rest])
        return tf.reshape(self._unfused(groups, training), [-1, *rest])

    def _fused(self, inputs: Any, training: Any) -> Any:
        outputs, mean, variance = fused_batch_norm(
            "BatchNormalization", inputs, (self.gamma, self.beta),
            (self.moving_mean, self.moving_variance), self.epsilon, self.axis == [1], training,
        )
        if not self._bessels_correction_test_only:
            count = tf.cast(tf.size(inputs) // tf.size(variance), variance.dtype)
            variance = variance * (count - 1) / count
        if static_bool(training) is not False:
            # A tensor: its difference from 1 is then taken in single precision, as TF1 did here.
            momentum = smart_cond(
                training, lambda: tf.convert_to_tensor(self.momentum), lambda: tf.constant(1.0)
            )
            for moving, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
                self.add_update(assign_moving_average(moving, value, momentum))
        return outputs

    def _unfused(self, inputs: Any, training: Any) -> Any:
        rank = len(inputs.shape)
        scale, offset = self._broadcast(self.gamma, inputs), self._broadcast(self.beta, inputs)
        if static_bool(training) is False:
            mean, variance = self.moving_mean, self.moving_variance
        else:
            adjusted = self._adjustment(inputs, training)
            scale, offset = renormalization.composed(adjusted, (scale, offset))
            mean, variance = self._statistics(inputs, training, rank)
            new_mean, new_variance = mean, variance
            if self.virtual_batch_size is not None:
                new_mean = tf.reduce_mean(mean, axis=1, keepdims=True)
                new_variance = tf.reduce_mean(variance, axis=1, keepdims=True)
            if self.renorm:
                correction = renormalization.correction(self, new_mean, new_variance, training)
                r, d, new_mean, new_variance = correction
                terms = (self._broadcast(r, inputs), self._broadcast(d, inputs))
                scale, offset = renormalization.composed(terms, (scale, offset))
            self._update(new_mean, new_variance, training)
        parts = [mean, variance, offset, scale]
        mean, variance, offset, scale = (
            None if part is None else tf.cast(part, inputs.dtype) for part in parts
        )
        outputs = tf.nn.batch_normalization(
            inputs, self._broadcast(mean, inputs), self._broadcast(variance, inputs),
            offset, scale, self.epsilon,
        )
        outputs.set_shape(inputs.shape)
        return outputs

    def _reduced(self, rank: int) -> list[int]:
        axes = [axis for axis in range(rank) if axis not in self.axis]
        if self.virtual_batch_size is not None:
            del axes[1]
        return axes

    def _broadcast(self, value: Any, inputs: Any) -> Any:
        """A vector of one size per channel, in the place of the channel axis."""
        rank = len(inputs.shape)
        is_last = self._reduced(rank) == list(range(rank - 1))
        if value is None or is_last or len(value.shape) == rank:
            return value
        shape = [1] * rank
        shape[self.axis[0]] = inputs.shape.as_list()[self.axis[0]]
        return tf.reshape(value, shape)

    def _adjustment(self, inputs: Any, training: Any) -> tuple[Any, Any]:
        if self.adjustment is None:
            return None, None
        scale, bias = self.adjustment(tf.shape(inputs))
        return (
            smart_cond(training, lambda: scale, lambda: tf.ones_like(scale)),
            smart_cond(training, lambda: bias, lambda: tf.zeros_like(bias)),
        )

    def _statistics(self, inputs: Any, training: Any, rank: int) -> tuple[Any, Any]:
        keep = self.virtual_batch_size is not None or len(self.axis) > 1
        mean, variance = tf.compat.v1.nn.moments(
            tf.cast(inputs, self._param_dtype), self._reduced(rank), keep_dims=keep
        )
        return (
            smart_cond(training, lambda: mean, lambda: tf.convert_to_tensor(self.moving_mean)),
            smart_cond(
                training, lambda: variance, lambda: tf.convert_to_tensor(self.moving_variance)
            ),
        )

    def _update(self, mean: Any, variance: Any, training: Any) -> None:
        def new_mean() -> Any:
            return assign_moving_average(self.moving_mean, mean, self.momentum)

        def new_variance() -> Any:
            if self.renorm:
                return renormalization.assign_variance(self, variance)
            return assign_moving_average(self.moving_variance, variance, self.momentum)

        def kept(variable: Any) -> Callable[[], Any]:
            return lambda: tf.convert_to_tensor(variable)

        self.add_update(smart_cond(training, new_mean, kept(self.moving_mean)))
        self.add_update(smart_cond(training, new_variance, kept(self.moving_variance)))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = self._config_of(
            "axis", "momentum", "epsilon", "center", "scale", "beta_initializer",
            "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer",
            "beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint",
        )
        if self.renorm:
            own.update(
                renorm=True, renorm_clipping=self.renorm_clipping,
                renorm_momentum=self.renorm_momentum,
            )
        if self.virtual_batch_size is not None:
            own["virtual_batch_size"] = self.virtual_batch_size
        return own


def _checked_axis(axis: Any) -> Any:
    if isinstance(axis, int):
        return axis
    if isinstance(axis, list):
        return list(axis)
    raise ArgumentTypeError(
        "BatchNormalization", "axis", expected="an int or a list of ints",
        received=repr(axis), remedy="pass a list",
    )


def _error(argument: str, expected: str, received: Any, remedy: str) -> ArgumentValueError:
    return ArgumentValueError(
        "BatchNormalization", argument, expected=expected, received=received, remedy=remedy
    )


def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = ZEROS,
    gamma_initializer: Any = ONES,
    moving_mean_initializer: Any = ZEROS,
    moving_variance_initializer: Any = ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: Any = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Callable[[Any], Any] | None = None,
) -> Any:
    """Batch normalisation; arguments as :class:`BatchNormalization`.

    In a v1 graph run the ops of ``UPDATE_OPS`` beside the train op, as in TF1.

    Example:
      >>> x = tf.constant([[1.0], [3.0]])
      >>> batch_normalization(x, training=True).numpy().round(2).ravel().tolist()
      [-1.0, 1.0]
    """
    return run(BatchNormalization, locals(), call=("training",))
