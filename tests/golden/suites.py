"""Which golden groups belong to which test file, and the context exceptions."""

from __future__ import annotations

import fnmatch

from tests.golden.case import Case
from tests.golden.specs import CASES

CELL_GROUPS = (
    "LSTMCell", "BasicLSTMCell", "GRUCell", "BasicRNNCell", "MultiRNNCell", "initial",
    "single_step", "dropout", "residual", "nest", "user",
)  # fmt: skip
DRIVER_GROUPS = (
    "dynamic_rnn", "bidirectional_dynamic_rnn", "static_rnn", "static_bidirectional_rnn",
    "static_state_saving_rnn", "raw_rnn", "bilstm",
)  # fmt: skip

# (context, pattern of case ids, why TF1's numbers cannot be had there).
EXCEPTIONS: tuple[tuple[str, str, str], ...] = (
    *[
        (where, pattern, "TF1's unrolled steps had a generator each; eager ops of one seed share")
        for where in ("eager", "keras")
        for pattern in ("dropout.static", "user.dropped.static")
    ],
    *[
        (context, "initial.lstm_sharded", "one variable is drawn at once, not part by part")
        for context in ("eager", "function", "keras")
    ],
)


def exception(case: Case, context: str) -> str:
    """Why this case is not replayed in this context, "" if it is."""
    for where, pattern, reason in EXCEPTIONS:
        if where == context and fnmatch.fnmatch(case.id, pattern):
            return reason
    return ""


def replayed(groups: tuple[str, ...], contexts: tuple[str, ...]) -> list[tuple[Case, str]]:
    """Every (case, context) of the groups that TF1's numbers can be had for."""
    return [
        (case, context)
        for case in CASES
        if case.group in groups
        for context in contexts
        if not exception(case, context)
    ]
