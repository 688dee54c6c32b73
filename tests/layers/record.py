"""Runs a case in a v1 graph and keeps all that can be compared; on both sides.

Python 3.7 reads this file, too.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from tests.layers.cases import Case

STATISTICS = ("variance", "stddev", "gamma")


def drawn(key: str, shape: Any, dtype: str, positive: bool = False) -> Any:
    """Numbers that depend on nothing but the key."""
    generator = np.random.RandomState(zlib.crc32(key.encode("utf-8")) & 0x7FFFFFFF)
    values = generator.uniform(0.5 if positive else -1.0, 1.5 if positive else 1.0, size=shape)
    return values.astype(dtype)


def given(name: str, shape: Any, dtype: str) -> Any:
    """What a variable starts from."""
    return drawn("variable/" + name, shape, dtype, name.endswith(STATISTICS))


def fed(case: Case, step: int) -> Any:
    """The input of a step."""
    if case.high:
        generator = np.random.RandomState(step)
        return generator.randint(0, case.high, size=case.shape).astype(case.dtype)
    return drawn(f"input/{step}", case.shape, case.dtype)


def phases(case: Case) -> list[Any]:
    """What ``training`` is in each step; None where the program takes none."""
    return [None] * case.steps if case.phases is None else list(case.phases)


def listed(outputs: Any) -> list[Any]:
    """The outputs as a list."""
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def _base(variable: Any) -> str:
    return str(variable.name).split(":")[0]


def _fields(tf: Any, outputs: list[Any]) -> dict[str, Any]:
    keys = tf.GraphKeys
    trainable = {variable.name for variable in tf.trainable_variables()}
    return {
        "variables": [
            [_base(v), v.shape.as_list(), v.dtype.base_dtype.name, v.name in trainable]
            for v in tf.global_variables()
        ],
        "collections": {
            "model": [_base(v) for v in tf.get_collection(keys.MODEL_VARIABLES)],
            "updates": len(tf.get_collection(keys.UPDATE_OPS)),
            "losses": len(tf.get_collection(keys.REGULARIZATION_LOSSES)),
            "summaries": [t.op.name for t in tf.get_collection(keys.SUMMARIES)],
            "kept": [t.shape.as_list() for t in tf.get_collection("kept")],
        },
        "static": [None if t.shape.ndims is None else t.shape.as_list() for t in outputs],
        "names": [t.op.name for t in outputs],
        "dtypes": [t.dtype.base_dtype.name for t in outputs],
    }


def record(tf: Any, case: Case) -> Any:
    """(facts for JSON, arrays by key)."""
    with tf.Graph().as_default():
        static = case.shape if case.static is None else case.static
        x = tf.placeholder(case.dtype, static)
        training = None if case.phases is None else tf.placeholder(tf.bool, [])
        outputs = listed(case.build(tf, x) if training is None else case.build(tf, x, training))
        facts = _fields(tf, outputs)
        # Today's conditionals must know their gradients before they first run.
        weights = [tf.placeholder(o.dtype.base_dtype, o.shape) for o in outputs]
        gradients = _gradients(tf, x, outputs, weights)
        facts["no_gradient"] = [key for key, g in gradients.items() if g is None]
        made = {key: g for key, g in gradients.items() if g is not None}
        with tf.Session() as session:
            arrays = _run(tf, case, session, (x, training, outputs, weights, made))
    return facts, arrays


def _run(tf: Any, case: Case, session: Any, tensors: Any) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    x, training, outputs, weights, gradients = tensors
    variables = tf.global_variables()
    session.run(tf.global_variables_initializer())
    if case.initial:
        arrays.update(("initial/" + _base(v), session.run(v)) for v in variables)
    for variable in variables:
        dtype = variable.dtype.base_dtype.as_numpy_dtype
        value = given(_base(variable), variable.shape.as_list(), dtype)
        variable.load(value, session)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    for step, phase in enumerate(phases(case)):
        feed = {x: fed(case, step)}
        if training is not None:
            feed[training] = phase
        for index, value in enumerate(session.run(outputs, feed)):
            arrays[f"output/{step}/{index}"] = value
        if losses:
            arrays[f"losses/{step}"] = session.run(tf.add_n(losses), feed)
        if step == 0:
            feed.update(zip(weights, seeds(case, arrays)))
            arrays.update(session.run(gradients, feed))
        if updates:
            session.run(updates, feed)
            moved = [v for v in variables if v not in tf.trainable_variables()]
            arrays.update((f"moved/{step}/{_base(v)}", session.run(v)) for v in moved)
    return arrays


def seeds(case: Case, arrays: Any) -> Any:
    """What the outputs of the first step are weighted with."""
    keys = sorted(key for key in arrays if key.startswith("output/0/"))
    keys.sort(key=lambda key: int(key.split("/")[-1]))
    return [drawn(key, arrays[key].shape, arrays[key].dtype.name) for key in keys]


def _gradients(tf: Any, x: Any, outputs: Any, weights: Any) -> Any:
    sources = {"gradient/" + _base(v): v for v in tf.trainable_variables()}
    if x.dtype.is_floating:
        sources["gradient/x"] = x
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    weighted = [tf.reduce_sum(o * w) for o, w in zip(outputs, weights)]
    total = tf.add_n([tf.cast(term, "float64") for term in weighted + losses])
    keys = sorted(sources)
    found = tf.gradients(total, [sources[key] for key in keys]) if keys else []
    dense = [None if g is None else tf.convert_to_tensor(g) for g in found]
    return dict(zip(keys, dense))
