"""Traces of a session's run, in the form that chrome://tracing reads."""

from __future__ import annotations

import json
import os
from typing import Any

import tensorflow as tf

_log = tf.compat.v1.logging.info


def write_trace(logdir: str, step: int, metadata: Any) -> None:
    """Writes ``tf_trace-STEP.json``: one bar per operation, one row per device and thread.

    Args:
      logdir: the folder.
      step: number in the file's name.
      metadata: ``RunMetadata`` of a run at ``FULL_TRACE``.
    """
    events: list[dict[str, Any]] = []
    for number, device in enumerate(metadata.step_stats.dev_stats):
        events.append({
            "ph": "M", "name": "process_name", "pid": number, "args": {"name": device.device},
        })
        events += [
            {
                "ph": "X", "cat": "Op", "pid": number, "tid": node.thread_id,
                "name": node.node_name, "ts": node.all_start_micros,
                "dur": node.all_end_rel_micros,
            }
            for node in device.node_stats
        ]
    path = os.path.join(logdir, f"tf_trace-{step}.json")
    _log("Writing trace to %s", path)
    with tf.io.gfile.GFile(path, "w") as file:
        file.write(json.dumps({"traceEvents": events}))
