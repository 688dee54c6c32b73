"""The pictures of a proof's page, as SVG text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.measure import Check
from tf1compat.errors import CheckpointError

_OLD, _NEW, _BOUND, _LIMIT = "#3b6ea8", "#e08a2e", "#c0392b", "#1d2733"
_NOTHING = 1e-18  # an error of zero has no logarithm: it lies on the edge


def errors_by_step(checks: Sequence[Check]) -> str:
    """Largest error at each time step, one line for each check and output."""
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(figsize=(7, 3))
    for check in checks:
        for name, errors in check.steps.items():
            height = np.maximum(np.asarray(errors), _NOTHING)
            label = f"{check.name}: {name}"
            axes.semilogy(range(len(errors)), height, marker="o", ms=3, label=label)
    axes.set_xlabel("time step")
    axes.set_ylabel("largest error (none at the edge)")
    axes.set_ylim(bottom=_NOTHING)
    axes.legend(fontsize=7)
    return _svg(figure, pyplot)


def errors_by_tensor(check: Check) -> str:
    """Largest relative error of each tensor (outputs, each layer's state …), and the bound."""
    pyplot = _pyplot()
    names = [d.name for d in check.differences]
    figure, axes = pyplot.subplots(figsize=(7, 0.8 + 0.28 * len(names)))
    values = [max(d.max_rel, _NOTHING) for d in check.differences]
    colours = [_NEW if d.max_rel <= check.tolerance else _BOUND for d in check.differences]
    axes.barh(names, values, color=colours, height=0.6)
    axes.axvline(check.tolerance, color=_LIMIT, linestyle="--", linewidth=1.5, zorder=3)
    axes.set_xscale("log")
    axes.set_xlim(left=_NOTHING)
    axes.set_xlabel(f"relative error (bound {check.tolerance:.0e})")
    axes.invert_yaxis()
    return _svg(figure, pyplot)


def distributions(panels: Mapping[str, tuple[Array, Array]]) -> str:
    """One panel per gate or weight: the old numbers filled, the new ones as a line."""
    pyplot = _pyplot()
    columns = min(4, len(panels))
    rows = -(-len(panels) // columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(7, 1.9 * rows), squeeze=False)
    for axes, (name, (old, new)) in zip(grid.flat, panels.items(), strict=False):
        both = np.concatenate([old.ravel(), new.ravel()]).astype(np.float64)
        both = both[np.isfinite(both)]
        edges = np.histogram_bin_edges(both, bins=24)
        axes.hist(_finite(old), bins=edges, color=_OLD, alpha=0.55, label="before")
        line = {"histtype": "step", "linewidth": 1.6, "label": "after"}
        axes.hist(_finite(new), bins=edges, color=_NEW, **line)
        axes.set_title(name, fontsize=8)
        axes.tick_params(labelsize=6)
    for axes in list(grid.flat)[len(panels) :]:
        axes.axis("off")
    grid[0][0].legend(fontsize=6)
    return _svg(figure, pyplot)


def require_matplotlib() -> None:
    """Raise before any work is done rather than after it.

    Raises:
      CheckpointError: it is not installed.
    """
    _pyplot()


def _finite(values: Array) -> Array:
    flat = values.ravel().astype(np.float64)
    finite: Array = flat[np.isfinite(flat)]
    return finite


def _pyplot() -> Any:
    try:
        import matplotlib
    except ImportError as error:
        raise CheckpointError(
            "--html",
            expected="the package matplotlib, which draws the page's pictures",
            received=str(error),
            remedy="install tf1compat with its extra 'report', or leave --html out",
        ) from error
    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def _svg(figure: Any, pyplot: Any) -> str:
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    stream = io.StringIO()
    with pyplot.rc_context({"svg.hashsalt": "tf1compat", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    text = stream.getvalue()
    return text[text.index("<svg") :]

