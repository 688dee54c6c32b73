"""``tf.layers``, ``tf.contrib.layers`` and object-based checkpoints beside ``tests/layers``."""

from __future__ import annotations

import copy
import os
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import _import, names, outcome, plain, program, run


def _fixed(tf: Any) -> list[Any]:
    """Assignments of numbers that depend on the variable's size only."""
    return [
        v.assign(np.sin(np.arange(np.prod(v.shape.as_list()))).reshape(v.shape.as_list()))
        for v in tf.global_variables()
    ]


def _valued(tf: Any, fetches: Any) -> Any:
    assigned = _fixed(tf)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(assigned)
        return plain(session.run(fetches))


@program
def keras_style(tf: Any) -> Any:
    style = tf.layers.experimental.keras_style_scope
    rnn = tf.nn.rnn_cell
    x = tf.constant([[1.0, -1.0, 0.5], [0.0, 2.0, 1.0]])
    with style():
        same = [tf.layers.Dense(2, name="d", kernel_regularizer=tf.nn.l2_loss) for _ in range(2)]
        outputs = [layer(x) for layer in (*same, same[0])]
        with tf.variable_scope("vs"):
            outputs += [tf.layers.dense(x, 2), tf.layers.dense(x, 2)]
        outputs.append(tf.layers.batch_normalization(x, training=True))
        cell, deep = rnn.BasicLSTMCell(2), rnn.MultiRNNCell([rnn.GRUCell(2) for _ in range(2)])
    with tf.variable_scope("q"):
        stepped, _ = cell(x, cell.zero_state(2, tf.float32))
    deeper, _ = deep(x, deep.zero_state(2, tf.float32))
    with style():  # in a dynamic loop the name depends on the kind of control flow
        inner = rnn.GRUCell(2)
    static, _ = tf.nn.static_rnn(inner, [x], dtype=tf.float32, scope="static")
    with style():
        errors = [
            outcome(lambda: tf.layers.dense(x, 2, reuse=True)),
            outcome(lambda: tf.layers.Dense(2, _scope="s")),
            outcome(lambda: tf.layers.Dense(2)(x, scope="s")),
            outcome(lambda: rnn.GRUCell(2)(x, tf.zeros([2, 2]), scope="s")),
        ]
    keys = tf.GraphKeys
    return [
        names(tf.global_variables()),
        names(tf.trainable_variables()),
        sorted({type(v).__name__ for v in tf.global_variables()}),
        [len(tf.get_collection(k)) for k in (keys.REGULARIZATION_LOSSES, keys.UPDATE_OPS)],
        names(deep.variables),
        _valued(tf, [*outputs, stepped, deeper, static]),
        errors,
        callable(tf.layers.experimental.set_keras_style),
    ]


class _Holder:
    """Makes layers of one's own on either side."""

    def __init__(self, tf: Any) -> None:
        class Own(tf.layers.Layer):
            def build(self, shape: Any) -> None:
                self.lists = [self.add_variable("in", [1], trainable=False), {"a": 1}]
                self.kernel = self.add_variable("deep/kernel", [2])
                self.add_variable("name", [1])
                self.built = True

            def call(self, x: Any) -> Any:
                return x

        self.own = Own


@program
def object_checkpoints(tf: Any) -> Any:
    """The keys of ``tf.train.Checkpoint``, and values that come back through them."""
    rnn = tf.nn.rnn_cell
    x, image = tf.ones([2, 3]), tf.ones([2, 4, 4, 3])
    cells = {
        "lstm": rnn.LSTMCell(2, use_peepholes=True, num_proj=1),
        "deep": rnn.MultiRNNCell(
            [rnn.GRUCell(2), rnn.DropoutWrapper(rnn.BasicLSTMCell(2), 0.5)], state_is_tuple=True
        ),
        "residual": rnn.ResidualWrapper(rnn.BasicRNNCell(3)),
        "device": rnn.DeviceWrapper(rnn.BasicRNNCell(3), "/cpu:0"),
        "copy": copy.deepcopy(rnn.MultiRNNCell([rnn.GRUCell(2)])),
    }
    for name, cell in cells.items():
        with tf.variable_scope(name):
            cell(x, cell.zero_state(2, tf.float32))
    layers = {
        "conv": tf.layers.Conv2D(2, 2),
        "norm": tf.layers.BatchNormalization(),
        "separable": tf.layers.SeparableConv2D(2, 2),
        "dense": tf.layers.Dense(2),
        "own": _Holder(tf).own(),
    }
    for layer in layers.values():
        layer(image)
    checkpoint = tf.train.Checkpoint(**cells, **layers)
    kernels = [cells["lstm"].variables[0], cells["deep"].variables[-1], layers["own"].kernel]
    assigned = _fixed(tf)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(assigned)
        path = checkpoint.save(os.path.join(tempfile.mkdtemp(), "model"), session=session)
        before = plain(session.run(kernels))
        session.run(tf.global_variables_initializer())
        checkpoint.restore(path).assert_consumed().run_restore_ops(session)
        after = plain(session.run(kernels))
    keys = sorted(key for key, _ in tf.train.list_variables(path) if "OBJECT_GRAPH" not in key)
    return [keys, before, after, type(layers["own"].lists[1]) is dict]


@program
def counted_params(tf: Any) -> Any:
    dense = tf.layers.Dense(3)
    before = outcome(dense.count_params)
    dense(tf.ones([1, 4]))
    return [before, dense.count_params()]


@program
def private_layers(tf: Any) -> Any:
    core = _import(tf, "tensorflow.python.layers.core")
    convolutional = _import(tf, "tensorflow.python.layers.convolutional")
    normalization = _import(tf, "tensorflow.python.layers.normalization")
    pooling = _import(tf, "tensorflow.python.layers.pooling")
    base = _import(tf, "tensorflow.python.layers.base")
    image = tf.ones([1, 4, 4, 2])
    outputs = [
        core.fully_connected(tf.ones([1, 3]), 2),
        convolutional.deconv2d(image, 2, 2),
        convolutional.separable_convolution2d(image, 2, 2),
        normalization.batch_norm(image),
        pooling.max_pool2d(image, 2, 2),
    ]
    return [
        [t.op.name for t in outputs],
        names(tf.global_variables()),
        core.FullyConnected is core.Dense,
        convolutional.Deconvolution2D is convolutional.Conv2DTranspose,
        convolutional.Convolution1D is convolutional.Conv1D,
        normalization.BatchNorm is normalization.BatchNormalization,
        pooling.AvgPool2D is pooling.AveragePooling2D,
        issubclass(core.Dense, base.Layer),
        base.InputSpec(ndim=2).ndim,
    ]


@program
def class_forms(tf: Any) -> Any:
    """Classes that ``tests/layers`` has only as functions."""
    layers = tf.layers
    image, line = tf.constant(np.sin(np.arange(96.0)).reshape(2, 4, 4, 3), tf.float32), tf.ones(
        [2, 5, 3]
    )
    volume = tf.reshape(image, [2, 4, 4, 3, 1])
    outputs = [
        layers.AveragePooling2D(2, 1, "same")(image),
        layers.MaxPooling3D(2, 2)(volume),
        layers.SeparableConv2D(2, 2, depth_multiplier=2)(image),
        layers.SeparableConv1D(2, 3, padding="same")(line),
    ]
    gradients = tf.gradients(outputs, tf.trainable_variables())
    return [names(tf.global_variables()), _valued(tf, [outputs, gradients])]


@program
def contrib_convolution(tf: Any) -> Any:
    layers = tf.contrib.layers
    image = tf.constant(np.cos(np.arange(64.0)).reshape(1, 4, 4, 4), tf.float32)
    line, volume = tf.reshape(image, [1, 16, 4]), tf.reshape(image, [1, 4, 2, 2, 4])
    outputs = [
        layers.convolution(image, 2, 3, rate=2),
        layers.convolution1d(line, 2, 3),
        layers.convolution2d(image, 2, [3, 1], stride=2),
        layers.convolution2d_transpose(image, 2, 3, stride=2),
        layers.convolution3d(volume, 2, 2, padding="VALID"),
    ]
    gradients = tf.gradients(outputs, tf.trainable_variables())
    return [
        names(tf.global_variables()),
        _valued(tf, [outputs, gradients]),
        layers.convolution2d is layers.conv2d,
        layers.convolution3d is layers.conv3d,
        sorted(layers.OPTIMIZER_CLS_NAMES),
        list(layers.OPTIMIZER_SUMMARIES),
        outcome(lambda: layers.conv2d(image, 2, 3, data_format="nchw")),
    ]


@program
def text_file_tables(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    path = os.path.join(tempfile.mkdtemp(), "words")
    with open(path, "w") as file:
        file.write("x 7\ny 8\n")
    kinds = lookup.TextFileIndex
    filler = lookup.TextFileInitializer(path, tf.string, 0, tf.int64, 1, delimiter=" ")
    lines = lookup.TextFileInitializer(
        path, tf.int64, kinds.LINE_NUMBER, tf.string, kinds.WHOLE_LINE
    )
    table, numbered = lookup.HashTable(filler, -1), lookup.HashTable(lines, "none")
    fetches = [
        table.lookup(tf.constant(["y", "z"])),
        numbered.lookup(tf.constant([0, 5], tf.int64)),
    ]
    return [
        run(tf, fetches, tables=True),
        [kinds.WHOLE_LINE, kinds.LINE_NUMBER],
        list(lookup.HasherSpec("legacy", None)),
    ]


@program
def small_framework(tf: Any) -> Any:
    f = tf.contrib.framework
    sparse = tf.SparseTensor([[0]], [1.0], [2])
    return [
        outcome(lambda: f.assert_scalar(tf.ones([2]))),
        f.assert_scalar(tf.constant(2.0)).get_shape().as_list(),
        f.convert_to_tensor_or_sparse_tensor(sparse) is sparse,
        f.convert_to_tensor_or_sparse_tensor([1.0, 2.0]).get_shape().as_list(),
    ]


@program
def attention_helpers(tf: Any) -> Any:
    private = _import(tf, "tensorflow.contrib.seq2seq.python.ops.attention_wrapper")
    random = np.random.RandomState(5)
    memory = tf.constant(random.randn(3, 4, 2), tf.float64)
    query = tf.constant(random.randn(3, 2), tf.float64)
    lengths = tf.constant([4, 1, 2])
    v = tf.constant([0.3, -0.7], tf.float64)

    class Mechanism:
        values = memory

        def __call__(self, query: Any, state: Any) -> Any:
            scores = private._luong_score(query, memory, None)
            return tf.nn.softmax(scores), state + 1

    attended = private._compute_attention(Mechanism(), query, tf.constant(1), None)
    layered = private._compute_attention(Mechanism(), query, tf.constant(1), lambda x: 2.0 * x)
    score = private._bahdanau_score(query, memory, v)
    masked = private._maybe_mask_score(score, lengths, None, -1e9)
    fetches = [
        attended,
        layered,
        score,
        private._bahdanau_score(query, memory, v, v[0], 0.5 * v),
        private._luong_score(query, memory, v[1]),
        masked,
        private._maybe_mask_score(score),
        private._prepare_memory(memory, lengths),
        private._prepare_memory([memory], None, tf.sequence_mask(lengths, 4)),
        private.hardmax(score),
        tf.contrib.seq2seq.hardmax(score),
        tf.contrib.seq2seq.safe_cumprod([0.5, 0.25, 0.0], exclusive=True),
        tf.gradients([masked, layered[0]], [memory, query]),
    ]
    unknown = tf.placeholder(tf.float32, [None, None, None])
    return [
        run(tf, fetches),
        outcome(lambda: private._prepare_memory(unknown, lengths)),
        outcome(lambda: private._luong_score(query, tf.ones([3, 4, 5], tf.float64), None)),
        outcome(lambda: private._maybe_mask_score(score, lengths, score > 0.0, 0.0)),
        outcome(lambda: private._prepare_memory(memory, lengths, score > 0.0)),
    ]


@program
def private_layer_utils(tf: Any) -> Any:
    """``contrib.layers.python.layers.utils``, which programs import although it was private."""
    utils = _import(tf, "tensorflow.contrib.layers.python.layers.utils")
    first, second = (tf.constant(x, name=name) for x, name in ((1.0, "first"), (2.0, "second")))
    plain_one = tf.identity(first, name="plain")
    for alias, tensor in (("net/a/", first), ("b", second), ("c", second)):
        utils.collect_named_outputs("ends", alias, tensor)
    utils.append_tensor_alias(second, "d/")
    utils.collect_named_outputs(None, "none", plain_one)
    tf.add_to_collection("ends", plain_one)
    aliases = utils.gather_tensors_aliases(tf.get_collection("ends"))
    by_name = utils.convert_collection_to_dict("ends", clear_collection=True)
    ends = [(alias, tensor.name) for alias, tensor in by_name.items()]
    fed = tf.placeholder_with_default(True, [], name="fed")
    yes, no = (lambda: tf.constant(1.0)), (lambda: tf.constant(2.0))
    branches = [utils.smart_cond(p, yes, no) for p in (True, 0, tf.constant(False), fed)]
    flag = tf.Variable(True)
    shape = tf.TensorShape([None, 3, 4])
    slims = tf.contrib.slim.utils
    shared = ("convert_collection_to_dict", "collect_named_outputs", "last_dimension")
    constants = [
        utils.constant_value(x) for x in (3, "word", tf.constant([1, 2]), fed, flag)
    ]
    wrong = [
        outcome(lambda: utils.constant_value(None)),
        outcome(lambda: utils.constant_value(first, tf.int32)),
        outcome(lambda: utils.smart_cond(True, 1.0, no)),
        outcome(lambda: utils.static_cond(False, yes, None)),
        outcome(lambda: utils.last_dimension(tf.TensorShape(None))),
        outcome(lambda: utils.last_dimension(shape, min_rank=4)),
        outcome(lambda: utils.channel_dimension(tf.TensorShape([2, None]), "channels_first")),
        *[outcome(lambda v=v: utils.two_element_tuple(v)) for v in ([1], "ab", 2.5)],
        *[
            outcome(lambda n=n, v=v: utils.n_positive_integers(n, v))
            for n, v in ((0, 1), ("3", 1), (2, [1]), (1, 0), (2, ["x", 1]), (3, shape))
        ],
    ]
    return [
        [aliases, ends, len(tf.get_collection("ends"))],
        run(tf, branches),
        [plain(c) for c in constants],
        [utils.last_dimension(shape), utils.channel_dimension(shape, "channels_first")],
        utils.channel_dimension(shape, "channels_last", min_rank=3),
        [plain(utils.two_element_tuple(v)) for v in (3, [1, 2], (4, 5))],
        [plain(utils.n_positive_integers(*v)) for v in ((1, 2), (2, 2), (2, (2, 3)))],
        [plain(utils.get_variable_collections(c, "w")) for c in (["a"], {"w": ["b"]}, {}, None)],
        [getattr(slims, name) is getattr(utils, name) for name in shared],
        wrong,
    ]
