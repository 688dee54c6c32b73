"""Symbols that are served, but not exactly as TF 1.15 did, and what differs.

``TF1COMPAT_STRICT=1`` refuses them; the report and the support table name them.
"""

from __future__ import annotations

INEXACT = {
    "tf.contrib.keras": "it is tf.keras here: Keras 3, where TF 1.15 had Keras 2.2.4",
    "tf.keras": "this is Keras 3; TF 1.15 had Keras 2.2.4 (other defaults, names and file formats)",
    "tf.nn.dropout": "equal masks, but a dropped NaN or inf is 0 here and NaN in TF 1.15",
}


def note(symbol: str) -> str:
    """What differs for ``symbol``, or nothing."""
    return INEXACT.get(symbol, "")
