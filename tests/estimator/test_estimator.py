"""Estimators beyond what TensorFlow 1 answers: what is left behind, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from tf1compat.errors import ArgumentValueError, NotServedError
from tf1compat.estimator.early_stopping import stop_if_lower_hook
from tf1compat.estimator.estimator import Estimator
from tf1compat.estimator.in_memory import InMemoryEvaluatorHook
from tf1compat.estimator.spec import EstimatorSpec

_v1 = tf.compat.v1


def _model(features: Any, mode: str) -> EstimatorSpec:
    step = _v1.assign_add(_v1.train.get_global_step(), 1)
    return EstimatorSpec(mode, features, tf.reduce_sum(features), step)


def _rows() -> Any:
    return tf.data.Dataset.from_tensors([1.0, 2.0])


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    estimator = Estimator(_model, str(tmp_path / "model")).train(_rows)

    def receive() -> Any:
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"):
        estimator.export_saved_model(str(tmp_path / "out"), receive)
    assert list((tmp_path / "out").iterdir()) == []


def test_graphs_to_train_are_not_exported(tmp_path: Path) -> None:
    with pytest.raises(NotServedError, match="Use export_saved_model"):
        Estimator(_model, str(tmp_path)).experimental_export_all_saved_models("out", {})


def test_values_in_memory_are_variables(tmp_path: Path) -> None:
    def model(features: Any, mode: str) -> EstimatorSpec:
        tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, -2, -3)
        return _model(features, mode)

    estimator = Estimator(model, str(tmp_path))
    hook = InMemoryEvaluatorHook(estimator, _rows)
    with pytest.raises(ArgumentValueError, match="a model that saves variables only"):
        estimator.train(_rows, hooks=[hook])


def test_a_metric_that_there_is_not(tmp_path: Path) -> None:
    estimator = Estimator(_model, str(tmp_path))
    stop = stop_if_lower_hook(estimator, "los", 0.0, run_every_secs=None, run_every_steps=1)
    estimator.train(_rows, hooks=[stop])  # no evaluation yet
    estimator.evaluate(_rows)
    with pytest.raises(ArgumentValueError, match=r"expected one of \['loss'\], received 'los'"):
        estimator.train(_rows, hooks=[stop])
