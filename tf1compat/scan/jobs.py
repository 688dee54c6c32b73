"""Files read by several processes.

What takes long, parsing a file and resolving its names, is done where the file was read, as if no
other file of the repository had anything to tell it.  For most files that is so; the repository
looks at the others again.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context
from pathlib import Path

from tf1compat.scan import sources
from tf1compat.scan.repository import Alone, alone
from tf1compat.scan.sources import Source

Listed = list[tuple[Path, Path]]
Progress = Callable[[str, int, int], None]

_FILES_PER_JOB = 25  # fewer are read before another process has started
_CHUNK = 8  # files handed over together


@dataclass(frozen=True)
class _Part:
    read: list[Source]
    alone: dict[Path, Alone]


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_all(listed: Listed, jobs: int, say: Progress) -> tuple[list[Source], dict[Path, Alone]]:
    """Every file parsed, in its order, and what other processes resolved of them.

    Args:
      listed: the files, each with the folder it was found by.
      jobs: how many processes at most; one for each 25 files is enough.
      say: told ("reading", how many, of how many) as files are done.
    """
    jobs = min(jobs, -(-len(listed) // _FILES_PER_JOB))
    done = _Part([], {})
    with closing(_parts(listed, jobs)) as parts:
        for part in parts:
            done.read.extend(part.read)
            done.alone.update(part.alone)
            say("reading", len(done.read), len(listed))
    return done.read, done.alone


def _parts(listed: Listed, jobs: int) -> Generator[_Part, None, None]:
    if jobs < 2:
        yield from (_Part([sources.read(path, root)], {}) for path, root in listed)
        return
    chunks = [listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK)]
    others = set(active_children())
    # Spawned: a copy of this process would have its locks, but not the threads that hold them.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            with _interrupts_only_here():
                futures = [pool.submit(_read, chunk) for chunk in chunks]
            yield from map(_result, futures, chunks)
        except BaseException:  # Ctrl-C; or an error of whom the parts are for
            pool.shutdown(wait=False, cancel_futures=True)
            mine = set(active_children()) - others
            for child in mine:
                child.terminate()
            for child in mine:
                child.join()
            raise


def _result(future: Future[_Part], chunk: Listed) -> _Part:
    try:
        return future.result()
    except BrokenProcessPool:  # the system has ended a process, as it does where memory is short
        return _Part([sources.read(path, root) for path, root in chunk], {})


@contextmanager
def _interrupts_only_here() -> Iterator[None]:
    """Processes that are started meanwhile never see Ctrl-C: this one does, and ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read(chunk: Listed) -> _Part:
    with uncollected():
        read = [sources.read(path, root) for path, root in chunk]
        resolved = {source.path: it for source in read if (it := alone(source)) is not None}
        return _Part([replace(source, tree=None) for source in read], resolved)


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection: it would walk all trees again and again, and they are all kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
