"""TF1's ``Layer`` protocol: the base of every cell and of ``tf.layers``.

A plain object.  People's subclasses set attributes before ``super().__init__``, or never
call it, so every attribute has a class-level default and containers are made on first use.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.effects import Effects
from tf1compat.scopes.input_spec import check_input_spec
from tf1compat.scopes.keras_style import in_keras_style, make_weight, refuse
from tf1compat.scopes.layer_names import to_snake_case, unique_object_name
from tf1compat.scopes.owner import home
from tf1compat.scopes.scope import get_variable, parts_of, variable_scope
from tf1compat.scopes.store import active_store
from tf1compat.scopes.tracked import Tracked, is_bookkeeping
from tf1compat.scopes.variable_store import VariableStore

_GRAPH_PARTS = (tf.Tensor, tf.Variable, tf.Operation)


def as_tensors(structure: Any) -> Any:
    """The structure with numpy arrays and Python numbers made into tensors."""
    return tf.nest.map_structure(
        lambda x: tf.convert_to_tensor(x) if isinstance(x, np.ndarray | float | int) else x,
        structure,
    )


class Layer(Effects, Tracked):
    """TF1's ``tf.layers.Layer``: builds once, under a variable scope of its own.

    Args:
      trainable: whether its variables join ``TRAINABLE_VARIABLES``.
      name: its scope; without one, the class's name in snake case, made unique in its scope.
      dtype: of its variables; by default that of the first input.
      **kwargs: ``_reuse`` and ``_scope`` (TF1's), ``activity_regularizer``.

    Raises:
      TypeError: an unknown keyword.
      ValueError: the input does not fit ``input_spec``; or TF1's errors of ``get_variable``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> class Scale(Layer):
      ...     def build(self, shape):
      ...         self.gain = self.add_variable("gain", [shape[-1]], initializer=tf.ones)
      ...         super().build(shape)
      ...     def call(self, x):
      ...         return x * self.gain
      >>> layer = Scale(name="scale")
      >>> layer(tf.constant([[1.0, 2.0]])).numpy().tolist(), layer.variables[0].name
      ([[1.0, 2.0]], 'scale/gain:0')
    """

    built = False
    input_spec: Any = None
    _reuse: Any = None
    _scope: Any  # absent until __init__ or the first call: copies of TF 1.0's cells ask hasattr
    _dtype: Any = None
    _name: str | None = None
    _base_name: str | None = None
    _graph: Any = None
    _current_scope: Any = None

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        self._reuse = kwargs.pop("_reuse", None)
        self._scope = None
        scope = kwargs.pop("_scope", None)
        self.activity_regularizer = kwargs.pop("activity_regularizer", None)
        # Keras-style sizes that TF1 took and used for nothing but configuration.
        for known in ("input_shape", "batch_input_shape", "batch_size", "weights", "dynamic"):
            kwargs.pop(known, None)
        if kwargs:
            raise ArgumentTypeError(
                type(self).__name__,
                next(iter(kwargs)),
                expected="an argument that TF1 knew",
                received=f"{next(iter(kwargs))!r}",
                remedy="remove it",
            )
        self.trainable = trainable
        self._dtype = None if dtype is None else tf.as_dtype(dtype).name
        self._name, self._base_name = name, name
        self._ensure_names()
        if in_keras_style():
            refuse(type(self).__name__, "scope", scope)
            refuse(type(self).__name__, "reuse", self._reuse)
            self._keras_style = True
        if scope:
            with variable_scope(scope) as captured:
                self._scope = captured

    # -- names ------------------------------------------------------------------------------
    def _ensure_names(self) -> str:
        if self._base_name is None:
            self._base_name = to_snake_case(type(self).__name__)
            self._name = unique_object_name(self._base_name)
        return self._base_name

    @property
    def name(self) -> str:
        self._ensure_names()
        return str(self._name)

    @property
    def named_by_user(self) -> bool:
        """Whether it was given a name, which then is its scope whatever else is there."""
        return self._ensure_names() == self._name

    @property
    def scope_name(self) -> str:
        if getattr(self, "_scope", None) is None:
            raise ArgumentValueError(
                type(self).__name__,
                "scope_name",
                expected="a layer that has been called",
                received=f"{self.name!r}, which has not",
                remedy="call it first",
            )
        return str(self._scope.name)

    @property
    def dtype(self) -> Any:
        return self._dtype

    @property
    def graph(self) -> Any:
        """The v1 graph in which the layer was first used."""
        return self._graph

    # -- what it holds ----------------------------------------------------------------------
    @property
    def _trainable_weights(self) -> list[Any]:
        return self._own("_trainable_list")

    @property
    def _non_trainable_weights(self) -> list[Any]:
        return self._own("_non_trainable_list")

    @property
    def trainable_weights(self) -> list[Any]:
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        if self.trainable:
            return list(self._non_trainable_weights)
        return [*self._trainable_weights, *self._non_trainable_weights]

    @property
    def weights(self) -> list[Any]:
        return [*self.trainable_weights, *self.non_trainable_weights]

    @property
    def variables(self) -> list[Any]:
        return self.weights

    @property
    def trainable_variables(self) -> list[Any]:
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        return self.non_trainable_weights

    def count_params(self) -> int:
        """How many numbers its variables hold; a ``ValueError`` before it is built, as in TF1."""
        if not self.built:
            raise ArgumentValueError(
                type(self).__name__, "count_params", expected="a layer that is built",
                received=f"{self.name!r}, which isn't built", remedy="call it first",
            )
        return sum(int(np.prod(v.shape.as_list())) for v in self.weights)

    # -- building ---------------------------------------------------------------------------
    def _set_scope(self, scope: Any = None) -> None:
        if getattr(self, "_scope", None) is not None:
            return
        base = self._ensure_names()
        if self._reuse:
            manager = variable_scope(scope if scope is not None else base)
        else:
            manager = variable_scope(scope, default_name=base)
        with manager as captured:
            self._scope = captured

    @contextlib.contextmanager
    def _in_own_scope(self) -> Iterator[Any]:
        reuse = True if self.built else self._reuse
        with variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            yield scope

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = tf.VariableSynchronization.AUTO,
        aggregation: Any = tf.VariableAggregation.NONE,
        partitioner: Any = None,
        **kwargs: Any,
    ) -> Any:
        """A variable ``<scope>/<name>``, made or reused by the rules of its scope."""
        if set(kwargs) - {"experimental_autocast"}:
            raise ArgumentTypeError(
                f"{type(self).__name__}.add_weight", expected="arguments that TF1 knew",
                received=sorted(kwargs), remedy="remove the unknown ones",
            )
        if synchronization == tf.VariableSynchronization.ON_READ:
            if trainable:
                raise ArgumentValueError(
                    f"{type(self).__name__}.add_weight", "trainable",
                    expected="False with synchronization ON_READ", received=True,
                    remedy="pass trainable=False",
                    known_as=(
                        "Synchronization value can be set to VariableSynchronization.ON_READ only "
                        "for non-trainable variables. You have specified trainable=True and "
                        "synchronization=VariableSynchronization.ON_READ."
                    ),
                )
            trainable = False
        trainable = trainable is not False
        if self._keras_style:
            return self._add_keras_weight(
                name, () if shape is None else shape, dtype, initializer, regularizer,
                trainable=trainable and self.trainable, constraint=constraint,
            )
        self._set_scope(None)
        with home(self), self._in_own_scope() as scope, self._op_names():
            before = set() if regularizer is None else _existing_names()
            variable = get_variable(
                name,
                shape=() if shape is None else shape,
                dtype=tf.as_dtype(dtype or self.dtype or tf.float32),
                initializer=scope.initializer if initializer is None else initializer,
                trainable=trainable and self.trainable, constraint=constraint,
                use_resource=use_resource, partitioner=partitioner,
                synchronization=synchronization, aggregation=aggregation,
            )
            self._track(variable, trainable and self.trainable)
            self._track_child(name, variable)
            if regularizer is not None:
                self._regularize_new(name, variable, regularizer, before)
        return variable

    def _add_keras_weight(
        self, name: str, shape: Any, dtype: Any, initializer: Any, regularizer: Any, **kwargs: Any
    ) -> Any:
        with home(self):
            dtype = dtype or self.dtype or tf.float32
            variable = make_weight(name, shape, dtype, initializer, **kwargs)
            self._track(variable, kwargs["trainable"])
            self._track_child(name, variable)
            if regularizer is not None:
                self._regularize_new(name, variable, regularizer, set())
        return variable

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """TF1's older name of :meth:`add_weight`."""
        return self.add_weight(*args, **kwargs)

    def _track(self, variable: Any, trainable: bool) -> None:
        trains = trainable and all(getattr(part, "trainable", True) for part in parts_of(variable))
        held = self._trainable_weights if trains else self._non_trainable_weights
        if all(variable is not other for other in held):
            held.append(variable)

    def _regularize_new(
        self, name: str, variable: Any, regularizer: Callable[[Any], Any], before: set[str]
    ) -> None:
        """A variable found again has its loss already."""
        parts = parts_of(variable)
        if {_full_name(part) for part in parts} & before:
            return
        store = active_store()
        if store is not None:
            store.regularize(_full_name(variable), regularizer)
        for part in parts:
            self._regularize(name, part, regularizer)

    @contextlib.contextmanager
    def _op_names(self) -> Iterator[None]:
        with tf.name_scope(self._current_scope.original_name_scope):
            yield

    def build(self, input_shape: Any) -> None:
        """Makes the variables; subclasses override."""
        self.built = True

    def _maybe_build(self, inputs: Any) -> None:
        if self.built:
            return
        leaves = tf.nest.flatten(inputs)
        if self._dtype is None and leaves and hasattr(leaves[0], "dtype"):
            self._dtype = tf.as_dtype(leaves[0].dtype).base_dtype.name
        self.build(tf.nest.map_structure(lambda x: x.shape, inputs))
        self.built = True

    # -- calling ----------------------------------------------------------------------------
    def _computation(self, inputs: Any) -> Callable[..., Any]:
        """What a call computes; cells have another for whole sequences."""
        return self.call

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The layer's computation; subclasses override."""
        return inputs

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        return self._call_in_scope(inputs, *args, **kwargs)

    def _call_in_scope(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        scope = kwargs.pop("scope", None)
        if self._graph is None and in_v1_graph():
            self._graph = tf.compat.v1.get_default_graph()
        with home(self), self._opened(scope) as own_scope:
            inputs = as_tensors(inputs)
            check_input_spec(f"{type(self).__name__} ({self.name!r})", self.input_spec, inputs)
            self._maybe_build(inputs)
            if own_scope is not None and "scope" in inspect.signature(self.call).parameters:
                kwargs["scope"] = own_scope
            with self._calling(inputs):
                outputs = self._computation(inputs)(inputs, *args, **kwargs)
                self._regularize_activity(inputs, outputs)
        return outputs

    @contextlib.contextmanager
    def _opened(self, scope: Any) -> Iterator[Any]:
        """The scope that a call works in: of variables and operations, or of operations only."""
        if self._keras_style:
            refuse(type(self).__name__, "scope", scope)
            with tf.name_scope(self.name):
                yield None
            return
        self._set_scope(scope)
        with self._in_own_scope() as own_scope, self._op_names():
            yield own_scope

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """TF1's older way to call a layer."""
        return self.__call__(inputs, *args, **kwargs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The static shape of the output; subclasses that know it override."""
        raise NotImplementedError(f"{type(self).__name__} does not state its output shape")

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "trainable": self.trainable, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A copy that shares graph tensors and scopes, which have no copies, and nothing else."""
        result = type(self).__new__(type(self))
        memo[id(self)] = result
        for key, value in self.__dict__.items():
            if is_bookkeeping(key):
                continue
            shared = key in ("_graph", "_scope", "_current_scope", "_own_store")
            leaves = tf.nest.flatten(value)
            shared = shared or any(isinstance(leaf, _GRAPH_PARTS) for leaf in leaves)
            result.__dict__[key] = value if shared else copy.deepcopy(value, memo)
        result._copy_children(self, memo)
        return result


def _existing_names() -> set[str]:
    """The variables that are there already, in the graph or in the open store."""
    if in_v1_graph():
        return {_full_name(variable) for variable in tf.compat.v1.global_variables()}
    store = active_store()
    return set(store) if isinstance(store, VariableStore) else set()


def _full_name(variable: Any) -> str:
    return str(variable.name).partition(":")[0]
