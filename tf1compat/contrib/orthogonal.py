"""``tf.contrib.framework``'s orthogonal initializers of convolution kernels."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_Cells = dict[tuple[int, ...], Any]


class _Orthogonal:
    """What the four share: a gain, a seed that counts on with each draw, and a dtype."""

    #: How many axes a kernel may have, the two of the channels included.
    ranks: tuple[int, ...] = ()

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: Any = tf.float32) -> None:
        self.gain = gain
        self.seed = seed
        self.dtype = tf.as_dtype(dtype)
        if not self.dtype.is_floating:
            raise ArgumentValueError(
                type(self).__name__, "dtype", expected="a floating point type",
                received=self.dtype.name, remedy="use another initializer for integers",
            )

    def __call__(self, shape: Sequence[int], dtype: Any = None, partition_info: Any = None) -> Any:
        del partition_info  # a kernel is orthogonal as a whole
        sizes = [int(size) for size in shape]
        if len(sizes) not in self.ranks:
            raise self._bad(f"{' to '.join(map(str, self.ranks))} dimensions", sizes)
        if sizes[-2] > sizes[-1]:
            raise self._bad("in_filters not greater than out_filters", sizes)
        return self._kernel(sizes, self.dtype if dtype is None else tf.as_dtype(dtype))

    def _bad(self, expected: str, received: object) -> ArgumentValueError:
        return ArgumentValueError(
            type(self).__name__, "shape", expected=expected, received=repr(received),
            remedy="fit the kernel, or use another initializer",
        )

    def _kernel(self, sizes: list[int], dtype: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define _kernel")

    def get_config(self) -> dict[str, Any]:
        """The arguments."""
        return {"gain": self.gain, "seed": self.seed, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The initializer of these arguments."""
        return cls(**config)


def _rotation(n: int, dtype: Any, seed: int | None) -> Any:
    """An orthogonal n × n matrix, uniformly: the signs of R's diagonal go into Q."""
    q, r = tf.linalg.qr(_v1.random_normal([n, n], dtype=dtype, seed=seed))
    return q * tf.sign(tf.linalg.diag_part(r))


class convolutional_delta_orthogonal(_Orthogonal):  # noqa: N801  (TF1's name)
    """The centre is gain · (the first rows of an orthogonal matrix), all else is zero.

    Args:
      gain: what the norm of an input is multiplied with.
      seed: of the draw.
      dtype: of the weights; a float.

    Raises:
      ArgumentValueError: not 3 to 5 dimensions, more inputs than outputs, or no float type.

    Source: Xiao et al. (2018), algorithm 2; behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.orthogonal import convolutional_delta_orthogonal
      >>> kernel = convolutional_delta_orthogonal(seed=1)([3, 2, 4])
      >>> bool((kernel[0] == 0.0).numpy().all()), kernel.shape.as_list()
      (True, [3, 2, 4])
    """

    ranks = (3, 4, 5)

    def _kernel(self, sizes: list[int], dtype: Any) -> Any:
        q = _rotation(sizes[-1], dtype, self.seed)[: sizes[-2], :] * tf.cast(self.gain, dtype)
        centre = [(size - 1) // 2 for size in sizes[:-2]]
        return tf.scatter_nd([centre], tf.expand_dims(q, 0), sizes)


class _Everywhere(_Orthogonal):
    """Orthogonal with every cell of the kernel used; a product of kernels of size 2."""

    def _kernel(self, sizes: list[int], dtype: Any) -> Any:
        *window, inputs, outputs = sizes
        if len(set(window)) > 1:
            raise self._bad("kernel sizes that are equal", sizes)
        rotation = self._draw_rotation(outputs)[0:inputs, :]
        axes, size = len(window), window[0]
        if size == 1:
            kernel = tf.reshape(rotation, [*window, inputs, outputs])
        else:
            cells = self._small(axes, outputs)
            for _ in range(size - 2):
                cells = _convolved(cells, self._small(axes, outputs), axes)
            kernel = _stacked({at: tf.matmul(rotation, m) for at, m in cells.items()}, axes, size)
        return kernel * tf.cast(self.gain, dtype)

    def _draw_rotation(self, n: int) -> Any:
        rotation = _rotation(n, self.dtype, self.seed)
        self._count_on()
        return rotation

    def _count_on(self) -> None:
        if self.seed:
            self.seed += 1

    def _projection(self, n: int) -> Any:
        """A symmetric projection: some columns of an orthogonal matrix, times their transpose."""
        rotation = self._draw_rotation(n)
        kept = tf.cast(_v1.random_normal([n], seed=self.seed) > 0, self.dtype)
        self._count_on()
        columns = rotation * kept
        return tf.matmul(columns, tf.linalg.matrix_transpose(columns))

    def _small(self, axes: int, n: int) -> _Cells:
        """A kernel of size 2: the product of P or 1 - P of each axis."""
        projections = [self._projection(n) for _ in range(axes)]
        eye = tf.eye(n, dtype=self.dtype)
        first = 0 if axes < 3 else 1  # in three dimensions TF1 put 1 - P first
        cells = {}
        for at in itertools.product((0, 1), repeat=axes):
            factors = [p if i == first else eye - p for i, p in zip(at, projections, strict=True)]
            product = factors[0]
            for factor in factors[1:]:
                product = tf.matmul(product, factor)
            cells[at] = product
        return cells


def _convolved(a: _Cells, b: _Cells, axes: int) -> _Cells:
    """The convolution of two kernels whose cells are matrices."""
    size_a, size_b = (max(at[0] for at in cells) + 1 for cells in (a, b))
    result: _Cells = {}
    for at in itertools.product(range(size_a + size_b - 1), repeat=axes):
        total = tf.zeros_like(next(iter(a.values())))
        for i in itertools.product(range(size_a), repeat=axes):
            other = tuple(x - y for x, y in zip(at, i, strict=True))
            if other in b:
                total += tf.matmul(a[i], b[other])
        result[at] = total
    return result


def _stacked(cells: _Cells, axes: int, size: int, at: tuple[int, ...] = ()) -> Any:
    if len(at) == axes:
        return cells[at]
    return tf.stack([_stacked(cells, axes, size, (*at, i)) for i in range(size)])


class convolutional_orthogonal_1d(_Everywhere):  # noqa: N801
    """Keeps the norm of an input that is padded circularly, up to ``gain``.

    Args, errors and source: as for ``convolutional_delta_orthogonal`` (algorithm 1), for kernels
    ``[size, inputs, outputs]``.

    Example:
      >>> from tf1compat.contrib.orthogonal import convolutional_orthogonal_1d
      >>> convolutional_orthogonal_1d(seed=2)([3, 2, 4]).shape.as_list()
      [3, 2, 4]
    """

    ranks = (3,)


class convolutional_orthogonal_2d(_Everywhere):  # noqa: N801
    """The same for kernels ``[size, size, inputs, outputs]``.

    Example:
      >>> from tf1compat.contrib.orthogonal import convolutional_orthogonal_2d
      >>> convolutional_orthogonal_2d(seed=2)([2, 2, 2, 3]).shape.as_list()
      [2, 2, 2, 3]
    """

    ranks = (4,)


class convolutional_orthogonal_3d(_Everywhere):  # noqa: N801
    """The same for kernels ``[size, size, size, inputs, outputs]``.

    Example:
      >>> from tf1compat.contrib.orthogonal import convolutional_orthogonal_3d
      >>> convolutional_orthogonal_3d(seed=2)([2, 2, 2, 2, 3]).shape.as_list()
      [2, 2, 2, 2, 3]
    """

    ranks = (5,)
