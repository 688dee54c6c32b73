"""Spellings that TensorFlow 1.15 no longer had, for scripts of 0.12, 1.0 and 1.1.

Served only under ``--era``, because some names changed their meaning: ``tf.concat`` and
``tf.split`` swapped arguments, so no process can hold both.  In the default era each name
that is gone is an error that says which option brings it back.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

from tf1compat.v1 import _era_calls as calls


class Later(NamedTuple):
    """A name of a module of ours that is imported when the name is asked for.

    ``called_with`` are the arguments of a function that makes the value.
    """

    module: str
    name: str
    called_with: tuple[str, ...] = ()

    def value(self) -> Any:
        found = getattr(importlib.import_module(self.module), self.name)
        return found(*self.called_with) if self.called_with else found


# Old name: today's path below the namespace, or a function that takes the old arguments.
ERA_1_0: dict[str, Any] = {
    "tf.concat_v2": "concat",
    "tf.contrib.rnn.core_rnn": "contrib.rnn.python.ops.core_rnn",
    "tf.contrib.rnn.core_rnn_cell": "contrib.rnn.python.ops.core_rnn_cell",
    **{
        f"tf.contrib.cudnn_rnn.{kind}": calls.cudnn_rnn(kind)
        for kind in ("CudnnLSTM", "CudnnGRU", "CudnnRNNTanh", "CudnnRNNRelu")
    },
    "tf.array_ops": "python.ops.array_ops",  # stood in the open up to 1.0
    **{
        f"tf.contrib.data.{name}": Later("tf1compat.v1._era_data", "moved", (name,))
        for name in (
            "Dataset", "FixedLengthRecordDataset", "Iterator", "TFRecordDataset", "TextLineDataset"
        )
    },
    "tf.app.flags.FLAGS": calls.OLD_FLAGS,
    "tf.flags.FLAGS": calls.OLD_FLAGS,
    **{
        f"tf.{place}.DEFINE_{kind}": calls.define(kind)
        for place in ("flags", "app.flags")
        for kind in ("string", "integer", "float", "boolean", "bool")
    },
}

_DECODERS = "tf1compat.v1._era_decoders"
ERA_1_1: dict[str, Any] = {
    **ERA_1_0,
    **{
        f"tf.contrib.seq2seq.{name}": Later(_DECODERS, name)
        for name in ("DynamicAttentionWrapper", "DynamicAttentionWrapperState", "dynamic_decode")
    },
}

# What 1.0 removed or turned round, as its release notes list it.
ERA_0_12: dict[str, Any] = {
    **ERA_1_0,
    "tf.TensorArray": calls.tensor_array,
    "tf.mul": "multiply",
    "tf.sub": "subtract",
    "tf.neg": "negative",
    "tf.inv": "reciprocal",
    "tf.pack": "stack",
    "tf.unpack": "unstack",
    "tf.listdiff": "setdiff1d",
    "tf.complex_abs": "abs",
    "tf.select": calls.select,
    "tf.concat": calls.concat,
    "tf.split": calls.split,
    "tf.reverse": calls.reverse,
    "tf.batch_matmul": calls.batch_matmul,
    "tf.batch_fft": "signal.fft",
    "tf.batch_ifft": "signal.ifft",
    "tf.batch_cholesky": "linalg.cholesky",
    "tf.batch_matrix_band_part": "linalg.band_part",
    "tf.batch_matrix_determinant": "linalg.det",
    "tf.batch_matrix_diag": "linalg.diag",
    "tf.batch_matrix_diag_part": "linalg.diag_part",
    "tf.batch_matrix_inverse": "linalg.inv",
    "tf.batch_matrix_transpose": "linalg.transpose",
    "tf.scalar_summary": calls.scalar_summary,
    "tf.histogram_summary": calls.histogram_summary,
    "tf.image_summary": calls.image_summary,
    "tf.audio_summary": calls.audio_summary,
    "tf.merge_summary": "summary.merge",
    "tf.merge_all_summaries": "summary.merge_all",
    "tf.train.SummaryWriter": "summary.FileWriter",
    "tf.nn.rnn": "nn.static_rnn",
    "tf.nn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "tf.nn.state_saving_rnn": "nn.static_state_saving_rnn",
    "tf.nn.seq2seq": "contrib.legacy_seq2seq",
    **{
        f"tf.contrib.legacy_seq2seq.{name}": calls.seq2seq_loss(name)
        for name in ("sequence_loss", "sequence_loss_by_example", "model_with_buckets")
    },
    "tf.nn.softmax_cross_entropy_with_logits": calls.softmax_cross_entropy_with_logits,
    "tf.nn.sigmoid_cross_entropy_with_logits": calls.sigmoid_cross_entropy_with_logits,
    "tf.nn.sparse_softmax_cross_entropy_with_logits": (
        calls.sparse_softmax_cross_entropy_with_logits
    ),
}

_ERAS = {"0.12": ERA_0_12, "1.0": ERA_1_0, "1.1": ERA_1_1, "1.15": {}}


def find(symbol: str, era: str) -> Any:
    """A path below the namespace, what had the name, or ``None``."""
    found = _ERAS[era].get(symbol)
    return found.value() if isinstance(found, Later) else found


def last_era_with(symbol: str) -> str | None:
    """The era that ``--era`` must name to get a spelling back, if there is one."""
    return next((era for era in ("1.0", "1.1", "0.12") if symbol in _ERAS[era]), None)
