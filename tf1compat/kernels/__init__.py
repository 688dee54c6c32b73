"""Whole-sequence kernels: a recurrent layer as few large products instead of many small steps.

Pure functions on tensors; the drivers use them on their own, and ``accelerate(model)`` lets plain
Keras layers use them.  ``TF1COMPAT_KERNELS=0`` or ``with tf1compat.kernels.switched(False):`` turns
them off, ``last_used()`` says what ran and why.  In Sessions ``TF1COMPAT_KERNELS=xla`` has XLA
compile layers, and on a GPU ``=cudnn`` has cuDNN run them.
"""

from __future__ import annotations

from tf1compat.kernels.choose import Choice, last_used, switched
from tf1compat.kernels.keras_layers import accelerate

__all__ = ["Choice", "accelerate", "last_used", "switched"]
