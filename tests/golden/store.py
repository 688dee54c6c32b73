"""Reading and writing the recorded data: one JSON and one npz per group.

Each case is one flat array in the npz; the JSON says which slices of it are what.
Both files are byte-for-byte reproducible.
"""

from __future__ import annotations

import gzip
import io
import json
import pathlib
import zipfile
from typing import Any, Iterable

import numpy as np

DATA = pathlib.Path(__file__).resolve().parent / "data"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Recording:
    """What TF 1.15.5 did with one case.

    Attributes:
      record: names, shapes, structures, as JSON holds them.
      arrays: key → array (``outputs/0``, ``grad/variable/NAME``, …).
    """

    def __init__(self, record: dict[str, Any], arrays: dict[str, Any]) -> None:
        self.record = record
        self.arrays = arrays


def write_json(path: pathlib.Path, header: dict[str, Any], entries: dict[str, Any]) -> None:
    """Sorted, one entry per line."""
    values = {key: json.dumps(entries[key], sort_keys=True) for key in sorted(entries)}
    lines = [f"{json.dumps(key)}: {value}" for key, value in values.items()]
    body = ",\n".join(lines)
    text = f'{{"header": {json.dumps(header, sort_keys=True)},\n"cases": {{\n{body}\n}}}}\n'
    path.write_text(text, encoding="ascii")


def read_programs(name: str) -> dict[str, Any]:
    """What ``misuse`` or ``scopes`` programs gave, by program."""
    content: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="ascii"))
    return dict(content["cases"])


def write_group(
    folder: pathlib.Path, group: str, header: dict[str, Any], recordings: dict[str, Recording]
) -> None:
    """Writes ``group.json`` and ``group.npz``."""
    records, flats = {}, {}
    for case_id, recording in recordings.items():
        layout = [[key, list(array.shape)] for key, array in recording.arrays.items()]
        records[case_id] = dict(recording.record, arrays=layout)
        flats[case_id] = _flatten(recording.arrays.values(), recording.record["storage"])
    write_json(folder / f"{group}.json", header, records)
    _write_npz(folder / f"{group}.npz", flats)


def _flatten(arrays: Iterable[Any], storage: str) -> Any:
    parts = [np.asarray(array).ravel().astype(storage) for array in arrays]
    return np.concatenate(parts) if parts else np.zeros([0], storage)


def _write_npz(path: pathlib.Path, flats: dict[str, Any]) -> None:
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(flats):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, flats[name], version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _EPOCH), buffer.getvalue())


def write_graph(
    folder: pathlib.Path, header: dict[str, Any], case_id: str, graph_def: bytes, names: Any
) -> None:
    """Writes an exported graph, with the names to feed and fetch it by beside it."""
    folder = folder / "graphs"
    folder.mkdir(exist_ok=True)
    (folder / f"{case_id}.pb.gz").write_bytes(_gzipped(graph_def))
    write_json(folder / f"{case_id}.json", header, names)


def _gzipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as archive:
        archive.write(content)
    return buffer.getvalue()


def read_graph(case_id: str) -> tuple[bytes, dict[str, Any]]:
    """A graph that TF 1.15.5 wrote, and its names."""
    content = json.loads((DATA / "graphs" / f"{case_id}.json").read_text(encoding="ascii"))
    packed = (DATA / "graphs" / f"{case_id}.pb.gz").read_bytes()
    return gzip.decompress(packed), content["cases"]


def groups() -> list[str]:
    """The groups that there is data for."""
    return sorted(path.stem for path in DATA.glob("*.npz"))


def read_group(group: str) -> dict[str, Recording]:
    """Every recording of a group."""
    content = json.loads((DATA / f"{group}.json").read_text(encoding="ascii"))
    with np.load(str(DATA / f"{group}.npz"), allow_pickle=False) as archive:
        return {
            case_id: Recording(record, _unflatten(archive[case_id], record["arrays"]))
            for case_id, record in content["cases"].items()
        }


def _unflatten(flat: Any, layout: list[Any]) -> dict[str, Any]:
    arrays, start = {}, 0
    for key, shape in layout:
        size = int(np.prod(shape, dtype=np.int64))
        arrays[key] = flat[start : start + size].reshape(shape)
        start += size
    if start != flat.size:
        raise ValueError(f"a recording holds {flat.size} numbers, its layout says {start}")
    return arrays
