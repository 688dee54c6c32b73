"""Records what TensorFlow 1.15.5 computes for the cases of ``tests/layers``.

    python -m tests.golden.make_layers

Needs Python 3.7 and TensorFlow 1.15.5; writes tests/layers/data/.  Two runs write identical bytes.
"""

from __future__ import annotations

import io
import json
import os
import pathlib
import sys
import warnings
import zipfile
from typing import Any, Dict

import numpy as np
import tensorflow as tf

from tests.layers.cases import CASES
from tests.layers.contrib_cases import CONTRIB
from tests.layers.misuse import MISUSE, provoke
from tests.layers.protocol import PROTOCOL, told
from tests.layers.record import record

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")



DATA = pathlib.Path(__file__).resolve().parent.parent / "layers" / "data"


def _write_arrays(path: pathlib.Path, arrays: Dict[str, Any]) -> None:
    """An .npz without the time of day in it."""
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as archive:
        for key in sorted(arrays):
            stream = io.BytesIO()
            np.save(stream, np.asarray(arrays[key]), allow_pickle=False)
            entry = zipfile.ZipInfo(key + ".npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, stream.getvalue())


def main() -> None:
    """Records every case and every misuse."""
    tf.logging.set_verbosity(tf.logging.ERROR)
    facts: Dict[str, Any] = {}
    arrays: Dict[str, Any] = {}
    for name, case in {**CASES, **CONTRIB}.items():
        sys.stderr.write(name + "\n")
        facts[name], found = record(tf, case)
        arrays.update(("{}:{}".format(name, key), value) for key, value in found.items())
    document = {
        "tensorflow": tf.__version__,
        "command": "python -m tests.golden.make_layers",
        "cases": facts,
        "protocol": {name: told(tf, program) for name, program in PROTOCOL.items()},
        "misuse": {name: provoke(tf, build) for name, build in MISUSE.items()},
    }
    DATA.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, sort_keys=True)
    (DATA / "layers.json").write_text(text + "\n", encoding="utf-8")
    _write_arrays(DATA / "layers.npz", arrays)


if __name__ == "__main__":
    main()
