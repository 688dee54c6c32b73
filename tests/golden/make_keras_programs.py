"""Checkpoints and answers of the programs in ``tests/rewrite/data``, by TensorFlow 1.15.5.

    python3.7 -m tests.golden.make_keras_programs
"""

from __future__ import annotations

import importlib
import pathlib
import shutil
import sys
import tempfile

import numpy as np
import tensorflow as tf

from tests.rewrite.programs import PROGRAMS, Program

DATA = pathlib.Path(__file__).resolve().parents[1] / "rewrite" / "data"


def main() -> None:
    sys.path.insert(0, str(DATA))
    for name, program in PROGRAMS.items():
        with tf.Graph().as_default():
            record(name, program)


def record(name: str, program: Program) -> None:
    random = np.random.RandomState(6)
    words = random.normal(size=[4, *program.shape]).astype("float32")
    lengths = np.array([6, 0, 1, 3], "int32")
    x = tf.placeholder(tf.float32, [None, *program.shape])
    n = tf.placeholder(tf.int32, [None])
    results = getattr(importlib.import_module(name), name)(x, n)
    variables = tf.trainable_variables()
    values = [0.5 * random.normal(size=v.shape.as_list()).astype("float32") for v in variables]
    with tf.Session() as session, tempfile.TemporaryDirectory() as folder:
        for variable, value in zip(variables, values):
            variable.load(value, session)
        saver = tf.train.Saver()
        saver.save(session, folder + "/" + name + ".ckpt")
        for file in pathlib.Path(folder).glob(name + ".ckpt*"):
            shutil.copy(str(file), str(DATA / file.name))
        answers = dict(zip(program.results, session.run(results, {x: words, n: lengths})))
    np.savez(str(DATA / (name + ".npz")), words=words, lengths=lengths, **answers)


if __name__ == "__main__":
    main()
