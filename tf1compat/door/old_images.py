"""The images of ``scipy.misc`` up to 1.2, by Pillow as they were there.

A program that reads frames, captions or scanned lines stops at ``from scipy.misc import
imresize``, whose functions scipy dropped for other packages' instead of moving them.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

_RESAMPLING = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "cubic": 3}
_BYTES = {2: "L", 3: "RGB", 4: "RGBA"}  # by the number of channels; a matrix is grey


def _pillow() -> Any:
    return importlib.import_module("PIL.Image")


def bytescale(data: Any, cmin: Any = None, cmax: Any = None, high: int = 255, low: int = 0) -> Any:
    """The numbers from ``cmin`` to ``cmax`` as bytes from ``low`` to ``high``; bytes stay."""
    if data.dtype == np.uint8:
        return data
    if not 0 <= low <= high <= 255:
        raise ValueError("`high` and `low` must be from 0 to 255, and `high` no less than `low`.")
    least = data.min() if cmin is None else cmin
    span = (data.max() if cmax is None else cmax) - least
    if span < 0:
        raise ValueError("`cmax` should be larger than `cmin`.")
    scaled = (data - least) * (float(high - low) / (span or 1)) + low
    return (scaled.clip(low, high) + 0.5).astype(np.uint8)


def toimage(
    arr: Any,
    high: int = 255,
    low: int = 0,
    cmin: Any = None,
    cmax: Any = None,
    pal: Any = None,
    mode: str | None = None,
    channel_axis: int | None = None,
) -> Any:
    """A Pillow image of a matrix, or of three or four of them; numbers other than bytes are scaled.

    Raises:
      ValueError: another shape; a palette, or a mode that is not that of the shape, ``"F"`` for
        a matrix of floats.
    """
    data = np.asarray(arr)
    if np.iscomplexobj(data):
        raise ValueError("Cannot convert a complex-valued array.")
    if data.ndim == 3:
        data = np.moveaxis(data, _channels(data.shape, channel_axis), 2)
    elif data.ndim != 2:
        raise ValueError("'arr' does not have a suitable array shape for any mode.")
    if mode == "F" and data.ndim == 2:
        return _pillow().fromarray(data.astype(np.float32))
    own = _BYTES[data.shape[2] if data.ndim == 3 else 2]
    if pal is not None or mode not in (None, own):
        raise ValueError(f"An array of shape {np.shape(arr)} becomes an image of mode {own} here.")
    return _pillow().fromarray(np.ascontiguousarray(bytescale(data, cmin, cmax, high, low)))


def _channels(shape: tuple[int, ...], axis: int | None) -> int:
    if axis is not None:
        if shape[axis] not in (3, 4):
            raise ValueError("Channel axis dimension is not valid.")
        return axis
    for number in (3, 4):
        if number in shape:
            return shape.index(number)
    raise ValueError("'arr' does not have a suitable array shape for any mode.")


def fromimage(im: Any, flatten: bool = False, mode: str | None = None) -> Any:
    """The array of a Pillow image; palettes as colours, ``flatten`` for grey float32."""
    if mode is not None:
        im = im if im.mode == mode else im.convert(mode)
    elif im.mode == "P":
        im = im.convert("RGBA" if "transparency" in im.info else "RGB")
    if flatten:
        im = im.convert("F")
    elif im.mode == "1":
        im = im.convert("L")
    return np.array(im)


def imread(name: Any, flatten: bool = False, mode: str | None = None) -> Any:
    """The array of an image's file."""
    with _pillow().open(name) as im:
        return fromimage(im, flatten, mode)


def imsave(name: Any, arr: Any, format: str | None = None) -> None:  # noqa: A002
    """Write an array to an image's file; channels come last."""
    axis = 2 if np.ndim(arr) == 3 else None
    toimage(arr, channel_axis=axis).save(name, format=format)


def imresize(arr: Any, size: Any, interp: str = "bilinear", mode: str | None = None) -> Any:
    """The image in another size: (height, width), per cent if an int, a fraction if a float."""
    im = toimage(arr, mode=mode)
    if isinstance(size, int | np.integer | float | np.floating):
        factor = size / 100.0 if isinstance(size, int | np.integer) else size
        wanted = tuple(int(side) for side in np.array(im.size) * factor)
    else:
        wanted = (int(size[1]), int(size[0]))
    return fromimage(im.resize(wanted, resample=_RESAMPLING[interp]))
