"""Beside TF1's other switches, the shapes that keras layers need in a v1 graph.

Nothing where the program reads ``Dimension.value`` or shares variables: there no call becomes a
keras layer.

Before:
    import tensorflow as tf
    tf.disable_v2_behavior()  # as it was
After:
    import tensorflow as tf
    tf.disable_v2_behavior()  # as it was
    tf.enable_v2_tensorshape()
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite.edit import Edit, File, after

LEVEL = "keras"
_OLD, _NEW = "disable_v2_behavior", "enable_v2_tensorshape"


def edits(file: File) -> Iterator[Edit]:
    """One line below the switch."""
    named = {node.attr for node in file.each(ast.Attribute)}
    if _NEW in named or file.sharing or file.shapes:
        return
    for node in file.nodes:
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(node, ast.Expr) and isinstance(call, ast.Call)):
            continue
        if isinstance(call.func, ast.Attribute) and call.func.attr == _OLD:
            yield after(file, node, [f"{file.source(call.func.value)}.{_NEW}()"])
            return
