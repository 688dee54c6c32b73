#!/usr/bin/env python3
"""Run the test suite on the oldest and on the newest supported pair of Python and TensorFlow.

Each pair gets its own fresh virtual environment under .supported/.  A run that was cut off
goes on where it stopped: an environment that is complete is kept, and so is a pass on the
same commit of a clean tree.  ``--fresh`` starts from nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tf1compat import support  # noqa: E402  (the tree is put on the path first)

SUMMARY = re.compile(r"\b\d+ passed\b.* in [\d.]+s")


class Environment(NamedTuple):
    """A supported pair, pinned."""

    name: str
    python: str
    pins: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}: Python {self.python}, {', '.join(self.pins)}"


def environments() -> tuple[Environment, ...]:
    """The oldest of everything, and the newest of everything."""
    oldest, newest = support.OLDEST, support.NEWEST
    return (
        Environment(
            "oldest",
            oldest.python[0],
            (f"tensorflow=={oldest.tensorflow}.*", f"keras=={oldest.keras}.*"),
        ),
        Environment("newest", newest.python[-1], (f"tensorflow=={newest.tensorflow}.*",)),
    )


def find_python(version: str) -> str:
    """The interpreter of a minor version: on the path, or one that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = shutil.which(f"python{version}")
    candidates = [
        *([found] if found else []),
        *(str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)),
    ]
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        # A shim of pyenv may stand on the path without a Python behind it.
        answer = subprocess.run([candidate, "-c", ask], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return candidate
    sys.exit(f"Python {version} is needed, on the path or from pyenv (pyenv install {version})")


def commit() -> str | None:
    """The commit of a clean tree, or None."""
    status = _git("status", "--porcelain")
    return None if status else _git("rev-parse", "HEAD")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def install(environment: Environment, directory: Path) -> Path:
    """Make the virtual environment unless it is complete; return its interpreter."""
    python, stamp = directory / "bin" / "python", directory / "installed"
    wanted = f"{environment}\n{(ROOT / 'setup.cfg').read_text(encoding='utf-8')}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        print("   environment is there already", flush=True)
        return python
    shutil.rmtree(directory, ignore_errors=True)
    steps: Sequence[Sequence[str]] = (
        (find_python(environment.python), "-m", "venv", str(directory)),
        (str(python), "-m", "pip", "install", "-q", "-e", f"{ROOT}[test]", *environment.pins),
        (str(python), "-m", "pip", "check"),
    )
    for step in steps:
        print(f"   {' '.join(step)}", flush=True)
        subprocess.run(step, check=True)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def run_suite(python: Path, directory: Path, words: Sequence[str]) -> str | None:
    """Run pytest, showing it live; return its summary line when it passed."""
    command = [str(python), "-m", "pytest", *words]
    print(f"   {' '.join(command)}", flush=True)
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    summary = None
    with process, (directory / "pytest.log").open("w", encoding="utf-8") as log:
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
            print(f"   {line}", end="", flush=True)
            summary = line.strip() if SUMMARY.search(line) else summary
    return summary if process.returncode == 0 else None


def check(environment: Environment, directory: Path, words: Sequence[str]) -> str | None:
    """Install and test one environment, or take the pass it already has; the summary line."""
    passed = directory / "passed"
    now = commit()
    if now and not words and passed.is_file():
        before, _, earlier = passed.read_text(encoding="utf-8").partition("\n")
        if before == now:
            print(f"   passed on this commit already: {earlier}", flush=True)
            return earlier
    try:
        python = install(environment, directory)
    except subprocess.CalledProcessError as error:
        print(f"   {error}", flush=True)
        return None
    summary = run_suite(python, directory, words)
    if summary and now and not words:
        passed.write_text(f"{now}\n{summary}", encoding="utf-8")
    return summary


def main() -> int:
    """Check every environment; 0 when all have passed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fresh", action="store_true", help="remove what earlier runs left")
    parser.add_argument("--only", choices=[e.name for e in environments()], help="one of the two")
    parser.add_argument("pytest", nargs="*", help="further words for pytest, after --")
    args = parser.parse_args()
    results: dict[str, str | None] = {}
    chosen = [e for e in environments() if args.only in {None, e.name}]
    for number, environment in enumerate(chosen, start=1):
        directory = ROOT / ".supported" / environment.name
        if args.fresh:
            shutil.rmtree(directory, ignore_errors=True)
        print(f"[{number}/{len(chosen)}] {environment}", flush=True)
        start = time.monotonic()
        results[str(environment)] = check(environment, directory, args.pytest)
        print(f"   {time.monotonic() - start:.0f} s", flush=True)
    for name, summary in results.items():
        print(f"{'passed' if summary else 'FAILED'}  {name}  {summary or ''}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
