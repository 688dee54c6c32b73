"""Six Keras models that forecast a time series, each beside its TF1 form, with equal numbers.

    python examples/keras_side.py [--epochs N]

Each pair is a function in TF1's style, run by tf1compat, and the Keras model of the same thing.
The TF1 variables are poured into the Keras weights; the forecasts must then agree.  After that
the Keras model is trained on its own.  Exit code 1: a pair does not agree.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's start-up notes

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from rich import box
from rich.console import Console
from rich.table import Table

import tf1compat

STEPS, UNITS, DILATIONS, EPSILON = 40, 16, (1, 2, 4, 8), 1e-3
TOLERANCE = 5e-6  # of a forecast, relative to the largest: what float32 leaves after 40 steps

# --- the TF1 side ---------------------------------------------------------------------------


def dense(x: Any, units: int, scope: str) -> Any:
    """``x @ kernel + bias``, as TF1 scripts wrote it by hand."""
    with tf1compat.variable_scope(scope):
        kernel = tf1compat.get_variable("kernel", [x.shape[-1], units])
        bias = tf1compat.get_variable("bias", [units], initializer=tf.zeros_initializer())
        return tf.tensordot(x, kernel, 1) + bias


def recurrent(make_cell: Callable[[], Any], head: bool = True) -> Callable[[Any], Any]:
    """A TF1-style function: the cell over time, and a forecast from its last output."""

    def forecast(x: Any) -> Any:
        outputs, _ = tf1compat.dynamic_rnn(make_cell(), x, dtype=tf.float32)
        return dense(outputs[:, -1], 1, "head") if head else outputs[:, -1]

    return forecast


class LayerNormCell(tf1compat.RNNCell):
    """h' = tanh(norm([x, h] @ kernel + bias) * gamma + beta), a cell as people wrote their own."""

    state_size = output_size = UNITS

    def call(self, inputs: Any, state: Any) -> Any:
        joined = tf.concat([inputs, state], axis=1)
        kernel = tf1compat.get_variable("kernel", [joined.shape[1], UNITS])
        bias = tf1compat.get_variable("bias", [UNITS], initializer=tf.zeros_initializer())
        gamma = tf1compat.get_variable("gamma", [UNITS], initializer=tf.ones_initializer())
        beta = tf1compat.get_variable("beta", [UNITS], initializer=tf.zeros_initializer())
        z = tf.matmul(joined, kernel) + bias
        mean, variance = tf.nn.moments(z, axes=[1], keepdims=True)
        h = tf.tanh(tf.nn.batch_normalization(z, mean, variance, beta, gamma, EPSILON))
        return h, h


def convolution(x: Any, units: int, width: int, dilation: int, scope: str) -> Any:
    """A causal convolution over time: padded on the left only."""
    with tf1compat.variable_scope(scope):
        kernel = tf1compat.get_variable("kernel", [width, x.shape[-1], units])
        bias = tf1compat.get_variable("bias", [units], initializer=tf.zeros_initializer())
        padded = tf.pad(x, [[0, 0], [(width - 1) * dilation, 0], [0, 0]])
        return tf.nn.convolution(padded, kernel, padding="VALID", dilations=[dilation]) + bias


def wavenet(x: Any) -> Any:
    """Gated dilated convolutions with residual and skip connections."""
    x = convolution(x, UNITS, 2, 1, "causal")
    skips = []
    for dilation in DILATIONS:
        signal = tf.tanh(convolution(x, UNITS, 2, dilation, f"filter_{dilation}"))
        gate = tf.sigmoid(convolution(x, UNITS, 2, dilation, f"gate_{dilation}"))
        skips.append(convolution(signal * gate, UNITS, 1, 1, f"skip_{dilation}"))
        x = x + skips[-1]
    return dense(tf.nn.relu(tf.add_n(skips))[:, -1], 1, "head")


# --- the Keras side -------------------------------------------------------------------------


class LayerNormSimpleCell(keras.layers.Layer):
    """The cell of ``LayerNormCell`` for ``keras.layers.RNN``."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units
        self.norm = keras.layers.LayerNormalization(epsilon=EPSILON)

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight([input_shape[-1], self.units], name="kernel")
        self.recurrent_kernel = self.add_weight([self.units] * 2, name="recurrent_kernel")
        self.bias = self.add_weight([self.units], initializer="zeros", name="bias")
        self.norm.build([None, self.units])

    def call(self, inputs: Any, states: Any) -> Any:
        z = ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent_kernel)
        h = ops.tanh(self.norm(z + self.bias))
        return h, [h]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}


def sequential(*layers: Any) -> Any:
    return keras.Sequential([keras.Input([None, 1]), *layers])


def keras_wavenet() -> Any:
    def conv(units: int, width: int, name: str, **options: Any) -> Any:
        return keras.layers.Conv1D(units, width, padding="causal", name=name, **options)

    inputs = keras.Input([None, 1])
    x = conv(UNITS, 2, "causal")(inputs)
    skips = []
    for rate in DILATIONS:
        options = {"dilation_rate": rate}
        signal = conv(UNITS, 2, f"filter_{rate}", activation="tanh", **options)(x)
        gate = conv(UNITS, 2, f"gate_{rate}", activation="sigmoid", **options)(x)
        skips.append(conv(UNITS, 1, f"skip_{rate}")(signal * gate))
        x = x + skips[-1]
    last = ops.relu(keras.layers.Add()(skips))[:, -1]
    return keras.Model(inputs, keras.layers.Dense(1, name="head")(last))


# --- side by side ---------------------------------------------------------------------------


class Pair(NamedTuple):
    """A TF1-style function, its Keras model, and which scope fills which layer."""

    name: str
    tf1: Callable[[Any], Any]
    keras: Callable[[], Any]
    mapping: Mapping[str, str]


def deep_tf1_cell() -> Any:
    return tf1compat.MultiRNNCell([tf1compat.BasicRNNCell(UNITS) for _ in range(3)])


def deep_keras() -> Any:
    layers = [
        keras.layers.SimpleRNN(UNITS, return_sequences=k < 2, name=f"layer_{k}") for k in range(3)
    ]
    return sequential(*layers, keras.layers.Dense(1, name="head"))


def one_layer(layer: Callable[..., Any], **options: Any) -> Callable[[], Any]:
    return lambda: sequential(
        layer(UNITS, name="layer", **options), keras.layers.Dense(1, name="head")
    )


PAIRS = (
    Pair(
        "one-neuron SimpleRNN",
        recurrent(lambda: tf1compat.BasicRNNCell(1), head=False),
        lambda: sequential(keras.layers.SimpleRNN(1, name="layer")),
        {"layer": "rnn"},
    ),
    Pair(
        "deep RNN of three layers",
        recurrent(deep_tf1_cell),
        deep_keras,
        {
            "head": "head",
            **{f"layer_{k}": f"rnn/multi_rnn_cell/cell_{k}/basic_rnn_cell" for k in range(3)},
        },
    ),
    Pair(
        "layer-normalised simple cell",
        recurrent(LayerNormCell),
        lambda: sequential(
            keras.layers.RNN(LayerNormSimpleCell(UNITS), name="layer"),
            keras.layers.Dense(1, name="head"),
        ),
        {},  # a cell of one's own: see `pour_own_cell`
    ),
    Pair(
        "LSTM",
        recurrent(lambda: tf1compat.LSTMCell(UNITS)),
        one_layer(keras.layers.LSTM),
        {"layer": "rnn", "head": "head"},
    ),
    Pair(
        "GRU",
        recurrent(lambda: tf1compat.GRUCell(UNITS)),
        one_layer(keras.layers.GRU, reset_after=False),  # TF1 resets before the product
        {"layer": "rnn", "head": "head"},
    ),
    Pair(
        "WaveNet stack",
        wavenet,
        keras_wavenet,
        {
            "causal": "causal",
            "head": "head",
            **{
                f"{part}_{rate}": f"{part}_{rate}"
                for part in ("filter", "gate", "skip")
                for rate in DILATIONS
            },
        },
    ),
)


def pour(store: Any, model: Any, mapping: Mapping[str, str]) -> None:
    """Write the store as a TF1 checkpoint, and fill the Keras model from it."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        checkpoint = store.save(directory / "model.ckpt")
        tf1compat.fill_model(
            checkpoint, directory / "model.keras", into=lambda: model, mapping=mapping
        )


def pour_own_cell(store: Any, model: Any) -> None:
    """TF1 has no counterpart to a cell of one's own; its author knows which weight is which."""
    cell = model.get_layer("layer").cell
    kernel = store["rnn/layer_norm_cell/kernel"].numpy()
    cell.kernel.assign(kernel[:1])
    cell.recurrent_kernel.assign(kernel[1:])
    cell.bias.assign(store["rnn/layer_norm_cell/bias"])
    cell.norm.gamma.assign(store["rnn/layer_norm_cell/gamma"])
    cell.norm.beta.assign(store["rnn/layer_norm_cell/beta"])
    head = model.get_layer("head")
    head.kernel.assign(store["head/kernel"])
    head.bias.assign(store["head/bias"])


def series(count: int, seed: int) -> tuple[Any, Any]:
    """Sums of two waves of random speed and phase, with noise: ``[count, STEPS, 1]``, the next."""
    rng = np.random.default_rng(seed)
    time = np.linspace(0, 1, STEPS + 1)
    speed = rng.uniform(10, 50, [2, count, 1])
    phase = rng.uniform(0, 1, [2, count, 1])
    waves = np.sin((time - phase) * speed) * np.array([0.5, 0.2])[:, None, None]
    values = (waves.sum(0) + rng.normal(0, 0.03, [count, STEPS + 1]))[..., None]
    return values[:, :-1].astype(np.float32), values[:, -1].astype(np.float32)


def compare(pair: Pair, x: Any) -> tuple[Any, float]:
    """The filled Keras model, and how far its forecasts are from TF1's (relative)."""
    keras.utils.set_random_seed(1)
    store = tf1compat.VariableStore()
    forecast = store(pair.tf1)
    forecast(x[:1])
    for variable in store.variables:  # as training leaves them: nothing is zero or one
        variable.assign_add(tf.random.normal(variable.shape, stddev=0.1))
    model = pair.keras()
    if pair.mapping:
        pour(store, model, pair.mapping)
    else:
        pour_own_cell(store, model)
    old, new = forecast(x).numpy(), ops.convert_to_numpy(model(x))
    return model, float(np.max(np.abs(old - new)) / np.max(np.abs(old)))


def train(model: Any, epochs: int) -> tuple[float, float]:
    """Mean squared error on held-back series before and after fitting."""
    model.compile(keras.optimizers.Adam(0.01), "mse")
    held_back = series(200, seed=2)
    before = model.evaluate(*held_back, verbose=0)
    model.fit(*series(1000, seed=1), epochs=epochs, verbose=0)
    return before, model.evaluate(*held_back, verbose=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=5, help="of training afterwards; 0: none")
    epochs = parser.parse_args().epochs
    console = Console()
    table = Table("model", "weights", "to TF1", box=box.SIMPLE_HEAD)
    if epochs:
        table.add_column("error before, after training")
    x, _ = series(100, seed=0)
    worst = 0.0
    for pair in PAIRS:
        with console.status(pair.name):
            model, difference = compare(pair, x)
            row = [pair.name, str(model.count_params()), f"{difference:.1e}"]
            if epochs:
                row.append(", ".join(f"{error:.4f}" for error in train(model, epochs)))
        table.add_row(*row)
        worst = max(worst, difference)
    console.print(table)
    console.print(f"largest difference {worst:.1e} of the forecasts; allowed {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
