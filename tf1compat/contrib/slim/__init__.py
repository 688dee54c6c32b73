"""What ``tf.contrib.slim`` had beside the layers: training, evaluation, queues, reports."""

from __future__ import annotations

from tf1compat.contrib.slim import evaluation, learning, model_analyzer, queues, summaries

__all__ = ["evaluation", "learning", "model_analyzer", "queues", "summaries"]
