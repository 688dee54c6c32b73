"""cuDNN's layers beside the goldens: checkpoints, contexts, projections, dropout, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
import tf1compat.v1
from tests.checkpoint.cases import CORPUS, golden
from tf1compat import kernels
from tf1compat.contrib.cudnn_rnn import layers, models
from tf1compat.contrib.cudnn_rnn.layout import Layout
from tf1compat.errors import ArgumentTypeError, ArgumentValueError, NotServedError

v1: Any = tf.compat.v1
tf1: Any = tf1compat.v1

# What CudnnCompatible cells of TF 1.15.5 wrote, and where its saveable looks for it.
CASES = [
    ("cudnn_lstm_two_layers", layers.CudnnLSTM, "unidirectional", "cudnn_lstm", True),
    ("cudnn_gru", layers.CudnnGRU, "unidirectional", "cudnn_gru", False),
    ("cudnn_lstm_bidirectional", layers.CudnnLSTM, "bidirectional", None, False),
    ("cudnn_gru_bidirectional", layers.CudnnGRU, "bidirectional", None, False),
]


def _reader(path: Path) -> Any:
    return tf.train.load_checkpoint(str(path / "model.ckpt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_checkpoint_of_the_cells(case: Any, tmp_path: Path) -> None:
    """Restores by name, gives TF 1.15.5's outputs, and is written back as it was."""
    name, kind, direction, scope, time_major = case
    recorded, saved = golden(name), _reader(CORPUS / name)
    names = sorted(saved.get_variable_to_shape_map())
    x, lengths = recorded["inputs"], recorded["lengths"]
    both = [recorded[key] for key in ("outputs", "outputs_fw", "outputs_bw") if key in recorded]
    expected = np.concatenate(both, 2)
    with tf.Graph().as_default(), v1.Session() as session:
        cells = 1 + max(int(n.partition("/cell_")[2][0]) for n in names)
        layer = kind(cells, both[0].shape[2], direction=direction, name=scope or "reader")
        if scope is None:
            layer.build([None, None, x.shape[2]])  # in no scope, as the cells were
        outputs, _ = layer(
            tf.constant(x), sequence_lengths=lengths, time_major=time_major, training=False
        )
        assert sorted(spec.name for spec in layer.saveable.specs) == names
        v1.train.Saver([layer.saveable]).restore(session, str(CORPUS / name / "model.ckpt"))
        np.testing.assert_allclose(session.run(outputs), expected, atol=2e-6)
        v1.train.Saver().save(session, str(tmp_path / "model.ckpt"), write_meta_graph=False)
    written = _reader(tmp_path)
    assert sorted(written.get_variable_to_shape_map()) == sorted(
        [*names, layer.kernel.name.partition(":")[0]]
    )
    for one in names:
        assert written.get_tensor(one).tobytes() == saved.get_tensor(one).tobytes(), one


@pytest.mark.parametrize("resource", [False, True])
def test_the_canonical_tensors_decide(resource: bool, tmp_path: Path) -> None:
    """A checkpoint's own buffer may be of another GPU's layout: it is there, but not what stays."""
    with tf.Graph().as_default(), v1.Session() as session:
        with tf1.variable_scope("s", use_resource=resource):
            layer = layers.CudnnGRU(1, 3)
            layer(tf.ones([2, 1, 2]))
        session.run(layer.kernel.initializer)
        right = session.run(layer.kernel)
        v1.train.Saver().save(session, str(tmp_path / "right"), write_meta_graph=False)
        reader = tf.train.load_checkpoint(str(tmp_path / "right"))
        foreign = {n: reader.get_tensor(n) for n in reader.get_variable_to_shape_map()}
    foreign["s/cudnn_gru/opaque_kernel"] = right[::-1].copy()
    v1_names = sorted(foreign)
    with tf.Graph().as_default(), v1.Session() as session:
        for one in v1_names:
            v1.get_variable(one, initializer=foreign[one])
        session.run(v1.global_variables_initializer())
        v1.train.Saver().save(session, str(tmp_path / "foreign"), write_meta_graph=False)
    with tf.Graph().as_default(), v1.Session() as session:
        with tf1.variable_scope("s", use_resource=resource):
            layer = layers.CudnnGRU(1, 3)
            layer(tf.ones([2, 1, 2]))
        saver = v1.train.Saver()
        for _ in range(8):
            saver.restore(session, str(tmp_path / "foreign"))
            np.testing.assert_array_equal(session.run(layer.kernel), right)


def _stepped(outputs: Any) -> Any:
    with kernels.switched(False):
        return outputs()


@pytest.mark.parametrize("kind", [layers.CudnnLSTM, layers.CudnnGRU, layers.CudnnRNNRelu])
def test_every_context(kind: Any) -> None:
    """Eager code, a function, a Keras model and a loop of a v1 graph, where nothing runs whole."""
    x = tf.random.stateless_uniform([5, 3, 2], [1, 2], -1)
    lengths = [5, 2, 0]
    layer = kind(2, 3, direction="bidirectional", seed=1, bias_initializer=_uneven)

    def outputs() -> Any:
        return layer(x, sequence_lengths=lengths, training=False)[0]

    found, weights = outputs().numpy(), layer.kernel.numpy()
    assert len(layer.variables) == 1
    assert not found[:, 2].any()
    np.testing.assert_allclose(_stepped(outputs).numpy(), found, atol=2e-6)
    np.testing.assert_allclose(tf.function(outputs)().numpy(), found, atol=2e-6)
    reader = _Model(layer, lengths)
    np.testing.assert_allclose(reader(x).numpy(), found, atol=2e-6)
    with tf.Graph().as_default(), v1.Session() as session:
        again = kind(2, 3, direction="bidirectional", seed=1, bias_initializer=_uneven)
        again.build([None, None, 2])
        state = tuple(tf.zeros(shape) for shape in again.state_shape(3))

        def body(turn: Any, kept: Any) -> Any:
            read, _ = again(tf.constant(x.numpy()), state, lengths, training=False)
            return turn + 1, read + 0 * kept

        _, looped = tf.while_loop(lambda turn, _: turn < 1, body, [0, tf.zeros(found.shape)])
        slope = v1.gradients(looped, again.kernel)[0]
        session.run(v1.assign(again.kernel, weights))
        np.testing.assert_allclose(session.run(looped), found, atol=2e-6)
        assert np.abs(session.run(slope)).max() > 0


def _uneven(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
    return tf.cast(tf.linspace(-0.5, 0.7, shape[0]), dtype)


class _Model(keras.Model):
    def __init__(self, layer: Any, lengths: Any) -> None:
        super().__init__()
        self.reader, self.lengths = layer, lengths

    def call(self, x: Any) -> Any:
        return self.reader(x, sequence_lengths=self.lengths, training=False)[0]


def test_a_projection_by_its_equation() -> None:
    """h = (o ∘ tanh(c)) @ W_p, of the width that the next layer and the next step read."""
    layout = Layout("lstm", 2, 4, 3, "bidirectional", 2)
    random = np.random.RandomState(0)
    params = random.uniform(-1, 1, layout.size)
    x, h = random.uniform(-1, 1, [5, 2, 3]), random.uniform(-1, 1, [4, 2, 2])
    c = random.uniform(-1, 1, [4, 2, 4])
    model = models.CudnnLSTM(2, 4, 3, direction="bidirectional", dtype=tf.float64, num_proj=2)
    assert int(model.params_size()) == layout.size
    outputs, last_h, last_c = model(x, h, c, params)
    weights, biases = (list(map(np.asarray, part)) for part in model.params_to_canonical(params))
    layer_inputs = x
    for layer in range(2):
        read = []
        for way in range(2):
            cell = 2 * layer + way
            w, b = weights[9 * cell :][:9], biases[8 * cell :][:8]
            seen, hidden, carried = [], h[cell], c[cell]
            for step in layer_inputs[:: 1 - 2 * way]:
                gates = [step @ w[g].T + hidden @ w[g + 4].T + b[g] + b[g + 4] for g in range(4)]
                i, f, o = (1 / (1 + np.exp(-gates[g])) for g in (0, 1, 3))
                carried = f * carried + i * np.tanh(gates[2])
                hidden = (o * np.tanh(carried)) @ w[8].T
                seen.append(hidden)
            np.testing.assert_allclose(last_h[cell], hidden, atol=1e-12)
            np.testing.assert_allclose(last_c[cell], carried, atol=1e-12)
            read.append(np.stack(seen[:: 1 - 2 * way]))
        layer_inputs = np.concatenate(read, 2)
    np.testing.assert_allclose(outputs, layer_inputs, atol=1e-12)
    np.testing.assert_array_equal(model.canonical_to_params(weights, biases), params)


def test_dropout_is_between_layers_and_in_training() -> None:
    x = tf.ones([3, 2, 2])
    one = layers.CudnnGRU(1, 4, dropout=0.9)
    np.testing.assert_array_equal(one(x)[0], one(x, training=False)[0])
    two = layers.CudnnGRU(3, 4, dropout=0.5)
    rests = [two(x, training=training)[0].numpy() for training in (False, False, True, True)]
    np.testing.assert_array_equal(rests[0], rests[1])
    assert np.abs(rests[2] - rests[0]).max() > 0
    assert np.abs(rests[2] - rests[3]).max() > 0
    none = layers.CudnnGRU(2, 4, dropout=1.0, bias_initializer=tf.ones)
    np.testing.assert_array_equal(none(x)[0], none(2 * x)[0])


def test_refusals_say_what_to_do() -> None:
    x = tf.ones([3, 2, 4])
    with pytest.raises(NotServedError, match="input_mode='linear_input'"):
        layers.CudnnLSTM(1, 4, input_mode="auto_select")(x)
    with pytest.raises(ArgumentTypeError, match=r"tf\.cond around both"):
        layers.CudnnLSTM(1, 4)(x, training=tf.constant(True))
    with pytest.raises(ArgumentValueError, match=r"expected a state \[1, B, 4\].*\[2, 2, 4\]"):
        layers.CudnnGRU(1, 4)(x, (tf.zeros([2, 2, 4]),))
    with tf.Graph().as_default():
        h = tf.compat.v1.placeholder(tf.float32, [None, 2, 4])
        with pytest.raises(ArgumentValueError, match=r"cudnn_rnn\(input_h\).*call set_shape"):
            models.CudnnGRU(1, 4, 4)(tf.ones([3, 2, 4]), h, tf.zeros([108]))
    with pytest.raises(ArgumentValueError, match="of a cuDNN that padded it"):
        models.CudnnGRU(1, 4, 4)(x, tf.zeros([1, 2, 4]), tf.zeros([100]))


def test_in_a_keras_layer_it_is_one_weight_that_trains() -> None:
    def read(x: Any) -> Any:
        return layers.CudnnLSTM(1, 4, name="reader")(x, time_major=False)[0]

    model = keras.Sequential([keras.Input((5, 3)), tf1compat.TF1Layer(read)])
    model.compile("adam", "mse")
    (weight,) = model.weights
    before = weight.numpy()
    model.fit(np.ones([2, 5, 3], "f"), np.ones([2, 5, 4], "f"), verbose=0)
    assert weight.path.endswith("reader/opaque_kernel")
    assert np.abs(weight.numpy() - before).max() > 0


def test_in_a_store_it_is_one_variable() -> None:
    with tf1compat.VariableStore() as store:
        for _ in range(2):
            with tf1compat.variable_scope("enc", reuse=tf1compat.AUTO_REUSE):
                layers.CudnnLSTM(1, 4, name="reader")(tf.ones([3, 2, 2]))
    assert list(store) == ["enc/reader/opaque_kernel"]
