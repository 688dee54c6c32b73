"""Rewrite, without writing, every Python file below folders: no crash, and what must hold holds.

    python tools/rewrite_corpus.py .venv/lib/python3.12/site-packages

Files of the same content count once.  Their order is that of their hashes, so that a run that is
cut off has seen a fair sample.  With ``--done FILE`` the contents that were found without
fault are kept there, and a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rewrite import corpus  # noqa: E402  (the tree is put on the path first)
from tf1compat.rewrite import run, target  # noqa: E402


def main() -> int:
    """Print the faults, then the counts; 1 if there are faults."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--done", type=Path, help="the contents found without fault so far")
    args = parser.parse_args()
    done = set(args.done.read_text().split()) if args.done and args.done.exists() else set()
    contents = _distinct(args.folders)
    todo = {digest: path for digest, path in sorted(contents.items()) if digest not in done}
    bad = 0
    for number, (digest, path) in enumerate(todo.items()):
        if number % 500 == 0:
            at = f"{number + len(contents) - len(todo)} of {len(contents)} files"
            print(f"{at}, {bad} with faults", file=sys.stderr, flush=True)
        found = _faults(path)
        bad += bool(found)
        for fault in found:
            print(f"{path}: {fault}", flush=True)
        if args.done and not found:
            with args.done.open("a") as kept:
                kept.write(f"{digest}\n")
    print(f"{len(contents)} distinct files, {len(todo)} of them in this run, {bad} with faults")
    return 1 if bad else 0


def _distinct(folders: list[Path]) -> dict[str, Path]:
    paths = (path for folder in folders for path in sorted(folder.rglob("*.py")) if path.is_file())
    contents: dict[str, Path] = {}
    for path in paths:
        contents.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return contents


def _faults(path: Path) -> list[str]:
    try:
        return corpus.faults(path, run.all_rules().values(), target.check)
    except Exception:  # noqa: BLE001  (a crash is what is looked for)
        return [traceback.format_exc()]


if __name__ == "__main__":
    sys.exit(main())
