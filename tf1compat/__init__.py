"""tf1compat: TensorFlow 1 recurrent programs on today's Keras 3.

Public names are imported on first use, so that ``import tf1compat`` costs
next to nothing and ``import tf1compat.native`` never loads tensorflow.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# One line per public name: where it lives.
_EXPORTS = {
    "install": "tf1compat.door.hook",
    "load_checkpoint": "tf1compat.checkpoint.load",
    "suggest": "tf1compat.checkpoint.suggest",
    "load_ipython_extension": "tf1compat.door.notebook",
    "report": "tf1compat.door.report",
    "uninstall": "tf1compat.door.hook",
    "unload_ipython_extension": "tf1compat.door.notebook",
    "AUTO_REUSE": "tf1compat.scopes.scope",
    "BasicLSTMCell": "tf1compat.cells.basic_lstm",
    "BasicRNNCell": "tf1compat.cells.basic_rnn",
    "BiLSTM": "tf1compat.rnn.bilstm",
    "DeviceWrapper": "tf1compat.cells.device",
    "DropoutWrapper": "tf1compat.cells.dropout",
    "GRUCell": "tf1compat.cells.gru",
    "LSTMCell": "tf1compat.cells.lstm",
    "LSTMStateTuple": "tf1compat.cells.state",
    "MultiRNNCell": "tf1compat.cells.multi",
    "RNNCell": "tf1compat.cells.base",
    "ResidualWrapper": "tf1compat.cells.residual",
    "TF1CompatError": "tf1compat.errors",
    "TF1Layer": "tf1compat.scopes.keras_layer",
    "TF1Model": "tf1compat.scopes.keras_layer",
    "VariableStore": "tf1compat.scopes.variable_store",
    "as_keras_cell": "tf1compat.rnn.keras_cell",
    "bidirectional_dynamic_rnn": "tf1compat.rnn.bidirectional",
    "bilstm": "tf1compat.rnn.bilstm",
    "char_bilstm": "tf1compat.rnn.bilstm",
    "convert": "tf1compat.checkpoint.convert",
    "dynamic_rnn": "tf1compat.rnn.dynamic",
    "export": "tf1compat.checkpoint.export",
    "fill_model": "tf1compat.checkpoint.into",
    "get_variable": "tf1compat.scopes.scope",
    "get_variable_scope": "tf1compat.scopes.scope",
    "inspect_checkpoint": "tf1compat.checkpoint.inspection",
    "last_relevant": "tf1compat.rnn.helpers",
    "lengths_of": "tf1compat.rnn.helpers",
    "raw_rnn": "tf1compat.rnn.raw",
    "static_bidirectional_rnn": "tf1compat.rnn.static",
    "static_rnn": "tf1compat.rnn.static",
    "static_state_saving_rnn": "tf1compat.rnn.static",
    "variable_scope": "tf1compat.scopes.scope",
    "verify": "tf1compat.checkpoint.convert",
}

__all__ = ["__version__", *_EXPORTS]  # noqa: PLE0604  (the keys are strings)


def __getattr__(name: str) -> Any:
    try:
        module = importlib.import_module(_EXPORTS[name])
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
