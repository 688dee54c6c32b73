"""Write the test checkpoints with the real TensorFlow 1.15.5 (Python 3.7).

Usage: ``python3.7 tests/golden/make_checkpoints.py [NAME ...]``

Each case of ``checkpoint_cases.py`` becomes ``checkpoints/<name>/`` holding
``model.ckpt`` with its ``.meta`` and ``golden.npz``: the inputs, and the outputs
and final states that TensorFlow 1.15.5 computed from them.  Dropout is recorded
at keep_prob 1, which is what a converted model computes.
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
from tensorflow.core.protobuf import saver_pb2  # noqa: E402

from tests.golden import checkpoint_cases as specs  # noqa: E402

Case = Dict[str, Any]
Tensors = Dict[str, Any]
ACTIVATIONS = {
    "elu": tf.nn.elu,
    "relu": tf.nn.relu,
    "sigmoid": tf.sigmoid,
    "softsign": tf.nn.softsign,
    "tanh": tf.tanh,
}
HOMES = (tf.nn.rnn_cell, tf.contrib.rnn, tf.contrib.cudnn_rnn)


class Noisy(tf.nn.rnn_cell.RNNCell):
    """Reads noise as well while it is trained."""

    def __init__(self, cell: Any) -> None:
        super().__init__()
        self.cell = cell
        self.training = tf.placeholder_with_default(False, [], "training")

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        def noisy() -> Any:
            return inputs + tf.random_normal(tf.shape(inputs), dtype=inputs.dtype)

        return self.cell(tf.cond(self.training, noisy, lambda: tf.identity(inputs)), state)


def make_cell(spec: dict[str, Any], case: Case, keep_prob: Any = None) -> Any:
    arguments = {k: v for k, v in spec.items() if k != "cell"}
    if "activation" in arguments:
        arguments["activation"] = ACTIVATIONS[arguments["activation"]]
    home = next(module for module in HOMES if hasattr(module, spec["cell"]))
    cell = getattr(home, spec["cell"])(**arguments)
    if case["residual"] is True:
        cell = tf.nn.rnn_cell.ResidualWrapper(cell)
    if keep_prob is not None:
        cell = tf.nn.rnn_cell.DropoutWrapper(cell, keep_prob, keep_prob, keep_prob)
    if case.get("noise"):
        cell = Noisy(cell)
    if case["residual"] == "around dropout":
        cell = tf.nn.rnn_cell.ResidualWrapper(cell)
    return cell


def make_stack(cells: list[dict[str, Any]], case: Case, keep_prob: Any = None) -> Any:
    made = [make_cell(spec, case, keep_prob) for spec in cells]
    packed = not cells[0].get("state_is_tuple", True)
    return tf.nn.rnn_cell.MultiRNNCell(made, not packed) if case["multi"] else made[0]


def run_bidirectional(forward: Any, backward: Any, x: Any, lengths: Any, case: Case) -> Any:
    return tf.nn.bidirectional_dynamic_rnn(
        forward,
        backward,
        x,
        lengths,
        dtype=case["dtype"],
        time_major=case["time_major"],
        scope=case["scope"],
    )


def recurrence(case: Case, x: Any, lengths: Any, keep_prob: Any) -> Tensors:
    """The case's recurrence, as ``{key: tensor}`` of what is recorded."""
    kind, cells = case["kind"], case["cells"]
    if kind == "dynamic":
        cell = make_stack(cells, case, keep_prob)
        start = initial_state(cell, case)
        outputs, state = tf.nn.dynamic_rnn(
            cell,
            x,
            lengths,
            initial_state=start,
            dtype=None if start is not None else case["dtype"],
            time_major=case["time_major"],
            scope=case["scope"],
        )
        return {"outputs": outputs, "state": state}
    if kind == "bidirectional":
        pair = make_stack(cells, case), make_stack(case.get("backward") or cells, case)
        (fw, bw), (state_fw, state_bw) = run_bidirectional(pair[0], pair[1], x, lengths, case)
        return {"outputs_fw": fw, "outputs_bw": bw, "state_fw": state_fw, "state_bw": state_bw}
    return {
        "nested_bidirectional": nested_bidirectional,
        "contrib_stack_bidirectional": contrib_stack,
        "static": static,
        "fused": fused,
        "two": two,
        "dense": dense,
    }[kind](case, x, lengths)


def initial_state(cell: Any, case: Case) -> Any:
    if not case["initial_state"]:
        return None
    parts = [
        tf.placeholder(case["dtype"], [None, size], name="start_%d" % i)
        for i, size in enumerate(cell.state_size)
    ]
    return tf.nn.rnn_cell.LSTMStateTuple(*parts)


def nested_bidirectional(case: Case, x: Any, lengths: Any) -> Tensors:
    out = {}
    for k, spec in enumerate(case["cells"]):
        with tf.variable_scope("layer_%d" % k):
            pair = make_cell(spec, case, None), make_cell(spec, case, None)
            (fw, bw), states = run_bidirectional(pair[0], pair[1], x, lengths, case)
        x = tf.concat([fw, bw], 2)
        out["state_%d_fw" % k], out["state_%d_bw" % k] = states
    out.update(outputs_fw=fw, outputs_bw=bw)
    return out


def contrib_stack(case: Case, x: Any, lengths: Any) -> Tensors:
    pair = [[make_cell(spec, case, None) for spec in case["cells"]] for _ in "fb"]
    outputs, fw, bw = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
        pair[0], pair[1], x, sequence_length=lengths, dtype=tf.as_dtype(case["dtype"])
    )
    out = {}
    for k, states in enumerate(zip(fw, bw)):
        out["state_%d_fw" % k], out["state_%d_bw" % k] = states
    out["outputs_fw"], out["outputs_bw"] = tf.split(outputs, 2, 2)
    return out


def static(case: Case, x: Any, lengths: Any) -> Tensors:
    steps = tf.unstack(x, specs.STEPS, 1)
    outputs, state = tf.nn.static_rnn(
        make_stack(case["cells"], case), steps, sequence_length=lengths, dtype=case["dtype"]
    )
    return {"outputs": tf.stack(outputs, 1), "state": state}


def fused(case: Case, x: Any, lengths: Any) -> Tensors:
    outputs, state = make_cell(case["cells"][0], case)(
        x, sequence_length=lengths, dtype=tf.as_dtype(case["dtype"])
    )
    return {"outputs": outputs, "state": state}


def two(case: Case, x: Any, lengths: Any) -> Tensors:
    out = {}
    for scope, spec in zip(("left", "right"), case["cells"]):
        outputs, state = tf.nn.dynamic_rnn(
            make_cell(spec, case, None), x, lengths, dtype=case["dtype"], scope=scope
        )
        out[scope + "_outputs"], out[scope + "_state"] = outputs, state
    return out


def dense(case: Case, x: Any, lengths: Any) -> Tensors:
    del lengths  # no recurrence reads them
    return {"outputs": tf.layers.dense(x, 5, name="head")}


def surround(outputs: Any) -> Any:
    """A head, a loss, Adam and an average around the recurrence, as a training script has."""
    logits = tf.layers.dense(outputs, 2, name="head")
    loss = tf.reduce_mean(tf.square(logits))
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=step)
    average = tf.train.ExponentialMovingAverage(0.9)
    with tf.control_dependencies([train]):
        return average.apply(tf.trainable_variables())


def build(case: Case, surround: Any = surround) -> Any:
    dtype = case["dtype"]
    shape = [specs.STEPS, specs.BATCH] if case["time_major"] else [specs.BATCH, specs.STEPS]
    random = np.random.RandomState(7)
    feeds, train = {}, None
    if case["around"]:
        ids = tf.placeholder(tf.int64, [None, None], name="ids")
        parts = tf.fixed_size_partitioner(3) if case.get("table") else None
        rows = [11, case["inputs"]]
        table = tf.get_variable("embedding", rows, tf.as_dtype(dtype), partitioner=parts)
        x = tf.nn.embedding_lookup(table, ids, partition_strategy=case.get("table") or "mod")
        feeds[ids] = random.randint(0, 11, shape)
    else:
        x = tf.placeholder(dtype, [None, None, case["inputs"]], name="x")
        if case["fixed_sizes"]:
            x.set_shape([*shape, None])
        if case["kind"] == "static":
            x.set_shape([None, specs.STEPS, None])
        feeds[x] = random.randn(*shape, case["inputs"]).astype(dtype)
    lengths = None
    if case["lengths"]:
        lengths = tf.placeholder(tf.int32, [None], name="lengths")
        feeds[lengths] = np.array(specs.LENGTHS, np.int32)
    keep_prob = case["keep_prob"]
    if keep_prob == "placeholder":
        keep_prob = tf.placeholder(dtype, [], name="keep_prob")
    partitioner = case["partitions"] and tf.fixed_size_partitioner(case["partitions"])
    scope = tf.get_variable_scope()
    with tf.variable_scope(scope, partitioner=partitioner, use_resource=case["use_resource"]):
        fetched = recurrence(case, x, lengths, keep_prob)
    if case["around"]:
        train = surround(fetched["outputs"])
    return x, feeds, fetched, train


def randomise(session: Any, seed: int) -> None:
    random = np.random.RandomState(seed)
    for variable in tf.trainable_variables():
        value = 0.5 * random.randn(*variable.shape.as_list())
        variable.load(value.astype(variable.dtype.base_dtype.as_numpy_dtype), session)


def flatten(fetched: Tensors) -> Tensors:
    flat = {}
    for key, value in fetched.items():
        for i, part in enumerate(tf.contrib.framework.nest.flatten(value)):
            flat[key if tf.is_tensor(value) else "%s_%d" % (key, i)] = part
    return flat


def write(case: Case, folder: str) -> None:
    if case["control_flow_v2"]:
        tf.enable_control_flow_v2()
    else:
        tf.disable_control_flow_v2()
    with tf.Graph().as_default(), tf.Session() as session:
        x, feeds, fetched, train = build(case)
        session.run(tf.global_variables_initializer())
        randomise(session, seed=len(case["name"]))
        if train is not None:
            session.run(train, feeds)
        version = saver_pb2.SaverDef.V1 if case["format"] == "V1" else saver_pb2.SaverDef.V2
        saver = tf.train.Saver(write_version=version, save_relative_paths=True)
        saver.save(session, os.path.join(folder, "model.ckpt"), write_meta_graph=False)
        saver.export_meta_graph(
            os.path.join(folder, "model.ckpt.meta"),
            strip_default_attrs=True,
            clear_extraneous_savers=True,
        )
        record(session, case, x, feeds, fetched, folder)


def record(
    session: Any, case: Case, x: Any, feeds: dict[Any, Any], fetched: Tensors, folder: str
) -> None:
    """Run the recurrence; for dropout, a second graph without it holds the same weights."""
    golden = {"inputs": session.run(x, feeds)}
    if case["lengths"]:
        golden["lengths"] = np.array(specs.LENGTHS, np.int32)
    if case["initial_state"]:
        random = np.random.RandomState(3)
        for i in range(2):
            start = tf.get_default_graph().get_tensor_by_name("start_%d:0" % i)
            feeds[start] = random.randn(specs.BATCH, start.shape[1].value).astype(case["dtype"])
            golden["start_%d" % i] = feeds[start]
    if case["keep_prob"] is None:
        golden.update(session.run(flatten(fetched), feeds))
    else:
        with tf.Graph().as_default(), tf.Session() as clean:
            _, feeds, fetched, _ = build(dict(case, keep_prob=None))
            tf.train.Saver().restore(clean, os.path.join(folder, "model.ckpt"))
            golden.update(clean.run(flatten(fetched), feeds))
    np.savez_compressed(os.path.join(folder, "golden.npz"), **golden)


def main(names: list[str]) -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)
    for case in specs.CASES:
        if names and case["name"] not in names:
            continue
        folder = os.path.join(HERE, "checkpoints", case["name"])
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        write(case, folder)
        sys.stdout.write(case["name"] + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
