"""What an evaluation found, in the log and in an event file."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError

_v1 = tf.compat.v1


def write(folder: str, results: dict[str, Any], step: Any, checkpoint_path: str | None) -> None:
    """Logs the results and writes them as summaries of their step."""
    shown = [name for name in sorted(results) if not isinstance(results[name], bytes)]
    told = [f"{name} = {results[name]!s}" for name in shown]  # a number's own digits
    _v1.logging.info("Saving dict for global step %d: %s", step, ", ".join(told))
    writer = _v1.summary.FileWriterCache.get(folder)
    summary = _v1.Summary()
    for name, value in results.items():
        if value is not None and name != _v1.GraphKeys.GLOBAL_STEP:
            _add(summary, name, value)
    writer.add_summary(summary, step)
    if checkpoint_path:
        _v1.logging.info(
            "Saving 'checkpoint_path' summary for global step %d: %s", step, checkpoint_path
        )
        text = tf.make_tensor_proto(checkpoint_path, tf.string)
        path = _v1.Summary(value=[_v1.Summary.Value(tag="checkpoint_path", tensor=text)])
        writer.add_summary(path, step)
    writer.flush()


def _add(summary: Any, name: str, value: Any) -> None:
    if isinstance(value, float | int | np.float32 | np.int32 | np.int64):
        summary.value.add(tag=name, simple_value=float(value))
    elif isinstance(value, bytes):
        _add_summaries(summary, name, value)
    elif isinstance(value, np.ndarray):
        summary.value.add(tag=name, node_name=name, tensor=tf.make_tensor_proto(value))
        _v1.logging.info("The array %s is in the event file; TensorBoard does not show it.", name)
    else:
        _v1.logging.warning("Skipping summary for %s, of type %s.", name, type(value).__name__)


def _add_summaries(summary: Any, name: str, text: bytes) -> None:
    """A metric that is a serialized summary, as of an image."""
    try:
        found = _v1.Summary.FromString(text)
    except DecodeError:
        _v1.logging.warning("Skipping summary for %s, whose bytes are no Summary.", name)
        return
    for number, value in enumerate(found.value):
        value.tag = f"{name}/{number}"
        summary.value.append(value)


def read(folder: str, pattern: str = "events.out.tfevents.*") -> dict[int, dict[str, float]]:
    """The numbers in the event files of a folder, by step, in their order."""
    found: dict[int, dict[str, float]] = {}
    for event in events(tf.io.gfile.join(folder, pattern)):
        numbers = {v.tag: v.simple_value for v in event.summary.value if v.HasField("simple_value")}
        if numbers:
            found.setdefault(event.step, {}).update(numbers)
    return dict(sorted(found.items()))


def events(pattern: str) -> Any:
    """The events of all files whose paths match, file by file."""
    for path in tf.io.gfile.glob(pattern):
        yield from _v1.train.summary_iterator(path)
