"""Against TF1's literal sequence of ops on the same TensorFlow.

The steps, that is: kernels are switched off.  TF 1.15.5 wrote these graphs, gradients included;
today's TensorFlow executes them beside our cells
and drivers, on the same kernels.  What is left are differences in the order of operations alone.

Reached, in units in the last place (ULP):

* outputs and states: 0 in every case and context;
* gradients: 0 in v1 graphs and in ``tf.function``; eagerly, where a tape sums what comes from
  several steps and layers in another order, 0 for single layers and at most 2 of the largest
  number of the array for stacks.
"""

from __future__ import annotations

import functools
from typing import Any

import pytest
import tensorflow as tf

from tests import contexts
from tests.golden import in_graph, store
from tests.golden.compare import ulps
from tests.golden.specs import BY_ID, LITERAL
from tf1compat import kernels

# The largest error of a gradient, in ULP of the array's largest number.
GRADIENT_BOUND = {"graph": 0.0, "function": 0.0, "eager": 2.0, "keras": 2.0}


@functools.cache
def literal(case_id: str) -> dict[str, Any]:
    """What TF1's graph gives today."""
    case = BY_ID[case_id]
    expected = contexts.recorded(case.group)[case_id]
    graph_def = tf.compat.v1.GraphDef()
    content, names = store.read_graph(case_id)
    graph_def.ParseFromString(content)
    shapes = {
        "states": expected.record["state_shapes"],
        "returned": {
            key: array.shape
            for key, array in expected.arrays.items()
            if key.startswith(("outputs/", "state/"))
        },
    }
    config = contexts.session_config()
    return in_graph.run_exported(tf.compat.v1, graph_def, names, case, shapes, config)


@pytest.mark.parametrize("context", ["graph", "eager", "function", "keras"])
@pytest.mark.parametrize("case_id", LITERAL)
def test_units_in_the_last_place(case_id: str, context: str) -> None:
    expected = literal(case_id)
    with kernels.switched(False):  # they re-associate; tests/kernels has their bound
        received = contexts.record(BY_ID[case_id], context).arrays
    assert set(expected) == set(received)
    forward = {key: ulps(expected[key], received[key]) for key in expected if "grad" not in key}
    assert forward == dict.fromkeys(forward, 0.0)
    stack = case_id.startswith("MultiRNNCell")
    bound = GRADIENT_BOUND[context] if stack else 0.0
    for key in set(expected) - set(forward):
        assert ulps(expected[key], received[key], of_largest=True) <= bound, key
