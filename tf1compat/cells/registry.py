"""The cells by class name, and cells to and from configurations."""

from __future__ import annotations

from typing import Any

import keras

from tf1compat.cells.basic_lstm import BasicLSTMCell
from tf1compat.cells.basic_rnn import BasicRNNCell
from tf1compat.cells.device import DeviceWrapper
from tf1compat.cells.dropout import DropoutWrapper
from tf1compat.cells.gru import GRUCell
from tf1compat.cells.lstm import LSTMCell
from tf1compat.cells.multi import MultiRNNCell
from tf1compat.cells.residual import ResidualWrapper
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.layer import Layer

CELLS: dict[str, Any] = {
    cell.__name__: cell
    for cell in (
        BasicLSTMCell,
        BasicRNNCell,
        DeviceWrapper,
        DropoutWrapper,
        GRUCell,
        LSTMCell,
        MultiRNNCell,
        ResidualWrapper,
    )
}


def cell_to_config(cell: Any) -> dict[str, Any]:
    """``{"class_name", "config"}`` of a cell, with the cells inside likewise.

    A user's own class is named as ``keras.saving.register_keras_serializable`` registered it.
    """
    config = dict(cell.get_config())
    if isinstance(cell, Layer) and not cell.named_by_user:
        config["name"] = None  # TF1's get_config keeps the name made up for it, a scope of its own
    if isinstance(cell, MultiRNNCell):
        config = {
            "cells": [cell_to_config(part) for part in cell.cells],
            "state_is_tuple": cell.state_is_tuple,
        }
    elif "cell" in config:
        config["cell"] = cell_to_config(cell.cell)
    name = type(cell).__name__
    if CELLS.get(name) is not type(cell):
        name = keras.saving.get_registered_name(type(cell))
    return {"class_name": name, "config": config}


def cell_from_config(config: dict[str, Any]) -> Any:
    """The cell again.

    Raises:
      ArgumentValueError: a class that is neither ours nor registered.
    """
    name, inner = config["class_name"], dict(config["config"])
    cls = CELLS.get(name) or keras.saving.get_registered_object(name)
    if cls is None:
        raise ArgumentValueError(
            "cell_from_config",
            "class_name",
            expected="one of our cells or a registered one",
            received=repr(name),
            remedy="decorate the class with keras.saving.register_keras_serializable()",
        )
    if "cells" in inner:
        inner["cells"] = [cell_from_config(part) for part in inner["cells"]]
    if isinstance(inner.get("cell"), dict):
        inner["cell"] = cell_from_config(inner["cell"])
    return cls.from_config(inner)
