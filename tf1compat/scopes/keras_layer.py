"""TF1-style functions as Keras layers and models: their variables are ordinary Keras weights."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import tensorflow as tf

from tf1compat.errors import VariableError
from tf1compat.scopes.initial import settled
from tf1compat.scopes.store import Store, nothing_open
from tf1compat.scopes.variable_store import VariableStore


class _Recorder(VariableStore):
    """Notes what a function asks for while it runs once in a scratch graph."""

    transient = True

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, Any, Mapping[str, Any]]] = []
        self.regularizers: dict[str, list[Callable[[Any], Any]]] = {}

    def keep(self, name: str, variable: Any, arguments: Mapping[str, Any]) -> None:
        if name not in self:
            self.requests.append((name, variable, arguments))
        super().keep(name, variable, arguments)

    def regularize(self, name: str, regularizer: Callable[[Any], Any]) -> None:
        self.regularizers.setdefault(name, []).append(regularizer)


class _LayerStore(Store):
    """Answers ``get_variable`` with the weights of a Keras layer."""

    transient = True

    def __init__(self, weights: Mapping[str, Any], owner: str) -> None:
        super().__init__()
        self._weights = weights
        self._owner = owner

    def _outermost(self) -> Any:
        # As in the scratch graph: the scopes around the layer's call are not the function's.
        return tf.compat.v1.VariableScope(False, name="")

    def find(self, name: str) -> Any | None:
        weight = self._weights.get(name)
        return None if weight is None else weight.value

    def get_collection(self, key: str, scope: str | None = None) -> list[Any]:
        keys = tf.compat.v1.GraphKeys
        found = []
        for name, weight in self._weights.items():
            here = scope is None or name.startswith(scope)
            wanted = key == keys.GLOBAL_VARIABLES or (
                key == keys.TRAINABLE_VARIABLES and weight.trainable
            )
            if here and wanted:
                found.append(weight.value)
        return found

    def make(self, name: str, getter: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        raise VariableError(
            f"get_variable({name!r})",
            expected=f"one of the variables of layer {self._owner!r}",
            received="a name that its first call did not ask for",
            remedy="let the function make all its variables whatever its arguments are",
        )


def _is_array(leaf: Any) -> bool:
    symbolic = isinstance(leaf, keras.KerasTensor)
    return symbolic or tf.is_tensor(leaf) or hasattr(leaf, "__array__")


def _placeholder(leaf: Any) -> Any:
    if not _is_array(leaf):
        return leaf
    return tf.compat.v1.placeholder(tf.as_dtype(leaf.dtype), tuple(leaf.shape))


def _merged(variable: Any) -> tuple[tf.TensorShape, tf.DType, bool]:
    """Shape, dtype and trainability of a variable, or of a partitioned one as a whole."""
    if hasattr(variable, "trainable"):
        return variable.shape, variable.dtype.base_dtype, variable.trainable
    return variable.get_shape(), variable.dtype.base_dtype, next(iter(variable)).trainable


def _initial_value(name: str, initializer: Any) -> Callable[..., Any]:
    """A Keras initialiser that lets TensorFlow interpret the TF1 one."""
    initializer = settled(initializer)

    def initial(shape: Any, dtype: Any = None) -> Any:
        with tf.init_scope(), nothing_open():
            given = (
                {}
                if tf.is_tensor(initializer) or hasattr(initializer, "__array__")
                else {"shape": shape}
            )
            variable = tf.compat.v1.get_variable(
                name,
                dtype=tf.as_dtype(dtype),
                initializer=initializer,
                trainable=False,
                use_resource=True,
                **given,
            )
            return tf.convert_to_tensor(variable)

    return initial


class _SumOf(keras.regularizers.Regularizer):
    """TF1's regularisers of one variable; older Keras takes no plain function."""

    def __init__(self, regularizers: list[Callable[[Any], Any]]) -> None:
        self._regularizers = regularizers

    def __call__(self, x: Any) -> Any:
        losses = [regularizer(tf.convert_to_tensor(x)) for regularizer in self._regularizers]
        return sum((value for value in losses if value is not None), start=0.0)


class _By(keras.constraints.Constraint):
    """A TF1 constraint; older Keras takes no plain function."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __call__(self, w: Any) -> Any:
        return self._function(tf.convert_to_tensor(w))


def _make_weight(
    name: str, variable: Any, arguments: Mapping[str, Any], regularizers: list[Callable[[Any], Any]]
) -> Any:
    shape, dtype, trainable = _merged(variable)
    *scopes, last = name.split("/")
    with contextlib.ExitStack() as stack:
        for scope in scopes:
            stack.enter_context(keras.name_scope(scope))
        weight = keras.Variable(
            _initial_value(last, arguments.get("initializer")),
            shape=tuple(shape.as_list()),
            dtype=dtype.name,
            trainable=trainable,
            name=last,
        )
    if regularizers:
        weight.regularizer = _SumOf(regularizers)
    if arguments.get("constraint") is not None:
        weight.constraint = _By(arguments["constraint"])
    return weight


class TF1Variables:
    """Mixin for Keras layers: makes a TF1-style call's variables, and serves them to it.

    Before the first call the TF1 code runs once on placeholders in a scratch graph; what it asks
    for becomes ``keras.Variable``s whose ``path`` is the TF1 name (behind the names of Keras layers
    that are being called around it, if any).
    """

    #: TF1 name → Keras weight, in the order of creation.
    tf1_weights: dict[str, Any]

    def record(self, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Makes the weights that ``function(*args, **kwargs)`` asks for."""
        recorder = _Recorder()
        with tf.Graph().as_default(), recorder.opened():
            spec_args, spec_kwargs = tf.nest.map_structure(_placeholder, (args, kwargs))
            function(*spec_args, **spec_kwargs)
        self.tf1_weights = {
            name: _make_weight(name, variable, arguments, recorder.regularizers.get(name, []))
            for name, variable, arguments in recorder.requests
        }

    @contextlib.contextmanager
    def bound(self) -> Iterator[Store]:
        """Within, ``get_variable`` gives this layer's weights."""
        with _LayerStore(self.tf1_weights, getattr(self, "name", "?")).opened() as store:
            yield store


def _spec(leaf: Any) -> Any:
    if _is_array(leaf):
        return {
            "shape": [None if d is None else int(d) for d in leaf.shape],
            "dtype": tf.as_dtype(leaf.dtype).name,
        }
    return leaf


class _Wrapping(TF1Variables):
    """The Keras side of a TF1-style function or method; shared by layer and model."""

    _function: Callable[..., Any] | None
    _call_specs: Any = None
    built: bool
    add_loss: Callable[[Any], None]

    def tf1_call(self, *args: Any, **kwargs: Any) -> Any:
        """The TF1-style code; a subclass overrides it, or a function is passed instead."""
        if self._function is None:
            raise NotImplementedError(f"{type(self).__name__} needs a function, or a tf1_call")
        return self._function(*args, **kwargs)

    def call(self, *args: Any, training: Any = None, **kwargs: Any) -> Any:
        if self._takes_training():
            kwargs["training"] = bool(training)
        with self.bound() as store:
            outputs = self.tf1_call(*args, **kwargs)
        for loss in store.noted(tf.compat.v1.GraphKeys.REGULARIZATION_LOSSES):
            self.add_loss(loss)
        return outputs

    def _takes_training(self) -> bool:
        """Whether the TF1 code has an argument ``training``, which Keras then sets."""
        code = self.tf1_call if self._function is None else self._function
        return "training" in inspect.signature(code).parameters

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._prepare(args, kwargs)
        return super().__call__(*args, **kwargs)  # type: ignore[misc]

    def _prepare(self, args: Any, kwargs: Any) -> None:
        if self._call_specs is None:
            kwargs = {key: value for key, value in kwargs.items() if value is not None}
            if not self._takes_training():
                kwargs.pop("training", None)
            self.record(self.tf1_call, args, kwargs)
            self._call_specs = tf.nest.map_structure(_spec, (list(args), kwargs))
            first = args[0] if args else next(iter(kwargs.values()))
            self.build(tf.nest.map_structure(lambda leaf: tuple(leaf.shape), first))

    def build(self, input_shape: Any) -> None:
        """Keras notes the shape of the first input here, for ``export``."""
        self.built = True

    def get_build_config(self) -> Any:
        return None if self._call_specs is None else {"call": self._call_specs}

    def build_from_config(self, config: Any) -> None:
        args, kwargs = _from_specs(config["call"])
        self._prepare(args, kwargs)


def _from_specs(specs: Any) -> Any:
    if isinstance(specs, dict) and set(specs) == {"shape", "dtype"}:
        return keras.KerasTensor(tuple(specs["shape"]), specs["dtype"])
    if isinstance(specs, dict):
        return {key: _from_specs(value) for key, value in specs.items()}
    return [_from_specs(part) for part in specs] if isinstance(specs, list | tuple) else specs


def _with_function(config: dict[str, Any], function: Any) -> dict[str, Any]:
    if function is None:
        return config
    return {**config, "function": keras.saving.serialize_keras_object(function)}


def _function_restored(config: dict[str, Any], custom_objects: Any = None) -> dict[str, Any]:
    if "function" not in config:
        return config
    function = keras.saving.deserialize_keras_object(config["function"], custom_objects)
    return {**config, "function": function}


@keras.saving.register_keras_serializable(package="tf1compat")
class TF1Layer(_Wrapping, keras.layers.Layer):
    """A TF1-style function as a Keras layer.

    Its variables, made by ``get_variable``, cells, drivers or ``tf.layers``, are tracked Keras
    weights whose ``path`` is the TF1 name: they train in ``fit``, are saved and exported.
    Pass a function, or subclass and define ``tf1_call``.  The function runs one time more than
    the layer is called: once, on placeholders, to learn its variables.

    Args:
      function: takes the layer's inputs, gives its outputs; an argument called ``training`` is
        set to True in ``fit`` and to False otherwise.  To load a ``.keras`` file it must
        be registered with ``keras.saving.register_keras_serializable``.
      **kwargs: as ``keras.layers.Layer``.

    Raises:
      ValueError: as TF1's ``get_variable``.

    Example:
      >>> import keras, tf1compat
      >>> def head(x):
      ...     with tf1compat.variable_scope("head"):
      ...         return x @ tf1compat.get_variable("w", [3, 2])
      >>> layer = tf1compat.TF1Layer(head)
      >>> y = layer(keras.Input([3]))
      >>> y.shape, [w.path for w in layer.weights]
      ((None, 2), ['head/w'])
    """

    def __init__(self, function: Callable[..., Any] | None = None, **kwargs: Any) -> None:
        keras.layers.Layer.__init__(self, autocast=False, **kwargs)
        self.supports_jit = False  # TF1 code may hold any op; ``fit`` is not to hand it to XLA
        self._function = function
        self.tf1_weights = {}

    def get_config(self) -> dict[str, Any]:
        return _with_function(keras.layers.Layer.get_config(self), self._function)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**_function_restored(config))


@keras.saving.register_keras_serializable(package="tf1compat")
class TF1Model(_Wrapping, keras.Model):
    """A TF1-style function as a whole Keras model; see :class:`TF1Layer`.

    Example:
      >>> import numpy as np, tf1compat
      >>> def line(x):
      ...     return x * tf1compat.get_variable("slope", []) + tf1compat.get_variable("offset", [])
      >>> model = tf1compat.TF1Model(line)
      >>> model.compile("sgd", "mse")
      >>> x = np.linspace(0, 1, 8, dtype="float32")
      >>> history = model.fit(x, 2 * x, verbose=0)
      >>> sorted(model.tf1_weights)
      ['offset', 'slope']
    """

    def __init__(self, function: Callable[..., Any] | None = None, **kwargs: Any) -> None:
        keras.Model.__init__(self, autocast=False, **kwargs)
        self.supports_jit = False
        self._function = function
        self.tf1_weights = {}

    def get_config(self) -> dict[str, Any]:
        return _with_function(keras.Model.get_config(self), self._function)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        return cls(**_function_restored(config, custom_objects))
