"""What cells around a cell share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.structure import check_cell
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.owner import home


class AroundCell(RNNCell):
    """A cell around a cell, whose state passes; subclasses say by ``call`` what happens."""

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_cell(type(self).__name__, "cell", cell)
        self.cell = cell

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with tf.name_scope(type(self).__name__ + "ZeroState"):
            return self.cell.zero_state(batch_size, dtype)


class WrapperCell(AroundCell):
    """One that adds no scope and owns no variables; subclasses say by ``_around`` what happens."""

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._track_child("cell", cell)

    @property
    def wrapped_cell(self) -> Any:
        return self.cell

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        with home(self):
            return self._around(inputs, state, lambda i, s: self.cell(i, s, scope=scope))

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:
        return self._around(inputs, state, lambda i, s: self.cell.call(i, s, **kwargs))

    def _around(self, inputs: Any, state: Any, step: Callable[[Any, Any], Any]) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define _around")

    def get_config(self) -> dict[str, Any]:
        cell = {"class_name": type(self.cell).__name__, "config": self.cell.get_config()}
        return {**super().get_config(), "cell": cell}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """The wrapper again, around the cell object that stands under ``"cell"``.

        Raises:
          ArgumentValueError: (a ``ValueError``, as in TF1) ``"cell"`` is a configuration.
        """
        del custom_objects  # TF1 used them for functions of the configuration only
        rest = dict(config)
        cell = rest.pop("cell")
        if isinstance(cell, dict):
            raise ArgumentValueError(
                f"{cls.__name__}.from_config",
                "config['cell']",
                expected="a cell object",
                received="a configuration",
                remedy="build the cell and put it there",
            )
        return cls(cell, **rest)
