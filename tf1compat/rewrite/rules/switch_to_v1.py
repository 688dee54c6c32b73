"""After the first import, TF1's behaviour: graphs, sessions, static shapes.

``import tf1compat.v1`` switches nothing by itself, and a TF1 program relies on it.

Before:
    import os
    import tensorflow as tf  # the old one
    import tensorflow.contrib.rnn as rnn
After:
    import os
    import tensorflow as tf  # the old one
    tf.disable_v2_behavior()
    import tensorflow.contrib.rnn as rnn
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import Edit, File, Left, after

LEVEL = "imports"
_HIDDEN = (
    "it is imported in a function: call its disable_v2_behavior() where the program starts, "
    "or import it on top"
)
_SWITCHES = ("disable_v2_behavior", "enable_eager_execution")


def edits(file: File) -> Iterator[Edit | Left]:
    """One line, or none where the program switches by itself; a script must import on top."""
    named = {node.attr for node in file.each(ast.Attribute)}
    named |= {node.name for node in file.each(ast.alias)}
    imports = list(_top_imports(file.tree.body))
    if named.intersection(_SWITCHES):
        return
    if not any(alias in file.symbols for node in imports for alias in node.names):
        yield from _hidden(file)
        return
    if all(_is_compat(node) for node in imports if _root(node) or _moves(file, node)):
        return  # ``import tensorflow.compat.v1`` switches nothing by itself either
    roots = [(node, bound) for node in imports if (bound := _root(node))]
    if roots:
        node, bound = roots[0]
        yield after(file, node, [f"{bound}.disable_v2_behavior()"])
    elif any(_moves(file, node) for node in imports):
        node = next(node for node in imports if _moves(file, node))
        call = f"{target.ROOT}.disable_v2_behavior()"
        yield after(file, node, [f"import {target.ROOT}", call])


def _hidden(file: File) -> Iterator[Left]:
    """The first import of a script that has them in functions only."""
    is_script = any(node.value == "__main__" for node in file.each(ast.Constant))
    for node in file.each(ast.Import) if is_script else ():
        if any(file.symbol(alias) == "tf" for alias in node.names):
            yield Left(node.lineno, file.source(node), _HIDDEN)
            return


def _top_imports(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run when the module does, in their order."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, (ast.If, ast.Try)):
            yield from _top_imports(node.body)


def _root(node: ast.Import | ast.ImportFrom) -> str | None:
    """The name under which a statement binds the whole of TensorFlow."""
    for alias in node.names if isinstance(node, ast.Import) else ():
        module = target.of(alias.name)
        if module == target.ROOT or (module and not alias.asname):
            return alias.asname or alias.name.partition(".")[0]
    return None


def _is_compat(node: ast.Import | ast.ImportFrom) -> bool:
    words = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    return any(word.startswith(("tensorflow.compat", "tf1compat")) for word in words)


def _moves(file: File, node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import):
        return any(target.of(alias.name) for alias in node.names)
    module = None if node.level else target.of(node.module or "")
    whole = [target.of(f"{node.module}.{alias.name}") for alias in node.names]
    if module is None or not any(whole):
        return False
    return not any(file.check(module, alias.name) for alias in node.names)
