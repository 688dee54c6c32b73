"""All programs of ``v1_programs.py`` and of the files beside it."""

from __future__ import annotations

from tests.golden import (
    v1_beam_programs,
    v1_block_programs,
    v1_cell_programs,
    v1_contrib_programs,
    v1_crf_programs,
    v1_framework_programs,
    v1_layers_programs,
    v1_legacy_programs,
    v1_people_programs,
    v1_seed_programs,
    v1_seq2seq_programs,
    v1_training_programs,
)
from tests.golden.v1_programs import PROGRAMS, plain

FILES = (
    v1_beam_programs,
    v1_block_programs,
    v1_cell_programs,
    v1_contrib_programs,
    v1_crf_programs,
    v1_framework_programs,
    v1_layers_programs,
    v1_legacy_programs,
    v1_people_programs,
    v1_seed_programs,
    v1_seq2seq_programs,
    v1_training_programs,
)

# Their threads have no graph of their own, and today's TensorFlow takes that for eager code unless
# version 1 behaviour is on.
DOOR_ONLY = ("supervised",)

__all__ = ["DOOR_ONLY", "FILES", "PROGRAMS", "plain"]
