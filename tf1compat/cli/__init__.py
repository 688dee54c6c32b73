"""The ``tf1compat`` command: one file per subcommand, one frame for all of them.

A subcommand is a module with what ``Command`` lists, and one line in ``COMMANDS``.
It imports tensorflow inside ``run`` only, so that ``--help`` stays quick.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from tf1compat import support
from tf1compat.errors import TF1CompatError

# One line per subcommand, in the order of the help text: its name and its module.
COMMANDS: dict[str, str] = {
    "run": "tf1compat.cli.run",
    "inspect": "tf1compat.cli.inspect",
    "convert": "tf1compat.cli.convert",
    "suggest": "tf1compat.cli.suggest",
    "verify": "tf1compat.cli.verify",
    "export": "tf1compat.cli.export",
    "scan": "tf1compat.cli.scan",
    "rewrite": "tf1compat.cli.rewrite",
}

OK, FAILED, BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141

_RUN = "run"  # the subcommand that a bare ``tf1compat SCRIPT …`` means


class Command(Protocol):
    """What a subcommand's module offers."""

    HELP: str
    """One line for the list of subcommands."""
    EXAMPLES: str
    """Command lines to copy, one per line, shown below the options."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options and arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work; return the exit code: 0 done, 1 done and the answer is no."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
      argv: the arguments after the program's name; ``sys.argv[1:]`` by default.

    Returns:
      0 done; 1 the answer is no (a proof failed); 2 bad input or usage; 130 interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parsed(words)
        return args if isinstance(args, int) else _guarded(args)
    except TF1CompatError as error:  # options of the environment, which are read on import
        print(f"tf1compat: error: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("tf1compat: interrupted", file=sys.stderr)
        return INTERRUPTED


def _parsed(words: Sequence[str]) -> argparse.Namespace | int:
    """The arguments, or the exit code where there is nothing more to do."""
    try:
        return build_parser().parse_args(_spell_out_run(list(words)))
    except SystemExit as stop:  # argparse has printed help, the version or the usage error
        return stop.code if isinstance(stop.code, int) else BAD_INPUT


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, with every registered subcommand."""
    parser = argparse.ArgumentParser(
        prog="tf1compat",
        description="TensorFlow 1 recurrent programs run, convert and prove themselves on Keras 3.",
        epilog=f"Supported: {support.statement()}.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help="print the versions in use and exit")
    _add_debug(parser, default=False)
    subparsers = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    for name, module_name in COMMANDS.items():
        command = cast(Command, importlib.import_module(module_name))
        subparser = subparsers.add_parser(
            name,
            help=command.HELP,
            description=command.HELP,
            epilog="examples:\n" + _indented(command.EXAMPLES),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(subparser)
        # SUPPRESS: unset here must not undo ``tf1compat --debug SUBCOMMAND``.
        _add_debug(subparser, default=argparse.SUPPRESS)
        subparser.set_defaults(run=command.run)
    return parser


def _add_debug(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--debug", action="store_true", default=default, help="show the traceback of an error"
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())


class _Version(argparse.Action):
    """Print tf1compat's version and those it works with, from metadata alone."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        for name, version in support.versions().items():
            print(name, version)
        parser.exit(OK)


def _spell_out_run(words: list[str]) -> list[str]:
    """``SCRIPT.py …`` and ``-m MODULE …`` mean ``run SCRIPT.py …``, with run's options before them.

    The first word that is no option decides: a subcommand's name is always the subcommand.
    """
    first = next((word for word in words if not word.startswith("-")), None)
    if _RUN not in COMMANDS or first in COMMANDS:
        return words
    # An option's value may stand before the script; a first word like one is it, there or not.
    scripts = [word for word in words if word.endswith(".py")]
    names_a_script = first in scripts or any(Path(word).is_file() for word in scripts)
    return [_RUN, *words] if names_a_script or "-m" in words else words


def _guarded(args: argparse.Namespace) -> int:
    """Run the chosen subcommand; turn what users cause into one line and an exit code."""
    if not args.debug:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up notes
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except TF1CompatError as error:
        if args.debug:
            traceback.print_exc()
        print(f"tf1compat: error: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader (head, less) has gone. Python would complain again on its last flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code
