"""``tf.estimator``: TensorFlow 1's estimators, on one machine.

One file per thing: what a model hands back (``spec.py``), settings (``run_config.py``), input in
memory (``inputs.py``, ``feeding.py``), the Estimator and what it does (``estimator.py``,
``training.py``, ``evaluating.py``, ``predicting.py``, ``exporting.py``), training with evaluations
(``train_and_evaluate.py``, ``exporters.py``), hooks (``early_stopping.py``, ``in_memory.py``).
"""

from __future__ import annotations
