"""What TF1's releases called the same variables: one table of rules, one place.

Each name is read as TensorFlow 1.15 would have written it, for recognition only; everything that
is shown or written says the name that the file has.  From 0.6 to 0.12 a cell's scope was its
class, ``BasicLSTMCell/Linear/Matrix``; 1.0 and 1.1 wrote ``basic_lstm_cell/weights``; 1.2 and
later ``basic_lstm_cell/kernel``.  The gates are packed alike in all of them: i, j, f, o, and r, u.

Sources: what people's checkpoints of each era hold (tensorflow#7664, #11964, #12289), and the
names that TensorFlow 1.15.5 knew of itself.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping

_CELLS_OF_1_0 = (
    "basic_rnn_cell|gru_cell|gru_cell/gates|gru_cell/candidate|basic_lstm_cell|lstm_cell|"
    "lstm_cell/projection|lstm_fused_cell|layer_norm_basic_lstm_cell|ugrnn_cell|"
    "attention_cell_wrapper|input_projection_wrapper|output_projection_wrapper"
)


@dataclasses.dataclass(frozen=True)
class Rule:
    """One renaming.

    Attributes:
      era: for people: which releases, and what was called what.
      found: what the name holds, from a slash to a slash or the end.
      becomes: what TensorFlow 1.15 would have there.
    """

    era: str
    found: re.Pattern[str]
    becomes: str


def _rule(era: str, found: str, becomes: str) -> Rule:
    return Rule(era, re.compile(rf"(?<![^/]){found}(?![^/])"), becomes)


# In order: a rule may rest on what those before it made of the name.
RULES = (
    _rule("0.6-0.12: BiRNN_FW, BiRNN/FW", r"BiRNN(?:_FW|/FW)", "bidirectional_rnn/fw"),
    _rule("0.6-0.12: BiRNN_BW, BiRNN/BW", r"BiRNN(?:_BW|/BW)", "bidirectional_rnn/bw"),
    _rule("0.6-0.12: MultiRNNCell/Cell0", r"MultiRNNCell/Cell(\d+)", r"multi_rnn_cell/cell_\1"),
    _rule("0.6-0.12: BasicRNNCell/Linear", r"BasicRNNCell/Linear", "basic_rnn_cell"),
    _rule("0.6-0.12: BasicLSTMCell/Linear", r"BasicLSTMCell/Linear", "basic_lstm_cell"),
    _rule("0.6-0.12: GRUCell/Gates/Linear", r"GRUCell/Gates/Linear", "gru_cell/gates"),
    _rule("0.6-0.12: GRUCell/Candidate/Linear", r"GRUCell/Candidate/Linear", "gru_cell/candidate"),
    _rule("0.6-0.12: LSTMCell/W_0", r"LSTMCell/W(?:_0)?", "lstm_cell/kernel"),
    _rule("0.6-0.12: LSTMCell/B", r"LSTMCell/B", "lstm_cell/bias"),
    _rule("0.6-0.12: LSTMCell/W_F_diag", r"LSTMCell/W_F_diag", "lstm_cell/w_f_diag"),
    _rule("0.6-0.12: LSTMCell/W_I_diag", r"LSTMCell/W_I_diag", "lstm_cell/w_i_diag"),
    _rule("0.6-0.12: LSTMCell/W_O_diag", r"LSTMCell/W_O_diag", "lstm_cell/w_o_diag"),
    _rule("0.6-0.12: LSTMCell/W_P_0", r"LSTMCell/W_P(?:_0)?", "lstm_cell/projection/kernel"),
    _rule("0.6-0.12: Matrix", r"((?:basic_\w+_cell|gru_cell/\w+))/Matrix", r"\1/kernel"),
    _rule("0.6-0.12: Bias", r"((?:basic_\w+_cell|gru_cell/\w+))/Bias", r"\1/bias"),
    _rule("1.0-1.3: lstm_block_wrapper", r"lstm_block_wrapper", "lstm_fused_cell"),
    _rule("1.0-1.1: weights", rf"({_CELLS_OF_1_0})/weights", r"\1/kernel"),
    _rule("1.0-1.1: biases", rf"({_CELLS_OF_1_0})/biases", r"\1/bias"),
)

# A variable that 0.x cut in rows, each piece a variable of its own, and the pieces' slots.
_PIECE = re.compile(r"^(.*(?<![^/])LSTMCell/W(?:_P)?)_(\d+)((?:/.*)?)$")


def as_of_1_15(name: str) -> tuple[str, tuple[str, ...]]:
    """A variable's name as TensorFlow 1.15 would have written it.

    Args:
      name: as found.

    Returns:
      The name, and the eras of the rules that changed it.

    Example:
      >>> from tf1compat.checkpoint.eras import as_of_1_15
      >>> as_of_1_15("RNN/LSTMCell/W_F_diag")
      ('RNN/lstm_cell/w_f_diag', ('0.6-0.12: LSTMCell/W_F_diag',))
    """
    fired = []
    for rule in RULES:
        changed = rule.found.sub(rule.becomes, name)
        if changed != name:
            fired.append(rule.era)
        name = changed
    return name, tuple(fired)


def pieces(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The variables that were cut in rows: the whole one's name → its pieces, in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        match = _PIECE.match(name)
        if match:
            found.setdefault(match[1] + match[3], []).append((int(match[2]), name))
    return {
        whole: tuple(name for _, name in sorted(own))
        for whole, own in found.items()
        if sorted(number for number, _ in own) == list(range(len(own))) and len(own) > 1
    }
