"""What a graph's seed gives: initial values and draws, by the number of operations before them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_legacy_programs import each
from tests.golden.v1_programs import plain, program


def begun(tf: Any, build: Any) -> Any:
    """The first two numbers of each variable, and what else is drawn."""
    with tf.Graph().as_default():
        tf.set_random_seed(7)
        drawn = build()
        drawn = [] if drawn is None else drawn
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            found = [[v.name, session.run(v).ravel()[:2]] for v in tf.global_variables()]
            drawn = [session.run(one) for one in drawn]
            return plain([found, [one + 8 for one in drawn]])  # near zero, rounding is large


@program
def seeded_draws(tf: Any) -> Any:
    def functions() -> Any:
        first = tf.random_uniform([2])
        x = tf.random_normal([3, 2], stddev=0.5)
        ranged = tf.random_uniform([tf.shape(x)[0]], -1.0, 3.0)
        whole = tf.random_uniform([3], 0, 9, tf.int32)
        rest = [tf.truncated_normal([2]), tf.random_shuffle(x), tf.multinomial(x, 2)]
        own = tf.random_normal([2], seed=3)
        dropped = [tf.nn.dropout(x, 0.5), tf.nn.dropout(x, rate=tf.constant(0.4))]
        return [first, x, ranged, whole, *rest, own, *dropped, tf.layers.dropout(x, training=True)]

    def initializers() -> Any:
        kinds: Any = [
            None, tf.random_uniform_initializer(-1, 1), tf.truncated_normal_initializer(),
            tf.orthogonal_initializer(), tf.variance_scaling_initializer(seed=2),
            tf.contrib.layers.xavier_initializer(uniform=False), tf.glorot_normal_initializer(),
        ]  # fmt: skip
        tf.Variable(tf.random_normal([2, 2]))
        for number, kind in enumerate(kinds):
            tf.get_variable("w%d" % number, [3, 4], initializer=kind)

    def layers() -> Any:
        x = tf.placeholder(tf.float32, [None, 6, 6, 2])
        y = tf.layers.conv2d(x, 3, 3, activation=tf.nn.relu)
        y = tf.layers.batch_normalization(tf.layers.max_pooling2d(y, 2, 2), training=True)
        y = tf.layers.dropout(tf.layers.dense(y, 4), 0.3, training=True)
        y = tf.contrib.layers.fully_connected(tf.layers.flatten(y), 3)
        tf.contrib.layers.conv2d(x, 2, 3)
        tf.layers.Dense(2, kernel_initializer=tf.random_normal_initializer())(y)

    builds = [functions, initializers, layers]
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])


@program
def seeded_cells(tf: Any) -> Any:
    cells: Any = tf.nn.rnn_cell

    def dynamic(make: Any, known: bool = False, **options: Any) -> Any:
        x = tf.placeholder(tf.float32, [3, 4, 5] if known else [None, None, 5])
        outputs, _ = tf.nn.dynamic_rnn(make(), x, dtype=tf.float32, **options)
        tf.layers.dense(outputs, 2)

    def by_length() -> Any:
        dynamic(lambda: cells.LSTMCell(3), sequence_length=tf.placeholder(tf.int32, [None]))

    def static() -> Any:
        x = tf.unstack(tf.placeholder(tf.float32, [None, 4, 5]), axis=1)
        outputs, _ = tf.nn.static_rnn(cells.BasicLSTMCell(3), x, dtype=tf.float32)
        tf.layers.dense(outputs[-1], 2)

    def both() -> Any:
        x, lengths = tf.placeholder(tf.float32, [None, 4, 5]), tf.placeholder(tf.int64, [None])
        tf.nn.bidirectional_dynamic_rnn(
            cells.GRUCell(3), cells.GRUCell(3), x, lengths, dtype=tf.float32
        )
        tf.get_variable("after", [2, 2])

    def stepped() -> Any:
        cell = cells.MultiRNNCell([cells.GRUCell(3), cells.LSTMCell(2, use_peepholes=True)])
        x, state = tf.placeholder(tf.float32, [3, 5]), cell.zero_state(3, tf.float32)
        for _ in range(2):
            y, state = cell(x, state)
        tf.layers.dense(y, 2)

    def attending() -> Any:
        s2s: Any = tf.contrib.seq2seq
        look = s2s.BahdanauAttention(4, tf.placeholder(tf.float32, [3, 6, 5]))
        cell = s2s.AttentionWrapper(cells.LSTMCell(4), look, attention_layer_size=3)
        helper = s2s.TrainingHelper(tf.placeholder(tf.float32, [3, 7, 5]), tf.constant([3, 4, 7]))
        state = cell.zero_state(3, tf.float32)
        s2s.dynamic_decode(s2s.BasicDecoder(cell, helper, state, tf.layers.Dense(9)))

    def dropped() -> Any:
        x = tf.ones([3, 4, 5])
        cell = cells.DropoutWrapper(cells.GRUCell(3), 0.5, tf.constant(0.6), 0.9)
        y, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, parallel_iterations=1)
        variational = cells.DropoutWrapper(
            cells.BasicRNNCell(3), 0.5, 0.6, variational_recurrent=True, input_size=5,
            dtype=tf.float32,
        )  # fmt: skip
        z, _ = variational(x[0], tf.zeros([4, 3]))
        return [y, z]

    stack = lambda: cells.MultiRNNCell(  # noqa: E731
        [cells.DropoutWrapper(cells.BasicLSTMCell(3), output_keep_prob=0.5) for _ in range(2)]
    )
    projected = lambda: cells.LSTMCell(4, True, 0.5, num_proj=3, proj_clip=0.5)  # noqa: E731
    normal = tf.contrib.rnn.LayerNormBasicLSTMCell
    builds = [
        lambda: dynamic(lambda: cells.LSTMCell(3)),
        lambda: dynamic(lambda: cells.GRUCell(3), True),
        lambda: dynamic(lambda: cells.BasicRNNCell(3), time_major=True),
        lambda: dynamic(stack),
        lambda: dynamic(projected),
        lambda: dynamic(lambda: normal(3)),
        by_length, static, both, stepped, attending, dropped,
    ]  # fmt: skip
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])


@program
def seeded_after_drivers(tf: Any) -> Any:
    """What is drawn after cells were run, of which TF1 made another number of operations."""
    cells: Any = tf.nn.rnn_cell

    def unrolled(make: Any, lengths: Any, both: bool = False, known: bool = True) -> Any:
        steps = tf.ones([2, 3, 4]) if known else tf.placeholder(tf.float32, [None, 3, 4])
        x = tf.unstack(steps, 3, 1)
        if both:
            tf.nn.static_bidirectional_rnn(
                make(), make(), x, dtype=tf.float32, sequence_length=lengths()
            )
        else:
            tf.nn.static_rnn(make(), x, dtype=tf.float32, sequence_length=lengths())
        tf.get_variable("after", [2])

    def raw() -> Any:
        cell, x = cells.LSTMCell(3), tf.ones([2, 4])

        def loop(time: Any, output: Any, state: Any, _: Any) -> Any:
            state = cell.zero_state(2, tf.float32) if output is None else state
            return time >= [4, 1], x, state, output, None

        tf.nn.raw_rnn(cell, loop)
        tf.get_variable("after", [2])

    def cloned() -> Any:
        s2s, size = tf.contrib.seq2seq, tf.placeholder_with_default(2, [])
        memory = tf.placeholder(tf.float32, [None, None, 4])
        cell = s2s.AttentionWrapper(cells.GRUCell(5), s2s.LuongAttention(5, memory), 4)
        state = cell.zero_state(size, tf.float32).clone(cell_state=tf.ones([2, 5]))
        inputs = tf.placeholder(tf.float32, [None, None, 3])
        lengths = tf.placeholder(tf.int32, [None])
        helper = s2s.TrainingHelper(inputs, lengths)
        s2s.dynamic_decode(s2s.BasicDecoder(cell, helper, state, tf.layers.Dense(4)))

    builds = [
        lambda: unrolled(lambda: cells.BasicLSTMCell(3), lambda: [3, 1]),
        lambda: unrolled(lambda: cells.GRUCell(3), lambda: tf.constant([3, 0], tf.int64), True),
        lambda: unrolled(
            lambda: cells.MultiRNNCell([cells.LSTMCell(3), cells.BasicRNNCell(2)]),
            lambda: tf.placeholder(tf.int32, [None]), False, False,
        ),
        raw, cloned,
    ]  # fmt: skip
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])


@program
def seeded_after(tf: Any) -> Any:
    """What is drawn after other things of which TF1 made another number of operations."""

    def regularized() -> Any:
        penalty = tf.contrib.layers.l2_regularizer(0.1)
        tf.get_variable("w", [2, 2], regularizer=penalty)
        with tf.variable_scope("s", regularizer=lambda w: tf.reduce_sum(w * w)):
            tf.get_variable("v", [2, 2])
        tf.get_variable("after", [2])
        return [tf.losses.get_regularization_loss()]

    def losses() -> Any:
        x = tf.ones([2, 3])
        tf.losses.mean_squared_error(x, x)
        first = tf.random_normal([2])
        tf.losses.huber_loss(x, x, reduction="weighted_sum")
        second = tf.random_normal([2])
        tf.losses.softmax_cross_entropy(x, x, weights=tf.constant(2.0))
        return [first, second, tf.random_normal([2])]

    def functions() -> Any:
        x, size = tf.ones([3, 2]), tf.placeholder_with_default(2, [])
        tf.map_fn(tf.square, x)
        tf.scan(tf.add, tf.placeholder(tf.float32, [None]))
        first = tf.random_normal([2])
        tf.split(x, 2, 1)
        tf.zeros([size, 3, 4, size])
        tf.ones((2, 3, size))
        second = tf.random_normal([2])
        tf.contrib.layers.one_hot_encoding([1, 0], 3)
        return [first, second, tf.random_normal([2])]

    def sampled() -> Any:
        x, w, b = tf.ones([2, 3]), tf.get_variable("w", [9, 3]), tf.zeros([9])
        return [
            tf.nn.nce_loss(w, b, tf.constant([[1], [5]]), x, 4, 9),
            tf.nn.sampled_softmax_loss(w, b, tf.constant([[1], [5]], tf.int64), x, 4, 9),
        ]

    def branches() -> Any:
        x, training = tf.ones([3, 4]), tf.placeholder_with_default(True, [])
        rows = tf.placeholder_with_default(x, [None, 4])
        dropped = [
            tf.layers.dropout(x, 0.5, training=training),
            tf.layers.dropout(rows, 0.5, training=training),
            tf.layers.dropout(x, tf.constant(0.4), training=training),
        ]
        return [*dropped, tf.random_normal([2])]

    builds = [regularized, losses, functions, sampled, branches]
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])


def _seeds(tf: Any, build: Any) -> Any:
    """The numbers that TF1 gave its random operations for seeds, one after what was built too."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(7)
        build(tf.ones([3, 6, 4]))
        tf.random_uniform([1])
        return [n.attr["seed2"].i for n in graph.as_graph_def().node if "seed2" in n.attr]


@program
def seeded_counts(tf: Any) -> Any:
    """By how many operations what follows is seeded."""
    s2s: Any = tf.contrib.seq2seq
    Fused: Any = tf.contrib.rnn.LSTMBlockFusedCell
    unknown = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    lengths = lambda *shape: tf.placeholder(tf.int32, shape)  # noqa: E731

    def rnn(x: Any, given: Any) -> Any:
        tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), x, given, dtype=tf.float32)

    def decoded(helper: Any) -> Any:
        state = tf.zeros([3, 4])
        s2s.dynamic_decode(s2s.BasicDecoder(tf.nn.rnn_cell.GRUCell(4), helper, state))

    def parts(_: Any) -> None:
        with tf.variable_scope("s", partitioner=tf.fixed_size_partitioner(2)):
            tf.get_variable("w", [6, 3])
            tf.get_variable("v", [4, 3], initializer=tf.random_normal_initializer())

    builds: Any = [
        lambda x: rnn(x, [6, 2, 4]), lambda x: rnn(x, np.array([6, 2, 4])),
        lambda x: rnn(x, tf.constant([6, 2, 4], tf.int64)), lambda x: rnn(x, lengths(None)),
        lambda x: Fused(4)(x, dtype=tf.float32),
        lambda x: Fused(4, use_peephole=True)(x, dtype=tf.float32),
        lambda x: Fused(4)(x, dtype=tf.float32, sequence_length=[1, 2, 3, 1, 2, 3]),
        lambda x: Fused(4)(unknown(None, None, 4), dtype=x.dtype, sequence_length=lengths(None)),
        lambda x: Fused(4)(unknown(None, None, 4), dtype=x.dtype),
        lambda x: Fused(4)(unknown(6, None, 4), dtype=x.dtype, sequence_length=lengths(None)),
        lambda x: decoded(s2s.TrainingHelper(x, [6, 2, 4])),
        lambda x: decoded(s2s.SampleEmbeddingHelper(tf.ones([4, 4]), [1, 1, 2], 3, 0.5)),
        lambda x: decoded(s2s.ScheduledEmbeddingTrainingHelper(x, [6, 2, 4], tf.ones([4, 4]), 0.5)),
        lambda x: decoded(s2s.ScheduledOutputTrainingHelper(x, [6, 2, 4], 0.5)),
        parts,
        lambda x: tf.contrib.crf.crf_log_likelihood(
            x, tf.ones([3, 6], tf.int32), tf.constant([6, 2, 4])),
        lambda x: tf.contrib.crf.crf_log_likelihood(
            unknown(None, None, 4), tf.placeholder(tf.int32, [None, None]), lengths(None)),
        lambda x: tf.tensordot(x, tf.ones([4, 5]), 1), lambda x: tf.tensordot(x, tf.ones([4]), 1),
        lambda x: tf.tensordot(unknown(None, None, 4), tf.ones([4, 5]), [[2], [0]]),
        lambda x: tf.eye(3), lambda x: tf.eye(3, 4), lambda x: tf.linspace(0.0, 1.0, 3),
        lambda x: tf.layers.conv2d_transpose(x[..., None], 2, 2, use_bias=False),
        lambda x: s2s.sequence_loss(x, tf.zeros([3, 6], tf.int32), tf.ones([3, 6])),
        lambda x: s2s.sequence_loss(x, tf.zeros([3, 6], tf.int32), tf.ones([3, 6]), False),
        lambda x: tf.train.polynomial_decay(0.1, tf.constant(3), 10, cycle=True),
        lambda x: tf.train.polynomial_decay(0.1, tf.constant(3), 10),
        lambda x: tf.contrib.layers.unit_norm(x, 1), lambda x: tf.contrib.layers.unit_norm(x, 2),
        lambda x: tf.nn.weighted_moments(x, [0], 1.0),
    ]  # fmt: skip
    return [_seeds(tf, build) for build in builds]


def _doubled(tf: Any) -> Any:
    class Doubled(tf.nn.rnn_cell.BasicLSTMCell):
        def call(self, inputs: Any, state: Any) -> Any:
            output, state = super().call(inputs, state)
            return output * 2.0, state

    return Doubled(3)


@program
def seeded_around_cells(tf: Any) -> Any:
    """By how many operations what follows cells of many surroundings is seeded."""
    cells: Any = tf.nn.rnn_cell

    def dynamic(make: Any, shape: Any = (3, 6, 4), **options: Any) -> Any:
        def build(_: Any) -> None:
            with tf.variable_scope("m", **options):
                tf.nn.dynamic_rnn(make(), tf.placeholder(tf.float32, shape), dtype=tf.float32)

        return build

    def static(make: Any, **options: Any) -> Any:
        def build(x: Any) -> None:
            with tf.variable_scope("m", **options):
                steps = tf.unstack(x[:, :3], axis=1)
                tf.nn.static_rnn(make(), steps, sequence_length=[3, 0, 2], dtype=tf.float32)

        return build

    def scanned(x: Any) -> Any:
        cell, rows = cells.LSTMCell(3), tf.placeholder_with_default(x, [None, 6, 4])
        start = tf.zeros([6, 3]), cell.zero_state(6, tf.float32)
        tf.scan(lambda before, row: cell(row, before[1]), rows, start)
        tf.map_fn(lambda row: (row, 2.0 * row), rows, (tf.float32, tf.float32))

    def unrolled(x: Any) -> Any:
        with tf.variable_scope("m", use_resource=True):
            cell, state = cells.GRUCell(3), tf.zeros([3, 3])
            for time in range(2):
                _, state = cell(x[:, time], state)

    def dropped(*keep: Any) -> Any:
        return lambda: cells.DropoutWrapper(cells.LSTMCell(3), *keep)

    rate = lambda: cells.DropoutWrapper(  # noqa: E731
        cells.GRUCell(4), output_keep_prob=tf.placeholder_with_default(0.5, []))  # fmt: skip
    pair = lambda: cells.MultiRNNCell([cells.GRUCell(4), dropped(0.5)()])  # noqa: E731
    joined = lambda: cells.LSTMCell(3, state_is_tuple=False)  # noqa: E731
    basic = lambda: cells.BasicLSTMCell(3, state_is_tuple=False)  # noqa: E731
    mixed = lambda: tf.contrib.rnn.IntersectionRNNCell(4)  # noqa: E731
    normed = lambda: tf.contrib.rnn.LayerNormBasicLSTMCell(  # noqa: E731
        3, dropout_keep_prob=0.5)  # fmt: skip
    parts, penalty = tf.fixed_size_partitioner(2), tf.contrib.layers.l2_regularizer(0.1)
    builds: Any = [
        dynamic(lambda: _doubled(tf)), dynamic(lambda: cells.GRUCell(3), (3, None, 4)),
        dynamic(joined), dynamic(basic), dynamic(lambda: cells.GRUCell(4), partitioner=parts),
        dynamic(lambda: cells.LSTMCell(3), regularizer=penalty), dynamic(rate), dynamic(pair),
        dynamic(lambda: cells.BasicLSTMCell(3), use_resource=True),
        static(lambda: cells.ResidualWrapper(cells.GRUCell(4))), static(dropped(0.5)),
        static(dropped(1.0, 0.5)), static(dropped(0.6, 0.7, 0.8)), static(rate), static(pair),
        static(joined), static(lambda: cells.GRUCell(3), regularizer=penalty), scanned, unrolled,
        dynamic(lambda: tf.contrib.rnn.UGRNNCell(3)), dynamic(mixed), dynamic(normed),
        lambda x: tf.layers.batch_normalization(x[..., None]),
        lambda x: tf.meshgrid(tf.range(3), tf.range(4)),
        lambda x: tf.nn.dynamic_rnn(
            tf.contrib.rnn.PhasedLSTMCell(3), (x[:, :, :1], x), dtype=tf.float32),
        lambda x: tf.contrib.crf.crf_decode(
            tf.placeholder(tf.float32, [None, None, 4]), tf.ones([4, 4]), tf.constant([1, 2, 3])),
    ]  # fmt: skip
    return [_seeds(tf, build) for build in builds]


@program
def seeded_steps(tf: Any) -> Any:
    """What the steps of loops draw, in their order."""
    cells: Any = tf.nn.rnn_cell

    def dropped(make: Any, **how: Any) -> Any:
        def build() -> Any:
            cell = cells.DropoutWrapper(make(6), **how)
            return [tf.nn.dynamic_rnn(cell, tf.ones([2, 5, 6]), dtype=tf.float32)[0]]

        return build

    def functions() -> Any:
        rows = tf.ones([5, 6])
        doubled = lambda i, y: (i + 1, 2 * y + tf.random_uniform([2]))  # noqa: E731
        return [
            tf.map_fn(lambda row: row + tf.random_normal([6]), rows),
            tf.scan(lambda sum_, row: sum_ + row * tf.random_uniform([6]), rows),
            tf.foldl(lambda sum_, _: 2 * sum_ + tf.random_uniform([6]), rows, tf.zeros([6])),
            tf.while_loop(lambda i, _: i < 4, doubled, [0, tf.zeros([2])])[1],
        ]

    def sampled() -> Any:
        s2s: Any = tf.contrib.seq2seq
        table = tf.reshape(tf.range(-18, 18, dtype=tf.float32) / 18, [6, 6])
        helper = s2s.SampleEmbeddingHelper(table, [1, 1, 2], 7, softmax_temperature=0.5)
        decoder = s2s.BasicDecoder(cells.GRUCell(6), helper, tf.zeros([3, 6]))
        return [tf.to_float(s2s.dynamic_decode(decoder, maximum_iterations=6)[0].sample_id)]

    builds = [
        dropped(cells.GRUCell, output_keep_prob=0.5), dropped(cells.LSTMCell, state_keep_prob=0.5),
        dropped(cells.GRUCell, input_keep_prob=0.6, output_keep_prob=0.5, seed=4),
        dropped(cells.BasicLSTMCell, output_keep_prob=0.5, variational_recurrent=True,
                dtype=tf.float32),
        functions, sampled,
    ]  # fmt: skip
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])
