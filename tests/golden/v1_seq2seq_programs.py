"""Programs of ``tf.contrib.seq2seq``: decoders, helpers and attention."""

from __future__ import annotations

import collections
from typing import Any

from tests.golden.v1_legacy_programs import _data, each, told
from tests.golden.v1_programs import _import, names, outcome, plain, program, run

_B, _T, _M, _D, _U, _C = 3, 4, 5, 6, 7, 8  # batch, steps, memory, width, units, classes
_LENGTHS = [4, 1, 2]


def _tensor(tf: Any, key: str, *shape: int) -> Any:
    return tf.constant(_data(key, *shape), tf.float32)


def _memory(tf: Any) -> Any:
    return _tensor(tf, "memory", _B, _M, _D)


def _training(tf: Any, **options: Any) -> Any:
    inputs = _tensor(tf, "inputs", _B, _T, _D)
    return tf.contrib.seq2seq.TrainingHelper(inputs, _LENGTHS, **options)


def _greedy(tf: Any) -> Any:
    table = tf.get_variable("table", [_C, _D])
    return tf.contrib.seq2seq.GreedyEmbeddingHelper(table, tf.constant([1, 2, 3]), 4)


def _decoded(tf: Any, cell: Any, helper: Any, state: Any = None, layer: Any = None, **how: Any):
    s2s = tf.contrib.seq2seq
    state = cell.zero_state(_B, tf.float32) if state is None else state
    decoder = s2s.BasicDecoder(cell, helper, state, layer)
    outputs, last, lengths = s2s.dynamic_decode(decoder, **how)
    shapes = [part.shape.as_list() for part in outputs]
    kind = type(last).__name__ if isinstance(last, tuple) else "tensor"
    kinds = [type(outputs).__name__, kind, decoder.output_dtype.sample_id.name]
    if hasattr(last, "alignment_history"):
        history = last.alignment_history
        history = history if isinstance(history, tuple) else (history,)
        stacked = tuple(array.stack() for array in history)
        last = (last._replace(alignment_history=stacked), stacked)
    return [shapes, kinds, told(tf, [outputs, last, lengths])]


@program
def seq2seq_decoding(tf: Any) -> Any:
    cells: Any = tf.nn.rnn_cell

    def trained(**how: Any) -> Any:
        layer = tf.layers.Dense(_C, name="out", use_bias=False)
        return _decoded(tf, cells.LSTMCell(_U), _training(tf), None, layer, **how)

    def greedy(**how: Any) -> Any:
        stack = cells.MultiRNNCell([cells.GRUCell(_U), cells.BasicLSTMCell(_U)])
        layer = tf.layers.Dense(_C)
        return _decoded(tf, stack, _greedy(tf), None, layer, maximum_iterations=6, **how)

    def unknown() -> Any:
        x = tf.placeholder_with_default(_data("inputs", _T, _B, _D).astype("f"), [None, None, _D])
        lengths = tf.placeholder_with_default(tf.constant(_LENGTHS), [None])
        helper = tf.contrib.seq2seq.TrainingHelper(x, lengths, time_major=True)
        cell = cells.GRUCell(_U)
        return _decoded(tf, cell, helper, cell.zero_state(helper.batch_size, tf.float32))

    def none() -> Any:
        helper = tf.contrib.seq2seq.TrainingHelper(_tensor(tf, "inputs", _B, _T, _D), [0, 0, 0])
        return _decoded(tf, cells.GRUCell(_U), helper, maximum_iterations=3)

    return each(
        tf,
        trained,
        lambda: trained(impute_finished=True),
        lambda: trained(output_time_major=True, maximum_iterations=2, scope="mine"),
        greedy,
        lambda: greedy(impute_finished=True, swap_memory=True, parallel_iterations=1),
        unknown,
        lambda: plain(none()[0]),
        lambda: trained(maximum_iterations=tf.constant(3)),
    )


@program
def seq2seq_helpers(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq

    def custom() -> Any:
        def begin() -> Any:
            return tf.tile([False], [_B]), tf.zeros([_B, _D])

        def sample(time: Any, outputs: Any, state: Any) -> Any:
            return outputs[:, :2]

        def following(time: Any, outputs: Any, state: Any, sample_ids: Any) -> Any:
            return time + 1 >= tf.constant(_LENGTHS), tf.tile(sample_ids, [1, 3]), state

        helper = s2s.CustomHelper(begin, sample, following, [2], tf.float32)
        early = outcome(lambda: helper.batch_size)
        return [early, _decoded(tf, tf.nn.rnn_cell.GRUCell(_U), helper)]

    def inferred(following: Any) -> Any:
        helper = s2s.InferenceHelper(
            lambda y: y[:, :_D], [_D], tf.float32, tf.ones([_B, _D]),
            lambda y: tf.reduce_sum(y, 1) > 9.0, following,
        )  # fmt: skip
        return _decoded(tf, tf.nn.rnn_cell.GRUCell(_U), helper, maximum_iterations=3)

    def sampled() -> Any:
        helper = s2s.SampleEmbeddingHelper(tf.eye(_C), tf.constant([1, 2, 3]), 4, 1e-4, seed=1)
        return _decoded(
            tf, tf.nn.rnn_cell.GRUCell(_C), helper, maximum_iterations=3
        )

    def wrong() -> Any:
        x, cell = _tensor(tf, "inputs", _B, _T, _D), tf.nn.rnn_cell.GRUCell(_U)
        decoder = s2s.BasicDecoder(cell, _training(tf), cell.zero_state(_B, tf.float32))
        return [
            outcome(lambda: s2s.TrainingHelper(x, 3)),
            outcome(lambda: s2s.GreedyEmbeddingHelper(x[0], 1, 4)),
            outcome(lambda: s2s.GreedyEmbeddingHelper(x[0], [1], [4])),
            outcome(lambda: s2s.BasicDecoder(cell, 1, None)),
            outcome(lambda: s2s.BasicDecoder(1, _training(tf), None)),
            outcome(lambda: s2s.BasicDecoder(cell, _training(tf), None, tf.identity)),
            outcome(lambda: s2s.dynamic_decode(cell)),
            outcome(lambda: s2s.dynamic_decode(decoder, maximum_iterations=[1])),
        ]

    def facts() -> Any:
        helper = _training(tf, name="fed")
        rows = _tensor(tf, "inputs", _B, _C)  # asked as a loop of one's own may ask
        asked = [helper.sample(0, rows), helper.next_inputs(0, rows, rows, "next")[:2]]
        return [
            helper.inputs.shape.as_list(), helper.sample_ids_shape.as_list(),
            helper.sample_ids_dtype.name, helper.sequence_length.shape.as_list(),
            s2s.Decoder.tracks_own_finished.fget(None), told(tf, asked),
        ]

    return each(
        tf, custom, lambda: inferred(None), lambda: inferred(lambda y: y * 2.0), sampled, wrong,
        facts,
    )


@program
def seq2seq_private_helpers(tf: Any) -> Any:
    """What decoders of people's own take from the private files of ``contrib.seq2seq``."""
    helper = _import(tf, "tensorflow.contrib.seq2seq.python.ops.helper")
    decoder = _import(tf, "tensorflow.contrib.seq2seq.python.ops.decoder")
    x, unknown = _tensor(tf, "inputs", _B, _C), tf.placeholder(tf.float32, [None, _C])
    tf.set_random_seed(7)
    with tf.Session() as session:
        draws = [
            helper.categorical_sample(x), helper.categorical_sample(unknown, tf.int64, [2], 3),
            helper.bernoulli_sample(logits=unknown), helper.bernoulli_sample(logits=x, seed=3),
            helper.bernoulli_sample(tf.sigmoid(x), dtype=tf.bool, sample_shape=2),
            helper.bernoulli_sample(0.5 + 0.0 * x, x, tf.float32), tf.random_uniform([2]) + 8.0,
        ]  # fmt: skip
        drawn = plain(session.run(draws, {unknown: _data("inputs", _B, _C)}))
    sizes, dtypes = (tf.TensorShape([2]), tf.TensorShape([])), (tf.float32, tf.int64)
    fetches = [
        helper._unstack_ta(x).stack(), decoder._create_zero_outputs(sizes, dtypes, 3),
        decoder._create_zero_outputs(4, tf.float64, tf.constant(2)),
        helper._transpose_batch_time(x), decoder._transpose_batch_time(x[0]),
        decoder._zero_state_tensors([2, sizes[0]], 3, tf.float32),
    ]  # fmt: skip
    kinds = [one.dtype.name for one in draws]
    return [drawn, kinds, run(tf, fetches), outcome(helper.bernoulli_sample)]


@program
def seq2seq_own_decoder(tf: Any) -> Any:
    Pair = collections.namedtuple("Pair", "sum flag")

    class Counting(tf.contrib.seq2seq.Decoder):
        batch_size = _B
        output_size = Pair(tf.TensorShape([2]), tf.TensorShape([]))
        output_dtype = Pair(tf.float32, tf.bool)
        own = False

        @property
        def tracks_own_finished(self) -> bool:
            return self.own

        def initialize(self, name: Any = None) -> Any:
            return tf.tile([False], [_B]), tf.zeros([_B, 2]), (tf.zeros([_B, 2]), tf.constant(0))

        def step(self, time: Any, inputs: Any, state: Any, name: Any = None) -> Any:
            total, count = state
            w = tf.get_variable("w", [2])
            total = total + inputs * w + 1.0
            finished = tf.logical_or(time >= 4, tf.equal(time % 3, tf.constant([0, 1, 2])))
            return Pair(total, finished), (total, count + 1), inputs + 1.0, finished

        def finalize(self, outputs: Any, state: Any, lengths: Any) -> Any:
            return outputs._replace(sum=outputs.sum * 2.0), (*state, lengths)

    class Own(Counting):
        own = True

    def decoded(decoder: Any, **how: Any) -> Any:
        outputs, state, lengths = tf.contrib.seq2seq.dynamic_decode(decoder, **how)
        flags = tf.cast(outputs.flag, tf.float32)
        return told(tf, [outputs.sum, flags, state, lengths])

    return each(
        tf,
        lambda: decoded(Counting()),
        lambda: decoded(Counting(), impute_finished=True),
        lambda: decoded(Own(), maximum_iterations=4),
    )


@program
def seq2seq_attention(tf: Any) -> Any:  # noqa: C901  (one function for each case)
    s2s: Any = tf.contrib.seq2seq
    cells: Any = tf.nn.rnn_cell

    def decoded(mechanism: Any, helper: Any = None, cell: Any = None, **options: Any) -> Any:
        inner = cells.LSTMCell(_U) if cell is None else cell
        cell = s2s.AttentionWrapper(inner, mechanism, alignment_history=True, **options)
        sizes = plain(tf.contrib.framework.nest.flatten(cell.state_size._replace(time=0)))
        helper = _training(tf) if helper is None else helper
        seen = _decoded(tf, cell, helper, impute_finished=True)
        return [cell.output_size, sizes, cell.name, seen]

    def bahdanau(*args: Any, **options: Any) -> Any:
        return s2s.BahdanauAttention(_U, _memory(tf), [5, 2, 3], *args, **options)

    def luong(**options: Any) -> Any:
        return s2s.LuongAttention(_U, _memory(tf), **options)

    four = {"attention_layer_size": 4}

    def started() -> Any:
        first = _tensor(tf, "first", _B, _U)
        stack = cells.MultiRNNCell([cells.GRUCell(_U), cells.GRUCell(_U)])
        return decoded(luong(), _training(tf), stack, initial_cell_state=(first, first))

    def several() -> Any:
        both = [bahdanau(), luong(scale=True)]
        return decoded(both, attention_layer_size=[3, 4], name="look")

    def layered() -> Any:
        layer = tf.layers.Dense(5, tf.tanh, name="mix")
        return decoded(bahdanau(), attention_layer=layer, output_attention=False)

    def by_functions() -> Any:
        def look(mechanism: Any, output: Any, state: Any, layer: Any) -> Any:
            weights, state = mechanism(output, state=state)
            return tf.einsum("bt,btd->bd", weights, mechanism.values) * 2.0, weights, state

        mechanism = luong(custom_key_value_fn=lambda keys, values: (keys * 2.0, values + 1.0))
        mix = lambda x, attention: x + attention  # noqa: E731
        return decoded(mechanism, attention_fn=look, cell_input_fn=mix)

    def greedy() -> Any:
        mechanism = bahdanau(normalize=True, probability_fn=s2s.hardmax, score_mask_value=-9.0)
        cell = s2s.AttentionWrapper(cells.GRUCell(_U), mechanism, attention_layer_size=_U)
        state = cell.zero_state(_B, tf.float32).clone(cell_state=_tensor(tf, "first", _B, _U))
        layer = tf.layers.Dense(_C, name="out")
        decoder = s2s.BasicDecoder(cell, _greedy(tf), state, layer)
        outputs, last, lengths = s2s.dynamic_decode(decoder, maximum_iterations=4)
        # Without gradients: those of what hardmax cuts off are None or zeros, by the loop's kind.
        found = [outputs, last.attention, last.cell_state, last.time, lengths]
        return told(tf, found, gradients=False)

    def wrong() -> Any:
        cell, mechanism = cells.GRUCell(_U), luong()
        wrapped = s2s.AttentionWrapper(cell, mechanism)
        state = wrapped.zero_state(_B, tf.float32)
        both = {"attention_layer_size": 3, "attention_layer": tf.layers.Dense(3)}
        return [
            outcome(lambda: s2s.AttentionWrapper(cell, 1)),
            outcome(lambda: s2s.AttentionWrapper(cell, mechanism, **both)),
            outcome(lambda: s2s.AttentionWrapper(cell, mechanism, [3, 4])),
            outcome(lambda: s2s.AttentionWrapper(cell, mechanism, cell_input_fn=1)),
            outcome(lambda: wrapped(_memory(tf)[:, 0], state.cell_state)),
            outcome(lambda: state.clone(attention=tf.zeros([_B, 1]))),
            outcome(lambda: s2s.LuongAttention(_U + 1, _memory(tf))(tf.ones([_B, _U]), None)),
            [mechanism.alignments_size, mechanism.batch_size, mechanism.keys.shape.as_list()],
        ]

    def begun() -> Any:
        bahdanau(True)(_tensor(tf, "first", _B, _U), None)
        luong(scale=True)(_tensor(tf, "first", _B, _U), None)
        known = [v for v in tf.global_variables() if "_g" in v.name or "_b" in v.name]
        return [names(tf.global_variables()), run(tf, known)]

    def once() -> Any:
        """The wrapper by itself, in steps and by the static driver's code."""
        cell = s2s.AttentionWrapper(cells.GRUCell(_U), luong(scale=True), 4)
        steps = tf.unstack(_tensor(tf, "inputs", _B, _T, _D), axis=1)
        first, state = cell(steps[0], cell.zero_state(_B, tf.float32))
        second, state = cell(steps[1], state)
        return [names(cell.variables), told(tf, [first, second, state.alignments])]

    return each(
        tf,
        lambda: decoded(bahdanau()),
        lambda: decoded(luong()),
        lambda: decoded(luong(scale=True, memory_sequence_length=[5, 2, 3]), None, None, **four),
        lambda: decoded(bahdanau(True)),
        started,
        several,
        layered,
        by_functions,
        greedy,
        wrong,
        once,
        begun,
    )
