"""All programs of ``v1_programs.py`` and of the files beside it."""

from __future__ import annotations

from tests.golden import (
    v1_beam_programs,
    v1_block_programs,
    v1_cell_programs,
    v1_contrib_programs,
    v1_crf_programs,
    v1_cudnn_programs,
    v1_estimator_programs,
    v1_framework_programs,
    v1_grid_programs,
    v1_grid_rnn_programs,
    v1_layers_programs,
    v1_legacy_programs,
    v1_metrics_programs,
    v1_more_layers_programs,
    v1_opt_programs,
    v1_people_programs,
    v1_seed_programs,
    v1_seq2seq_programs,
    v1_slim_programs,
    v1_states_programs,
    v1_training_programs,
)
from tests.golden.v1_programs import PROGRAMS, plain

FILES = (
    v1_beam_programs,
    v1_block_programs,
    v1_cell_programs,
    v1_contrib_programs,
    v1_crf_programs,
    v1_cudnn_programs,
    v1_estimator_programs,
    v1_framework_programs,
    v1_grid_programs,
    v1_grid_rnn_programs,
    v1_layers_programs,
    v1_legacy_programs,
    v1_metrics_programs,
    v1_more_layers_programs,
    v1_opt_programs,
    v1_people_programs,
    v1_seed_programs,
    v1_seq2seq_programs,
    v1_slim_programs,
    v1_states_programs,
    v1_training_programs,
)

# Those of which version 1 behaviour is a part.  Threads of two have no graph of
# their own, which today's TensorFlow otherwise takes for eager code; the others count reference
# variables.
DOOR_ONLY = (
    "estimator_exports", "estimator_extended", "estimator_life", "estimator_train_and_evaluate",
    "estimator_without_tpu",
    "slim_train_and_evaluate", "supervised", "seeded_after", "seeded_after_drivers",
    "seeded_beams",
    "seeded_around_cells", "seeded_cells", "seeded_counts", "seeded_draws", "seeded_steps",
    "fetched_by_name", "cudnn_seeded",
)  # fmt: skip

__all__ = ["DOOR_ONLY", "FILES", "PROGRAMS", "plain"]
