"""``tf.estimator.export``: what a SavedModel answers, and under which signature."""

from __future__ import annotations

import abc
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_saved = tf.compat.v1.saved_model
DEFAULT = _saved.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY
_SINGLE_OUTPUT = "output"
_SINGLE_INPUT = "input"


class ExportOutput(abc.ABC):
    """One kind of answer.

    Source: ``tf.estimator.export.ExportOutput`` of TensorFlow 1.15.5.
    """

    @abc.abstractmethod
    def as_signature_def(self, receiver_tensors: Any) -> Any:
        """The signature from the received tensors to this answer.

        Args:
          receiver_tensors: dict of the tensors that are fed.
        """


class PredictOutput(ExportOutput):
    """Tensors of any kind, by name.

    Args:
      outputs: tensor, which is called ``output``, or dict of them.

    Raises:
      ArgumentValueError: (a ``ValueError``) a name that is no text, or no tensor.

    Source: ``tf.estimator.export.PredictOutput`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     sorted(PredictOutput(tf.ones([2])).outputs)
      ['output']
    """

    def __init__(self, outputs: Any) -> None:
        outputs = outputs if isinstance(outputs, dict) else {_SINGLE_OUTPUT: outputs}
        self._outputs = {}
        for key, value in outputs.items():
            name = "/".join(key) if isinstance(key, tuple) else key
            if not isinstance(name, str) or not isinstance(value, tf.Tensor):
                raise _value_error("PredictOutput", "outputs", "tensors by name", (key, value))
            self._outputs[name] = value

    @property
    def outputs(self) -> dict[str, Any]:
        """The tensors by name."""
        return self._outputs

    def as_signature_def(self, receiver_tensors: Any) -> Any:
        return _saved.predict_signature_def(receiver_tensors, self.outputs)


class ClassificationOutput(ExportOutput):
    """Scores, or classes, or both.

    Args:
      scores: float tensor.
      classes: tensor of text.

    Raises:
      ArgumentValueError: (a ``ValueError``) neither, or of another type.

    Source: ``tf.estimator.export.ClassificationOutput`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     ClassificationOutput(scores=tf.ones([2, 3])).classes is None
      True
    """

    def __init__(self, scores: Any = None, classes: Any = None) -> None:
        if scores is not None and not _is_floating(scores):
            raise _value_error("ClassificationOutput", "scores", "a float tensor", scores)
        if classes is not None and not _is_text(classes):
            raise _value_error("ClassificationOutput", "classes", "a tensor of text", classes)
        if scores is None and classes is None:
            raise _value_error("ClassificationOutput", "scores", "scores or classes", None)
        self._scores, self._classes = scores, classes

    @property
    def scores(self) -> Any:
        """The scores."""
        return self._scores

    @property
    def classes(self) -> Any:
        """The classes."""
        return self._classes

    def as_signature_def(self, receiver_tensors: Any) -> Any:
        examples = _examples("ClassificationOutput", receiver_tensors)
        return _saved.classification_signature_def(examples, self.classes, self.scores)


class RegressionOutput(ExportOutput):
    """A float tensor.

    Args:
      value: the tensor.

    Raises:
      ArgumentValueError: (a ``ValueError``) of another type.

    Source: ``tf.estimator.export.RegressionOutput`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     RegressionOutput(tf.ones([2, 1])).value.shape.as_list()
      [2, 1]
    """

    def __init__(self, value: Any) -> None:
        if not _is_floating(value):
            raise _value_error("RegressionOutput", "value", "a float tensor", value)
        self._value = value

    @property
    def value(self) -> Any:
        """The tensor."""
        return self._value

    def as_signature_def(self, receiver_tensors: Any) -> Any:
        examples = _examples("RegressionOutput", receiver_tensors)
        return _saved.regression_signature_def(examples, self.value)


def with_default(export_outputs: Any, predictions: Any) -> dict[str, ExportOutput]:
    """The outputs of a model, one of which is the default; without any, its predictions."""
    if export_outputs is None:
        return {DEFAULT: PredictOutput(predictions)}
    if not isinstance(export_outputs, dict):
        raise _type_error("a dict", export_outputs)
    for output in export_outputs.values():
        if not isinstance(output, ExportOutput):
            raise _type_error("ExportOutput objects", output)
    if len(export_outputs) == 1:
        export_outputs.setdefault(DEFAULT, next(iter(export_outputs.values())))
    if len(export_outputs) > 1 and DEFAULT not in export_outputs:
        raise _value_error(
            "EstimatorSpec", "export_outputs", f"one of several named {DEFAULT!r}",
            sorted(export_outputs),
        )
    return export_outputs


def signatures(receiver: Any, export_outputs: dict[str, ExportOutput]) -> dict[str, Any]:
    """Each output's signature, for each way of feeding; those that fit none are left out."""
    ways = {"": receiver.receiver_tensors}
    for name, tensors in (getattr(receiver, "receiver_tensors_alternatives", None) or {}).items():
        ways[f"{name or 'None'}:"] = tensors
    found, left = {}, {}
    for prefix, tensors in ways.items():
        fed = tensors if isinstance(tensors, dict) else {_SINGLE_INPUT: tensors}
        for name, output in export_outputs.items():
            try:
                found[f"{prefix}{name or 'None'}"] = output.as_signature_def(fed)
            except ValueError as error:
                left[f"{prefix}{name or 'None'}"] = str(error)
    _report(found, left)
    return {n: s for n, s in found.items() if _saved.is_valid_signature(s)}


def _report(found: dict[str, Any], left: dict[str, str]) -> None:
    log, constants = tf.compat.v1.logging, _saved.signature_constants
    for word in ("Classify", "Regress", "Predict"):
        method = getattr(constants, f"{word.upper()}_METHOD_NAME")
        names = [name for name, one in found.items() if one.method_name == method]
        log.info("Signatures INCLUDED in export for %s: %s", word, names or None)
    for name, why in left.items():
        log.info("Signature EXCLUDED from export: %r: %s", name, why)
    if not found:
        log.warning("Export includes no signatures!")
    elif DEFAULT not in found:
        log.warning("Export includes no default signature!")


def _examples(symbol: str, receiver_tensors: Any) -> Any:
    tensors = list(receiver_tensors.values())
    if len(tensors) != 1 or not _is_text(tensors[0]):
        raise _value_error(symbol, "receiver_tensors", "one tensor of text", receiver_tensors)
    return tensors[0]


def _is_floating(value: Any) -> bool:
    return isinstance(value, tf.Tensor) and bool(value.dtype.is_floating)


def _is_text(value: Any) -> bool:
    return isinstance(value, tf.Tensor) and value.dtype == tf.string


def _value_error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=repr(received),
        remedy="see tf.estimator.export",
    )


def _type_error(expected: str, received: Any) -> ArgumentTypeError:
    return ArgumentTypeError(
        "EstimatorSpec", "export_outputs", expected=expected, received=repr(received),
        remedy="wrap the tensors, e.g. in tf.estimator.export.PredictOutput",
    )
