"""Programs of contrib's cuDNN layers.

TF 1.15.5 can build their graphs without a GPU, but not run them: names, shapes, first values and
errors are of the layers themselves, numbers of its CudnnCompatible cells, which have the same
mathematics, on weights that its own converter made of the same buffer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

T, B, D, U = 4, 3, 2, 3
_MODES = {"CudnnLSTM": 4, "CudnnGRU": 3, "CudnnRNNTanh": 1, "CudnnRNNRelu": 1}


def _is_oracle(tf: Any) -> bool:
    return not hasattr(tf, "__real_version__")


def _ops(tf: Any) -> Any:
    if _is_oracle(tf):
        from tensorflow.contrib.cudnn_rnn.python.ops import cudnn_rnn_ops

        return cudnn_rnn_ops
    return tf.contrib.cudnn_rnn.python.ops.cudnn_rnn_ops


def _refused(function: Any) -> Any:
    """The kind of the error, if any."""
    return outcome(lambda: function() and None)


def _shapes(gates: int, layers: int, dirs: int) -> list[Any]:
    """The matrices by NVIDIA's documentation: of the input, then of h, layer by layer."""
    shapes: list[Any] = []
    for layer in range(layers):
        depth = D if layer == 0 else dirs * U
        shapes += ([(U, depth)] * gates + [(U, U)] * gates) * dirs
    return shapes


def _case(kind: str, layers: int, dirs: int, dtype: str) -> dict[str, Any]:
    gates = _MODES[kind]
    random = np.random.RandomState(layers + 7 * dirs)
    shapes = _shapes(gates, layers, dirs) + [(U,)] * (2 * gates * layers * dirs)
    size = sum(int(np.prod(shape)) for shape in shapes)
    parts = 2 if kind == "CudnnLSTM" else 1
    draw = {
        "params": [size], "x": [T, B, D],
        **{f"s{part}": [layers * dirs, B, U] for part in range(parts)},
    }
    return {
        "shapes": shapes,
        **{key: random.uniform(-0.8, 0.8, shape).astype(dtype) for key, shape in draw.items()},
    }


def _by_cells(
    tf: Any, kind: str, layers: int, dirs: int, case: dict[str, Any], params: Any, x: Any,
    state: Any, lengths: Any,
) -> Any:
    """Outputs and state, (h, c) or (h,), of the compatible cells in TF1's drivers."""
    ops = _ops(tf)
    direction = ops.CUDNN_RNN_UNIDIRECTION if dirs == 1 else ops.CUDNN_RNN_BIDIRECTION
    kinds = {"CudnnRNNTanh": "Tanh", "CudnnRNNRelu": "Relu"}
    converter = getattr(ops, "CudnnParamsFormatConverter" + kinds.get(kind, kind[5:]))
    sizes = [int(np.prod(shape)) for shape in case["shapes"]]
    parts = [tf.reshape(p, s) for p, s in zip(tf.split(params, sizes), case["shapes"])]
    half = len(_shapes(_MODES[kind], layers, dirs))
    kernels, biases = converter(layers, U, D, direction=direction)._cu_canonical_to_tf_canonical(
        parts[:half], parts[half:]
    )
    each = len(kernels) // (layers * dirs)
    by_cell = [[*kernels[i * each :][:each], *biases[i * each :][:each]] for i in range(
        layers * dirs)]
    order = [0, 3, 1, 2, 4, 5] if each == 3 else [0, 1]
    asked: list[Any] = []

    def cell(index: int) -> Any:
        if kind == "CudnnLSTM":
            return ops.CudnnCompatibleLSTMCell(U)
        if kind == "CudnnGRU":
            return ops.CudnnCompatibleGRUCell(U)
        return tf.nn.rnn_cell.BasicRNNCell(U, tf.nn.relu if kind == "CudnnRNNRelu" else tf.tanh)

    def getter(getter: Any, name: str, **kwargs: Any) -> Any:
        asked.append(name)
        own = by_cell[(len(asked) - 1) // (2 * each)]
        return own[order[(len(asked) - 1) % (2 * each)]]

    def initial(index: int) -> Any:
        if kind == "CudnnLSTM":
            return tf.nn.rnn_cell.LSTMStateTuple(state[1][index], state[0][index])
        return state[0][index]

    with tf.variable_scope("cells", custom_getter=getter):
        made = [cell(index) for index in range(layers * dirs)]
        firsts = [initial(index) for index in range(layers * dirs)]
        if dirs == 1:
            multi = tf.nn.rnn_cell.MultiRNNCell(made)
            outputs, last = tf.nn.dynamic_rnn(
                multi, x, lengths, initial_state=tuple(firsts), time_major=True
            )
            finals = list(last)
        else:
            outputs, fw, bw = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
                made[::2], made[1::2], x, firsts[::2], firsts[1::2], sequence_length=lengths,
                time_major=True,
            )
            finals = [one for pair in zip(fw, bw) for one in pair]
    if kind == "CudnnLSTM":
        return outputs, (tf.stack([f.h for f in finals]), tf.stack([f.c for f in finals]))
    return outputs, (tf.stack(finals),)


def _by_layer(
    tf: Any, kind: str, layers: int, dirs: int, params: Any, x: Any, state: Any, lengths: Any,
    batch_major: bool,
) -> Any:
    direction = "unidirectional" if dirs == 1 else "bidirectional"
    dtype = tf.as_dtype(x.dtype)
    with tf.variable_scope("layer", custom_getter=lambda *args, **kwargs: params):
        layer = getattr(tf.contrib.cudnn_rnn, kind)(layers, U, direction=direction, dtype=dtype)
        if not batch_major:
            return layer(x, state, lengths, training=False)
        x, *state = (tf.transpose(part, [1, 0, 2]) for part in (x, *state))
        outputs, last = layer(x, tuple(state), lengths, time_major=False, training=False)
    back = [tf.transpose(part, [1, 0, 2]) for part in (outputs, *last)]
    return back[0], tuple(back[1:])


def _numbers(
    tf: Any, kind: str, layers: int, dirs: int, dtype: str, lengths: Any, batch_major: bool = False
) -> Any:
    """Outputs, states and gradients towards the buffer, the inputs and the first state."""
    case = _case(kind, layers, dirs, dtype)
    with tf.Graph().as_default():
        params, x = tf.constant(case["params"]), tf.constant(case["x"])
        state = tuple(tf.constant(case[key]) for key in sorted(case) if key[1:] in ("0", "1"))
        if _is_oracle(tf):
            outputs, last = _by_cells(tf, kind, layers, dirs, case, params, x, state, lengths)
        else:
            outputs, last = _by_layer(
                tf, kind, layers, dirs, params, x, state, lengths, batch_major
            )
        loss = tf.reduce_sum(tf.sin(outputs)) + sum(tf.reduce_sum(part**2) for part in last)
        wanted = [outputs, *last, *tf.gradients(loss, [params, x, *state])]
        with tf.Session() as session:
            return plain(session.run(wanted))


@program
def cudnn_numbers(tf: Any) -> Any:
    found = []
    for kind in sorted(_MODES):
        for layers, dirs in ((1, 1), (2, 1), (2, 2)):
            dtype = "float64" if layers == 2 else "float32"
            if kind == "CudnnLSTM" and dirs == 2 and layers == 2:
                dtype = "float32"  # TF1's block cell has no float64
            if kind == "CudnnLSTM":
                dtype = "float32"
            lengths = [4, 1, 0] if dirs == 2 or layers == 1 else None
            found.append(_numbers(tf, kind, layers, dirs, dtype, lengths, layers == 1))
    return found


def _layer(
    tf: Any, kind: str, scope: str, build: bool = False, draws: bool = False, **options: Any
) -> Any:
    """What the graph has once a layer is in it, and what its buffer starts from."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(5)
        x = tf.placeholder(tf.float32, [None, None, D])
        with tf.variable_scope(scope):
            layer = getattr(tf.contrib.cudnn_rnn, kind)(2, U, **options)
            if build:
                layer.build([None, None, D])
            outputs, state = layer(x, training=False)
            outputs, state = layer(x, sequence_lengths=tf.constant([2, 3]))
            drawn = tf.random_uniform([2]) if draws else tf.zeros([2])
        saveable = layer.saveable
        told = [
            names(tf.global_variables()), names(tf.trainable_variables()), names(layer.variables),
            saveable.name, [spec.name for spec in saveable.specs],
            len(tf.get_collection(tf.GraphKeys.SAVEABLE_OBJECTS)),
            layer.canonical_weight_shapes, layer.canonical_bias_shapes, layer.state_shape(7),
            [layer.num_layers, layer.num_units, layer.num_dirs, layer.input_size],
            [layer.rnn_mode, layer.input_mode, layer.direction, layer.scope_name],
            [str(outputs.dtype), outputs.shape.as_list()[2], len(state)],
        ]
        if not _is_oracle(tf):
            layout = layer._built_layout("test")
            weights, biases = layout.unpack(layer.kernel)
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                return told + plain(session.run([[*weights, *biases], drawn]))
        operation = next(
            op for op in graph.get_operations() if op.type == "CudnnRNNCanonicalToParams"
        )
        parts = [tensor.name for tensor in list(operation.inputs)[3:]]
        wanted = [name.partition(":")[0] for name in (*parts, drawn.name)]
        small = tf.graph_util.extract_sub_graph(graph.as_graph_def(), wanted)
    with tf.Graph().as_default():
        tf.import_graph_def(small, name="")
        with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session:
            return told + plain(session.run([parts, drawn.name]))


@program
def cudnn_layers(tf: Any) -> Any:
    return [
        _layer(tf, "CudnnLSTM", "enc"),
        _layer(tf, "CudnnGRU", "enc", direction="bidirectional", build=True, name="reader"),
        _layer(
            tf, "CudnnRNNTanh", "a/b", seed=4, bias_initializer=tf.constant_initializer(0.25),
            input_mode="auto_select", dropout=0.3,
        ),
        _layer(
            tf, "CudnnRNNRelu", "c", direction="bidirectional",
            kernel_initializer=tf.random_normal_initializer(),
            bias_initializer=tf.random_uniform_initializer(),
        ),
    ]


@program
def cudnn_seeded(tf: Any) -> Any:
    """What is drawn after the layers, which tells how many operations they were."""
    return [
        _layer(tf, "CudnnLSTM", "enc", draws=True)[-1],
        _layer(tf, "CudnnGRU", "enc", build=True, direction="bidirectional", draws=True)[-1],
        _layer(tf, "CudnnRNNTanh", "enc", bias_initializer=tf.ones_initializer(), draws=True)[-1],
    ]


@program
def cudnn_scopes(tf: Any) -> Any:
    """Names where layers share a scope, reuse, or are built apart."""
    there = tf.contrib.cudnn_rnn
    told: list[Any] = []
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, None, D])
        with tf.variable_scope("main", regularizer=tf.contrib.layers.l2_regularizer(0.1)):
            first, second = there.CudnnGRU(1, U), there.CudnnGRU(1, U)
            for layer in (first, second, first):
                layer(x)
            named = there.CudnnLSTM(1, U, name="named")
            named(x)
        with tf.variable_scope("main", reuse=True):
            again = there.CudnnLSTM(1, U, name="named")
            again(x)
            missing = _refused(lambda: there.CudnnLSTM(1, U, name="other")(x))
        told.append([names(tf.global_variables()), missing, again.saveable is None])
        told.append([names(layer.variables) for layer in (first, second, named, again)])
        saved = tf.get_collection(tf.GraphKeys.SAVEABLE_OBJECTS)
        told.append([[one.name, one.specs[0].name] for one in saved])
        told.append(len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)))
        with tf.variable_scope("main"):
            told.append(_refused(lambda: there.CudnnLSTM(1, U, name="named")(x)))
    return plain(told)


@program
def cudnn_misuse(tf: Any) -> Any:
    there, ops, x = tf.contrib.cudnn_rnn, _ops(tf), tf.zeros([T, B, D])
    state = tf.zeros([1, B, U])
    wrong = [
        lambda: there.CudnnLSTM(1, U, direction="both"),
        lambda: there.CudnnLSTM(1, U, input_mode="none"),
        lambda: there.CudnnLSTM(1, U, dtype=tf.int32),
        lambda: there.CudnnLSTM(1, U).input_size,
        lambda: there.CudnnLSTM(1, U).build([B, D]),
        lambda: there.CudnnLSTM(1, U).build([T, B, None]),
        lambda: there.CudnnLSTM(1, U)(x[0]),
        lambda: there.CudnnLSTM(1, U)(x, [state, state]),
        lambda: there.CudnnLSTM(1, U)(x, (state,)),
        lambda: there.CudnnLSTM(1, U)(x, training=1),
        lambda: there.CudnnLSTM(1, U)(x, training=tf.constant(True)),
        lambda: there.CudnnLSTM(1, U)(tf.zeros([T, B, D], tf.float64)),
        lambda: ops.CudnnGRU(1, U, D, direction="both"),
        lambda: ops.CudnnLSTM(1, U, D, direction="both").params_size(),
        lambda: ops.cudnn_rnn_opaque_params_size("none", 1, U, D),
        lambda: ops.check_direction("both"),
        lambda: ops.check_input_mode("none"),
    ]
    return [_refused(one) for one in wrong]


@program
def cudnn_models(tf: Any) -> Any:
    """The classes of cudnn_rnn_ops: what can be told without a GPU."""
    ops, told = _ops(tf), []
    for kind in sorted(_MODES):
        model = getattr(ops, kind)(2, U, D, direction="bidirectional", seed=3)
        weights, biases = model.params_to_canonical(tf.placeholder(tf.float32, [None]))
        told.append([len(weights), len(biases), model.rnn_mode, model.direction, model.input_size])
        told.append([model.num_layers, model.num_units, model.input_mode, model.num_proj])
        told.append([str(model.params_size().dtype), model.params_size().shape.as_list()])
    told.append([ops.CUDNN_LSTM_PARAMS_PER_LAYER, ops.CUDNN_GRU_PARAMS_PER_LAYER])
    told.append([ops.CUDNN_RNN_TANH_PARAMS_PER_LAYER, ops.CUDNN_RNN_RELU_PARAMS_PER_LAYER])
    for kind, gates in (("LSTM", 4), ("GRU", 3), ("Tanh", 1), ("Relu", 1)):
        converter = getattr(tf.contrib.cudnn_rnn, "CudnnParamsFormatConverter" + kind)(
            2, U, D, direction="bidirectional"
        )
        random = np.random.RandomState(3)
        with tf.Graph().as_default(), tf.Session() as session:
            weights = [tf.constant(random.rand(*shape)) for shape in _shapes(gates, 2, 2)]
            biases = [tf.constant(random.rand(U)) for _ in weights]
            made = converter._cu_canonical_to_tf_canonical(weights, biases)
            back = converter._tf_canonical_to_cu_canonical([*made[0], *made[1]], None)
            made, back = plain(session.run([[list(part) for part in made], list(back)]))
        told.append([made, back if gates == 1 else back[1]])
    return plain([*told, _saveables(tf)])


def _saveables(tf: Any) -> Any:
    told = []
    for kind in sorted(_MODES):
        for scope in (None, "s/t"):
            with tf.Graph().as_default():
                params = tf.placeholder_with_default(tf.zeros([9]), [None])
                made = getattr(tf.contrib.cudnn_rnn, kind + "Saveable")(
                    params, 2, U, D, direction="bidirectional", scope=scope, name="n"
                )
                told.append([made.name, [[spec.name, spec.slice_spec] for spec in made.specs]])
    return told
