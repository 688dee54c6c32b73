"""What reading a call tells: its arguments, and what their values are."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping

from tf1compat.rewrite import target
from tf1compat.rewrite.blocked import BlockedError
from tf1compat.rewrite.edit import File, Spanned
from tf1compat.scan import served

Arguments = Mapping[str, ast.expr]

# Functions of TF1 that Keras knows by the same name.
_ACTIVATIONS = {
    "elu", "relu", "relu6", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh",
}


def called(file: File, node: ast.AST) -> tuple[str, str]:
    """Module and name of ours that a call calls; empty strings for anything else."""
    found = target.origin(file.symbol(node.func)) if isinstance(node, ast.Call) else None
    return found or ("", "")


def calls(file: File, module: str, names: Iterable[str]) -> list[ast.Call]:
    """The calls of functions that a module of ours defines, in their order."""
    wanted = {(module, name) for name in names}
    return [node for node in file.calls if called(file, node) in wanted]


def arguments(file: File, call: ast.Call) -> Arguments:
    """The arguments by name; those that are literally None are as good as absent.

    Raises:
      BlockedError: some come through ``*`` or ``**``, or have no name.
    """
    names = served.parameters(*called(file, call))
    given = dict(zip(names, call.args, strict=False))
    given |= {word.arg: word.value for word in call.keywords if word.arg is not None}
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    if starred or any(word.arg is None for word in call.keywords) or len(call.args) > len(names):
        raise BlockedError("its arguments come through * or **")
    return {name: value for name, value in given.items() if not is_literal(value, None)}


def is_literal(node: ast.expr, *values: object) -> bool:
    """Whether an argument is, as written, one of these."""
    return isinstance(node, ast.Constant) and any(
        type(node.value) is type(value) and node.value == value for value in values
    )


def refuse_others(given: Arguments, known: Iterable[str], instead: str) -> None:
    """Raise if an argument is given that nothing was made of.

    Raises:
      BlockedError: names the argument.
    """
    for name in given:
        if name not in known:
            raise BlockedError(f"{name}= has no equal in {instead}")


def plain(file: File, *nodes: Spanned) -> None:
    """Raise if text that is to be replaced holds a comment, which would be lost.

    Raises:
      BlockedError: there is one.
    """
    for node in nodes:
        text = file.source(node)
        if "#" in text:
            tokens = tokenize.generate_tokens(io.StringIO(f"({text})").readline)
            if any(token.type == tokenize.COMMENT for token in tokens):
                raise BlockedError("a comment stands inside of the call")


def activation(file: File, node: ast.expr | None, default: str) -> str:
    """The keras name of an activation.

    Raises:
      BlockedError: it is a function that Keras does not know by name.
    """
    if node is None:
        return default
    if isinstance(node, ast.Constant) and node.value in _ACTIVATIONS:
        return str(node.value)
    parent, _, name = file.symbol(node).rpartition(".")
    if parent in ("tf", "tf.nn", "tf.math") and name in _ACTIVATIONS:
        return name
    if file.symbol(node) == "tf.identity":
        return "linear"
    raise BlockedError(f"activation={file.source(node)} is none that Keras has by name")


def refuse_sharing(file: File) -> None:
    """Raise if the program may use variables twice, or needs shapes that Keras cannot have.

    Raises:
      BlockedError: says where.
    """
    if file.sharing:
        why = "variables may be shared, and a keras layer is new each time"
        raise BlockedError(why, elsewhere=(file.sharing,))
    if file.shapes:
        why = "the program reads Dimension.value; with Keras shapes are numbers"
        raise BlockedError(why, elsewhere=(file.shapes,))
