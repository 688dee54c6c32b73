"""Programs of ``tf.contrib.slim``, and of the layers that it brought into use."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program


def _values(seed: int, *shape: int) -> Any:
    return np.random.RandomState(seed).uniform(-1.0, 1.0, shape)


def _filled(tf: Any, session: Any) -> None:
    """Every variable gets values of its own, so that no order or role is interchangeable."""
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    for number, variable in enumerate(tf.global_variables()):
        value = _values(number, *variable.shape.as_list()) + 1.1
        dtype = variable.dtype.base_dtype.as_numpy_dtype
        session.run(tf.assign(variable, value.astype(dtype)))


def _told(tf: Any, outputs: list[Any], inputs: Any) -> Any:
    """Values, gradients, and the variables with the collections that hold them."""
    weighed = [tf.reduce_sum(y * tf.constant(_values(7, *y.shape.as_list()), y.dtype))
               for y in outputs]
    trained = tf.trainable_variables()
    gradients = tf.gradients(weighed, [inputs, *trained])
    keys = ("trainable_variables", "model_variables", "update_ops", "mine", "kept")
    with tf.Session() as session:
        _filled(tf, session)
        values = plain(session.run([outputs, gradients]))
    return [
        values, [y.name for y in outputs], names(tf.global_variables()),
        [v.shape.as_list() for v in tf.global_variables()],
        {key: names(tf.get_collection(key)) for key in keys},
    ]


@program
def slim_separable(tf: Any) -> Any:
    slim = tf.contrib.slim
    found = []
    settings: list[tuple[Any, dict[str, Any]]] = [
        (5, {}),
        (4, {"depth_multiplier": 2, "stride": 2, "activation_fn": None, "scope": "sep"}),
        (None, {"kernel_size": [2, 3], "depth_multiplier": 3, "stride": 2, "padding": "VALID"}),
        (None, {"rate": 2, "biases_initializer": None, "weights_regularizer":
                slim.l2_regularizer(0.1), "variables_collections": {"weights": ["mine"]}}),
        (4, {"rate": 2, "variables_collections": ["mine"], "outputs_collections": "kept"}),
        (4, {"normalizer_fn": slim.batch_norm, "normalizer_params": {"is_training": False}}),
        (None, {"normalizer_fn": slim.batch_norm, "normalizer_params": {"is_training": False}}),
    ]
    for outputs, how in settings:
        how.setdefault("kernel_size", 3)
        for dtype in (tf.float32, tf.float64)[:2 if how.get("stride") else 1]:
            with tf.Graph().as_default():
                x = tf.constant(_values(50, 2, 4, 5, 3), dtype)
                with slim.arg_scope([slim.separable_conv2d], trainable=True):
                    y = slim.separable_conv2d(x, outputs, **how)
                    found.append(_told(tf, [y], x))
                    shared = tf.contrib.layers.separable_convolution2d
                    found.append(shared is slim.separable_conv2d)
    with tf.Graph().as_default():
        x = tf.constant(_values(50, 2, 4, 5, 3), tf.float32)
        first = slim.separable_conv2d(x, 4, 3, scope="both")
        again = slim.separable_conv2d(x, 4, 3, scope="both", reuse=True)
        found.append(_told(tf, [first, again], x))
        found.append(outcome(lambda: slim.separable_conv2d(x, 4, 3, data_format="NWHC")))
    return found


@program
def slim_norms_and_volumes(tf: Any) -> Any:
    slim, layers = tf.contrib.slim, tf.contrib.layers
    found = []
    cases: list[tuple[tuple[int, ...], Any]] = [
        ((2, 3, 4, 6), layers.instance_norm),
        ((2, 6, 3, 4), lambda x: layers.instance_norm(x, data_format="NCHW", center=False)),
        ((3, 5, 4), lambda x: slim.instance_norm(
            x, scale=False, epsilon=0.1, activation_fn=tf.nn.tanh, scope="mine",
            variables_collections={"beta": ["mine"]}, outputs_collections="kept")),
        ((2, 3, 4, 6), lambda x: layers.group_norm(x, groups=3)),
        ((2, 6, 3, 4), lambda x: slim.group_norm(
            x, 2, channels_axis=1, reduction_axes=[2, 3], activation_fn=tf.nn.sigmoid)),
        ((2, 3, 4, 6), lambda x: slim.group_norm(
            x, 6, reduction_axes=[-2], center=False, trainable=False, epsilon=0.01)),
        ((2, 3, 4, 6), lambda x: slim.group_norm(
            x, 2, scale=False, mean_close_to_zero=True, reduction_axes=[-3, -2])),
        ((2, 4, 4, 4, 3), lambda x: layers.conv3d_transpose(x, 2, 3, stride=2)),
        ((2, 2, 3, 2, 3), lambda x: layers.convolution3d_transpose(
            x, 4, [1, 2, 3], [1, 2, 1], "VALID", normalizer_fn=slim.layer_norm, scope="up")),
        ((2, 4, 5, 4, 3), lambda x: layers.max_pool3d(x, 2)),
        ((2, 4, 5, 4, 3), lambda x: layers.avg_pool3d(x, [1, 2, 3], 1, "SAME", scope="avg")),
        ((2, 6, 3), lambda x: layers.maxout(x, 2, axis=1)),
        ((3, 8), lambda x: layers.maxout(x, 4)),
    ]
    for shape, layer in cases:
        for dtype in (tf.float32, tf.float64)[:2 if len(shape) == 4 else 1]:
            with tf.Graph().as_default():
                x = tf.constant(_values(50, *shape), dtype)
                found.append(_told(tf, [layer(x)], x))
    unknown = tf.placeholder(tf.float32, [None, None])
    x = tf.ones([2, 3, 3, 6])
    found += [
        outcome(lambda: layers.maxout(x, 4)), layers.maxout(tf.placeholder(
            tf.float32, [None, 4]), 2).shape.as_list(),
        outcome(lambda: slim.instance_norm(unknown)),
        outcome(lambda: slim.instance_norm(tf.placeholder(tf.float32))),
        outcome(lambda: slim.instance_norm(x, data_format="NWHC")),
        outcome(lambda: slim.group_norm(x, 4)), outcome(lambda: slim.group_norm(x, 12)),
        outcome(lambda: slim.group_norm(x, 3, reduction_axes=[-1])),
        outcome(lambda: slim.group_norm(x, 3, channels_axis=7)),
    ]
    return found


@program
def slim_network(tf: Any) -> Any:
    """A network as slim's own were written: scopes of arguments, repeat, stack, end points."""
    slim = tf.contrib.slim
    x = tf.constant(_values(50, 2, 8, 8, 3), tf.float32)
    norm = {"is_training": True, "decay": 0.9, "scale": True}
    with slim.arg_scope(
        [slim.conv2d, slim.fully_connected], normalizer_fn=slim.batch_norm, normalizer_params=norm,
        weights_regularizer=slim.l2_regularizer(0.01), outputs_collections="kept",
    ), slim.arg_scope([slim.max_pool2d, slim.avg_pool2d], padding="SAME") as given:
        with tf.variable_scope("net"):
            y = slim.repeat(x, 2, slim.conv2d, 4, [3, 3], scope="conv1")
            y = slim.max_pool2d(y, 2, scope="pool1")
            y = slim.conv2d(y, 5, 1, activation_fn=None, scope="mix")
            y = slim.conv2d_transpose(y, 2, 3, stride=2, activation_fn=tf.nn.elu)
            y = slim.avg_pool2d(y, 2)
            y = slim.flatten(slim.dropout(y, is_training=False))
            y = slim.stack(y, slim.fully_connected, [6, 4], scope="fc")
    with slim.arg_scope(given):
        known = [slim.has_arg_scope(f) for f in (slim.conv2d, slim.flatten)]
        known.append(sorted(slim.arg_scoped_arguments(slim.conv2d)))
    loss = slim.losses.softmax_cross_entropy(y, slim.one_hot_encoding(tf.constant([1, 3]), 4))
    total = slim.losses.get_total_loss()
    with tf.Session() as session:
        _filled(tf, session)
        values = plain(session.run([y, loss, total, tf.gradients(total, x)[0]]))
    restored = slim.get_variables_to_restore(include=["net/conv1"], exclude=["net/conv1/conv1_1"])
    return [
        values, known, names(slim.get_variables()), names(slim.get_model_variables()),
        names(restored), names(slim.get_variables_by_suffix("gamma")),
        names(slim.get_variables_by_name("weights")), len(tf.get_collection("kept")),
        [len(tf.get_collection(key)) for key in ("update_ops", "regularization_losses")],
    ]


@program
def slim_same_objects(tf: Any) -> Any:
    """Most of slim is contrib's own: what one scope sets, the other sees."""
    slim, contrib = tf.contrib.slim, tf.contrib
    pairs = {
        "layers": "conv2d fully_connected batch_norm dropout separable_conv2d stack l2_regularizer "
                  "xavier_initializer optimize_loss embed_sequence linear group_norm",
        "framework": "arg_scope add_arg_scope model_variable get_variables_to_restore "
                     "assign_from_checkpoint_fn get_or_create_global_step local_variable nest",
    }
    found = [
        (path, name, getattr(slim, name) is getattr(getattr(contrib, path), name))
        for path, words in pairs.items() for name in words.split()
    ]
    parts = [slim.losses.log_loss is contrib.losses.log_loss,
             slim.metrics.streaming_auc is contrib.metrics.streaming_auc,
             slim.regularizers.l1_regularizer is slim.l1_regularizer,
             slim.initializers.xavier_initializer is slim.xavier_initializer,
             slim.layers.conv2d is slim.conv2d,
             slim.optimizers.optimize_loss is slim.optimize_loss,
             slim.normalization.instance_norm is slim.instance_norm,
             slim.evaluation.wait_for_new_checkpoint is contrib.training.wait_for_new_checkpoint,
             slim.evaluation.checkpoints_iterator is contrib.training.checkpoints_iterator]
    return [found, parts]


@program
def slim_summaries(tf: Any) -> Any:
    slim, layers = tf.contrib.slim, tf.contrib.layers
    x = tf.nn.relu(tf.constant([1.0, 0.0, 2.0]), name="act")
    six = tf.nn.relu6(tf.constant([7.0, 6.0, 2.0]), name="six")
    image, mean = tf.ones([1, 2, 2, 1], name="im"), tf.reduce_mean(x, name="m")
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, x)
    tf.add_to_collection("weights", tf.get_variable("w", [2], initializer=tf.ones_initializer()))
    tf.add_to_collection("biases", tf.get_variable("b", [], initializer=tf.ones_initializer()))
    own = slim.summaries
    made = [
        layers.summarize_tensor(x, "tag"), layers.summarize_tensor(mean),
        layers.summarize_activation(six), *layers.summarize_activations(),
        *layers.summarize_activations("six"), *layers.summarize_tensors([x]),
        *layers.summarize_collection("weights", "w|v"),
        *layers.summarize_collection("weights", "v"),
        *slim.summarize_weights(), *slim.summarize_biases(), *slim.summarize_variables("b"),
        own.add_histogram_summary(x), own.add_histogram_summary(x, "h", "p"),
        own.add_scalar_summary(mean, prefix="p"), own.add_scalar_summary(mean, "n", "p", True),
        own.add_image_summary(image), own.add_image_summary(image, "i", "p"),
        own.add_zero_fraction_summary(x), own.add_zero_fraction_summary(x, "z", "p"),
        *own.add_histogram_summaries([x], "q"), *own.add_scalar_summaries([mean], "q"),
        *own.add_image_summaries([image], "q"), *own.add_zero_fraction_summaries([x], "q"),
    ]
    kept = tf.get_collection(tf.GraphKeys.SUMMARIES)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        told = [tf.Summary.FromString(text).value for text in session.run(kept)]
    return [
        [t.op.name for t in made], [t.op.name for t in kept],
        [[(v.tag, v.WhichOneof("value"), v.simple_value) for v in values] for values in told],
    ]


@program
def slim_analyzer(tf: Any) -> Any:
    analyzer = tf.contrib.slim.model_analyzer
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    tf.placeholder(tf.float32, name="y")
    tf.unstack(tf.ones([2, 3]))
    tf.no_op()
    total = analyzer.analyze_ops(tf.get_default_graph())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        again = analyzer.analyze_ops(tf.get_default_graph(), print_info=True)
        for name, shape, dtype in (("s", [], tf.float32), ("half", [2, 3], tf.float16)):
            tf.get_variable(name, shape, dtype, use_resource=True)
        sizes = analyzer.analyze_vars(tf.global_variables(), print_info=True)
    return [total, again, plain(sizes), plain(analyzer.analyze_vars(tf.global_variables())),
            analyzer.tensor_description(x), printed.getvalue()]


def _loss(tf: Any) -> Any:
    slim = tf.contrib.slim
    x = tf.constant(_values(3, 4, 3), tf.float32)
    y = slim.fully_connected(
        x, 1, activation_fn=None, weights_initializer=tf.constant_initializer(0.5), scope="fc"
    )
    loss = tf.reduce_mean(tf.square(y - 1.0))
    tf.summary.scalar("loss", loss)
    return loss


@program
def slim_create_train_op(tf: Any) -> Any:
    learning = tf.contrib.slim.learning
    found: list[Any] = []
    settings: list[dict[str, Any]] = [
        {}, {"clip_gradient_norm": 0.25}, {"gradient_multipliers": {"fc/weights": 0.5}},
        {"gradient_multipliers": {"fc/biases": 3.0}, "clip_gradient_norm": 0.5,
         "summarize_gradients": True, "check_numerics": False},
        {"global_step": None},
    ]
    for how in settings:
        with tf.Graph().as_default():
            step = learning.create_train_op(
                _loss(tf), tf.train.GradientDescentOptimizer(0.1), **how)
            with tf.Session() as session:
                _filled(tf, session)
                losses = [plain(session.run(step)) for _ in range(3)]
                values = plain(session.run(tf.global_variables()))
            kept = [s.op.name for s in tf.get_collection(tf.GraphKeys.SUMMARIES)]
            found.append([losses, values, names(tf.global_variables()), kept])
    v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    rows = tf.IndexedSlices(tf.constant([[3.0, 4.0]]), tf.constant([1]))
    made = learning.add_gradients_summaries([(v * 2.0, v), (None, v)])
    clipped = learning.clip_gradient_norms([(v * 3.0, v), (rows, v), (None, v)], 1.0)
    scaled = learning.multiply_gradients([(v * 3.0, v), (None, None)][:1], {v: 0.5})
    with tf.Session() as session:
        session.run(v.initializer)
        found.append(plain(session.run([clipped[0][0], clipped[1][0].values, scaled[0][0]])))
    found += [
        [s.op.name for s in made], clipped[2][0] is None,
        outcome(lambda: learning.multiply_gradients(((v, v),), {v: 1.0})),
        outcome(lambda: learning.multiply_gradients([(None, v)], {v: 1.0})),
        outcome(lambda: learning.multiply_gradients([(v, v)], {})),
    ]
    return found


@program
def slim_train_and_evaluate(tf: Any) -> Any:
    slim = tf.contrib.slim
    folder = tempfile.mkdtemp()
    seen: list[Any] = []

    def step(session: Any, train_op: Any, global_step: Any, kwargs: Any) -> Any:
        loss, stops = slim.learning.train_step(session, train_op, global_step, kwargs)
        seen.append([sorted(kwargs), plain(loss), bool(stops)])
        return loss, stops

    def op() -> Any:
        return slim.learning.create_train_op(_loss(tf), tf.train.GradientDescentOptimizer(0.1))

    train = slim.learning.train
    found: list[Any] = [seen]
    with tf.Graph().as_default():
        found += [
            outcome(train, None, None), outcome(lambda: train(op(), None, summary_op=None)),
            outcome(lambda: train(op(), None, saver=tf.train.Saver())),
            outcome(lambda: train(op(), None, trace_every_n_steps=1)),
            outcome(lambda: train(op(), None, number_of_steps=0)),
        ]
    for last in (3, 5):  # the second goes on from the first's checkpoint
        with tf.Graph().as_default():
            found.append(plain(train(
                op(), folder, step, number_of_steps=last, log_every_n_steps=2,
                trace_every_n_steps=2, init_fn=lambda session: seen.append("init"),
                save_summaries_secs=None,
            )))
    found.append(sorted(n for n in os.listdir(folder) if not n.startswith("events")))
    with tf.Graph().as_default():
        numbers = tf.train.range_input_producer(4, num_epochs=1, shuffle=False)
        loss = _loss(tf) * tf.cast(numbers.dequeue() + 1, tf.float32)
        step_op = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))
        found.append(plain(train(step_op, None, log_every_n_steps=0)))
    with tf.Graph().as_default():
        loss = _loss(tf)
        values, updates = slim.metrics.aggregate_metric_map(
            {"mean": slim.metrics.streaming_mean(loss)})
        path = tf.train.latest_checkpoint(folder)
        found.append([os.path.basename(path), plain(slim.evaluation.evaluate_once(
            "", path, os.path.join(folder, "once"), num_evals=3, eval_op=list(updates.values()),
            final_op=values["mean"]))])
    with tf.Graph().as_default():
        loss = _loss(tf)
        slim.get_or_create_global_step()
        found.append(plain(slim.evaluation.evaluation_loop(
            "", folder, os.path.join(folder, "loop"), eval_op=[tf.no_op()], final_op=loss,
            summary_op=None, max_number_of_evaluations=1, eval_interval_secs=0,
            variables_to_restore=slim.get_variables_to_restore())))
    for name in ("once", "loop"):
        written = os.path.join(folder, name)
        files = [os.path.join(written, f) for f in os.listdir(written)] if (
            os.path.isdir(written)) else []
        found.append([
            [e.step, [(v.tag, v.simple_value) for v in e.summary.value]]
            for file in files for e in tf.train.summary_iterator(file) if e.summary.value
        ])
    return found


@program
def slim_queue_runners(tf: Any) -> Any:
    slim = tf.contrib.slim
    number = tf.train.range_input_producer(3, shuffle=False, num_epochs=2).dequeue()
    taken = []
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        with slim.queues.QueueRunners(session):
            try:
                while True:
                    taken.append(int(session.run(number)))
            except tf.errors.OutOfRangeError:
                taken.append(-1)
    return [taken, issubclass(slim.queues.NestedQueueRunnerError, Exception)]
