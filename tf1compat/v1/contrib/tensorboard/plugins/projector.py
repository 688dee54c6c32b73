"""``tf.contrib.tensorboard.plugins.projector``."""

from __future__ import annotations

from tf1compat.contrib.projector import EmbeddingInfo as EmbeddingInfo
from tf1compat.contrib.projector import ProjectorConfig as ProjectorConfig
from tf1compat.contrib.projector import SpriteMetadata as SpriteMetadata
from tf1compat.contrib.projector import visualize_embeddings as visualize_embeddings
from tf1compat.v1 import _namespace, _private

__all__ = ["EmbeddingInfo", "ProjectorConfig", "SpriteMetadata", "visualize_embeddings"]

_namespace.join(
    __name__, "tf.contrib.tensorboard.plugins.projector", kind=_private.ContribNamespace
)
