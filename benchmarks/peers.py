"""What is timed, one peer per interpreter: ``python -m benchmarks.peers NAME`` serves one.

It reads JSON requests, a line each, and answers each with a line: ``{"load": case}`` prepares the
callables of a case and gives their names; ``{"time": name}`` runs one and gives milliseconds.
Runs on the Python 3.7 of TensorFlow 1.15, too.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _arrays(case):
    """The same inputs and lengths for every peer."""
    import numpy as np

    rng = np.random.RandomState(0)
    inputs = rng.standard_normal((case["B"], case["T"], case["D"])).astype("float32")
    lengths = None
    if case["ragged"]:
        lengths = rng.randint(1, case["T"] + 1, size=case["B"]).astype("int32")
        lengths[0] = case["T"]
    return inputs, lengths


def _graph(tf, rnn, cells, case):
    """Forward and training step of a driver in a v1 graph and Session."""
    inputs, lengths = _arrays(case)
    graph = tf.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [case["B"], None, case["D"]])
        places = None if lengths is None else tf.placeholder(tf.int32, [case["B"]])
        feed = {x: inputs} if lengths is None else {x: inputs, places: lengths}
        if case["bidirectional"]:
            outputs, _ = rnn.bidirectional_dynamic_rnn(
                cells(), cells(), x, places, dtype=tf.float32
            )
            outputs = tf.concat(outputs, 2)
        else:
            outputs, _ = rnn.dynamic_rnn(cells(), x, places, dtype=tf.float32)
        forward = tf.reduce_sum(outputs)
        gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables())
        step = tf.group(*gradients)
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
    return {
        "forward": lambda: session.run(forward, feed),
        "train": lambda: session.run(step, feed),
    }


def _tf1_cell(rnn_cell, case):
    if case["cell"] == "gru":
        return rnn_cell.GRUCell(case["U"])
    if case["cell"] == "lstm_full":
        return rnn_cell.LSTMCell(case["U"], use_peepholes=True, num_proj=case["U"] // 2)
    return rnn_cell.LSTMCell(case["U"])


def tf1(case):
    """TensorFlow 1.15's cells and drivers, the fused block cell too."""
    import tensorflow as tf

    def cells():
        return _tf1_cell(tf.nn.rnn_cell, case)

    return {f"tf1 {what}": run for what, run in _graph(tf, tf.nn, cells, case).items()}


def legacy(case):
    """tf_keras's cells under compat.v1's drivers; wants TF_USE_LEGACY_KERAS."""
    import tensorflow.compat.v1 as tf

    tf.disable_eager_execution()

    def cells():
        return _tf1_cell(tf.nn.rnn_cell, case)

    return {f"legacy {what}": run for what, run in _graph(tf, tf.nn, cells, case).items()}


def session(case):
    """Our drivers in a v1 graph and Session."""
    import tensorflow.compat.v1 as tf

    import tf1compat

    def cells():
        return _tf1_cell(tf1compat, case)

    runs = _graph(tf, tf1compat, cells, case)
    return {f"tf1compat session {what}": run for what, run in runs.items()}


def _differentiated(tf, run, variables):
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(run()))
        return tape.gradient(loss, variables())

    return step


def _contexts(tf, name, run, variables):
    """The run and its training step eagerly, as a function, and compiled."""
    step = _differentiated(tf, run, variables)
    found = {}
    for context, wrap in (
        ("eager", lambda f: f),
        ("function", lambda f: tf.function(f, autograph=False)),
        ("xla", lambda f: tf.function(f, autograph=False, jit_compile=True)),
    ):
        for what, function in (("forward", run), ("train", step)):
            found[f"{name} {context} {what}"] = _waited(tf, wrap(function))
    return found


def _waited(tf, function):
    return lambda: [part.numpy() for part in tf.nest.flatten(function())[:1]]


def ours(case):
    """Our drivers in eager code and functions."""
    import tensorflow as tf

    import tf1compat

    inputs, lengths = _arrays(case)
    x = tf.constant(inputs)
    cells = [_tf1_cell(tf1compat, case) for _ in range(1 + case["bidirectional"])]

    def run():
        if case["bidirectional"]:
            outputs, _ = tf1compat.bidirectional_dynamic_rnn(*cells, x, lengths, dtype=tf.float32)
            return tf.concat(outputs, 2)
        return tf1compat.dynamic_rnn(cells[0], x, lengths, dtype=tf.float32)[0]

    run()
    return _contexts(
        tf, "tf1compat", run, lambda: [v for cell in cells for v in cell.trainable_variables]
    )


def keras_layers(case):
    """keras.layers.LSTM or GRU, and RNN(LSTMCell), with a mask where rows are ragged."""
    import keras
    import tensorflow as tf

    inputs, lengths = _arrays(case)
    x = tf.constant(inputs)
    mask = None if lengths is None else tf.sequence_mask(lengths, case["T"])
    if case["cell"] == "lstm_full":
        return {}
    layers = {"keras": keras.layers.LSTM if case["cell"] == "lstm" else keras.layers.GRU}
    if case["cell"] == "lstm":
        layers["keras RNN(cell)"] = lambda units, **options: keras.layers.RNN(
            keras.layers.LSTMCell(units), **options
        )
    found = {}
    for name, make in layers.items():
        layer = make(case["U"], return_sequences=True)
        if case["bidirectional"]:
            layer = keras.layers.Bidirectional(layer)
        layer(x, mask=mask)
        runs = _contexts(
            tf, name, lambda layer=layer: layer(x, mask=mask),
            lambda layer=layer: layer.trainable_variables,
        )
        found.update((key, run) for key, run in runs.items() if " eager" not in key)
    return found


def products(case):
    """The matrix products of a training step alone, weights transposed once."""
    import tensorflow as tf

    inputs, _ = _arrays(case)
    B, T, D, U = (case[key] for key in "BTDU")
    gates = 3 if case["cell"] == "gru" else 4
    x = tf.reshape(tf.constant(inputs), [T * B, D])
    w_in, w_h = tf.random.normal([D, gates * U]), 0.01 * tf.random.normal([U, gates * U])
    h, d_z = tf.random.normal([B, U]), tf.random.normal([B, gates * U])
    sequence = tf.random.normal([T * B, U])

    def forward():
        z, now = tf.matmul(x, w_in), h
        for _ in range(T):
            now = now + tf.matmul(now, w_h)[0, 0]
        return z, now

    def train():
        z, now = forward()
        back, d = tf.transpose(w_h), d_z
        for _ in range(T):
            d = d + tf.matmul(d, back)[0, 0]
        return (
            d, now, tf.matmul(x, z, transpose_a=True), tf.matmul(sequence, z, transpose_a=True),
        )

    return {
        f"products {what}": _waited(tf, tf.function(run, autograph=False))
        for what, run in (("forward", forward), ("train", train))
    }


def torch(case):
    """PyTorch's LSTM or GRU."""
    import torch as pt

    if case["cell"] == "lstm_full":
        return {}
    inputs, lengths = _arrays(case)
    x = pt.from_numpy(inputs)
    if lengths is not None:
        x = pt.nn.utils.rnn.pack_padded_sequence(
            x, pt.from_numpy(lengths).long(), batch_first=True, enforce_sorted=False
        )
    make = pt.nn.GRU if case["cell"] == "gru" else pt.nn.LSTM
    layer = make(case["D"], case["U"], batch_first=True, bidirectional=case["bidirectional"])

    def outputs():
        found = layer(x)[0]
        return found if lengths is None else found.data

    def forward():
        with pt.no_grad():
            return outputs().sum().item()

    def train():
        layer.zero_grad()
        outputs().square().sum().backward()

    return {"torch forward": forward, "torch train": train}


PEERS = {
    "tf1": tf1, "legacy": legacy, "session": session, "ours": ours, "keras": keras_layers,
    "products": products, "torch": torch,
}


def serve(name):
    """Answers requests until the input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    runs = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "load" in request:
                runs = PEERS[name](request["load"])
                for run in runs.values():
                    run()
                answer = {"names": list(runs)}
            else:
                start = time.perf_counter()
                runs[request["time"]]()
                answer = {"ms": 1e3 * (time.perf_counter() - start)}
        except Exception as error:  # noqa: BLE001  (whatever a peer cannot do is reported)
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
