"""``tf.contrib.distributions``: those that are in ``tf.distributions`` too."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace, _private

_moved = _tensorflow.compat.v1.distributions

Bernoulli = _moved.Bernoulli
Beta = _moved.Beta
Categorical = _moved.Categorical
Dirichlet = _moved.Dirichlet
DirichletMultinomial = _moved.DirichletMultinomial
Distribution = _moved.Distribution
Exponential = _moved.Exponential
FULLY_REPARAMETERIZED = _moved.FULLY_REPARAMETERIZED
Gamma = _moved.Gamma
Laplace = _moved.Laplace
Multinomial = _moved.Multinomial
NOT_REPARAMETERIZED = _moved.NOT_REPARAMETERIZED
Normal = _moved.Normal
RegisterKL = _moved.RegisterKL
ReparameterizationType = _moved.ReparameterizationType
StudentT = _moved.StudentT
Uniform = _moved.Uniform
kl_divergence = _moved.kl_divergence

__all__ = [
    "Bernoulli",
    "Beta",
    "Categorical",
    "Dirichlet",
    "DirichletMultinomial",
    "Distribution",
    "Exponential",
    "FULLY_REPARAMETERIZED",
    "Gamma",
    "Laplace",
    "Multinomial",
    "NOT_REPARAMETERIZED",
    "Normal",
    "RegisterKL",
    "ReparameterizationType",
    "StudentT",
    "Uniform",
    "kl_divergence",
]

_namespace.join(__name__, "tf.contrib.distributions", kind=_private.ContribNamespace)
