"""``assign_from_checkpoint`` and its like: values into the variables of a v1 graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.contrib.variables import get_variable_full_name, slice_info
from tf1compat.errors import ArgumentValueError, CheckpointError, VariableError

_v1 = tf.compat.v1
_Run = Callable[[Any], Any]  # takes the session


def assign_from_values(var_names_to_values: Mapping[str, Any]) -> tuple[Any, dict[Any, Any]]:
    """An operation that assigns arrays to variables by name, and what to feed it.

    Args:
      var_names_to_values: names of global variables and their arrays.

    Returns:
      (operation, feed_dict): the values are fed, so the graph stays small.

    Raises:
      VariableError: no global variable of that name.
    """
    operations, feed = [], {}
    for name, value in var_names_to_values.items():
        var = _by_name(name)
        fed = _placeholder(var)
        operations.append(var.assign(fed))
        feed[fed] = value.reshape(var.shape.as_list())
    return _v1.group(*operations), feed


def assign_from_values_fn(var_names_to_values: Mapping[str, Any]) -> _Run:
    """``assign_from_values`` as a function of the session."""
    operation, feed = assign_from_values(var_names_to_values)
    return lambda session: session.run(operation, feed)


def _by_name(name: str) -> Any:
    found = _v1.get_collection(_v1.GraphKeys.GLOBAL_VARIABLES, name)
    exact = [var for var in found if var.op.name == name]
    if len(found) == 1:
        return found[0]
    if exact:
        return exact[0]
    raise VariableError(
        "assign_from_values",
        "var_names_to_values",
        expected="names of global variables",
        received=f"{name!r}, which {len(found)} variables match",
        remedy="use the full name, as in tf.global_variables()",
    )


def _placeholder(var: Any) -> Any:
    return _v1.placeholder(var.dtype.base_dtype, var.shape, name=f"placeholder/{var.op.name}")


def assign_from_checkpoint(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False
) -> tuple[Any, dict[Any, Any]]:
    """An operation that assigns variables from a checkpoint, and what to feed it.

    Args:
      model_path: the checkpoint, as ``tf.train.latest_checkpoint`` names it.
      var_list: variables, or names in the checkpoint and the variable (or its parts) of each.
      ignore_missing_vars: warn of what the checkpoint lacks, instead of failing.

    Returns:
      (operation, feed_dict).

    Raises:
      CheckpointError: a variable that the checkpoint lacks, or has in another shape.
    """
    reader = _v1.train.NewCheckpointReader(model_path)
    operations, feed = [], {}
    for name, variables in _grouped(var_list).items():
        if not reader.has_tensor(name):
            _missing(name, model_path, ignore_missing_vars)
            continue
        value = reader.get_tensor(name)
        for var in variables:
            fed = _placeholder(var)
            operations.append(var.assign(fed))
            feed[fed] = _part_of(value, var, name)
    return _v1.group(*operations), feed


def _grouped(var_list: Any) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    if isinstance(var_list, (list, tuple)):
        for var in var_list:
            grouped.setdefault(get_variable_full_name(var), []).append(var)
        return grouped
    for name, value in var_list.items():
        grouped[name] = list(value) if isinstance(value, (list, tuple)) else [value]
    return grouped


def _missing(name: str, model_path: str, ignore: bool) -> None:
    if ignore:
        _v1.logging.warning("Checkpoint is missing variable [%s]", name)
        return
    raise CheckpointError(
        "assign_from_checkpoint",
        "var_list",
        expected=f"variables of the checkpoint {model_path}",
        received=f"{name!r}, which it lacks",
        remedy="list it with tf.train.list_variables, or pass ignore_missing_vars=True",
    )


def _part_of(value: Any, var: Any, name: str) -> Any:
    """The value, or the part of it that a part of a partitioned variable holds."""
    info = slice_info(var)
    if info is not None:
        spans = zip(info.var_offset, info.var_shape, strict=True)
        return value[tuple(slice(start, start + size) for start, size in spans)]
    if tuple(var.shape.as_list()) != value.shape:
        raise CheckpointError(
            "assign_from_checkpoint",
            "var_list",
            expected=f"a variable of shape {list(value.shape)} for {name!r}",
            received=f"shape {var.shape.as_list()}",
            remedy="map the name to a variable of that shape",
        )
    return value


def assign_from_checkpoint_fn(
    model_path: str,
    var_list: Any,
    ignore_missing_vars: bool = False,
    reshape_variables: bool = False,
) -> _Run | None:
    """A function of the session that restores variables from a checkpoint.

    Args:
      model_path: the checkpoint.
      var_list: variables, or names in the checkpoint and their variables.
      ignore_missing_vars: warn of what the checkpoint lacks, instead of failing when it runs.
      reshape_variables: reshape values that have as many elements as the variable.

    Returns:
      the function, or ``None`` if nothing is left to restore.

    Raises:
      ArgumentValueError: an empty ``var_list``.
    """
    if not var_list:
        raise ArgumentValueError(
            "assign_from_checkpoint_fn",
            "var_list",
            expected="at least one variable",
            received="none",
            remedy="pass tf.global_variables(), or leave the call out",
        )
    if ignore_missing_vars:
        var_list = _available(os.fspath(model_path), var_list)
    if not var_list:
        _v1.logging.warning("No Variables to restore")
        return None
    saver = _v1.train.Saver(var_list, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)


def _available(model_path: str, var_list: Any) -> dict[str, Any]:
    reader = _v1.train.NewCheckpointReader(model_path)
    named = var_list if isinstance(var_list, dict) else {var.op.name: var for var in var_list}
    for name in named:
        if not reader.has_tensor(name):
            _v1.logging.warning("Variable %s missing in checkpoint %s", name, model_path)
    return {name: var for name, var in named.items() if reader.has_tensor(name)}
