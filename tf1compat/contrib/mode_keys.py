"""``tf.contrib.learn.ModeKeys``."""

from __future__ import annotations

from tf1compat.errors import ArgumentValueError


class ModeKeys:
    """The three modes of a ``model_fn``.

    Example:
      >>> from tf1compat.contrib.mode_keys import ModeKeys
      >>> ModeKeys.INFER
      'infer'
    """

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"

    @classmethod
    def validate(cls, key: str) -> None:
        """Raise ``ValueError`` unless ``key`` is one of the three."""
        if key not in (cls.TRAIN, cls.EVAL, cls.INFER):
            raise ArgumentValueError(
                "tf.contrib.learn.ModeKeys.validate",
                "key",
                expected="'train', 'eval' or 'infer'",
                received=repr(key),
                remedy="pass one of ModeKeys' attributes",
            )


class EstimatorModeKeys:
    """``tf.estimator.ModeKeys``: the modes that models ask for, with or without an estimator.

    Source: ``tf.estimator.ModeKeys`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.mode_keys import EstimatorModeKeys
      >>> EstimatorModeKeys.PREDICT
      'infer'
    """

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"
