"""``tf.contrib.framework`` and ``tf.contrib.lookup``: what ``v1_programs.py`` has not."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.golden.v1_programs import outcome, plain, program, run


def _saved(tf: Any, values: Any) -> str:
    """The prefix of a checkpoint with these variables."""
    path = os.path.join(tempfile.mkdtemp(), "model")
    with tf.Graph().as_default(), tf.Session() as session:
        for name, value in values.items():
            tf.get_variable(name, initializer=np.asarray(value, np.float32))
        session.run(tf.global_variables_initializer())
        return str(tf.train.Saver().save(session, path))


def _file(lines: Any) -> str:
    path = os.path.join(tempfile.mkdtemp(), "words")
    with open(path, "w") as file:
        file.write("".join(line + "\n" for line in lines))
    return path


@contextlib.contextmanager
def _heard(tf: Any) -> Iterator[list[str]]:
    """What TensorFlow's logger says meanwhile."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    before = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.WARN)
    logging.getLogger("tensorflow").addHandler(handler)
    yield said
    logging.getLogger("tensorflow").removeHandler(handler)
    tf.logging.set_verbosity(before)


@program
def structured_py_func(tf: Any) -> Any:
    py_func = tf.contrib.framework.py_func
    x, y = tf.constant([1.0, 2.0]), tf.constant(3)

    def work(a: Any, pair: Any, scale: Any = 1) -> Any:
        return {"sum": a * scale, "rest": (pair[0] + np.int32(1), a.sum())}

    kinds = {"sum": tf.float32, "rest": (tf.int32, tf.float32)}
    found = py_func(
        work, [x, (y, y)], {"scale": tf.constant(2.0)}, kinds, {"sum": [2], "rest": ([], [])}
    )
    single = py_func(lambda a: a + 1, [x], output_types=lambda a: a.dtype, name="one")
    wrong = py_func(lambda a: (a, a), [x], output_types={"a": tf.float32})
    with tf.Session() as session:
        values = plain(session.run([found["sum"], found["rest"], single]))
        failed = False
        try:
            session.run(wrong["a"])
        except tf.errors.OpError:
            failed = True
    return [
        values,
        failed,
        found["sum"].get_shape().as_list(),
        single.get_shape().ndims,
        single.op.type,
        py_func(lambda a: a, [x], output_types=tf.float32, stateful=False).op.type,
        outcome(lambda: py_func(work, 3, output_types=kinds)),
        outcome(lambda: py_func(work, [x], kwargs=[1], output_types=kinds)),
    ]


@program
def zero_initializer(tf: Any) -> Any:
    zero = tf.contrib.framework.zero_initializer
    made = [
        tf.get_variable("w", initializer=tf.ones([2, 3], dtype), use_resource=resource)
        for resource, dtype in ((False, tf.float32),)
    ]
    ops = [zero(variable) for variable in made]
    with tf.Session() as session:
        zeros = plain(session.run(ops))
        again: list[Any] = []
        for op in ops:
            try:
                session.run(op)
                again.append("passed")
            except tf.errors.InvalidArgumentError as error:
                again.append("input is already initialized" in str(error))
    return [zeros, again, [op.name for op in ops]]


@program
def remapped_matrices(tf: Any) -> Any:
    f = tf.contrib.framework
    old = np.arange(12.0).reshape(4, 3) + 1
    path = _saved(tf, {"emb": old, "bias": [[1.0], [2.0], [3.0]], "emb/Adam": -old})
    words = _file(["a", "b", "c", "d"]), _file(["c", "new", "a", "b", "other"])
    classes = _file(["x", "y", "z"]), _file(["z", "w", "x"])

    def fill(shape: Any, dtype: Any = tf.float32, partition_info: Any = None) -> Any:
        return tf.fill(shape, tf.cast(0.5, dtype))

    both = f.load_and_remap_matrix_initializer(
        path, "emb", 5, 3, old_row_vocab_file=words[0], new_row_vocab_file=words[1],
        old_col_vocab_file=classes[0], new_col_vocab_file=classes[1],
        num_row_oov_buckets=2, num_col_oov_buckets=1, initializer=fill,
    )
    made = {
        "both": tf.get_variable("both", [7, 4], initializer=both),
        "parts": tf.get_variable(
            "parts", [7, 4], initializer=both, partitioner=tf.fixed_size_partitioner(3)
        ),
        "embedding": tf.get_variable(
            "embedding", [6, 3],
            initializer=f.load_embedding_initializer(
                path, "emb", 5, 3, words[0], words[1], num_oov_buckets=1, initializer=fill
            ),
        ),
        "first": tf.get_variable(
            "first", [5, 3],
            initializer=f.load_embedding_initializer(
                path, "emb", 5, 3, words[0], words[1], old_vocab_size=2, initializer=fill
            ),
        ),
        "bias": tf.get_variable(
            "bias", [4, 1],
            initializer=f.load_linear_multiclass_bias_initializer(
                path, "bias", 3, classes[0], classes[1], num_class_oov_buckets=1
            ),
        ),
    }
    columns = f.load_and_remap_matrix_initializer(
        path, "emb", 4, 3, old_col_vocab_file=classes[0], new_col_vocab_file=classes[1],
        max_rows_in_memory=1,
    )
    made["columns"] = tf.get_variable("columns", [4, 3], initializer=columns)
    slot = f.load_variable_slot_initializer(
        path, "emb/Adam", None, 5, 3, old_row_vocab_file=words[0], new_row_vocab_file=words[1],
    )
    default = f.load_embedding_initializer(path, "emb", 5, 3, words[0], words[1])
    return [
        run(tf, {**made, "parts": made["parts"].as_tensor(), "slot": slot([5, 3])}),
        [part.get_shape().as_list() for part in made["parts"]],
        run(tf, default([5, 3]))[0],
        outcome(lambda: both([7, 3])),
        outcome(lambda: both([8, 4])),
        outcome(lambda: both([7])),
        outcome(lambda: both([7, 4], tf.float64)),
        outcome(lambda: f.load_and_remap_matrix_initializer(path, "emb", 5, 3, initializer=3)),
        outcome(lambda: f.load_and_remap_matrix_initializer(path, "emb", 4, 3)([4, 3])),
        outcome(
            lambda: f.load_and_remap_matrix_initializer(
                path, "emb", 4, 3, old_row_vocab_file=words[0]
            )([4, 3])
        ),
    ]


@program
def orthogonal_kernels(tf: Any) -> Any:
    f = tf.contrib.framework
    delta, one = f.convolutional_delta_orthogonal, f.convolutional_orthogonal_1d
    two, three = f.convolutional_orthogonal_2d, f.convolutional_orthogonal_3d
    counting = two(seed=4)
    made = [
        delta(seed=3)([3, 2, 4]),
        delta(gain=2.0, seed=3, dtype=tf.float64)([3, 4, 2, 3]),
        delta(seed=5)([2, 3, 1, 2, 2], tf.float64),
        one(gain=0.5, seed=7)([4, 2, 3]),
        one(seed=1)([1, 2, 2]),
        two(seed=2, dtype=tf.float64)([3, 3, 2, 3]),
        two(seed=2)([1, 1, 2, 3]),
        three(seed=6)([2, 2, 2, 2, 3]),
        three(seed=6)([3, 3, 3, 1, 2]),
        counting([2, 2, 1, 2]),
        counting([2, 2, 1, 2]),
    ]
    return [
        [np.ravel(value) for value in run(tf, made)],
        [counting.seed, two(gain=3.0, seed=1).get_config()],
        outcome(lambda: delta()([2, 2])),
        outcome(lambda: delta()([1, 4, 3])),
        outcome(lambda: two()([2, 3, 1, 2])),
        outcome(lambda: two()([2, 2, 2])),
        outcome(lambda: three()([2, 2, 2, 3, 2])),
        outcome(lambda: one(dtype=tf.int32)),
    ]


@program
def record_input(tf: Any) -> Any:
    folder = tempfile.mkdtemp()
    for part in range(2):
        with tf.python_io.TFRecordWriter(os.path.join(folder, "part%d" % part)) as writer:
            for i in range(6):
                writer.write(("record %d" % (6 * part + i)).encode())
    make = tf.contrib.framework.RecordInput
    pattern = os.path.join(folder, "part*")
    whole = make(pattern, batch_size=12, buffer_size=12, seed=3).get_yield_op()
    lists = make(pattern, 3, 12, seed=3, batches=2, name="two").get_yield_op()
    with tf.Session() as session:
        first = sorted(plain(session.run(whole)))
        second = plain(session.run(lists))
    return [first, [len(batch) for batch in second], whole.op.type, lists[0][0].shape.as_list()]


@program
def bounded_spec(tf: Any) -> Any:
    spec = tf.contrib.framework.BoundedTensorSpec
    made = spec([2, 3], tf.int32, 0, [4, 5, 6], name="x")
    of_tensor = spec.from_spec(tf.contrib.framework.TensorSpec([2], tf.uint8))
    return [
        made.minimum.tolist(),
        made.maximum.tolist(),
        made.name,
        made.shape.as_list(),
        made.dtype.name,
        [of_tensor.minimum.tolist(), of_tensor.maximum.tolist()],
        made == spec([2, 3], tf.int32, 0, [4, 5, 6], name="x"),
        made == spec([2, 3], tf.int32, 1, [4, 5, 6], name="x"),
        outcome(lambda: spec([2], tf.int32, None, 3)),
        outcome(lambda: spec([2], tf.int32, [1, 2, 3], 3)),
        outcome(lambda: spec([2], tf.int32, 1, [1, 2, 3])),
    ]


@program
def fuse_op(tf: Any) -> Any:
    fuse = tf.contrib.framework.fuse_op
    x = tf.placeholder(tf.float32, [2], name="x")
    a = tf.nn.relu(x, name="a")
    b = tf.add(a, 1.0, name="b")
    tf.identity(b, name="out")
    tf.identity("text", name="other")
    graph = tf.get_default_graph().as_graph_def()
    kind = tf.float32.as_datatype_enum
    fused = fuse(graph, ["a"], ["out"], [kind], False, "mine", "Mine")
    node = next(n for n in fused.node if n.name == "mine")
    return [
        [[n.name, list(n.input)] for n in fused.node],
        [node.op, list(node.attr["_output_types"].list.type), node.attr["_output_quantized"].b],
        outcome(lambda: fuse("graph", ["a"], ["out"], [kind], False, "m", "M")),
        outcome(lambda: fuse(graph, "a", ["out"], [kind], False, "m", "M")),
        outcome(lambda: fuse(graph, ["a"], "out", [kind], False, "m", "M")),
    ]


@program
def deprecated(tf: Any) -> Any:
    f = tf.contrib.framework
    @f.deprecated("2018-02-03", "Use other().")
    def old(x: Any) -> Any:
        """Adds one."""
        return x + 1

    @f.deprecated_args(None, "Leave it.", ("dim", 1), "gone")
    def with_args(x: Any, dim: Any = 1, gone: Any = None) -> Any:
        return [x, dim, gone]

    @f.deprecated_arg_values(None, "Use tuples.", is_tuple=False)
    def with_values(is_tuple: Any = True) -> Any:
        return is_tuple

    with _heard(tf) as said:
        values = [
            [old(1), old(x=2), old.__name__, "(deprecated)" in old.__doc__],
            [with_args(0), with_args(0, 2), with_args(0, dim=1, gone=3), with_args(0, 1)],
            [with_values(), with_values(False), with_values(False)],
        ]
    return [
        values,
        [[word in text for word in ("old", "dim", "gone", "is_tuple=False")] for text in said],
        outcome(lambda: f.deprecated("tomorrow", "text")),
        outcome(lambda: f.deprecated(None, "")),
        outcome(lambda: f.deprecated_args(None, "text")),
        outcome(lambda: f.deprecated_args(None, "text", "none")(old)),
        outcome(lambda: f.deprecated_args(None, "text", "x", other=1)),
        outcome(lambda: f.deprecated_arg_values(None, "text")),
        outcome(old),
    ]


@program
def shared_tables(tf: Any) -> Any:
    L = tf.contrib.lookup
    filler = L.KeyValueTensorInitializer(["a", "b"], tf.constant([5, 6], tf.int64))
    words = tf.constant(["b", "zz"])
    first = L.HashTable(filler, -1, shared_name="shared", name="first")
    second = L.HashTable(filler, -2, shared_name="shared", name="second")
    alone = L.HashTable(filler, -3, name="alone")
    mutable = L.MutableHashTable(tf.string, tf.int64, -1, "words", False)
    vectors = L.MutableHashTable(tf.int64, tf.float32, [0.0, 1.0], "vectors")
    dense = L.MutableDenseHashTable(tf.int64, tf.int64, -1, 0, -5, 8, "dense")
    one = tf.constant([1], tf.int64)
    fill = [
        first.init,
        mutable.insert(words, tf.constant([1, 2], tf.int64)),
        vectors.insert(one, tf.constant([[3.0, 4.0]])),
        dense.insert(one, one),
    ]
    with tf.Session() as session:
        session.run(fill)
        looked = session.run(
            [first.lookup(words), second.lookup(words), second.size(), mutable.lookup(words),
             vectors.lookup(tf.constant([1, 2], tf.int64)), dense.lookup(one)]
        )
        empty = []
        try:
            session.run(alone.lookup(words))
        except tf.errors.FailedPreconditionError:
            empty.append("empty")
    names = [t.name for t in (first, second, alone, mutable, vectors, dense)]
    return [
        plain(looked),
        empty,
        names,
        [
            [isinstance(t, L.LookupInterface), isinstance(t, L.InitializableLookupTableBase)]
            for t in (first, mutable, dense)
        ],
        isinstance(L.index_table_from_tensor(["a"], 1), L.LookupInterface),
        isinstance(filler, L.TableInitializerBase),
        isinstance(3, L.LookupInterface),
        len(tf.get_collection(tf.GraphKeys.SAVEABLE_OBJECTS)),
    ]


@program
def own_tables(tf: Any) -> Any:
    L = tf.contrib.lookup

    class Constant(L.TableInitializerBase):  # type: ignore[name-defined]
        def __init__(self) -> None:
            L.TableInitializerBase.__init__(self, tf.string, tf.int64)
            self.filled: Any = None

        def initialize(self, table: Any) -> Any:
            filler = L.KeyValueTensorInitializer(["k"], tf.constant([9], tf.int64))
            return filler.initialize(table)

    class Doubled(L.LookupInterface):  # type: ignore[name-defined]
        def __init__(self, table: Any) -> None:
            self.table = table
            super().__init__(table.key_dtype, table.value_dtype)

        name = "doubled"

        def size(self, name: Any = None) -> Any:
            return self.table.size(name)

        def lookup(self, keys: Any, name: Any = None) -> Any:
            return 2 * self.table.lookup(keys, name)

    base = L.HashTable(L.KeyValueTensorInitializer(["k"], tf.constant([9], tf.int64)), -1)
    doubled = Doubled(base)
    both = L.IdTableWithHashBuckets(base, 2)
    keys = tf.constant(["k", "z"])
    with tf.Session() as session:
        session.run(base.init)
        values = plain(session.run([doubled.lookup(keys), doubled.size(), both.lookup(keys)]))
    starter = Constant()
    return [
        values,
        [doubled.key_dtype.name, doubled.value_dtype.name, doubled.name],
        [starter.key_dtype.name, starter.value_dtype.name],
        outcome(lambda: L.LookupInterface(tf.string, "int64").value_dtype.name),
        outcome(lambda: base.lookup(tf.constant([1]))),
    ]


@program
def partial_shapes(tf: Any) -> Any:
    """``with_shape`` of a ``TensorShape``, whose unknown sizes fit any."""
    with_shape = tf.contrib.framework.with_shape
    known, half = tf.ones([3, 2], name="known"), tf.placeholder(tf.float32, [None, 2], name="half")
    shape = tf.TensorShape([None, 2])
    passed, three = with_shape(shape, half), with_shape(tf.TensorShape([3, None]), half)
    with tf.Session() as session:
        values = [session.run(x, {half: np.ones([3, 2])}).shape for x in (passed, three)]
        try:
            session.run(three, {half: np.ones([4, 2])})
        except tf.errors.InvalidArgumentError as error:
            values.append("Wrong shape for half:0 [expected] [actual]." in str(error))
    return plain(
        [
            values,
            [x.get_shape().as_list() for x in (passed, three)],
            with_shape(shape, known) is known,
            with_shape(tf.TensorShape([3, 2]), known) is known,
            outcome(lambda: with_shape(tf.TensorShape([None, 3]), known)),
            outcome(lambda: with_shape([-1, 2], known).get_shape().as_list()),
            outcome(lambda: with_shape(tf.TensorShape([]), known).get_shape().as_list()),
            with_shape(tf.TensorShape([]), tf.constant(1.0)).get_shape().as_list(),
        ]
    )
