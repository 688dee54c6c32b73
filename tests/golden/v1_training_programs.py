"""Programs of ``tf.contrib.training`` and ``tf.contrib.opt``, for the oracle and for us."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program


def _start(tf: Any, session: Any) -> None:
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])


def _variables(tf: Any, resource: bool) -> Any:
    table = tf.get_variable(
        "table", initializer=tf.constant(np.arange(1.0, 9.0).reshape(4, 2) / 4),
        use_resource=resource,
    )
    scale = tf.get_variable(
        "scale", initializer=tf.constant([0.5, -1.5], tf.float64), use_resource=resource
    )
    tf.get_variable("unused", [2], tf.float64)
    return table, scale


def _model(tf: Any, resource: bool) -> Any:
    """A loss with a dense and a sparse gradient, and a variable that gets none."""
    table, scale = _variables(tf, resource)
    rows = tf.nn.embedding_lookup(table, [1, 3])
    once = tf.identity(scale)  # a second reading could come after the step
    return tf.reduce_sum(tf.square(rows * once)) + tf.reduce_sum(once)


def _linear(tf: Any, resource: bool) -> Any:
    """A loss whose gradients do not read the variables, which a decay may change before."""
    table, scale = _variables(tf, resource)
    factor = tf.get_variable("factor", [], tf.float64, tf.ones_initializer(), trainable=False)
    rows = tf.nn.embedding_lookup(table, [1, 3])
    return (tf.reduce_sum(rows * [0.5, -2.0]) + tf.reduce_sum(scale * [3.0, 0.25])) * factor


def _trained(tf: Any, optimizer: Any, resource: bool) -> Any:
    with tf.Graph().as_default():
        chosen = optimizer()
        is_decayed = isinstance(chosen, tf.contrib.opt.DecoupledWeightDecayExtension)
        train = chosen.minimize((_linear if is_decayed else _model)(tf, resource))
        with tf.Session() as session:
            _start(tf, session)
            for _ in range(3):
                session.run(train)
            used = [v for v in tf.global_variables() if "unused" not in v.name]
            return [names(tf.global_variables()), plain(session.run(used))]


@program
def opt_adam_variants(tf: Any) -> Any:
    opt = tf.contrib.opt
    makers = [
        lambda: opt.AdamWOptimizer(0.1, learning_rate=0.2, epsilon=0.01),
        lambda: opt.MomentumWOptimizer(0.1, 0.05, 0.9, use_nesterov=True),
        lambda: opt.LazyAdamOptimizer(0.2, 0.8, 0.95, epsilon=0.01, name="Lazy"),
        lambda: opt.NadamOptimizer(0.2, beta1=0.8, epsilon=0.01),
        lambda: opt.extend_with_decoupled_weight_decay(tf.train.AdagradOptimizer)(
            weight_decay=0.1, learning_rate=0.3
        ),
    ]
    return [[_trained(tf, maker, resource) for resource in (False, True)] for maker in makers]


@program
def opt_weight_decay_of_some(tf: Any) -> Any:
    class Decayed(
        tf.contrib.opt.DecoupledWeightDecayExtension, tf.train.GradientDescentOptimizer
    ):
        pass

    def stepped(road: str, model: Any) -> Any:
        with tf.Graph().as_default():
            loss, chosen = model()
            optimizer = Decayed(weight_decay=0.25, learning_rate=0.1)
            if road == "minimize":
                train = optimizer.minimize(loss, decay_var_list=chosen)
            else:
                pairs = optimizer.compute_gradients(loss)
                train = optimizer.apply_gradients(pairs, decay_var_list=chosen)
            with tf.Session() as session:
                _start(tf, session)
                session.run(train)
                used = [v for v in tf.global_variables() if "unused" not in v.name]
                return plain(session.run(used))

    def sparse(resource: bool) -> Any:
        return _linear(tf, resource), [v for v in tf.global_variables() if v.op.name == "scale"]

    def dense(resource: bool) -> Any:
        first, second = (
            tf.get_variable(name, initializer=[1.0, 2.0], use_resource=resource) for name in "ab"
        )
        return 3 * tf.reduce_sum(first) + tf.reduce_sum(second), [second]

    return [
        stepped(road, lambda model=model, resource=resource: model(resource))
        for road in ("minimize", "apply")
        for model in (sparse, dense)
        for resource in (False, True)
    ]


@program
def training_gradients(tf: Any) -> Any:
    training = tf.contrib.training
    loss = _model(tf, False)
    pairs = tf.train.GradientDescentOptimizer(0.1).compute_gradients(loss)
    by = {v.op.name: v for _, v in pairs}
    changed = training.multiply_gradients(pairs, {"table": 0.5, by["scale"]: 2})
    clipped = training.clip_gradient_norms(pairs, 0.75)
    same = training.clip_gradient_norms_fn(0.75)(pairs)
    with tf.Session() as session:
        _start(tf, session)

        def values(some: Any) -> Any:
            return [plain(session.run(tf.convert_to_tensor(g))) for g, _ in some if g is not None]

        summaries = training.add_gradients_summaries(pairs)
        message = tf.Summary.FromString(session.run(tf.summary.merge_all()))
        found = [values(changed), values(clipped), values(same)]
    multiply = training.multiply_gradients
    return [
        found,
        len(summaries),
        [[value.tag, value.simple_value] for value in message.value],
        [[g is None for g, _ in some] for some in (changed, clipped)],
        outcome(multiply, tuple(pairs), {"table": 1}),
        outcome(multiply, pairs, {}),
        outcome(multiply, pairs, [("table", 1)]),
        outcome(multiply, pairs, {"unused": 1}),
    ]


@program
def training_ops(tf: Any) -> Any:
    """The operations behind optimizers, which people's own call by position."""
    try:
        from tf1compat.v1._private import module
    except ImportError:  # the oracle
        from tensorflow.python.training import training_ops as ops
    else:
        ops = module("tf.python.training.training_ops")
    found: list[Any] = []
    for resource in (False, True):
        with tf.Graph().as_default():
            var, ms, mom = (
                tf.get_variable(name, initializer=tf.constant(start), use_resource=resource)
                for name, start in (("var", [1.0, 2.0]), ("ms", [0.5, 0.25]), ("mom", [0.0, 1.0]))
            )
            grad = tf.constant([0.5, -1.0])
            held = [v.handle if resource else v for v in (var, ms, mom)]
            kind = "resource_" if resource else ""
            steps = [
                getattr(ops, kind + "apply_gradient_descent")(held[0], 0.5, grad),
                getattr(ops, kind + "apply_rms_prop")(
                    *held, 0.1, 0.9, 0.5, 1e-3, grad, use_locking=True, name="mine"),
                getattr(ops, kind + "sparse_apply_adagrad")(held[0], held[1], 0.1, grad[:1], [1]),
                getattr(ops, kind + "apply_adam")(
                    *held, 0.9, 0.99, 0.1, 0.9, 0.99, 1e-4, grad, False, True),
            ]
            with tf.Session() as session:
                _start(tf, session)
                for step in steps:
                    session.run(getattr(step, "op", step))
                    found.append(plain(session.run([var, ms, mom])))
                found.append(getattr(steps[1], "op", steps[1]).name)
    return found


@program
def training_create_train_op(tf: Any) -> Any:
    training = tf.contrib.training
    found: list[Any] = []
    settings: list[dict[str, Any]] = [
        {},
        {"global_step": None},
        {"update_ops": []},
        {"summarize_gradients": True, "check_numerics": False},
        {"transform_grads_fn": training.clip_gradient_norms_fn(0.5)},
    ]
    for how in settings:
        with tf.Graph().as_default():
            loss = _model(tf, True)
            counter = tf.get_variable("counter", [], initializer=tf.zeros_initializer(),
                                      trainable=False)
            tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.assign_add(counter, 1.0))
            train = training.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1), **how)
            with tf.Session() as session:
                _start(tf, session)
                losses = [plain(session.run(train)) for _ in range(2)]
                used = [v for v in tf.global_variables() if "unused" not in v.name]
                values = plain(session.run(used))
            found.append([
                losses, names(tf.global_variables()), values,
                tf.get_collection(tf.GraphKeys.TRAIN_OP) == [train],
                len(tf.get_collection(tf.GraphKeys.SUMMARIES)),
            ])
    with tf.Graph().as_default():
        fixed = tf.get_variable("fixed", [], trainable=False)
        sgd = tf.train.GradientDescentOptimizer(0.1)
        found.append(outcome(lambda: training.create_train_op(
            fixed * 2.0, sgd, variables_to_train=[fixed])))
        found.append(outcome(lambda: training.create_train_op(fixed * 2.0, sgd)))
        bad = tf.get_variable("bad", [], initializer=tf.ones_initializer())
        train = training.create_train_op(tf.log(bad - 1.0), sgd)
        with tf.Session() as session:
            _start(tf, session)
            try:
                session.run(train)
            except tf.errors.InvalidArgumentError as error:
                found.append("LossTensor is inf or nan" in error.message)
    return found


@program
def training_train_and_evaluate(tf: Any) -> Any:
    """``train`` writes checkpoints, and ``evaluate_*`` read them."""
    training = tf.contrib.training
    folder = tempfile.mkdtemp()
    with tf.Graph().as_default():
        loss = _model(tf, True)
        train = training.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))
        last = training.train(
            train, folder, hooks=[tf.train.StopAtStepHook(num_steps=3)], save_summaries_steps=None
        )
        no_folder = [
            outcome(lambda: training.train(train, None)),
            outcome(lambda: training.train(train, None, save_summaries_steps=None)),
        ]
    path = training.wait_for_new_checkpoint(folder)
    found = [
        plain(last),
        no_folder,
        os.path.basename(path),
        training.wait_for_new_checkpoint(folder, path, seconds_to_sleep=0.01, timeout=0.02),
        [os.path.basename(p) for p in training.checkpoints_iterator(folder, timeout=0)],
    ]
    asked = []

    def ended() -> bool:
        asked.append(1)
        return len(asked) == 2

    found.append(len(list(training.checkpoints_iterator(folder, timeout=0, timeout_fn=ended))))
    found.append(len(asked))
    for form in ("list", "dict", "single", "none"):
        with tf.Graph().as_default():
            loss = _model(tf, False)
            mean, update = tf.metrics.mean(loss)
            tf.summary.scalar("mean", mean)
            written = os.path.join(folder, form)
            ops = {"list": [update], "dict": {"m": update}, "single": update, "none": None}[form]
            hooks = [training.SummaryAtEndHook(written)]
            if form != "none":
                hooks.append(training.StopAfterNEvalsHook(3))
            value = training.evaluate_once(
                path, eval_ops=ops, final_ops={"mean": mean, "loss": loss}, hooks=hooks
            )
            step = training.get_or_create_eval_step()
            events = [
                [event.step, event.summary.value[0].tag]
                for file in os.listdir(written)
                for event in tf.train.summary_iterator(os.path.join(written, file))
                if event.summary.value
            ]
            kept = [step.name, step.dtype.base_dtype.name, names(tf.local_variables())]
            found.append([plain(value), *kept, events])
    with tf.Graph().as_default():
        mean, update = tf.metrics.mean(_model(tf, False))
        value = training.evaluate_repeatedly(
            folder, eval_ops=update, final_ops=mean, eval_interval_secs=0,
            hooks=[training.StopAfterNEvalsHook(2, log_progress=False)],
            max_number_of_evaluations=1,
        )
        found.append(plain(value))
    found.append(outcome(training.SummaryAtEndHook))
    return found


@program
def training_placement(tf: Any) -> Any:
    training = tf.contrib.training
    found = []
    for strategy in (
        training.RandomStrategy(3),
        training.RandomStrategy(3, seed=2),
        training.GreedyLoadBalancingStrategy(3, training.byte_size_load_fn),
    ):
        with tf.Graph().as_default():
            setter = tf.train.replica_device_setter(ps_tasks=3, ps_strategy=strategy)
            with tf.device(setter):
                made = [
                    tf.get_variable("v%d" % i, [size], use_resource=False)
                    for i, size in enumerate([5, 1, 3, 2, 4])
                ]
            found.append([v.device for v in made])
    op = tf.unstack(tf.zeros([2, 3]))[0].op
    return [found, outcome(training.byte_size_load_fn, op)]


def _bucketed(tf: Any, how: Any, batches: int) -> Any:
    """Elements 0, 1, 2, … in buckets by their number, each as long as its number."""
    training = tf.contrib.training
    with tf.Graph().as_default():
        number = tf.train.range_input_producer(12, num_epochs=1, shuffle=False).dequeue()
        row = tf.fill([number, 2], tf.cast(number, tf.float32))
        tensors = {"list": [row], "dict": {"row": row, "a": number}, "one": {"row": row}}[
            how.pop("form", "dict")
        ]
        if how.pop("plain", False):
            first, rest = training.bucket(
                {"n": number, "twice": 2 * number}, tf.mod(number, 3), num_buckets=3, **how
            )
        else:
            first, rest = training.bucket_by_sequence_length(
                number, tensors, bucket_boundaries=[3, 7], dynamic_pad=True, **how
            )
        parts = rest if isinstance(rest, dict) else {"list": rest}
        shapes = {
            key: [t.get_shape().as_list() for t in (v if isinstance(v, list) else [v])]
            for key, v in parts.items()
        }
        with tf.Session() as session:
            _start(tf, session)
            coordinator = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(session, coordinator)
            got = [plain(session.run([first, rest])) for _ in range(batches)]
            try:
                session.run(first)
                ended = "more"
            except tf.errors.OutOfRangeError:
                ended = "ended"
            coordinator.request_stop()
            coordinator.join(threads, stop_grace_period_secs=60)
        tags = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
        return [sorted(got, key=str), ended, shapes, first.get_shape().as_list(), tags]


@program
def training_buckets(tf: Any) -> Any:
    training = tf.contrib.training
    found = [
        _bucketed(tf, {"batch_size": 2}, 5),
        _bucketed(tf, {"batch_size": 2, "form": "list"}, 5),
        _bucketed(tf, {"batch_size": 2, "form": "one"}, 5),
        _bucketed(tf, {"batch_size": 2, "allow_smaller_final_batch": True}, 7),
        _bucketed(tf, {"batch_size": [3, 2, 5], "capacity": 8}, 4),
        _bucketed(tf, {"batch_size": 3, "plain": True, "bucket_capacities": [4, 5, 6]}, 3),
    ]
    n = tf.placeholder(tf.int32, [])
    by_length = training.bucket_by_sequence_length
    found.append([
        outcome(lambda: by_length(n, [n], 2, [])),
        outcome(lambda: by_length(n, [n], 2, 5)),
        outcome(lambda: by_length(n, [n], 2, [5, 3])),
        outcome(lambda: by_length(n, [n], 2, [5, 7.5])),
        outcome(lambda: by_length(n, [n], [2, 3], [5, 7])),
        outcome(lambda: training.bucket([n], n, 2, 3, bucket_capacities=[1])),
        outcome(lambda: training.bucket([], n, 2, 3)),
        outcome(lambda: training.bucket([tf.placeholder(tf.int32)], n, 2, 3)),
    ])
    return found
