"""Which way a layer runs over time, and why: the one place that decides."""

from __future__ import annotations

import contextlib
import math
import os
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat import options
from tf1compat.errors import ArgumentValueError
from tf1compat.kernels import cudnn
from tf1compat.kernels.activations import closed
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Kernel, Tensors
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size

# A batch up to this many rows leaves the blocked products of a step little to win, and the one
# operation BlockLSTM, or a GRUBlockCell in each step, saves the dispatch of a dozen per step.
BLOCK_ROWS = 32
# A GRUBlockCell's products are slower than blocked ones from a few rows on.
GRU_BLOCK_ROWS = 8
# Up to so many rows a step reads and writes its parts as one tensor: a value that a loop carries
# costs more to dispatch than to copy.
PACK_ROWS = 8
# So many rows are worth two threads, each with half of them and half of the dispatch.
HALVE_ROWS = 32
# Compiled, two threads over all steps gain over two at each product from fewer rows on, but not
# where each would draw weights of such a size through the cache in every step.
HALVE_COMPILED_ROWS = 8
HALVE_COMPILED_BYTES = 1 << 23
DTYPES = (tf.float16, tf.bfloat16, tf.float32, tf.float64)
# XLA makes one machine program of a loop, which takes about a second for each T and B, two to four
# on a GPU.  From so many steps on that is won back in a training run; in eager code only for a T
# and B that come back.
COMPILE_STEPS = 16
COMPILE_AFTER = 8


class Choice(NamedTuple):
    """What ran: ``"stepped"``, ``"loop"``, ``"block"``, ``"xla"`` or ``"cudnn"``, and why."""

    name: str
    why: str


_on: ContextVar[str | None] = ContextVar("kernels_on", default=None)
_seen: Counter[Any] = Counter()
_last: ContextVar[Choice | None] = ContextVar("kernels_last", default=None)


@contextlib.contextmanager
def switched(on: bool | str) -> Iterator[None]:
    """Within, drivers use kernels or do not, whatever ``TF1COMPAT_KERNELS`` says.

    Args:
      on: False steps; True chooses by shape and context; ``"loop"`` has kernels, but none that
        XLA compiles, as for a function that is to be exported to where XLA is not; ``"xla"`` has
        XLA compile wherever it can: in v1 graphs too, which will then run only where XLA is, and
        for a batch or time that is known to the run alone, once for each that comes; ``"cudnn"``
        has cuDNN in graphs too, which will then run on a GPU only and cannot be compiled by XLA.  A
        machine without a GPU takes it for True.

    Raises:
      ArgumentValueError: anything else.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat import kernels
      >>> with kernels.switched(False):
      ...     _ = tf1compat.dynamic_rnn(tf1compat.GRUCell(4), tf.ones([2, 5, 3]), dtype=tf.float32)
      >>> kernels.last_used().name
      'stepped'
    """
    if on not in (True, False, "loop", "xla", "cudnn"):
        raise ArgumentValueError(
            "kernels.switched", "on", expected="True, False, 'loop', 'xla' or 'cudnn'",
            received=repr(on), remedy="pass one of these",
        )
    token = _on.set(str(int(on)) if isinstance(on, bool) else on)
    try:
        yield
    finally:
        _on.reset(token)


def enabled() -> bool:
    """Whether kernels may be used now."""
    return _mode() != "0"


def _mode() -> str:
    own = _on.get()
    return options.current.kernels if own is None else own


def context_refusal() -> str | None:
    """Why nothing here may use kernels, None if something may."""
    if not enabled():
        return "kernels are switched off"
    if in_v1_control_flow():
        return "in a loop or branch of a v1 graph, which cannot go back through a custom gradient"
    return None


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


def refusal(kernel: Any, x: Any, state: Any, steps_axis: int = 0) -> str | None:
    """Why no kernel can stand in for the steps, None if one can."""
    dtypes = {part.dtype.base_dtype for part in (x, *state)}
    if len(dtypes) > 1 or x.dtype.base_dtype not in DTYPES:
        return f"of dtypes {', '.join(sorted(d.name for d in dtypes))}"
    if not closed(kernel.activation):
        name = getattr(kernel.activation, "__name__", repr(kernel.activation))
        return f"activation {name} has no derivative in terms of its value"
    if size(x, steps_axis) == 0:
        return "no steps"
    return None


def choose(kernel: Kernel, x: Any, masked: bool = False) -> Choice:
    """The kernel for a sequence [T, B, D], where ``masked`` with a mask of any pattern."""
    gpu = on_gpu()
    reason = _cudnn_refusal(kernel, x, masked) if gpu else None
    if gpu and reason is None:
        return Choice("cudnn", "a GPU")
    interpreted = _compile_refusal(kernel, x)
    if interpreted is None:
        known = None not in (size(x, 0), size(x, 1))
        why = f"T and B are known, and at least {COMPILE_STEPS} steps"
        return Choice("xla", why if known else "asked for")
    if not gpu:
        reason = "fused operations know no mask" if masked else _block_refusal(kernel, x)
    if reason is None:
        why = "few rows, or an unknown number, where dispatch costs most"
        return Choice("block", f"{why}; {interpreted}")
    return Choice("loop", f"{reason}; {interpreted}")


def _cudnn_refusal(kernel: Kernel, x: Any, masked: bool) -> str | None:
    """Why not cuDNN on a GPU, None if it serves."""
    if _mode() == "loop":
        return "cuDNN is switched off"
    missing = "masks" if masked else cudnn.lacks(kernel, x)
    if missing is not None:
        return f"cuDNN lacks: {missing}"
    if tf.executing_eagerly():
        return None
    if _mode() != "cudnn":
        return "cuDNN in a graph, which may be run without a GPU, is for switched('cudnn')"
    on_cpu = "CPU" in str(tf.zeros([]).device).upper()
    return "tf.device asks for a CPU" if on_cpu else None


def _compile_refusal(kernel: Kernel, x: Any) -> str | None:
    """Why XLA should not compile the loop, None if it should."""
    if _mode() == "loop":
        return "XLA is switched off"
    if x.dtype not in (tf.float32, tf.float64):
        return f"{x.dtype.name}"
    if size(x, 0) is not None and size(x, 0) < COMPILE_STEPS:
        return f"fewer than {COMPILE_STEPS} steps, which XLA would save little on"
    if _mode() == "xla":
        return None
    if None in (size(x, 0), size(x, 1)):
        return "XLA would compile again for each T and B"
    if not tf.executing_eagerly():
        return None if in_function() else "a v1 graph may be written and run where XLA is not"
    if len(_seen) > 4096:  # batches that hardly ever come back
        _seen.clear()
    _seen[kernel, tuple(x.shape)] += 1
    rare = _seen[kernel, tuple(x.shape)] <= COMPILE_AFTER
    return f"XLA waits until a T and B have come {COMPILE_AFTER} times" if rare else None


def hoists_compiled(kernel: Kernel, x: Any) -> bool:
    """Whether all inputs are multiplied at once, before a compiled loop over x [T, B, D].

    Interpreted steps always gain by it.  Compiled ones lose (see ``compiled.py``), but for a GRU of
    one row: its products only read their weights, and half of these are then read once.
    """
    return isinstance(kernel, GRU) and size(x, 1) == 1


def packs(x: Any, choice: str) -> bool:
    """Whether the parts of a step should be one tensor in the loops over x [T, B, D]."""
    rows = size(x, 1)
    return choice != "xla" and rows is not None and rows <= PACK_ROWS


def halves(x: Any, weights: Tensors, choice: str) -> bool:
    """Whether the rows of x [T, B, D] run in two halves, side by side on two processors."""
    rows = size(x, 1)
    if on_gpu() or (os.cpu_count() or 1) < 2:
        return False
    if rows is None:
        return True  # the run will know whether there are enough
    if rows % 2:
        return False
    if choice != "xla":
        return bool(rows >= HALVE_ROWS)
    numbers = sum(math.prod(weight.shape.as_list()) for weight in weights)
    small = numbers * x.dtype.size <= HALVE_COMPILED_BYTES
    return bool(small and rows >= HALVE_COMPILED_ROWS)


def _block_refusal(kernel: Kernel, x: Any) -> str | None:
    """Why not TensorFlow's fused operations, None if they serve."""
    if isinstance(kernel, LSTM):
        plain = not kernel.projected and kernel.cell_clip is None
    elif isinstance(kernel, GRU):
        plain = not kernel.keras
        if tf.executing_eagerly():  # they would cost second derivatives, which v1 loops never had
            return "TensorFlow has no operation over time for this cell"
    else:
        return "TensorFlow has no fused operation for this cell"
    if not plain or kernel.activation not in (tf.tanh, tf.compat.v1.nn.tanh):
        return "TensorFlow's has neither projection, nor clips, nor other activations"
    if x.dtype != tf.float32:
        return f"{x.dtype.name}"
    rows = size(x, 1)
    if isinstance(kernel, GRU) and (rows is None or rows > GRU_BLOCK_ROWS):
        return f"not known to be at most {GRU_BLOCK_ROWS} rows, beyond which products cost most"
    if rows is not None and rows > BLOCK_ROWS:
        return f"more than {BLOCK_ROWS} rows, where products cost most"
    if in_function():
        return "a tf.function may be compiled by XLA, which lacks fused operations"
    return None


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


def on_gpu() -> bool:
    """Whether TensorFlow may use a GPU."""
    return bool(tf.config.get_visible_devices("GPU"))
