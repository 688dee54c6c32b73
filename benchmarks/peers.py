"""What is timed, one peer per interpreter: ``python -m benchmarks.peers NAME`` serves one.

It reads JSON requests, a line each, and answers each with a line: ``{"load": cases}`` prepares the
callables of some cases and gives their names; ``{"time": name}`` runs one and gives milliseconds;
``{"memory": name}`` gives MiB.  Runs on the Python 3.7 of TensorFlow 1.15, too.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what Python 3.7 does not know, in annotations only
    from collections.abc import Callable
    from typing import Any

    Case = dict[str, Any]
    Runs = dict[str, Callable[[], Any]]

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _arrays(case: Case) -> tuple[Any, Any | None]:
    """The same inputs and lengths for every peer."""
    import numpy as np

    rng = np.random.RandomState(0)
    inputs = rng.standard_normal((case["B"], case["T"], case["D"])).astype("float32")
    lengths = None
    if case["ragged"]:
        lengths = rng.randint(1, case["T"] + 1, size=case["B"]).astype("int32")
        lengths[0] = case["T"]
    return inputs, lengths


def _graph(tf: Any, rnn: Any, cells: Callable[[], Any], case: Case) -> Runs:
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
        # One number of each: Grappler leaves out what nothing but a group waits for.
        step = [tf.reshape(gradient, [-1])[0] for gradient in gradients]
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
    return {
        "forward": lambda: session.run(forward, feed),
        "train": lambda: session.run(step, feed),
    }


def _tf1_cell(rnn_cell: Any, case: Case) -> Any:
    if case["cell"] == "gru":
        return rnn_cell.GRUCell(case["U"])
    if case["cell"] == "lstm_full":
        return rnn_cell.LSTMCell(case["U"], use_peepholes=True, num_proj=case["U"] // 2)
    return rnn_cell.LSTMCell(case["U"])


def tf1(case: Case) -> Runs:
    """TensorFlow 1.15's cells and drivers, the fused block cell too."""
    import tensorflow as tf

    def cells() -> Any:
        return _tf1_cell(tf.nn.rnn_cell, case)

    found = {"tf1 " + what: run for what, run in _graph(tf, tf.nn, cells, case).items()}
    if case["cell"] == "lstm" and not case["bidirectional"]:
        runs = _graph(tf, _Fused, lambda: tf.contrib.rnn.LSTMBlockFusedCell(case["U"]), case)
        found.update(("tf1 fused " + what, run) for what, run in runs.items())
    return found


class _Fused:
    """A fused cell, which is a driver of its own, called as ``dynamic_rnn`` is."""

    @staticmethod
    def dynamic_rnn(cell: Any, x: Any, lengths: Any, dtype: Any) -> Any:
        import tensorflow as tf

        outputs, state = cell(tf.transpose(x, [1, 0, 2]), dtype=dtype, sequence_length=lengths)
        return tf.transpose(outputs, [1, 0, 2]), state


def legacy(case: Case) -> Runs:
    """tf_keras's cells under compat.v1's drivers; wants TF_USE_LEGACY_KERAS."""
    import tensorflow.compat.v1 as tf

    tf.disable_eager_execution()

    def cells() -> Any:
        return _tf1_cell(tf.nn.rnn_cell, case)

    return {f"legacy {what}": run for what, run in _graph(tf, tf.nn, cells, case).items()}


def session(case: Case) -> Runs:
    """Our drivers in a v1 graph and Session, as they are and as TF1COMPAT_KERNELS=xla has them."""
    import tensorflow.compat.v1 as tf

    import tf1compat
    from tf1compat import kernels

    def cells() -> Any:
        return _tf1_cell(tf1compat, case)

    found: Runs = {}
    contexts: dict[str, bool | str] = {"session": True, "session xla": "xla"}
    for name, on in contexts.items():
        with kernels.switched(on):
            runs = _graph(tf, tf1compat, cells, case)
        found.update((f"tf1compat {name} {what}", run) for what, run in runs.items())
    return found


def _differentiated(tf: Any, run: Any, variables: Any) -> Any:
    def step() -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(run()))
        return tape.gradient(loss, variables())

    return step


def _contexts(tf: Any, name: str, run: Any, variables: Any, case: Case) -> Runs:
    """The run and its training step eagerly, as a function, and compiled."""
    step = _differentiated(tf, run, variables)
    found = {}
    wraps: dict[str, Any] = {
        "eager": lambda f: f,
        "function": lambda f: tf.function(f, autograph=False),
        "xla": lambda f: tf.function(f, autograph=False, jit_compile=True),
    }
    for context in case["contexts"]:
        wrap = wraps[context]
        for what, function in (("forward", run), ("train", step)):
            found[f"{name} {context} {what}"] = _waited(tf, wrap(function))
    return found


def _waited(tf: Any, function: Any) -> Any:
    return lambda: [part.numpy() for part in tf.nest.flatten(function())[:1]]


def ours(case: Case) -> Runs:
    """Our drivers in eager code and functions."""
    import tensorflow as tf

    import tf1compat

    inputs, lengths = _arrays(case)
    x = tf.constant(inputs)
    cells = [_tf1_cell(tf1compat, case) for _ in range(1 + case["bidirectional"])]

    def run() -> Any:
        if case["bidirectional"]:
            outputs, _ = tf1compat.bidirectional_dynamic_rnn(*cells, x, lengths, dtype=tf.float32)
            return tf.concat(outputs, 2)
        return tf1compat.dynamic_rnn(cells[0], x, lengths, dtype=tf.float32)[0]

    run()
    found = _contexts(
        tf, "tf1compat", run, lambda: [v for cell in cells for v in cell.trainable_variables], case
    )
    if case["variant"] == "full":
        accelerated = keras_layers({**case, "contexts": ["function"]}, accelerated=True)
        found.update(accelerated)
    return found


def keras_layers(case: Case, accelerated: bool = False) -> Runs:
    """keras.layers.LSTM or GRU, and RNN(LSTMCell), with a mask where rows are ragged."""
    import keras
    import tensorflow as tf

    inputs, lengths = _arrays(case)
    x = tf.constant(inputs)
    mask = None if lengths is None else tf.sequence_mask(lengths, case["T"])
    makers = _layer_makers(keras, case)
    if accelerated:
        makers = {"tf1compat converted": next(iter(makers.values()))}
    found: Runs = {}
    for name, make in makers.items():
        layer = make(return_sequences=True)
        if case["bidirectional"]:
            layer = keras.layers.Bidirectional(layer)
        layer(x, mask=mask)
        if accelerated:
            from tf1compat import kernels

            kernels.accelerate(layer)
        runs = _contexts(
            tf, name, lambda layer=layer: layer(x, mask=mask),
            lambda layer=layer: layer.trainable_variables, case,
        )
        found.update((key, run) for key, run in runs.items() if " eager" not in key)
    return found


def _layer_makers(keras: Any, case: Case) -> dict[str, Any]:
    """Of a name, what makes a layer from options."""
    layers, units = keras.layers, case["U"]
    if case["cell"] == "lstm_full":
        from tf1compat.native import LSTMCell

        cell: dict[str, Any] = {"projection_units": units // 2, "use_peepholes": True}
        return {"keras RNN(cell)": lambda **o: layers.RNN(LSTMCell(units, **cell), **o)}
    if case["cell"] == "gru":
        return {"keras": lambda **o: layers.GRU(units, **o)}
    return {
        "keras": lambda **o: layers.LSTM(units, **o),
        "keras RNN(cell)": lambda **o: layers.RNN(layers.LSTMCell(units), **o),
    }


def products(case: Case) -> Runs:
    """The matrix products of a training step alone, weights transposed once."""
    import tensorflow as tf

    if case["variant"] != "full":
        return {}

    inputs, _ = _arrays(case)
    B, T, D, U = (case[key] for key in "BTDU")
    gates = 3 if case["cell"] == "gru" else 4
    x = tf.reshape(tf.constant(inputs), [T * B, D])
    w_in, w_h = tf.random.normal([D, gates * U]), 0.01 * tf.random.normal([U, gates * U])
    h, d_z = tf.random.normal([B, U]), tf.random.normal([B, gates * U])
    sequence = tf.random.normal([T * B, U])

    def forward() -> Any:
        z, now = tf.matmul(x, w_in), h
        for _ in range(T):
            now = now + tf.matmul(now, w_h)[0, 0]
        return z, now

    def train() -> Any:
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


def torch(case: Case) -> Runs:
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

    def outputs() -> Any:
        found = layer(x)[0]
        return found if lengths is None else found.data

    def forward() -> Any:
        with pt.no_grad():
            return outputs().sum().item()

    def train() -> Any:
        layer.zero_grad()
        outputs().square().sum().backward()

    return {"torch forward": forward, "torch train": train}


PEERS: dict[str, Callable[[Case], Runs]] = {
    "tf1": tf1, "legacy": legacy, "session": session, "ours": ours, "keras": keras_layers,
    "products": products, "torch": torch,
}
# Eager code has a shape compiled once it has come a few times.
WARM = {"eager forward": 10}
# Milliseconds, at least, of a callable's turn in a round.
TURN = 20


class Server:
    """Answers requests by the callables of the cases that were loaded last."""

    def __init__(self, name: str) -> None:
        self._peer = PEERS[name]
        self._runs: Runs = {}

    def load(self, cases: list[Case]) -> dict[str, Any]:
        """Prepares and warms up; names, errors, and milliseconds until each had run once."""
        self._runs, errors, first = {}, {}, {}
        for case in cases:
            start = time.perf_counter()
            try:
                found = self._peer(case)
            except Exception as error:  # noqa: BLE001  (whatever a peer cannot do is reported)
                errors[case["variant"]] = _line(error)
                continue
            built = time.perf_counter() - start
            for what, run in found.items():
                name = case["variant"] + ": " + what
                start = time.perf_counter()
                try:
                    run()
                    first[name] = 1e3 * (built + time.perf_counter() - start)
                    for _ in range(max([1] + [n for word, n in WARM.items() if word in name])):
                        run()
                except Exception as error:  # noqa: BLE001
                    errors[name] = _line(error)
                else:
                    self._runs[name] = run
        return {"names": list(self._runs), "errors": errors, "first": first}

    def time(self, name: str) -> dict[str, Any]:
        """Milliseconds of one run, the median of those of a turn.

        Whoever comes first after another interpreter's turn finds cold caches and sleeping
        threads, so the first run does not count, unless it takes longer than a turn.
        """
        taken: list[float] = []
        while not taken or sum(taken) < TURN:
            start = time.perf_counter()
            self._runs[name]()
            taken.append(1e3 * (time.perf_counter() - start))
        return {"ms": statistics.median(taken[1:] or taken)}

    def memory(self, name: str) -> dict[str, Any]:
        """MiB that this process holds at most during three runs, beyond what it held before.

        Says little unless the interpreter is ``frugal``: what earlier runs left to the allocator
        would be used again unseen.
        """
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")  # Linux counts the peak anew
        before = _status("VmRSS")
        for _ in range(3):
            self._runs[name]()
        return {"mib": max(0.0, _status("VmHWM") - before)}


def _status(field: str) -> float:
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def serve(name: str) -> None:
    """Answers requests until the input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    server = Server(name)
    for line in sys.stdin:
        ((what, argument),) = json.loads(line).items()
        try:
            answer = getattr(server, what)(argument)
        except Exception as error:  # noqa: BLE001
            answer = {"error": _line(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
