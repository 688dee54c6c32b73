"""Programs of contrib's rarer layers: values, gradients, names and collections."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program


def _input(tf: Any, *shape: int) -> Any:
    return tf.constant(np.random.RandomState(5).uniform(-1, 1, shape).astype("float32"))


def _told(tf: Any, layer: Any, *shape: int) -> Any:
    with tf.Graph().as_default(), tf.variable_scope(
        "v", initializer=tf.random_uniform_initializer(-0.6, 0.6, seed=9)
    ):
        x = _input(tf, *shape)
        y = layer(x)
        weights = tf.trainable_variables()
        # Squares: the sum of what is normalised has no slope but rounding.
        slopes = tf.gradients(tf.reduce_sum(y * y * _input(tf, *y.shape.as_list())), [x, *weights])
        keys = ("MODEL_VARIABLES", "REGULARIZATION_LOSSES", "TRAINABLE_VARIABLES")
        held = [names(tf.get_collection(getattr(tf.GraphKeys, key))) for key in keys]
        held += [names(tf.get_collection(key)) for key in ("mine", "weights", "activations")]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            return plain([session.run([y, slopes]), y.shape.as_list(), held])


@program
def contrib_separable(tf: Any) -> Any:
    there: Any = tf.contrib.layers
    start = {"weights_initializer": tf.random_uniform_initializer(-0.6, 0.6, seed=9)}
    l2 = there.l2_regularizer(0.1)
    image = (2, 4, 5, 3)
    cases = [
        lambda x: there.separable_conv2d(x, 2, 2, 2, weights_regularizer=l2, **start),
        lambda x: there.separable_convolution2d(
            x, None, [2, 3], 2, stride=2, activation_fn=None, scope="alone",
            variables_collections={"weights": ["mine"]}, **start,
        ),
        lambda x: there.separable_conv2d(
            x, 2, 2, rate=2, normalizer_fn=there.layer_norm,
            pointwise_initializer=tf.ones_initializer(), outputs_collections="mine", **start,
        ),
        lambda x: there.conv2d_in_plane(x, [2, 1], activation_fn=tf.nn.tanh, **start),
        lambda x: there.convolution2d_in_plane(x, 2, 2, "VALID", biases_initializer=None, **start),
    ]  # fmt: skip
    deep = (1, 2, 3, 2, 2)
    volumes = [
        lambda x: there.conv3d_transpose(x, 2, 2, 2, **start),
        lambda x: there.convolution3d_transpose(x, 2, [1, 2, 2], activation_fn=None, **start),
        lambda x: there.max_pool3d(x, 2, 1),
        lambda x: there.avg_pool3d(x, [1, 2, 2], padding="SAME"),
    ]
    found = [_told(tf, case, *image) for case in cases]
    return found + [_told(tf, case, *deep) for case in volumes]


@program
def contrib_group_norms(tf: Any) -> Any:
    there: Any = tf.contrib.layers
    begun = {"beta": tf.constant_initializer(0.5)}
    cases = [
        there.instance_norm,
        lambda x: there.instance_norm(
            x, scale=False, param_initializers=begun, data_format="NCHW", scope="first",
            activation_fn=tf.nn.relu, variables_collections=["mine"],
        ),
        lambda x: there.group_norm(x, groups=2),
        lambda x: there.group_norm(
            x, 2, 1, [2, 3], epsilon=0.1, mean_close_to_zero=True, param_initializers=begun,
        ),
        lambda x: there.group_norm(x, 2, reduction_axes=[-3], center=False, trainable=False),
    ]  # fmt: skip
    x = tf.ones([2, 3, 3, 3])
    unknown = tf.placeholder(tf.float32)
    wrong = [
        lambda: there.group_norm(x, 2), lambda: there.group_norm(x, 5),
        lambda: there.group_norm(unknown), lambda: there.group_norm(x, 3, 2, [2, 3]),
        lambda: there.group_norm(x, 3, 7), lambda: there.instance_norm(unknown),
        lambda: there.instance_norm(x, data_format="x"),
    ]  # fmt: skip
    return [[_told(tf, case, 2, 4, 3, 4) for case in cases], [outcome(one) for one in wrong]]


@program
def contrib_reshaping(tf: Any) -> Any:
    there: Any = tf.contrib.layers
    image = (2, 3, 4, 2)
    cases: Any = [
        (there.spatial_softmax, image),
        (lambda x: there.spatial_softmax(x, 0.5, "soft", ["mine"], False, "NCHW"), image),
        (there.images_to_sequence, image),
        (lambda x: there.images_to_sequence(x, "NCHW", "mine"), image),
        (lambda x: there.sequence_to_images(x, 3), (4, 6, 2)),
        (lambda x: there.sequence_to_images(x, 3, "channels_first"), (4, 6, 2)),
        (lambda x: there.maxout(x, 2), (3, 4)),
        (lambda x: there.maxout(x, 2, axis=-1), (3, 2, 6)),
        (lambda x: there.scale_gradient(x, 0.3), (3, 4)),
        (lambda x: there.legacy_linear(x, 3, weight_init=tf.ones_initializer()), (2, 4)),
        (lambda x: there.legacy_relu(x, 3, weight_init=tf.ones_initializer()), (2, 3, 4)),
        (lambda x: there.legacy_fully_connected(
            x, 3, tf.nn.tanh, tf.ones_initializer(), None, "old", None, None, ["mine"],
            weight_regularizer=there.l2_regularizer(0.1)), (2, 4)),
    ]  # fmt: skip
    unknown = tf.placeholder(tf.float32, [None] * 4)
    wrong = [
        lambda: there.maxout(tf.ones([2, 4]), 3), lambda: there.spatial_softmax(unknown),
        lambda: there.images_to_sequence(unknown, "x"),
        lambda: there.legacy_linear(tf.ones([4]), 3),
        lambda: there.legacy_linear(tf.placeholder(tf.float32), 3),
    ]  # fmt: skip
    return [[_told(tf, case, *shape) for case, shape in cases], [outcome(one) for one in wrong]]


@program
def contrib_lookups(tf: Any) -> Any:
    there: Any = tf.contrib.layers
    table = _input(tf, 5, 3)
    ids = tf.SparseTensor([[0, 0], [0, 1], [2, 0], [3, 1]], tf.constant([1, 3, 0, -1]), [4, 2])
    weights = tf.SparseTensor(ids.indices, tf.constant([1.0, 2.0, 0.0, 1.0]), ids.dense_shape)
    dense = tf.constant([[1, 2], [0, 3], [0, 0]])
    start = {"initializer": tf.random_uniform_initializer(-1, 1, seed=4)}
    made = [
        there.safe_embedding_lookup_sparse(table, ids),
        there.safe_embedding_lookup_sparse([table], ids, weights, "sum", 2),
        there.safe_embedding_lookup_sparse(table, ids, combiner="sqrtn", max_norm=0.8, name="n"),
        there.embedding_lookup_unique(table, tf.constant([[1, 2], [1, 0]])),
        there.bow_encoder(dense, 5, 4, **start),
        there.bow_encoder(dense, 5, 4, sparse_lookup=False, scope="all", **start),
        there.bow_encoder(
            tf.SparseTensor([[0, 1], [1, 0]], tf.constant([4, 2], tf.int64), [2, 2]), 5, 4,
            scope="given", **start,
        ),
        tf.sparse_tensor_to_dense(there.dense_to_sparse(dense)),
        there.dense_to_sparse(dense, 3).values,
    ]  # fmt: skip
    wrong = [
        lambda: there.safe_embedding_lookup_sparse(None, ids),
        lambda: there.safe_embedding_lookup_sparse([], ids),
        lambda: there.safe_embedding_lookup_sparse(table, ids, combiner="x"),
        lambda: there.bow_encoder(ids, 5, 4, sparse_lookup=False),
    ]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = session.run(made)
    shapes = [one.shape.as_list() for one in made]
    return plain([found, shapes, names(tf.model_variables()), [outcome(one) for one in wrong]])


@program
def contrib_summaries(tf: Any) -> Any:
    there: Any = tf.contrib.layers
    cut = tf.nn.relu6(tf.constant([[-1.0, 7.0, 3.0]]), name="cut")
    soft, alone = tf.nn.softmax(cut, name="soft"), tf.constant(2.0, name="a/lone")
    for one in (cut, soft):
        tf.add_to_collection("activations", one)
    variable = tf.get_variable("v", [2])
    made = [
        there.summarize_activation(cut), there.summarize_tensor(alone),
        there.summarize_tensor(soft, "tag"), there.summarize_tensors([alone, cut]),
        there.summarize_activations("s"),
        there.summarize_collection(tf.GraphKeys.GLOBAL_VARIABLES),
        there.summarize_collection("activations", "c", lambda one: one),
    ]  # fmt: skip
    made = [one if isinstance(one, list) else [one] for one in made]
    with tf.Session() as session:
        session.run(variable.initializer)
        texts = session.run(tf.get_collection("summaries"))
    values = [tf.Summary.FromString(text).value[0] for text in texts]
    told = [[one.tag, one.simple_value, one.histo.num, one.histo.max] for one in values]
    return plain([[names(one) for one in made], told[:5], [one[0] for one in told]])
