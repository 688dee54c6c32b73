"""Records what scipy 1.2.3 answers to the calls of ``scipy.misc`` below.

    python3.7 -m tests.golden.make_images
"""

from __future__ import annotations

import json
import pathlib
import sys
import tempfile
from typing import Any

import numpy as np

DATA = pathlib.Path(__file__).parent.parent / "v1" / "data" / "old_images.json"


def answers(misc: Any) -> list[Any]:
    """Sizes, scaling, modes and files, asked of ``scipy.misc`` or of what stands for it."""
    random = np.random.RandomState(3)
    colour = random.randint(0, 256, (7, 5, 3)).astype("u1")
    first = random.randint(0, 256, (3, 6, 9)).astype("u1")
    grey, four = random.uniform(-2, 3, (6, 8)), random.uniform(0, 1, (5, 6, 4))
    path = pathlib.Path(tempfile.mkdtemp()) / "image.png"
    calls = [
        lambda: misc.imresize(colour, (4, 6)),
        lambda: misc.imresize(colour, 50, "nearest"),
        lambda: misc.imresize(colour, 1.7, "bicubic"),
        lambda: misc.imresize(grey, np.float32(0.5), mode="F"),
        lambda: misc.imresize(grey, (3, 3), "lanczos"),
        lambda: misc.imresize(first, (4, 4)),
        lambda: misc.toimage(np.full((3, 4), 7.0)),
        lambda: misc.toimage(grey, cmin=0, cmax=1, low=10, high=200),
        lambda: misc.toimage(np.ones([4, 5, 2])),
        lambda: misc.toimage(colour, channel_axis=1),
        lambda: misc.toimage(grey, low=10, high=5),
        lambda: misc.toimage(grey, cmin=3, cmax=1),
        lambda: [misc.imsave(path, colour), misc.imread(path)][1],
        lambda: misc.imread(path, True),
        lambda: misc.imread(path, flatten=True, mode="L"),
        lambda: [misc.toimage(colour).convert("P").save(path), misc.imread(path)][1],
        lambda: [misc.toimage(grey).convert("1").save(path), misc.imread(path)][1],
        lambda: [misc.imsave(str(path)[:-4], four, "png"), misc.imread(str(path)[:-4])][1],
    ]
    return [_plain(call) for call in calls]


def _plain(call: Any) -> Any:
    try:
        return np.asarray(call()).tolist()
    except ValueError:
        return "ValueError"


if __name__ == "__main__":
    import scipy.misc

    sys.stdout.write(scipy.__version__ + "\n")
    DATA.write_text(json.dumps(answers(scipy.misc)) + "\n", encoding="utf-8")
