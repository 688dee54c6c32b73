"""A scan as one HTML page: a picture of the repository by state, then the tables."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tf1compat.scan import served
from tf1compat.scan.report import Report

_COLOURS = {
    served.EXACT: "#2a7f4f",
    served.ADAPTED: "#d9a400",
    served.PASSED: "#7d9cc0",
    served.NOT_SERVED: "#b3362b",
}
_WIDTH, _BAR, _LABEL = 900, 18, 380
_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:960px}"
    "td,th{text-align:left;padding:.2em .8em .2em 0;vertical-align:top}"
    "code,text{font-family:monospace;font-size:13px}"
)


def render(report: Report) -> str:
    """The page: no script, nothing fetched."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>tf1compat scan</title>",
        f"<style>{_STYLE}</style><h1>TensorFlow 1 in {len(report.files)} files</h1>",
        f"<p>{escape(report.verdict())}</p>{_legend()}{_picture(report)}",
        "<h2>Symbols</h2><table><tr><th>symbol<th>uses<th>files<th>served<th>note",
    ]
    for row in report.rows:
        cells = (row.symbol, str(row.uses), str(row.files), row.served.state, row.served.note)
        first, *rest = map(escape, cells)
        parts.append(f"<tr><td><code>{first}</code><td>" + "<td>".join(rest))
    parts.append("</table>")
    if report.unread:
        lines = (f"<li>{escape(str(path))}: {escape(why)}" for path, why in report.unread.items())
        parts.append("<h2>Not read</h2><ul>" + "".join(lines) + "</ul>")
    return "\n".join(parts) + "</html>\n"


def _legend() -> str:
    marks = (f'<span style="color:{colour}">■</span> {state}' for state, colour in _COLOURS.items())
    return f"<p>{' &nbsp; '.join(marks)}</p>"


def _picture(report: Report) -> str:
    counted = {s.path: report.states(s) for s, found in report.files.items() if found}
    widest = max((sum(states.values()) for states in counted.values()), default=0) or 1
    order = sorted(counted, key=lambda path: (-counted[path][served.NOT_SERVED], str(path)))
    bars = [_bar(path, counted[path], widest, y * (_BAR + 4)) for y, path in enumerate(order)]
    height = len(bars) * (_BAR + 4)
    return f'<svg width="{_WIDTH}" height="{height}" role="img">{"".join(bars)}</svg>'


def _bar(path: Path, states: dict[str, int], widest: int, y: int) -> str:
    name = str(path)
    name = name if len(name) < 48 else "…" + name[-46:]
    parts = [f'<text x="0" y="{y + 13}">{escape(name)}</text>']
    x = float(_LABEL)
    for state, count in states.items():
        width = count * (_WIDTH - _LABEL) / widest
        parts.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" '
            f'fill="{_COLOURS[state]}"><title>{escape(str(path))}: {count} {state}</title></rect>'
        )
        x += width
    return "".join(parts)
