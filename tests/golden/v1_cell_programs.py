"""Programs of ``tf.contrib.rnn``'s cells beside those that stayed in TensorFlow."""

from __future__ import annotations

from typing import Any

from tests.golden.v1_legacy_programs import _data, each, told
from tests.golden.v1_programs import names, outcome, plain, program, run

_B, _T, _D, _U = 3, 4, 5, 6
_LENGTHS = [4, 0, 1]


def _tensor(tf: Any, key: str, *shape: int, **how: Any) -> Any:
    return tf.constant(_data(key, *shape), how.get("dtype", tf.float32))


def _state(tf: Any, cell: Any, dtype: Any = None) -> Any:
    nest = tf.contrib.framework.nest
    zeros = cell.zero_state(_B, dtype or tf.float32)
    parts = [
        _tensor(tf, "state%d" % i, *part.shape.as_list(), dtype=part.dtype)
        for i, part in enumerate(nest.flatten(zeros))
    ]
    return nest.pack_sequence_as(zeros, parts)


def _stepped(
    tf: Any, cell: Any, depth: int = _D, dtype: Any = None, x: Any = None, once: bool = False
) -> Any:
    x = _tensor(tf, "x", _B, depth, dtype=dtype or tf.float32) if x is None else x
    first, state = cell(x, _state(tf, cell, dtype))
    second, state = (first, state) if once else cell(x, state)
    sizes = plain(tf.contrib.framework.nest.flatten(cell.state_size))
    sizes = [size if isinstance(size, int) else size.as_list() for size in sizes]
    out = cell.output_size if isinstance(cell.output_size, int) else cell.output_size.as_list()
    facts = [sizes, out, type(cell.state_size).__name__, None if once else cell.name]
    return [facts, [] if once else names(cell.variables), told(tf, [first, second, state])]


@program
def contrib_cells(tf: Any) -> Any:
    rnn: Any = tf.contrib.rnn
    gru = lambda: tf.nn.rnn_cell.GRUCell(_U)  # noqa: E731

    def driven(make: Any, depth: int = _D) -> Any:
        x = _tensor(tf, "steps", _B, _T, depth)
        one = tf.nn.dynamic_rnn(make(), x, _LENGTHS, dtype=tf.float32)
        two = tf.nn.static_rnn(
            rnn.MultiRNNCell([make(), make()]), tf.unstack(x, axis=1), dtype=tf.float32
        )
        return told(tf, [one, two])

    def scoped() -> Any:
        with tf.variable_scope("mine", initializer=tf.ones_initializer()):
            return _stepped(tf, rnn.HighwayWrapper(tf.nn.rnn_cell.GRUCell(_D)), once=True)

    coupled, glstm = rnn.CoupledInputForgetGateLSTMCell, rnn.GLSTMCell
    return each(
        tf,
        lambda: _stepped(tf, rnn.NASCell(_U)),
        lambda: _stepped(tf, rnn.NASCell(_U, 4, True, name="mine"), dtype=tf.float64),
        lambda: _stepped(tf, rnn.UGRNNCell(_U, forget_bias=0.5, activation=tf.sin)),
        lambda: _stepped(tf, rnn.IntersectionRNNCell(_U, _U, y_activation=tf.nn.elu)),
        lambda: _stepped(tf, rnn.IntersectionRNNCell(_D, forget_bias=-0.5)),
        lambda: _stepped(tf, rnn.IndRNNCell(_U, tf.nn.relu)),
        lambda: _stepped(tf, rnn.IndyGRUCell(_U, name="mine")),
        lambda: _stepped(tf, rnn.IndyLSTMCell(_U, 0.5), dtype=tf.float64),
        lambda: _stepped(tf, rnn.SRUCell(_U)),
        lambda: _stepped(tf, coupled(_U, True, num_proj=4, proj_clip=0.2, forget_bias=0.5)),
        lambda: _stepped(tf, coupled(_U, num_unit_shards=3, num_proj=5, num_proj_shards=4)),
        lambda: _stepped(tf, coupled(_U, True, state_is_tuple=False, layer_norm=True)),
        lambda: _stepped(tf, glstm(_U, number_of_groups=2, forget_bias=0.5), 4),
        lambda: _stepped(tf, glstm(_U, num_proj=2, number_of_groups=2), 4),
        scoped,
        lambda: _stepped(tf, rnn.HighwayWrapper(tf.nn.rnn_cell.LSTMCell(_D), False), once=True),
        lambda: _stepped(tf, rnn.AttentionCellWrapper(gru(), 3, 4, 2)),
        lambda: _stepped(tf, rnn.AttentionCellWrapper(gru(), 1, None, None, 3, False)),
        lambda: driven(lambda: rnn.NASCell(_U)),
        lambda: driven(lambda: rnn.AttentionCellWrapper(tf.nn.rnn_cell.LSTMCell(_U), 2)),
        lambda: driven(lambda: rnn.UGRNNCell(_U)),
        lambda: driven(lambda: rnn.HighwayWrapper(tf.nn.rnn_cell.GRUCell(_D))),
    )


@program
def contrib_cells_of_shapes(tf: Any) -> Any:
    rnn: Any = tf.contrib.rnn

    def convolved(make: Any, space: Any, **options: Any) -> Any:
        cell = make(
            input_shape=[*space, 2], output_channels=3, kernel_shape=[3] * len(space), **options
        )
        x = _tensor(tf, "x", _B, *space, 2)
        return _stepped(tf, cell, x=x)

    def over_time() -> Any:
        cell = rnn.Conv2DLSTMCell(input_shape=[3, 4, 2], output_channels=3, kernel_shape=[2, 3])
        x = _tensor(tf, "x", _B, _T, 3, 4, 2)
        return told(tf, tf.nn.dynamic_rnn(cell, x, _LENGTHS, dtype=tf.float32))

    def phased(times: Any = tf.float32, **options: Any) -> Any:
        cell = rnn.PhasedLSTMCell(_U, **options)
        time = tf.constant([[0.3], [7.0], [-2.5]], times)
        if times == tf.float64:
            time += 1e8  # of which float32 keeps no fraction
        return _stepped(tf, cell, x=(time, _tensor(tf, "x", _B, _D)))

    def begun() -> Any:
        phased = rnn.PhasedLSTMCell(_U, ratio_on=0.3, trainable_ratio_on=False)
        cells = [phased, rnn.IndyGRUCell(_U), rnn.IndyLSTMCell(_U)]
        x = _tensor(tf, "x", _B, _D)
        for number, cell in enumerate(cells):
            inputs = (x[:, :1], x) if number == 0 else x
            cell(inputs, cell.zero_state(_B, tf.float32))
        known = ("bias", "ratio_on")
        found = [v for v in tf.global_variables() if v.name.split("/")[-1][:-2] in known]
        return [names(tf.trainable_variables()), names(found), run(tf, found)]

    def wrong() -> Any:
        x, unknown = _tensor(tf, "x", _B, _D), tf.placeholder(tf.float32, [_B, None])
        zeros = tf.zeros([_B, _U])
        return [
            outcome(lambda: rnn.IntersectionRNNCell(_U)(x, zeros)),
            outcome(lambda: rnn.UGRNNCell(_U)(unknown, zeros)),
            outcome(lambda: rnn.GLSTMCell(_U, number_of_groups=4)),
            outcome(lambda: rnn.GLSTMCell(_U, num_proj=3, number_of_groups=2)),
            outcome(lambda: rnn.GLSTMCell(_U, number_of_groups=2)(x, (zeros, zeros))),
            outcome(lambda: rnn.NASCell(_U)(unknown, (zeros, zeros))),
            outcome(lambda: rnn.AttentionCellWrapper(1, 2)),
            outcome(lambda: rnn.AttentionCellWrapper(rnn.GRUCell(_U), 0)),
            outcome(lambda: rnn.AttentionCellWrapper(rnn.LSTMCell(_U), 2, state_is_tuple=False)),
            outcome(lambda: rnn.Conv2DLSTMCell(
                input_shape=[3, 2], output_channels=3, kernel_shape=[3, 3]
            )),
        ]  # fmt: skip

    return each(
        tf,
        lambda: convolved(rnn.Conv1DLSTMCell, [4]),
        lambda: convolved(rnn.Conv2DLSTMCell, [3, 4], use_bias=False, forget_bias=0.5),
        lambda: convolved(rnn.Conv3DLSTMCell, [2, 3, 2], name="mine"),
        over_time,
        phased, lambda: phased(tf.float64, ratio_on=0.7),
        lambda: phased(use_peepholes=True, leak=0.1, ratio_on=0.4),
        begun,
        wrong,
    )


@program
def fetched_by_name(tf: Any) -> Any:
    """Loops, averages and steps by the names that TF1 gave them; what a checkpoint lacks."""
    cells: Any = tf.nn.rnn_cell
    x = tf.ones([2, 4, 3])

    class Own(cells.RNNCell):
        """A cell that adds its variables within a call."""

        state_size = output_size = 3

        def build(self, shape: Any) -> None:
            self.w = self.add_variable("w", [3, 3], initializer=tf.ones_initializer())
            self.built = True

        def call(self, inputs: Any, state: Any) -> Any:
            new = tf.tanh(tf.matmul(inputs, self.w) + state)
            return new, new

    own = Own()
    with tf.variable_scope("v", initializer=tf.constant_initializer(0.2)):
        made = [
            tf.nn.dynamic_rnn(cells.LSTMCell(3), x, [4, 2], dtype=tf.float32),
            tf.nn.dynamic_rnn(cells.GRUCell(3), x, dtype=tf.float32, time_major=True, scope="t"),
            tf.nn.bidirectional_dynamic_rnn(
                cells.GRUCell(3), cells.MultiRNNCell([cells.BasicRNNCell(3)]), x, dtype=tf.float32
            ),
            tf.nn.dynamic_rnn(own, x, dtype=tf.float32, scope="own"),
        ]
        tf.layers.batch_normalization(x, training=True)
        zero = cells.MultiRNNCell([cells.BasicRNNCell(3)], state_is_tuple=False)
        made.append(zero.zero_state(2, tf.float32))
    told = [one.name for one in tf.contrib.framework.nest.flatten(made)]
    dropped = [tf.nn.dropout(x, 0.5), tf.nn.dropout(x, rate=0.5, name="mine")]
    dropped += [tf.layers.dropout(x, 0.3, training=True), tf.contrib.layers.dropout(x)]
    told += [one.name for one in dropped]
    told.append(names(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
    told += [names(own.variables), names(own.trainable_weights)]
    errors = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = session.run(["v/rnn/while/Exit_3:0", "v/rnn/while/Exit_4:0", "v/t/while/Exit_3:0"])
        for path in ("/no/such/folder/model", "/tmp/no-such-model"):
            try:
                tf.train.Saver().restore(session, path)
            except (ValueError, tf.errors.NotFoundError) as error:
                errors.append(type(error).__name__)
    for inputs in (tf.placeholder(tf.float32), [x, x]):
        errors.append(outcome(tf.nn.dynamic_rnn, cells.GRUCell(3), inputs, None, None, tf.float32))
    errors.append(outcome(
        tf.nn.static_rnn, cells.GRUCell(3), [tf.placeholder(tf.float32)], None, tf.float32
    ))  # fmt: skip
    return [told, plain(found), errors]


@program
def sizes_by_division(tf: Any) -> Any:
    """``hidden / 2`` is a float in Python 3; TF1 took it for the size."""
    cells: Any = tf.nn.rnn_cell
    rnn: Any = tf.contrib.rnn
    found: list[Any] = []
    makers: list[Any] = [
        cells.BasicRNNCell, cells.GRUCell, cells.BasicLSTMCell, cells.LSTMCell, rnn.NASCell,
        rnn.LayerNormBasicLSTMCell, rnn.UGRNNCell, rnn.LSTMBlockCell, rnn.GRUBlockCellV2,
        rnn.IndRNNCell, rnn.IndyGRUCell, rnn.IndyLSTMCell, rnn.SRUCell,
        rnn.CoupledInputForgetGateLSTMCell,
        lambda units: cells.LSTMCell(units, num_proj=6 / 2),
        lambda units: cells.MultiRNNCell(
            [cells.GRUCell(6 / 2), cells.DropoutWrapper(cells.LSTMCell(units), 0.5)]),
    ]
    for make in makers:
        with tf.Graph().as_default():
            x = _tensor(tf, "steps", _B, _T, _D)
            outputs, states = tf.nn.dynamic_rnn(make(8 / 2), x, _LENGTHS, dtype=tf.float32)
            found.append([
                outputs.shape.as_list(), names(tf.global_variables()),
                [v.shape.as_list() for v in tf.global_variables()],
                [s.shape.as_list() for s in tf.contrib.framework.nest.flatten(states)],
            ])

    class Own(cells.RNNCell):
        """Counts, in a state of its own size."""

        state_size = output_size = 8 / 2

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            return state + 1.0, state + 1.0

    x = _tensor(tf, "steps", _B, _T, _D)
    own = tf.nn.dynamic_rnn(Own(), x, _LENGTHS, dtype=tf.float32)
    zero = cells.LSTMCell(4.0).zero_state(_B, tf.float32)
    made = [tf.get_variable("w", [8 / 2, 3]), tf.layers.dense(x, 6 / 2), *zero]
    return [
        found, run(tf, own), [y.shape.as_list() for y in made],
        outcome(lambda: cells.GRUCell(7 / 2).zero_state(_B, tf.float32) is None),
        outcome(lambda: tf.get_variable("v", [7 / 2]) is None),
    ]
