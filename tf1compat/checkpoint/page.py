"""One HTML page about a conversion, with everything in it: no script, no file beside it."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tf1compat import support
from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import gates, plots, write
from tf1compat.checkpoint.measure import Check, Difference
from tf1compat.checkpoint.model import Built
from tf1compat.checkpoint.plan import ASSUMED, Plan
from tf1compat.checkpoint.prove import Proof
from tf1compat.checkpoint.report import weights_of

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2733; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; margin: 0.5rem 0 1rem; }
th, td { text-align: left; padding: 0.25rem 0.7rem 0.25rem 0; border-bottom: 1px solid #e3e8ee;
  vertical-align: top; overflow-wrap: anywhere; }
td:first-child { min-width: 16rem; }
th { color: #5b6875; font-weight: 600; overflow-wrap: normal; }
.equal { background: #e3f4e6; color: #17692b; } .different { background: #fbe4e1; color: #a32015; }
.omitted { background: #eef1f4; color: #5b6875; }
.equal, .different, .omitted { padding: 0.1rem 0.5rem; border-radius: 0.6rem;
  white-space: nowrap; }
.assumed, .assumed td { color: #c0392b; font-weight: 600; }
.note { color: #5b6875; } svg { max-width: 100%; height: auto; }
"""


@dataclasses.dataclass(frozen=True)
class Section:
    """One recurrence on the page."""

    plan: Plan
    built: Built
    proof: Proof


def write_page(
    path: Path, checkpoint: str, read: Callable[[str], Array], sections: Sequence[Section]
) -> None:
    """Write the page, whole or not at all.

    Args:
      path: where.
      checkpoint: what was converted, for the title.
      read: gives a variable's value by its name in the checkpoint.
      sections: one for each recurrence.

    Raises:
      CheckpointError: matplotlib is not installed, or the path cannot be written.
    """
    body = "".join(part for section in sections for part in _section(section, read))
    versions = ", ".join(f"{name} {version}" for name, version in support.versions().items())
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(checkpoint)}'
        f"</title><style>{_STYLE}</style></head><body><h1>{_text(checkpoint)}</h1>{body}"
        f'<p class="note">{_text(versions)}</p></body></html>\n'
    )
    with write.replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _section(section: Section, read: Callable[[str], Array]) -> Iterator[str]:
    plan, proof = section.plan, section.proof
    because = f" ({proof.because})" if proof.because else ""
    draws = "1 draw" if len(proof.trials) == 1 else f"{len(proof.trials)} draws"
    yield f"<h2>{_text(plan.recurrence.scope)} {_badge('equal' if proof.passed else 'different')}"
    yield f"</h2><p>{_text(plan.recurrence.kind)}, {plan.recurrence.dtype}; "
    yield f"compared with the {_text(proof.against + because)} on {draws}.</p>"
    yield from _assumptions(plan)
    yield from _notes("Switched off in the old graph", proof.changes)
    yield from _notes("Names and graph differ", plan.differences)
    yield "<h3>Checks</h3>"
    yield _table(("check", "against", "verdict", "worst", "bound"), map(_summary, proof.checks))
    yield "<h3>Error at each time step</h3>" + plots.errors_by_step(proof.checks)
    yield "<h3>Error of each tensor and layer</h3>"
    for check in proof.checks:
        yield from _check(check)
    yield from _weights(section, read)
    yield "<h3>Where each variable went</h3>"
    went = weights_of(section.built)
    yield _table(("variable", "weights"), ((k, ", ".join(v)) for k, v in went.items()))
    yield "<h3>Settings</h3>"
    yield _settings(plan)
    yield "<h3>Draws</h3>"
    yield _table(
        ("seed", "inputs", "lengths"),
        ((t["seed"], t["inputs"], t["lengths"] or "none") for t in proof.trials),
    )


def _assumptions(plan: Plan) -> Iterator[str]:
    found = [f"{scope}: {option} = {value}" for scope, option, value in plan.assumed()]
    if found:
        yield "<h3>Assumed: nothing in the checkpoint settles it</h3><ul>"
        yield "".join(f'<li class="assumed">{_text(line)}</li>' for line in found) + "</ul>"


def _notes(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        listed = "".join(f"<li>{_text(line)}</li>" for line in lines)
        yield f"<h3>{_text(title)}</h3><ul>{listed}</ul>"


def _summary(check: Check) -> tuple[object, ...]:
    if check.omitted:
        return check.name, check.against, _Html(_badge("omitted")), check.omitted, ""
    verdict = _Html(_badge("equal" if check.passed else "different"))
    worst = f"{check.worst.max_rel:.2e} in {check.worst.name}"
    return check.name, check.against, verdict, worst, f"{check.tolerance:.0e}"


def _check(check: Check) -> Iterator[str]:
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in check.notes)
    if check.differences:
        yield f"<h4>{_text(check.name)}</h4>{notes}{plots.errors_by_tensor(check)}"
        yield _table(
            ("tensor", "max error", "relative", "ULP", "largest value"),
            map(_difference, check.differences),
        )


def _difference(d: Difference) -> tuple[str, ...]:
    errors = f"{d.max_abs:.2e}", f"{d.max_rel:.2e}", f"{d.max_ulp:.1f}"
    return d.name, *errors, f"{d.scale:.3g}"


def _weights(section: Section, read: Callable[[str], Array]) -> Iterator[str]:
    yield "<h3>Weights and gates, before and after</h3>"
    yield '<p class="note">Each side is cut as it packs its gates itself. A bias that moved by '
    yield "forget_bias is in the first panel of its cell.</p>"
    for move in section.built.moves():
        assert move.cell is not None
        old = move.read(read)
        panels = {"all weights": gates.whole_weights(move, old)}
        panels |= {f"gate {k}": v for k, v in gates.weights_by_gate(move, old).items()}
        yield f"<h4>{_text(move.cell.scope)}</h4>{plots.distributions(panels)}"


def _settings(plan: Plan) -> str:
    rows = [(scope, k, s) for scope, own in plan.settings.items() for k, s in own.items()]
    rows += [(plan.recurrence.scope, k, s) for k, s in plan.layout.items()]
    lines = [
        f"<tr{_mark(s.source)}>" + "".join(map(_cell, (scope, k, s.value, s.source))) + "</tr>"
        for scope, k, s in rows
    ]
    return _frame(("scope", "option", "value", "known from"), lines)


def _mark(source: str) -> str:
    return ' class="assumed"' if source == ASSUMED else ""


class _Html(str):
    """Text that is markup already."""

    __slots__ = ()


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return _frame(columns, ("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows))


def _frame(columns: Sequence[str], lines: Iterable[str]) -> str:
    head = "".join(f"<th>{_text(column)}</th>" for column in columns)
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def _cell(value: object) -> str:
    return f"<td>{value if isinstance(value, _Html) else _text(value)}</td>"


def _badge(verdict: str) -> str:
    return f'<span class="{verdict}">{verdict}</span>'


def _text(value: object) -> str:
    return html.escape(str(value))
