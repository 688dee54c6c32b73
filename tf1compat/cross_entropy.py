"""The three cross-entropies of ``tf.nn`` that TF1 would only take by argument names.

``tf.compat.v1`` takes positions today, labels first; a script of TensorFlow 0.12 passes logits
first and would train on a wrong loss without a word.  So positions are refused, as in TF 1.15.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1.nn


def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: int = -1,
    name: str | None = None,
    axis: int | None = None,
) -> Any:
    """-Σ labels · log softmax(logits)          labels, logits [B, C] → [B]

    No gradient reaches the labels (``softmax_cross_entropy_with_logits_v2`` has one).

    Args:
      _sentinel: takes what is passed by position, which is an error.
      labels: probabilities, each row summing to 1.
      logits: unscaled log probabilities.
      dim: the class axis.
      name: of the operation.
      axis: the later name of ``dim``.

    Raises:
      ArgumentValueError: arguments by position, or labels or logits missing.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cross_entropy import softmax_cross_entropy_with_logits
      >>> float(softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[0.0, 0.0]])[0])
      0.6931471824645996
    """
    _by_name("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    return _v1.softmax_cross_entropy_with_logits(
        labels=labels, logits=logits, dim=dim, name=name, axis=axis
    )


def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Any:
    """-labels · log σ(logits) - (1 - labels) · log(1 - σ(logits)), element by element.

    Args: as for ``softmax_cross_entropy_with_logits``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cross_entropy import sigmoid_cross_entropy_with_logits
      >>> float(sigmoid_cross_entropy_with_logits(labels=1.0, logits=0.0))
      0.6931471824645996
    """
    _by_name("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    return _v1.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Any:
    """-log softmax(logits)[labels]          labels [B] class numbers, logits [B, C] → [B]

    Args: as for ``softmax_cross_entropy_with_logits``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cross_entropy import sparse_softmax_cross_entropy_with_logits
      >>> float(sparse_softmax_cross_entropy_with_logits(labels=[1], logits=[[0.0, 0.0]])[0])
      0.6931471824645996
    """
    _by_name("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    return _v1.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def _by_name(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    if sentinel is not None:
        raise ArgumentValueError(
            f"tf.nn.{function}",
            expected="named arguments (labels=..., logits=...)",
            received="arguments by position",
            remedy="name them, or pass --era 0.12 if the script means (logits, labels)",
        )
    if labels is None or logits is None:
        raise ArgumentValueError(
            f"tf.nn.{function}",
            "labels" if labels is None else "logits",
            expected="both labels and logits",
            received="None",
            remedy="pass both by name",
        )
