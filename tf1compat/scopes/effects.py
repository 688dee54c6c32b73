"""What a TF1 layer does beside its output: updates of statistics, and losses."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.reach import depends_on
from tf1compat.scopes.store import active_store

_GraphKeys = tf.compat.v1.GraphKeys


class Effects:
    """The part of the ``Layer`` protocol about ``UPDATE_OPS`` and ``REGULARIZATION_LOSSES``.

    In a v1 graph both are ops for the program to run.  In eager code and functions an update has
    happened by the time that the call returns, and losses are those of the latest call.
    """

    trainable: bool = True
    #: A stateful layer is updated even when it is not trainable.
    stateful: bool = False
    activity_regularizer: Any = None
    _call_inputs: Any = None
    #: Made in ``keras_style_scope``: it knows no variable scopes, and no ``UPDATE_OPS``.
    _keras_style = False

    def _own(self, key: str) -> list[Any]:
        held: list[Any] = self.__dict__.setdefault(key, [])
        return held

    # -- updates ----------------------------------------------------------------------------
    @property
    def updates(self) -> list[Any]:
        """Ops to run beside the train op; none while the layer is frozen."""
        frozen = not (self.trainable or self.stateful)
        return [] if frozen else [update for update, _ in self._own("_updates_list")]

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Joins ``UPDATE_OPS``; run them beside the train op, as in TF1.

        Args:
          updates: ops, tensors, or functions that make them.
          inputs: what they depend on, outside of ``call``.
        """
        of = self._call_inputs if self._call_inputs is not None else inputs
        for update in tf.nest.flatten(updates):
            done = update() if callable(update) else update
            if in_v1_graph():
                op = done.op if hasattr(done, "op") else tf.convert_to_tensor(done).op
                self._own("_updates_list").append((op, of))

    def get_updates_for(self, inputs: Any) -> list[Any]:
        """The updates that depend on ``inputs``; with None, those that depend on no input."""
        kept = self._own("_updates_list") if self.updates else []
        if inputs is None:
            return [u for u, of in kept if not depends_on(u, of)]
        return [u for u, of in kept if depends_on(u, of) and depends_on(u, inputs)]

    # -- losses -----------------------------------------------------------------------------
    @property
    def losses(self) -> list[Any]:
        """Regularisation of the weights at present, and what the calls added."""
        values = (loss() if callable(loss) else loss for loss, _ in self._own("_losses_list"))
        return [value for value in values if value is not None]

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Joins ``REGULARIZATION_LOSSES``.

        Args:
          losses: tensors, or functions of no argument that compute them.
          inputs: what they depend on; None for a loss of the weights alone.
        """
        store = active_store()
        for loss in tf.nest.flatten(losses):
            value = loss() if callable(loss) and in_v1_graph() else loss
            if value is None:
                continue
            self._own("_losses_list").append((value, inputs))
            if in_v1_graph():
                tf.compat.v1.add_to_collection(_GraphKeys.REGULARIZATION_LOSSES, value)
            elif store is not None and not callable(value):
                store.note(_GraphKeys.REGULARIZATION_LOSSES, value)

    def get_losses_for(self, inputs: Any) -> list[Any]:
        """The losses that depend on ``inputs``; with None, those of the weights alone."""
        kept = self._own("_losses_list")
        if inputs is None:
            return [loss() if callable(loss) else loss for loss, of in kept if of is None]
        of_calls = [loss for loss, of in kept if of is not None]
        return [loss for loss in of_calls if not in_v1_graph() or depends_on(loss, inputs)]

    def _regularize(self, name: str, part: Any, regularizer: Callable[[Any], Any]) -> None:
        """The loss of one weight, or of one shard of it."""

        def loss() -> Any:
            with tf.name_scope(f"{name}/Regularizer"):
                return regularizer(part)

        self.add_loss(loss)

    def _regularize_activity(self, inputs: Any, outputs: Any) -> None:
        """The activity regulariser's loss, per row of the batch."""
        if self.activity_regularizer is None:
            return
        with tf.name_scope("ActivityRegularizer"):
            for output in tf.nest.flatten(outputs):
                loss = self.activity_regularizer(output)
                rows = tf.cast(tf.shape(output)[0], loss.dtype)
                self.add_loss(loss / rows, inputs=inputs)

    @contextlib.contextmanager
    def _calling(self, inputs: Any) -> Iterator[None]:
        """Around a call: whose updates depend on its inputs, and join the collection."""
        if not in_v1_graph():
            self._losses_list = [kept for kept in self._own("_losses_list") if callable(kept[0])]
        self._call_inputs = inputs
        try:
            yield
        finally:
            self._call_inputs = None
        if in_v1_graph() and not self._keras_style:
            collection = tf.compat.v1.get_collection_ref(_GraphKeys.UPDATE_OPS)
            known = {id(update) for update in collection}
            collection.extend(update for update in self.updates if id(update) not in known)
