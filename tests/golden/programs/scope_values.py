"""Programs about initial values, getters, collections and cells: ``tf -> {key: value}``.

Keys that start with ``value:`` hold tensors, those with ``op:`` graph op names, which eager code
does not have.
"""

from __future__ import annotations

from typing import Any

from tests.golden.programs.registry import scope_program
from tests.golden.programs.reports import error, names


@scope_program
def initializers(tf: Any) -> dict[str, Any]:
    constant = tf.constant_initializer
    with tf.variable_scope("a", initializer=constant(0.5)):
        outer = tf.get_variable("v", [2])
        own = tf.get_variable("own", [2], initializer=constant(0.25))
        with tf.variable_scope("b"):
            inherited = tf.get_variable("v", [2])
        with tf.variable_scope("c", initializer=constant(2.0)):
            replaced = tf.get_variable("v", [2])
            tf.get_variable_scope().set_initializer(constant(3.0))
            late = tf.get_variable("late", [2])
    return {
        "names": names(tf),
        "value:outer": outer,
        "value:own": own,
        "value:inherited": inherited,
        "value:replaced": replaced,
        "value:late": late,
    }


@scope_program
def seeded_initializers(tf: Any) -> dict[str, Any]:
    made = {
        "glorot": tf.glorot_uniform_initializer(seed=7),
        "glorot_normal": tf.glorot_normal_initializer(seed=7),
        "uniform": tf.random_uniform_initializer(-0.3, 0.3, seed=3),
        "normal": tf.random_normal_initializer(stddev=0.2, seed=3),
        "truncated": tf.truncated_normal_initializer(stddev=0.2, seed=4),
        "orthogonal": tf.orthogonal_initializer(seed=5),
        "scaling": tf.variance_scaling_initializer(scale=2.0, seed=6),
        "unit": tf.uniform_unit_scaling_initializer(seed=8),
    }
    return {
        "value:" + key: tf.get_variable(key, [4, 3], initializer=made[key]) for key in sorted(made)
    }


@scope_program
def initializer_kinds(tf: Any) -> dict[str, Any]:
    tensor = tf.get_variable("tensor", initializer=tf.constant([1.0, 2.0]))
    array = tf.get_variable("number", initializer=3.0)
    integer = tf.get_variable("integer", [2], dtype=tf.int32)
    flag = tf.get_variable("flag", [2], dtype=tf.bool)
    klass = tf.get_variable("klass", [2], initializer=tf.ones_initializer)
    function = tf.get_variable(
        "function",
        [2],
        initializer=lambda shape, dtype=None, partition_info=None: tf.fill(shape, 0.75),
    )
    return {
        "names": names(tf),
        "value:tensor": tensor,
        "value:array": array,
        "value:integer": integer,
        "value:flag": tf.cast(flag, tf.int32),
        "value:klass": klass,
        "value:function": function,
    }


@scope_program
def initializer_errors(tf: Any) -> dict[str, Any]:
    constant = tf.constant([1.0, 2.0])
    return {
        "tensor_and_shape": error(lambda: tf.get_variable("a", [2], initializer=constant)),
        "no_shape": error(lambda: tf.get_variable("b")),
        "string_default": error(lambda: tf.get_variable("c", [1], dtype=tf.string)),
        "partial_shape": error(lambda: tf.get_variable("d", [None, 2])),
    }


@scope_program
def regularizers(tf: Any) -> dict[str, Any]:
    def l2(weights: Any) -> Any:
        return 0.1 * tf.reduce_sum(weights * weights)

    def l1(weights: Any) -> Any:
        return 0.01 * tf.reduce_sum(tf.abs(weights))

    ones = tf.ones_initializer()
    with tf.variable_scope("a", regularizer=l2, initializer=ones):
        tf.get_variable("v", [3])
        tf.get_variable("own", [3], regularizer=l1)
        with tf.variable_scope("b"):
            tf.get_variable("v", [2])
        with tf.variable_scope("c", regularizer=l1):
            tf.get_variable("v", [5])
        tf.get_variable("fixed", [3], trainable=False)
    with tf.variable_scope("a", reuse=True):
        tf.get_variable("v", [3])
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return {
        "count": len(losses),
        "value:losses": tf.stack(losses),
        "value:total": tf.add_n(losses),
        "names": names(tf),
    }


@scope_program
def custom_getter(tf: Any) -> dict[str, Any]:
    log = []

    def outer(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        log.append("outer " + name)
        return getter(name, *args, **kwargs)

    def inner(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        log.append("inner " + name)
        return getter(name + "_renamed", *args, **kwargs)

    with tf.variable_scope("a", custom_getter=outer):
        tf.get_variable("v", [1])
        with tf.variable_scope("b", custom_getter=inner):
            renamed = tf.get_variable("v", [1])
        with tf.variable_scope("c"):
            tf.get_variable("v", [1])
    return {"log": log, "renamed": renamed.name, "names": names(tf)}


@scope_program
def custom_getter_returns_a_tensor(tf: Any) -> dict[str, Any]:
    def doubled(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return 2.0 * getter(name, *args, **kwargs)

    with tf.variable_scope("a", custom_getter=doubled, initializer=tf.ones_initializer()):
        value = tf.get_variable("v", [2])
    with tf.variable_scope("a", reuse=True):
        raw = tf.get_variable("v", [2])
    return {"value:doubled": value, "value:raw": tf.identity(raw), "names": names(tf)}


@scope_program
def getter_argument(tf: Any) -> dict[str, Any]:
    def frozen(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["trainable"] = False
        return getter(name, *args, **kwargs)

    tf.get_variable("v", [1], custom_getter=frozen)
    tf.get_variable("w", [1])
    return {"names": names(tf)}


@scope_program
def partitioner(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a", partitioner=tf.fixed_size_partitioner(2)):
        v = tf.get_variable("v", [5, 2], initializer=tf.ones_initializer())
    with tf.variable_scope("a", partitioner=tf.fixed_size_partitioner(2), reuse=True):
        again = tf.get_variable("v", [5, 2])
        shape = error(lambda: tf.get_variable("v", [6, 2]))
    return {
        "names": names(tf),
        "value:v": tf.convert_to_tensor(v),
        "value:again": tf.convert_to_tensor(again),
        "shape": shape,
    }


@scope_program
def scope_dtype(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a", dtype=tf.float64):
        tf.get_variable("v", [1])
        with tf.variable_scope("b"):
            tf.get_variable("v", [1])
            inner = tf.get_variable_scope().dtype.name
        tf.get_variable("w", [1], dtype=tf.float32)
    return {"inner": inner, "names": names(tf)}


@scope_program
def constraint(tf: Any) -> dict[str, Any]:
    def clip(value: Any) -> Any:
        return tf.clip_by_value(value, -1.0, 1.0)

    with tf.variable_scope("a", constraint=clip):
        v = tf.get_variable("v", [1])
        own = tf.get_variable("own", [1], constraint=tf.abs)
    free = tf.get_variable("free", [1])
    return {
        "kept": [v.constraint.__name__, own.constraint is tf.abs, free.constraint is None],
        "names": names(tf),
    }


@scope_program
def collections(tf: Any) -> dict[str, Any]:
    tf.get_variable("v", [1], collections=["mine", tf.GraphKeys.GLOBAL_VARIABLES])
    tf.get_variable("local", [1], collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    tf.get_local_variable("short", [1])
    tf.get_variable("w", [1])
    return {
        "mine": [v.name for v in tf.get_collection("mine")],
        "local": [v.name for v in tf.local_variables()],
        "names": names(tf),
    }


@scope_program
def collections_by_scope(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
        with tf.variable_scope("b"):
            tf.get_variable("v", [1])
    with tf.variable_scope("ab") as other:
        tf.get_variable("v", [1])
        own = [v.name for v in other.global_variables()]
    keys = tf.GraphKeys
    return {
        "a": [v.name for v in tf.get_collection(keys.GLOBAL_VARIABLES, scope="a")],
        "a/": [v.name for v in tf.get_collection(keys.TRAINABLE_VARIABLES, scope="a/")],
        "b": [v.name for v in tf.global_variables("a/b")],
        "own": own,
    }


@scope_program
def name_scope_does_not_name_variables(tf: Any) -> dict[str, Any]:
    with tf.name_scope("ns"):
        tf.get_variable("v", [1])
        with tf.variable_scope("vs"):
            tf.get_variable("v", [1])
            inner = tf.constant(1.0, name="c")
    return {"names": names(tf), "op:inner": inner}


@scope_program
def name_scope_of_variable_scope(tf: Any) -> dict[str, Any]:
    ops = []
    for _ in range(2):
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            tf.get_variable("v", [1])
            ops.append(tf.constant(1.0, name="c"))
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE) as scope:
        ops.append(tf.constant(1.0, name="c"))
    with tf.variable_scope(scope, auxiliary_name_scope=False):
        ops.append(tf.constant(1.0, name="plain"))
    with tf.name_scope(scope.original_name_scope):
        ops.append(tf.constant(1.0, name="back"))
    return {"op:ops": ops, "names": names(tf)}


@scope_program
def variable_scope_values(tf: Any) -> dict[str, Any]:
    x = tf.constant([1.0])
    with tf.variable_scope(None, "op_scope", [x]) as scope:
        tf.get_variable("v", [1])
        where = scope.name
    return {"where": where, "names": names(tf)}


@scope_program
def plain_variable(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a"):
        one = tf.Variable([1.0], name="v")
        two = tf.Variable([2.0], name="v")
        got = tf.get_variable("v", [1])
    return {"op:named": [one, two], "got": got.name.split("/")[0]}


@scope_program
def use_resource(tf: Any) -> dict[str, Any]:
    with tf.variable_scope("a", use_resource=True):
        v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    return {"value:v": v + 1.0, "names": names(tf)}


@scope_program
def shared_network_function(tf: Any) -> dict[str, Any]:
    def network(x: Any) -> Any:
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
            w = tf.get_variable("w", [3, 2], initializer=tf.ones_initializer())
            b = tf.get_variable("b", [2], initializer=tf.constant_initializer(0.5))
            return tf.matmul(x, w) + b

    x = tf.constant([[1.0, 2.0, 3.0]])
    return {"value:one": network(x), "value:two": network(2.0 * x), "names": names(tf)}


@scope_program
def scope_object_attributes(tf: Any) -> dict[str, Any]:
    init = tf.ones_initializer()
    with tf.variable_scope("a", initializer=init) as scope:
        with tf.variable_scope("b", reuse=True) as inner:
            flags = [str(scope.reuse), str(inner.reuse)]
    return {
        "flags": flags,
        "names": [scope.name, inner.name],
        "same": [scope.initializer is init, inner.initializer is init],
        "dtype": scope.dtype.name,
    }


@scope_program
def make_template(tf: Any) -> dict[str, Any]:
    def affine(x: Any) -> Any:
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        return x * w

    shared = tf.make_template("affine", affine)
    other = tf.make_template("affine", affine)
    x = tf.constant([1.0, 2.0])
    return {
        "value:sum": shared(x) + shared(x) + other(x),
        "names": names(tf),
    }


@scope_program
def uniquified_cells(tf: Any) -> dict[str, Any]:
    x, state = tf.ones([2, 3]), tf.ones([2, 4])
    for _ in range(2):
        tf.nn.rnn_cell.GRUCell(4)(x, state)
    with tf.variable_scope("dec"):
        tf.nn.rnn_cell.GRUCell(4)(x, state)
        tf.nn.rnn_cell.BasicRNNCell(4)(x, state)
    tf.nn.rnn_cell.BasicRNNCell(4)(x, state)
    return {"names": names(tf)}


@scope_program
def cell_names_under_reuse(tf: Any) -> dict[str, Any]:
    x, state = tf.ones([2, 3]), tf.ones([2, 4])
    with tf.variable_scope("dec"):
        first = tf.nn.rnn_cell.GRUCell(4)
        first(x, state)
    with tf.variable_scope("dec", reuse=True):
        second = tf.nn.rnn_cell.GRUCell(4)
        second(x, state)
    with tf.variable_scope("dec"):
        third = tf.nn.rnn_cell.GRUCell(4)
        clash = error(lambda: third(x, state))
    return {
        "second": [v.name for v in second.variables],
        "weights": [v.name for v in first.weights],
        "trainable": [v.name for v in first.trainable_variables],
        "clash": clash,
        "names": names(tf),
    }


@scope_program
def regularizer_reaches_cells(tf: Any) -> dict[str, Any]:
    def l2(weights: Any) -> Any:
        return tf.reduce_sum(weights * weights)

    with tf.variable_scope("m", regularizer=l2, initializer=tf.constant_initializer(0.1)):
        cell = tf.nn.rnn_cell.LSTMCell(4, use_peepholes=True)
        tf.nn.dynamic_rnn(cell, tf.ones([2, 5, 3]), dtype=tf.float32)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return {"count": len(losses), "value:losses": tf.stack(losses), "names": names(tf)}
