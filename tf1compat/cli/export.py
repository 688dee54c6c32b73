"""``tf1compat export``: a Keras model's weights back into a TF1 checkpoint."""

from __future__ import annotations

import argparse
import json

from tf1compat.cli import checkpoint_options as options

HELP = "write a Keras model's weights as a checkpoint that TF1 restores by name"
EXAMPLES = """
tf1compat export model.keras --like model.ckpt-1000 -o new.ckpt
tf1compat export mine.keras --like model.ckpt -o new.ckpt --map lstm=rnn --map head=dense
tf1compat export model.keras --like model.ckpt -o new.ckpt --optimizer
tf1compat export model.keras --like model.ckpt -o new.ckpt --drop Adam --drop Adam_1
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    parser.add_argument("model", metavar="MODEL", help="the .keras or .weights.h5 file")
    options.add_checkpoint_arguments(parser, "--like")
    parser.add_argument("-o", "--output", required=True, metavar="CKPT", help="the new prefix")
    parser.add_argument("--scope", help="which recurrence of the old checkpoint, of several")
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument(
        "--map",
        metavar="LAYER=SCOPE",
        action="append",
        default=[],
        type=options.pair,
        help="which layer of a model of your own goes to which scope",
    )
    parser.add_argument(
        "--drop",
        metavar="NAME",
        action="append",
        default=[],
        help="a scope, a variable, or a last part (Adam) to leave out; the rest of the old "
        "checkpoint is carried over",
    )
    options.add_optimizer_arguments(
        parser,
        "the optimizer",
        "write its state, too: slots, the powers of Adam's betas, global_step; MODEL is what "
        "convert --optimizer made, trained since or not",
    )


def run(args: argparse.Namespace) -> int:
    """Export."""
    options.require_optimizer(args)
    from tf1compat.checkpoint.export import export

    with options.progress() as say:
        done = export(
            args.model,
            args.output,
            like=args.checkpoint,
            scope=args.scope,
            mapping=dict(args.map),
            drop=args.drop,
            optimizer=args.optimizer,
            hyper=dict(args.hyper),
            force=args.force,
            progress=say,
            **options.reading_options(args),
        )
    if args.json:
        groups = {"exported": done.exported, "changed": done.changed}
        groups |= {"carried": done.carried, "dropped": done.dropped}
        print(json.dumps({"path": str(done.path), **groups}, indent=2))
        return 0
    print(
        f"{done.path} written: {len(done.exported)} variables from the model "
        f"({len(done.changed)} of them changed), {len(done.carried)} carried over, "
        f"{len(done.dropped)} left out"
    )
    return 0
