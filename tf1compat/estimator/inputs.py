"""``tf.estimator.inputs``: functions that feed arrays and data frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator.feeding import queue_of

_TARGET = "__target_key__"


def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable[[], Any]:
    """An ``input_fn`` over arrays in memory.

    Args:
      x: array, or dict of arrays of one length.
      y: array, dict of arrays, or None for features only.
      batch_size: rows of a batch.
      num_epochs: times that the rows come; None without end.
      shuffle: must be True or False.
      queue_capacity: rows that wait.
      num_threads: threads that fill the queue; one, if rows are to come in order.

    Returns:
      function of no arguments that returns features, or (features, labels).

    Raises:
      ArgumentValueError: (a ``ValueError``) ``shuffle`` is not given; by the function: nothing in
        ``x`` or ``y``, arrays of different lengths, a key of ``x`` in ``y`` too.
      ArgumentTypeError: (a ``TypeError``, by the function) ``x`` is of another kind.

    Source: ``tf.estimator.inputs.numpy_input_fn`` of TensorFlow 1.15.5.

    Example:
      >>> fn = numpy_input_fn({"x": np.arange(3.0)}, np.arange(3), batch_size=2, shuffle=False)
      >>> with tf.Graph().as_default():
      ...     features, labels = fn()
      ...     with tf.compat.v1.train.MonitoredSession() as session:
      ...         session.run(labels)
      array([0, 1])
    """
    _check_shuffle("numpy_input_fn", shuffle)

    def input_fn() -> Any:
        columns = _arrays("x", x, "__direct_np_input__")
        names = list(columns)
        targets = {} if y is None else _arrays("y", y, _unused(columns))
        if repeated := set(names) & set(targets):
            raise _error("numpy_input_fn", "y", "other keys than those of x", sorted(repeated))
        columns.update(targets)
        lengths = {name: array.shape[0] for name, array in columns.items()}
        if len(set(lengths.values())) > 1:
            raise _error("numpy_input_fn", "y", "arrays of one length in x and y", lengths)
        queue = queue_of(
            columns,
            lambda rows: [rows, *(array[rows] for array in columns.values())],
            [(), *(array.shape[1:] for array in columns.values())],
            [tf.int64, *(tf.as_dtype(array.dtype) for array in columns.values())],
            batch_size=batch_size, num_epochs=num_epochs, shuffle=bool(shuffle),
            capacity=queue_capacity, min_after_dequeue=int(queue_capacity / 4) if shuffle else 0,
            num_threads=num_threads,
        )
        batch = dict(zip(columns, _dequeue(queue, batch_size, num_epochs)[1:], strict=True))
        features = {name: batch[name] for name in names}
        if not isinstance(x, dict):
            features = features[names[0]]
        if y is None:
            return features
        labels = {name: batch[name] for name in targets}
        return features, labels if isinstance(y, dict) else next(iter(labels.values()))

    return input_fn


def pandas_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int | None = 1000,
    num_threads: int = 1,
    target_column: str = "target",
) -> Callable[[], Any]:
    """An ``input_fn`` over a pandas ``DataFrame``, whose columns are the features.

    Args:
      x: the ``DataFrame``.
      y: ``Series`` or ``DataFrame`` with the same index, or None for features only.
      batch_size: rows of a batch.
      num_epochs: times that the rows come; None without end.
      shuffle: must be True or False.
      queue_capacity: rows that wait; None for all, four times as many when shuffled.
      num_threads: threads that fill the queue; one, if rows are to come in order.
      target_column: what ``y`` is called among the columns.

    Returns:
      function of no arguments that returns features, or (features, labels).

    Raises:
      ArgumentValueError: (a ``ValueError``) ``shuffle`` is not given, another index, or a column
        of ``x`` called as ``target_column``.
      ArgumentTypeError: (a ``TypeError``) ``target_column`` is no text.

    Source: ``tf.estimator.inputs.pandas_input_fn`` of TensorFlow 1.15.5.
    """
    _check_shuffle("pandas_input_fn", shuffle)
    _check_target(x, y, target_column)
    x = x.copy()
    is_frame = y is not None and y.ndim == 2
    targets = {} if y is None else dict(y.items()) if is_frame else {target_column: y}
    capacity = queue_capacity or len(x) * (4 if shuffle else 1)

    def input_fn() -> Any:
        columns = [x.index, *(x[name] for name in x.columns), *targets.values()]
        arrays = [_array(part) for part in columns]
        queue = queue_of(
            {"index": x.index},
            lambda rows: [array[rows] for array in arrays],
            [()] * len(arrays),
            [tf.as_dtype(array.dtype) for array in arrays],
            batch_size=batch_size, num_epochs=num_epochs, shuffle=bool(shuffle),
            capacity=capacity, min_after_dequeue=int(max(capacity / 4, 1)) if shuffle else 0,
            num_threads=num_threads,
        )
        batch = _dequeue(queue, batch_size, num_epochs)[1:]
        features = dict(zip(x.columns, batch, strict=False))
        if y is None:
            return features
        labels = dict(zip(targets, batch[len(features) :], strict=True))
        return features, labels if is_frame else labels[target_column]

    return input_fn


def _array(part: Any) -> Any:
    """The values; text, for which pandas 3 has a type of its own, as the objects of before."""
    return np.asarray(part, object) if str(part.dtype) in ("str", "string") else part.values


def _dequeue(queue: Any, batch_size: int, num_epochs: int | None) -> Any:
    """Without an end batches are whole; else what is left comes last."""
    if num_epochs is None:
        return queue.dequeue_many(batch_size)
    return queue.dequeue_up_to(batch_size)


def _arrays(argument: str, given: Any, name: str) -> dict[str, Any]:
    """Arrays by name, in the order of their names."""
    if isinstance(given, dict) and given:
        return dict(sorted(given.items()))
    if argument == "y" and not isinstance(given, dict):
        return {name: given}
    if not isinstance(given, dict | np.ndarray):
        raise ArgumentTypeError(
            "numpy_input_fn", argument, expected="an array, or a dict of arrays",
            received=type(given).__name__, remedy="wrap it by np.array",
        )
    if isinstance(given, dict) or not given.size:
        raise _error("numpy_input_fn", argument, "something", "nothing: it is empty")
    return {name: given}


def _unused(columns: dict[str, Any]) -> str:
    name = _TARGET
    while name in columns:
        name += "_n"
    return name


def _check_shuffle(symbol: str, shuffle: Any) -> None:
    if not isinstance(shuffle, bool):
        raise ArgumentValueError(
            symbol, "shuffle", expected="True or False", received=repr(shuffle),
            remedy="pass shuffle=True to train, shuffle=False to evaluate and predict",
            known_as="shuffle must be provided and explicitly set as boolean",
        )


def _check_target(x: Any, y: Any, target_column: Any) -> None:
    if not isinstance(target_column, str):
        raise ArgumentTypeError(
            "pandas_input_fn", "target_column", expected="text", received=repr(target_column),
            remedy="leave it out",
        )
    if y is not None and target_column in x:
        raise _error("pandas_input_fn", "target_column", "no column of x", target_column)
    if y is not None and not np.array_equal(x.index, y.index):
        raise _error("pandas_input_fn", "y", "the index of x", y.index)


def _error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=str(received), remedy="change the data",
    )
