"""Train, save, and train on with the real TensorFlow 1.15.5 (Python 3.7).

Usage: ``python3.7 tests/golden/make_optimizers.py [NAME ...]``

Each case of ``optimizer_cases.py`` becomes ``optimizers/<name>/`` holding ``model.ckpt`` with its
``.meta``, and ``golden.npz``: the batches of the three steps that followed, and the variables
after each of them.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any, Dict

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from tests.golden import optimizer_cases as specs  # noqa: E402

Case = Dict[str, Any]


class AdamWeightDecay(tf.train.Optimizer):
    """The rule that BERT was trained with, written from its equations.

    m = 0.9 m + 0.1 g;  v = 0.999 v + 0.001 g²;  w -= rate (m / (√v + 1e-6) + decay w), the last
    term for kernels only.
    """

    def __init__(self, learning_rate: float, weight_decay_rate: float) -> None:
        super().__init__(False, "AdamWeightDecay")
        self.rate, self.decay = learning_rate, weight_decay_rate

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: Any = None
    ) -> Any:
        done = []
        for gradient, variable in grads_and_vars:
            key = variable.op.name
            slots = [
                tf.get_variable(
                    key + suffix,
                    initializer=tf.zeros_like(variable.initialized_value()),
                    trainable=False,
                )
                for suffix in ("/adam_m", "/adam_v")
            ]
            m = 0.9 * slots[0] + 0.1 * gradient
            v = 0.999 * slots[1] + 0.001 * gradient * gradient
            step = m / (tf.sqrt(v) + 1e-6)
            if "bias" not in key:
                step += self.decay * variable
            with tf.control_dependencies([step]):
                done += [slots[0].assign(m), slots[1].assign(v)]
                done += [variable.assign(variable - self.rate * step)]
        return tf.group(*done, global_step.assign_add(1), name=name)


def make_optimizer(case: Case, step: Any) -> Any:
    arguments = dict(case["arguments"])
    if case["schedule"]:
        rate, steps, decay = case["schedule"]
        arguments["learning_rate"] = tf.train.exponential_decay(rate, step, steps, decay)
    if case["optimizer"] == "AdamW":
        return tf.contrib.opt.AdamWOptimizer(**arguments)
    if case["optimizer"] == "AdamWeightDecay":
        return AdamWeightDecay(**arguments)
    return getattr(tf.train, case["optimizer"] + "Optimizer")(**arguments)


def make_cell(case: Case) -> Any:
    arguments = {k: v for k, v in case["cell"].items() if k != "cell"}
    return getattr(tf.nn.rnn_cell, case["cell"]["cell"])(**arguments)


def outputs_of(case: Case, inputs: Any, lengths: Any) -> Any:
    kind, dtype = case["kind"], case["dtype"]
    if kind == "bidirectional":
        pair = make_cell(case), make_cell(case)
        both, _ = tf.nn.bidirectional_dynamic_rnn(pair[0], pair[1], inputs, lengths, dtype=dtype)
        return tf.concat(both, 2)
    if kind == "tagger":
        table = tf.get_variable("embedding", [7, 3], dtype)
        inputs = tf.nn.embedding_lookup(table, inputs)
    outputs, _ = tf.nn.dynamic_rnn(make_cell(case), inputs, lengths, dtype=dtype)
    return tf.layers.dense(outputs, 2, name="head") if kind == "tagger" else outputs


def build(case: Case) -> Any:
    dtype = case["dtype"]
    if case["kind"] == "tagger":
        inputs = tf.placeholder(tf.int64, [None, None], name="ids")
    else:
        inputs = tf.placeholder(dtype, [None, None, 3], name="x")
    lengths = tf.placeholder(tf.int32, [None], name="lengths")
    partitioner = case["partitions"] and tf.fixed_size_partitioner(case["partitions"])
    with tf.variable_scope(
        tf.get_variable_scope(), partitioner=partitioner, use_resource=case["use_resource"]
    ):
        outputs = outputs_of(case, inputs, lengths)
    outputs = tf.identity(outputs, name="logits")
    targets = tf.placeholder(dtype, outputs.shape, name="targets")
    loss = tf.reduce_mean(tf.square(outputs - targets))
    step = tf.train.get_or_create_global_step() if case["global_step"] else None
    optimizer = make_optimizer(case, step)
    pairs = optimizer.compute_gradients(loss, tf.trainable_variables())
    if case["clip_norm"]:
        gradients, _ = tf.clip_by_global_norm([g for g, _ in pairs], case["clip_norm"])
        pairs = list(zip(gradients, tf.trainable_variables()))
    # AdamW's decay waits for nothing: it may or may not come before the forward pass has read.
    with tf.control_dependencies([gradient for gradient, _ in pairs if case["ordered"]]):
        train = optimizer.apply_gradients(pairs, global_step=step)
    return {"inputs": inputs, "lengths": lengths, "targets": targets}, train


def batch(case: Case, random: Any, width: int) -> Any:
    shape = [specs.BATCH, specs.STEPS]
    if case["kind"] == "tagger":
        inputs = random.randint(0, 7, shape)
    else:
        inputs = random.randn(*shape, 3).astype(case["dtype"])
    targets = random.randn(*shape, width).astype(case["dtype"])
    return {"inputs": inputs, "lengths": np.array(specs.LENGTHS), "targets": targets}


def write(case: Case, folder: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        feeds, train = build(case)
        random = np.random.RandomState(len(case["name"]))
        session.run(tf.global_variables_initializer())
        for variable in tf.trainable_variables():
            value = 0.5 * random.randn(*variable.shape.as_list())
            variable.load(value.astype(case["dtype"]), session)
        width = feeds["targets"].shape[2].value

        def step() -> Any:
            values = batch(case, random, width)
            session.run(train, {feeds[key]: value for key, value in values.items()})
            return values

        for _ in range(case["before"]):
            step()
        saver = tf.train.Saver(save_relative_paths=True)
        saver.save(session, os.path.join(folder, "model.ckpt"), write_meta_graph=False)
        saver.export_meta_graph(
            os.path.join(folder, "model.ckpt.meta"),
            strip_default_attrs=True,
            clear_extraneous_savers=True,
        )
        golden: Dict[str, Any] = {}
        for k in range(specs.AFTER):
            golden.update(("%s_%d" % (key, k), value) for key, value in step().items())
            # Through a checkpoint, so that a partitioned variable is whole.
            later = saver.save(session, os.path.join(folder, "later"), write_meta_graph=False)
            reader = tf.train.load_checkpoint(later)
            for name in reader.get_variable_to_shape_map():
                golden["after_%d:%s" % (k, name)] = reader.get_tensor(name)
        np.savez_compressed(os.path.join(folder, "golden.npz"), **golden)
        for name in os.listdir(folder):
            if name.startswith("later") or name == "checkpoint":
                os.remove(os.path.join(folder, name))


def main(names: list[str]) -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)
    for case in specs.CASES:
        if names and case["name"] not in names:
            continue
        folder = os.path.join(HERE, "optimizers", case["name"])
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        write(case, folder)
        sys.stdout.write(case["name"] + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
