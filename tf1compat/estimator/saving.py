"""``tf.train.CheckpointSaverHook``, to which listeners may be added after it was made."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
_SaverHook: Any = _v1.train.CheckpointSaverHook
_Listener: Any = _v1.train.CheckpointSaverListener


class CheckpointSaverHook(_SaverHook):
    """Saves a checkpoint every so many steps or seconds, and tells its listeners.

    Args:
      checkpoint_dir: the folder.
      save_secs: seconds between checkpoints.
      save_steps: steps between checkpoints.
      saver: a ``tf.train.Saver``.
      checkpoint_basename: how the files' names begin.
      scaffold: whose saver is used without ``saver``.
      listeners: ``tf.train.CheckpointSaverListener`` objects; more come by :meth:`listen`.

    Raises:
      ValueError: both of ``saver`` and ``scaffold``, or both intervals, or neither.

    Source: ``tf.train.CheckpointSaverHook`` of TensorFlow 1.15.5.

    Example:
      >>> hook = CheckpointSaverHook("/tmp/model", save_steps=10)
      >>> isinstance(hook, tf.compat.v1.train.SessionRunHook)
      True
    """

    def __init__(
        self,
        checkpoint_dir: Any,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Any = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
        listeners: Any = None,
    ) -> None:
        self._told = Listeners(listeners or ())
        super().__init__(
            checkpoint_dir, save_secs=save_secs, save_steps=save_steps, saver=saver,
            checkpoint_basename=checkpoint_basename, scaffold=scaffold, listeners=[self._told],
        )

    def listen(self, listeners: Any) -> None:
        """Tell these too.

        Args:
          listeners: ``tf.train.CheckpointSaverListener`` objects; those known are passed over.
        """
        self._told.add(listeners)


class Listeners(_Listener):
    """Several listeners as one."""

    def __init__(self, listeners: Any) -> None:
        self._all: list[Any] = list(listeners)

    def add(self, listeners: Any) -> None:
        """Those that are not there yet."""
        self._all += [listener for listener in listeners if listener not in self._all]

    def begin(self) -> None:
        for listener in self._all:
            listener.begin()

    def before_save(self, session: Any, global_step_value: Any) -> None:
        for listener in self._all:
            listener.before_save(session, global_step_value)

    def after_save(self, session: Any, global_step_value: Any) -> bool:
        """Whether one of them asks to stop; all are told."""
        answers = [one.after_save(session, global_step_value) for one in self._all]
        return any(answers)

    def end(self, session: Any, global_step_value: Any) -> None:
        for listener in self._all:
            listener.end(session, global_step_value)
