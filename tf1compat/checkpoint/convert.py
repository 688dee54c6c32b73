"""convert and verify: the whole path, as Python functions.

The command line is a thin layer over these.
"""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tf1compat.cells import pages
from tf1compat.checkpoint import memory, page, plots, training, write
from tf1compat.checkpoint.asked import NOTHING, Asked
from tf1compat.checkpoint.inspection import Inspection, PathLike, choose, inspect_checkpoint
from tf1compat.checkpoint.model import build_model, fill_weights, layer_name
from tf1compat.checkpoint.optimizers.find import Found
from tf1compat.checkpoint.overlap import reading_ahead
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.progress import Progress, silent
from tf1compat.checkpoint.prove import DRAWS, Proof, prove
from tf1compat.checkpoint.reload import emptied, load_converted, require_signature
from tf1compat.checkpoint.report import manifest, notes_for_users, of_conversion
from tf1compat.checkpoint.targets.target import Target, target_of

MANIFEST = "manifest.json"
_IN_FOLDERS = "keras"  # the target of a directory, unless said otherwise


@dataclasses.dataclass(frozen=True)
class Converted:
    """One file that `convert` wrote, or withheld because its proof failed.

    Attributes:
      path: of the model.
      plan: what was converted.
      proof: the outcome.
      report: the path of the JSON report.
      optimizer: what is known of the optimizer whose state went along, if it did.
      notes: what whoever uses the file should know: averages that were not taken, what to import.
    """

    path: Path
    plan: Plan
    proof: Proof
    report: Path
    optimizer: Found | None = None
    notes: tuple[str, ...] = ()


def convert(
    checkpoint: PathLike,
    output: PathLike,
    *,
    scope: str | None = None,
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    join: bool = True,
    step: int | None = None,
    averages: bool = False,
    target: str | None = None,
    force: bool = False,
    tolerance: float | None = None,
    optimizer: str | bool = False,
    hyper: Mapping[str, Any] | None = None,
    draws: int = DRAWS,
    html: PathLike | None = None,
    signature: str | None = None,
    output_tensor: str = "",
    feeds: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[Converted]:
    """Convert a checkpoint's recurrences to Keras 3 and prove each equal.

    One recurrence becomes one functional model from ``inputs`` ``[B, T, D]``, and ``mask``
    ``[B, T]`` if the old model was given lengths, to ``outputs`` ``[B, T, U]`` and the final
    states, all by name.  Each file is written under a temporary name, loaded again, compared
    with the old graph (or the numpy reference), and only then gets its own name; the report
    lies beside it in ``<file>.proof.json``.

    Args:
      checkpoint: its prefix, one of its files, or its directory.
      output: ``model.keras``, or another of the targets by its ending (``.weights.h5``, ``.npz``,
        ``.safetensors``, ``.savedmodel``, ``.tf2ckpt``, ``.onnx``, ``.tflite``); or a directory
        (ending with ``/`` or existing) for one file per recurrence, ``.keras`` unless ``target``
        says else, and ``manifest.json``.
      scope: which recurrence, where the checkpoint holds several.
      meta: see `inspect_checkpoint`.
      classes: see `inspect_checkpoint`.
      assume: see `inspect_checkpoint`.
      join: see `inspect_checkpoint`.
      step: see `inspect_checkpoint`.
      averages: see `inspect_checkpoint`.
      target: the kind of file, whatever its name ends with: ``"keras"``, ``"weights.h5"``,
        ``"npz"``, ``"safetensors"``, ``"savedmodel"``, ``"tf2ckpt"``, ``"onnx"``, ``"tflite"``.
      force: overwrite what is there.
      tolerance: of the proof, relative to the largest value of each tensor.
      optimizer: True, or the TF1 class without ``Optimizer``, to compile the model with the Keras
        optimizer that goes on where the old one stopped; ``.keras`` only.
      hyper: its hyperparameters that the graph does not tell, by Keras's names.
      draws: how many random inputs the proof runs on.
      html: where to write a page with the whole report and its pictures; needs matplotlib.
      signature: the name of a SavedModel's signature; ``serving_default`` by default.
      output_tensor: the old graph's tensor that the proof of the whole path ends with, ``NAME`` or
        ``NAME:0``; by default it goes as far as it can.
      feeds: values of the old graph's placeholders in that proof, by name
        (``{"is_training": False}``); the others are drawn.
      progress: called with a line before each step.

    Returns:
      What was written.  A model whose proof failed is kept under another name,
      ``model.unproven.keras``.

    Raises:
      CheckpointError: bad input; nothing is written then.

    Example:
      >>> import os, tempfile
      >>> from tf1compat import convert
      >>> with tempfile.TemporaryDirectory() as folder:
      ...     path = os.path.join(folder, "model.keras")
      ...     (done,) = convert("tests/golden/checkpoints/lstm_full", path)
      ...     done.proof.passed, sorted(os.listdir(folder))
      (True, ['model.keras', 'model.keras.proof.json'])
    """
    say = progress or silent
    kind = target or (_IN_FOLDERS if _is_directory(output) else None)
    into_directory = _is_directory(output)
    output = Path(output)
    chosen = target_of(output, kind)
    if signature is not None:
        chosen = chosen.signed(signature)
    training.require_place(chosen, optimizer)
    if not into_directory:
        require_free(output, chosen, force)
    _require_page(html, force)
    say(f"reading {checkpoint}")
    found = inspect_checkpoint(
        checkpoint,
        meta=meta,
        classes=classes,
        assume=assume,
        join=join,
        step=step,
        averages=averages,
    )
    plans = choose(found, scope, several=into_directory)
    asked = Asked(output_tensor, feeds or {}, found.plans)
    asked.require_graph(found.meta)
    job = _Job(
        found, chosen, tolerance, optimizer, hyper, say, draws, asked, html is not None, averages
    )
    if into_directory:
        done = _convert_all(job, plans, output, force)
    else:
        done = [_convert_one(job, plans[0], output)]
    if html is not None:
        say(f"drawing {html}")
        _write_page(Path(html), found, job.sections)
    return done


def verify(
    checkpoint: PathLike,
    model: PathLike,
    *,
    scope: str | None = None,
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    join: bool = True,
    step: int | None = None,
    averages: bool = False,
    target: str | None = None,
    tolerance: float | None = None,
    draws: int = DRAWS,
    html: PathLike | None = None,
    output_tensor: str = "",
    feeds: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Proof:
    """Prove a converted file equal to its checkpoint, again.

    Args:
      checkpoint: as for `convert`.
      model: a file that `convert` wrote, possibly trained or edited since.
      scope: as for `convert`.
      meta: as for `convert`.
      classes: as for `convert`.
      assume: as for `convert`.
      join: as for `convert`.
      step: as for `convert`.
      averages: as for `convert`.
      target: as for `convert`.
      tolerance: as for `convert`.
      draws: as for `convert`.
      html: as for `convert`; one that is there is replaced.
      output_tensor: as for `convert`.
      feeds: as for `convert`.
      progress: as for `convert`.

    Returns:
      The proof, passed or not.

    Raises:
      CheckpointError: bad input, or a model with other inputs or outputs than the checkpoint's.

    Example:
      >>> import os, tempfile
      >>> from tf1compat import convert, verify
      >>> with tempfile.TemporaryDirectory() as folder:
      ...     path = os.path.join(folder, "model.keras")
      ...     done = convert("tests/golden/checkpoints/lstm_full", path)
      ...     verify("tests/golden/checkpoints/lstm_full", path).passed
      True
    """
    say = progress or silent
    path = Path(model)
    target_of(path, target)
    _require_page(html, force=True)
    say(f"reading {checkpoint}")
    found = inspect_checkpoint(
        checkpoint,
        meta=meta,
        classes=classes,
        assume=assume,
        join=join,
        step=step,
        averages=averages,
    )
    plan = choose(found, scope, several=False)[0]
    say(f"loading {path}")
    loaded = load_converted(path, plan, target=target)
    proof = prove(
        plan,
        loaded,
        found.checkpoint.read,
        found.meta,
        tolerance,
        draws=draws,
        asked=Asked(output_tensor, feeds or {}, found.plans),
        progress=say,
    )
    if html is not None:
        built = build_model(plan)
        if hasattr(loaded, "get_weights"):
            built.model.set_weights(loaded.get_weights())
        _write_page(Path(html), found, [page.Section(plan, built, proof)])
    return proof


def _require_page(html: PathLike | None, force: bool) -> None:
    """Raise before the work unless a page can be drawn and written."""
    if html is not None:
        plots.require_matplotlib()
        write.require_writable(Path(html), force)


def _write_page(path: Path, found: Inspection, sections: Sequence[page.Section]) -> None:
    page.write_page(path, found.checkpoint.prefix, found.checkpoint.read, sections)


def _is_directory(output: PathLike) -> bool:
    """Whether many files go there; a target that is a directory itself is one file in this."""
    if str(output).endswith(("/", "\\")):
        return True
    name = Path(output).name
    return Path(output).is_dir() and not name.endswith((".savedmodel", ".tf2ckpt"))


def require_free(output: Path, target: Target, force: bool) -> None:
    """Raise unless a conversion may be written: its file, its report, or the unproven file.

    Raises:
      CheckpointError: something is in the way.
    """
    unproven = write.unproven_path(output, target.suffix)
    for path in (output, unproven, write.report_path(output)):
        write.require_writable(path, force)


@dataclasses.dataclass(frozen=True)
class _Job:
    """What every recurrence of one conversion shares."""

    found: Inspection
    target: Target
    tolerance: float | None
    optimizer: str | bool
    hyper: Mapping[str, Any] | None
    say: Progress
    draws: int = DRAWS
    asked: Asked = NOTHING
    pictured: bool = False
    averages: bool = False
    sections: list[page.Section] = dataclasses.field(default_factory=list)


def _convert_one(job: _Job, plan: Plan, path: Path) -> Converted:
    found, say = job.found, job.say
    report = write.report_path(path)
    say(f"building {plan.recurrence.scope}")
    # The proof reads every value again and compares its checksum.
    read = functools.partial(found.checkpoint.read, checked=False)
    names = [name for cell in plan.recurrence.cells for name in cell.variables.values()]
    with reading_ahead(read, names) as read_ahead:
        built = build_model(plan)
        fill_weights(built, read_ahead, say)
    trained = None
    if job.optimizer:
        say("moving the optimizer's state")
        trained = training.compile_model(
            built.model, built.moves(), found.checkpoint, found.meta, job.optimizer, job.hyper
        )
    target = job.target
    with write.replacing(path, target.suffix) as temporary:
        say(f"writing {path}")
        target.write(built.model, temporary)
        with write.syncing(temporary):
            say(f"loading {path}")
            if trained:
                again = training.load_same_state(temporary, built.model)
                loaded = require_signature(temporary, again, built)
            else:
                loaded = load_converted(temporary, plan, target=target.name, built=built)
                if loaded is not built.model and not job.pictured:
                    emptied(built.model)  # what was written counts from here on
            proof = _proof(job, plan, loaded)
        if not proof.passed:
            os.replace(temporary, write.unproven_path(path, target.suffix))
    if job.pictured:  # only a page keeps the models of all recurrences
        job.sections.append(page.Section(plan, built, proof))
    content = of_conversion(found, plan, built, proof)
    if trained:
        content["optimizer"] = trained.to_json()
    write.write_json(report, content)
    left = 0 if job.averages else found.averages
    kept, cells = built if target.name == "keras" else None, [c.scope for c, _ in built.layers]
    notes = tuple(notes_for_users(left, kept, found.around, cells))
    return Converted(path, plan, proof, report, trained, notes)


def _proof(job: _Job, plan: Plan, loaded: Any) -> Proof:
    return prove(
        plan,
        loaded,
        job.found.checkpoint.read,
        job.found.meta,
        job.tolerance,
        draws=job.draws,
        asked=job.asked,
        progress=job.say,
    )


def _convert_all(
    job: _Job,
    plans: Sequence[Plan],
    folder: Path,
    force: bool,
) -> list[Converted]:
    paths = [folder / (layer_name(p.recurrence.scope) + job.target.suffix) for p in plans]
    if folder.is_dir():
        for path in (*paths, *map(write.report_path, paths), folder / MANIFEST):
            write.require_writable(path, force)
    else:
        write.require_writable(folder, force)
    with write.filling(folder) as temporary, memory.settled(), pages.kept():
        done = []
        for plan, path in zip(plans, paths, strict=True):
            one = _convert_one(job, plan, temporary / path.name)
            done.append(dataclasses.replace(one, path=path, report=write.report_path(path)))
            memory.give_back()
        write.write_json(temporary / MANIFEST, manifest(job.found, done))
    return done
