"""A barrier: values that arrive one by one under a key, and leave together once all are there."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import tensorflow as tf

_raw = tf.raw_ops


class Barrier:
    """TensorFlow's barrier, whose operations alone are still public.

    An element is complete when every one of its components was inserted.  Complete elements leave
    in the order in which their first component came.
    """

    def __init__(self, components: dict[Hashable, tuple[tf.DType, tf.TensorShape]]) -> None:
        self._index = {component: number for number, component in enumerate(components)}
        self._types = [dtype for dtype, _ in components.values()]
        self._shapes = [shape for _, shape in components.values()]
        self.barrier_ref = _raw.Barrier(
            component_types=self._types, shapes=self._shapes, name="barrier"
        )

    @property
    def name(self) -> str:
        """Of the operation."""
        return str(self.barrier_ref.op.name)

    def insert_many(self, component: Hashable, keys: Any, values: Any, name: str) -> Any:
        """The operation that gives a component to the elements of these keys."""
        return _raw.BarrierInsertMany(
            handle=self.barrier_ref,
            keys=keys,
            values=values,
            component_index=self._index[component],
            name=name,
        )

    def take_many(self, count: Any, allow_small_batch: bool) -> tuple[Any, Any, dict[Any, Any]]:
        """The insertion indices, the keys and the components of the next ``count`` elements."""
        count = tf.convert_to_tensor(count, tf.int32)
        indices, keys, values = _raw.BarrierTakeMany(
            handle=self.barrier_ref,
            num_elements=count,
            component_types=self._types,
            allow_small_batch=allow_small_batch,
            name="BarrierTakeMany",
        )
        known = None if allow_small_batch else tf.get_static_value(count)
        batch = tf.TensorShape([known])
        for vector in (indices, keys):
            vector.set_shape(batch)
        for value, shape in zip(values, self._shapes, strict=True):
            value.set_shape(batch.concatenate(shape))
        return indices, keys, dict(zip(self._index, values, strict=True))

    def ready_size(self, name: str | None = None) -> Any:
        """How many elements are complete."""
        name = name or f"{self.name}_BarrierReadySize"
        return _raw.BarrierReadySize(handle=self.barrier_ref, name=name)

    def incomplete_size(self, name: str | None = None) -> Any:
        """How many elements wait for components."""
        name = name or f"{self.name}_BarrierIncompleteSize"
        return _raw.BarrierIncompleteSize(handle=self.barrier_ref, name=name)

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """The operation after which no new key comes in; components of known ones still do."""
        return _raw.BarrierClose(
            handle=self.barrier_ref,
            cancel_pending_enqueues=cancel_pending_enqueues,
            name=name or f"{self.name}_BarrierClose",
        )
