"""``tf.compat.v1``'s functions that draw, or are other numbers of operations than in TF1.

What a graph's seed gives depends on how many operations TF1 had made (``scopes/op_ids.py``).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.scopes import draws, op_ids
from tf1compat.scopes.context import in_turn, in_v1_graph
from tf1compat.scopes.sizes import as_sizes


def counted(symbol: str, value: Any) -> Any:
    """The function of that name, which keeps TF1's count; anything else as it is."""
    name = symbol.removeprefix("tf.").removeprefix("random.")
    make = _COUNTED.get(_ALIASES.get(name, name))
    return make(value) if make is not None and callable(value) else value


def constants(*values: Any) -> int:
    """How many operations make tensors of these: a constant each, more for a list with tensors."""
    total = 0
    for value in values:
        parts = value if isinstance(value, list | tuple) else ()
        if any(tf.is_tensor(part) for part in parts):
            total += 1 + sum(not tf.is_tensor(part) for part in parts)
        elif not tf.is_tensor(value) and not isinstance(value, tf.Variable):
            total += 1
    return total


def _before(function: Callable[..., Any], first: Callable[..., int]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not tf.executing_eagerly():
            op_ids.before_draw(first(*args, **kwargs))
        return function(*args, **kwargs)

    return call


def _variable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Initializers make a shape and two bounds before they draw; TF1 asked regularizers once."""
    parameters = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = parameters.bind(*args, **kwargs)
        given.arguments["shape"] = as_sizes(given.arguments.get("shape"))
        if tf.executing_eagerly():
            return function(*given.args, **given.kwargs)
        regularizer = given.arguments.get("regularizer")
        if regularizer is None:
            regularizer = tf.compat.v1.get_variable_scope().regularizer
        if callable(regularizer):
            given.arguments["regularizer"] = draws.asked_once(regularizer)
        scope = tf.compat.v1.get_variable_scope()
        if given.arguments.get("partitioner") or scope.partitioner:
            given.arguments["initializer"] = draws.part_by_part(
                given.arguments.get("initializer") or scope.initializer,
                given.arguments.get("dtype"),
            )
        op_ids.before_draw(3)
        return function(*given.args, **given.kwargs)

    return call


def _by_elements(function: Callable[..., Any]) -> Callable[..., Any]:
    """Of an unknown number of elements TF1 made one operation more for each result."""
    drawn = _loop(function)

    @functools.wraps(function)
    def call(fn: Any, elems: Any, *args: Any, **kwargs: Any) -> Any:
        made = drawn(fn, elems, *args, **kwargs)
        first = tf.nest.flatten(elems)[0]
        if tf.is_tensor(first) and not (first.shape.rank and first.shape[0]):
            op_ids.skip(len(tf.nest.flatten(made)))
        return made

    return call


def _loss(function: Callable[..., Any]) -> Callable[..., Any]:
    """To sum up for a mean, today's TensorFlow makes three more: the range of the axes."""
    parameters = inspect.signature(function)
    means = {"weighted_mean", "weighted_sum_by_nonzero_weights"}

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        made = function(*args, **kwargs)
        given = parameters.bind(*args, **kwargs)
        given.apply_defaults()
        if given.arguments["reduction"] in means:
            op_ids.skip(-3)
        return made

    return call


def _split(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(value: Any, num_or_size_splits: Any, *args: Any, **kwargs: Any) -> Any:
        made = function(value, num_or_size_splits, *args, **kwargs)
        op_ids.skip(int(isinstance(num_or_size_splits, int)))
        return made

    return call


def _filled(function: Callable[..., Any]) -> Callable[..., Any]:
    """TF1 multiplied a shape's parts, and compared, to choose between a constant and a fill."""

    @functools.wraps(function)
    def call(shape: Any, *args: Any, **kwargs: Any) -> Any:
        made = function(shape, *args, **kwargs)
        parts = list(shape) if isinstance(shape, list | tuple) else []
        if any(tf.is_tensor(part) for part in parts):
            op_ids.skip(_product(parts) + 2)
        return made

    return call


def _product(parts: list[Any]) -> int:
    """Operations of the product, from the left, of numbers and tensors."""
    operations, symbolic = 0, tf.is_tensor(parts[0])
    for part in parts[1:]:
        if symbolic or tf.is_tensor(part):
            operations += 1 + (not (symbolic and tf.is_tensor(part)))
            symbolic = True
    return operations


def _sampled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The labels become int64 and flat before classes are drawn."""

    @functools.wraps(function)
    def call(
        weights: Any, biases: Any, labels: Any, *args: Any, **kwargs: Any
    ) -> Any:  # fmt: skip
        if not tf.executing_eagerly():
            cast = getattr(labels, "dtype", tf.int64) != tf.int64
            op_ids.before_draw(2 + cast + (not tf.is_tensor(labels)))
        return function(weights, biases, labels, *args, **kwargs)

    return call


def _normal(function: Callable[..., Any]) -> Callable[..., Any]:
    def first(
        shape: Any, mean: Any = 0.0, stddev: Any = 1.0, *args: Any, **kwargs: Any
    ) -> int:
        del args, kwargs
        return constants(shape, mean, stddev)

    return _before(function, first)


def _uniform(function: Callable[..., Any]) -> Callable[..., Any]:
    """TF1 scaled what it had drawn also where that changed nothing."""

    @functools.wraps(function)
    def call(
        shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = tf.float32,
        seed: int | None = None, name: str | None = None,
    ) -> Any:  # fmt: skip
        whole = tf.as_dtype(dtype).is_integer
        first = constants(shape, minval, 1 if maxval is None else maxval)
        start = op_ids.now()
        op_ids.before_draw(first)
        drawn = function(shape, minval, maxval, dtype, seed, name)
        if not whole:
            op_ids.reach(start + first + 4)
        return drawn

    return call


def _shuffle(function: Callable[..., Any]) -> Callable[..., Any]:
    return _before(function, lambda *_, **__: 0)


def _multinomial(function: Callable[..., Any]) -> Callable[..., Any]:
    return _before(function, lambda logits, *_, **__: constants(logits))


def _dropout(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return draws.dropout(*args, **kwargs)

    return call


def _more(operations: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            made = function(*args, **kwargs)
            op_ids.skip(operations)
            return made

        return call

    return make


def _loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Where a seed tells the draws, steps draw one after the other, as in TF1."""
    parameters = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = parameters.bind(*args, **kwargs)
        if in_v1_graph() and op_ids.is_seeded():
            given.arguments["parallel_iterations"] = in_turn(None)
        with op_ids.in_loop():
            return function(*given.args, **given.kwargs)

    return call


def _eye(function: Callable[..., Any]) -> Callable[..., Any]:
    """TF1 made a square one with fewer operations."""

    @functools.wraps(function)
    def call(num_rows: Any, num_columns: Any = None, *args: Any, **kwargs: Any) -> Any:
        made = function(num_rows, num_columns, *args, **kwargs)
        op_ids.skip(-4 if num_columns is None else -1)
        return made

    return call


def _tensordot(function: Callable[..., Any]) -> Callable[..., Any]:
    """TF1 moved the axes of a matrix, too, and looked them up where only the run knows sizes."""

    @functools.wraps(function)
    def call(a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
        made = function(a, b, *args, **kwargs)
        if tf.is_tensor(made):
            known = tf.convert_to_tensor(a).shape.is_fully_defined() if tf.is_tensor(a) else True
            vector = getattr(getattr(b, "shape", None), "rank", 2) == 1
            op_ids.skip(6 - 2 * vector - 2 * (not known))
        return made

    return call


def _polynomial(function: Callable[..., Any]) -> Callable[..., Any]:
    parameters = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        made = function(*args, **kwargs)
        given = parameters.bind(*args, **kwargs)
        op_ids.skip(5 if given.arguments.get("cycle") else 1)
        return made

    return call


_ALIASES = {
    "normal": "random_normal",
    "uniform": "random_uniform",
    "shuffle": "random_shuffle",
    "categorical": "multinomial",
    "lin_space": "linspace",
    "linalg.eye": "eye",
    "linalg.tensordot": "tensordot",
}
_COUNTED: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "clip_by_global_norm": _more(1),
    "eye": _eye,
    "foldl": _loop,
    "foldr": _loop,
    "get_variable": _variable,
    "linspace": _more(-70),
    "losses.absolute_difference": _loss,
    "losses.compute_weighted_loss": _loss,
    "losses.cosine_distance": _loss,
    "losses.hinge_loss": _loss,
    "losses.huber_loss": _loss,
    "losses.log_loss": _loss,
    "losses.mean_squared_error": _loss,
    "losses.sigmoid_cross_entropy": _loss,
    "losses.softmax_cross_entropy": _loss,
    "losses.sparse_softmax_cross_entropy": _loss,
    "map_fn": _by_elements,
    "multinomial": _multinomial,
    "nn.dropout": _dropout,
    "nn.nce_loss": _sampled,
    "nn.sampled_softmax_loss": _sampled,
    "nn.weighted_moments": _more(1),
    "ones": _filled,
    "random_normal": _normal,
    "random_shuffle": _shuffle,
    "random_uniform": _uniform,
    "scan": _by_elements,
    "split": _split,
    "tensordot": _tensordot,
    "train.polynomial_decay": _polynomial,
    "truncated_normal": _normal,
    "while_loop": _loop,
    "zeros": _filled,
}
