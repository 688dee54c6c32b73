"""``tf1compat run``: an unedited TensorFlow 1 program on today's TensorFlow."""

from __future__ import annotations

import argparse
import sys

from tf1compat import options

HELP = "run a TensorFlow 1 script, unedited"
EXAMPLES = """
tf1compat run train.py --batch_size 64
python -m tf1compat --report train.py --batch_size 64
python -m tf1compat --era 0.12 -m package.train
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; what follows the script is the script's own."""
    parser.add_argument(
        "--era",
        choices=options.ERAS,
        help="the TensorFlow that the script was written for (default: 1.15)",
    )
    parser.add_argument(
        "--report", action="store_true", help="list the TF1 symbols used and how each was served"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        default=None,
        help="refuse what is not served exactly (as TF1COMPAT_STRICT=1)",
    )
    parser.add_argument(
        "--include",
        action="append",
        metavar="PACKAGE",
        help="an installed package that is a TF1 program too; may be repeated",
    )
    parser.add_argument("-m", dest="module", action="store_true", help="SCRIPT is a module's name")
    parser.add_argument("script", metavar="SCRIPT", help="the program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="its arguments")


def run(args: argparse.Namespace) -> int:
    """Run the program and return its exit code."""
    from tf1compat.door import hook, report, script

    hook.install(era=args.era, strict=args.strict, include=args.include)
    run_program = script.run_module if args.module else script.run_script
    try:
        return run_program(args.script, args.arguments)
    finally:
        if args.report:
            report.report(sys.stderr)
