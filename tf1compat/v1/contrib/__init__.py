"""``tf.contrib``: the parts that tf1compat serves; the others say what to use."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib import compiler as compiler
from tf1compat.v1.contrib import crf as crf
from tf1compat.v1.contrib import cudnn_rnn as cudnn_rnn
from tf1compat.v1.contrib import data as data
from tf1compat.v1.contrib import distributions as distributions
from tf1compat.v1.contrib import estimator as estimator
from tf1compat.v1.contrib import framework as framework
from tf1compat.v1.contrib import grid_rnn as grid_rnn
from tf1compat.v1.contrib import keras as keras
from tf1compat.v1.contrib import layers as layers
from tf1compat.v1.contrib import learn as learn
from tf1compat.v1.contrib import legacy_seq2seq as legacy_seq2seq
from tf1compat.v1.contrib import lookup as lookup
from tf1compat.v1.contrib import losses as losses
from tf1compat.v1.contrib import metrics as metrics
from tf1compat.v1.contrib import opt as opt
from tf1compat.v1.contrib import predictor as predictor
from tf1compat.v1.contrib import rnn as rnn
from tf1compat.v1.contrib import seq2seq as seq2seq
from tf1compat.v1.contrib import signal as signal
from tf1compat.v1.contrib import slim as slim
from tf1compat.v1.contrib import tensorboard as tensorboard
from tf1compat.v1.contrib import tpu as tpu
from tf1compat.v1.contrib import training as training
from tf1compat.v1.contrib import util as util

__all__ = [
    "compiler",
    "crf",
    "cudnn_rnn",
    "data",
    "distributions",
    "estimator",
    "framework",
    "grid_rnn",
    "keras",
    "layers",
    "learn",
    "legacy_seq2seq",
    "lookup",
    "losses",
    "metrics",
    "opt",
    "predictor",
    "rnn",
    "seq2seq",
    "signal",
    "slim",
    "tensorboard",
    "training",
    "tpu",
    "util",
]

_namespace.join(__name__, "tf.contrib", kind=_private.ContribNamespace)
