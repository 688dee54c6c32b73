"""``tf.contrib.framework``'s functions of checkpoints, under the argument names that they had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

_train = tf.compat.v1.train


def load_checkpoint(filepattern: Any) -> Any:
    """A reader of a checkpoint.

    Args:
      filepattern: the checkpoint, or the folder of which the newest is taken.

    Raises:
      ValueError: there is none.

    Source: ``tf.contrib.framework.load_checkpoint`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model")
      >>> _ = tf.train.Checkpoint(w=tf.Variable(2.0)).write(prefix)
      >>> load_checkpoint(prefix).has_tensor("w/.ATTRIBUTES/VARIABLE_VALUE")
      True
    """
    return _train.load_checkpoint(filepattern)


def load_variable(checkpoint_dir: Any, name: str) -> Any:
    """The value of a variable in a checkpoint.

    Args:
      checkpoint_dir: the checkpoint, or the folder of which the newest is taken.
      name: of the variable.

    Raises:
      ValueError: there is no checkpoint.

    Source: ``tf.contrib.framework.load_variable`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model")
      >>> _ = tf.train.Checkpoint(w=tf.Variable(2.0)).write(prefix)
      >>> float(load_variable(prefix, "w/.ATTRIBUTES/VARIABLE_VALUE"))
      2.0
    """
    return _train.load_variable(checkpoint_dir, name)


def list_variables(checkpoint_dir: Any) -> list[tuple[str, list[int]]]:
    """Names and shapes of what a checkpoint holds.

    Args:
      checkpoint_dir: the checkpoint, or the folder of which the newest is taken.

    Raises:
      ValueError: there is no checkpoint.

    Source: ``tf.contrib.framework.list_variables`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model")
      >>> _ = tf.train.Checkpoint(w=tf.Variable(2.0)).write(prefix)
      >>> list_variables(prefix)[-1]
      ('w/.ATTRIBUTES/VARIABLE_VALUE', [])
    """
    found: list[tuple[str, list[int]]] = _train.list_variables(checkpoint_dir)
    return found


def init_from_checkpoint(checkpoint_dir: Any, assignment_map: Mapping[str, Any]) -> None:
    """Makes variables of the graph begin with the values of a checkpoint.

    Args:
      checkpoint_dir: the checkpoint, or the folder of which the newest is taken.
      assignment_map: names or scopes (``"old/"``) in the checkpoint, and for each a variable, its
        name or a scope of the graph.

    Raises:
      ValueError: a variable that is not there, or of another shape.

    Source: ``tf.contrib.framework.init_from_checkpoint`` of TensorFlow 1.15.5.

    Example:
      >>> import os, tempfile
      >>> prefix = os.path.join(tempfile.mkdtemp(), "model")
      >>> _ = tf.train.Checkpoint(w=tf.Variable(2.0)).write(prefix)
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [])
      ...     init_from_checkpoint(prefix, {"w/.ATTRIBUTES/VARIABLE_VALUE": w})
      ...     session.run(w.initializer)
      ...     float(session.run(w))
      2.0
    """
    _train.init_from_checkpoint(checkpoint_dir, assignment_map)
