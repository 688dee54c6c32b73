"""Lookups in embeddings: of ragged ids, of ids that come often, and their mean."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.scope import variable_scope

_v1 = tf.compat.v1


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str | None = None,
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: float | None = None,
) -> Any:
    """One row of embeddings for each row of ids, which may be empty or hold ids below zero.

    Args:
      embedding_weights: ``[rows, D]``, or the list of its partitions.
      sparse_ids: ``SparseTensor`` of ints; ids below zero are left out.
      sparse_weights: ``SparseTensor`` like it; ids of a weight that is not positive are left out.
      combiner: ``mean`` (the default), ``sqrtn`` or ``sum``.
      default_id: whose embedding a row without ids has; zeros by default.
      name: prefix of the ops.
      partition_strategy: ``div`` or ``mod``.
      max_norm: embeddings that are longer are scaled down to it.

    Raises:
      ValueError: no embeddings, an unknown combiner.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> ids = tf.sparse.from_dense([[1, 2], [0, 0]])
      >>> safe_embedding_lookup_sparse(tf.ones([3, 2]), ids, combiner="sum").numpy().tolist()
      [[2.0, 2.0], [0.0, 0.0]]
    """
    if embedding_weights is None or (
        isinstance(embedding_weights, list | tuple) and not embedding_weights
    ):
        raise ArgumentValueError(
            "safe_embedding_lookup_sparse", "embedding_weights", expected="embeddings",
            received=repr(embedding_weights), remedy="pass a matrix",
            known_as=f"Missing embedding_weights {embedding_weights}.",
        )
    if combiner is None:
        _v1.logging.warn('safe_embedding_lookup_sparse: combiner is "mean" by default')
    return _v1.nn.safe_embedding_lookup_sparse(
        embedding_weights, sparse_ids, sparse_weights, combiner or "mean", default_id, name,
        partition_strategy, max_norm,
    )


def embedding_lookup_unique(
    params: Any, ids: Any, partition_strategy: str = "mod", name: str | None = None
) -> Any:
    """``tf.nn.embedding_lookup`` that looks each id up once, which sums its gradients earlier.

    Args:
      params: embeddings, or the list of their partitions.
      ids: ints of any shape.
      partition_strategy: ``mod`` or ``div``.
      name: prefix of the ops.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> embedding_lookup_unique(tf.ones([3, 2]), [[1, 2], [1, 1]]).shape.as_list()
      [2, 2, 2]
    """
    with _v1.name_scope(name, "EmbeddingLookupUnique", [params, ids]):
        ids = tf.convert_to_tensor(ids)
        distinct, places = tf.unique(tf.reshape(ids, [-1]))
        found = _v1.nn.embedding_lookup(params, distinct, partition_strategy)
        rows = tf.gather(found, places)
        outputs = tf.reshape(rows, tf.concat([tf.shape(ids), tf.shape(found)[1:]], 0))
        outputs.set_shape(ids.shape.concatenate(found.shape[1:]))
        return outputs


def bow_encoder(
    ids: Any,
    vocab_size: int,
    embed_dim: int,
    sparse_lookup: bool = True,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Any:
    """The mean of the embeddings of each row of ids.

    Variable: ``bow_encoder/embeddings`` [vocab_size, embed_dim].

    Args:
      ids: ``[B, T]`` of ints; with ``sparse_lookup`` also a ``SparseTensor``.
      vocab_size: rows.
      embed_dim: columns.
      sparse_lookup: whether ids are looked up as a sparse tensor, in which zeros of a dense one
        do not stand.
      initializer: the scope's by default.
      regularizer: its value joins ``REGULARIZATION_LOSSES``.
      trainable: whether the embeddings train.
      scope: name or scope; ``bow_encoder`` (made unique) by default.
      reuse: whether the variable of ``scope`` must be there already.

    Returns:
      ``[B, embed_dim]``.

    Raises:
      TypeError: a sparse tensor without ``sparse_lookup``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> bow_encoder([[1, 2]], vocab_size=3, embed_dim=4).shape.as_list()
      [1, 4]
    """
    with variable_scope(scope, "bow_encoder", [ids], reuse=reuse):
        embeddings = common.model_variable(
            "embeddings", shape=[vocab_size, embed_dim], initializer=initializer,
            regularizer=regularizer, trainable=trainable,
        )
        sparse = isinstance(ids, tf.SparseTensor | _v1.SparseTensorValue)
        if sparse_lookup:
            ids = ids if sparse else dense_to_sparse(ids)
            return safe_embedding_lookup_sparse([embeddings], ids, combiner="mean", default_id=0)
        if sparse:
            raise ArgumentTypeError(
                "bow_encoder", "ids", expected="a dense tensor without sparse_lookup",
                received=type(ids).__name__, remedy="pass sparse_lookup=True",
            )
        return tf.reduce_mean(_v1.nn.embedding_lookup(embeddings, ids), 1)


@add_arg_scope
def dense_to_sparse(
    tensor: Any, eos_token: Any = 0, outputs_collections: Any = None, scope: Any = None
) -> Any:
    """The entries of a tensor that are not ``eos_token``, as a ``SparseTensor``.

    Args:
      tensor: of any type.
      eos_token: what is left out.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> dense_to_sparse([[7, 0], [0, 8]]).values.numpy().tolist()
      [7, 8]
    """
    with _v1.variable_scope(scope, "dense_to_sparse", [tensor]) as current:
        tensor = tf.convert_to_tensor(tensor)
        places = tf.where(tf.not_equal(tensor, tf.constant(eos_token, tensor.dtype)))
        values = tf.gather_nd(tensor, places)
        outputs = tf.SparseTensor(places, values, tf.shape(tensor, out_type=tf.int64))
        if outputs_collections:
            common.add_to_collection("outputs_collections", outputs_collections, outputs)
        del current
        return outputs
