"""More checkpoints of TensorFlow 1.15.5: every cell, driver, format and naming era.

Read by ``make_corpus.py`` (Python 3.7) and by the tests, hence plain data.  What each case adds
to those of ``checkpoint_cases.py``:

* ``saved``: ``V2``, ``V1``, ``V2 sharded``, ``V1 sharded``, ``frozen`` or ``SavedModel``
* ``era``: ``(pattern, replacement)`` pairs that make the names those of an older release
* ``pieces``: variables that the release saved in so many pieces of rows
* ``meta``: whether the graph is saved with it
* ``classes``: what the user has to say of scopes that were named by hand
* ``assume``: what the user has to say of cells whose graph is not there
* ``table``: by which strategy the embedding's rows are dealt to its three partitions
* ``noise``: whether a condition in the step adds noise to the inputs while training
* ``renamed``: ``(pattern, replacement)`` pairs that make the names that the Saver was given
* ``frozen_for``: what the graph is frozen for, ``state``; all that is recorded by default
"""

from __future__ import annotations

from typing import Any

from tests.golden.checkpoint_cases import _FULL_LSTM, _case, _cell


def _corpus(name: str, kind: str, cells: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    own: dict[str, Any] = {"saved": "V2", "era": [], "pieces": {}, "meta": True}
    own.update({"classes": {}, "assume": {}, "device": False, "table": None})
    own.update({"noise": False, "frozen_for": "", "renamed": []})
    own.update({key: options.pop(key) for key in list(options) if key in own})
    case = _case(name, kind, cells, **options)
    case.update(own)
    return case


def _old(name: str, kind: str, cells: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    options = dict({"meta": False, "saved": "V1"}, **options)
    return _corpus(name, kind, cells, **options)


_BLOCK = _cell("LSTMBlockCell", 5, forget_bias=0.7)
_FUSED = _cell("LSTMBlockFusedCell", 5, forget_bias=0.7)
_NORMED = _cell("LayerNormBasicLSTMCell", 5, forget_bias=0.7, activation="sigmoid")
_COUPLED = _cell("CoupledInputForgetGateLSTMCell", 5, use_peepholes=True, num_proj=4,
                 proj_clip=0.4, forget_bias=0.7)  # fmt: skip
_CUDNN_LSTM, _CUDNN_GRU = _cell("CudnnCompatibleLSTMCell", 5), _cell("CudnnCompatibleGRUCell", 5)
_LSTM, _GRU = _cell("LSTMCell", 5, forget_bias=0.7), _cell("GRUCell", 4)

_0_RNN = [("^rnn/", "RNN/"), ("multi_rnn_cell/cell_", "MultiRNNCell/Cell")]
_0_BASIC = [
    ("basic_lstm_cell/kernel", "BasicLSTMCell/Linear/Matrix"),
    ("basic_lstm_cell/bias", "BasicLSTMCell/Linear/Bias"),
    ("basic_rnn_cell/kernel", "BasicRNNCell/Linear/Matrix"),
    ("basic_rnn_cell/bias", "BasicRNNCell/Linear/Bias"),
    ("gru_cell/gates/kernel", "GRUCell/Gates/Linear/Matrix"),
    ("gru_cell/gates/bias", "GRUCell/Gates/Linear/Bias"),
    ("gru_cell/candidate/kernel", "GRUCell/Candidate/Linear/Matrix"),
    ("gru_cell/candidate/bias", "GRUCell/Candidate/Linear/Bias"),
]
_0_LSTM = [
    ("lstm_cell/projection/kernel", "LSTMCell/W_P_0"),
    ("lstm_cell/kernel", "LSTMCell/W_0"),
    ("lstm_cell/bias", "LSTMCell/B"),
    ("lstm_cell/w_f_diag", "LSTMCell/W_F_diag"),
    ("lstm_cell/w_i_diag", "LSTMCell/W_I_diag"),
    ("lstm_cell/w_o_diag", "LSTMCell/W_O_diag"),
]
_0_BIRNN = [("bidirectional_rnn/fw", "BiRNN/FW"), ("bidirectional_rnn/bw", "BiRNN/BW")]
_0_8_BIRNN = [("bidirectional_rnn/fw", "BiRNN_FW"), ("bidirectional_rnn/bw", "BiRNN_BW")]
_1_0 = [("/kernel$", "/weights"), ("/bias$", "/biases")]

CORPUS = [
    # Cells that were one op, and those of cuDNN.
    _corpus("block", "dynamic", [_BLOCK]),
    _corpus(
        "block_peephole_clip",
        "dynamic",
        [_cell("LSTMBlockCell", 5, use_peephole=True, cell_clip=0.5)],
    ),
    # The default of the op: its attribute is left out of the file.
    _corpus("block_clip_3", "dynamic", [_cell("LSTMBlockCell", 5, cell_clip=3.0)], lengths=False),
    _corpus("block_multi", "dynamic", [_BLOCK, _cell("LSTMBlockCell", 4)]),
    _corpus("block_bidirectional", "bidirectional", [_BLOCK]),
    _corpus("block_time_major_state", "dynamic", [_BLOCK], time_major=True, initial_state=True),
    _corpus("fused", "fused", [_FUSED], time_major=True),
    _corpus(
        "fused_peephole_clip",
        "fused",
        [_cell("LSTMBlockFusedCell", 5, use_peephole=True, cell_clip=0.5)],
        time_major=True,
        lengths=False,
    ),
    _corpus("gru_block", "dynamic", [_cell("GRUBlockCell", 5)]),
    _corpus("gru_block_v2", "dynamic", [_cell("GRUBlockCellV2", 5)]),
    _corpus("gru_block_multi", "dynamic", [_cell("GRUBlockCell", 5), _cell("GRUBlockCell", 4)]),
    _corpus("cudnn_lstm", "dynamic", [_CUDNN_LSTM], multi=True, scope="cudnn_lstm/rnn"),
    _corpus(
        "cudnn_lstm_two_layers",
        "dynamic",
        [_CUDNN_LSTM, _CUDNN_LSTM],
        scope="cudnn_lstm/rnn",
        time_major=True,
    ),
    _corpus("cudnn_gru", "dynamic", [_CUDNN_GRU], multi=True, scope="cudnn_gru/rnn"),
    _corpus("cudnn_gru_no_meta", "dynamic", [_CUDNN_GRU, _CUDNN_GRU], meta=False),
    _corpus(
        "cudnn_lstm_bidirectional",
        "contrib_stack_bidirectional",
        [_CUDNN_LSTM, _CUDNN_LSTM],
        multi=False,
    ),
    _corpus(
        "cudnn_gru_bidirectional",
        "contrib_stack_bidirectional",
        [_CUDNN_GRU, _CUDNN_GRU],
        multi=False,
    ),
    _corpus(
        "cudnn_lstm_device_graph",
        "dynamic",
        [_CUDNN_LSTM, _CUDNN_LSTM],
        scope="cudnn_lstm/rnn",
        time_major=True,
        lengths=False,
        device=True,
        assume={"lengths": False, "time_major": True},
    ),
    # Names of older releases.
    _old("era_0_basic_rnn", "dynamic", [_cell("BasicRNNCell", 5)], era=_0_RNN + _0_BASIC),
    _old(
        "era_0_basic_lstm",
        "dynamic",
        [_cell("BasicLSTMCell", 5, forget_bias=0.0), _cell("BasicLSTMCell", 4, forget_bias=0.0)],
        era=_0_RNN + _0_BASIC,
        assume={"forget_bias": 0.0},
    ),
    _old("era_0_gru", "dynamic", [_GRU, _cell("GRUCell", 6)], era=_0_RNN + _0_BASIC),
    _old(
        "era_0_lstm_full",
        "dynamic",
        [_FULL_LSTM],
        era=_0_RNN + _0_LSTM,
        assume={"forget_bias": 0.7, "cell_clip": 0.6, "proj_clip": 0.4},
    ),
    _old(
        "era_0_lstm_pieces",
        "dynamic",
        [_cell("LSTMCell", 5, num_proj=4)],
        era=_0_RNN + _0_LSTM,
        pieces={"RNN/LSTMCell/W": 3, "RNN/LSTMCell/W_P": 2},
    ),
    _old(
        "era_0_birnn",
        "bidirectional",
        [_LSTM],
        era=_0_BIRNN + _0_LSTM,
        saved="V2",
        assume={"forget_bias": 0.7},
    ),
    _old("era_0_8_birnn", "bidirectional", [_GRU], era=_0_8_BIRNN + _0_BASIC),
    _old(
        "era_1_0_basic_lstm",
        "dynamic",
        [_cell("BasicLSTMCell", 5, forget_bias=0.7)],
        era=_1_0,
        saved="V2",
        meta=True,
    ),
    _old("era_1_0_multi_gru", "dynamic", [_GRU, _GRU], era=_1_0, saved="V2", meta=True),
    _old("era_1_0_lstm_full", "dynamic", [_FULL_LSTM], era=_1_0, saved="V2", meta=True),
    _old(
        "era_1_0_bidirectional",
        "bidirectional",
        [_cell("LSTMCell", 5, num_proj=4)],
        era=_1_0,
        saved="V2",
    ),
    _old(
        "era_1_0_block_wrapper",
        "fused",
        [_FUSED],
        era=[*_1_0, ("lstm_fused_cell", "lstm_block_wrapper")],
        assume={"forget_bias": 0.7},
        time_major=True,
        saved="V2",
    ),
    # Formats.
    _corpus("v1_multi", "dynamic", [_LSTM, _GRU], saved="V1"),
    _corpus("v1_sharded", "bidirectional", [_LSTM], saved="V1 sharded"),
    _corpus("v2_sharded", "bidirectional", [_GRU], saved="V2 sharded"),
    _corpus("partitioned_gru", "dynamic", [_cell("GRUCell", 5)], partitions=3),
    _corpus("partitioned_v1", "dynamic", [_cell("LSTMCell", 5)], partitions=2, saved="V1"),
    _corpus("frozen_lstm", "dynamic", [_FULL_LSTM], saved="frozen"),
    _corpus("frozen_bidirectional", "bidirectional", [_GRU], saved="frozen", use_resource=True),
    _corpus("saved_model_lstm", "dynamic", [_LSTM], saved="SavedModel", scope="encoder"),
    _corpus("saved_model_multi", "dynamic", [_GRU, _FULL_LSTM], saved="SavedModel"),
    # Drivers and options.
    _corpus("elu", "dynamic", [_cell("LSTMCell", 5, activation="elu")], time_major=True),
    _corpus("softsign", "bidirectional", [_cell("GRUCell", 5, activation="softsign")]),
    _corpus(
        "three_layers_float64",
        "dynamic",
        [_LSTM, _cell("BasicLSTMCell", 3, forget_bias=2.5), _GRU],
        dtype="float64",
    ),
    _corpus("static_gru", "static", [_cell("GRUCell", 5, activation="sigmoid")]),
    _corpus("residual_multi", "dynamic", [_cell("LSTMCell", 3), _cell("LSTMCell", 3)],
            residual=True),
    _corpus("while_v2_gru", "dynamic", [_GRU], control_flow_v2=True, time_major=True),
    _corpus("while_v2_bidirectional", "bidirectional", [_LSTM], control_flow_v2=True),
    _corpus("while_v2_block", "dynamic", [_BLOCK], control_flow_v2=True, lengths=False),
    _corpus(
        "named_by_hand",
        "dynamic",
        [_cell("BasicLSTMCell", 5, name="reader", forget_bias=0.7)],
        classes={"rnn/reader": "BasicLSTMCell"},
    ),
    _corpus("full_model", "dynamic", [_LSTM], around="tagger", scope="encoder"),
    _corpus("classifier", "dynamic", [_GRU], around="classifier", lengths=False),
    # A table in partitions, dealt row by row or in blocks, its rows stitched together again.
    _corpus("table_mod", "dynamic", [_GRU], around="classifier", table="mod"),
    _corpus("table_div", "dynamic", [_LSTM], around="classifier", table="div", lengths=False),
    # A fed is_training: dropout and normalisation behind conditions.
    _corpus("switched", "dynamic", [_LSTM], around="switched"),
    # The same with conditions that are functions.
    _corpus("switched_v2", "dynamic", [_LSTM], around="switched", control_flow_v2=True,
            use_resource=True),
    # Frozen up to its head alone: the loop's final states are no longer in the file.
    _corpus("frozen_head", "dynamic", [_LSTM, _GRU], around="classifier", saved="frozen"),
    # A CRF's loss reads the same lengths, in loops of its own.
    _corpus("crf_loss", "dynamic", [_LSTM], around="crf"),
    _corpus("attention", "dynamic", [_GRU], around="attention", time_major=True),
    # The sum is of what the dropout was given, for a cell of ops and for one that is one op.
    _corpus("residual_dropout", "dynamic", [_cell("LSTMCell", 3), _cell("LSTMBlockCell", 3)],
            residual="around dropout", keep_prob=0.7),
    # Dropout in the body of a functional loop.
    _corpus("while_v2_dropout", "dynamic", [_LSTM], control_flow_v2=True, keep_prob="placeholder"),
    # A condition in the body of a functional loop.
    _corpus("while_v2_if", "dynamic", [_LSTM], control_flow_v2=True, noise=True),
    # Frozen for the last state: the loop's outputs are gone.
    _corpus("frozen_last_state", "dynamic", [_LSTM], saved="frozen", frozen_for="state"),
    # A Saver that was given names of its own.
    _corpus("renamed", "dynamic", [_LSTM, _GRU], renamed=[
        ("rnn/multi_rnn_cell/cell_0/lstm_cell/", "lower_"),
        ("rnn/multi_rnn_cell/cell_1/gru_cell/candidate/", "new_"),
        ("rnn/multi_rnn_cell/cell_1/gru_cell/gates/(.*)", r"upper/\1_of_gates"),
    ]),
    _corpus("renamed_partitioned", "bidirectional", [_GRU], partitions=2, saved="V1", renamed=[
        ("/fw/", "/was/"), ("/bw/", "/fw/"), ("/was/", "/bw/")
    ]),
    # Cells of contrib.
    _corpus("layer_norm", "bidirectional", [_NORMED, _cell("LayerNormBasicLSTMCell", 4)],
            time_major=True),
    _corpus("layer_norm_static", "static", [_NORMED]),
    _corpus("layer_norm_off", "dynamic",
            [_cell("LayerNormBasicLSTMCell", 5, forget_bias=0.7, layer_norm=False)]),
    _corpus("coupled", "dynamic", [_cell("CoupledInputForgetGateLSTMCell", 5, layer_norm=True,
            use_peepholes=True, forget_bias=0.7), _COUPLED], scope="encoder"),
    _corpus("contrib_without_meta", "dynamic", [_NORMED, _COUPLED], meta=False,
            assume={"forget_bias": 0.7, "proj_clip": 0.4, "rnn/multi_rnn_cell/cell_0/"
                    "layer_norm_basic_lstm_cell:activation": "sigmoid"}),
    _corpus("ug_ind_nas", "dynamic", [
        _cell("UGRNNCell", 5, forget_bias=0.7, activation="relu"),
        _cell("IndRNNCell", 4, activation="sigmoid"),
        _cell("NASCell", 5, num_proj=4, use_bias=True),
    ]),
    _corpus("ug_residual", "bidirectional", [_cell("UGRNNCell", 3), _cell("IndRNNCell", 3),
            _cell("NASCell", 3)], residual=True),
    _corpus("ug_static", "static",
            [_cell("UGRNNCell", 5, forget_bias=0.7), _cell("IndRNNCell", 4)]),
    _corpus("indy", "bidirectional", [
        _cell("IndyLSTMCell", 5, forget_bias=0.7, activation="sigmoid"),
        _cell("IndyGRUCell", 4, activation="relu"),
    ]),
    _corpus("indy_static", "static", [_cell("IndyGRUCell", 5),
            _cell("IndyLSTMCell", 4, forget_bias=0.7)], dtype="float64"),
    # Trained: the gradient multiplies the outputs, as the mask of the lengths does.
    _corpus("fused_trained", "fused", [_FUSED], around="tagger", time_major=True),
]  # fmt: skip

CORPUS_BY_NAME = {case["name"]: case for case in CORPUS}
