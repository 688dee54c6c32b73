"""Small programs of TF1's public names outside of the cells, for the oracle and for us.

Each takes the module ``tf`` and returns what JSON can hold.  The real TensorFlow 1.15.5 runs
them under Python 3.7 (``make_v1.py``); the tests run them on ``tf1compat.v1``.
"""

from __future__ import annotations

import collections
import gzip
import os
import struct
import tempfile
from typing import Any, Callable

import numpy as np

PROGRAMS: dict[str, Callable[[Any], Any]] = {}


def program(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    PROGRAMS[function.__name__] = function
    return function


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result, or the kind of the error."""
    try:
        return function(*arguments)
    except (ValueError, TypeError, KeyError, AssertionError, AttributeError) as error:
        kinds = (ValueError, TypeError, KeyError, AssertionError, AttributeError)
        return "raises " + next(k.__name__ for k in kinds if isinstance(error, k))


def run(tf: Any, fetches: Any, feed: Any = None, tables: bool = False) -> Any:
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(tf.local_variables_initializer())
        if tables:
            session.run(tf.tables_initializer())
        return plain(session.run(fetches, feed))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(child) for child in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    return value.decode() if isinstance(value, bytes) else value


def names(variables: Any) -> list[str]:
    return [v.name for v in variables]


# contrib.training.HParams


def _hparams(tf: Any) -> Any:
    return tf.contrib.training.HParams(
        rate=0.5, units=3, cell="lstm", bidi=True, sizes=[1, 2], acts=["a", "b"], steps=(1.0, 2.0)
    )


@program
def hparams_values(tf: Any) -> Any:
    h = _hparams(tf)
    return [
        sorted(h.values().items()),
        repr(h),
        sorted(str(h).split(",")),
        h.to_json(sort_keys=True),
        h.to_json(indent=1, separators=(",", ":"), sort_keys=True),
        "rate" in h,
        "none" in h,
        [h.get("rate"), h.get("none"), h.get("none", 7), h.get("units", 4), h.get("sizes", [5])],
        outcome(lambda: h.get("rate", "text")),
        outcome(lambda: h.get("sizes", 3)),
        outcome(lambda: h.get("units", 1.5)),
        h.get_model_structure(),
    ]


@program
def hparams_parse(tf: Any) -> Any:
    def parse(text: str) -> Any:
        return sorted(_hparams(tf).parse(text).values().items())

    texts = [
        "rate=1e-3",
        "rate=2",
        "units=7,cell=gru",
        "units = 7 , cell=gru",
        "bidi=false",
        "bidi=0",
        "bidi=True",
        "sizes=[4,5 6]",
        "acts=[x,y]",
        "steps=[1,2.5]",
        "cell=",
        "cell=a b",
        "",
        "units=1.5",
        "bidi=yes",
        "none=3",
        "units=3,units=4",
        "sizes[1]=3",
        "sizes=3",
        "units=[3]",
        "units",
        "=3",
        "units=3;cell=x",
        "sizes=[1,a]",
    ]
    return [[text, outcome(parse, text)] for text in texts]


@program
def hparams_parse_values(tf: Any) -> Any:
    types = {"x": float, "arr": int, "flag": bool, "s": str, "a.b": int}
    texts = [
        "x=5,arr=[1,2],s=t",
        "arr[1]=3,arr[0]=4",
        "arr[1]=3,arr[1]=4",
        "arr=[1],arr[0]=4",
        "arr[0]=4,arr=[1]",
        "arr[0]=4,arr=1",
        "arr[1]=[1,2]",
        "arr=[]",
        "flag=2",
        "flag=[true,0,False]",
        "a.b=3",
        "y=3",
        "x=inf",
        "x=,s=",
        "arr[ 2 ]=9",
    ]
    parse = tf.contrib.training.parse_values
    strict = [[t, outcome(lambda text: plain(_str_keys(parse(text, types))), t)] for t in texts]
    return [strict, _str_keys(parse("y=3,x=1,z=[1,2]", types, ignore_unknown=True))]


def _str_keys(values: Any) -> Any:
    if isinstance(values, dict):
        return {str(key): _str_keys(child) for key, child in sorted(values.items())}
    return values


@program
def hparams_set(tf: Any) -> Any:
    trials = [
        ("rate", 1),
        ("rate", True),
        ("rate", "1"),
        ("units", 2.0),
        ("units", True),
        ("units", 9),
        ("cell", 3),
        ("cell", "gru"),
        ("bidi", 1),
        ("bidi", False),
        ("sizes", 3),
        ("sizes", [7]),
        ("sizes", (7,)),
        ("sizes", []),
        ("sizes", [1.5]),
        ("units", [1]),
        ("none", 1),
    ]

    def attempt(name: str, value: Any) -> Any:
        h = _hparams(tf)
        h.set_hparam(name, value)
        return getattr(h, name)

    results = [[n, repr(v), outcome(attempt, n, v)] for n, v in trials]
    h = _hparams(tf)
    added = [
        outcome(lambda: h.add_hparam("new", None)),
        outcome(lambda: h.set_hparam("new", "anything")),
        outcome(lambda: h.add_hparam("parse", 1)),
        outcome(lambda: h.add_hparam("rate", 1)),
        outcome(lambda: h.add_hparam("empty", [])),
        outcome(lambda: h.add_hparam("dotted.name", 1)),
        outcome(lambda: h.del_hparam("rate")),
        outcome(lambda: h.del_hparam("rate")),
        outcome(lambda: h.rate),
        outcome(lambda: h.override_from_dict({"units": 5}).units),
        outcome(lambda: h.set_from_map({"units": 6}).units),
        outcome(lambda: h.parse_json('{"units": 8, "sizes": [9]}').sizes),
        outcome(lambda: h.parse_json("{")),
        outcome(lambda: h.parse_json('{"none": 8}')),
    ]
    return [results, added, sorted(map(str, h.values().items()))]


@program
def hparams_proto(tf: Any) -> Any:
    HParams = tf.contrib.training.HParams
    h = _hparams(tf)
    message = h.to_proto()
    back = HParams(hparam_def=message)
    return [
        message.SerializeToString(deterministic=True).hex(),
        sorted(back.values().items()),
        sorted(HParams.from_proto(message).values().items()),
        outcome(lambda: HParams(hparam_def=message, x=1)),
        outcome(lambda: HParams(x=[None]).to_proto()),
    ]


# contrib.framework


@program
def arg_scope(tf: Any) -> Any:
    framework = tf.contrib.framework

    @framework.add_arg_scope
    def conv(x: int, stride: int = 1, padding: str = "SAME") -> Any:
        return [x, stride, padding]

    @framework.add_arg_scope
    def pool(x: int, stride: int = 5) -> Any:
        return [x, stride]

    def bare(x: int, stride: int = 5) -> Any:
        return [x, stride]

    results: list[Any] = [conv(0), framework.has_arg_scope(conv), framework.has_arg_scope(bare)]
    with framework.arg_scope([conv, pool], stride=2) as outer:
        results += [conv(0), pool(0), conv(0, stride=3)]
        with framework.arg_scope([conv], padding="VALID", stride=9):
            results += [conv(0), pool(0)]
        results.append(conv(0))
    with framework.arg_scope(outer):
        results.append(conv(0))
    results += [
        conv(0),
        conv.__name__,
        list(framework.arg_scoped_arguments(conv)),
        outcome(lambda: framework.arg_scope([bare], stride=1).__enter__()),
        outcome(lambda: framework.arg_scope(conv, stride=1).__enter__()),
        outcome(lambda: framework.arg_scope(outer, stride=1).__enter__()),
        outcome(lambda: framework.arg_scoped_arguments(bare)),
        len(framework.current_arg_scope()),
    ]
    return results


@program
def framework_variables(tf: Any) -> Any:
    f = tf.contrib.framework
    with tf.variable_scope("a") as scope:
        f.variable("w", [2], initializer=tf.ones_initializer(), regularizer=tf.nn.l2_loss)
        f.model_variable("m", [3], trainable=False, initializer=tf.zeros_initializer())
        f.local_variable([1.0], name="loc")
    with tf.variable_scope("a/b"):
        f.model_variable("w", [1], device="/cpu:0")
        f.variable("private", [1], collections=["mine"], trainable=False)
    f.global_variable(3, name="glob")
    extra = tf.Variable(1.0, name="aw")
    f.add_model_variable(extra)
    f.add_model_variable(extra)
    keys = tf.GraphKeys
    collections_ = [
        keys.GLOBAL_VARIABLES,
        keys.MODEL_VARIABLES,
        keys.LOCAL_VARIABLES,
        keys.TRAINABLE_VARIABLES,
        "mine",
    ]
    return [
        [names(tf.get_collection(key)) for key in collections_],
        len(tf.get_collection(keys.REGULARIZATION_LOSSES)),
        names(f.get_variables(scope)),
        names(f.get_variables("a/b")),
        names(f.get_variables(suffix="w")),
        names(f.get_variables("a", "w")),
        names(f.get_model_variables()),
        names(f.get_local_variables()),
        names(f.get_trainable_variables("a")),
        names(f.get_variables_by_name("w")),
        names(f.get_variables_by_name("w", "a/b")),
        names(f.get_variables_by_suffix("w")),
        names(f.get_variables_to_restore(include=["a"], exclude=["a/b"])),
        names(f.get_variables_to_restore(exclude=["a"])),
        outcome(lambda: f.get_variables_to_restore(include="a")),
        f.get_unique_variable("a/w").name,
        outcome(lambda: f.get_unique_variable("a")),
        outcome(lambda: f.get_unique_variable("zzz")),
        names(f.filter_variables(tf.global_variables(), ["w"], ["b"])),
        names(f.filter_variables(tf.global_variables(), ["w"], reg_search=False)),
        names(f.filter_variables(tf.global_variables(), exclude_patterns=["a"])),
        [f.get_variable_full_name(v) for v in tf.global_variables()],
    ]


@program
def partitioned_names(tf: Any) -> Any:
    f = tf.contrib.framework
    w = tf.get_variable("w", [4, 2], partitioner=tf.fixed_size_partitioner(2))
    return [[f.get_variable_full_name(part), part.name] for part in w]


@program
def global_step(tf: Any) -> Any:
    f = tf.contrib.framework
    first = outcome(f.get_global_step)
    step = f.get_or_create_global_step()
    return [
        first,
        step.name,
        f.get_or_create_global_step() is step,
        f.get_global_step() is step,
        f.assert_or_get_global_step() is step,
        f.assert_or_get_global_step(global_step_tensor=step) is step,
        outcome(f.create_global_step),
        outcome(lambda: f.assert_global_step(tf.constant(1.0))),
    ]


@program
def assign_values(tf: Any) -> Any:
    f = tf.contrib.framework
    a = tf.get_variable("a", [2, 2])
    b = tf.get_variable("s/b", [3])
    tf.get_variable("s/bb", [3])
    values = {"a": np.arange(4.0), "s/b": np.array([1.0, 2.0, 3.0])}
    operation, feed = f.assign_from_values(values)
    assign = f.assign_from_values_fn({"a": np.full([2, 2], 7.0)})
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(operation, feed)
        first = plain(session.run([a, b]))
        assign(session)
        second = plain(session.run(a))
    return [
        sorted(tensor.name for tensor in feed),
        first,
        second,
        outcome(lambda: f.assign_from_values({"zzz": np.zeros(1)})),
        outcome(lambda: f.assign_from_values({"s": np.zeros(1)})),
    ]


@program
def assign_checkpoint(tf: Any) -> Any:
    f = tf.contrib.framework
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "model")
    with tf.Graph().as_default():
        tf.get_variable("a", initializer=np.arange(6.0).reshape(3, 2))
        tf.get_variable("b", initializer=np.array([1.0, 2.0]))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            tf.train.Saver().save(session, path)
    with tf.variable_scope("new"):
        a = tf.get_variable("a", [3, 2], tf.float64)
    b = tf.get_variable("b", [2], tf.float64)
    flat = tf.get_variable("flat", [6], tf.float64)
    parts = tf.get_variable("p", [3, 2], tf.float64, partitioner=tf.fixed_size_partitioner(3))
    operation, feed = f.assign_from_checkpoint(path, {"a": a, "b": [b]})
    listed, listed_feed = f.assign_from_checkpoint(path, [b])
    split, split_feed = f.assign_from_checkpoint(path, {"a": list(parts)})
    missing = f.assign_from_checkpoint(path, [b, flat], ignore_missing_vars=True)[1]
    restore = f.assign_from_checkpoint_fn(path, {"a": flat}, reshape_variables=True)
    skip = f.assign_from_checkpoint_fn(path, [b, flat], ignore_missing_vars=True)
    nothing = f.assign_from_checkpoint_fn(path, [flat], ignore_missing_vars=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(operation, feed)
        session.run(listed, listed_feed)
        session.run(split, split_feed)
        restore(session)
        skip(session)
        values = plain(session.run([a, b, flat, parts.as_tensor()]))
    by_name = [
        f.list_variables(checkpoint_dir=path), f.load_variable(checkpoint_dir=path, name="b"),
        f.load_checkpoint(filepattern=path).has_tensor("a"),
    ]
    return [
        plain(by_name),
        values,
        sorted(tensor.name for tensor in feed),
        len(missing),
        nothing,
        outcome(lambda: f.assign_from_checkpoint(path, [flat])),
        outcome(lambda: f.assign_from_checkpoint(path, {"a": b})),
        outcome(lambda: f.assign_from_checkpoint_fn(path, [])),
        sorted(f.list_variables(folder)),
        plain(f.load_variable(folder, "b")),
        f.load_checkpoint(folder).has_tensor("a"),
    ]


@program
def init_from_checkpoint(tf: Any) -> Any:
    path = os.path.join(tempfile.mkdtemp(), "model")
    with tf.Graph().as_default():
        tf.get_variable("old/w", initializer=np.arange(3.0))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            tf.train.Saver().save(session, path)
    w = tf.get_variable("new/w", [3], tf.float64)
    tf.contrib.framework.init_from_checkpoint(path, {"old/": "new/"})
    return run(tf, w)


Point = collections.namedtuple("Point", ["x", "y"])


@program
def nest(tf: Any) -> Any:
    n = tf.contrib.framework.nest
    tree = {"b": [1, (2, 3)], "a": Point(4, [5])}
    shallow = {"b": [0, 0], "a": 0}
    leaves: list[Any] = [1, "ab", [1], (), {}, Point(1, 2), None]
    return plain(
        [
            [n.is_sequence(v) for v in leaves],
            n.flatten(tree),
            n.flatten_up_to(shallow, tree),
            [[str(path), leaf] for path, leaf in n.flatten_with_tuple_paths(tree)],
            n.flatten_with_joined_string_paths(tree),
            n.flatten_with_joined_string_paths(tree, separator="."),
            [str(path) for path in n.yield_flat_paths(tree)],
            sorted(n.flatten_dict_items({("p", ("q", "r")): (1, (2, 3)), "s": [4]}).items()),
            n.map_structure_up_to(shallow, str, tree),
            n.map_structure_up_to([0, 0], lambda x, y: [x, y], [1, (2, 3)], [4, 5]),
            n.map_structure_with_paths(lambda path, x: path + str(x), tree),
            n.map_structure_with_tuple_paths(lambda path, x: len(path) * x, tree),
            n.get_traverse_shallow_structure(lambda s: not isinstance(s, tuple), tree),
            n.get_traverse_shallow_structure(
                lambda s: s == 1 if isinstance(s, int) else True, [1, [2]]
            ),
            n.pack_sequence_as(tree, [1, 2, 3, 4, 5]),
            *_nest_errors(n, tree, shallow),
        ]
    )


def _nest_errors(n: Any, tree: Any, shallow: Any) -> list[Any]:
    return [
        outcome(lambda: n.assert_shallow_structure(shallow, tree)),
        outcome(lambda: n.assert_shallow_structure([0], [1, 2])),
        outcome(lambda: n.assert_shallow_structure([0], 1)),
        outcome(lambda: n.assert_shallow_structure([0], (1,))),
        outcome(lambda: n.assert_shallow_structure([0], (1,), check_types=False)),
        outcome(lambda: n.assert_shallow_structure({"a": 0}, {"b": 1})),
        outcome(lambda: n.assert_shallow_structure([0], [1, 2], check_subtrees_length=False)),
        outcome(lambda: n.flatten_dict_items([1])),
        outcome(lambda: n.flatten_dict_items({("a", "b"): 1})),
        outcome(lambda: n.flatten_dict_items({("a", "b"): (1, 2), "a": 3})),
        outcome(lambda: n.map_structure_up_to([0], len)),
        outcome(lambda: n.get_traverse_shallow_structure(lambda s: 1, [1])),
        outcome(lambda: n.get_traverse_shallow_structure(lambda s: [True], 1)),
    ]


@program
def tensor_checks(tf: Any) -> Any:
    f = tf.contrib.framework
    unknown = tf.placeholder(tf.float32, None)
    half = tf.placeholder(tf.float32, [None, 2])
    known = tf.ones([3, 2])
    passed = f.with_shape([3, 2], half)
    by_tensor = f.with_shape(tf.constant([3, 2]), half)
    predictions, labels = f.remove_squeezable_dimensions(tf.ones([4, 1]), tf.ones([4]))
    later = f.remove_squeezable_dimensions(unknown, tf.ones([3]))
    with tf.Session() as session:
        values = [
            session.run(passed, {half: np.ones([3, 2])}).shape,
            session.run(by_tensor, {half: np.ones([3, 2])}).shape,
            [v.shape for v in session.run(later, {unknown: np.ones([3, 1])})],
            session.run(f.reduce_sum_n([known, tf.constant(2.0)])),
        ]
        failures = []
        for fetch in (passed, by_tensor):
            try:
                session.run(fetch, {half: np.ones([4, 2])})
                failures.append("passed")
            except tf.errors.InvalidArgumentError:
                failures.append("refused")
    return plain(
        [
            values,
            failures,
            passed.get_shape().as_list(),
            f.with_shape([3, 2], known) is known,
            f.with_same_shape(tf.zeros([3, 2]), known) is known,
            [predictions.get_shape().as_list(), labels.get_shape().as_list()],
            outcome(lambda: f.with_shape([2, 2], known)),
            outcome(lambda: f.with_shape([[2]], known)),
            outcome(lambda: f.with_shape([2.0], known)),
            outcome(lambda: f.reduce_sum_n([])),
            outcome(lambda: f.assert_scalar_int(tf.constant(1.0))),
            outcome(lambda: f.assert_scalar_int(tf.constant([1]))),
            f.assert_scalar_int(tf.constant(1)).dtype.name,
            outcome(lambda: f.assert_same_float_dtype([known], tf.float64)),
            [f.is_tensor(known), f.is_tensor(1)],
        ]
    )


@program
def graph_helpers(tf: Any) -> Any:
    f = tf.contrib.framework
    x = tf.placeholder(tf.float32, name="x")
    with tf.name_scope("outer"), tf.name_scope("inner"):
        scope = f.get_name_scope()
        tf.placeholder(tf.int32, name="y")
    other = tf.Graph()
    here = tf.get_default_graph()
    return [
        scope,
        f.get_name_scope(),
        names(f.get_placeholders(here)),
        outcome(lambda: f.get_placeholders(3)),
        f.get_graph_from_inputs([x]) is here,
        f.get_graph_from_inputs([]) is here,
        outcome(lambda: f.get_graph_from_inputs([x], graph=other)),
        outcome(lambda: f.get_graph_from_inputs(x)),
        [f.strip_name_scope(n, "a") for n in ("a/b/w", "^a/w", "loc:@a/w", "b/a/w", "w")],
        [f.strip_name_scope("a//w", "a/"), f.strip_name_scope("a/w", None)],
        [f.prepend_name_scope(n, "a") for n in ("w", "^w", "loc:@w")],
        [f.prepend_name_scope("w", "a/"), f.prepend_name_scope("w", "")],
        [f.VariableDeviceChooser(2)(None), f.VariableDeviceChooser(device_type="GPU")(None)],
        f.VariableDeviceChooser(1, "other", device_index=3, replica=1)(None),
    ]


@program
def smart(tf: Any) -> Any:
    f = tf.contrib.framework
    p = tf.placeholder(tf.bool, [])
    one, two = (lambda: tf.constant(1.0)), (lambda: tf.constant(2.0))
    later = f.smart_cond(p, one, two)
    case = f.smart_case([(p, one), (tf.constant(False), two)], default=lambda: tf.constant(3.0))
    with tf.Session() as session:
        values = [session.run([later, case], {p: v}) for v in (True, False)]
    return plain(
        [
            values,
            f.smart_cond(True, lambda: "a", lambda: "b"),
            f.smart_cond(tf.constant(False), lambda: "a", lambda: "b"),
            f.smart_cond(1, lambda: "a", lambda: "b"),
            [f.smart_constant_value(v) for v in (True, 0, tf.constant(True), p)],
            outcome(lambda: f.smart_constant_value("x")),
            outcome(lambda: f.smart_cond(True, 1, two)),
            outcome(lambda: f.smart_cond(p, one)),
        ]
    )


@program
def sorting(tf: Any) -> Any:
    f = tf.contrib.framework
    x = tf.constant([[3.0, 1.0, 2.0], [5.0, 5.0, 4.0]])
    return run(
        tf,
        [
            f.sort(x),
            f.sort(x, axis=0, direction="DESCENDING"),
            f.argsort(x),
            f.argsort(x, direction="DESCENDING", stable=True),
        ],
    )


# contrib.layers


@program
def initializers(tf: Any) -> Any:
    layers = tf.contrib.layers
    tf.set_random_seed(5)
    made = [
        layers.xavier_initializer(seed=3)([4, 3]),
        layers.xavier_initializer(uniform=False, seed=3)([2, 5, 3]),
        layers.xavier_initializer_conv2d(seed=4, dtype=tf.float64)([3, 2, 2, 4], tf.float64),
        layers.variance_scaling_initializer(seed=2)([4, 3]),
        layers.variance_scaling_initializer(1.0, "FAN_OUT", True, seed=2)([6]),
        layers.variance_scaling_initializer(0.5, "FAN_AVG", seed=2)([5, 2], tf.float16),
        layers.variance_scaling_initializer(mode="FAN_OUT", seed=2)([]),
    ]
    w = tf.get_variable("w", [3, 4], initializer=layers.xavier_initializer(seed=9))
    return [
        run(tf, [*made, w]),
        outcome(lambda: layers.variance_scaling_initializer(mode="FAN")),
        outcome(lambda: layers.variance_scaling_initializer(dtype=tf.int32)),
        outcome(lambda: layers.xavier_initializer()([2], tf.int32)),
    ]


@program
def regularizers(tf: Any) -> Any:
    layers = tf.contrib.layers
    w = tf.get_variable("w", initializer=np.array([[1.0, -2.0], [0.5, 4.0]], np.float32))
    made = {
        "l1": layers.l1_regularizer(0.3),
        "l2": layers.l2_regularizer(0.3, scope="named"),
        "l1_l2": layers.l1_l2_regularizer(0.2, 0.7),
        "only_l2": layers.l1_l2_regularizer(0.0, 0.7),
        "only_l1": layers.l1_l2_regularizer(0.2, 0.0),
        "sum": layers.sum_regularizer([layers.l1_regularizer(0.1), None, tf.nn.l2_loss]),
        "tensor": layers.l2_regularizer(tf.constant(0.5)),
    }
    losses = {key: regularizer(w) for key, regularizer in sorted(made.items())}
    gradients = {key: tf.gradients(loss, w)[0] for key, loss in losses.items()}
    total = layers.apply_regularization(made["l1"], [w, tf.ones([2])])
    disabled = layers.apply_regularization(layers.l1_regularizer(0.0), [w])
    reused = tf.get_variable("r", [2], regularizer=made["l2"], initializer=tf.ones_initializer())
    return [
        run(tf, [losses, gradients, total, disabled]),
        {key: loss.name for key, loss in losses.items()},
        [t.name for t in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)],
        reused.name,
        layers.l1_regularizer(0.0)(w),
        layers.l2_regularizer(0.0)(w),
        layers.sum_regularizer([None]),
        outcome(lambda: layers.l1_regularizer(1)),
        outcome(lambda: layers.l2_regularizer(-1.0)),
        outcome(lambda: layers.l1_l2_regularizer(1, 0.5)),
        outcome(lambda: layers.apply_regularization(made["l1"])),
        outcome(lambda: layers.apply_regularization(lambda x: x, [w])),
    ]


# contrib.lookup and contrib.learn


@program
def lookup_tensor(tf: Any) -> Any:
    L = tf.contrib.lookup
    words = tf.constant(["b", "zz", "a", "yy", "xx"])
    numbers = tf.constant([20, 5, 6, 10, 77])
    sparse = tf.SparseTensor([[0, 0], [1, 2]], tf.constant(["b", "q"]), [2, 3])
    plain_table = L.index_table_from_tensor(["a", "b"])
    buckets = L.index_table_from_tensor(["a", "b"], num_oov_buckets=3)
    strong = L.index_table_from_tensor(
        ["a", "b"], num_oov_buckets=7, hasher_spec=L.StrongHashSpec([3, 9])
    )
    integers = L.index_table_from_tensor([10, 20], num_oov_buckets=4, dtype=tf.int32)
    strings = L.index_to_string_table_from_tensor(["a", "b"], default_value="?")
    only = L.IdTableWithHashBuckets(None, 5, name="only")
    looked = buckets.lookup(sparse)
    fetches = [
        plain_table.lookup(words),
        buckets.lookup(words),
        strong.lookup(words),
        integers.lookup(numbers),
        strings.lookup(tf.constant([1, 9, 0], tf.int64)),
        only.lookup(words),
        [looked.indices, looked.values, looked.dense_shape],
        [plain_table.size(), buckets.size(), only.size()],
        L.string_to_index(words, ["a", "b"], default_value=-5),
        L.index_to_string(tf.constant([1, 4], tf.int64), ["a", "b"]),
        L.string_to_index_table_from_tensor(["a", "b"]).lookup(words),
    ]
    return [
        run(tf, fetches, tables=True),
        [only.name, buckets.key_dtype.name, buckets.value_dtype.name, integers.key_dtype.name],
        [list(L.FastHashSpec), list(L.StrongHashSpec([3, 9]))],
        len(tf.get_collection(tf.GraphKeys.TABLE_INITIALIZERS)),
    ]


@program
def lookup_file(tf: Any) -> Any:
    L = tf.contrib.lookup
    folder = tempfile.mkdtemp()
    path, columns = os.path.join(folder, "words"), os.path.join(folder, "columns")
    with open(path, "w") as file:
        file.write("x\ny\nz\n")
    with open(columns, "w") as file:
        file.write("x\t7\ny\t8\n")
    words = tf.constant(["z", "no", "x"])
    ids = tf.constant([2, 5, 0], tf.int64)
    fetches = [
        L.index_table_from_file(path).lookup(words),
        L.index_table_from_file(path, num_oov_buckets=2, vocab_size=2).lookup(words),
        L.index_table_from_file(path, default_value=4).lookup(words),
        L.index_table_from_file(columns, key_column_index=0, value_column_index=1).lookup(words),
        L.index_to_string_table_from_file(path).lookup(ids),
        L.index_to_string_table_from_file(path, default_value="?", vocab_size=3).lookup(ids),
        L.string_to_index_table_from_file(path, num_oov_buckets=1).lookup(words),
        L.HashTable(L.TextFileIdTableInitializer(path), -3).lookup(words),
        L.HashTable(L.TextFileStringTableInitializer(path), "?").lookup(ids),
        L.HashTable(L.KeyValueTensorInitializer(["x"], [9.5]), -1.0).lookup(words),
    ]
    return run(tf, fetches, tables=True)


@program
def lookup_mutable(tf: Any) -> Any:
    L = tf.contrib.lookup
    table = L.MutableHashTable(tf.string, tf.int64, -1)
    dense = L.MutableDenseHashTable(tf.int64, tf.float32, -1.0, empty_key=0, deleted_key=-1)
    keys = tf.constant(["a", "b"])
    insert = table.insert(keys, tf.constant([5, 6], tf.int64))
    insert_dense = dense.insert(tf.constant([3, 4], tf.int64), tf.constant([0.5, 1.5]))
    look = table.lookup(tf.constant(["b", "c"]))
    look_dense = dense.lookup(tf.constant([4, 9], tf.int64))
    with tf.Session() as session:
        session.run([insert, insert_dense])
        exported = plain(session.run(table.export()))
        return [
            plain(session.run([look, look_dense, table.size(), dense.size()])),
            sorted(zip(*exported)),
            table.name is not None,
        ]


@program
def lookup_errors(tf: Any) -> Any:
    L = tf.contrib.lookup
    return [
        outcome(lambda: L.index_table_from_tensor(None)),
        outcome(lambda: L.index_table_from_tensor(["a"], num_oov_buckets=-1)),
        outcome(lambda: L.index_table_from_tensor([1], dtype=tf.string)),
        outcome(lambda: L.index_table_from_tensor(["a"], dtype=tf.float32)),
        outcome(lambda: L.index_table_from_file("")),
        outcome(lambda: L.index_table_from_file("f", vocab_size=0)),
        outcome(lambda: L.index_table_from_file("f", key_dtype=tf.float32)),
        outcome(lambda: L.index_to_string_table_from_file("")),
        outcome(lambda: L.IdTableWithHashBuckets(None, 0)),
        outcome(lambda: L.IdTableWithHashBuckets(None, 2, hasher_spec="x")),
        outcome(lambda: L.IdTableWithHashBuckets(None, 2).lookup(tf.constant([1]))),
        outcome(lambda: L.StrongHashSpec([1])),
        outcome(lambda: L.StrongHashSpec(["a", "b"])),
    ]


@program
def mode_keys(tf: Any) -> Any:
    keys = tf.contrib.learn.ModeKeys
    return [
        keys.TRAIN,
        keys.EVAL,
        keys.INFER,
        keys.validate("train"),
        outcome(lambda: keys.validate("test")),
    ]


# contrib.seq2seq


@program
def sequence_loss(tf: Any) -> Any:
    random = np.random.RandomState(3)
    logits = tf.constant(random.randn(3, 4, 5), tf.float32)
    targets = tf.constant(random.randint(0, 5, [3, 4]))
    weights = tf.constant(
        random.rand(3, 4) * [[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]], tf.float32
    )
    loss = tf.contrib.seq2seq.sequence_loss
    options = [
        {
            "average_across_timesteps": t == 1,
            "average_across_batch": b == 1,
            "sum_over_timesteps": t == 2,
            "sum_over_batch": b == 2,
        }
        for t in range(3)
        for b in range(3)
    ]
    losses = [loss(logits, targets, weights, **chosen) for chosen in options]

    def squared(labels: Any, logits: Any) -> Any:
        return tf.reduce_sum(tf.square(logits), 1) + tf.cast(labels, tf.float32)

    own = loss(logits, targets, weights, softmax_loss_function=squared)
    default = loss(logits, targets, weights)
    return [
        run(tf, [losses, own, default, tf.gradients(default, logits)]),
        outcome(lambda: loss(logits[0], targets, weights)),
        outcome(lambda: loss(logits, targets[0], weights)),
        outcome(lambda: loss(logits, targets, weights[0])),
        outcome(lambda: loss(logits, targets, weights, sum_over_batch=True)),
        outcome(lambda: loss(logits, targets, weights, sum_over_timesteps=True)),
    ]


# tf.nn and the private helpers


@program
def cross_entropy_by_name(tf: Any) -> Any:
    logits, labels = tf.constant([[1.0, 2.0, 0.5]]), tf.constant([[0.0, 1.0, 0.0]])
    nn = tf.nn
    losses = [
        nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits),
        nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=1, name="n"),
        nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits),
        nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=logits),
    ]
    functions = [
        nn.softmax_cross_entropy_with_logits,
        nn.sigmoid_cross_entropy_with_logits,
        nn.sparse_softmax_cross_entropy_with_logits,
    ]
    return [
        run(tf, [losses, tf.gradients(losses[0], logits)]),
        tf.gradients(losses[0], labels),
        [outcome(f, logits, labels) for f in functions],
        [outcome(f, None, None, logits) for f in functions],
    ]


def _import(tf: Any, path: str) -> Any:
    """The private module at ``path``: TF1's own, or the drop-in's."""
    import importlib

    if tf.__name__ == "tf1compat.v1":
        from tf1compat.door import resolve

        return resolve.resolve(path)
    return importlib.import_module(path)


@program
def linear(tf: Any) -> Any:
    cells = _import(tf, "tensorflow.contrib.rnn.python.ops.core_rnn_cell")
    tf.set_random_seed(3)
    x, h = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[0.5], [-1.0]])
    ones = tf.constant_initializer(0.25)
    with tf.variable_scope("a"):
        y = cells._linear([x, h], 3, True, kernel_initializer=ones)
    with tf.variable_scope("b"):
        z = cells._linear(x, 2, False, kernel_initializer=ones)
    with tf.variable_scope("c"):
        made = cells._Linear([x, h], 2, True, bias_initializer=ones, kernel_initializer=ones)
        first, second = made([x, h]), made([2 * x, h])
    kernels = tf.trainable_variables()
    return [
        names(kernels),
        run(tf, [y, z, first, second, tf.gradients(first, kernels[3:])]),
        outcome(lambda: cells._linear([], 2, True)),
        outcome(lambda: cells._linear(tf.ones([2, 2, 2]), 2, True)),
        outcome(lambda: cells._linear(tf.placeholder(tf.float32, [2, None]), 2, True)),
    ]


@program
def rnn_helpers(tf: Any) -> Any:
    rnn = _import(tf, "tensorflow.python.ops.rnn")
    impl = _import(tf, "tensorflow.python.ops.rnn_cell_impl")
    x = tf.reshape(tf.range(12), [2, 3, 2])
    batch = tf.placeholder(tf.int32, [])
    unknown = tf.placeholder(tf.float32, [None, None, 3])
    turned = rnn._transpose_batch_time(unknown)
    sequence = [tf.constant([[t], [10 * t]]) for t in range(3)]
    zeros = impl._zero_state_tensors((3, tf.TensorShape([2, 4])), batch, tf.float32)
    with tf.Session() as session:
        values = session.run(
            [
                rnn._transpose_batch_time(x),
                rnn._reverse_seq(sequence, [2, 3]),
                rnn._reverse_seq(sequence, None),
                zeros,
                impl._concat(batch, [2, 3]),
            ],
            {batch: 2},
        )
    return plain(
        [
            values,
            turned.get_shape().as_list(),
            rnn._transpose_batch_time(tf.ones([3])).get_shape().as_list(),
            [z.get_shape().as_list() for z in zeros],
            rnn._best_effort_input_batch_size([unknown, tf.ones([5, 4])]),
            outcome(lambda: rnn._best_effort_input_batch_size([tf.ones([5])])),
            impl._concat(2, tf.TensorShape([3, None]), static=True),
            impl._concat(batch, 3, static=True),
            outcome(lambda: impl._concat(2, tf.TensorShape([None]))),
            outcome(lambda: impl._concat(tf.ones([1, 1]), 2)),
            rnn._infer_state_dtype(None, (tf.ones([1]), tf.zeros([2]))).name,
            rnn._infer_state_dtype(tf.float64, ()).name,
            outcome(lambda: rnn._infer_state_dtype(None, (tf.ones([1]), tf.constant(1)))),
            outcome(lambda: rnn._infer_state_dtype(None, ())),
            outcome(lambda: impl.assert_like_rnncell("cell", 3)),
            outcome(lambda: impl.assert_like_rnncell("cell", tf.nn.rnn_cell.GRUCell(2))),
            [impl._WEIGHTS_VARIABLE_NAME, impl._BIAS_VARIABLE_NAME],
            tf.contrib.rnn.transpose_batch_time(x).get_shape().as_list(),
            tf.contrib.rnn.best_effort_input_batch_size([x]),
        ]
    )


@program
def contrib_aliases(tf: Any) -> Any:
    cells = [
        "BasicLSTMCell",
        "BasicRNNCell",
        "DeviceWrapper",
        "DropoutWrapper",
        "GRUCell",
        "LSTMCell",
        "LSTMStateTuple",
        "MultiRNNCell",
        "RNNCell",
        "ResidualWrapper",
    ]
    drivers = ["static_rnn", "static_bidirectional_rnn", "static_state_saving_rnn"]
    rnn = tf.contrib.rnn
    return [
        [getattr(rnn, name) is getattr(tf.nn.rnn_cell, name) for name in cells],
        [getattr(rnn, name) is getattr(tf.nn, name) for name in drivers],
        rnn.LayerRNNCell.__name__,
        tf.contrib.signal.stft is tf.signal.stft,
        tf.contrib.distributions.Normal is tf.distributions.Normal,
    ]


@program
def mnist(tf: Any) -> Any:
    input_data = _import(tf, "tensorflow.examples.tutorials.mnist.input_data")
    folder = tempfile.mkdtemp()
    random = np.random.RandomState(0)
    for part, count in (("train", 12), ("t10k", 5)):
        images = random.randint(0, 256, [count, 2, 3]).astype(np.uint8)
        header = struct.pack(">4I", 2051, count, 2, 3)
        with gzip.open(os.path.join(folder, part + "-images-idx3-ubyte.gz"), "wb") as file:
            file.write(header + images.tobytes())
        with gzip.open(os.path.join(folder, part + "-labels-idx1-ubyte.gz"), "wb") as file:
            labels = random.randint(0, 10, count).astype(np.uint8)
            file.write(struct.pack(">2I", 2049, count) + labels.tobytes())
    read = input_data.read_data_sets
    data = read(folder, one_hot=True, validation_size=4, seed=7)
    batches = [data.train.next_batch(5) for _ in range(4)]
    raw = read(folder, validation_size=2, seed=1, reshape=False, dtype=tf.uint8)
    ordered = [raw.test.next_batch(3, shuffle=False) for _ in range(3)]
    fake = read(folder, fake_data=True, one_hot=True)
    return plain(
        [
            batches,
            [data.train.num_examples, data.validation.num_examples, data.test.num_examples],
            data.train.epochs_completed,
            data.test.images,
            data.validation.labels,
            ordered,
            raw.train.images.shape,
            [len(part) for part in fake.train.next_batch(2, fake_data=True)],
            outcome(lambda: read(folder, validation_size=99)),
            outcome(lambda: read(folder, validation_size=1, dtype=tf.float64)),
        ]
    )
