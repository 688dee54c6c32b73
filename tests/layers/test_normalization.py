"""Batch normalisation beyond the goldens; expected values from the formula."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tf1compat.layers.normalization import BatchNormalization


@pytest.mark.parametrize("bessel", [True, False])
def test_fused_variance_with_and_without_bessels_correction(bessel: bool) -> None:
    """TF1's own tests and some repositories switch it by the attribute."""
    images = np.random.default_rng(3).normal(size=[2, 3, 4, 5]).astype("float32")
    layer = BatchNormalization(fused=True, momentum=0.0)
    layer._bessels_correction_test_only = bessel
    layer(images, training=True)
    expected = images.var(axis=(0, 1, 2), ddof=1 if bessel else 0)
    np.testing.assert_allclose(layer.moving_variance, expected, rtol=1e-5)


def test_fused_takes_a_reference_variable() -> None:
    v1 = tf.compat.v1
    values = np.random.default_rng(4).normal(size=[2, 3, 4, 5]).astype("float32")
    with tf.Graph().as_default(), v1.Session() as session:
        images = v1.get_variable("images", initializer=values, use_resource=False)
        outputs = BatchNormalization(fused=True)(images, training=True)
        session.run(v1.global_variables_initializer())
        found = session.run(outputs)
    deviation = np.sqrt(values.var(axis=(0, 1, 2)) + 1e-3)
    np.testing.assert_allclose(found, (values - values.mean((0, 1, 2))) / deviation, atol=2e-5)
