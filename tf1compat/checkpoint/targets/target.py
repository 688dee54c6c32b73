"""What a conversion can be written as: the protocol that each target's file implements."""

from __future__ import annotations

import abc
import contextlib
import importlib
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint.memory import SHARED, lent
from tf1compat.checkpoint.targets import TARGETS
from tf1compat.errors import CheckpointError

_PIECE = 4 << 20  # bytes of a weight that are written at once


class Target(abc.ABC):
    """One kind of file or directory.

    Attributes:
      name: what it is called by ``--format``.
      suffix: what a path ends with that asks for it.
      weights_only: whether it holds no model, only weights.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    weights_only: ClassVar[bool] = False

    def signed(self, name: str) -> Target:
        """The same kind of file, with a signature of this name.

        Raises:
          CheckpointError: it has no signature to name, or none can be called so.
        """
        raise CheckpointError(
            "--signature",
            expected="a SavedModel, which has signatures",
            received=self.suffix,
            remedy="write .savedmodel, or leave the option out",
        )

    @abc.abstractmethod
    def write(self, model: Any, path: Path) -> None:
        """Write a model, or its weights."""

    @abc.abstractmethod
    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        """What is there, callable on a dictionary of inputs.

        Args:
          path: of what was written.
          make: makes the model anew, for a target that holds weights only.
        """


def load(name: str) -> Target:
    """A target by its name."""
    target: Target = importlib.import_module(TARGETS[name]).TARGET
    return target


def target_of(path: Path, name: str | None = None) -> Target:
    """The target that a path asks for by its ending, or that is named.

    Raises:
      CheckpointError: the name or the ending is none that is known.
    """
    if name is not None:
        if name in TARGETS:
            return load(name)
        raise CheckpointError(
            f"--format {name}",
            expected="one of " + ", ".join(TARGETS),
            received=name,
            remedy="choose one of these",
        )
    for each in TARGETS:
        target = load(each)
        if path.name.endswith(target.suffix) and path.name != target.suffix:
            return target
    others = ", ".join(load(each).suffix for each in list(TARGETS)[2:])
    raise CheckpointError(
        str(path),
        expected=f"a name that ends with .keras or .weights.h5, or with one of {others}",
        received=path.name,
        remedy="choose an ending, or say --format; for a directory of .keras files, end the path "
        "with /",
    )


@contextlib.contextmanager
def ending_with(suffix: str, path: Path) -> Iterator[Path]:
    """A name of the file that a reader accepts which looks at endings."""
    if path.name.endswith(suffix):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / f"model{suffix}"
        link.symlink_to(path.absolute())
        yield link


def model_weights(model: Any) -> dict[str, Any]:
    """Every weight by its path in the model, which is how they are named in plain containers."""
    named: dict[str, Any] = {}
    for weight in model.weights:
        if weight.path in named:
            raise CheckpointError(
                weight.path,
                expected="weights with names of their own",
                received="two weights of this name",
                remedy="name the layers of the model, or write a .keras file",
            )
        named[weight.path] = weight
    return named


def pieces(weight: Any) -> Iterator[npt.NDArray[Any]]:
    """A weight's values, some rows at a time: what a writer holds beside the model stays small."""
    import keras

    values = _where_they_are(weight)
    if not weight.shape:
        yield np.asanyarray(keras.ops.convert_to_numpy(values))
        return
    row = max(1, math.prod(weight.shape[1:])) * np.float64().itemsize
    step = max(1, _PIECE // row)
    for start in range(0, weight.shape[0], step):
        yield np.ascontiguousarray(keras.ops.convert_to_numpy(values[start : start + step]))


def _where_they_are(weight: Any) -> Any:
    """A weight's values as an array over TensorFlow's own memory, where numpy knows the dtype.

    A slice of a variable is an op and a copy; one of an array is neither.
    """
    read = getattr(weight.value, "read_value", None)
    if read is None or str(weight.dtype) not in SHARED:
        return weight
    return np.asarray(memoryview(read()))


def fill_by_path(model: Any, values: Mapping[str, Any], path: Path) -> Any:
    """Give every weight its value by its path, each read when its turn comes.

    Raises:
      CheckpointError: a weight or a value is left over.
    """
    weights = model_weights(model)
    if weights.keys() != set(values):
        raise CheckpointError(
            str(path),
            expected="the weights " + ", ".join(sorted(weights)),
            received=", ".join(sorted(values)),
            remedy="give the file that this checkpoint was converted to",
        )
    for name, weight in weights.items():
        weight.assign(lent(values[name]))
    return model


def require_inputs(path: Path, wanted: Iterable[str], given: Any, training: bool) -> None:
    """Raise unless a reloaded model, which only infers, is given its inputs.

    Raises:
      CheckpointError: other names, or training is asked for.
    """
    if training or given.keys() != set(wanted):
        raise CheckpointError(
            str(path),
            expected="a signature with the inputs " + ", ".join(given),
            received=", ".join(wanted),
            remedy="give the file that this checkpoint was converted to",
        )


def require_same(target: Target, path: Path, model: Any, make: Callable[[], Any]) -> None:
    """Raise unless what was written gives back the model's weights, or its outputs.

    Raises:
      CheckpointError: it does not.
    """
    again = target.read(path, make)
    if hasattr(again, "get_weights"):
        pairs = list(zip(again.get_weights(), model.get_weights(), strict=True))
    else:
        inputs = some_inputs(model)
        got, wanted = again(inputs), run_by_name(model, inputs)
        pairs = [(got[name], value) for name, value in wanted.items()]
    for a, b in pairs:
        if not np.allclose(a, b, rtol=2e-5, atol=2e-5):
            raise CheckpointError(
                str(path),
                expected="to read back what was written",
                received="other values",
                remedy="update Keras, or choose another target",
            )


def some_inputs(model: Any) -> dict[str, Any]:
    """Ones for every input by name; two where a size is open."""
    import keras

    leaves = keras.tree.flatten(model.input)
    sizes = {t.name: [2 if n is None else n for n in t.shape] for t in leaves}
    return {t.name: np.ones(sizes[t.name], t.dtype) for t in leaves}


def run_by_name(
    model: Any, inputs: dict[str, Any], call: Callable[..., Any] | None = None
) -> dict[str, Any]:
    """A Keras model on inputs by name, its outputs by name, whatever form it takes them in.

    Args:
      model: what names its inputs and outputs.
      inputs: by name.
      call: to be called in the model's place.
    """
    given: Any = inputs if isinstance(model.input, dict) else list(inputs.values())
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    made = (call or model)(given, training=False)
    if isinstance(made, dict):
        return dict(made)
    made = made if isinstance(made, (list, tuple)) else [made]
    return dict(zip(model.output_names, made, strict=True))
