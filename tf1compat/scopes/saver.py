"""``tf.train.Saver``."""

from __future__ import annotations

import os
from typing import Any

import tensorflow as tf

_Saver: Any = tf.compat.v1.train.Saver


class _AnySaver(type(_Saver)):  # type: ignore[misc]
    """Savers that TensorFlow makes itself, such as a ``Scaffold``'s, are of the kind too."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _Saver) if cls is Saver else super().__instancecheck__(instance)


class Saver(_Saver, metaclass=_AnySaver):
    """``tf.compat.v1.train.Saver``; a path in a folder that is not there is a ``NotFoundError``.

    Today's TensorFlow says ``ValueError``, as it still does where only the checkpoint is missing.

    Args: those of ``tf.compat.v1.train.Saver``.

    Raises:
      tf.errors.NotFoundError: (by ``restore``) the checkpoint's folder is not there.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     weight = tf.compat.v1.get_variable("w", [])
      ...     Saver().restore(session, "/no/such/folder/model")
      Traceback (most recent call last):
      tensorflow.python.framework.errors_impl.NotFoundError: ...
    """

    def restore(self, sess: Any, save_path: Any) -> None:
        """Restores the variables of a checkpoint into a session."""
        folder = os.path.dirname(os.fsdecode(save_path)) if save_path else ""
        if folder and not tf.io.gfile.isdir(folder):
            raise tf.errors.NotFoundError(None, None, f"{folder}; No such file or directory")
        super().restore(sess, save_path)
