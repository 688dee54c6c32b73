"""Every checkpoint of the corpus: recognised, converted, proven, and TF 1.15.5's own numbers."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest

from tests.checkpoint import cases
from tests.golden.checkpoint_cases import BY_NAME as CORE_CASES
from tests.golden.corpus_cases import CORPUS
from tf1compat import convert
from tf1compat.checkpoint.prove import GRAPH, REFERENCE, run_model
from tf1compat.checkpoint.stepwise import STEPS

NAMES = [case["name"] for case in CORPUS]
OTHERS = [name for name, case in CORE_CASES.items() if case["kind"] not in {"dense", "two"}]
# Where the graph is no witness: not saved, or for a GPU only.
WITHOUT_GRAPH = {
    *(name for name in NAMES if not cases.BY_NAME[name]["meta"]),
    "cudnn_lstm_device_graph",
}
UNROLLED = {"static_gru", "static_lstm", "layer_norm_static", "ug_static", "indy_static"}


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) + len(OTHERS) >= 60
    assert sum(name.startswith("era_") for name in NAMES) >= 6


@pytest.mark.parametrize("name", [*NAMES, *OTHERS])
def test_converted_and_proven(name: str, tmp_path: Path) -> None:
    case = cases.BY_NAME[name]
    path = tmp_path / "model.keras"
    options = {"classes": case.get("classes"), "assume": case.get("assume")}
    (done,) = convert(cases.path_of(name), path, **options)
    assert done.proof.passed
    witness = REFERENCE if name in WITHOUT_GRAPH else STEPS if name in UNROLLED else GRAPH
    assert done.proof.against == witness
    plan = done.plan
    assert [cell.config.cell for cell in plan.recurrence.cells] == classes_of(name)
    assert not plan.differences
    got = run_model(keras.models.load_model(path), cases.golden_batch(name, plan))
    cases.assert_close(got, cases.golden_outputs(name, plan), plan.recurrence.dtype)


def classes_of(name: str) -> list[str]:
    """The classes that the case's program used, in the order of the plan's cells."""
    case = cases.BY_NAME[name]
    forward = [spec["cell"] for spec in case["cells"]]
    backward = [spec["cell"] for spec in case.get("backward", case["cells"])]
    if case["kind"] == "bidirectional":
        return forward + backward
    if case["kind"] in {"nested_bidirectional", "contrib_stack_bidirectional"}:
        return [cell for one in forward for cell in (one, one)]
    return forward
