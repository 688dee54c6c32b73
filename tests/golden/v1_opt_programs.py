"""Programs of ``tf.contrib.opt``'s optimizers: some steps, dense and sparse, slots and errors."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

_SHAPE = (4, 3)


def _loss(tf: Any, w: Any, b: Any, sparse: bool) -> Any:
    """Convex, of a matrix (rows 0, 2, 2 where sparse) and a vector."""
    target = tf.constant(np.linspace(-1, 1, 12).reshape(_SHAPE).astype("float32"))
    seen = tf.nn.embedding_lookup(w, [0, 2, 2]) if sparse else w - target
    return tf.reduce_sum(seen**2 * [1.0, 2.0, 0.5]) + tf.reduce_sum(tf.sin(b + 0.3)) + 0 * b[0]


def _variables(tf: Any) -> Any:
    w = tf.get_variable("w", initializer=np.linspace(-0.9, 1.1, 12).reshape(_SHAPE).astype("f"))
    b = tf.get_variable("bias", initializer=np.array([0.5, -0.25, 0.0], "f"))
    return w, b


def _trained(tf: Any, make: Any, sparse: bool, steps: int = 4) -> Any:
    """Variables and slots after some steps, and their names."""
    with tf.Graph().as_default(), tf.variable_scope("v"):
        w, b = _variables(tf)
        step = tf.train.get_or_create_global_step()
        optimizer = make(w, b)
        train = optimizer.minimize(_loss(tf, w, b, sparse), global_step=step)
        kept = [v for v in tf.global_variables() if v.dtype.base_dtype == tf.float32]
        slots = [
            [name, optimizer.get_slot(v, name).op.name]
            for name in optimizer.get_slot_names() for v in (w, b)
        ]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(steps):
                session.run(train)
            return plain([
                names(tf.global_variables()), names(tf.trainable_variables()), slots,
                session.run(kept),
            ])


@program
def opt_steps(tf: Any) -> Any:
    opt, train = tf.contrib.opt, tf.train
    sign_decay = _sign_decay(tf)
    made = [
        lambda w, b: opt.AdaMaxOptimizer(0.1, beta1=0.8, beta2=0.9, epsilon=0.01),
        lambda w, b: opt.AddSignOptimizer(0.05, alpha=0.9, beta=0.7),
        lambda w, b: opt.AddSignOptimizer(
            0.05, sign_decay_fn=sign_decay.get_linear_decay_fn(6), name="Signs"),
        lambda w, b: opt.PowerSignOptimizer(0.05, base=2.0, beta=0.7),
        lambda w, b: opt.PowerSignOptimizer(
            0.05, sign_decay_fn=sign_decay.get_cosine_decay_fn(5, zero_after=0.4)),
        lambda w, b: opt.LARSOptimizer(0.7, momentum=0.8, weight_decay=0.01, eeta=0.1),
        lambda w, b: opt.LARSOptimizer(0.07, skip_list=["bias"], use_nesterov=True, epsilon=0.1),
        lambda w, b: opt.RegAdagradOptimizer(0.3, initial_accumulator_value=0.2),
        lambda w, b: opt.VariableClippingOptimizer(
            train.MomentumOptimizer(0.1, 0.5), {w: [1]}, 0.6),
        lambda w, b: opt.VariableClippingOptimizer(
            train.GradientDescentOptimizer(0.1), {w: [0, 1], b: [0]}, 0.4, name="Clip"),
        lambda w, b: opt.MultitaskOptimizerWrapper(train.MomentumOptimizer(0.1, 0.9)),
    ]
    return [[_trained(tf, make, sparse) for make in made] for sparse in (False, True)]


def _sign_decay(tf: Any) -> Any:
    if hasattr(tf, "__real_version__"):
        return tf.contrib.opt.python.training.sign_decay
    from tensorflow.contrib.opt.python.training import sign_decay

    return sign_decay


@program
def opt_sign_decays(tf: Any) -> Any:
    there = _sign_decay(tf)
    made = [
        there.get_linear_decay_fn(5),
        there.get_cosine_decay_fn(5), there.get_cosine_decay_fn(4, 1.5, zero_after=1),
        there.get_restart_decay_fn(6, 2), there.get_restart_decay_fn(6, 3, zero_after=1.5),
    ]
    steps = [tf.constant(step) for step in (0, 1, 2, 3, 4, 5, 9)]
    with tf.Session() as session:
        found = plain(session.run([[one(step) for step in steps] for one in made]))
    return [found, [outcome(one, None) for one in made]]


@program
def opt_reg_adagrad(tf: Any) -> Any:
    """A step that adds to the accumulator, and one that does not."""
    with tf.Graph().as_default():
        w, b = _variables(tf)
        optimizer = tf.contrib.opt.RegAdagradOptimizer(0.3)
        adding = optimizer.minimize(_loss(tf, w, b, False))
        with optimizer.avoid_updating_slots():
            kept = [optimizer.minimize(_loss(tf, w, b, sparse)) for sparse in (False, True)]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for step in (adding, *kept, adding):
                session.run(step)
            return plain([names(tf.global_variables()), session.run(tf.global_variables())])


@program
def opt_multitask(tf: Any) -> Any:
    """Momentum does not move what has no gradient in a task."""
    opt = tf.contrib.opt
    with tf.Graph().as_default():
        w, b = _variables(tf)
        task = tf.placeholder(tf.float32, [])
        loss = task * tf.reduce_sum(w**2) + (1 - task) * tf.reduce_sum(tf.sin(b))
        optimizer = opt.MultitaskOptimizerWrapper(tf.train.MomentumOptimizer(0.1, 0.9))
        pairs, norm = opt.clip_gradients_by_global_norm(optimizer.compute_gradients(loss), 0.7)
        train = optimizer.apply_gradients(pairs)
        found = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for which in (1.0, 0.0, 1.0, 0.0):
                found.append(session.run([norm, train], {task: which})[0])
            told = plain([found, names(tf.global_variables()), session.run(tf.global_variables())])
        return [told, outcome(lambda: opt.MultitaskOptimizerWrapper(3))]


@program
def opt_moving_average(tf: Any) -> Any:
    """Averages, and a saver that writes them under the variables' names."""
    told = []
    for sequential in (True, False):
        with tf.Graph().as_default(), tempfile.TemporaryDirectory() as folder:
            w, b = _variables(tf)
            inner = tf.train.MomentumOptimizer(0.1, 0.9)
            optimizer = tf.contrib.opt.MovingAverageOptimizer(
                inner, average_decay=0.6, sequential_update=sequential
            )
            told.append(outcome(_kind_of, optimizer.swapping_saver))
            train = optimizer.minimize(_loss(tf, w, b, False))
            saver = optimizer.swapping_saver()
            told.append(outcome(optimizer.swapping_saver, [w, b]))
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                for _ in range(3):
                    session.run(train)
                path = saver.save(session, os.path.join(folder, "model"))
                found = session.run(tf.global_variables()) if sequential else None
                reader = tf.train.load_checkpoint(path)
                saved = sorted(reader.get_variable_to_shape_map())
                average = reader.get_tensor("w") if sequential else None
                told.append([names(tf.global_variables()), found, saved, average])
    return plain(told)


def _kind_of(function: Any) -> Any:
    try:
        return function() and None
    except RuntimeError:
        return "raises RuntimeError"


@program
def opt_external(tf: Any) -> Any:
    """What an algorithm outside of the graph is handed, and what becomes of its answer."""
    base: Any = tf.contrib.opt.ExternalOptimizerInterface
    told: list[Any] = []

    class Recorded(base):
        def _minimize(self, **given: Any) -> Any:
            start = given["initial_val"]
            told.append([sorted(given), start, given["packed_bounds"], given["optimizer_kwargs"]])
            for key in ("equality", "inequality"):
                told.append([f(start + 0.5) for f in given[f"{key}_funcs"]])
                told.append([f(start + 0.5) for f in given[f"{key}_grad_funcs"]])
            told.append(given["loss_grad_func"](start * 2))
            given["step_callback"](start)
            return start * 0.25

    with tf.Graph().as_default():
        w, b = _variables(tf)
        unseen, scale = tf.get_variable("unseen", [2]), tf.placeholder(tf.float32, [])
        loss = scale * _loss(tf, w, b, False)
        optimizer = Recorded(
            loss, var_list=[w, b, unseen], equalities=[b[0] ** 2], inequalities=[w[0, 0] - b[1]],
            var_to_bounds={b: (-1.0, [2.0, 3.0, np.inf])}, options={"maxiter": 3},
        )
        seen: list[Any] = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(unseen.assign([0.5, 1.0]))
            optimizer.minimize(
                session, {scale: 2.0}, [b, scale], loss_callback=lambda *got: seen.append(got),
                step_callback=lambda got: seen.append(got[:2]),
            )
            return plain([told, seen, session.run(tf.global_variables())])


@program
def opt_misuse(tf: Any) -> Any:
    opt = tf.contrib.opt
    wrong = [
        lambda: opt.LARSOptimizer(0.1, momentum=-0.1),
        lambda: opt.LARSOptimizer(0.1, weight_decay=-0.1),
        lambda: opt.RegAdagradOptimizer(0.1, initial_accumulator_value=0.0),
    ]
    loss = tf.Variable(1.0) ** 2
    kept = opt.ScipyOptimizerInterface(loss, method="SLSQP").optimizer_kwargs
    return [*[outcome(one) for one in wrong], kept]
