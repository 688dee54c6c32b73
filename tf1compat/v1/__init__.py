"""``import tf1compat.v1 as tf``: TensorFlow 1.15's namespace on today's TensorFlow.

It is ``tf.compat.v1`` with what that lost: ``tf.nn.rnn_cell``, ``tf.layers``, ``tf.contrib``
(the parts named in the guide's support table).  Names that TF1 had and that are not served
raise ``NotServedError``, which says why and what to use.

Importing it switches nothing: call ``tf.disable_v2_behavior()`` as with ``tf.compat.v1``, or
come in through a door (``python -m tf1compat SCRIPT``, ``tf1compat.install()``), which does.

Example:
  >>> import tf1compat.v1 as tf
  >>> tf.__version__
  '1.15.5'
  >>> tf.get_variable.__name__
  'get_variable'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as _tensorflow
from tensorflow import core as core

from tf1compat.v1 import _namespace
from tf1compat.v1 import app as app
from tf1compat.v1 import compat as compat
from tf1compat.v1 import contrib as contrib
from tf1compat.v1 import estimator as estimator
from tf1compat.v1 import examples as examples
from tf1compat.v1 import flags as flags
from tf1compat.v1 import layers as layers
from tf1compat.v1 import nn as nn
from tf1compat.v1 import python as python
from tf1compat.v1 import train as train
from tf1compat.v1 import version as version
from tf1compat.v1.version import VERSION as VERSION

__version__ = VERSION
__real_version__ = _tensorflow.__version__

__all__ = [
    "VERSION",
    "app",
    "compat",
    "contrib",
    "estimator",
    "flags",
    "layers",
    "nn",
    "train",
    "version",
]

_namespace.join(__name__, "tf", base=_tensorflow.compat.v1, hidden=["core", "examples", "python"])

if TYPE_CHECKING:  # the names of tf.compat.v1, which the namespace finds when asked

    def __getattr__(name: str) -> Any: ...
