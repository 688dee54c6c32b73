"""``embed_sequence``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.layers.common import model_variable
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import variable_scope


def embed_sequence(
    ids: Any,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Any:
    """Rows of ``EmbedSequence/embeddings`` [vocab_size, embed_dim] for a batch of ids.

    Args:
      ids: int32 or int64, ``[B, T]``.
      vocab_size: rows; may be left out with ``reuse``.
      embed_dim: columns; may be left out with ``reuse``.
      unique: whether to look every id up once, which sums its gradients earlier.
      initializer: the scope's by default.
      regularizer: its value joins ``REGULARIZATION_LOSSES``.
      trainable: whether the embeddings train.
      scope: name or scope; ``EmbedSequence`` (made unique) by default.
      reuse: whether the variable of ``scope`` must be there already.

    Returns:
      ``[B, T, embed_dim]``.

    Raises:
      ValueError: a size is missing without ``reuse``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> embed_sequence([[1, 2, 0]], vocab_size=3, embed_dim=4).shape.as_list()
      [1, 3, 4]
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ArgumentValueError(
            "embed_sequence", "vocab_size, embed_dim", expected="both sizes without reuse",
            received=f"{vocab_size}, {embed_dim}", remedy="pass them, or reuse a scope",
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        known = embed_dim is not None and not (reuse and vocab_size is None)
        embeddings = model_variable(
            "embeddings", shape=[vocab_size, embed_dim] if known else None,
            initializer=initializer, regularizer=regularizer, trainable=trainable,
        )
        lookup = _unique_lookup if unique else tf.compat.v1.nn.embedding_lookup
        return lookup(embeddings, ids)


def _unique_lookup(embeddings: Any, ids: Any) -> Any:
    ids = tf.convert_to_tensor(ids)
    distinct, places = tf.unique(tf.reshape(ids, [-1]))
    rows = tf.gather(tf.compat.v1.nn.embedding_lookup(embeddings, distinct), places)
    outputs = tf.reshape(rows, tf.concat([tf.shape(ids), tf.shape(rows)[1:]], 0))
    outputs.set_shape(ids.shape.concatenate(rows.shape[1:]))
    return outputs
