"""Checkpoint and answers of ``tests/rewrite/data/reader.py``, by TensorFlow 1.15.5.

    python3.7 -m tests.golden.make_reader
"""

from __future__ import annotations

import importlib
import pathlib
import shutil
import sys
import tempfile

import numpy as np
import tensorflow as tf

DATA = pathlib.Path(__file__).resolve().parents[1] / "rewrite" / "data"


def main() -> None:
    sys.path.insert(0, str(DATA))
    reader = importlib.import_module("reader")
    random = np.random.RandomState(6)
    words = random.normal(size=[4, 6, 3]).astype("float32")
    lengths = np.array([6, 0, 1, 3], "int32")
    x, n = tf.placeholder(tf.float32, [None, 6, 3]), tf.placeholder(tf.int32, [None])
    results = reader.reader(x, n)
    variables = tf.trainable_variables()
    values = [0.5 * random.normal(size=v.shape.as_list()).astype("float32") for v in variables]
    with tf.Session() as session, tempfile.TemporaryDirectory() as folder:
        for variable, value in zip(variables, values):
            variable.load(value, session)
        tf.train.Saver().save(session, folder + "/reader.ckpt")
        for file in pathlib.Path(folder).glob("reader.ckpt*"):
            shutil.copy(str(file), str(DATA / file.name))
        answers = session.run(results, {x: words, n: lengths})
    names = ("outputs", "state_h", "steps", "head")
    np.savez(str(DATA / "reader.npz"), words=words, lengths=lengths, **dict(zip(names, answers)))


if __name__ == "__main__":
    main()
