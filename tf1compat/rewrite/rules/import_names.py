"""``from tensorflow… import name`` takes the name from tf1compat, where that publishes all of them.

Before:
    from tensorflow.contrib.rnn import LSTMCell, GRUCell as Gru  # cells
    from tensorflow.contrib.layers import fully_connected
    from tensorflow.contrib.rnn import GRUCell, best_effort_input_batch_size
After:
    from tf1compat import LSTMCell, GRUCell as Gru  # cells
    from tf1compat.contrib.layers import fully_connected
    from tensorflow.contrib.rnn import GRUCell, best_effort_input_batch_size
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import Edit, File

LEVEL = "calls"


def edits(file: File) -> Iterator[Edit]:
    """One edit per statement."""
    for node in file.each(ast.ImportFrom):
        if not node.module:
            continue
        names = [target.public(file.symbol(alias)) for alias in node.names]
        modules = {found[0] for found in names if found is not None}
        is_same = [found and found[1] for found in names] == [alias.name for alias in node.names]
        if len(modules) != 1 or not is_same:
            continue
        (module,) = modules
        text = file.source(node)
        written = re.match(rf"from[ \t]+({re.escape(node.module)})\b", text)
        if written and not any(file.check(module, alias.name) for alias in node.names):
            start, stop = (node.col_offset + len(text[:end].encode()) for end in written.span(1))
            yield Edit((node.lineno, start), (node.lineno, stop), module)
