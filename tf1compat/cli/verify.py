"""``tf1compat verify``: prove a converted file again."""

from __future__ import annotations

import argparse
import json

from tf1compat.cli import checkpoint_options as options

HELP = "prove a converted model equal to the checkpoint it came from"
EXAMPLES = """
tf1compat verify model.ckpt-1000 model.keras
tf1compat verify model.ckpt converted/decoder_rnn.keras --scope decoder/rnn --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    options.add_checkpoint_arguments(parser)
    parser.add_argument("model", metavar="MODEL", help="a file that convert wrote")
    options.add_target_argument(parser)
    options.add_proof_arguments(parser)
    options.add_path_arguments(parser)
    options.add_page_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Prove; 1 if they differ."""
    options.give_memory_back()
    from tf1compat.checkpoint.convert import verify

    with options.progress() as say:
        proof = verify(
            args.checkpoint,
            args.model,
            scope=args.scope,
            target=args.target,
            tolerance=args.tolerance,
            draws=args.draws,
            html=args.html,
            **options.path_options(args),
            progress=say,
            **options.reading_options(args),
        )
    if args.json:
        print(json.dumps(proof.to_json(), indent=2, default=str))
    else:
        options.print_proof(args.model, proof)
    return 0 if proof.passed else 1
