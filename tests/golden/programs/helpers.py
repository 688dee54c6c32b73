"""Programs around the helpers: ours on one side, on the other what TF1 code spelled out."""

from __future__ import annotations

from typing import Any

from tests.golden.build import Feeds
from tests.golden.case import B, Case

CHARS = 4  # per word at most


def bilstm(tf: Any, case: Case, feeds: Feeds) -> dict[str, Any]:
    """``tf1compat.bilstm``, or the code of a tagger."""
    arguments = dict(case.kwargs, inputs=feeds.inputs, sequence_length=feeds.lengths)
    outputs, states = tf.bilstm(**arguments) if hasattr(tf, "bilstm") else _tagger(tf, **arguments)
    return {"outputs": outputs, "state": states}


def _tagger(
    tf: Any,
    inputs: Any,
    num_units: int,
    sequence_length: Any,
    cell: str = "lstm",
    num_layers: int = 1,
    stacking: str = "cells",
    merge: str = "concat",
    num_proj: Any = None,
    time_major: bool = False,
    cell_options: Any = None,
    scope: str = "bilstm",
) -> Any:
    kinds = {"lstm": "LSTMCell", "basic_lstm": "BasicLSTMCell", "gru": "GRUCell"}
    options = dict(cell_options or {}, **({"num_proj": num_proj} if num_proj else {}))

    def make() -> Any:
        return getattr(tf.nn.rnn_cell, kinds[cell])(num_units, **options)

    def both(forward: Any, backward: Any, below: Any) -> Any:
        return tf.nn.bidirectional_dynamic_rnn(
            forward, backward, below, sequence_length, dtype=inputs.dtype, time_major=time_major
        )

    with tf.variable_scope(scope):
        if num_layers == 1:
            outputs, states = both(make(), make(), inputs)
        elif stacking == "cells":
            cells = [[make() for _ in range(num_layers)] for _ in range(2)]
            pair = [tf.nn.rnn_cell.MultiRNNCell(layers) for layers in cells]
            outputs, states = both(pair[0], pair[1], inputs)
        elif stacking == "outputs":
            cells = [[make() for _ in range(num_layers)] for _ in range(2)]
            joined, forward, backward = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
                cells[0], cells[1], inputs, dtype=inputs.dtype, sequence_length=sequence_length
            )
            return joined, (forward, backward)
        else:
            below, all_states = inputs, []
            for layer in range(num_layers):
                with tf.variable_scope(stacking % layer):
                    outputs, states = both(make(), make(), below)
                below = outputs[0] + outputs[1] if merge == "sum" else tf.concat(outputs, 2)
                all_states.append(states)
            states = tuple(zip(*all_states))
    if merge == "concat":
        return tf.concat(outputs, 2), states
    if merge == "sum":
        return outputs[0] + outputs[1], states
    if merge == "none":
        return outputs, states
    ends = [s[-1] if num_layers > 1 else s for s in states]
    return tf.concat([end if cell == "gru" else end.h for end in ends], 1), states


def chars(tf: Any, case: Case, feeds: Feeds) -> dict[str, Any]:
    """Word vectors from characters, as in the taggers after Lample et al."""
    lengths = [[(row + 2 * word) % (CHARS + 1) for word in range(case.time)] for row in range(B)]
    units = case.kwargs["num_units"]
    if hasattr(tf, "char_bilstm"):
        words = tf.char_bilstm(feeds.inputs, units, tf.constant(lengths))
        return {"outputs": words, "state": tf.reduce_sum(words, 1)}
    flat = tf.reshape(feeds.inputs, [B * case.time, CHARS, feeds.inputs.shape[-1]])
    with tf.variable_scope("chars"):
        _, (forward, backward) = tf.nn.bidirectional_dynamic_rnn(
            tf.nn.rnn_cell.LSTMCell(units),
            tf.nn.rnn_cell.LSTMCell(units),
            flat,
            sequence_length=tf.reshape(lengths, [-1]),
            dtype=flat.dtype,
        )
    words = tf.reshape(tf.concat([forward.h, backward.h], 1), [B, case.time, 2 * units])
    return {"outputs": words, "state": tf.reduce_sum(words, 1)}


def last_step(tf: Any, case: Case, feeds: Feeds) -> dict[str, Any]:
    """Lengths read from the padding, and each row's last output."""
    lengths = case.kwargs["used"]
    used = tf.sequence_mask(lengths, case.time, dtype=feeds.inputs.dtype)
    padded = feeds.inputs * tf.expand_dims(used, 2)
    cell = tf.nn.rnn_cell.GRUCell(case.kwargs["num_units"])
    if hasattr(tf, "lengths_of"):
        found = tf.lengths_of(padded)
    else:
        found = tf.reduce_sum(tf.sign(tf.reduce_max(tf.abs(padded), 2)), 1)
        found = tf.cast(found, tf.int32)
    outputs, _ = tf.nn.dynamic_rnn(cell, padded, found, dtype=padded.dtype)
    if hasattr(tf, "last_relevant"):
        last = tf.last_relevant(outputs, found)
    else:
        rows = tf.range(0, B) * case.time + found - 1
        last = tf.gather(tf.reshape(outputs, [-1, case.kwargs["num_units"]]), rows)
    return {"outputs": last, "state": found}


def stacked(tf: Any, case: Case, feeds: Feeds) -> dict[str, Any]:
    """The stacked bidirectional drivers of contrib, on layers of different cells."""
    units, depth, options = case.kwargs["num_units"], case.kwargs["depth"], case.kwargs["options"]
    cells = [
        [tf.nn.rnn_cell.LSTMCell(units, forget_bias=0.3), tf.nn.rnn_cell.GRUCell(depth)]
        for _ in range(2)
    ]
    options = dict(options, dtype=feeds.inputs.dtype, sequence_length=feeds.lengths)
    if case.kwargs["unrolled"]:
        steps = tf.unstack(feeds.inputs, case.time, axis=1)
        rnn = tf.contrib.rnn.stack_bidirectional_rnn
        outputs, forward, backward = rnn(cells[0], cells[1], steps, **options)
        outputs = tf.stack(outputs, 1)
    else:
        rnn = tf.contrib.rnn.stack_bidirectional_dynamic_rnn
        outputs, forward, backward = rnn(cells[0], cells[1], feeds.inputs, **options)
    return {"outputs": outputs, "state": (forward, backward)}


PROGRAMS = {"bilstm": bilstm, "chars": chars, "last_step": last_step, "stacked": stacked}
