"""The numpy reference against the outputs and states that TensorFlow 1.15.5 recorded."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat.checkpoint.reference import random_batch, run_reference


@pytest.mark.parametrize(("name", "place"), cases.RECURRENCES)
def test_it_computes_what_tf1_computed(name: str, place: int) -> None:
    plan = cases.plan_of(name, place)
    batch = cases.golden_batch(name, plan)
    got = run_reference(plan, cases.inspected(name).checkpoint.read, batch)
    cases.assert_close(got, cases.golden_outputs(name, plan), plan.recurrence.dtype)


def test_the_random_lengths_hold_the_edges() -> None:
    batch = random_batch(cases.plan_of("lstm_full"), seed=1)
    assert batch.lengths is not None
    assert {0, 1, batch.inputs.shape[1]} <= set(batch.lengths.tolist())
    assert len(batch.inputs) > 1


def test_the_random_batch_takes_the_graphs_fixed_sizes() -> None:
    batch = random_batch(cases.plan_of("lstm_full"), seed=1, batch_size=2, steps=3)
    assert batch.inputs.shape == (2, 3, 3)
    assert batch.inputs.dtype == np.float32


def test_a_given_initial_state_is_random_too() -> None:
    batch = random_batch(cases.plan_of("lstm_initial_state"), seed=1)
    shapes = {name: value.shape for name, value in batch.initial_state.items()}
    assert shapes == {"initial_state_c": (5, 5), "initial_state_h": (5, 4)}
