"""Which way a layer runs over time, and why: the one place that decides."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat import options
from tf1compat.kernels.activations import closed
from tf1compat.kernels.loop import Kernel, size
from tf1compat.kernels.lstm import LSTM

# A batch up to this many rows leaves the blocked products of a step little to win, and the one
# operation BlockLSTM saves the dispatch of a dozen per step.
BLOCK_ROWS = 32
DTYPES = (tf.float16, tf.bfloat16, tf.float32, tf.float64)


class Choice(NamedTuple):
    """What ran: ``"stepped"``, ``"loop"`` or ``"block"``, and why."""

    name: str
    why: str


_on: ContextVar[bool | None] = ContextVar("kernels_on", default=None)
_last: ContextVar[Choice | None] = ContextVar("kernels_last", default=None)


@contextlib.contextmanager
def switched(on: bool) -> Iterator[None]:
    """Within, drivers use kernels or do not, whatever ``TF1COMPAT_KERNELS`` says.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat import kernels
      >>> with kernels.switched(False):
      ...     _ = tf1compat.dynamic_rnn(tf1compat.GRUCell(4), tf.ones([2, 5, 3]), dtype=tf.float32)
      >>> kernels.last_used().name
      'stepped'
    """
    token = _on.set(on)
    try:
        yield
    finally:
        _on.reset(token)


def enabled() -> bool:
    """Whether kernels may be used now."""
    own = _on.get()
    return options.current.kernels if own is None else own


def note(choice: Choice) -> Choice:
    """Keeps a choice for ``last_used``."""
    _last.set(choice)
    return choice


def last_used() -> Choice | None:
    """What the last layer that was run, or built into a graph, uses; None before any.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat import kernels
      >>> _ = tf1compat.dynamic_rnn(tf1compat.GRUCell(4), tf.ones([2, 5, 3]), dtype=tf.float32)
      >>> kernels.last_used().name
      'loop'
    """
    return _last.get()


def refusal(kernel: Any, x: Any, state: Any) -> str | None:
    """Why no kernel can stand in for the steps, None if one can."""
    dtypes = {part.dtype.base_dtype for part in (x, *state)}
    if len(dtypes) > 1 or x.dtype.base_dtype not in DTYPES:
        return f"of dtypes {', '.join(sorted(d.name for d in dtypes))}"
    if not closed(kernel.activation):
        name = getattr(kernel.activation, "__name__", repr(kernel.activation))
        return f"activation {name} has no derivative in terms of its value"
    if size(x, 0) == 0:
        return "no steps"
    return None


def choose(kernel: Kernel, x: Any, masked: bool = False) -> Choice:
    """The kernel for a sequence [T, B, D], where ``masked`` with a mask of any pattern."""
    reason = "BlockLSTM knows no mask" if masked else _block_refusal(kernel, x)
    if reason is None:
        return Choice("block", f"at most {BLOCK_ROWS} rows, where dispatch costs most")
    return Choice("loop", reason)


def _block_refusal(kernel: Kernel, x: Any) -> str | None:
    """Why not ``BlockLSTM``, None if it serves."""
    if not isinstance(kernel, LSTM):
        return "TensorFlow has no operation over time for this cell"
    plain = kernel.activation in (tf.tanh, tf.compat.v1.nn.tanh)
    if not plain or kernel.projected or kernel.cell_clip is not None:
        return "BlockLSTM has neither projection, nor this clip, nor other activations"
    if x.dtype != tf.float32:
        return f"{x.dtype.name}"
    rows = size(x, 1)
    if rows is not None and rows > BLOCK_ROWS:
        return f"more than {BLOCK_ROWS} rows, where products cost most"
    if in_function():
        return "a tf.function may be compiled by XLA, which lacks BlockLSTM"
    return "on a GPU" if _gpu() else None


def in_function() -> bool:
    """Whether the code being traced is that of a ``tf.function``."""
    return not tf.executing_eagerly() and tf.compat.v1.get_default_graph().building_function


def in_v1_control_flow() -> bool:
    """Whether a ``tf.while_loop`` or a ``tf.cond`` of TF1's own kind is being built.

    Nothing public says so, but an operation without inputs is tied to the loop's or branch's pivot
    there.  Any other control dependency reads the same: then the layer steps, which is right, too.
    """
    v1 = tf.compat.v1
    if tf.executing_eagerly() or in_function() or v1.control_flow_v2_enabled():
        return False
    return bool(v1.no_op(name="control_flow_probe").control_inputs)


@functools.cache
def _gpu() -> bool:
    return bool(tf.config.list_physical_devices("GPU"))
