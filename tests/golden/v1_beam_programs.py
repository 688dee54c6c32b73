"""Programs of ``tf.contrib.seq2seq``: beams, monotonic attention and scheduled sampling."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_legacy_programs import each, told
from tests.golden.v1_programs import outcome, program, run
from tests.golden.v1_seed_programs import begun
from tests.golden.v1_seq2seq_programs import (
    _B,
    _C,
    _D,
    _LENGTHS,
    _M,
    _T,
    _U,
    _decoded,
    _memory,
    _tensor,
    _training,
)

_K = 3  # beams


def _searched(tf: Any, decoder: Any, **how: Any) -> Any:
    outputs, last, lengths = tf.contrib.seq2seq.dynamic_decode(decoder, **how)
    steps = outputs.beam_search_decoder_output
    kinds = [type(part).__name__ for part in (outputs, steps, last)]
    shapes = [part.shape.as_list() for part in (outputs.predicted_ids, *steps)]
    seen = last.accumulated_attention_probs
    finished = tf.cast(last.finished, tf.int32)
    found = [outputs.predicted_ids, steps, last.log_probs, last.lengths, lengths, seen, finished]
    history = getattr(last.cell_state, "alignment_history", ())
    whole = () if isinstance(history, (tuple, tf.TensorArray)) else history
    state = getattr(last.cell_state, "cell_state", last.cell_state)
    values = told(tf, [found, whole, state], gradients=False)
    return [kinds, shapes, decoder.output_dtype.scores.name, values]


@program
def seq2seq_beams(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq
    cells: Any = tf.nn.rnn_cell

    def decoder(cell: Any, state: Any, **options: Any) -> Any:
        table = _tensor(tf, "table", _C, _D) * 3.0
        starts = tf.constant([1, 2, 3])
        layer = tf.layers.Dense(_C, name="out")
        return s2s.BeamSearchDecoder(cell, table, starts, 4, state, _K, layer, **options)

    def plainly(cell: Any, **options: Any) -> Any:
        first = _tensor(tf, "first", _B, _U)
        if not isinstance(cell.state_size, int):
            first = tf.nn.rnn_cell.LSTMStateTuple(first, -first)
        state = s2s.tile_batch(first, _K)
        return _searched(tf, decoder(cell, state, **options), maximum_iterations=7)

    def attended(mechanisms: int = 1, unknown: bool = True, **options: Any) -> Any:
        memory = s2s.tile_batch(_memory(tf), _K)
        if unknown:
            memory = tf.placeholder_with_default(memory, [_B * _K, None, _D])
        lengths = s2s.tile_batch(tf.constant([5, 2, 3]), _K)
        looks = [s2s.LuongAttention(_U, memory, lengths) for _ in range(mechanisms)]
        cell = s2s.AttentionWrapper(
            cells.GRUCell(_U), looks if mechanisms > 1 else looks[0], _U if mechanisms == 1 else
            [3, 4], alignment_history=mechanisms == 1,
        )  # fmt: skip
        first = s2s.tile_batch(_tensor(tf, "first", _B, _U), _K)
        state = cell.zero_state(_B * _K, tf.float32).clone(cell_state=first)
        return _searched(tf, decoder(cell, state, **options), maximum_iterations=6)

    def wrong() -> Any:
        cell = cells.GRUCell(_U)
        state = cell.zero_state(_B * _K, tf.float32)
        table = _tensor(tf, "table", _C, _D)
        make = s2s.BeamSearchDecoder
        return [
            outcome(lambda: make(1, table, [1, 2, 3], 4, state, _K)),
            outcome(lambda: make(cell, table, 1, 4, state, _K)),
            outcome(lambda: make(cell, table, [1, 2, 3], [4], state, _K)),
            outcome(lambda: make(cell, table, [1, 2, 3], 4, state, _K, tf.identity)),
            outcome(lambda: make(cell, table, [1, 2, 3], 4, cell.zero_state(_B, tf.float32), _K)),
        ]

    return each(
        tf,
        lambda: plainly(cells.GRUCell(_U)),
        lambda: plainly(cells.LSTMCell(_U), length_penalty_weight=0.8),
        lambda: plainly(cells.GRUCell(_U), length_penalty_weight=tf.constant(-0.5)),
        attended,
        lambda: attended(1, False),
        lambda: attended(coverage_penalty_weight=0.4, length_penalty_weight=1.0),
        lambda: attended(2, coverage_penalty_weight=0.2),
        lambda: attended(reorder_tensor_arrays=False),
        wrong,
    )


@program
def seq2seq_beam_parts(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq

    def tiled() -> Any:
        rows = tf.placeholder_with_default(tf.constant([[1.0, 2.0], [3.0, 4.0]]), [None, 2])
        both = s2s.tile_batch((rows, tf.constant([[[1]], [[2]], [[3]]])), 2)
        return [[part.shape.as_list() for part in both], run(tf, both)]

    def traced(lengths: Any) -> Any:
        ids = tf.constant([[[2, 3], [4, 5]], [[6, 9], [1, 7]], [[8, 8], [9, 9]]])
        parents = tf.constant([[[0, 0], [0, 0]], [[1, 0], [1, 1]], [[1, 0], [0, 1]]])
        return run(tf, s2s.gather_tree(ids, parents, lengths, 9))

    def lost() -> Any:
        ids, parents = tf.zeros([2, 1, 2], tf.int32), tf.constant([[[0, 0]], [[0, -1]]])
        with tf.Session() as session:
            try:
                session.run(s2s.gather_tree(ids, parents, [2], 9))
            except tf.errors.InvalidArgumentError as error:
                return "parent id -1 at (batch, time, beam) == (0, 0, 1)" in error.message

    def attention(mode: str) -> Any:
        p, before = tf.sigmoid(_tensor(tf, "p", _B, _M)), tf.abs(_tensor(tf, "before", _B, _M))
        if mode == "hard":
            p, before = tf.round(p), tf.one_hot([0, 2, 4], _M)
        return run(tf, s2s.monotonic_attention(p, before, mode))

    return each(
        tf,
        tiled,
        lambda: traced([3, 3]),
        lambda: traced([1, 0]),
        lambda: traced([2, 7]),
        lost,
        lambda: attention("recursive"),
        lambda: attention("parallel"),
        lambda: attention("hard"),
        lambda: outcome(lambda: attention("soft")),
        lambda: outcome(lambda: s2s.tile_batch(tf.constant(1), 2)),
    )


@program
def seq2seq_monotonic(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq

    def decoded(make: Any, **options: Any) -> Any:
        mechanism = make(_U, _memory(tf), [5, 2, 3], **options)
        cell = s2s.AttentionWrapper(
            tf.nn.rnn_cell.GRUCell(_U), mechanism, 4, alignment_history=True
        )
        start = run(tf, mechanism.initial_alignments(_B, tf.float32))
        return [start, _decoded(tf, cell, _training(tf), impute_finished=True)]

    def noisy(make: Any, **options: Any) -> Any:
        mechanism = make(_U, _memory(tf), sigmoid_noise=0.7, sigmoid_noise_seed=3, **options)
        found = mechanism(_tensor(tf, "first", _B, _U), tf.one_hot([0, 2, 4], _M))
        return told(tf, found, gradients=False)

    def begun(make: Any, **options: Any) -> Any:
        make(_U, _memory(tf), score_bias_init=-1.5, **options)(
            _tensor(tf, "first", _B, _U), tf.zeros([_B, _M])
        )
        bias = [v for v in tf.global_variables() if "score_bias" in v.name]
        return [bias[0].name, run(tf, bias)]

    bahdanau, luong = s2s.BahdanauMonotonicAttention, s2s.LuongMonotonicAttention
    return each(
        tf,
        lambda: decoded(bahdanau),
        lambda: decoded(luong),
        lambda: decoded(bahdanau, normalize=True, mode="recursive", score_mask_value=-9.0),
        lambda: decoded(luong, scale=True, mode="recursive"),
        lambda: noisy(luong, mode="hard"),
        lambda: noisy(bahdanau),
        lambda: begun(bahdanau),
        lambda: begun(luong, scale=True),
    )


@program
def seq2seq_scheduled(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq

    def by_ids(chance: Any, **options: Any) -> Any:
        helper = s2s.ScheduledEmbeddingTrainingHelper(
            _tensor(tf, "inputs", _B, _T, _D), _LENGTHS, _tensor(tf, "table", _U, _D), chance,
            seed=5, scheduling_seed=9, **options,
        )  # fmt: skip
        return _decoded(tf, tf.nn.rnn_cell.GRUCell(_U), helper)

    def by_outputs(chance: Any, following: Any = None, auxiliary: Any = None) -> Any:
        helper = s2s.ScheduledOutputTrainingHelper(
            _tensor(tf, "inputs", _B, _T, _D), _LENGTHS, chance, seed=9, next_inputs_fn=following,
            auxiliary_inputs=auxiliary,
        )  # fmt: skip
        # Without the static shapes, of which more is known here than in TF1.
        return _decoded(tf, tf.nn.rnn_cell.GRUCell(_D), helper)[1:]

    def once(make: Any, *more: Any, **options: Any) -> Any:
        """Loops of TF1 drew in no set order."""
        helper = make(_tensor(tf, "inputs", _B, _T, _D), _LENGTHS, *more, **options)
        outputs = _tensor(tf, "outputs", _B, _D) * 4.0
        ids = helper.sample(tf.constant(0), outputs, None)
        finished, inputs, _ = helper.next_inputs(tf.constant(0), outputs, None, ids)
        return run(tf, [ids, finished, inputs])

    ids, fed = s2s.ScheduledEmbeddingTrainingHelper, s2s.ScheduledOutputTrainingHelper
    table = lambda: _tensor(tf, "table", _D, _D)  # noqa: E731
    extra = lambda: _tensor(tf, "extra", _B, _T, 2)  # noqa: E731
    seeds = {"seed": 5, "scheduling_seed": 9}
    half = lambda **options: once(fed, 0.5, seed=4, **options)  # noqa: E731
    return each(
        tf,
        lambda: by_ids(0.0),
        lambda: by_ids(tf.constant(0.0), name="fed"),
        lambda: by_outputs(1.0),
        lambda: by_outputs(1.0, lambda y: y * 2.0),
        lambda: by_outputs(1.0, tf.tanh, extra()),
        lambda: once(ids, table(), 0.5, **seeds),
        half,
        lambda: half(next_inputs_fn=tf.tanh),
        lambda: half(next_inputs_fn=tf.tanh, auxiliary_inputs=extra()),
        lambda: half(auxiliary_inputs=extra()),
        lambda: outcome(lambda: by_ids([[0.5]])),
        lambda: outcome(lambda: by_outputs([0.5])),
    )


@program
def seq2seq_kinds(tf: Any) -> Any:
    s2s: Any = tf.contrib.seq2seq
    tuples = [
        s2s.AttentionWrapperState, s2s.BasicDecoderOutput, s2s.BeamSearchDecoderOutput,
        s2s.BeamSearchDecoderState, s2s.FinalBeamSearchDecoderOutput,
    ]  # fmt: skip
    kinds = [
        issubclass(s2s.LuongMonotonicAttention, s2s.AttentionMechanism),
        issubclass(s2s.ScheduledOutputTrainingHelper, s2s.TrainingHelper),
        issubclass(s2s.TrainingHelper, s2s.Helper),
        issubclass(s2s.BeamSearchDecoder, s2s.Decoder),
    ]
    return [[kind.__name__, list(kind._fields)] for kind in tuples] + [kinds]


@program
def seq2seq_cells_of_contrib(tf: Any) -> Any:
    """A cell that XLA may compile, and a convolution's output, in a decoder."""
    rnn: Any = tf.contrib.rnn

    def compiled() -> Any:
        cell = rnn.CompiledWrapper(tf.nn.rnn_cell.GRUCell(_U))
        found = cell(_tensor(tf, "x", _B, _D), _tensor(tf, "first", _B, _U))
        return [cell.state_size, cell.output_size, told(tf, found)]

    def convolved() -> Any:
        cell = rnn.ConvLSTMCell(1, [_M, 2], 3, [2])
        x = _tensor(tf, "x", _B, _M, 2)
        return told(tf, cell(x, cell.zero_state(_B, tf.float32)))

    return each(tf, compiled, convolved)


@program
def seeded_beams(tf: Any) -> Any:
    """Initial values of what a decoder's steps build, under a graph's seed."""
    s2s: Any = tf.contrib.seq2seq
    cells: Any = tf.nn.rnn_cell
    lengths = np.array([5, 2, 3], np.int32)
    several = lambda: cells.MultiRNNCell([cells.LSTMCell(4), cells.GRUCell(3)])  # noqa: E731

    def searched(make: Any, known: bool = True, **options: Any) -> Any:
        def build() -> None:
            table = tf.get_variable("table", [9, 3])
            starts = tf.fill([3], 1) if known else tf.placeholder(tf.int32, [None])
            cell = make()
            state = cell.zero_state(tf.size(starts) * 2, tf.float32)
            decoder = s2s.BeamSearchDecoder(
                cell, table, starts, 2, state, 2, tf.layers.Dense(9), **options)  # fmt: skip
            s2s.dynamic_decode(decoder, maximum_iterations=4)

        return build

    def attends(kind: Any, **options: Any) -> Any:
        def make() -> Any:
            seen = s2s.tile_batch(tf.ones([3, 5, 4]), 2)
            mechanism = kind(4, seen, s2s.tile_batch(lengths, 2))
            return s2s.AttentionWrapper(
                cells.LSTMCell(4), mechanism, attention_layer_size=3, **options)  # fmt: skip

        return make

    def fed() -> None:
        batch = tf.placeholder(tf.float32, [None, 3])

        class Feeding(s2s.CustomHelper):
            @property
            def batch_size(self) -> Any:
                return tf.shape(batch)[0]

        helper: Any = Feeding(
            lambda: (tf.tile([False], [helper.batch_size]), batch),
            lambda time, outputs, state: tf.argmax(outputs, -1, output_type=tf.int32),
            lambda time, outputs, state, sample_ids: (sample_ids > 1, batch, state),
        )
        start = tf.zeros([helper.batch_size, 5])
        decoder = s2s.BasicDecoder(cells.GRUCell(5), helper, start, tf.layers.Dense(7))
        s2s.dynamic_decode(decoder, maximum_iterations=3)

    def scheduled() -> None:
        x = tf.ones([3, 5, 3])
        helper = s2s.ScheduledOutputTrainingHelper(
            x, lengths, 0.5, seed=4, next_inputs_fn=lambda y: y[:, :3],
            auxiliary_inputs=x[:, :, :2])  # fmt: skip
        s2s.dynamic_decode(s2s.BasicDecoder(cells.GRUCell(4), helper, tf.zeros([3, 4])))

    builds = [
        searched(lambda: cells.GRUCell(4)), searched(lambda: cells.LSTMCell(4)), searched(several),
        searched(lambda: cells.GRUCell(4), known=False, length_penalty_weight=1.0),
        searched(attends(s2s.LuongAttention)),
        searched(attends(s2s.BahdanauAttention, alignment_history=True)), fed, scheduled,
    ]  # fmt: skip
    return each(tf, *[lambda build=one: begun(tf, build) for one in builds])
