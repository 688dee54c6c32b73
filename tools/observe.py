"""Run a TensorFlow 1 program with fixed seeds and write down what it computes.

The half of side_by_side.py that runs inside of each process: under TensorFlow 1's own Python
(3.7, hence its plain syntax) and under ``python -m tf1compat``.

    python tools/observe.py PLAN.json SCRIPT ARGUMENTS…

The plan holds ``folder`` (where to write), ``other`` (the folder of the first run, or null),
``steps``, ``seed`` and ``prelude`` (a Python file to run first, or null).
"""

from __future__ import annotations

import json
import os
import random
import runpy
import sys
import threading
from typing import Any

import numpy as np
import tensorflow as tf

SESSIONS = (tf.Session, tf.InteractiveSession)


class Observer:
    """Sees each ``Session.run`` of the program's main thread."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.arrays: dict[str, Any] = {}
        self.record: dict[str, Any] = {"variables": [], "steps": 0, "checkpoint": None}
        self.graphs: list[Any] = []
        self.seen: set[str] = set()
        self.savers: list[Any] = []
        self.busy = False
        self.last: tuple[Any, Any] = ([], {})
        self.other: dict[str, Any] = {}
        if plan["other"]:
            self.other = dict(np.load(os.path.join(plan["other"], "arrays.npz")))

    def after(self, session: Any, original: Any, fetches: Any, feeds: Any, values: Any) -> None:
        """What is done after the program's own ``run``: note numbers, bring over first values."""
        if self.busy or threading.current_thread() is not threading.main_thread():
            return
        self.busy = True
        try:
            self.first_values(session, original)
            self.keep_numbers(session, fetches, feeds or {}, values)
            self.record["steps"] += 1
            if self.record["steps"] >= self.plan["steps"]:
                self.checkpoint(session, original, *self.last)
                self.write()
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        finally:
            self.busy = False

    def keep_numbers(self, session: Any, fetches: Any, feeds: Any, values: Any) -> None:
        """Keep the numbers that a run fetched, and what it was fed for them."""
        numbers = [x for x in map(numeric, flat(values)) if x is not None]
        step = self.record["steps"]
        self.arrays.update({f"step/{step}/{i}": value for i, value in enumerate(numbers)})
        if numbers:
            self.keep_feeds(f"fed/{step}/", session, feeds)
            self.last = (fetches, feeds)

    def keep_feeds(self, prefix: str, session: Any, feeds: dict[Any, Any]) -> None:
        """Keep what was fed, by the names of the tensors."""
        for tensor, value in tensors(session, feeds):
            if isinstance(tensor, tf.Tensor) and tensor.dtype != tf.string:
                dtype = tensor.dtype.as_numpy_dtype
                self.arrays[prefix + tensor.name] = np.asarray(value, dtype)

    def first_values(self, session: Any, original: Any) -> None:
        """Keep each variable's value as soon as it has one; the second run takes the first's."""
        for variable, key in self.variables(session.graph):
            if key in self.seen:
                continue
            try:
                self.arrays["first/" + key] = original(session, variable)
            except tf.errors.FailedPreconditionError:
                continue
            self.seen.add(key)
            theirs = self.other.get("first/" + key)
            if theirs is not None and variable.shape.is_compatible_with(theirs.shape):
                variable.load(theirs, session)

    def variables(self, graph: Any) -> list[tuple[Any, str]]:
        """The graph's global variables, each with its name behind the number of its graph."""
        if graph not in self.graphs:
            self.graphs.append(graph)
        number = self.graphs.index(graph)
        collected = graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
        return [(variable, f"{number}/{variable.name}") for variable in collected]

    def checkpoint(self, session: Any, original: Any, fetches: Any, feeds: Any) -> None:
        """Save, or restore what the first run saved, and compute the step's numbers once more."""
        saver = self.saver(session.graph)
        if saver is None:
            return
        path = os.path.join(self.plan["other"] or self.plan["folder"], "checkpoint", "model")
        if self.plan["other"]:
            saver.restore(session, path)
            feeds = {t: self.other.get(feed_key(t), v) for t, v in tensors(session, feeds)}
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            saver.save(session, path, write_meta_graph=False)
            feeds = dict(tensors(session, feeds))
        self.keep_feeds("feed/", session, feeds)
        for variable, key in self.variables(session.graph):
            if key in self.seen:
                self.arrays["last/" + key] = original(session, variable)
        wanted = [x for x in flat(fetches) if isinstance(x, (tf.Tensor, tf.Variable))]
        try:
            values = original(session, wanted, feeds)
        except tf.errors.OutOfRangeError:
            values = []
        numbers = [x for x in map(numeric, values) if x is not None]
        self.arrays.update({f"evaluated/{i}": value for i, value in enumerate(numbers)})
        self.record["checkpoint"] = {"evaluated": len(numbers), "own": bool(self.savers)}

    def saver(self, graph: Any) -> Any:
        """The program's own saver, else a new one; none where the graph is closed to it."""
        if self.savers:
            return self.savers[-1]
        with graph.as_default():
            return None if graph.finalized else tf.train.Saver()

    def write(self) -> None:
        """Write the record down."""
        if not self.graphs:
            self.graphs.append(tf.get_default_graph())
        self.record["variables"] = [
            [key, variable.shape.as_list(), variable.dtype.base_dtype.name]
            for graph in self.graphs
            for variable, key in self.variables(graph)
        ]
        self.record["version"] = tf.version.VERSION
        np.savez(os.path.join(self.plan["folder"], "arrays.npz"), **self.arrays)
        with open(os.path.join(self.plan["folder"], "record.json"), "w") as file:
            json.dump(self.record, file, indent=1)


def flat(structure: Any) -> list[Any]:
    """The leaves of nested tuples, lists and dictionaries, in order."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in flat(part)]
    return [structure]


def numeric(value: Any) -> Any:
    """The value as an array of numbers, or None for an operation's or a text."""
    if value is None or not isinstance(value, (np.ndarray, np.generic)):
        return None
    value = np.asarray(value)
    return value if value.dtype.kind in "biuf" else None


def tensors(session: Any, feeds: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """Pairs of tensor and value; a program may feed by name, and nested tuples of tensors."""
    pairs: list[tuple[Any, Any]] = []
    for key, value in feeds.items():
        if isinstance(key, (list, tuple)):
            pairs += tensors(session, dict(zip(key, value)))  # noqa: B905  not in Python 3.7
        elif isinstance(key, (str, tf.Tensor, tf.Variable)):
            pairs.append((session.graph.as_graph_element(key), value))
        else:
            pairs.append((key, value))
    return pairs


def feed_key(tensor: Any) -> str:
    """Where the last step's feed of a tensor is kept."""
    return "feed/" + getattr(tensor, "name", "")


def seeded(graph_class: Any, seed: int) -> None:
    """Give each new graph the seed; the program may set its own."""
    original = graph_class.__init__

    def init(self: Any, *args: Any, **keywords: Any) -> None:
        original(self, *args, **keywords)
        if type(self) is graph_class:
            self.seed = seed

    graph_class.__init__ = init


def watched(session_class: Any, observer: Observer) -> None:
    """Let the observer see each run."""
    original = session_class.run

    def run(
        self: Any,
        fetches: Any,
        feed_dict: Any = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        values = original(self, fetches, feed_dict, options, run_metadata)
        observer.after(self, original, fetches, feed_dict, values)
        return values

    session_class.run = run


def kept(saver_class: Any, savers: list[Any]) -> None:
    """Keep the savers that the program builds."""
    original = saver_class.__init__

    def init(self: Any, *args: Any, **keywords: Any) -> None:
        original(self, *args, **keywords)
        savers.append(self)

    saver_class.__init__ = init


def main() -> None:
    """Observe the program to its end or to its last step."""
    with open(sys.argv[1]) as file:
        plan = json.load(file)
    sys.argv = sys.argv[2:]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
    observer = Observer(plan)
    for session_class in SESSIONS:
        watched(session_class, observer)
    seeded(tf.Graph, plan["seed"])
    kept(tf.train.Saver, observer.savers)
    random.seed(plan["seed"])
    np.random.seed(plan["seed"])
    tf.reset_default_graph()
    if plan["prelude"]:
        runpy.run_path(plan["prelude"])
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    finally:
        observer.write()


if __name__ == "__main__":
    main()
