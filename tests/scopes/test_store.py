"""``VariableStore``: passes, checkpoints, collections, in eager code and in ``tf.function``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.golden.checkpoint_cases import LENGTHS
from tf1compat.errors import CheckpointError, VariableError

CHECKPOINT = Path(__file__).parent.parent / "golden" / "checkpoints" / "bidirectional_lstm"
V1 = tf.compat.v1


def dense(x: Any, units: int = 2, **scope: Any) -> Any:
    with tf1compat.variable_scope("dense", **scope):
        kernel = tf1compat.get_variable("kernel", [int(x.shape[-1]), units])
        return x @ kernel + tf1compat.get_variable("bias", [units], initializer=tf.ones)


def model(x: Any) -> Any:
    """Two scopes that only a default name tells apart."""
    for _ in range(2):
        with tf1compat.variable_scope(None, default_name="layer"):
            x = dense(x, 3)
    return x


NAMES = [f"{layer}/dense/{name}" for layer in ("layer", "layer_1") for name in ("kernel", "bias")]


def test_second_pass_reuses_and_counts_default_names_afresh() -> None:
    store, x = tf1compat.VariableStore(), tf.ones([1, 3])
    with store:
        first = model(x)
    with store:
        second = model(x)
    assert list(store) == NAMES
    assert [v.name for v in store.variables] == [f"{name}:0" for name in NAMES]
    np.testing.assert_array_equal(first, second)


def test_decorated_function_is_one_pass_per_call() -> None:
    store = tf1compat.VariableStore()
    decorated = store(model)
    np.testing.assert_array_equal(decorated(tf.ones([1, 3])), decorated(tf.ones([1, 3])))
    assert list(store) == NAMES
    assert decorated.__name__ == "model"


def test_second_creation_within_a_pass_is_tf1s_error() -> None:
    with tf1compat.VariableStore():
        dense(tf.ones([1, 3]))
        with pytest.raises(VariableError, match="already exists"):
            dense(tf.ones([1, 3]))


def test_an_error_leaves_the_store_usable() -> None:
    store = tf1compat.VariableStore()
    with pytest.raises(VariableError), store:
        dense(tf.ones([1, 3]), reuse=True)
    with store:
        dense(tf.ones([1, 3]))
    assert list(store) == ["dense/kernel", "dense/bias"]
    assert tf1compat.get_variable_scope().name == ""


@pytest.mark.parametrize("mistake", [{"units": 5}, {"dtype": tf.float64}])
def test_another_shape_or_dtype_is_an_error_in_a_later_pass_too(mistake: dict[str, Any]) -> None:
    store = tf1compat.VariableStore()
    with store:
        tf1compat.get_variable("v", [2, 2])
    with store, pytest.raises(ValueError, match=r"shape|dtype"):
        tf1compat.get_variable("v", [2, mistake.get("units", 2)], dtype=mistake.get("dtype"))


def test_stores_are_apart_and_the_innermost_answers() -> None:
    outer, inner = tf1compat.VariableStore(), tf1compat.VariableStore()
    with outer:
        with inner:
            one = tf1compat.get_variable("v", [2])
        other = tf1compat.get_variable("v", [2])
    assert inner["v"] is one
    assert outer["v"] is other
    assert one is not other


def test_variables_first_made_while_a_function_is_traced() -> None:
    store = tf1compat.VariableStore()

    @tf.function
    def step(x: Any) -> Any:
        with store:
            return model(x)

    first = step(tf.ones([1, 3]))
    assert list(store) == NAMES
    store["layer/dense/bias"].assign([5.0, 5.0, 5.0])
    assert np.abs(step(tf.ones([1, 3])) - first).max() > 0.1
    step(tf.ones([4, 3]))  # another trace finds the same variables
    assert len(store) == len(NAMES)
    with store:
        np.testing.assert_allclose(model(tf.ones([1, 3])), step(tf.ones([1, 3])), rtol=1e-6)


def test_initial_values_in_a_function_are_those_of_eager_code() -> None:
    def made(wrap: Any) -> Any:
        store = tf1compat.VariableStore()
        initializer = V1.glorot_uniform_initializer(seed=7)
        with store:
            wrap(lambda: tf1compat.get_variable("w", [3, 4], initializer=initializer) + 0.0)()
        return store["w"].numpy()

    tf.random.set_seed(3)
    eager = made(lambda function: function)
    tf.random.set_seed(3)
    np.testing.assert_array_equal(eager, made(tf.function))


def test_collections_of_what_ran_inside() -> None:
    store = tf1compat.VariableStore()
    with store:
        dense(tf.ones([1, 3]))
        tf1compat.get_variable("step", [], initializer=tf.zeros, trainable=False)
        tf1compat.get_variable("mine", [1], collections=["mine", "variables"])
        tf1compat.get_variable("local", [1], collections=["local_variables"], trainable=False)
    names = [v.name for v in store.get_collection("variables")]
    assert names == ["dense/kernel:0", "dense/bias:0", "step:0", "mine:0"]
    assert [v.name for v in store.trainable_variables] == [names[0], names[1], names[3]]
    assert [v.name for v in store.non_trainable_variables] == ["step:0", "local:0"]
    assert [v.name for v in store.global_variables("dense/")] == names[:2]
    assert [v.name for v in store.get_collection("mine")] == ["mine:0"]
    assert store.get_collection("nothing") == []


def test_regularization_losses_follow_the_values() -> None:
    store = tf1compat.VariableStore()
    with store, tf1compat.variable_scope("s", regularizer=lambda w: 0.5 * tf.reduce_sum(w * w)):
        w = tf1compat.get_variable("w", [2], initializer=tf.ones)
        tf1compat.get_variable("free", [2], regularizer=V1.no_regularizer)
    key = V1.GraphKeys.REGULARIZATION_LOSSES
    assert [float(loss) for loss in store.get_collection(key)] == [1.0]
    w.assign([3.0, 1.0])
    assert [float(loss) for loss in store.regularization_losses("s/")] == [5.0]
    assert store.regularization_losses("t/") == []


def test_gradients_reach_the_variables() -> None:
    store, x = tf1compat.VariableStore(), tf.constant([[1.0, 2.0, 3.0]])
    with store, tf.GradientTape() as tape:
        loss = tf.reduce_sum(dense(x))
    kernel, bias = tape.gradient(loss, store.trainable_variables)
    np.testing.assert_array_equal(kernel, [[1, 1], [2, 2], [3, 3]])
    np.testing.assert_array_equal(bias, [1, 1])


# Checkpoints ------------------------------------------------------------------------------


def tagger(x: Any) -> Any:
    cells = [tf1compat.LSTMCell(5, forget_bias=0.7) for _ in range(2)]
    return tf1compat.bidirectional_dynamic_rnn(*cells, x, LENGTHS, dtype=tf.float32)


def test_loads_what_tf1_wrote_and_computes_what_tf1_computed() -> None:
    golden = np.load(CHECKPOINT / "golden.npz")
    store = tf1compat.VariableStore()
    x = tf.constant(golden["inputs"])
    with store:
        tagger(x)
    assert store.load(CHECKPOINT / "model.ckpt") == []
    with store:
        (forward, backward), _ = tagger(x)
    np.testing.assert_allclose(forward, golden["outputs_fw"], rtol=2e-6, atol=1e-7)
    np.testing.assert_allclose(backward, golden["outputs_bw"], rtol=2e-6, atol=1e-7)


def test_saves_what_a_tf1_saver_reads(tmp_path: Path) -> None:
    store = tf1compat.VariableStore()
    with store:
        model(tf.ones([1, 3]))
    prefix = store.save(tmp_path / "model.ckpt")
    assert sorted(name for name, _ in tf.train.list_variables(prefix)) == sorted(NAMES)
    with tf.Graph().as_default(), V1.Session() as session:
        output = model(tf.ones([1, 3]))
        V1.train.Saver().restore(session, prefix)
        restored = session.run(output)
    with store:
        np.testing.assert_allclose(restored, model(tf.ones([1, 3])), rtol=1e-6)


def test_save_keeps_what_is_there(tmp_path: Path) -> None:
    store = tf1compat.VariableStore()
    with store:
        dense(tf.ones([1, 3]))
    prefix = store.save(tmp_path / "model.ckpt")
    with pytest.raises(CheckpointError, match="force=True"):
        store.save(prefix)
    store["dense/bias"].assign([8.0, 9.0])
    store.save(prefix, force=True)
    np.testing.assert_array_equal(tf.train.load_variable(prefix, "dense/bias"), [8, 9])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "model.ckpt.data-00000-of-00001",
        "model.ckpt.index",
    ]


def test_load_assigns_all_or_nothing(tmp_path: Path) -> None:
    small, large = tf1compat.VariableStore(), tf1compat.VariableStore()
    with small:
        dense(tf.ones([1, 3]))
    with large:
        dense(tf.ones([1, 3]))
        tf1compat.get_variable("slot", [1])
    prefix = small.save(tmp_path / "small")
    before = large["dense/kernel"].numpy()
    with pytest.raises(CheckpointError, match="slot"):
        large.load(prefix)
    np.testing.assert_array_equal(large["dense/kernel"], before)
    large.load(prefix, strict=False)
    np.testing.assert_array_equal(large["dense/kernel"], small["dense/kernel"])
    assert small.load(large.save(tmp_path / "large")) == ["slot"]


def test_load_tells_a_shape_that_differs(tmp_path: Path) -> None:
    narrow, wide = tf1compat.VariableStore(), tf1compat.VariableStore()
    with narrow:
        dense(tf.ones([1, 3]), 2)
    with wide:
        dense(tf.ones([1, 3]), 4)
    with pytest.raises(CheckpointError, match=r"dense/kernel.*\(3, 4\).*\(3, 2\)"):
        wide.load(narrow.save(tmp_path / "narrow"))


@pytest.mark.parametrize("damage", ["absent", "no checkpoint"])
def test_load_of_what_is_no_checkpoint(tmp_path: Path, damage: str) -> None:
    if damage == "no checkpoint":
        (tmp_path / "x.index").write_bytes(b"\x00" * 64)
    store = tf1compat.VariableStore()
    with pytest.raises(CheckpointError, match="readable TF1 checkpoint"):
        store.load(tmp_path / "x")


def test_is_a_checkpoint_citizen_before_and_after_its_variables_exist(tmp_path: Path) -> None:
    old, x = tf1compat.VariableStore(), tf.ones([1, 3])
    with old:
        expected = model(x)
    path = tf.train.Checkpoint(net=old).save(str(tmp_path / "ck"))

    filled = tf1compat.VariableStore()
    with filled:
        model(x)
    tf.train.Checkpoint(net=filled).restore(path).assert_existing_objects_matched()
    with filled:
        np.testing.assert_array_equal(model(x), expected)

    deferred = tf1compat.VariableStore()
    status = tf.train.Checkpoint(net=deferred).restore(path)
    with deferred:
        np.testing.assert_array_equal(model(x), expected)
    status.assert_existing_objects_matched()
