"""Rewrite, without writing, every Python file below folders: no crash, and what must hold holds.

    python tools/rewrite_corpus.py .venv/lib/python3.12/site-packages
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rewrite import corpus  # noqa: E402  (the tree is put on the path first)
from tf1compat.rewrite import run, target  # noqa: E402


def main() -> int:
    """Print the faults, then the counts; 1 if there are faults."""
    rules = list(run.all_rules().values())
    paths = [p for folder in sys.argv[1:] for p in sorted(Path(folder).rglob("*.py"))]
    bad = 0
    for number, path in enumerate(paths):
        if number % 500 == 0:
            print(f"{number} of {len(paths)} files, {bad} with faults", file=sys.stderr, flush=True)
        try:
            found = corpus.faults(path, rules, target.check)
        except Exception:  # noqa: BLE001  (a crash is what is looked for)
            found = [traceback.format_exc()]
        bad += bool(found)
        for fault in found:
            print(f"{path}: {fault}", flush=True)
    print(f"{len(paths)} files, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
