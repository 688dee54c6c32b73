"""``tf.contrib.predictor``: a model in a session of its own, as a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator.estimator import Estimator
from tf1compat.estimator.export_outputs import DEFAULT

_v1 = tf.compat.v1
# What tf.contrib.learn called the signatures of its exports.
_OF_CONTRIB_LEARN = "default_input_alternative:{}"
_LOADED = "from_saved_model"


class Predictor:
    """Called with a dict of inputs, it returns the dict of outputs.

    Args:
      graph: the model's.
      session: with its values.
      feed_tensors: inputs by name.
      fetch_tensors: outputs by name.

    Raises:
      ArgumentValueError: (a ``ValueError``, when called) an input that there is not.

    Source: ``tf.contrib.predictor`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.compat.v1.placeholder(tf.float32)
      ...     double = Predictor(graph, tf.compat.v1.Session(), {"x": x}, {"y": x * 2})
      >>> float(double({"x": 1.5})["y"])
      3.0
    """

    def __init__(
        self, graph: Any, session: Any, feed_tensors: dict[str, Any], fetch_tensors: dict[str, Any]
    ) -> None:
        self._graph, self._session = graph, session
        self._feed, self._fetch = feed_tensors, fetch_tensors

    graph = property(lambda self: self._graph)
    session = property(lambda self: self._session)
    feed_tensors = property(lambda self: self._feed)
    fetch_tensors = property(lambda self: self._fetch)

    def __call__(self, input_dict: dict[str, Any]) -> dict[str, Any]:
        if unknown := set(input_dict) - set(self._feed):
            raise _error(
                "Predictor", "input_dict", f"inputs of {sorted(self._feed)}", sorted(unknown)
            )
        fed = {self._feed[name]: value for name, value in input_dict.items()}
        found: dict[str, Any] = self._session.run(self._fetch, feed_dict=fed)
        return found

    def __repr__(self) -> str:
        return f"Predictor with feed tensors {self._feed} and fetch_tensors {self._fetch}"


def from_saved_model(
    export_dir: Any,
    signature_def_key: str | None = None,
    signature_def: Any = None,
    input_names: dict[str, str] | None = None,
    output_names: dict[str, str] | None = None,
    tags: str | None = None,
    graph: Any = None,
    config: Any = None,
) -> Predictor:
    """A :class:`Predictor` of a SavedModel.

    Args:
      export_dir: the folder.
      signature_def_key: of the signature; the default one otherwise.
      signature_def: the signature itself, in place of its key.
      input_names: names of tensors by input, in place of a signature.
      output_names: names of tensors by output, in place of a signature.
      tags: of the graph, with commas between; ``serve`` by default.
      graph: to load into; a new one by default.
      config: of the session.

    Raises:
      ArgumentValueError: (a ``ValueError``) more than one way to name the tensors, only one of
        the two dicts, or no such signature.

    Source: ``tf.contrib.predictor.from_saved_model`` of TensorFlow 1.15.5.

    Example:
      >>> import tempfile
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> from tf1compat.estimator.receivers import build_raw_serving_input_receiver_fn
      >>> receive = build_raw_serving_input_receiver_fn({"x": tf.ones([1])})
      >>> def model_fn(features, mode):
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     step = tf.compat.v1.assign_add(tf.compat.v1.train.get_global_step(), 1)
      ...     return EstimatorSpec(mode, {"y": w * features["x"]}, w * 1.0, step)
      >>> estimator = Estimator(model_fn).train(
      ...     lambda: tf.data.Dataset.from_tensors({"x": [2.0]}), steps=1)
      >>> folder = estimator.export_saved_model(tempfile.mkdtemp(), receive)
      >>> from_saved_model(folder)({"x": [3.0]})["y"].tolist()
      [3.0]
    """
    ways = [signature_def_key, signature_def, input_names or output_names]
    if sum(way is not None for way in ways) > 1:
        raise _error(_LOADED, "signature_def_key", "one way to name the tensors", "several")
    if (input_names is None) != (output_names is None):
        raise _error(_LOADED, "input_names", "both of input_names and output_names", "one")
    folder = tf.compat.as_str(export_dir)
    built = graph or tf.Graph()
    with built.as_default():
        session = _v1.Session(config=config)
        meta = _v1.saved_model.load(session, (tags or _v1.saved_model.SERVING).split(","), folder)
    if input_names is not None and output_names is not None:
        return _named(built, session, input_names, output_names)
    found = signature_def or _signature(meta, signature_def_key or DEFAULT)
    return _signed(built, session, found)


def _signature(meta: Any, key: str) -> Any:
    for name in (key, _OF_CONTRIB_LEARN.format(key)):
        if name in meta.signature_def:
            return meta.signature_def[name]
    known = f"one of {sorted(meta.signature_def)}"
    raise _error(_LOADED, "signature_def_key", known, repr(key))


def _signed(graph: Any, session: Any, signature: Any) -> Predictor:
    """A predictor whose inputs and outputs a signature names."""
    sides = (signature.inputs, signature.outputs)
    names = ({name: info.name for name, info in side.items()} for side in sides)
    return _named(graph, session, *names)


def _named(
    graph: Any, session: Any, inputs: dict[str, str], outputs: dict[str, str]
) -> Predictor:
    fed, fetched = (
        {name: graph.get_tensor_by_name(path) for name, path in side.items()}
        for side in (inputs, outputs)
    )
    return Predictor(graph, session, fed, fetched)


def from_estimator(
    estimator: Any,
    serving_input_receiver_fn: Callable[[], Any],
    output_key: str | None = None,
    graph: Any = None,
    config: Any = None,
) -> Predictor:
    """A :class:`Predictor` of an estimator's newest checkpoint, called as its SavedModel would be.

    Args:
      estimator: a ``tf.estimator.Estimator``.
      serving_input_receiver_fn: returns a ``ServingInputReceiver``.
      output_key: of the model's ``export_outputs``; the default one otherwise.
      graph: to build in; a new one by default.
      config: of the session.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no ``tf.estimator.Estimator``.
      ArgumentValueError: (a ``ValueError``) no such output, or one that these inputs cannot give.

    Source: ``tf.contrib.predictor.from_estimator`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> from tf1compat.estimator.receivers import build_raw_serving_input_receiver_fn
      >>> receive = build_raw_serving_input_receiver_fn({"x": tf.ones([1])})
      >>> def model_fn(features, mode):
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     step = tf.compat.v1.assign_add(tf.compat.v1.train.get_global_step(), 1)
      ...     return EstimatorSpec(mode, {"y": w * features["x"]}, w * 1.0, step)
      >>> estimator = Estimator(model_fn).train(
      ...     lambda: tf.data.Dataset.from_tensors({"x": [2.0]}), steps=1)
      >>> from_estimator(estimator, receive)({"x": [3.0]})["y"].tolist()
      [3.0]
    """
    if not isinstance(estimator, Estimator):
        raise ArgumentTypeError(
            "from_estimator", "estimator", expected="a tf.estimator.Estimator",
            received=repr(estimator), remedy="export it, and use from_saved_model",
        )
    built = graph or tf.Graph()
    with built.as_default():
        receiver = serving_input_receiver_fn()
        _v1.train.get_or_create_global_step(built)
        spec = estimator._call_model_fn(
            receiver.features, None, ModeKeys.PREDICT, estimator.config
        )
        key = output_key or DEFAULT
        if key not in spec.export_outputs:
            known = f"one of {sorted(spec.export_outputs)}"
            raise _error("from_estimator", "output_key", known, repr(key))
        signature = spec.export_outputs[key].as_signature_def(receiver.receiver_tensors)
        # As in TensorFlow 1, without the model's scaffold.
        creator = _v1.train.ChiefSessionCreator(config=config, checkpoint_dir=estimator.model_dir)
        return _signed(built, _v1.train.MonitoredSession(creator), signature)


def _error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=str(received),
        remedy="look at the model by saved_model_cli show --all",
    )
