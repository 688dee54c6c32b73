"""What ``dynamic_rnn`` and its bidirectional form have in common on their way to keras."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf1compat.rewrite import needs, reading
from tf1compat.rewrite.blocked import BlockedError
from tf1compat.rewrite.cells import Made
from tf1compat.rewrite.edit import Change, Edit, File, span
from tf1compat.rewrite.outcome import Outcome, needs_tuple
from tf1compat.rewrite.reading import Arguments

# No effect on numbers.
_IDLE = {"parallel_iterations", "swap_memory"}


def check(file: File, call: ast.Call, given: Arguments, own: Iterable[str]) -> None:
    """Raise if a driver's call is more than a keras layer can do.

    Raises:
      BlockedError: says what.
    """
    reading.refuse_sharing(file)
    reading.plain(file, call)
    known = {"inputs", "sequence_length", "dtype", "time_major", "scope", *own, *_IDLE}
    reading.refuse_others(given, known, "a keras layer")
    if "inputs" not in given:
        raise BlockedError("it has no inputs")
    if "time_major" in given and not reading.is_literal(given["time_major"], False):
        raise BlockedError("time_major=: keras layers have the batch first")
    if "dtype" in given and file.symbol(given["dtype"]) != "tf.float32":
        raise BlockedError("dtype= is not tf.float32")


def name(given: Arguments) -> list[str]:
    """The option that names the layer after the scope.

    Raises:
      BlockedError: the scope is computed, or a path.
    """
    scope = given.get("scope")
    if scope is None:
        return []
    if not (isinstance(scope, ast.Constant) and isinstance(scope.value, str)):
        raise BlockedError("scope= is no literal")
    if "/" in scope.value:
        raise BlockedError("scope= is a path, which keras does not take as a name")
    return [f'name="{scope.value}"']


def inputs(file: File, given: Arguments) -> tuple[str, bool]:
    """The arguments of the layer's call, and whether there is a mask among them.

    Raises:
      BlockedError: inputs that have to be named twice are more than a name.
    """
    text = file.source(given["inputs"])
    if isinstance(given["inputs"], ast.GeneratorExp):
        raise BlockedError("its inputs are no tensor")
    lengths = given.get("sequence_length")
    if lengths is None:
        return text, False
    if not isinstance(given["inputs"], (ast.Name, ast.Attribute)):
        raise BlockedError("sequence_length= needs the inputs twice: give them a name")
    steps = f"keras.ops.shape({text})[1]"
    mask = f"tf1compat.native.mask_from_lengths({file.source(lengths)}, {steps})"
    return f"{text}, mask={mask}", True


def change(
    file: File, outcome: Outcome, made: dict[Made, str], call: str, *,
    states: list[list[str]], masked: bool, pair: bool = False, more: Change = (),
) -> Change:
    """All edits of one call site.

    Args:
      file: the file.
      outcome: where the results go.
      made: the cells, each with the text of its layer.
      call: the text of the layer's call.
      states: names for the states of each direction.
      masked: whether tf1compat's helper for lengths is needed.
      pair: whether the outputs are a pair.
      more: edits that belong to it.

    Raises:
      BlockedError: a name that is needed is taken, or does not import.
    """
    modules = ["keras", *(["tf1compat.native"] if masked else [])]
    if outcome.wants_state and needs_tuple(states):
        modules.append("tf1compat")
    needed = needs.imports(file, *modules)
    if needed is None:
        raise BlockedError("the file uses the name keras or tf1compat for something else")
    for cell in made:
        if why := file.check("keras.layers", cell.layer):
            raise BlockedError(why)
    first, last = span(outcome.whole)
    places = tuple(
        Edit(*span(cell.call), text)
        for cell, text in made.items()
        if not first <= span(cell.call)[0] < last
    )
    return (*needed, *places, *more, *outcome.edits(call, states, pair=pair, masked=masked))


def layer(cell: ast.expr, text: str) -> str:
    """What to call: the cell's name, which is the layer's now, or the layer itself."""
    return cell.id if isinstance(cell, ast.Name) else text


def without(file: File, statement: ast.stmt) -> Edit:
    """The edit that takes a statement out, with its line if nothing else is there."""
    (first, start), (last, stop) = span(statement)
    body = next(b for _, b in ast.iter_fields(file.parents[statement]) if _holds(b, statement))
    line_before, line = file.lines[first - 1][:start], file.lines[last - 1]
    if len(body) == 1 or line_before.strip() or line[stop:].strip():
        return Edit((first, start), (last, stop), "pass")
    return Edit((first, 0), (last, len(line)), "")


def _holds(body: object, statement: ast.stmt) -> bool:
    return isinstance(body, list) and statement in body
