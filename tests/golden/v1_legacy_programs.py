"""Programs of ``tf.contrib.legacy_seq2seq`` and of the wrappers that it is made of."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

_B, _D, _U, _S, _C = 3, 4, 5, 6, 7  # batch, input, units, encoder's and decoder's symbols


def _data(key: str, *shape: int) -> Any:
    return np.random.RandomState(zlib.crc32(key.encode()) & 0x7FFFFFFF).uniform(-1, 1, shape)


def _ids(key: str, top: int, *shape: int) -> Any:
    return np.random.RandomState(zlib.crc32(key.encode()) & 0xFFFF).randint(0, top, shape)


def _reals(tf: Any, key: str, steps: int, width: int, dtype: Any = None) -> Any:
    array = _data(key, steps, _B, width)
    return [tf.constant(step, dtype or tf.float32) for step in array]


def _symbols(tf: Any, key: str, top: int, steps: int, fed: Any = None) -> Any:
    """Steps of ids: constants, or placeholders whose values join ``fed``."""
    array = _ids(key, top, steps, _B).astype(np.int32)
    if fed is None:
        return [tf.constant(step) for step in array]
    holders = [tf.placeholder(tf.int32, [None]) for _ in array]
    fed.update(zip(holders, array))
    return holders


def _cell(tf: Any, kind: str = "lstm", units: int = _U) -> Any:
    if kind == "gru":
        return tf.nn.rnn_cell.GRUCell(units)
    if kind == "stack":
        cells = [tf.nn.rnn_cell.GRUCell(units), tf.nn.rnn_cell.LSTMCell(units, use_peepholes=True)]
        return tf.nn.rnn_cell.MultiRNNCell(cells)
    return tf.nn.rnn_cell.LSTMCell(units, forget_bias=1.5)


def told(tf: Any, outputs: Any, feed: Any = None, gradients: bool = True) -> Any:
    """Names and shapes of the variables, and for set values the outputs and gradients."""
    flat = tf.contrib.framework.nest.flatten(outputs)
    variables = tf.trainable_variables()
    gradients_found: Any = []
    if gradients:
        loss = tf.add_n([tf.reduce_sum(tf.square(tf.cast(t, tf.float64) + 0.3)) for t in flat])
        gradients_found = tf.gradients(loss, variables)
    known = [one for one in gradients_found if one is not None]
    known = [tf.norm(tf.convert_to_tensor(one)) + 8.0 for one in known]  # near zero: as below
    with tf.Session() as session:
        for variable in variables:
            shape = variable.shape.as_list()
            start = _data(variable.name, *shape)
            variable.load(start.astype(variable.dtype.base_dtype.as_numpy_dtype), session)
        values = session.run(flat, feed)
        norms = iter(session.run(known, feed) if known else [])
    parts = [None if one is None else next(norms) for one in gradients_found]
    shapes = [variable.shape.as_list() for variable in variables]
    values = [np.asarray(value, np.float64) + 8.0 for value in values]
    return plain([names(variables), shapes, values, parts])


def each(tf: Any, *programs: Any) -> Any:
    found = []
    for one in programs:
        with tf.Graph().as_default():
            found.append(one())
    return found


@program
def legacy_wrappers(tf: Any) -> Any:
    rnn = tf.contrib.rnn

    def embedded(shape: Any, kind: str) -> Any:
        cell = rnn.EmbeddingWrapper(_cell(tf, kind), _S, _D)
        ids = tf.constant(_ids("one", _S, *shape))
        facts = [plain(tf.contrib.framework.nest.flatten(cell.state_size)), cell.output_size]
        seen = told(tf, cell(ids, cell.zero_state(_B, tf.float32)))
        return [facts, seen, names(cell.variables), names(cell.trainable_variables)]

    def projected(activation: Any) -> Any:
        inner = rnn.InputProjectionWrapper(_cell(tf, "gru"), 3, activation)
        cell = rnn.OutputProjectionWrapper(inner, _C, activation)
        steps = _reals(tf, "x", 2, _D)
        outputs, state = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
        return [cell.output_size, cell.state_size, told(tf, [outputs, state])]

    def dynamic() -> Any:
        cell = rnn.OutputProjectionWrapper(rnn.EmbeddingWrapper(_cell(tf), _S, _D), _C)
        ids = tf.constant(_ids("t", _S, _B, 4, 1))
        run = tf.nn.dynamic_rnn(cell, ids, [4, 0, 1], dtype=tf.float64)
        return told(tf, run)

    def initialized() -> Any:
        with tf.variable_scope("s", initializer=tf.constant_initializer(0.25)):
            one = rnn.EmbeddingWrapper(_cell(tf, "gru"), _S, _D)
            one(tf.constant([1]), one.zero_state(1, tf.float32))
        own = tf.constant_initializer(0.5)
        two = rnn.EmbeddingWrapper(_cell(tf, "gru"), _S, _D, initializer=own)
        two(tf.constant([1]), two.zero_state(1, tf.float32))
        three = rnn.EmbeddingWrapper(_cell(tf, "gru"), 999, _D)
        with tf.variable_scope("uniform"):
            three(tf.constant([1]), three.zero_state(1, tf.float32))
        tables = [v for v in tf.global_variables() if "embedding:" in v.name]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            first, second, third = session.run(tables)
        spread = [round(float(third.std()), 1), bool(abs(third).max() <= 3**0.5 + 1e-6)]
        return [names(tables), plain(first), plain(second), spread]

    def wrong() -> Any:
        return [
            outcome(lambda: rnn.EmbeddingWrapper(_cell(tf), 0, 3)),
            outcome(lambda: rnn.EmbeddingWrapper(_cell(tf), 3, 0)),
            outcome(lambda: rnn.EmbeddingWrapper("cell", 3, 3)),
            outcome(lambda: rnn.InputProjectionWrapper("cell", 3)),
            outcome(lambda: rnn.OutputProjectionWrapper("cell", 3)),
            outcome(lambda: rnn.OutputProjectionWrapper(_cell(tf), 0)),
        ]

    return each(
        tf,
        lambda: embedded([_B], "gru"),
        lambda: embedded([_B, 1], "stack"),
        lambda: projected(None),
        lambda: projected(tf.tanh),
        dynamic,
        initialized,
        wrong,
    )


@program
def legacy_decoders(tf: Any) -> Any:
    legacy = tf.contrib.legacy_seq2seq

    def plain_one(loop: Any, scope: Any) -> Any:
        cell = _cell(tf)
        start = cell.zero_state(_B, tf.float32)
        return told(tf, legacy.rnn_decoder(_reals(tf, "d", 3, _U), start, cell, loop, scope))

    def embedding(feed: bool, update: bool, projection: bool) -> Any:
        cell = _cell(tf, "gru")
        start = tf.constant(_data("s", _B, _U), tf.float32)
        weights = [tf.get_variable("W", [_U, _C]), tf.get_variable("b", [_C])]
        run = legacy.embedding_rnn_decoder(
            _symbols(tf, "i", _U, 3), start, cell, _C if projection else _U, _D,
            weights if projection else None, feed, update,
        )
        return told(tf, run)

    def wrong() -> Any:
        cell = _cell(tf, "gru")
        start = tf.zeros([_B, _U])
        pair = [tf.zeros([_U, 9]), tf.zeros([_C])]
        ids = _symbols(tf, "i", _U, 3)
        return outcome(lambda: legacy.embedding_rnn_decoder(ids, start, cell, _C, _D, pair, True))

    return each(
        tf,
        lambda: plain_one(None, None),
        lambda: plain_one(lambda output, step: output * float(step), "mine"),
        lambda: embedding(False, True, False),
        lambda: embedding(True, True, False),
        lambda: embedding(True, False, True),
        wrong,
    )


@program
def legacy_models(tf: Any) -> Any:
    legacy = tf.contrib.legacy_seq2seq

    def basic(kind: str, dtype: Any) -> Any:
        x, y = _reals(tf, "x", 3, _D, dtype), _reals(tf, "y", 2, _D, dtype)
        return told(tf, legacy.basic_rnn_seq2seq(x, y, _cell(tf, kind), dtype))

    def tied(loop: Any) -> Any:
        x, y = _reals(tf, "x", 3, _U), _reals(tf, "y", 2, _U)
        return told(tf, legacy.tied_rnn_seq2seq(x, y, _cell(tf), loop))

    def embedding(feed: Any, projection: bool, kind: str, dtype: Any = None) -> Any:
        fed: Any = {}
        x, y = _symbols(tf, "x", _S, 3, fed), _symbols(tf, "y", _C, 2, fed)
        pair = [tf.get_variable("W", [_U, _C]), tf.get_variable("b", [_C])] if projection else None
        chosen = tf.constant(feed) if isinstance(feed, np.bool_) else feed
        run = legacy.embedding_rnn_seq2seq(
            x, y, _cell(tf, kind), _S, _C, _D, pair, chosen, dtype
        )
        return told(tf, run, fed)

    def tied_embedding(feed: Any, projection: bool, symbols: Any) -> Any:
        fed: Any = {}
        x, y = _symbols(tf, "x", _S, 3, fed), _symbols(tf, "y", _S, 2, fed)
        pair = [tf.get_variable("W", [_U, _S]), tf.get_variable("b", [_S])] if projection else None
        chosen = tf.constant(feed) if isinstance(feed, np.bool_) else feed
        run = legacy.embedding_tied_rnn_seq2seq(
            x, y, _cell(tf), _S, _D, symbols, pair, chosen
        )
        return told(tf, run, fed)

    def many(feed: Any) -> Any:
        fed: Any = {}
        x = _symbols(tf, "x", _S, 3, fed)
        y = {"a": _symbols(tf, "a", _C, 2, fed), "b": _symbols(tf, "b", 4, 3, fed)}
        chosen = tf.constant(feed) if isinstance(feed, np.bool_) else feed
        cells = {"a": _cell(tf), "b": _cell(tf)}
        outputs, states = legacy.one2many_rnn_seq2seq(
            x, y, _cell(tf), cells, _S, {"a": _C, "b": 4}, _D, chosen
        )
        return told(tf, [outputs["a"], outputs["b"], states["a"], states["b"]], fed)

    true, false = np.bool_(True), np.bool_(False)
    return each(
        tf,
        lambda: basic("stack", tf.float32),
        lambda: basic("lstm", tf.float64),
        lambda: tied(None),
        lambda: tied(lambda output, step: output + float(step)),
        lambda: embedding(False, False, "lstm"),
        lambda: embedding(True, True, "stack"),
        lambda: embedding(true, False, "stack"),
        lambda: embedding(false, True, "gru"),
        lambda: embedding(False, False, "gru", tf.float64),
        lambda: tied_embedding(False, False, None),
        lambda: tied_embedding(True, False, 4),
        lambda: tied_embedding(true, True, None),
        lambda: tied_embedding(false, False, 4),
        lambda: many(False),
        lambda: many(true),
    )


@program
def legacy_attention(tf: Any) -> Any:
    legacy = tf.contrib.legacy_seq2seq

    def decoder(kind: str, memory: Any, **options: Any) -> Any:
        cell = _cell(tf, kind)
        start = cell.zero_state(_B, tf.float32)
        steps = _reals(tf, "d", 3, _D)
        return told(tf, legacy.attention_decoder(steps, start, memory, cell, **options))

    def fed_back() -> Any:
        memory = tf.constant(_data("m", _B, 4, 2), tf.float32)
        return decoder(
            "gru", memory, output_size=_D, loop_function=lambda output, step: output * 0.5
        )

    def unknown() -> Any:
        holder = tf.placeholder(tf.float32, [None, None, 2])
        cell = _cell(tf)
        start = cell.zero_state(_B, tf.float32)
        run = legacy.attention_decoder(_reals(tf, "d", 2, _D), start, holder, cell, num_heads=2)
        return told(tf, run, {holder: _data("m", _B, 5, 2)})

    def embedding(feed: bool, update: bool, projection: bool) -> Any:
        cell = _cell(tf, "stack")
        memory = tf.constant(_data("m", _B, 4, 2), tf.float32)
        pair = [tf.get_variable("W", [_U, _C]), tf.get_variable("b", [_C])] if projection else None
        run = legacy.embedding_attention_decoder(
            _symbols(tf, "i", _C, 3), cell.zero_state(_B, tf.float32), memory, cell, _C, _D,
            output_size=None if projection else _C, output_projection=pair, feed_previous=feed,
            update_embedding_for_previous=update,
        )
        return told(tf, run)

    def model(feed: Any, projection: bool, kind: str, heads: int, initial: bool) -> Any:
        fed: Any = {}
        x, y = _symbols(tf, "x", _S, 3, fed), _symbols(tf, "y", _C, 2, fed)
        pair = [tf.get_variable("W", [_U, _C]), tf.get_variable("b", [_C])] if projection else None
        chosen = tf.constant(feed) if isinstance(feed, np.bool_) else feed
        run = legacy.embedding_attention_seq2seq(
            x, y, _cell(tf, kind), _S, _C, _D, heads, pair, chosen,
            initial_state_attention=initial,
        )
        return told(tf, run, fed)

    def wrong() -> Any:
        cell, steps = _cell(tf, "gru"), _reals(tf, "d", 2, _D)
        start, memory = tf.zeros([_B, _U]), tf.zeros([_B, 4, 2])
        decode = legacy.attention_decoder
        unknown_width = tf.placeholder(tf.float32, [_B, None])
        return [
            outcome(lambda: decode([], start, memory, cell)),
            outcome(lambda: decode(steps, start, memory, cell, num_heads=0)),
            outcome(lambda: decode(steps, start, tf.placeholder(tf.float32, [3, 4, None]), cell)),
            outcome(lambda: decode([unknown_width], start, memory, cell)),
        ]

    def memory_of(tf: Any) -> Any:
        return tf.constant(_data("m", _B, 4, 2), tf.float32)

    true, false = np.bool_(True), np.bool_(False)
    return each(
        tf,
        lambda: decoder("lstm", memory_of(tf)),
        lambda: decoder("stack", memory_of(tf), num_heads=2, output_size=3, scope="mine"),
        lambda: decoder("lstm", memory_of(tf), initial_state_attention=True),
        fed_back,
        unknown,
        lambda: embedding(False, True, False),
        lambda: embedding(True, False, True),
        lambda: model(False, False, "lstm", 1, False),
        lambda: model(True, True, "stack", 2, True),
        lambda: model(true, False, "gru", 1, False),
        lambda: model(false, True, "lstm", 1, True),
        wrong,
    )


@program
def legacy_losses(tf: Any) -> Any:
    legacy = tf.contrib.legacy_seq2seq

    def parts(dtype: Any) -> Any:
        logits = _reals(tf, "l", 4, _C, dtype)
        targets = _symbols(tf, "t", _C, 4)
        weights = [tf.constant(step, dtype) for step in _ids("w", 2, 4, _B)]
        return logits, targets, weights

    def losses() -> Any:
        found = []
        for dtype in (tf.float32, tf.float64):
            for steps in (True, False):
                by_example = legacy.sequence_loss_by_example
                found.append(by_example(*parts(dtype), average_across_timesteps=steps))
                for batch in (True, False):
                    found.append(legacy.sequence_loss(*parts(dtype), steps, batch))

        def own(labels: Any, logits: Any) -> Any:
            return tf.reduce_sum(logits, 1) * tf.cast(labels, logits.dtype)

        found.append(legacy.sequence_loss(*parts(tf.float32), softmax_loss_function=own))
        short = parts(tf.float32)
        wrong = [
            outcome(lambda: legacy.sequence_loss(short[0], short[1][:2], short[2])),
            outcome(lambda: legacy.sequence_loss(short[0], short[1], short[2][:2])),
        ]
        return [told(tf, found, gradients=False), wrong]

    def buckets(per_example: bool) -> Any:
        x, y = _symbols(tf, "x", _S, 4), _symbols(tf, "y", _C, 4)
        _, targets, weights = parts(tf.float32)
        outputs, found = legacy.model_with_buckets(
            x, y, targets, weights, [(2, 3), (4, 4)],
            lambda x, y: legacy.embedding_attention_seq2seq(x, y, _cell(tf, "gru"), _S, _C, _D),
            per_example_loss=per_example,
        )
        wrong = [
            outcome(lambda: legacy.model_with_buckets(x[:3], y, targets, weights, [(4, 4)], None)),
            outcome(lambda: legacy.model_with_buckets(x, y, targets[:3], weights, [(4, 4)], None)),
            outcome(lambda: legacy.model_with_buckets(x, y, targets, weights[:3], [(4, 4)], None)),
        ]
        return [[len(steps) for steps in outputs], told(tf, [outputs, found]), wrong]

    return each(tf, losses, lambda: buckets(False), lambda: buckets(True))


@program
def legacy_projections(tf: Any) -> Any:
    """Which shapes of (W, b) are refused, with and without ``feed_previous``."""
    legacy = tf.contrib.legacy_seq2seq

    def pair(columns: int, symbols: int) -> Any:
        return [tf.zeros([_U, columns]), tf.zeros([symbols])]

    def built(decode: Any) -> Any:
        with tf.Graph().as_default():
            outputs = outcome(decode)
        return outputs if isinstance(outputs, str) else outputs[0][0].shape.as_list()

    def tied(width: int, feed: bool) -> Any:
        return legacy.embedding_tied_rnn_seq2seq(
            _symbols(tf, "x", _S, 3), _symbols(tf, "y", _S, 2), _cell(tf, "gru"), _S, _D, 4,
            pair(width, width), feed,
        )

    def plain_one(columns: int, symbols: int, feed: bool) -> Any:
        return legacy.embedding_rnn_decoder(
            _symbols(tf, "i", _C, 2), tf.zeros([_B, _U]), _cell(tf, "gru"), _C, _D,
            pair(columns, symbols), feed,
        )

    def attentive(columns: int, symbols: int, feed: bool) -> Any:
        return legacy.embedding_attention_decoder(
            _symbols(tf, "i", _C, 2), tf.zeros([_B, _U]), tf.zeros([_B, 4, 2]), _cell(tf, "gru"),
            _C, _D, output_projection=pair(columns, symbols), feed_previous=feed,
        )

    shapes = [(9, _C), (_C, 9), (_C, _C)]
    told_of = [built(lambda w=w, f=f: tied(w, f)) for w in (_S, 4) for f in (False, True)]
    for decode in (plain_one, attentive):
        told_of += [
            built(lambda d=decode, s=shape, f=feed: d(*s, f))
            for shape in shapes for feed in (False, True)
        ]
    return told_of
