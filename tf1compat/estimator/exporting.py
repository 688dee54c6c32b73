"""``Estimator.export_saved_model``."""

from __future__ import annotations

import os
import time
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import export_outputs, graph
from tf1compat.scopes.saver import Saver

_v1 = tf.compat.v1
_TRIES = 10


def export(
    estimator: Any, base: Any, receiver_fn: Any, assets_extra: Any, as_text: bool,
    checkpoint_path: Any, strip_default_attrs: bool,
) -> bytes:  # fmt: skip
    """Writes a SavedModel beside its place and moves it there when it is whole."""
    if not receiver_fn:
        raise _error("serving_input_receiver_fn", "a function", receiver_fn)
    checkpoint_path = checkpoint_path or _newest(estimator)
    folder = _folder_of_now(os.fsdecode(base))
    partial = os.path.join(os.path.dirname(folder), f"temp-{os.path.basename(folder)}")
    try:
        builder = _v1.saved_model.Builder(partial)
        _add_graph(estimator, builder, receiver_fn, checkpoint_path, strip_default_attrs)
        builder.save(as_text)
        for name, source in (assets_extra or {}).items():
            copy = os.path.join(partial, "assets.extra", name)
            tf.io.gfile.makedirs(os.path.dirname(copy))
            tf.io.gfile.copy(source, copy)
        tf.io.gfile.rename(partial, folder)
    finally:
        if tf.io.gfile.exists(partial):  # something failed
            tf.io.gfile.rmtree(partial)
    return os.fsencode(folder)


def _newest(estimator: Any) -> str:
    found: str | None = estimator.latest_checkpoint()
    warm = estimator._warm_start_settings
    if not found and warm:
        found = warm.ckpt_to_initialize_from
        if tf.io.gfile.isdir(found):
            found = tf.train.latest_checkpoint(found)
    if not found:
        raise _error("model_dir", "a checkpoint in it", estimator.model_dir)
    return found


def _folder_of_now(base: str) -> str:
    """A folder called by the seconds since 1970, as servers expect of versions."""
    for _ in range(_TRIES):
        folder = os.path.join(base, str(int(time.time())))
        if not tf.io.gfile.exists(folder):
            return folder
        time.sleep(1)
    raise RuntimeError(f"no new folder in {base} within {_TRIES} seconds")


def _add_graph(
    estimator: Any, builder: Any, receiver_fn: Any, checkpoint_path: str, strip: bool
) -> None:
    with tf.Graph().as_default():
        graph.begin(estimator)
        receiver = receiver_fn()
        spec = estimator._call_model_fn(
            receiver.features, None, ModeKeys.PREDICT, estimator.config
        )
        found = export_outputs.signatures(receiver, spec.export_outputs)
        with _v1.Session(config=estimator.config.session_config) as session:
            local = spec.scaffold.local_init_op
            if local is None:
                local = _v1.train.Scaffold.default_local_init_op()
            saver = spec.scaffold.saver or Saver(sharded=True)
            _restore(saver, session, checkpoint_path)
            builder.add_meta_graph_and_variables(
                session, tags=[_v1.saved_model.SERVING], signature_def_map=found,
                assets_collection=_v1.get_collection(_v1.GraphKeys.ASSET_FILEPATHS),
                main_op=local, saver=saver, strip_default_attrs=strip,
            )


def _restore(saver: Any, session: Any, checkpoint_path: str) -> None:
    try:
        saver.restore(session, checkpoint_path)
    except tf.errors.NotFoundError as error:
        raise _error(
            "model_fn", f"no variables but those of {checkpoint_path}", error.message
        ) from error


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "Estimator.export_saved_model", argument, expected=expected, received=str(received),
        remedy="see tf.estimator.Estimator.export_saved_model",
    )
