"""Records the goldens.  Needs Python 3.7 and TensorFlow 1.15.5.

    python -m tests.golden.generate [--out FOLDER] [--only GROUP ...]

Two runs write identical bytes.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from tests.golden import in_graph, store
from tests.golden.programs import CONFIGS, MISUSE, SCOPES, configs, runner
from tests.golden.specs import BY_ID, CASES, LITERAL

HEADER = {
    "tensorflow": tf.__version__,
    "numpy": np.__version__,
    "command": "python -m tests.golden.generate",
}


def _programs(name: str, runner: Any, functions: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for program, function in functions.items():
        _progress(f"{name} {program}")
        found[program] = runner(tf, function)
    return found


def _progress(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main() -> None:
    """Records every case, or the groups that ``--only`` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=store.DATA)
    parser.add_argument("--only", nargs="*", default=None)
    options = parser.parse_args()
    tf.logging.set_verbosity(tf.logging.ERROR)
    options.out.mkdir(parents=True, exist_ok=True)
    programs = {
        "configs": (configs.config_of, CONFIGS),
        "misuse": (runner.provoke, MISUSE),
        "scopes": (runner.run_scopes, SCOPES),
    }
    for name, (run, functions) in programs.items():
        if options.only is None or name in options.only:
            found = _programs(name, run, functions)
            store.write_json(options.out / f"{name}.json", HEADER, found)
    grouped: dict[str, dict[str, store.Recording]] = {}
    for number, case in enumerate(CASES, 1):
        if options.only is None or case.group in options.only:
            _progress(f"{number}/{len(CASES)} {case.id}")
            grouped.setdefault(case.group, {})[case.id] = in_graph.record(tf, case)
    for case_id in LITERAL if options.only is None or "graphs" in options.only else ():
        _progress(f"graph {case_id}")
        store.write_graph(options.out, HEADER, case_id, *in_graph.export(tf, BY_ID[case_id]))
    for group, recordings in grouped.items():
        store.write_group(options.out, group, HEADER, recordings)


if __name__ == "__main__":
    main()
