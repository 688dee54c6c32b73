"""What the checkpoint subcommands share: options, progress, tables."""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tf1compat.cli.output import console, print_table

if TYPE_CHECKING:
    from tf1compat.checkpoint.measure import Check
    from tf1compat.checkpoint.optimizers.find import Found
    from tf1compat.checkpoint.plan import Plan
    from tf1compat.checkpoint.progress import Progress
    from tf1compat.checkpoint.prove import Proof

_NARROW = 60  # characters of a check's name that fit a table


def give_memory_back() -> None:
    """Have TensorFlow return what a proof took, unless the environment decides.

    With oneDNN's kernels, TensorFlow keeps the memory of every large result for later ones.  It
    reads this when it is imported.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


def add_checkpoint_arguments(parser: argparse.ArgumentParser, option: str = "") -> None:
    """CKPT, by position or by an option's name, and what can be said about it."""
    words = (
        "the checkpoint: its prefix (model.ckpt-100), one of its files, or its directory; "
        "a SavedModel's directory; a frozen graph (.pb); local, gs:// or another file system"
    )
    if option:
        parser.add_argument(option, dest="checkpoint", metavar="CKPT", required=True, help=words)
    else:
        parser.add_argument("checkpoint", metavar="CKPT", help=words)
    parser.add_argument(
        "--step", type=int, metavar="N", help="which checkpoint of a directory (the latest)"
    )
    if not option:  # What is written back goes to the variables themselves.
        _add_averages_argument(parser)
    graph = parser.add_mutually_exclusive_group()
    graph.add_argument("--meta", metavar="FILE", help="the graph, if not CKPT.meta beside it")
    graph.add_argument("--no-meta", action="store_true", help="do not look at the graph")
    parser.add_argument(
        "--assume",
        metavar="[SCOPE:]OPTION=VALUE",
        action="append",
        default=[],
        type=assumption,
        help="what the checkpoint cannot tell, for all cells or for one: forget_bias=0, "
        "activation=relu, cell_clip=3, rnn/lstm_cell:proj_clip=1, lengths=False, "
        "initial_state=True (the graph, where there is one, comes first)",
    )
    parser.add_argument(
        "--cell",
        metavar="SCOPE=CLASS",
        action="append",
        default=[],
        type=pair,
        help="the TF1 class of a cell whose scope was named by hand: enc/my_cell=LSTMCell",
    )
    parser.add_argument(
        "--separate",
        action="store_true",
        help="keep layers apart that the graph chains to each other",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def _add_averages_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ema",
        dest="averages",
        action="store_true",
        help="take the moving averages of variables that have one",
    )


def add_all_argument(parser: argparse.ArgumentParser) -> None:
    """For the subcommands that can go through a directory."""
    parser.add_argument("--all", action="store_true", help="every checkpoint of the directory")


def checkpoints(args: argparse.Namespace) -> list[str]:
    """What CKPT names: itself, or with ``--all`` every prefix in that directory, by step."""
    if not args.all:
        return [args.checkpoint]
    from tf1compat.checkpoint.files import text
    from tf1compat.checkpoint.state import every
    from tf1compat.errors import CheckpointError

    found = every(text(args.checkpoint))
    if not found or args.step is not None:
        raise CheckpointError(
            "--all",
            expected="a directory of checkpoints, and no --step",
            received=args.checkpoint if not found else f"--step {args.step}",
            remedy="give the directory, or leave one of the two out",
        )
    return found


def add_target_argument(parser: argparse.ArgumentParser) -> None:
    """The kind of file, where its name does not tell."""
    from tf1compat.checkpoint.targets import TARGETS

    parser.add_argument(
        "--format",
        dest="target",
        metavar="NAME",
        help="the kind of file, whatever its name ends with: " + ", ".join(TARGETS),
    )


def add_optimizer_arguments(parser: argparse.ArgumentParser, title: str, words: str) -> None:
    """Whether the optimizer's state goes along, and what is not known of it."""
    group = parser.add_argument_group(title)
    group.add_argument(
        "--optimizer",
        metavar="NAME",
        nargs="?",
        const=True,
        default=False,
        help=words + ": recognised, or Adam, AdamW, AdamWeightDecay (BERT), RMSProp, Momentum, "
        "Adagrad, Adadelta, Ftrl, GradientDescent",
    )
    group.add_argument(
        "--hyper",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=assumption,
        help="a hyperparameter that the graph does not tell, by Keras's name: learning_rate=0.1, "
        "beta_1=0.5, iterations=1000, global_clipnorm=5",
    )


def require_optimizer(args: argparse.Namespace) -> None:
    """Raise if hyperparameters are given of no optimizer."""
    from tf1compat.errors import CheckpointError

    if args.hyper and not args.optimizer:
        raise CheckpointError(
            "--hyper",
            expected="--optimizer with it",
            received="none",
            remedy="say whose hyperparameter it is",
        )


def add_proof_arguments(parser: argparse.ArgumentParser) -> None:
    """Which recurrence, and how strict."""
    parser.add_argument("--scope", help="which recurrence, of several")
    parser.add_argument(
        "--tolerance",
        type=_positive,
        metavar="X",
        help="largest error that passes, relative to the largest value of each tensor "
        "(2e-5 for float32, 1e-11 for float64)",
    )
    parser.add_argument(
        "--draws",
        type=_count,
        default=3,
        metavar="N",
        help="how many random inputs, lengths and states the proof runs on (3)",
    )


def add_path_arguments(parser: argparse.ArgumentParser) -> None:
    """What the proof of the whole path is told."""
    group = parser.add_argument_group("the proof of the whole path")
    group.add_argument(
        "--output-tensor",
        metavar="NAME",
        default="",
        help="the old graph's tensor that it ends with (as far as it can be rebuilt)",
    )
    group.add_argument(
        "--feed",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=assumption,
        help="a placeholder's value: is_training=False, keep_prob=1.0 (by default a "
        "placeholder_with_default has its default, and the others are drawn)",
    )


def path_options(args: argparse.Namespace) -> dict[str, Any]:
    """The arguments of `add_path_arguments` as the Python functions take them."""
    return {"output_tensor": args.output_tensor, "feeds": dict(args.feed)}


def add_page_argument(parser: argparse.ArgumentParser) -> None:
    """For the subcommands that prove whole files."""
    parser.add_argument(
        "--html",
        metavar="FILE",
        help="also write the whole report, with pictures, as one page (needs the extra 'report')",
    )


def reading_options(args: argparse.Namespace) -> dict[str, Any]:
    """The arguments of `add_checkpoint_arguments` as the Python functions take them."""
    averages = {"averages": args.averages} if hasattr(args, "averages") else {}
    return {
        "meta": False if args.no_meta else args.meta or True,
        "classes": dict(args.cell),
        "assume": dict(args.assume),
        "join": not args.separate,
        "step": args.step,
        **averages,
    }


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """A bar on standard error that says what is being done, gone at the end; none in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:
        yield Bar(bars)


class Bar:
    """One bar: it runs to and fro, and fills where a step counts what it does."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._task = bars.add_task("starting", total=None)

    def __call__(self, what: str, /) -> None:
        """A new step begins."""
        self._bars.reset(self._task, total=None, description=what)

    def count(self, what: str, done: int, total: int) -> None:
        """So much of the step is done."""
        self._bars.update(self._task, description=what, completed=done, total=total)


def print_settings(plans: Iterable[Plan]) -> None:
    """The table of cells, and every setting with its source."""
    rows, settings = [], []
    for plan in plans:
        for cell in plan.recurrence.cells:
            own = plan.settings[cell.scope]
            rows.append(
                (
                    plan.recurrence.scope,
                    plan.recurrence.kind,
                    cell.scope,
                    cell.config.cell,
                    f"{cell.config.input_size} → {cell.output_size}",
                    cell.dtype,
                )
            )
            settings += [(cell.scope, k, s.value, s.source) for k, s in own.items()]
        for option, setting in plan.layout.items():
            settings.append((plan.recurrence.scope, option, setting.value, setting.source))
    print_table(("recurrence", "kind", "cell", "class", "D → U", "dtype"), rows)
    print()
    print_table(("scope", "option", "value", "known from"), settings)


def print_assumed(plans: Iterable[Plan]) -> None:
    """What nothing settled, on standard error, so that it is seen."""
    for plan in plans:
        for scope, option, value in plan.assumed():
            print(f"assumed: {scope}: {option} = {value}", file=sys.stderr)


def print_assumed_hyper(optimizer: Found | None) -> None:
    """The optimizer's numbers that nothing settled, on standard error."""
    if optimizer is None:
        return
    for name, setting in optimizer.hyper.items():
        if setting.source == "assumed":
            print(f"assumed: {optimizer.rule.name}: {name} = {setting.value}", file=sys.stderr)


def print_proof(name: str, proof: Proof) -> None:
    """The table of the written model's differences, one of what else was tried, the verdict."""
    rows = [
        (d.name, f"{d.max_abs:.2e}", f"{d.max_rel:.2e}", f"{d.max_ulp:.1f}")
        for d in proof.differences
    ]
    print_table(("tensor", "max error", "relative", "ULP"), rows)
    print()
    print_table(("check", "worst of it", "relative", "allowed", ""), map(_check_row, proof.checks))
    for long in (check.name for check in proof.checks if len(check.name) > _NARROW):
        print(long)
    for change in proof.changes:
        print(f"  in the old graph, {change}")
    for note in dict.fromkeys(note for check in proof.checks for note in check.notes):
        print(f"note: {note}")
    verdict = "equal" if proof.passed else "DIFFERENT"
    because = f" ({proof.because})" if proof.because else ""
    print(
        f"{name}: {verdict} to the {proof.against}{because}: "
        f"largest relative error {proof.worst.max_rel:.2e}, allowed {proof.tolerance:.0e}"
    )


def _check_row(check: Check) -> tuple[str, ...]:
    # A path is named by all that it starts from and ends with: that is a line of its own.
    name = check.name if len(check.name) <= _NARROW else check.name.partition(" ")[0]
    if check.omitted:
        return name, "", "", "", f"omitted: {check.omitted}"
    verdict = "equal" if check.passed else "DIFFERENT"
    worst = check.worst
    return name, worst.name, f"{worst.max_rel:.2e}", f"{check.tolerance:.0e}", verdict


def pair(text: str) -> tuple[str, str]:
    """``NAME=VALUE``."""
    left, equals, right = text.rpartition("=")
    if not equals or not left or not right:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, received {text!r}")
    return left, right


def assumption(text: str) -> tuple[str, Any]:
    """``NAME=VALUE``, the value a number, None, True … or a word."""
    option, value = pair(text)
    try:
        return option, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return option, value  # a word, such as an activation's name


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, received {text}")
    return value


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"expected a number above 0, received {text}")
    return value
