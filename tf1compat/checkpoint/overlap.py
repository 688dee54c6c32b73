"""Reading and writing beside other work: one thread each way, one large array more in memory."""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from tf1compat.cells.counterpart import Array

Read = Callable[[str], Array]
_WAITING = 2  # pieces


@contextlib.contextmanager
def reading_ahead(read: Read, names: Iterable[str]) -> Iterator[Read]:
    """Read the next value while the last one is worked on.

    Args:
      read: gives a value by its name.
      names: in the order in which they will be asked for.

    Yields:
      ``read``, for these names one ahead.
    """
    left = list(names)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        ahead = {name: pool.submit(read, name) for name in left[:1]}

        def read_ahead(name: str) -> Array:
            if name not in ahead:
                return read(name)
            value = ahead.pop(name).result()
            left.pop(0)
            ahead.update({following: pool.submit(read, following) for following in left[:1]})
            return value

        yield read_ahead


class WritingBehind:
    """A file that takes its pieces in a thread, while the next ones are made.

    Whoever writes must leave the pieces as they are.

    Args:
      file: open for writing.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._position = file, file.tell()
        self._pool = concurrent.futures.ThreadPoolExecutor(1)
        self._waiting: list[concurrent.futures.Future[Any]] = []

    def __enter__(self) -> WritingBehind:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.flush()
        finally:
            self._pool.shutdown()

    def write(self, piece: Any) -> int:
        """Have a piece written, after those before it."""
        self._settle(_WAITING - 1)
        self._waiting.append(self._pool.submit(self._write_whole, memoryview(piece).cast("B")))
        size = memoryview(piece).nbytes
        self._position += size
        return size

    def _write_whole(self, left: memoryview) -> None:
        """A file without a buffer may take a part only: of 2 GiB, or of the last on a full disk."""
        while left:
            left = left[self._file.write(left) :]

    def tell(self) -> int:
        """Where the next piece goes."""
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go elsewhere, once all that waits is written."""
        self._settle(0)
        self._position = self._file.seek(offset, whence)
        return self._position

    def flush(self) -> None:
        """Wait for what is not written yet."""
        self._settle(0)
        self._file.flush()

    def _settle(self, left: int) -> None:
        while len(self._waiting) > left:
            self._waiting.pop(0).result()
