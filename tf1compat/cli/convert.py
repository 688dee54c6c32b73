"""``tf1compat convert``: a TF1 checkpoint to Keras 3, proven."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tf1compat.cli import checkpoint_options as options
from tf1compat.errors import CheckpointError

if TYPE_CHECKING:
    from tf1compat.checkpoint.convert import Converted

HELP = "convert a TF1 checkpoint to Keras 3 and prove it equal to its old graph"
EXAMPLES = """
tf1compat convert model.ckpt-1000 -o model.keras
tf1compat convert model.ckpt -o decoder.keras --scope decoder/rnn
tf1compat convert model.ckpt -o converted/
tf1compat convert model.ckpt -o converted/ --format safetensors
tf1compat convert model.ckpt -o model.keras --no-meta --assume forget_bias=0
tf1compat convert model.ckpt -o model.keras --draws 10 --html proof.html
tf1compat convert model.ckpt -o model.keras --output-tensor logits --feed is_training=False
tf1compat convert model.ckpt -o model.savedmodel --signature classify
tf1compat convert model.ckpt -o model.keras --optimizer
tf1compat convert model.ckpt -o model.keras --optimizer Momentum --hyper learning_rate=0.1
tf1compat convert model.ckpt -o mine.keras --into my_model:build --map lstm=rnn --map head=dense
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options and arguments."""
    options.add_checkpoint_arguments(parser)
    options.add_all_argument(parser)
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="model.keras, or by its ending model.weights.h5, .npz, .safetensors, .savedmodel (a "
        "directory with a signature), .tf2ckpt (an object checkpoint), .onnx, .tflite; or DIR/ for "
        "one file per recurrence and a manifest",
    )
    options.add_target_argument(parser)
    options.add_proof_arguments(parser)
    options.add_path_arguments(parser)
    options.add_page_argument(parser)
    parser.add_argument(
        "--signature",
        metavar="NAME",
        help="what the signature of a .savedmodel is called (serving_default)",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    options.add_optimizer_arguments(
        parser,
        "training on",
        "compile the model with the optimizer that trained it, its state moved along",
    )
    own = parser.add_argument_group("a model of your own")
    own.add_argument(
        "--into",
        metavar="MODULE:FUNCTION",
        help="a function that returns the built Keras model, or a .keras file",
    )
    own.add_argument(
        "--map-file", metavar="FILE", help="LAYER = SCOPE, line by line: see tf1compat suggest"
    )
    own.add_argument(
        "--map",
        metavar="LAYER=SCOPE",
        action="append",
        default=[],
        type=options.pair,
        help="which scope fills which layer (or LAYER/WEIGHT); every weight needs one",
    )
    own.add_argument(
        "--ignore",
        metavar="SCOPE",
        action="append",
        default=[],
        help="a scope or variable that has no place in the model",
    )


def run(args: argparse.Namespace) -> int:
    """Convert; 1 if a proof failed."""
    options.require_optimizer(args)
    options.give_memory_back()
    if args.into:
        return _run_into(args)
    if args.map or args.ignore or args.map_file:
        raise CheckpointError(
            "--map, --map-file and --ignore",
            expected="--into MODULE:FUNCTION with them",
            received="none",
            remedy="say which model they fill",
        )
    from tf1compat.checkpoint.convert import convert

    with options.progress() as say:
        done = [
            one
            for path in options.checkpoints(args)
            for one in convert(
                path,
                _folder(args.output, path) if args.all else args.output,
                scope=args.scope,
                target=args.target,
                force=args.force,
                tolerance=args.tolerance,
                draws=args.draws,
                html=_page(args, path),
                signature=args.signature,
                **options.path_options(args),
                optimizer=args.optimizer,
                hyper=dict(args.hyper),
                progress=say,
                **options.reading_options(args),
            )
        ]
    if args.json:
        print(json.dumps([_to_json(one) for one in done], indent=2, default=str))
    else:
        _print(done)
    options.print_assumed(one.plan for one in done)
    for one in done:
        options.print_assumed_hyper(one.optimizer)
    return 0 if all(one.proof.passed for one in done) else 1


def _folder(output: str, path: str) -> str:
    """Of ``--all``: one directory per checkpoint, called as the checkpoint is."""
    from tf1compat.checkpoint import write

    write.require_folder(Path(output))
    return f"{output.rstrip('/')}/{Path(path).name}/"


def _page(args: argparse.Namespace, path: str) -> str | None:
    """Of ``--all``: one page per checkpoint, beside its directory."""
    if args.html is None or not args.all:
        return args.html  # type: ignore[no-any-return]
    page = Path(args.html)
    return str(page.with_name(f"{page.stem}-{Path(path).name}{page.suffix}"))


def _to_json(one: Converted) -> dict[str, Any]:
    return {
        "path": str(one.path),
        "written": one.proof.passed,
        "report": str(one.report),
        "scope": one.plan.recurrence.scope,
        "notes": list(one.notes),
        "proof": one.proof.to_json(),
    }


def _print(done: list[Converted]) -> None:
    for one in done:
        options.print_proof(one.plan.recurrence.scope, one.proof)
        written = "written" if one.proof.passed else "NOT written under this name: see .unproven"
        print(f"{one.path} {written}; report in {one.report}")
        for note in one.notes:
            print(f"note: {note}")
        print()


def _run_into(args: argparse.Namespace) -> int:
    from tf1compat.checkpoint.into import fill_model
    from tf1compat.checkpoint.mapping_file import read_mapping

    for option, received, expected, remedy in (
        ("--all", args.all and "a directory of them", "one checkpoint beside --into",
         "pick one by --step"),
        ("--html", args.html, "a conversion of its own, without --into",
         "read the .proof.json beside the model, or convert the recurrence by itself"),
        ("--signature", args.signature, "a conversion of its own, without --into",
         "save the filled model by tf.saved_model.save"),
        ("--output-tensor", args.output_tensor, "a conversion of its own, without --into",
         "convert the recurrence by itself"),
        ("--feed", args.feed, "a conversion of its own, without --into",
         "convert the recurrence by itself"),
        ("--scope", args.scope, "--map LAYER=SCOPE beside --into", "map each layer to its scope"),
    ):
        if received:
            raise CheckpointError(option, expected=expected, received=received, remedy=remedy)
    from_file, left_out = read_mapping(args.map_file) if args.map_file else ({}, ())
    reading = options.reading_options(args)
    reading.pop("join")  # a layer of the user's own is one layer
    with options.progress() as say:
        filled = fill_model(
            args.checkpoint,
            args.output,
            into=args.into,
            mapping={**from_file, **dict(args.map)},
            ignore=[*args.ignore, *left_out],
            target=args.target,
            force=args.force,
            tolerance=args.tolerance,
            optimizer=args.optimizer,
            hyper=dict(args.hyper),
            progress=say,
            **reading,
        )
    if args.json:
        proofs = {name: proof.to_json() for name, proof in filled.proofs.items()}
        print(json.dumps({"path": str(filled.path), "proofs": proofs}, indent=2, default=str))
    else:
        for name, proof in filled.proofs.items():
            options.print_proof(name, proof)
        written = "written" if filled.passed else "NOT written under this name: see .unproven"
        print(f"{filled.path} {written}; report in {filled.report}")
    options.print_assumed_hyper(filled.optimizer)
    return 0 if filled.passed else 1
