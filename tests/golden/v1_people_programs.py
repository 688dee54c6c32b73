"""Programs of the kind that people wrote from 2015 to 2019, on everything that is served.

Each trains for a few steps from fixed numbers and gives losses, names and what it kept.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program


def _data(key: str, *shape: int) -> Any:
    return np.random.RandomState(zlib.crc32(key.encode()) & 0x7FFFFFFF).uniform(-1, 1, shape)


def _ids(key: str, high: int, *shape: int) -> Any:
    return np.random.RandomState(zlib.crc32(key.encode()) & 0x7FFFFFFF).randint(0, high, shape)


def _start(tf: Any, session: Any) -> None:
    """Initialises all; trainable variables and averages get numbers that their names decide."""
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    averages = [v for v in tf.global_variables() if v.op.name.endswith("MovingAverage")]
    for variable in tf.trainable_variables() + averages:
        value = 0.4 * _data(variable.op.name, *variable.get_shape().as_list())
        variable.load(value.astype(variable.dtype.base_dtype.as_numpy_dtype), session)


@program
def tagger(tf: Any) -> Any:
    """Words and characters, two bidirectional LSTMs, dropout, lengths, clipped Adam, an average."""
    rnn = tf.contrib.rnn
    words = tf.placeholder(tf.int32, [None, None], name="word_ids")
    chars = tf.placeholder(tf.int32, [None, None, None], name="char_ids")
    lengths = tf.placeholder(tf.int32, [None], name="sequence_lengths")
    word_lengths = tf.placeholder(tf.int32, [None, None])
    labels = tf.placeholder(tf.int32, [None, None])
    keep = tf.placeholder_with_default(np.float64(1.0), [], name="dropout")
    with tf.variable_scope("words"):
        table = tf.Variable(_data("table", 9, 4), name="_word_embeddings", trainable=False)
        embedded = tf.nn.embedding_lookup(table, words, name="word_embeddings")
    with tf.variable_scope("chars"):
        char_table = tf.get_variable("_char_embeddings", [7, 3], tf.float64)
        char_embedded = tf.nn.embedding_lookup(char_table, chars)
        s = tf.shape(char_embedded)
        char_embedded = tf.reshape(char_embedded, [s[0] * s[1], s[-2], 3])
        ways = [rnn.LSTMCell(2, state_is_tuple=True) for _ in range(2)]
        _, ((_, forward), (_, backward)) = tf.nn.bidirectional_dynamic_rnn(
            *ways, char_embedded, sequence_length=tf.reshape(word_lengths, [-1]), dtype=tf.float64
        )
        output = tf.reshape(tf.concat([forward, backward], axis=-1), [s[0], s[1], 4])
        embedded = tf.nn.dropout(tf.concat([embedded, output], axis=-1), keep)
    with tf.variable_scope("bi-lstm"):
        (fw, bw), _ = tf.nn.bidirectional_dynamic_rnn(
            rnn.LSTMCell(3, use_peepholes=True), rnn.LSTMCell(2, forget_bias=0.5), embedded,
            sequence_length=lengths, dtype=tf.float64,
        )
    with tf.variable_scope("proj"):
        flat = tf.reshape(tf.concat([fw, bw], -1), [-1, 5])
        weights = tf.get_variable(
            "W", [5, 3], tf.float64, regularizer=tf.contrib.layers.l2_regularizer(0.01)
        )
        logits = tf.reshape(flat @ weights, [-1, tf.shape(fw)[1], 3])
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels)
    loss = tf.reduce_mean(tf.boolean_mask(losses, tf.sequence_mask(lengths)))
    loss += tf.add_n(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    optimizer = tf.train.AdamOptimizer(0.05)
    gradients, variables = zip(*optimizer.compute_gradients(loss))
    gradients, norm = tf.clip_by_global_norm(gradients, 0.5)
    step = tf.train.get_or_create_global_step()
    train = optimizer.apply_gradients(zip(gradients, variables), global_step=step)
    average = tf.train.ExponentialMovingAverage(0.9)
    with tf.control_dependencies([train]):
        train = average.apply(tf.trainable_variables())
    feed = {
        words: _ids("w", 9, 3, 4), chars: _ids("c", 7, 3, 4, 5), lengths: [4, 0, 2],
        word_lengths: _ids("l", 6, 3, 4), labels: _ids("y", 3, 3, 4),
    }
    folder = tempfile.mkdtemp()
    with tf.Session() as session:
        _start(tf, session)
        trained = [plain(session.run([loss, norm, train], feed)[:2]) for _ in range(4)]
        path = tf.train.Saver().save(session, os.path.join(folder, "model.weights"), step)
        last = plain(session.run([loss, logits, average.average(weights)], feed))
        tf.train.Saver(average.variables_to_restore()).restore(session, path)
        averaged = plain(session.run(loss, feed))
    saved = [[name, list(shape)] for name, shape in tf.train.list_variables(path)]
    return [trained, last, averaged, os.path.basename(path), saved, names(tf.global_variables())]


@program
def language_model(tf: Any) -> Any:
    """PTB style: one graph for training and one for validation, state fed back, decayed SGD."""
    H, V = 3, 6

    class Model:
        def __init__(self, training: bool, batch: int, steps: int) -> None:
            self.x = tf.placeholder(tf.int32, [batch, steps])
            self.y = tf.placeholder(tf.int32, [batch, steps])

            def layer() -> Any:
                cell = tf.contrib.rnn.BasicLSTMCell(
                    H, forget_bias=0.0, state_is_tuple=True,
                    reuse=tf.get_variable_scope().reuse,
                )
                if training:
                    cell = tf.contrib.rnn.DropoutWrapper(cell, output_keep_prob=1.0)
                return cell

            cell = tf.contrib.rnn.MultiRNNCell([layer() for _ in range(2)])
            self.initial = cell.zero_state(batch, tf.float32)
            embedding = tf.get_variable("embedding", [V, H])
            inputs = tf.nn.embedding_lookup(embedding, self.x)
            outputs, state = [], self.initial
            with tf.variable_scope("RNN"):
                for t in range(steps):
                    if t > 0:
                        tf.get_variable_scope().reuse_variables()
                    output, state = cell(inputs[:, t, :], state)
                    outputs.append(output)
            self.final = state
            output = tf.reshape(tf.concat(outputs, 1), [-1, H])
            logits = tf.nn.xw_plus_b(
                output, tf.get_variable("softmax_w", [H, V]), tf.get_variable("softmax_b", [V])
            )
            logits = tf.reshape(logits, [batch, steps, V])
            loss = tf.contrib.seq2seq.sequence_loss(
                logits, self.y, tf.ones([batch, steps]), average_across_batch=True,
                average_across_timesteps=False,
            )
            self.cost = tf.reduce_sum(loss)
            if not training:
                return
            self.rate = tf.Variable(0.0, trainable=False)
            variables = tf.trainable_variables()
            gradients, _ = tf.clip_by_global_norm(tf.gradients(self.cost, variables), 5)
            self.train = tf.train.GradientDescentOptimizer(self.rate).apply_gradients(
                zip(gradients, variables), global_step=tf.train.get_or_create_global_step()
            )

    with tf.name_scope("Train"), tf.variable_scope("Model", reuse=None):
        model = Model(True, 2, 3)
    with tf.name_scope("Valid"), tf.variable_scope("Model", reuse=True):
        valid = Model(False, 1, 1)
    costs = []
    with tf.Session() as session:
        _start(tf, session)
        state = session.run(model.initial)
        for epoch in range(3):
            session.run(tf.assign(model.rate, 0.5 * 0.5**epoch))
            feed = {model.x: _ids("x%d" % epoch, V, 2, 3), model.y: _ids("y%d" % epoch, V, 2, 3)}
            for i, (c, h) in enumerate(model.initial):
                feed[c], feed[h] = state[i].c, state[i].h
            cost, state, _ = session.run([model.cost, model.final, model.train], feed)
            costs.append(float(cost))
        one = {valid.x: [[2]], valid.y: [[1]]}
        costs.append(float(session.run(valid.cost, one)))
    rounded = [round(cost, 4) for cost in costs]
    return [rounded, names(tf.global_variables()), names(tf.trainable_variables())]


@program
def click_through(tf: Any) -> Any:
    """DIN-like: embeddings, a GRU over the history, attention by hand, PReLU, Adagrad."""
    items = tf.placeholder(tf.int32, [None, 4])
    target = tf.placeholder(tf.int32, [None])
    lengths = tf.placeholder(tf.int32, [None])
    clicked = tf.placeholder(tf.float64, [None])
    with tf.name_scope("Embedding_layer"):
        table = tf.get_variable("mid_embedding_var", [8, 3], tf.float64)
        history, query = tf.gather(table, items), tf.nn.embedding_lookup(table, target)

    def prelu(x: Any, scope: str = "") -> Any:
        with tf.variable_scope(name_or_scope=scope, default_name="prelu"):
            alpha = tf.get_variable(
                "prelu_" + scope, shape=x.get_shape()[-1], dtype=x.dtype,
                initializer=tf.constant_initializer(0.1),
            )
            zero = tf.zeros([], x.dtype)
            return tf.maximum(zero, x) + alpha * tf.minimum(zero, x)

    with tf.name_scope("rnn_1"):
        outputs, _ = tf.nn.dynamic_rnn(
            tf.nn.rnn_cell.GRUCell(3), inputs=history, sequence_length=lengths, dtype=tf.float64,
            scope="gru1",
        )
    queries = tf.reshape(tf.tile(query, [1, 4]), tf.shape(outputs))
    joined = tf.concat([queries, outputs, queries - outputs, queries * outputs], axis=-1)
    hidden = tf.layers.dense(joined, 4, activation=tf.nn.sigmoid, name="f1_att")
    scores = tf.reshape(tf.layers.dense(hidden, 1, activation=None, name="f2_att"), [-1, 1, 4])
    mask = tf.expand_dims(tf.sequence_mask(lengths, 4), 1)
    scores = tf.nn.softmax(tf.where(mask, scores, tf.ones_like(scores) * (-(2.0**32) + 1)))
    interest = tf.squeeze(tf.matmul(scores, outputs), [1])
    merged = tf.concat([interest, query], 1)
    normed = tf.layers.batch_normalization(inputs=merged, name="bn1", training=True)
    dnn = prelu(tf.layers.dense(normed, 5, activation=None, name="f1"), "prelu1")
    logit = tf.squeeze(tf.layers.dense(dnn, 1, activation=None, name="f2"), [1])
    loss = tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(logits=logit, labels=clicked)
    )
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.AdagradOptimizer(0.1).minimize(loss)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.round(tf.sigmoid(logit)), clicked), tf.float64))
    area, update = tf.metrics.auc(clicked > 0.5, tf.sigmoid(logit))
    feed = {
        items: _ids("i", 8, 5, 4), target: _ids("t", 8, 5), lengths: [4, 1, 3, 2, 0],
        clicked: [1.0, 0.0, 1.0, 0.0, 1.0],
    }
    with tf.Session() as session:
        _start(tf, session)
        trained = [plain(session.run([loss, train], feed)[0]) for _ in range(4)]
        session.run(update, feed)
        last = plain(session.run([accuracy, area, interest, *tf.global_variables()[-4:]], feed))
    moving = [v.name for v in tf.global_variables() if "moving" in v.name]
    return [trained, last, moving, names(tf.global_variables()), names(tf.local_variables())]


@program
def adversarial(tf: Any) -> Any:
    """A generator and a discriminator that is built twice, each with variables of its own."""
    z = tf.placeholder(tf.float64, [None, 3], name="z")
    real = tf.placeholder(tf.float64, [None, 4, 4, 1], name="real")

    def generator(z: Any) -> Any:
        with tf.variable_scope("generator"):
            x = tf.layers.dense(z, 4 * 2, activation=tf.nn.leaky_relu)
            x = tf.reshape(x, [-1, 2, 2, 2])
            x = tf.layers.batch_normalization(x, training=True, fused=False)
            return tf.layers.conv2d_transpose(x, 1, 3, 2, "same", activation=tf.tanh)

    def discriminator(x: Any, reuse: bool = False) -> Any:
        with tf.variable_scope("discriminator") as scope:
            if reuse:
                scope.reuse_variables()
            x = tf.layers.conv2d(x, 2, 3, 2, "same", activation=tf.nn.leaky_relu, name="c1")
            x = tf.contrib.layers.flatten(x)
            return tf.layers.dense(tf.layers.dropout(x, 0.4, training=False), 1)

    fake = generator(z)
    on_real, on_fake = discriminator(real), discriminator(fake, reuse=True)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits
    d_loss = tf.reduce_mean(entropy(logits=on_real, labels=0.9 * tf.ones_like(on_real)))
    d_loss += tf.reduce_mean(entropy(logits=on_fake, labels=tf.zeros_like(on_fake)))
    g_loss = tf.reduce_mean(entropy(logits=on_fake, labels=tf.ones_like(on_fake)))
    variables = tf.trainable_variables()
    d_vars = [v for v in variables if v.name.startswith("discriminator")]
    g_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="generator")
    d_train = tf.train.RMSPropOptimizer(0.01).minimize(d_loss, var_list=d_vars)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope="generator")
    with tf.control_dependencies(updates):
        g_train = tf.train.AdamOptimizer(0.01, beta1=0.5).minimize(g_loss, var_list=g_vars)
    clip = [p.assign(tf.clip_by_value(p, -0.3, 0.3)) for p in d_vars]
    trained = []
    with tf.Session() as session:
        _start(tf, session)
        for i in range(3):
            feed = {z: _data("z%d" % i, 2, 3), real: _data("r%d" % i, 2, 4, 4, 1)}
            trained.append(session.run(d_loss, feed))
            session.run(d_train, feed)
            session.run(clip)
            trained.append(session.run(g_loss, feed))
            session.run(g_train, feed)
        image = session.run(fake, {z: _data("last", 1, 3)})
    return [plain(trained), plain(image), len(updates), names(tf.global_variables())]


@program
def convolutions_and_recurrence(tf: Any) -> Any:
    """A CNN over frames, GRUs over time, two heads, gradients of the input, a decaying rate."""
    frames = tf.placeholder(tf.float32, [2, 3, 6, 6, 1])
    training = tf.placeholder(tf.bool)
    x = tf.reshape(frames, [-1, 6, 6, 1])
    layers = tf.contrib.layers
    with tf.contrib.framework.arg_scope(
        [layers.conv2d], padding="SAME", normalizer_fn=layers.batch_norm,
        normalizer_params={"is_training": training, "decay": 0.9, "scale": True},
        weights_regularizer=layers.l2_regularizer(0.1),
    ):
        x = layers.conv2d(x, 2, 3, scope="conv1")
        x = layers.max_pool2d(x, 2, scope="pool1")
        x = layers.conv2d(x, 3, [2, 2], stride=2, scope="conv2")
    x = tf.reshape(layers.flatten(x), [2, 3, -1])
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.BasicRNNCell(3)])
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=False)
    with tf.variable_scope("task_a"):
        a = layers.fully_connected(outputs[:, -1, :], 2, activation_fn=None)
    with tf.variable_scope("task_b"):
        b = layers.linear(layers.layer_norm(state[0]), 1)
    a_loss = tf.losses.softmax_cross_entropy([[0, 1], [1, 0]], a)
    b_loss = tf.losses.mean_squared_error([[0.5], [-0.5]], b, weights=0.3)
    total = tf.losses.get_total_loss()
    step = tf.train.create_global_step()
    rates = [
        tf.train.exponential_decay(0.1, step, 2, 0.5, staircase=True),
        tf.train.polynomial_decay(0.1, step, 3, 0.01, power=2.0),
        tf.train.inverse_time_decay(0.1, step, 1, 0.5),
        tf.train.natural_exp_decay(0.1, step, 1, 0.5),
        tf.train.piecewise_constant(step, [1, 2], [0.3, 0.2, 0.1]),
        tf.train.cosine_decay(0.1, step, 4),
    ]
    train = tf.train.MomentumOptimizer(rates[0], 0.9).minimize(total, step)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    feed = {frames: _data("frames", 2, 3, 6, 6, 1), training: True}
    with tf.Session() as session:
        _start(tf, session)
        trained, decayed = [], []
        for _ in range(3):
            trained.append(session.run([a_loss, b_loss, total], feed))
            decayed.append(session.run(rates))
            session.run([train, updates], feed)
    keys = tf.GraphKeys
    return [
        [[round(float(x), 3) for x in row] for row in trained],
        [[round(float(x), 6) for x in row] for row in decayed],
        [len(tf.get_collection(k)) for k in (keys.LOSSES, keys.REGULARIZATION_LOSSES)],
        [len(updates), names(tf.get_collection(keys.MODEL_VARIABLES))],
        names(tf.global_variables()),
    ]


@program
def encoder_decoder(tf: Any) -> Any:
    """Core cells only: encoder, a decoder that feeds back its argmax, sampled and full softmax."""
    V, H, T = 6, 3, 4
    source = tf.placeholder(tf.int32, [None, None], name="encoder_inputs")
    wanted = tf.placeholder(tf.int32, [None, T], name="decoder_targets")
    lengths = tf.placeholder(tf.int32, [None])
    table = tf.get_variable("embeddings", [V, H], tf.float64)
    with tf.variable_scope("encoder"):
        cell = tf.nn.rnn_cell.LSTMCell(H)
        _, state = tf.nn.dynamic_rnn(
            cell, tf.nn.embedding_lookup(table, source), lengths, dtype=tf.float64, time_major=True
        )
    decoder = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.LSTMCell(H))
    weights = tf.get_variable("proj_w", [V, H], tf.float64)
    biases = tf.get_variable("proj_b", [V], tf.float64)

    def unroll(feed_back: bool) -> Any:
        with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
            now, logits = state, []
            token = tf.zeros_like(wanted[:, 0])
            for t in range(T):
                output, now = decoder(tf.nn.embedding_lookup(table, token), now)
                logits.append(tf.matmul(output, weights, transpose_b=True) + biases)
                choice = tf.argmax(logits[-1], 1, output_type=tf.int32)
                token = tf.stop_gradient(choice) if feed_back else wanted[:, t]
            return tf.stack(logits, 1)

    taught, free = unroll(False), unroll(True)
    losses = tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=tf.one_hot(wanted, V, dtype=tf.float64), logits=taught
    )
    loss = tf.reduce_mean(losses)
    gradients = tf.gradients(loss, tf.trainable_variables())
    train = tf.train.AdadeltaOptimizer(1.0).minimize(loss)
    feed = {source: _ids("s", V, 5, 3), wanted: _ids("t", V, 3, T), lengths: [5, 1, 3]}
    with tf.Session() as session:
        _start(tf, session)
        dense = [tf.convert_to_tensor(g) for g in gradients]
        first = plain(session.run([loss, taught, free, dense], feed))
        trained = [plain(session.run([loss, train], feed)[0]) for _ in range(3)]
    return [first, trained, names(tf.trainable_variables()), gradients[0].__class__.__name__]


@program
def monitored(tf: Any) -> Any:
    """MonitoredTrainingSession with hooks, stopped and continued from its own checkpoint."""
    folder = tempfile.mkdtemp()

    def job(last: int) -> Any:
        with tf.Graph().as_default():
            step = tf.train.get_or_create_global_step()
            w = tf.get_variable("w", initializer=np.array([1.0, 2.0]))
            loss = tf.reduce_sum(tf.square(w))
            with tf.control_dependencies([loss]):
                train = tf.train.FtrlOptimizer(0.1).minimize(loss, global_step=step)
            tf.summary.scalar("loss", loss)
            seen = []

            class Hook(tf.train.SessionRunHook):
                def before_run(self, context: Any) -> Any:
                    return tf.train.SessionRunArgs({"loss": loss})

                def after_run(self, context: Any, values: Any) -> None:
                    seen.append(values.results["loss"])

            hooks = [Hook(), tf.train.StopAtStepHook(last_step=last), tf.train.NanTensorHook(loss)]
            with tf.train.MonitoredTrainingSession(
                checkpoint_dir=folder, hooks=hooks, save_checkpoint_secs=600,
                save_summaries_steps=1,
            ) as session:
                while not session.should_stop():
                    session.run(train)
            return plain(seen)

    ran = [job(2), job(4)]
    tags = []
    for file in sorted(os.listdir(folder)):
        if "tfevents" in file:
            for event in tf.train.summary_iterator(os.path.join(folder, file)):
                tags += [[event.step, value.tag] for value in event.summary.value]
    state = tf.train.get_checkpoint_state(folder)
    return [
        ran,
        sorted(t for t in tags if t[1] == "loss"),
        os.path.basename(state.model_checkpoint_path),
        [os.path.basename(path) for path in state.all_model_checkpoint_paths],
        [name for name, _ in tf.train.list_variables(folder)],
    ]


@program
def supervised(tf: Any) -> Any:
    """Supervisor with queues that feed it."""
    folder = tempfile.mkdtemp()
    queue = tf.FIFOQueue(8, [tf.float64, tf.int32], shapes=[[2], []])
    numbers = tf.constant(_data("numbers", 6, 2))
    enqueue = queue.enqueue_many([numbers, tf.range(6)])
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [enqueue]))
    one, at = queue.dequeue()
    batch, places = tf.train.batch([one, at], batch_size=3, num_threads=1, capacity=6)
    step = tf.Variable(0, name="global_step", trainable=False)
    w = tf.get_variable("w", initializer=np.array([[1.0], [2.0]]))
    loss = tf.reduce_mean(tf.square(tf.matmul(batch, w)))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
    supervisor = tf.train.Supervisor(logdir=folder, global_step=step, save_model_secs=0)
    ran = []
    with supervisor.managed_session() as session:
        for _ in range(3):
            ran.append(plain(session.run([loss, places, train])[:2]))
        supervisor.saver.save(session, supervisor.save_path, global_step=step)
        supervisor.request_stop()
    return [ran, sorted(f for f in os.listdir(folder) if f.startswith("model.ckpt"))]


@program
def input_pipelines(tf: Any) -> Any:
    """tf.data in its three iterators, py_func, parsed examples, padded batches."""
    path = os.path.join(tempfile.mkdtemp(), "records")
    with tf.python_io.TFRecordWriter(path) as writer:
        for n in range(4):
            feature = {
                "ids": tf.train.Feature(int64_list=tf.train.Int64List(value=range(n + 1))),
                "y": tf.train.Feature(float_list=tf.train.FloatList(value=[0.5 * n])),
            }
            example = tf.train.Example(features=tf.train.Features(feature=feature))
            writer.write(example.SerializeToString())

    def parse(record: Any) -> Any:
        kinds = {"ids": tf.VarLenFeature(tf.int64), "y": tf.FixedLenFeature([], tf.float32)}
        parsed = tf.parse_single_example(record, kinds)
        return tf.sparse_tensor_to_dense(parsed["ids"]), parsed["y"]

    records = tf.data.TFRecordDataset(path).map(parse).padded_batch(2, ([None], []))
    ids, y = records.make_one_shot_iterator().get_next()
    bound = tf.placeholder(tf.int64, [])
    ranged = tf.data.Dataset.range(bound).map(lambda n: n * n).repeat(2).batch(3)
    again = ranged.make_initializable_iterator()
    either = tf.data.Iterator.from_structure(ranged.output_types, ranged.output_shapes)
    switch = either.make_initializer(tf.data.Dataset.range(2).batch(2))
    squared = tf.py_func(lambda a: a.astype(np.float64) ** 2, [y], tf.float64)
    shown = tf.Print(squared, [tf.shape(ids)], message="ids", first_n=0)
    found = []
    with tf.Session() as session:
        for _ in range(2):
            found.append(plain(session.run([ids, y, shown])))
        try:
            session.run(ids)
        except tf.errors.OutOfRangeError:
            found.append("end")
        session.run(again.initializer, {bound: 4})
        value = again.get_next()
        found += [plain(session.run(value)) for _ in range(2)]
        session.run(switch)
        found.append(plain(session.run(either.get_next())))
    kinds = [str(kind.as_numpy_dtype.__name__) for kind in records.output_types]
    return [found, kinds, [s.as_list() for s in records.output_shapes]]


@program
def own_cell(tf: Any) -> Any:
    """A cell of one's own in every style, wrapped, stacked and unrolled; initial states learnt."""

    class Leaky(tf.nn.rnn_cell.RNNCell):
        def __init__(self, units: int) -> None:
            self._units = units

        @property
        def state_size(self) -> int:
            return self._units

        @property
        def output_size(self) -> int:
            return self._units

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            with tf.variable_scope(scope or type(self).__name__):
                linear = tf.contrib.layers.fully_connected(
                    tf.concat([inputs, state], 1), self._units, activation_fn=None, scope="mix"
                )
                leak = tf.get_variable("leak", [], state.dtype)
                new = leak * state + (1 - leak) * tf.tanh(linear)
                return new, new

    x = tf.constant(_data("x", 2, 5, 3))
    cell = tf.nn.rnn_cell.MultiRNNCell([Leaky(4), tf.nn.rnn_cell.GRUCell(2)])
    learnt = [
        tf.tile(tf.get_variable("init%d" % i, [1, size], tf.float64), [2, 1])
        for i, size in enumerate(cell.state_size)
    ]
    outputs, state = tf.nn.dynamic_rnn(cell, x, [5, 2], tuple(learnt))
    with tf.variable_scope("other"):
        parts = tf.unstack(x, axis=1)
        unrolled, _ = tf.nn.static_rnn(Leaky(2), parts, dtype=tf.float64)
    share = tf.make_template("shared", lambda v: tf.layers.dense(v, 2, use_bias=False))
    shared = share(outputs) + share(tf.stack(unrolled, 1))
    loss = tf.reduce_sum(shared * outputs)
    gradients = tf.gradients(loss, tf.trainable_variables())
    train = tf.train.MomentumOptimizer(0.05, 0.9, use_nesterov=True).minimize(loss)
    with tf.Session() as session:
        _start(tf, session)
        first = plain(session.run([outputs, state, unrolled, shared, gradients]))
        trained = [plain(session.run([loss, train])[0]) for _ in range(2)]
    return [first, trained, names(tf.trainable_variables())]


@program
def towers(tf: Any) -> Any:
    """Two towers that share variables, averaged gradients, partitioned weights, summaries."""
    opt = tf.train.AdamOptimizer(0.1)
    pairs = []
    for i in range(2):
        with tf.device("/cpu:0"), tf.name_scope("tower_%d" % i) as scope:
            with tf.variable_scope(
                "model", reuse=i > 0, partitioner=tf.fixed_size_partitioner(2)
            ):
                x = tf.constant(_data("tower%d" % i, 3, 4))
                table = tf.get_variable("table", [4, 3], tf.float64)
                hidden = tf.matmul(x, tf.convert_to_tensor(table))
            with tf.variable_scope("model", reuse=i > 0):
                hidden = tf.layers.dense(hidden, 2, tf.nn.elu, name="out")
            tf.summary.scalar("loss", tf.reduce_sum(hidden))
            loss = tf.reduce_mean(tf.square(hidden))
            tf.add_to_collection("losses", loss)
            summaries = tf.get_collection(tf.GraphKeys.SUMMARIES, scope)
            pairs.append(opt.compute_gradients(loss))
    averaged = [
        (tf.reduce_mean(tf.stack([g for g, _ in both]), 0), both[0][1]) for both in zip(*pairs)
    ]
    train = opt.apply_gradients(averaged)
    total = tf.add_n(tf.get_collection("losses"))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for v in tf.trainable_variables():
            v.load(_data(v.op.name, *v.get_shape().as_list()), session)
        trained = [plain(session.run([total, train])[0]) for _ in range(3)]
        message = tf.Summary.FromString(session.run(tf.summary.merge_all()))
    return [
        trained,
        [value.tag for value in message.value],
        len(summaries),
        names(tf.global_variables()),
    ]


@program
def plain_pair_as_state(tf: Any) -> Any:
    """``initial_state=(c, h)`` for an LSTM: fine where nothing is compared, not with a loop."""
    cell = tf.nn.rnn_cell.BasicLSTMCell
    x, one = tf.constant(_data("plain pair", 2, 3, 1)), tf.ones([2, 4], tf.float64)
    steps, pair = tf.unstack(x, axis=1), (one, 0.5 * one)
    outputs, state = tf.nn.static_rnn(cell(4), steps, initial_state=pair)
    both, forward, backward = tf.nn.static_bidirectional_rnn(
        cell(4), cell(4), steps, initial_state_fw=pair, dtype=tf.float64, scope="both"
    )
    refused = [
        outcome(lambda: tf.nn.static_rnn(
            cell(4), steps, initial_state=pair, sequence_length=[1, 2], scope="lengths"
        )),
        outcome(lambda: tf.nn.dynamic_rnn(cell(4), x, initial_state=pair, scope="loop")),
    ]
    kinds = [type(s).__name__ for s in (state, forward, backward)]
    with tf.Session() as session:
        _start(tf, session)
        values = session.run([outputs, state, both, forward, backward])
    return [kinds, refused, plain(values), names(tf.trainable_variables())]


@program
def lengths_without_a_shape(tf: Any) -> Any:
    """``tf.placeholder(tf.int32)`` for the lengths, as many wrote it."""
    x = tf.placeholder(tf.float64, [None, 3, 2])
    lengths, many = tf.placeholder(tf.int32), tf.placeholder(tf.int64)
    cells = [tf.nn.rnn_cell.LSTMCell(3), tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(2)]
    found = [
        tf.nn.dynamic_rnn(cells[0], x, sequence_length=lengths, dtype=tf.float64, scope="one"),
        tf.nn.bidirectional_dynamic_rnn(
            *cells[1:], x, sequence_length=many, dtype=tf.float64, scope="two"
        ),
        tf.nn.static_rnn(
            tf.nn.rnn_cell.BasicRNNCell(2), tf.unstack(x, axis=1), sequence_length=lengths,
            dtype=tf.float64, scope="three",
        ),
    ]
    loss = tf.add_n([tf.reduce_sum(tf.square(t)) for t in (found[0][0], *found[1][0])])
    gradients = tf.gradients(loss, x)
    with tf.Session() as session:
        _start(tf, session)
        feed = {x: _data("unshaped", 4, 3, 2), lengths: [3, 0, 1, 2], many: [3, 0, 1, 2]}
        return [plain(session.run([found, gradients], feed)), names(tf.trainable_variables())]


@program
def static_rnn_of_constant_lengths(tf: Any) -> Any:
    """Each output on its own, where TensorFlow folds the question whether a step runs."""
    steps = tf.unstack(tf.placeholder(tf.float64, [2, 4, 3], name="x"), axis=1)
    outputs, _ = tf.nn.static_rnn(
        tf.nn.rnn_cell.BasicRNNCell(2), steps, sequence_length=[3, 2], dtype=tf.float64
    )
    with tf.Session() as session:
        _start(tf, session)
        return [plain(session.run(t, {"x:0": _data("folded", 2, 4, 3)})) for t in outputs]
