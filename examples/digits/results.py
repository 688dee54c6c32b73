"""What the later stages share: the held-back digits, and TF1's own answers to compare with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
CHECKPOINT = str(HERE / "trained" / "digits.ckpt")


def load(split: str) -> tuple[Any, Any, Any]:
    """Images ``[B, 8, 8]`` in 0..1, lengths ``[B]``, labels ``[B]`` of ``train`` or ``test``."""
    data = np.load(HERE / "digits.npz")
    images = data[f"{split}_images"].astype(np.float32) / 16
    return images, data[f"{split}_lengths"], data[f"{split}_labels"]


def report(logits: Any) -> bool:
    """Print the held-back accuracy of these logits ``[360, 10]``, and how far they are from TF1's.

    Returns:
      Whether every digit is read as TF1 read it, and all logits agree to 1e-5 of the largest.
    """
    labels = load("test")[2]
    recorded = json.loads((HERE / "trained" / "tf1.json").read_text(encoding="utf-8"))
    predicted = np.argmax(logits, axis=1)
    right, total = int(np.sum(predicted == labels)), len(labels)
    same = int(np.sum(predicted == recorded["predicted"]))
    difference = np.max(np.abs(logits - np.asarray(recorded["logits"], np.float32)))
    print(f"held-back accuracy: {right / total:.4f} ({right} of {total})")
    print(f"read as TF {recorded['tensorflow']} read them: {same} of {total} digits")
    print(f"largest difference of a logit: {difference:.1e}")
    return same == total and bool(difference < 1e-5 * np.max(np.abs(recorded["logits"])))
