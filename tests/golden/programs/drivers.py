"""Programs of numeric cases: ``(tf, case, feeds) -> {"outputs": nest, "state": nest}``.

They are written as TF1 code was; ``tf`` is TensorFlow 1.15.5 or today's overlay.
"""

from __future__ import annotations

from typing import Any, Dict

from tests.golden.build import Feeds, make_cell
from tests.golden.case import B, Case

Result = Dict[str, Any]


def _call(tf: Any, case: Case, feeds: Feeds, **extra: Any) -> Any:
    """The case's driver on one cell or a pair, with the arguments that the case names."""
    driver = getattr(tf.nn, case.driver)
    kwargs = {"dtype": getattr(tf, case.dtype), "sequence_length": feeds.lengths}
    kwargs.update(case.kwargs)
    kwargs.update(extra)
    inputs = kwargs.pop("inputs", feeds.inputs)
    if case.driver.startswith("static"):
        inputs = steps(tf, inputs, case.time)
    if not isinstance(case.cell, tuple):
        cell = make_cell(tf, case.cell)
        if case.initial_state:
            kwargs["initial_state"] = feeds.initial_state(tf, cell)
        return driver(cell, inputs, **kwargs)
    forward, backward = (make_cell(tf, spec) for spec in case.cell)
    if case.initial_state:
        kwargs["initial_state_fw"] = feeds.initial_state(tf, forward)
        kwargs["initial_state_bw"] = feeds.initial_state(tf, backward)
    return driver(forward, backward, inputs, **kwargs)


def steps(tf: Any, inputs: Any, time: int) -> list[Any]:
    """``[B, T, …]`` nests as the list of steps that the static drivers take."""
    if isinstance(inputs, tuple):
        columns = [tf.unstack(part, time, axis=1) for part in inputs]
        return [tuple(step) for step in zip(*columns)]
    return list(tf.unstack(inputs, time, axis=1))


def driver(tf: Any, case: Case, feeds: Feeds) -> Result:
    """The driver, nothing around it."""
    result = _call(tf, case, feeds)
    if case.driver == "static_bidirectional_rnn":
        outputs, forward, backward = result
        return {"outputs": outputs, "state": (forward, backward)}
    outputs, state = result
    return {"outputs": outputs, "state": state}


def single_step(tf: Any, case: Case, feeds: Feeds) -> Result:
    """The cell called by hand, twice: it must share its variables with itself."""
    cell = make_cell(tf, case.cell)
    state = cell.zero_state(B, getattr(tf, case.dtype))
    first, state = cell(feeds.inputs[:, 0], state)
    second, state = cell(feeds.inputs[:, 1], state)
    return {"outputs": [first, second], "state": state}


def two_cells(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Two cells without a driver: the second one's name is uniquified."""
    outputs, states = [], []
    for step in range(2):
        cell = make_cell(tf, case.cell)
        output, state = cell(feeds.inputs[:, step], cell.zero_state(B, getattr(tf, case.dtype)))
        outputs.append(output)
        states.append(state)
    return {"outputs": outputs, "state": states}


def step_in_scope(tf: Any, case: Case, feeds: Feeds) -> Result:
    """``cell(inputs, state, scope)`` in a scope that is then reused by a second cell."""
    dtype = getattr(tf, case.dtype)
    with tf.variable_scope("decoder") as scope:
        cell = make_cell(tf, case.cell)
        first, state = cell(feeds.inputs[:, 0], cell.zero_state(B, dtype), scope)
    with tf.variable_scope(scope, reuse=True) as scope:
        again = make_cell(tf, case.cell)
        second, state = again(feeds.inputs[:, 1], state, scope)
    return {"outputs": [first, second], "state": state}


def nan_tail(tf: Any, case: Case, feeds: Feeds) -> Result:
    """NaN in every step past the longest length."""
    longest = max(case.lengths or (case.time,))
    hole = tf.fill(tf.shape(feeds.inputs[:, longest:]), tf.constant(float("nan"), case.dtype))
    inputs = tf.concat([feeds.inputs[:, :longest], hole], axis=1)
    outputs, state = _call(tf, case, feeds, inputs=inputs)
    return {"outputs": outputs, "state": state}


def reuse_driver(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Two passes over shared variables, the training/inference idiom."""
    outputs, states = [], []
    for reuse in (None, True):
        with tf.variable_scope("shared", reuse=reuse):
            output, state = _call(tf, case, feeds)
        outputs.append(output)
        states.append(state)
    return {"outputs": outputs, "state": states}


def same_cell_two_scopes(tf: Any, case: Case, feeds: Feeds) -> Result:
    """One cell object under two drivers keeps the first scope's variables."""
    cell = make_cell(tf, case.cell)
    dtype = getattr(tf, case.dtype)
    one, _ = tf.nn.dynamic_rnn(cell, feeds.inputs, dtype=dtype, scope="one")
    two, state = tf.nn.dynamic_rnn(cell, 0.5 * feeds.inputs, dtype=dtype, scope="two")
    return {"outputs": [one, two], "state": state}


def stacked_scopes(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Layers as separate drivers under numbered scopes."""
    current, states = feeds.inputs, []
    for layer in range(2):
        with tf.variable_scope("layer_%d" % layer):
            current, state = _call(tf, case, feeds, inputs=current)
        states.append(state)
    return {"outputs": current, "state": states}


def zero_state_driver(tf: Any, case: Case, feeds: Feeds) -> Result:
    """``initial_state=cell.zero_state(batch_size, dtype)`` and no dtype."""
    cell = make_cell(tf, case.cell)
    batch = tf.shape(feeds.inputs)[0]
    state = cell.zero_state(batch, getattr(tf, case.dtype))
    outputs, state = tf.nn.dynamic_rnn(
        cell, feeds.inputs, sequence_length=feeds.lengths, initial_state=state
    )
    return {"outputs": outputs, "state": state}


def feed_state_back(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Truncated backpropagation: the final state of one pass starts the next."""
    cell = make_cell(tf, case.cell)
    state, outputs = cell.zero_state(B, getattr(tf, case.dtype)), []
    with tf.variable_scope("lm") as scope:
        for chunk in range(2):
            if chunk:
                scope.reuse_variables()
            output, state = tf.nn.dynamic_rnn(
                cell, feeds.inputs * (1.0 + chunk), feeds.lengths, initial_state=state
            )
            outputs.append(output)
    return {"outputs": outputs, "state": state}


def tagger_head(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Outputs through a projection made by get_variable, as taggers have it."""
    with tf.variable_scope("tagger"):
        outputs, state = _call(tf, case, feeds)
        width = int(outputs.shape[-1])
        weight = tf.get_variable("W", [width, 2], dtype=outputs.dtype)
        bias = tf.get_variable("b", [2], dtype=outputs.dtype, initializer=tf.zeros_initializer())
        flat = tf.matmul(tf.reshape(outputs, [-1, width]), weight) + bias
        logits = tf.reshape(flat, [-1, case.time, 2])
    return {"outputs": logits, "state": state}


def stacked_bidirectional(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Two bidirectional layers; the second reads the concatenation of the first."""
    current, states = feeds.inputs, []
    for layer in range(2):
        forward, backward = (make_cell(tf, spec) for spec in case.cell)
        both, state = tf.nn.bidirectional_dynamic_rnn(
            forward,
            backward,
            current,
            sequence_length=feeds.lengths,
            dtype=getattr(tf, case.dtype),
            scope="bi_%d" % layer,
        )
        current = tf.concat(both, 2)
        states.append(state)
    return {"outputs": current, "state": states}


class StateSaver:
    """The protocol that static_state_saving_rnn asks for, over plain dicts."""

    def __init__(self, start: dict[str, Any]) -> None:
        self._start = start
        self.saved: dict[str, Any] = {}

    def state(self, name: str) -> Any:
        return self._start[name]

    def save_state(self, name: str, value: Any) -> Any:
        self.saved[name] = value
        return value[0, 0]


def state_saving(tf: Any, case: Case, feeds: Feeds) -> Result:
    """static_state_saving_rnn with a name for every leaf of the state."""
    cell = make_cell(tf, case.cell)
    count = [0]
    start: dict[str, Any] = {}

    def named(size: Any) -> Any:
        if isinstance(size, (tuple, list)):
            return tuple(named(part) for part in size)
        name = "state_%d" % count[0]
        count[0] += 1
        start[name] = feeds.leaf([int(size)])
        return name

    names = named(cell.state_size)
    saver = StateSaver(start)
    outputs, state = tf.nn.static_state_saving_rnn(
        cell, steps(tf, feeds.inputs, case.time), saver, names, sequence_length=feeds.lengths
    )
    saved = [saver.saved[name] for name in sorted(saver.saved)]
    return {"outputs": outputs, "state": (state, saved)}


def _reader(tf: Any, case: Case, feeds: Feeds) -> Any:
    """(lengths, read(time)) for raw_rnn over the fed inputs."""
    major = tf.transpose(feeds.inputs, [1, 0, 2])
    array = tf.TensorArray(dtype=major.dtype, size=case.time).unstack(major)
    lengths = feeds.lengths
    if lengths is None:
        lengths = tf.fill([B], case.time)

    def read(time: Any) -> Any:
        width = int(feeds.inputs.shape[2])
        step = tf.cond(
            tf.reduce_all(time >= lengths),
            lambda: tf.zeros([B, width], major.dtype),
            lambda: array.read(time),
        )
        step.set_shape([B, width])
        return step

    return lengths, read


def raw_lengths(tf: Any, case: Case, feeds: Feeds) -> Result:
    """The documented way to write dynamic_rnn with raw_rnn."""
    cell = make_cell(tf, case.cell)
    lengths, read = _reader(tf, case, feeds)

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        following = state if output is not None else cell.zero_state(B, getattr(tf, case.dtype))
        return time >= lengths, read(time), following, output, None

    emitted, state, _ = tf.nn.raw_rnn(cell, loop, **case.kwargs)
    return {"outputs": emitted.stack(), "state": state}


def raw_feed_previous(tf: Any, case: Case, feeds: Feeds) -> Result:
    """A decoder: each step reads the one before; the length is in the loop function."""
    cell = make_cell(tf, case.cell)

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is None:
            state = cell.zero_state(B, getattr(tf, case.dtype))
            return tf.fill([B], False), feeds.inputs[:, 0], state, None, None
        return tf.fill([B], time >= 4), tf.tanh(output), state, output, None

    emitted, state, _ = tf.nn.raw_rnn(cell, loop)
    return {"outputs": emitted.stack(), "state": state}


def raw_emit_structure(tf: Any, case: Case, feeds: Feeds) -> Result:
    """Emits (int32 step, output) although the cell's output is one tensor."""
    cell = make_cell(tf, case.cell)
    lengths, read = _reader(tf, case, feeds)
    dtype = getattr(tf, case.dtype)

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is None:
            emit = (tf.zeros([1], tf.int32), tf.zeros([2], dtype))
            return time >= lengths, read(time), cell.zero_state(B, dtype), emit, None
        emit = (tf.fill([B, 1], time), 2.0 * output[:, :2])
        return time >= lengths, read(time), state, emit, None

    emitted, state, _ = tf.nn.raw_rnn(cell, loop)
    return {"outputs": [part.stack() for part in emitted], "state": state}


def raw_loop_state(tf: Any, case: Case, feeds: Feeds) -> Result:
    """A loop state of (counter, running sum) beside the cell's own."""
    cell = make_cell(tf, case.cell)
    lengths, read = _reader(tf, case, feeds)
    dtype = getattr(tf, case.dtype)

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is None:
            start = (tf.constant(0), tf.zeros([], dtype))
            return time >= lengths, read(time), cell.zero_state(B, dtype), None, start
        count, total = loop_state
        following = (count + 2, total + tf.reduce_sum(output))
        return time >= lengths, read(time), state, output, following

    emitted, state, final = tf.nn.raw_rnn(cell, loop)
    return {"outputs": emitted.stack(), "state": (state, final)}


def counting(tf: Any, case: Case, feeds: Feeds) -> Result:
    """An integer state beside a float one."""
    cell = make_cell(tf, case.cell)
    start = (feeds.leaf([6]), tf.ones([B, 1], tf.int32))
    outputs, state = tf.nn.dynamic_rnn(
        cell,
        feeds.inputs,
        sequence_length=feeds.lengths,
        initial_state=start,
        dtype=getattr(tf, case.dtype),
    )
    return {"outputs": outputs, "state": state}


PROGRAMS = {
    function.__name__: function
    for function in (
        driver,
        single_step,
        two_cells,
        step_in_scope,
        nan_tail,
        reuse_driver,
        same_cell_two_scopes,
        stacked_scopes,
        zero_state_driver,
        feed_state_back,
        tagger_head,
        stacked_bidirectional,
        state_saving,
        raw_lengths,
        raw_feed_previous,
        raw_emit_structure,
        raw_loop_state,
        counting,
    )
}
