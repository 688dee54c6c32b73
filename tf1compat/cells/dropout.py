"""``DropoutWrapper``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells import whole
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.cells.structure import is_size, map_up_to, rebuild
from tf1compat.cells.wrapper import WrapperCell
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import draws, op_ids


def _spare_memory(state: Any) -> Any:
    """The default filter: everything but the c of an ``LSTMStateTuple`` and TensorArrays."""
    if isinstance(state, LSTMStateTuple):
        return LSTMStateTuple(c=False, h=True)
    return not isinstance(state, tf.TensorArray)


class DropoutWrapper(WrapperCell):
    """Dropout on a cell's input, outgoing state and output.

    y, s' = cell(drop(x, input_keep_prob), s);  s' = drop(s', state_keep_prob)
    output = drop(y, output_keep_prob);  drop(v, p) = v / p where kept, else 0

    The state that is returned is the dropped one; the initial state is never dropped; h as state
    and h as output get independent masks.  With ``variational_recurrent`` the mask is drawn when
    the wrapper is made, one for the whole batch and all steps (Gal and Ghahramani, 2016).

    Args:
      cell: the cell.
      input_keep_prob: number or scalar tensor, a placeholder too.
      output_keep_prob: likewise.
      state_keep_prob: likewise.
      variational_recurrent: the same mask in every step.
      input_size: (nested) depth of the input; needed for variational input dropout.
      dtype: of the masks; needed with ``variational_recurrent``.
      seed: of the masks; that of part i is the md5 of the seed and ``input_<i>``,
        ``state_<i>`` or ``output_<i>``.
      dropout_state_filter_visitor: gives, for any level of the state, True to drop all of it,
        False to spare it, or a structure of such flags.  By default c is spared.

    Raises:
      TypeError: ``cell`` is no cell; the visitor is not callable.
      ValueError: a probability outside [0, 1]; variational without dtype or input_size.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.DropoutWrapper(tf1compat.LSTMCell(4), output_keep_prob=0.5, seed=1)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        dropout_state_filter_visitor: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **kwargs)
        if dropout_state_filter_visitor is not None and not callable(dropout_state_filter_visitor):
            raise ArgumentTypeError(
                "DropoutWrapper",
                "dropout_state_filter_visitor",
                expected="a function",
                received=repr(dropout_state_filter_visitor),
                remedy="pass None for the default",
            )
        self._dropout_state_filter = dropout_state_filter_visitor or _spare_memory
        with tf.name_scope("DropoutWrapperInit"):
            self._input_keep_prob = _probability("input_keep_prob", input_keep_prob)
            self._state_keep_prob = _probability("state_keep_prob", state_keep_prob)
            self._output_keep_prob = _probability("output_keep_prob", output_keep_prob)
            self._variational_recurrent = variational_recurrent
            self._input_size = input_size
            self._seed = seed
            self._noise: dict[str, Any] = {"input": None, "state": None, "output": None}
            if variational_recurrent:
                self._draw_noise(dtype)

    def _draw_noise(self, dtype: Any) -> None:
        sizes = {"state": self.cell.state_size, "output": self.cell.output_size}
        if _drops(self._input_keep_prob):
            sizes = {"input": self._input_size, **sizes}
        for argument, value in (("dtype", dtype), ("input_size", sizes.get("input", 0))):
            if value is None:
                raise ArgumentValueError(
                    "DropoutWrapper",
                    argument,
                    expected="a value with variational_recurrent=True",
                    received=None,
                    remedy=f"pass {argument}=…",
                )

        def noise(part: str, i: int, size: Any) -> Any:
            known = size if isinstance(size, tf.TensorShape | list | tuple) else [size]
            shape = [1, *tf.TensorShape(known).as_list()]
            start = op_ids.now()
            op_ids.before_draw(6)  # the shape is joined from two parts
            drawn = tf.compat.v1.random_uniform(shape, seed=self._part_seed(part, i), dtype=dtype)
            op_ids.reach(start + 10)
            return drawn

        for part, size in sizes.items():
            self._noise[part] = map_up_to(size, lambda i, s, part=part: noise(part, i, s))

    def _part_seed(self, part: str, index: int) -> int | None:
        if self._seed is None:
            return None
        digest = hashlib.md5(f"{self._seed}{part}_{index}".encode(), usedforsecurity=False)
        return int(digest.hexdigest()[:8], 16) & 0x7FFFFFFF

    def _drop(self, part: str, values: Any, keep_prob: Any, which: Any) -> Any:
        """Drops the parts of ``values`` that the flags in ``which`` ask for."""

        def drop(i: int, wanted: Any, value: Any, *noise: Any) -> Any:
            if wanted is False:
                return value
            if noise:
                kept = tf.floor(keep_prob + noise[0])
                result = tf.divide(value, keep_prob) * kept
                result.set_shape(value.shape)
                return result
            if isinstance(value, whole.Whole):
                return value.mapped(draws.dropout(value.values, keep_prob))
            return draws.dropout(value, keep_prob, seed=self._part_seed(part, i))

        noise = (self._noise[part],) if self._variational_recurrent else ()
        return map_up_to(which, drop, values, *noise)

    def _around(self, inputs: Any, state: Any, step: Callable[[Any, Any], Any]) -> Any:
        if _drops(self._input_keep_prob):
            inputs = self._drop("input", inputs, self._input_keep_prob, _everything(inputs))
        output, new_state = step(inputs, state)
        if _drops(self._state_keep_prob):
            which = _flags(self._dropout_state_filter, new_state)
            new_state = self._drop("state", new_state, self._state_keep_prob, which)
        if _drops(self._output_keep_prob):
            output = self._drop("output", output, self._output_keep_prob, _everything(output))
        return output, new_state

    def get_config(self) -> dict[str, Any]:
        config = {
            "seed": self._seed,
            "variational_recurrent": self._variational_recurrent,
            "input_size": self._input_size,
            "input_keep_prob": self._input_keep_prob,
            "output_keep_prob": self._output_keep_prob,
            "state_keep_prob": self._state_keep_prob,
        }
        if self._dropout_state_filter is not _spare_memory:
            config["dropout_state_filter_visitor"] = self._dropout_state_filter
        return {**super().get_config(), **config}


def _refusal(cell: DropoutWrapper) -> str | None:
    """Seeded masks are drawn step by step; others are the same at once, in distribution."""
    drops = [_drops(p) for p in (cell._input_keep_prob, cell._output_keep_prob)]
    if _drops(cell._state_keep_prob) or cell._variational_recurrent:
        return "DropoutWrapper on the state, or variational"
    seeded = cell._seed is not None or op_ids.is_seeded()
    return "DropoutWrapper under a seed, whose masks go step by step" if (
        any(drops) and seeded) else None


whole.understands(DropoutWrapper, _refusal)


def _probability(argument: str, value: Any) -> Any:
    """A float where the value is known when the wrapper is made, else the tensor."""
    tensor = tf.convert_to_tensor(value)
    known = tf.get_static_value(tensor)
    if known is None:
        return tensor
    if not 0 <= known <= 1:
        raise ArgumentValueError(
            "DropoutWrapper",
            argument,
            expected="a probability between 0 and 1",
            received=known,
            remedy="it is the share that is kept",
        )
    return float(known)


def _drops(keep_prob: Any) -> bool:
    return not isinstance(keep_prob, float) or keep_prob < 1


def _everything(values: Any) -> Any:
    return tf.nest.map_structure(lambda _: True, values)


def _flags(visitor: Callable[[Any], Any], state: Any) -> Any:
    """What the visitor says of each part: a shallow structure of flags."""
    wanted = visitor(state)
    if isinstance(wanted, bool):
        if not wanted or is_size(state):
            return wanted
        return rebuild(state, [_flags(visitor, part) for part in state])
    return rebuild(
        state,
        [
            _flags(visitor, part) if flag is True else flag
            for flag, part in zip(wanted, state, strict=True)
        ],
    )
