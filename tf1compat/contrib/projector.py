"""``tf.contrib.tensorboard.plugins.projector``: the file that TensorBoard's projector reads.

TensorBoard is not needed to write it: the message is declared here.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import tensorflow as tf
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

from tf1compat.errors import ArgumentValueError

_FILE = "projector_config.pbtxt"
_FIELD = descriptor_pb2.FieldDescriptorProto
_PACKAGE = "tensorboard"
# Message: its fields in the order of their numbers, from 1; [] repeats, a capital is a message.
_MESSAGES = {
    "SpriteMetadata": ["image_path", "single_image_dim[]:uint32"],
    "EmbeddingInfo": [
        "tensor_name",
        "metadata_path",
        "bookmarks_path",
        "tensor_shape[]:uint32",
        "sprite:SpriteMetadata",
        "tensor_path",
    ],
    "ProjectorConfig": [
        "model_checkpoint_path",
        "embeddings[]:EmbeddingInfo",
        "model_checkpoint_dir",
    ],
}


@lru_cache(maxsize=1)
def _pool() -> descriptor_pool.DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(
        name="tf1compat/projector_config.proto", package=_PACKAGE, syntax="proto3"
    )
    for message_name, fields in _MESSAGES.items():
        message = file.message_type.add(name=message_name)
        for number, text in enumerate(fields, start=1):
            _declare(message, number, text)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool


def _declare(message: Any, number: int, text: str) -> None:
    name, _, kind = text.partition(":")
    field = message.field.add(name=name.removesuffix("[]"), number=number)
    field.label = _FIELD.LABEL_REPEATED if name.endswith("[]") else _FIELD.LABEL_OPTIONAL
    field.type = {"": _FIELD.TYPE_STRING, "uint32": _FIELD.TYPE_UINT32}.get(
        kind, _FIELD.TYPE_MESSAGE
    )
    if field.type == _FIELD.TYPE_MESSAGE:
        field.type_name = f".{_PACKAGE}.{kind}"


def _message(name: str) -> Any:
    return message_factory.GetMessageClass(_pool().FindMessageTypeByName(f"{_PACKAGE}.{name}"))


ProjectorConfig = _message("ProjectorConfig")
EmbeddingInfo = _message("EmbeddingInfo")
SpriteMetadata = _message("SpriteMetadata")


def visualize_embeddings(summary_writer: Any, config: Any) -> None:
    """Write the configuration where TensorBoard looks for it.

    Args:
      summary_writer: a ``tf.summary.FileWriter``; the file goes to its folder.
      config: a ``ProjectorConfig``.

    Raises:
      ArgumentValueError: a writer without a folder.

    Example:
      >>> from tf1compat.contrib.projector import ProjectorConfig
      >>> config = ProjectorConfig()
      >>> config.embeddings.add().tensor_name = "words"
      >>> len(config.embeddings)
      1
    """
    folder = summary_writer.get_logdir()
    if folder is None:
        raise ArgumentValueError(
            "projector.visualize_embeddings",
            "summary_writer",
            expected="a writer with a folder",
            received="one without",
            remedy="open it with tf.summary.FileWriter(folder)",
        )
    with tf.io.gfile.GFile(os.path.join(folder, _FILE), "w") as file:
        file.write(text_format.MessageToString(config))
