"""``tf1compat inspect``: what a checkpoint holds."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from tf1compat.cli import checkpoint_options as options
from tf1compat.cli.output import print_table

if TYPE_CHECKING:
    from tf1compat.checkpoint.inspection import Inspection

HELP = "list the recurrent layers of a TF1 checkpoint: what is known, what is assumed"
EXAMPLES = """
tf1compat inspect model.ckpt-1000
tf1compat inspect runs/2017/ --json
tf1compat inspect model.ckpt --cell encoder/my_cell=LSTMCell --variables
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    options.add_checkpoint_arguments(parser)
    options.add_all_argument(parser)
    parser.add_argument(
        "--variables", action="store_true", help="list the variables put aside, one by one"
    )


def run(args: argparse.Namespace) -> int:
    """Print the inspection."""
    from tf1compat.checkpoint.inspection import inspect_checkpoint
    from tf1compat.checkpoint.progress import counted

    reading = options.reading_options(args)
    with options.progress() as say:
        paths = counted(options.checkpoints(args), say, f"reading {args.checkpoint}")
        found = [inspect_checkpoint(path, **reading) for path in paths]
    if args.json:
        shown = [one.to_json() for one in found]
        print(json.dumps(shown if args.all else shown[0], indent=2, default=str))
        return 0
    for one in found:
        _print(one, listed=args.variables, averaged=args.averages)
    return 0


def _print(found: Inspection, *, listed: bool, averaged: bool) -> None:
    print(f"checkpoint {found.checkpoint.prefix}: {len(found.checkpoint.shapes)} variables")
    print(f"graph {found.meta.path}" if found.meta else "no graph (.meta)", end="\n\n")
    if found.plans:
        options.print_settings(found.plans)
    else:
        print("no recurrent cell recognised")
    _print_notes(found, averaged)
    _print_saved_as(found)
    _print_eras(found)
    _print_around(found, listed=listed)
    options.print_assumed(found.plans)


def _print_notes(found: Inspection, averaged: bool) -> None:
    for plan in found.plans:
        if plan.recurrence.chained:
            print(f"\n{plan.recurrence.scope}: one recurrence by {plan.recurrence.chained}")
        if found.meta and plan.no_ports:
            print(f"\n{plan.recurrence.scope} is not located in the graph: {plan.no_ports}")
        for difference in plan.differences:
            print(f"\nthe graph and the names differ: {difference}")
    if found.averages:
        choice = "which is taken" if averaged else "take those by --ema"
        print(f"\n{found.averages} variables have a moving average; {choice}")


def _print_saved_as(found: Inspection) -> None:
    """Variables that the program's Saver gave other names."""
    if found.checkpoint.saved_as:
        print()
        rows = sorted(found.checkpoint.saved_as.items())
        print_table(("variable of the graph", "saved as"), rows)


def _print_eras(found: Inspection) -> None:
    """The rules that read names of an older TensorFlow, each with an example."""
    rules: dict[str, list[str]] = {}
    for name, fired in found.eras.items():
        for rule in fired:
            rules.setdefault(rule, []).append(name)
    if rules:
        print()
        rows = [(rule, len(names), names[0]) for rule, names in rules.items()]
        print_table(("name rule", "variables", "for instance"), rows)


def _print_around(found: Inspection, listed: bool) -> None:
    if found.around:
        print()
        rows = [(a.scope, a.kind, a.sizes, a.known_from) for a in found.around]
        print_table(("around it", "layer", "sizes", "known from"), rows)
    if listed:
        shapes = found.checkpoint.shapes
        print()
        print_table(
            ("put aside", "shape", "why"),
            [(name, list(shapes[name]), why) for name, why in found.aside.items()],
        )
    elif found.aside:
        print(f"\n{len(found.aside)} other variables (list them by --variables)")
