"""``tf.contrib.seq2seq``: decoders, helpers and attention; beams and what draws are not served."""

from __future__ import annotations

from tf1compat.contrib.attention import hardmax as hardmax
from tf1compat.contrib.attention import safe_cumprod as safe_cumprod
from tf1compat.contrib.seq2seq.basic import BasicDecoder as BasicDecoder
from tf1compat.contrib.seq2seq.basic import BasicDecoderOutput as BasicDecoderOutput
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
from tf1compat.contrib.seq2seq.wrapper import AttentionWrapper as AttentionWrapper
from tf1compat.contrib.seq2seq.wrapper import AttentionWrapperState as AttentionWrapperState
from tf1compat.seq2seq.loss import sequence_loss as sequence_loss
from tf1compat.v1 import _namespace, _private

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BasicDecoder",
    "BasicDecoderOutput",
    "CustomHelper",
    "Decoder",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "LuongAttention",
    "SampleEmbeddingHelper",
    "TrainingHelper",
    "dynamic_decode",
    "hardmax",
    "safe_cumprod",
    "sequence_loss",
]

_namespace.join(__name__, "tf.contrib.seq2seq", kind=_private.ContribNamespace)
