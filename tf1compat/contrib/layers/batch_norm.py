"""``batch_norm``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.batch_statistics import Norm
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ONES, ZEROS
from tf1compat.layers.normalization import BatchNormalization
from tf1compat.scopes.scope import variable_scope

_UPDATE_OPS = tf.compat.v1.GraphKeys.UPDATE_OPS
_STARTS = {"beta": ZEROS, "gamma": ONES, "moving_mean": ZEROS, "moving_variance": ONES}


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: Any = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Callable[[Any], Any] | None = None,
    param_initializers: Any = None,
    param_regularizers: Any = None,
    updates_collections: Any = _UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_decay: Any = 0.99,
    adjustment: Callable[[Any], Any] | None = None,
) -> Any:
    """Batch normalisation with contrib's defaults: training on, no gamma, decay 0.999.

    Variables: ``BatchNorm/beta``, ``BatchNorm/moving_mean``, ``BatchNorm/moving_variance``, and
    with ``scale`` a ``BatchNorm/gamma``.  Inputs of rank 2 and 4 go through the fused op, whose
    moving variance is the sample variance (divided by n - 1).

    Args:
      inputs: ``[B, …, C]``, or ``[B, C, …]`` with ``NCHW``.
      decay: momentum of the moving averages.
      center: whether there is a beta.
      scale: whether there is a gamma.
      epsilon: added to the variance.
      activation_fn: the last step; None for none.
      param_initializers: by name of the variable.
      param_regularizers: by ``beta``, ``gamma``; the unfused computation of its own did not have
        them in TF1 (``batch_weights``, or moving averages that are updated another way).
      updates_collections: where the updates go in a v1 graph; None to make the output wait for
        them.  Outside of v1 graphs the call itself updates.
      is_training: bool, tensor or placeholder; True by default.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by name.
      outputs_collections: where the output goes.
      trainable: whether beta and gamma train.
      batch_weights: weight of each row in the moments.
      fused: None or True for the fused op where it can be used.
      data_format: ``NHWC`` or ``NCHW``.
      zero_debias_moving_mean: divides the bias of the start out of ``moving_mean``; its variables
        are ``biased`` and ``local_step``.
      scope: name or scope; ``BatchNorm`` (made unique) by default.
      renorm: batch renormalisation.
      renorm_clipping: ``{"rmax", "rmin", "dmax"}``.
      renorm_decay: momentum of its averages.
      adjustment: function of the input's shape that gives a scale and a bias for training.

    Raises:
      ValueError: an unknown rank or size, a wrong data format, ``renorm`` with what excludes it.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> batch_norm(tf.constant([[1.0], [3.0]])).numpy().round(2).ravel().tolist()
      [-1.0, 1.0]
    """
    channels = common.as_layers_format("batch_norm", data_format, ("NHWC", "NCHW"))
    inputs = tf.convert_to_tensor(inputs)
    is_plain = batch_weights is None and not zero_debias_moving_mean
    by_layer = is_plain and updates_collections == _UPDATE_OPS
    can_fuse = batch_weights is None and not renorm and adjustment is None
    fuse = fused is not False and can_fuse and inputs.shape.rank in (2, 4)
    norm = Norm(
        decay=decay, center=center, scale=scale, epsilon=epsilon, trainable=trainable,
        initializers={**_STARTS, **(param_initializers or {})},
        regularizers=dict(param_regularizers or {}), variables_collections=variables_collections,
        updates_collections=updates_collections, is_training=is_training,
        batch_weights=batch_weights, zero_debias=zero_debias_moving_mean,
        channels_first=channels == "channels_first", is_fused=fuse,
    )
    if not (by_layer or fuse) and renorm:
        raise ArgumentValueError(
            "batch_norm", "renorm", expected="False with batch_weights, updates_collections or "
            "zero_debias_moving_mean", received=True, remedy="leave one of the two out",
        )
    extra = {
        "renorm": renorm, "renorm_clipping": renorm_clipping, "renorm_momentum": renorm_decay,
        "adjustment": adjustment, "fused": fused is not False, "_reuse": reuse,
    }
    layered = by_layer and not (fuse and inputs.shape.rank == 2)
    if fuse and not layered:
        opened = variable_scope(scope, "BatchNorm", [inputs], reuse=reuse)
    else:
        opened = common.model_scope(scope, "BatchNorm", inputs, reuse, {})
    with opened as current:
        outputs = _by_layer(norm, inputs, current, extra) if layered else norm.apply(inputs)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _by_layer(norm: Norm, inputs: Any, scope: Any, extra: dict[str, Any]) -> Any:
    """The computation by the layer of ``tf.layers``."""
    starts = {f"{name}_initializer": value for name, value in norm.initializers.items()}
    layer = BatchNormalization(
        axis=1 if norm.channels_first else -1, momentum=norm.decay, epsilon=norm.epsilon,
        center=norm.center, scale=norm.scale, trainable=norm.trainable,
        beta_regularizer=norm.regularizers.get("beta"),
        gamma_regularizer=norm.regularizers.get("gamma"),
        name=scope.name, _scope=scope, **starts, **extra,
    )
    outputs = layer.apply(inputs, training=norm.is_training)
    for name in ("moving_mean", "moving_variance", "beta", "gamma"):
        common.collect_variable(getattr(layer, name), norm.variables_collections, name)
    return outputs
