"""``tf1compat suggest``: which scope of a checkpoint fills which layer of a model of one's own."""

from __future__ import annotations

import argparse
import dataclasses
import json

from tf1compat.cli import checkpoint_options as options

HELP = "propose which variables of a TF1 checkpoint fill which layer of your Keras model"
EXAMPLES = """
tf1compat suggest my_model:build model.ckpt > model.map
tf1compat suggest mine.keras model.ckpt --no-meta --assume forget_bias=0
tf1compat convert model.ckpt -o filled.keras --into my_model:build --map-file model.map
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="MODULE:FUNCTION that returns the built Keras model, or a .keras file",
    )
    options.add_checkpoint_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the mapping file; 1 if a layer or a variable found no place."""
    from tf1compat.checkpoint.suggest import suggest

    reading = options.reading_options(args)
    reading.pop("join")  # a layer of the user's own is one layer
    found = suggest(args.model, args.checkpoint, **reading)
    if args.json:
        print(json.dumps(dataclasses.asdict(found), indent=2))
    else:
        print(found.text(), end="")
    return 1 if found.unfilled or found.left else 0
