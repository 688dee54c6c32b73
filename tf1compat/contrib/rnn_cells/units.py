"""What cells of one plain state share."""

from __future__ import annotations

from typing import Any


class OfUnits:
    """A cell whose state and output are ``[B, num_units]``."""

    _num_units: int

    @property
    def state_size(self) -> Any:
        """U."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """U."""
        return self._num_units
