"""A scan as one HTML page: a picture of the repository by state, then the tables."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from tf1compat.scan import served
from tf1compat.scan.report import Report, Row

_COLOURS = {
    served.EXACT: "#2a7f4f",
    served.ADAPTED: "#d9a400",
    served.PASSED: "#7d9cc0",
    served.NOT_SERVED: "#b3362b",
}
_WIDTH, _BAR, _LABEL, _NUMBER = 1040, 16, 380, 48
_SHOWN = 40  # bars; the rest is folded away, so that the symbols are in reach
_HEAD = ("symbol", "uses", "files", "served", "first at", "note", "guide")
_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:1080px;color:#222}"
    "h1{margin-bottom:0}h2{margin-top:1.6em}.verdict{font-size:1.15em}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.25em .8em .25em 0;vertical-align:top;"
    "border-bottom:1px solid #e4e4e4}"
    "code,text{font-family:monospace;font-size:12px}td code{overflow-wrap:anywhere}"
    ".symbol{min-width:20em}"
    "svg{display:block}.number{text-align:right}.state{white-space:nowrap}.place{min-width:9em}"
)


def render(report: Report) -> str:
    """The page: no script, nothing fetched."""
    used = {s.path: report.states(s) for s, found in report.files.items() if found}
    totals = {state: sum(states[state] for states in used.values()) for state in served.STATES}
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>tf1compat scan</title>",
        f"<style>{_STYLE}</style><h1>TensorFlow 1 in {len(used)} of {len(report.files)} files</h1>",
        f'<p class="verdict">{escape(report.verdict())}</p>',
        _legend(totals), _svg(_parts(totals, 0.0, float(_WIDTH), "all files")),
        "<h2>Files</h2>", _picture(used),
        "<h2>Symbols</h2><table><tr>", "".join(f"<th>{word}" for word in _HEAD),
        *map(_row, report.rows), "</table>",
    ]
    if report.unread:
        lines = (f"<li>{escape(str(path))}: {escape(why)}" for path, why in report.unread.items())
        parts.append("<h2>Not read</h2><ul>" + "".join(lines) + "</ul>")
    return "\n".join(parts) + "</html>\n"


def _row(row: Row) -> str:
    symbol, place, note, page = map(
        escape, (row.symbol, row.places[0], row.served.note, row.served.page)
    )
    return (
        f'<tr><td class="symbol"><code>{symbol}</code><td class="number">{row.uses}'
        f'<td class="number">{row.files}<td class="state">{_mark(row.served.state)}'
        f'<td class="place"><code>{place}</code><td>{note}<td>{page}'
    )


def _mark(state: str) -> str:
    return f'<span style="color:{_COLOURS[state]}">■</span> {state}'


def _legend(totals: Mapping[str, int]) -> str:
    return "<p>" + " &nbsp; ".join(f"{_mark(s)}: {n} uses" for s, n in totals.items()) + "</p>"


def _picture(used: Mapping[Path, Mapping[str, int]]) -> str:
    """A bar for each file, those with most to replace first; many are folded."""
    widest = max((sum(states.values()) for states in used.values()), default=0) or 1
    order = sorted(
        used, key=lambda p: (-used[p][served.NOT_SERVED], -sum(used[p].values()), str(p))
    )
    bars = [_svg(_bar(path, used[path], widest)) for path in order]
    more = ["<details><summary>", f"{len(bars) - _SHOWN} more files</summary>", *bars[_SHOWN:],
            "</details>"]
    return "\n".join([*bars[:_SHOWN], *(more if len(bars) > _SHOWN else [])])


def _svg(bar: str) -> str:
    """Each bar is a picture of its own, so that a long page prints on several sheets."""
    return (
        f'<svg width="{_WIDTH}" height="{_BAR + 5}" font-family="monospace" '
        f'font-size="12" role="img">{bar}</svg>'
    )


def _bar(path: Path, states: Mapping[str, int], widest: int) -> str:
    name, count = str(path), sum(states.values())
    short = name if len(name) < 50 else f"…{name[-48:]}"
    width = count * (_WIDTH - _LABEL - _NUMBER) / widest
    return (
        f'<text x="0" y="12">{escape(short)}</text>'
        + _parts(states, _LABEL, width, name)
        + f'<text x="{_LABEL + width + 6:.1f}" y="12">{count}</text>'
    )


def _parts(states: Mapping[str, int], x: float, width: float, what: str) -> str:
    whole = sum(states.values()) or 1
    parts = []
    for state, count in states.items():
        part = count * width / whole
        if count:
            parts.append(
                f'<rect x="{x:.1f}" y="0" width="{part:.1f}" height="{_BAR}" '
                f'fill="{_COLOURS[state]}"><title>{escape(what)}: {count} {state}</title></rect>'
            )
        x += part
    return "".join(parts)
