"""``tf.contrib.framework``'s functions that make variables and find them again."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.errors import ArgumentTypeError, ArgumentValueError, VariableError
from tf1compat.scopes.scope import get_variable, get_variable_scope

_v1 = tf.compat.v1
_KEYS = _v1.GraphKeys
_AUTO = tf.VariableSynchronization.AUTO
_NONE = _v1.VariableAggregation.NONE


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = _AUTO,
    aggregation: Any = _NONE,
) -> Any:
    """``tf.get_variable`` on a device, into a set of collections; takes ``arg_scope``.

    Args:
      name: below the current scope.
      shape: of the variable.
      dtype: float32 by default.
      initializer: the scope's by default.
      regularizer: what it gives joins ``REGULARIZATION_LOSSES``.
      trainable: whether it joins ``TRAINABLE_VARIABLES``.
      collections: ``GLOBAL_VARIABLES`` by default.
      caching_device: where reads are cached.
      device: name or function of the device.
      partitioner: splits the variable.
      custom_getter: called in place of ``get_variable``.
      use_resource: a resource variable or a reference variable.
      synchronization: as ``tf.get_variable`` has it.
      aggregation: as ``tf.get_variable`` has it.

    Returns:
      the variable, new or of the scope that is reused.
    """
    keys = _KEYS.GLOBAL_VARIABLES
    getter = get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=get_variable_scope().reuse)
    with _v1.device(device or ""):
        return getter(
            name,
            aggregation=aggregation,
            caching_device=caching_device,
            collections=sorted({keys} if collections is None else set(collections)),
            dtype=dtype,
            initializer=initializer,
            partitioner=partitioner,
            regularizer=regularizer,
            shape=shape,
            synchronization=synchronization,
            trainable=trainable,
            use_resource=use_resource,
        )


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = tf.float32,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = _AUTO,
    aggregation: Any = _NONE,
) -> Any:
    """``variable`` that joins ``MODEL_VARIABLES`` too; the arguments are the same."""
    return variable(
        name,
        aggregation=aggregation,
        caching_device=caching_device,
        collections=[*(collections or ()), _KEYS.GLOBAL_VARIABLES, _KEYS.MODEL_VARIABLES],
        custom_getter=custom_getter,
        device=device,
        dtype=dtype,
        initializer=initializer,
        partitioner=partitioner,
        regularizer=regularizer,
        shape=shape,
        synchronization=synchronization,
        trainable=trainable,
        use_resource=use_resource,
    )


def local_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Any:
    """A variable of ``LOCAL_VARIABLES``, not trained and not saved."""
    return _untrained(_KEYS.LOCAL_VARIABLES, initial_value, validate_shape, name, use_resource)


def global_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Any:
    """A variable of ``GLOBAL_VARIABLES``, not trained, but saved."""
    return _untrained(_KEYS.GLOBAL_VARIABLES, initial_value, validate_shape, name, use_resource)


def _untrained(
    collection: str, value: Any, validate_shape: bool, name: str | None, use_resource: bool | None
) -> Any:
    return _v1.Variable(
        value,
        trainable=False,
        collections=[collection],
        validate_shape=validate_shape,
        use_resource=use_resource,
        name=name,
    )


def add_model_variable(var: Any) -> None:
    """Let a variable join ``MODEL_VARIABLES``, once."""
    if not any(var is known for known in _v1.get_collection(_KEYS.MODEL_VARIABLES)):
        _v1.add_to_collection(_KEYS.MODEL_VARIABLES, var)


def get_variables(
    scope: Any = None, suffix: str | None = None, collection: str = _KEYS.GLOBAL_VARIABLES
) -> list[Any]:
    """The variables of a collection below a scope, with a suffix.

    Args:
      scope: a ``VariableScope``, or a regular expression that names match from the start.
      suffix: a regular expression that the name, without its ``:0``, ends with.
      collection: where to look.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.variables import get_variables
      >>> with tf.Graph().as_default(), tf.compat.v1.variable_scope("rnn"):
      ...     w = tf.compat.v1.get_variable("kernel", [2])
      ...     [v.op.name for v in get_variables("rnn", "kernel")]
      ['rnn/kernel']
    """
    prefix = getattr(scope, "name", scope)
    if suffix is not None:
        ending = suffix if ":" in suffix else f"{suffix}:"
        prefix = f"{prefix or ''}.*{ending}"
    found: list[Any] = _v1.get_collection(collection, prefix)
    return found


def get_model_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """``get_variables`` of ``MODEL_VARIABLES``."""
    return get_variables(scope, suffix, _KEYS.MODEL_VARIABLES)


def get_local_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """``get_variables`` of ``LOCAL_VARIABLES``."""
    return get_variables(scope, suffix, _KEYS.LOCAL_VARIABLES)


def get_trainable_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """``get_variables`` of ``TRAINABLE_VARIABLES``."""
    return get_variables(scope, suffix, _KEYS.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix: str, scope: Any = None) -> list[Any]:
    """The global variables with a suffix."""
    return get_variables(scope, suffix)


def get_variables_by_name(given_name: str, scope: Any = None) -> list[Any]:
    """The global variables whose last name is ``given_name``."""
    return get_variables(scope, f"/{given_name}:|^{given_name}:")


def get_variables_to_restore(
    include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
) -> list[Any]:
    """The global variables of the scopes ``include``, without those of ``exclude``.

    Raises:
      ArgumentTypeError: either is neither a list nor a tuple.
    """
    for argument, scopes in (("include", include), ("exclude", exclude)):
        if scopes is not None and not isinstance(scopes, (list, tuple)):
            raise ArgumentTypeError(
                "get_variables_to_restore",
                argument,
                expected="a list or tuple of scopes",
                received=type(scopes).__name__,
                remedy=f"write {argument}=[…]",
            )
    wanted = [v for scope in ([None] if include is None else include) for v in get_variables(scope)]
    unwanted = {id(v) for scope in exclude or () for v in get_variables(scope)}
    return [v for v in wanted if id(v) not in unwanted]


def get_unique_variable(var_op_name: str) -> Any:
    """The global variable of exactly this name.

    Raises:
      VariableError: there is none.
    """
    for candidate in get_variables(scope=var_op_name):
        if candidate.op.name == var_op_name:
            return candidate
    raise VariableError(
        "get_unique_variable",
        "var_op_name",
        expected="the full name of a global variable",
        received=repr(var_op_name),
        remedy="look it up in tf.global_variables()",
    )


def filter_variables(
    var_list: Iterable[Any],
    include_patterns: Iterable[str] | None = None,
    exclude_patterns: Iterable[str] | None = None,
    reg_search: bool = True,
) -> list[Any]:
    """The variables whose names match one of the first patterns and none of the second.

    Args:
      var_list: what to choose from.
      include_patterns: regular expressions; all variables by default.
      exclude_patterns: regular expressions; none by default.
      reg_search: match anywhere in the name; from its start otherwise.
    """
    matches = re.search if reg_search else re.match
    exclude = list(exclude_patterns or ())
    include = None if include_patterns is None else list(include_patterns)
    return [
        v
        for v in var_list
        if (include is None or any(matches(pattern, v.name) for pattern in include))
        and not any(matches(pattern, v.name) for pattern in exclude)
    ]


def get_variable_full_name(var: Any) -> str:
    """The variable's name in checkpoints: that of the whole, for a part of one."""
    info = slice_info(var)
    name: str = var.op.name if info is None else info.full_name
    return name


def slice_info(var: Any) -> Any:
    """Where a part of a partitioned variable lies in the whole; ``None`` for a whole one."""
    proto = var.to_proto()
    if proto is None or not proto.HasField("save_slice_info_def"):
        return None
    return proto.save_slice_info_def


def assert_or_get_global_step(graph: Any = None, global_step_tensor: Any = None) -> Any:
    """The global step given, once it is checked; else the graph's, or ``None``."""
    if global_step_tensor is None:
        return _v1.train.get_global_step(graph)
    _v1.train.assert_global_step(global_step_tensor)
    return global_step_tensor


class VariableDeviceChooser:
    """A device function: parameter servers in turn, or one device where there are none.

    Args:
      num_tasks: of the parameter servers.
      job_name: of the parameter servers.
      device_type: ``"CPU"`` or ``"GPU"``.
      device_index: of the device.
      replica: of the device.

    Example:
      >>> from tf1compat.contrib.variables import VariableDeviceChooser
      >>> choose = VariableDeviceChooser(2)
      >>> [choose(None) for _ in range(3)]  # doctest: +NORMALIZE_WHITESPACE
      ['/job:ps/task:0/device:CPU:0', '/job:ps/task:1/device:CPU:0', '/job:ps/task:0/device:CPU:0']
    """

    def __init__(
        self,
        num_tasks: int = 0,
        job_name: str = "ps",
        device_type: str = "CPU",
        device_index: int = 0,
        replica: int | None = None,
    ) -> None:
        if num_tasks < 0:
            raise ArgumentValueError(
                "VariableDeviceChooser",
                "num_tasks",
                expected="0 or more",
                received=num_tasks,
                remedy="count the parameter servers",
            )
        self._place = {
            "device_index": device_index,
            "device_type": device_type,
            "replica": replica,
        }
        self._job_name = job_name
        self._tasks = itertools.cycle(range(num_tasks)) if num_tasks else None

    def __call__(self, op: Any) -> str:
        del op  # all variables are placed alike
        device = _v1.DeviceSpec(**self._place)
        if self._tasks is not None:
            device.job, device.task = self._job_name, next(self._tasks)
        name: str = device.to_string()
        return name
