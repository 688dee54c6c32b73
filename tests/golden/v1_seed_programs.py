"""What a graph's seed gives: initial values and draws, by the number of operations before them."""

from __future__ import annotations

from typing import Any

from tests.golden.v1_legacy_programs import each
from tests.golden.v1_programs import plain, program


def _begun(tf: Any, build: Any) -> Any:
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
    return each(tf, *[lambda build=one: _begun(tf, build) for one in builds])


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
    return each(tf, *[lambda build=one: _begun(tf, build) for one in builds])


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
    return each(tf, *[lambda build=one: _begun(tf, build) for one in builds])


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
    return each(tf, *[lambda build=one: _begun(tf, build) for one in builds])
