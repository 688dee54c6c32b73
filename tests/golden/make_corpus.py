"""Write the corpus of checkpoints with the real TensorFlow 1.15.5 (Python 3.7).

Usage: ``python3.7 tests/golden/make_corpus.py [NAME ...]``

Each case of ``corpus_cases.py`` becomes ``corpus/<name>/``, with ``golden.npz`` as
``make_checkpoints.py`` records it.  Names of older releases are put in place of those of 1.15:
the values are read out, and saved again from variables that carry the old names, in the graph
(where there is one) and in the checkpoint.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import Any, Dict

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, os.path.dirname(os.path.dirname(HERE)))

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from tensorflow.core.protobuf import saver_pb2  # noqa: E402

from tests.golden import make_checkpoints as base  # noqa: E402
from tests.golden.corpus_cases import CORPUS  # noqa: E402

Case = Dict[str, Any]
Values = Dict[str, Any]


def saver_of(case: Case, variables: Any = None) -> Any:
    version = saver_pb2.SaverDef.V1 if case["saved"].startswith("V1") else saver_pb2.SaverDef.V2
    sharded = case["saved"].endswith("sharded")
    return tf.train.Saver(
        variables, write_version=version, sharded=sharded, save_relative_paths=True
    )


def under_given_names(case: Case) -> Any:
    """The Saver's map, the parts of a partitioned variable together; None for their own names."""
    if not case["renamed"]:
        return None
    given: Dict[str, Any] = {}
    for variable in tf.global_variables():
        name = re.sub(r"/part_\d+$", "", variable.op.name)
        own = given.setdefault(old_name(name, case["renamed"]), [])
        own.append(variable)
    return {name: own if case["partitions"] else own[0] for name, own in given.items()}


def old_name(name: str, renamings: Any) -> str:
    for pattern, replacement in renamings:
        name = re.sub(pattern, replacement, name)
    return name


def cut(values: Values, case: Case) -> Values:
    """The rows of some variables in pieces, as 0.x saved them: the first ones may be longer."""
    for stem, count in case["pieces"].items():
        for k, piece in enumerate(np.array_split(values.pop(stem + "_0"), count)):
            values["%s_%d" % (stem, k)] = piece
    return values


def save_renamed(values: Values, case: Case, prefix: str) -> None:
    values = cut({old_name(name, case["era"]): value for name, value in values.items()}, case)
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [tf.Variable(value, name=name) for name, value in sorted(values.items())]
        session.run(tf.global_variables_initializer())
        saver_of(case, variables).save(session, prefix, write_meta_graph=False)


def save_graph(saver: Any, case: Case, path: str, names: Any) -> None:
    meta = saver.export_meta_graph(strip_default_attrs=True, clear_extraneous_savers=True)
    meta.meta_info_def.ClearField("stripped_op_list")
    for node in meta.graph_def.node if case["era"] else ():
        node.name = renamed_node(node.name, case, names)
        node.input[:] = [renamed_node(i, case, names) for i in node.input]
        node.attr.pop("_class", None)
    if case["era"]:
        meta.collection_def.clear()
    with open(path, "wb") as file:
        file.write(meta.SerializeToString(deterministic=True))


def renamed_node(name: str, case: Case, names: Any) -> str:
    """A variable's node and those under it (``kernel/read``) go by the old name."""
    control, bare = ("^", name[1:]) if name.startswith("^") else ("", name)
    for own in names:
        if bare == own or bare.startswith((own + "/", own + ":")):
            return control + old_name(own, case["era"]) + bare[len(own) :]
    return name


def save(session: Any, case: Case, folder: str, x: Any, fetched: Any) -> None:
    prefix = os.path.join(folder, "model.ckpt")
    variables = tf.global_variables()
    if case["saved"] == "frozen":
        kept = {"path": fetched["path"]} if case["around"] else fetched
        own = {k: t for k, t in base.flatten(kept).items() if k.startswith(case["frozen_for"])}
        outputs = [t.op.name for t in own.values()]
        graph = tf.graph_util.convert_variables_to_constants(
            session, session.graph_def, outputs
        )
        with open(os.path.join(folder, "model.pb"), "wb") as file:
            file.write(graph.SerializeToString(deterministic=True))
        return
    if case["saved"] == "SavedModel":
        path = os.path.join(folder, "saved_model")
        tf.saved_model.simple_save(session, path, {"input_wv": x}, base.flatten(fetched))
        return
    saver = saver_of(case, under_given_names(case))
    if case["era"]:
        values = {v.op.name: value for v, value in zip(variables, session.run(variables))}
        save_renamed(values, case, prefix)
    else:
        saver.save(session, prefix, write_meta_graph=False)
    if case["meta"]:
        save_graph(saver, case, prefix + ".meta", [v.op.name for v in variables])


def device_graph(case: Case, path: str) -> None:
    """The graph of CudnnLSTM itself, which only a GPU can run: its variables are one buffer."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, None, case["inputs"]], name="x")
        units = case["cells"][0]["num_units"]
        layer = tf.contrib.cudnn_rnn.CudnnLSTM(len(case["cells"]), units, name="cudnn_lstm")
        layer(x, training=False)
        tf.train.export_meta_graph(path, strip_default_attrs=True)


def surround(outputs: Any) -> Any:
    """A tagger around the recurrence: all the layers that people put there."""
    x = tf.layers.conv1d(outputs, 4, 3, padding="same", name="conv")
    x = tf.layers.batch_normalization(x, name="bn")
    x = tf.contrib.layers.layer_norm(x, scope="ln", begin_norm_axis=-1)
    logits = tf.layers.dense(x, 3, name="logits")
    transitions = tf.get_variable("crf/transitions", [3, 3])
    loss = tf.reduce_mean(tf.square(logits)) + tf.reduce_sum(transitions**2)
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    average = tf.train.ExponentialMovingAverage(0.5)
    with tf.control_dependencies([train]):
        return average.apply(tf.trainable_variables())


def classify(outputs: Any) -> None:
    """A classifier that reads the last step: a product of rank two, its bias added apart."""
    tf.layers.dense(outputs[:, -1], 3, activation=tf.nn.relu, name="head")


def switch(outputs: Any) -> None:
    """Dropout and three kinds of normalisation that ask a placeholder whether this is training."""
    training = tf.placeholder(tf.bool, [], name="is_training")
    scale = tf.cond(training, lambda: tf.constant(0.5), lambda: tf.constant(1.5))
    x = tf.layers.dropout(outputs, 0.4, training=training)
    x = tf.layers.batch_normalization(x, training=training, name="bn")
    x = tf.nn.dropout(tf.nn.relu(x), tf.cond(training, lambda: 0.5, lambda: 1.0)) * scale
    image = tf.layers.conv2d(tf.expand_dims(x, 3), 4, 3, name="conv")
    image = tf.layers.batch_normalization(image, training=training, name="bn_fused")
    image = tf.layers.max_pooling2d(image, (2, 3), (1, 2), padding="same")
    image = tf.layers.average_pooling2d(image, 2, 1)
    x = tf.reduce_mean(image, [1, 2])
    # Without a collection, the updates of the averages hang on the output.
    x = tf.contrib.layers.batch_norm(
        x, is_training=training, scale=True, updates_collections=None, scope="bn_contrib"
    )
    tf.layers.dense(x, 3, name="logits")


def attend(outputs: Any) -> None:
    """What people put over a recurrence without variables: masks, lookups, products."""
    lengths = tf.get_default_graph().get_tensor_by_name("lengths:0")
    memory = tf.transpose(outputs, [1, 0, 2])
    size, steps, units = tf.unstack(tf.shape(memory))
    last = tf.gather_nd(memory, tf.stack([tf.range(size), tf.maximum(lengths, 1) - 1], axis=1))
    query = tf.layers.dense(last, 4, activation=tf.nn.leaky_relu, name="query")
    scores = tf.squeeze(tf.matmul(memory, tf.expand_dims(query, 1), transpose_b=True), 2)
    mask = tf.sequence_mask(lengths, steps)
    scores = tf.where(mask, scores, tf.fill(tf.shape(scores), -1e9))
    both = tf.add_n([memory, tf.reverse_sequence(memory, lengths, seq_axis=1, batch_axis=0)])
    context = tf.reduce_sum(both * tf.expand_dims(tf.nn.softmax(scores), 2), 1)
    gate, value = tf.split(tf.layers.dense(context, 6, name="gated"), 2, axis=1)
    x = tf.pad(tf.sigmoid(gate) * value, [[0, 0], [1, 1]], constant_values=0.3)
    x = tf.slice(tf.pad(x, [[0, 0], [0, 1]]), [0, 1], [-1, 4])[:, ::-1]
    x = x[:, :-1] + x[:, 1:]
    x += tf.tile(tf.one_hot([1], 3), [size, 1])
    first, rest = tf.split(tf.reverse(x, [1]), [1, 2], axis=1)
    logits = tf.clip_by_value(tf.concat([rest, first], 1), -0.9, 0.9, name="logits")
    # A loss that waits for checks of its labels.
    gold = tf.placeholder(tf.int32, [None, None], name="gold")
    tf.losses.sparse_softmax_cross_entropy(tf.transpose(gold), memory)
    del logits, units


def score(outputs: Any) -> None:
    """A tagger's loss over all paths."""
    logits = tf.layers.dense(outputs, 3, name="tags")
    lengths = tf.get_default_graph().get_tensor_by_name("lengths:0")
    tags = tf.placeholder(tf.int32, [None, None], name="gold")
    likelihood, _ = tf.contrib.crf.crf_log_likelihood(logits, tags, lengths)
    tf.reduce_mean(-likelihood, name="loss")


SURROUNDINGS = {"tagger": surround, "classifier": classify, "switched": switch, "attention": attend}
SURROUNDINGS["crf"] = score


# What TF 1.15.5 gives at the end of the path is recorded too.
ENDS = {"classifier": "head/Relu:0", "switched": "logits/BiasAdd:0", "attention": "logits:0"}
ENDS["crf"] = "tags/BiasAdd:0"


def randomise_averages(session: Any) -> None:
    random = np.random.RandomState(5)
    for variable in tf.global_variables():
        if "moving_" in variable.name:
            variable.load(random.uniform(0.5, 1.5, variable.shape.as_list()), session)


def place(case: Case) -> Any:
    """Of variables: two devices in turn, for two shards."""
    if not case["saved"].endswith("sharded"):
        return None
    count = [0]

    def device(op: Any) -> str:
        if not op.type.startswith("Variable"):
            return "/cpu:0"
        count[0] += 1
        return "/cpu:%d" % (count[0] % 2)

    return device


def write(case: Case, folder: str) -> None:
    if case["control_flow_v2"]:
        tf.enable_control_flow_v2()
    else:
        tf.disable_control_flow_v2()
    if case["use_resource"]:  # of the layers around, too
        tf.enable_resource_variables()
    else:
        tf.disable_resource_variables()
    config = tf.ConfigProto(device_count={"CPU": 2}, allow_soft_placement=True)
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        with tf.device(place(case)):
            x, feeds, fetched, train = base.build(case, SURROUNDINGS.get(case["around"]))
        session.run(tf.global_variables_initializer())
        base.randomise(session, seed=len(case["name"]))
        if case["around"] in ENDS:
            for key, tensor in (("ids", "ids:0"), ("path", ENDS[case["around"]])):
                fetched[key] = tf.get_default_graph().get_tensor_by_name(tensor)
        if case["around"] == "switched":
            feeds[tf.get_default_graph().get_tensor_by_name("is_training:0")] = False
            randomise_averages(session)
        if train is not None:
            session.run(train, feeds)
        save(session, case, folder, x, fetched)
        base.record(session, case, x, feeds, fetched, folder)
    if case["device"]:
        device_graph(case, os.path.join(folder, "model.ckpt.meta"))


def main(names: list[str]) -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)
    for case in CORPUS:
        if names and case["name"] not in names:
            continue
        folder = os.path.join(HERE, "corpus", case["name"])
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        write(case, folder)
        sys.stdout.write(case["name"] + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
