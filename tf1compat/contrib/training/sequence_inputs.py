"""What ``SequenceQueueingStateSaver`` checks of its inputs, when built and when run."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

SAVER = "tf.contrib.training.SequenceQueueingStateSaver"


def wrong_value(
    argument: str, expected: str, received: Any, remedy: str, known_as: str = ""
) -> ArgumentValueError:
    """The error for an argument of a wrong value."""
    return ArgumentValueError(
        SAVER, argument, expected=expected, received=str(received), remedy=remedy,
        known_as=known_as,
    )


def wrong_type(
    argument: str, expected: str, received: Any, remedy: str, known_as: str = ""
) -> ArgumentTypeError:
    """The error for an argument of a wrong type."""
    return ArgumentTypeError(
        SAVER, argument, expected=expected, received=repr(received), remedy=remedy,
        known_as=known_as,
    )


def check_named(argument: str, named: Any, may_be_empty: bool = False) -> None:
    """Refuses what is no dict of names without a colon, which separates keys from numbers."""
    if not isinstance(named, dict):
        raise wrong_type(argument, "a dict of tensors by name", named, "pass {name: tensor}",
                         known_as=f"{argument} must be a dictionary")
    if not named and not may_be_empty:
        raise wrong_value(argument, "at least one name", named, "pass {name: tensor}")
    for name in named:
        if not isinstance(name, str):
            raise wrong_type(argument, "names that are strings", name, "name it by a string")
        if ":" in name:
            raise wrong_value(argument, "names without a colon", repr(name), "rename it")


def sorted_tensors(argument: str, named: dict[str, Any], first: int = 0) -> dict[str, Any]:
    """The tensors by sorted name; their shapes from the dimension ``first`` on must be known."""
    kind = {"input_sequences": "sequence", "input_context": "context"}.get(argument, "state")
    tensors = {
        name: tf.convert_to_tensor(named[name], name=f"{kind}_{name}") for name in sorted(named)
    }
    for name, tensor in tensors.items():
        if not tensor.shape[first:].is_fully_defined():
            raise wrong_value(
                argument,
                "tensors of known shape" + (", but for the first dimension" if first else ""),
                f"{name} of shape {tensor.shape}",
                "call set_shape on it",
                known_as=f"Shape for {kind} {name} is not fully defined",
            )
    return tensors


def scalar(argument: str, value: Any, dtype: tf.DType) -> Any:
    """The tensor, which must be a scalar of this type."""
    tensor = with_rank(argument, tf.convert_to_tensor(value, name=argument), 0)
    if tensor.dtype != dtype:
        raise wrong_type(
            argument, f"a scalar of type {dtype.name}", tensor, f"cast it to {dtype.name}"
        )
    return tensor


def with_rank(argument: str, tensor: Any, rank: int) -> Any:
    """The tensor, which raises ``InvalidArgumentError`` when run with another rank."""
    if tensor.shape.rank not in (None, rank):
        raise wrong_value(
            argument, f"a tensor of rank {rank}", tensor, "reshape it",
            known_as=f"Rank check failed for {tensor.name}",
        )
    message = f"Rank of tensor {tensor.name} should be: {rank}, shape received:"
    condition = tf.equal(tf.rank(tensor), rank)
    checked = when(condition, [message, tf.shape(tensor)], tensor, "rank_checked")
    checked.set_shape([None] * rank)
    return checked


def with_shape_of(argument: str, tensor: Any, other: Any) -> Any:
    """The tensor, which raises ``InvalidArgumentError`` when run with another shape."""
    tensor = with_rank(argument, tensor, other.shape.rank)
    if not tensor.shape.is_compatible_with(other.shape):
        raise wrong_value(
            argument, f"a tensor of shape {other.shape}", tensor, "reshape it",
            known_as=f"Shape check failed for {tensor.name}",
        )
    wanted, found = tf.shape(other), tf.shape(tensor)
    said = [f"Shape of tensor {tensor.name} should be: ", wanted, ", shape received: ", found]
    checked = when(tf.reduce_all(tf.equal(wanted, found)), said, tensor, "shape_checked")
    checked.set_shape(other.shape)
    return checked


def with_length(name: str, tensor: Any, length: Any) -> Any:
    """The sequence, which raises ``InvalidArgumentError`` when run with another length."""
    label = f"sorted_sequences_{name}"
    if tensor.shape.rank == 0:
        raise wrong_value(
            "input_sequences", "tensors of rank 1 or more", tensor, "give it a dimension of time"
        )
    found = tf.shape(tensor)
    shape = tf.strings.reduce_join(tf.strings.as_string(found), separator=" ")
    text = [
        f"Dimension 0 of tensor labeled {label} should be: ", tf.strings.as_string(length),
        ", shape received: ", shape,
    ]  # fmt: skip
    said = [tf.strings.join(text)]
    return when(tf.equal(found[0], length), said, tensor, f"dims_checked_{label}")


def whole_parts(label: str, length: Any, part: int) -> Any:
    """The length, which raises ``InvalidArgumentError`` unless it is that of 1, 2, … parts."""
    text = [
        f"{label} should be a multiple of: {part}, but saw value: ", tf.strings.as_string(length),
        ". Consider setting pad=True.",
    ]  # fmt: skip
    is_whole = tf.logical_and(tf.equal(length % part, 0), tf.not_equal(length, 0))
    return when(is_whole, [tf.strings.join(text)], length, "multiple_of_checked")


def when(condition: Any, said: list[Any], tensor: Any, name: str | None = None) -> Any:
    """The tensor, once the condition holds."""
    with tf.control_dependencies([tf.debugging.Assert(condition, said)]):
        return tf.identity(tensor, name=name)
