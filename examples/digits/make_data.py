"""Writes digits.npz: scikit-learn's handwritten digits, read row by row, cut to ragged lengths.

    python examples/digits/make_data.py [FILE]

Needs scikit-learn (any version since 0.18 ships the same images).  See README.md for the source
of the data and its licence.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

ROWS, SHORTEST, TRAIN = 8, 4, 1437
OUTPUT = Path(__file__).resolve().parent / "digits.npz"


def main(path: Path) -> None:
    digits = load_digits()
    rng = np.random.RandomState(20171015)
    order = rng.permutation(len(digits.target))
    lengths = rng.randint(SHORTEST, ROWS + 1, len(order))
    images = digits.images[order].astype(np.uint8)
    images[np.arange(ROWS) >= lengths[:, None]] = 0  # the rows below the cut are gone
    labels = digits.target[order]
    arrays = {}
    for split, rows in (("train", slice(None, TRAIN)), ("test", slice(TRAIN, None))):
        arrays[split + "_images"] = images[rows]
        arrays[split + "_lengths"] = lengths[rows].astype(np.int32)
        arrays[split + "_labels"] = labels[rows].astype(np.int32)
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else OUTPUT)
