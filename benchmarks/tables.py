"""Tables and the picture of what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.claims import Claim

BASE = "keras function"


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and the middle half of the values."""
    if not values:
        return ""
    low, middle, high = (
        statistics.quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3
    )
    return f"{middle:.{digits}f} ({low:.{digits}f} … {high:.{digits}f})"


def of_times(result: dict[str, Any]) -> Table:
    """Median, spread, and the ratio to Keras of each callable."""
    found = Table(
        "ms", "median (middle half)", "min", f"{BASE} ÷",
        title=f"{result['cell']}  B,T,D,U = {result['shape']}  {result['rounds']} rounds",
    )
    times = result["ms"]
    for variant in dict.fromkeys(name.split(": ")[0] for name in times):
        for step in ("forward", "train"):
            names = [n for n in times if n.startswith(variant + ": ") and n.endswith(step)]
            base = times.get(f"{variant}: {BASE} {step}", ())
            for name in sorted(names, key=lambda name: statistics.median(times[name])):
                ratios = [b / own for b, own in zip(base, times[name], strict=False)]
                found.add_row(
                    name, spread(times[name]), f"{min(times[name]):.2f}", spread(ratios)
                )
            found.add_section()
    for name, error in result["errors"].items():
        found.add_row(name, error[:60], "", "")
    return found


def of_claims(claims: Sequence[Claim]) -> Table:
    """Each ratio with its target."""
    found = Table("", "ratio", "measured (middle half)", "target", "", title="To be shown")
    for claim in claims:
        target = f"{'≥' if claim.least else '≤'} {claim.target:g}"
        found.add_row(claim.of, claim.what, spread(claim.ratios), target, claim.verdict)
    return found


def of_growth(results: list[dict[str, Any]]) -> Table:
    """Milliseconds of a training step, shape by shape."""
    names = list(dict.fromkeys(name for result in results for name in result["ms"]))
    titles = [name.removeprefix("full: ").removesuffix(" train") for name in names]
    found = Table("B,T,D,U", *titles, title="Growth with T and with B: training step, median ms")
    for result in results:
        medians = [statistics.median(result["ms"].get(name) or [float("nan")]) for name in names]
        found.add_row(result["shape"], *(f"{median:.1f}" for median in medians))
    return found


def of_pairs(title: str, heading: str, pairs: dict[str, str]) -> Table:
    """Names and what was found."""
    found = Table("", heading, title=title)
    for name, value in pairs.items():
        found.add_row(name, value)
    return found


def draw(results: list[dict[str, Any]], path: Path) -> None:
    """One panel per shape and cell, a bar per callable of the training step."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(results), 1, figsize=(9, 4 * len(results)), squeeze=False)
    for axis, result in zip(axes[:, 0], results, strict=True):
        trained = {
            name.removeprefix("full: ").removesuffix(" train"): times
            for name, times in result["ms"].items()
            if name.startswith("full: ") and name.endswith("train")
        }
        order = sorted(trained, key=lambda name: -statistics.median(trained[name]))
        middles = [statistics.median(trained[name]) for name in order]
        ends = [(m - min(trained[n]), max(trained[n]) - m) for n, m in zip(order, middles,
                                                                          strict=True)]
        colors = ["tab:blue" if "tf1compat" in name else "tab:gray" for name in order]
        axis.barh(order, middles, xerr=list(zip(*ends, strict=True)), color=colors)
        axis.set_title(f"{result['cell']}, B,T,D,U = {result['shape']}: training step, ms")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
