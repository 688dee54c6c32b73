"""``bilstm``: the helper that every tagger repository wrote, as a function and a Keras layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras
import tensorflow as tf

from tf1compat.cells.basic_lstm import BasicLSTMCell
from tf1compat.cells.basic_rnn import BasicRNNCell
from tf1compat.cells.dropout import DropoutWrapper
from tf1compat.cells.gru import GRUCell
from tf1compat.cells.lstm import LSTMCell
from tf1compat.cells.multi import MultiRNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentValueError
from tf1compat.rnn.bidirectional import bidirectional_dynamic_rnn
from tf1compat.rnn.symbolic import serves_keras_tensors
from tf1compat.scopes.keras_layer import TF1Layer
from tf1compat.scopes.owner import require_store
from tf1compat.scopes.scope import variable_scope

CELLS: dict[str, Callable[..., Any]] = {
    "basic_lstm": BasicLSTMCell,
    "basic_rnn": BasicRNNCell,
    "gru": GRUCell,
    "lstm": LSTMCell,
}
MERGES = ("concat", "last", "none", "sum")


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def bilstm(
    inputs: Any,
    num_units: int,
    sequence_length: Any = None,
    cell: Any = "lstm",
    num_layers: int = 1,
    stacking: str = "cells",
    merge: str = "concat",
    num_proj: int | None = None,
    keep_prob: Any = 1.0,
    input_keep_prob: Any = 1.0,
    seed: int | None = None,
    training: bool = True,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    time_major: bool = False,
    cell_options: Mapping[str, Any] | None = None,
    scope: Any = "bilstm",
    reuse: Any = None,
) -> Any:
    """Forward and backward cells over a batch, under a variable scope.

    fw_t = cell_fw(x_t, fw_{t-1});  bw_t = cell_bw(x_t, bw_{t+1}), each row within its length
    concat: y_t = [fw_t, bw_t];  sum: y_t = fw_t + bw_t;  last: y = [h of fw, h of bw] at the end

    Args:
      inputs: ``[B, T, D]``, say 75 clicks of 100 features; ``[T, B, D]`` if ``time_major``.
      num_units: U, the width of each cell.
      sequence_length: int32 or int64 ``[B]``; 0 is legal.
      cell: ``"lstm"``, ``"basic_lstm"``, ``"gru"``, ``"basic_rnn"``, or a function from
        ``num_units`` (and ``cell_options``) to a cell.
      num_layers: cells on top of each other.
      stacking: how several layers are built, which decides their names; see below.
      merge: ``"concat"``, ``"sum"``, ``"last"``, or ``"none"`` for the pair ``(fw, bw)``.
      num_proj: P, the width of an LSTM's projection; outputs then have P in place of U.
      keep_prob: of ``DropoutWrapper`` on each cell's output; number or tensor.
      input_keep_prob: of ``DropoutWrapper`` on each cell's input; number or tensor.
      seed: of the dropout masks.
      training: False switches dropout off; on Keras tensors Keras sets it.
      initial_state_fw: initial state forwards; zeros by default.  One for all of ``"cells"``, a
        list with one per layer otherwise.
      initial_state_bw: likewise backwards.
      dtype: of the state; that of ``inputs`` by default.
      time_major: whether inputs and outputs have time first.
      cell_options: more arguments for every cell, such as ``{"use_peepholes": True}``.
      scope: name or scope around everything.
      reuse: of that scope: None, True or ``AUTO_REUSE``.

    Returns:
      ``(outputs, (state_fw, state_bw))``.  The states are those of the cells (``LSTMStateTuple(c,
      h)`` for an LSTM); of several layers, or ``stacking`` other than ``"cells"``, tuples with one
      state per layer.

    Variables: those of ``bidirectional_dynamic_rnn`` under the scope, so that old checkpoints
      load.  One layer: ``bilstm/bidirectional_rnn/{fw,bw}/lstm_cell/{kernel,bias}``; else:

      ============= ==================================================================
      ``stacking``  names under the scope
      ============= ==================================================================
      ``"cells"``   ``bidirectional_rnn/fw/multi_rnn_cell/cell_0/lstm_cell/…``:
                    ``MultiRNNCell``, directions meet at the top only
      ``"outputs"`` ``stack_bidirectional_rnn/cell_0/bidirectional_rnn/fw/lstm_cell/…``:
                    each layer reads both directions of the one below, named as
                    ``tf.contrib.rnn.stack_bidirectional_dynamic_rnn`` did
      ``"layer_%d"`` ``layer_0/bidirectional_rnn/fw/lstm_cell/…``: the same with scopes of
                    one's own; any name with one ``%d``
      ============= ==================================================================

    Raises:
      ValueError: an unknown ``cell``, ``merge`` or ``stacking``; no layers; eager code without a
        ``VariableStore``, which would make new weights at each call; and as
        ``bidirectional_dynamic_rnn`` and TF1's ``get_variable``.
      TypeError: an option that the cell does not know.

    Source: behaviour of TensorFlow 1.15.5's functions of these names.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> with tf1compat.VariableStore() as store:
      ...     clicks = tf.ones([2, 75, 100])
      ...     outputs, _ = tf1compat.bilstm(clicks, 8, [75, 3])
      >>> outputs.shape.as_list(), list(store)[0]
      ([2, 75, 16], 'bilstm/bidirectional_rnn/fw/lstm_cell/kernel')
    """
    require_store("bilstm", "tf1compat.BiLSTM")
    _check_choice("merge", merge, MERGES)
    make = _cell_maker(cell, num_units, num_proj, cell_options)
    keep = (input_keep_prob, keep_prob) if training else (1.0, 1.0)

    def layer() -> Any:
        return _dropped(make(), keep, seed)

    options = {
        "sequence_length": sequence_length,
        "dtype": dtype or tf.as_dtype(tf.convert_to_tensor(inputs).dtype),
        "time_major": time_major,
    }
    starts = (initial_state_fw, initial_state_bw)
    with variable_scope(scope, reuse=reuse):
        if _one_driver(stacking, num_layers):
            outputs, states = bidirectional_dynamic_rnn(
                _stack(layer, num_layers),
                _stack(layer, num_layers),
                inputs,
                initial_state_fw=starts[0],
                initial_state_bw=starts[1],
                **options,
            )
        else:
            outputs, states = _layers(layer, inputs, num_layers, stacking, merge, starts, options)
    return _merged(outputs, states, merge), states


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def char_bilstm(
    inputs: Any,
    num_units: int,
    word_lengths: Any = None,
    cell: Any = "lstm",
    keep_prob: Any = 1.0,
    training: bool = True,
    cell_options: Mapping[str, Any] | None = None,
    scope: Any = "chars",
    reuse: Any = None,
) -> Any:
    """Words from their characters: the last states of a :func:`bilstm` over each word.

    Args:
      inputs: embedded characters ``[B, W, C, D]``: W words of C characters.
      num_units: U, the width of each cell.
      word_lengths: characters in each word, ``[B, W]``; 0 for padding words.
      cell: as :func:`bilstm`.
      keep_prob: as :func:`bilstm`; the states that are returned have no output dropout.
      training: as :func:`bilstm`.
      cell_options: as :func:`bilstm`.
      scope: name or scope of the variables ``chars/bidirectional_rnn/{fw,bw}/…``.
      reuse: of that scope.

    Returns:
      ``[B, W, 2U]``: forward then backward, to be concatenated with word embeddings.

    Raises:
      ValueError: rank other than 4; and as :func:`bilstm`.

    Source: Lample et al., 2016, as TF1 taggers wrote it.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> with tf1compat.VariableStore():
      ...     words = tf1compat.char_bilstm(tf.ones([2, 4, 7, 3]), 5, tf.fill([2, 4], 6))
      >>> words.shape.as_list()
      [2, 4, 10]
    """
    inputs = tf.convert_to_tensor(inputs)
    if inputs.shape.rank != 4:
        raise ArgumentValueError(
            "char_bilstm",
            "inputs",
            expected="[B, W, C, D]",
            received=f"shape {inputs.shape}",
            remedy="embed the characters of each word first",
        )
    known, shape = inputs.shape.as_list(), tf.shape(inputs)
    flat = tf.reshape(inputs, tf.concat([[-1], shape[2:]], 0))
    flat.set_shape([None, *known[2:]])
    lengths = None if word_lengths is None else tf.reshape(word_lengths, [-1])
    words, _ = bilstm(
        flat,
        num_units,
        lengths,
        cell=cell,
        merge="last",
        keep_prob=keep_prob,
        training=training,
        cell_options=cell_options,
        scope=scope,
        reuse=reuse,
    )
    words = tf.reshape(words, tf.concat([shape[:2], tf.shape(words)[1:]], 0))
    words.set_shape([*known[:2], words.shape.as_list()[2]])
    return words


@keras.saving.register_keras_serializable(package="tf1compat")
class BiLSTM(TF1Layer):
    """:func:`bilstm` as a Keras layer, its variables tracked weights with TF1's names.

    Dropout acts in ``fit`` only.  Call it on ``inputs`` and, perhaps, ``sequence_length``.

    Args:
      num_units: U, the width of each cell.
      return_state: also return the pair of final states.
      name: as ``keras.layers.Layer``.
      trainable: as ``keras.layers.Layer``.
      dtype: as ``keras.layers.Layer``.
      **options: the other arguments of :func:`bilstm`, plain values so that the layer can be saved.

    Raises:
      TypeError, ValueError: as :func:`bilstm`, at the first call.

    Example:
      >>> import keras, tf1compat
      >>> clicks, lengths = keras.Input([75, 100]), keras.Input([], dtype="int32")
      >>> layer = tf1compat.BiLSTM(8, num_layers=2, keep_prob=0.5)
      >>> layer(clicks, sequence_length=lengths).shape
      (None, 75, 16)
      >>> layer.weights[0].path
      'bilstm/bidirectional_rnn/fw/multi_rnn_cell/cell_0/lstm_cell/kernel'
    """

    def __init__(
        self,
        num_units: int,
        return_state: bool = False,
        name: str | None = None,
        trainable: bool = True,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(name=name, trainable=trainable, dtype=dtype)
        self.num_units = num_units
        self.return_state = return_state
        self._bilstm_options = dict(options)

    def tf1_call(self, inputs: Any, sequence_length: Any = None, training: bool = False) -> Any:
        outputs, states = bilstm(
            inputs, self.num_units, sequence_length, training=training, **self._bilstm_options
        )
        return (outputs, states) if self.return_state else outputs

    def get_config(self) -> dict[str, Any]:
        own = {"num_units": self.num_units, "return_state": self.return_state}
        return {**super().get_config(), **own, **self._bilstm_options}


def _check_choice(argument: str, value: Any, choices: Any) -> None:
    if value not in choices:
        raise ArgumentValueError(
            "bilstm",
            argument,
            expected=f"one of {', '.join(sorted(choices))}",
            received=repr(value),
            remedy="choose one of these",
        )


def _cell_maker(
    cell: Any, num_units: int, num_proj: int | None, options: Mapping[str, Any] | None
) -> Callable[[], Any]:
    """A function that makes one more of the cells asked for."""
    options = dict(options or {})
    if options.get("state_is_tuple") is False:
        raise ArgumentValueError(
            "bilstm",
            "cell_options",
            expected="states as tuples",
            received="state_is_tuple=False",
            remedy="leave it out; names and numbers are the same",
        )
    if num_proj is not None:
        if cell != "lstm":
            raise ArgumentValueError(
                "bilstm",
                "num_proj",
                expected="None, but for cell='lstm'",
                received=num_proj,
                remedy="project the outputs, for instance with tf.layers.dense",
            )
        options["num_proj"] = num_proj
    if not callable(cell):
        _check_choice("cell", cell, CELLS)
        cell = CELLS[cell]
    return lambda: cell(num_units, **options)


def _dropped(cell: Any, keep: tuple[Any, Any], seed: int | None) -> Any:
    """The cell, in a wrapper where ``keep`` (of input and output) drops anything."""
    if all(isinstance(p, int | float) and p == 1 for p in keep):
        return cell
    return DropoutWrapper(cell, keep[0], output_keep_prob=keep[1], seed=seed)


def _one_driver(stacking: str, num_layers: int) -> bool:
    """Whether all layers are inside one pair of cells."""
    if num_layers < 1:
        raise ArgumentValueError(
            "bilstm",
            "num_layers",
            expected="1 or more",
            received=num_layers,
            remedy="pass the number of layers",
        )
    if stacking not in ("cells", "outputs") and stacking.count("%d") != 1:
        raise ArgumentValueError(
            "bilstm",
            "stacking",
            expected="'cells', 'outputs', or a name with one %d",
            received=repr(stacking),
            remedy="choose what the old variable names show",
        )
    return stacking == "cells"


def _stack(layer: Callable[[], Any], num_layers: int) -> Any:
    return layer() if num_layers == 1 else MultiRNNCell([layer() for _ in range(num_layers)])


def _layers(
    layer: Callable[[], Any],
    inputs: Any,
    num_layers: int,
    stacking: str,
    merge: str,
    starts: tuple[Any, Any],
    options: Mapping[str, Any],
) -> Any:
    """One bidirectional driver per layer, each reading both directions of the one below."""
    name = "stack_bidirectional_rnn/cell_%d" if stacking == "outputs" else stacking
    between = "sum" if merge == "sum" else "concat"
    states, outputs = [], None
    for number in range(num_layers):
        start = [None if given is None else given[number] for given in starts]
        with variable_scope(name % number):
            outputs, state = bidirectional_dynamic_rnn(
                layer(),
                layer(),
                inputs if outputs is None else _merged(outputs, None, between),
                initial_state_fw=start[0],
                initial_state_bw=start[1],
                **options,
            )
        states.append(state)
    return outputs, tuple(zip(*states, strict=True))


def _merged(outputs: Any, states: Any, merge: str) -> Any:
    fw, bw = outputs
    if merge == "concat":
        return tf.concat([fw, bw], 2)
    if merge == "sum":
        return fw + bw
    if merge == "last":
        return tf.concat([_last_h(state) for state in states], 1)
    return outputs


def _last_h(state: Any) -> Any:
    """Of a stack, the h of the topmost layer."""
    while isinstance(state, tuple) and not isinstance(state, LSTMStateTuple):
        state = state[-1]
    return state.h if isinstance(state, LSTMStateTuple) else state
