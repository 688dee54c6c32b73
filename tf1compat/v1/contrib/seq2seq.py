"""``tf.contrib.seq2seq``: decoders, helpers, beams and attention."""

from __future__ import annotations

from tf1compat.contrib.attention import hardmax as hardmax
from tf1compat.contrib.attention import safe_cumprod as safe_cumprod
from tf1compat.contrib.seq2seq.basic import BasicDecoder as BasicDecoder
from tf1compat.contrib.seq2seq.basic import BasicDecoderOutput as BasicDecoderOutput
from tf1compat.contrib.seq2seq.beam_search import BeamSearchDecoder as BeamSearchDecoder
from tf1compat.contrib.seq2seq.beam_search import (
    FinalBeamSearchDecoderOutput as FinalBeamSearchDecoderOutput,
)
from tf1compat.contrib.seq2seq.beam_step import BeamSearchDecoderOutput as BeamSearchDecoderOutput
from tf1compat.contrib.seq2seq.beam_step import BeamSearchDecoderState as BeamSearchDecoderState
from tf1compat.contrib.seq2seq.beam_tree import gather_tree as gather_tree
from tf1compat.contrib.seq2seq.beam_tree import tile_batch as tile_batch
from tf1compat.contrib.seq2seq.decoder import Decoder as Decoder
from tf1compat.contrib.seq2seq.decoder import dynamic_decode as dynamic_decode
from tf1compat.contrib.seq2seq.helpers import CustomHelper as CustomHelper
from tf1compat.contrib.seq2seq.helpers import GreedyEmbeddingHelper as GreedyEmbeddingHelper
from tf1compat.contrib.seq2seq.helpers import Helper as Helper
from tf1compat.contrib.seq2seq.helpers import InferenceHelper as InferenceHelper
from tf1compat.contrib.seq2seq.helpers import SampleEmbeddingHelper as SampleEmbeddingHelper
from tf1compat.contrib.seq2seq.helpers import TrainingHelper as TrainingHelper
from tf1compat.contrib.seq2seq.mechanisms import AttentionMechanism as AttentionMechanism
from tf1compat.contrib.seq2seq.mechanisms import BahdanauAttention as BahdanauAttention
from tf1compat.contrib.seq2seq.mechanisms import LuongAttention as LuongAttention
from tf1compat.contrib.seq2seq.monotonic import (
    BahdanauMonotonicAttention as BahdanauMonotonicAttention,
)
from tf1compat.contrib.seq2seq.monotonic import LuongMonotonicAttention as LuongMonotonicAttention
from tf1compat.contrib.seq2seq.monotonic import monotonic_attention as monotonic_attention
from tf1compat.contrib.seq2seq.scheduled import (
    ScheduledEmbeddingTrainingHelper as ScheduledEmbeddingTrainingHelper,
)
from tf1compat.contrib.seq2seq.scheduled import (
    ScheduledOutputTrainingHelper as ScheduledOutputTrainingHelper,
)
from tf1compat.contrib.seq2seq.wrapper import AttentionWrapper as AttentionWrapper
from tf1compat.contrib.seq2seq.wrapper import AttentionWrapperState as AttentionWrapperState
from tf1compat.seq2seq.loss import sequence_loss as sequence_loss
from tf1compat.v1 import _namespace, _private

__all__ = [
    "AttentionMechanism", "AttentionWrapper", "AttentionWrapperState", "BahdanauAttention",
    "BahdanauMonotonicAttention", "BasicDecoder", "BasicDecoderOutput", "BeamSearchDecoder",
    "BeamSearchDecoderOutput", "BeamSearchDecoderState", "CustomHelper", "Decoder",
    "FinalBeamSearchDecoderOutput", "GreedyEmbeddingHelper", "Helper", "InferenceHelper",
    "LuongAttention", "LuongMonotonicAttention", "SampleEmbeddingHelper",
    "ScheduledEmbeddingTrainingHelper", "ScheduledOutputTrainingHelper", "TrainingHelper",
    "dynamic_decode", "gather_tree", "hardmax", "monotonic_attention", "safe_cumprod",
    "sequence_loss", "tile_batch",
]  # fmt: skip

_namespace.join(__name__, "tf.contrib.seq2seq", kind=_private.ContribNamespace)
