"""``dynamic_rnn`` over a known cell becomes a keras LSTM, GRU or SimpleRNN.

Known means: a BasicLSTMCell, LSTMCell, GRUCell or BasicRNNCell that keras can equal, made for
this call alone, in a program that shares no variables.  Lengths become a mask, and the outputs a
copy without it, since TF1 handed none on; a zero state is what a keras layer starts with anyway.

Before:
    import tensorflow as tf
    cell = tf.nn.rnn_cell.GRUCell(8)  # one
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    lstm = tf.nn.rnn_cell.BasicLSTMCell(n, forget_bias=0.0)
    y, last = tf.nn.dynamic_rnn(lstm, outputs, sequence_length=lengths, dtype=tf.float32)
    z, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(3), y, dtype=tf.float32, scope="top")
    print(z, state, last.h)
    both = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(8), 0.5)
    w, _ = tf.nn.dynamic_rnn(both, x, dtype=tf.float32)
After:
    import keras
    import tf1compat
    import tf1compat.native
    import tensorflow as tf
    cell = keras.layers.GRU(8, reset_after=False, return_sequences=True, return_state=True)  # one
    outputs, state = cell(x)
    lstm = keras.layers.RNN(keras.layers.LSTMCell(n, unit_forget_bias=False), \
return_sequences=True, return_state=True, zero_output_for_mask=True)
    y, state_h, state_c = lstm(outputs, \
mask=tf1compat.native.mask_from_lengths(lengths, keras.ops.shape(outputs)[1]))
    y = keras.ops.copy(y)
    last = tf1compat.LSTMStateTuple(state_c, state_h)
    z = keras.layers.SimpleRNN(3, return_sequences=True, name="top")(y)
    print(z, state, last.h)
    both = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(8), 0.5)
    w, _ = tf.nn.dynamic_rnn(both, x, dtype=tf.float32)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import cells, drivers, outcome, reading
from tf1compat.rewrite.blocked import BlockedError, left
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    for call in reading.calls(file, "tf1compat.rnn.dynamic", ["dynamic_rnn"]):
        try:
            yield _one(file, call)
        except BlockedError as why:
            yield left(file, call, why)


def _one(file: File, call: ast.Call) -> Change:
    given = reading.arguments(file, call)
    drivers.check(file, call, given, ("cell", "initial_state"))
    if "cell" not in given:
        raise BlockedError("it has no cell")
    spared, more = _zero_state(file, call, given)
    made = cells.find(file, given["cell"], call, spared)
    result = outcome.read(file, call)
    arguments, masked = drivers.inputs(file, given)
    options = ["return_sequences=True", *(["return_state=True"] if result.wants_state else [])]
    text = made.text(*options, *drivers.name(given), masked=masked)
    called = f"{drivers.layer(given['cell'], text)}({arguments})"
    states = [["state_h", "state_c"] if made.is_lstm else ["state"]]
    if result.wants_state and not made.is_lstm and isinstance(result.state, ast.Name):
        states = []
    return drivers.change(
        file, result, {made: text}, called, states=states, masked=masked, more=more
    )


def _zero_state(
    file: File, call: ast.Call, given: reading.Arguments
) -> tuple[list[ast.AST], Change]:
    """The uses of the cell that make its zero state for this call, and what takes them out."""
    state = given.get("initial_state")
    if state is None:
        return [], ()
    more: Change = ()
    if isinstance(state, ast.Name):
        statement = cells.binding(file, state, call)
        if len(cells.uses(file, state)) > 1:
            raise BlockedError(f"initial_state={state.id} is used elsewhere too")
        state, more = statement.value, (drivers.without(file, statement),)
    owner = state.func if isinstance(state, ast.Call) else None
    if not (isinstance(owner, ast.Attribute) and owner.attr == "zero_state"):
        raise BlockedError("initial_state= is no zero state")
    if not (isinstance(owner.value, ast.Name) and isinstance(given["cell"], ast.Name)):
        raise BlockedError("initial_state= is the zero state of another cell")
    if owner.value.id != given["cell"].id:
        raise BlockedError("initial_state= is the zero state of another cell")
    return [owner.value], more
