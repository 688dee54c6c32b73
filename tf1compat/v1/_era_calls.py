"""Functions whose arguments TensorFlow turned round by 1.0, in their 0.12 form."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf
from absl import flags as absl_flags

from tf1compat.contrib.cudnn_rnn import layers, models

_v1 = tf.compat.v1
_FLAGS = absl_flags.FLAGS  # TensorFlow's wrapper of it would parse at the first touch
absl_flags.disclaim_key_flags()  # a flag belongs to the program that defines it through us


def concat(concat_dim: Any, values: Any, name: str = "concat") -> Any:
    """``tf.concat(concat_dim, values)``."""
    return _v1.concat(values, concat_dim, name=name)


def split(split_dim: Any, num_split: int, value: Any, name: str = "split") -> Any:
    """``tf.split(split_dim, num_split, value)``."""
    return _v1.split(value, num_split, split_dim, name=name)


def reverse(tensor: Any, dims: Any, name: str | None = None) -> Any:
    """``tf.reverse(tensor, dims)``: one bool per dimension (or, as 1.0 has it, axes)."""
    if isinstance(dims, (list, tuple)) and all(isinstance(dim, bool) for dim in dims):
        dims = [axis for axis, turned in enumerate(dims) if turned]
    return _v1.reverse(tensor, dims, name=name)


def select(condition: Any, t: Any, e: Any, name: str | None = None) -> Any:
    """``tf.select(condition, t, e)``."""
    return _v1.where(condition, t, e, name=name)


def batch_matmul(
    x: Any, y: Any, adj_x: bool | None = None, adj_y: bool | None = None, name: str | None = None
) -> Any:
    """``tf.batch_matmul(x, y, adj_x, adj_y)``."""
    return _v1.matmul(x, y, adjoint_a=bool(adj_x), adjoint_b=bool(adj_y), name=name)


def softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, dim: int = -1, name: str | None = None
) -> Any:
    """``(logits, labels)`` by position; 1.0 asked for names."""
    return _v1.nn.softmax_cross_entropy_with_logits(
        labels=labels, logits=logits, dim=dim, name=name
    )


def sigmoid_cross_entropy_with_logits(logits: Any, targets: Any, name: str | None = None) -> Any:
    """``(logits, targets)`` by position; 1.0 asked for names and called them labels."""
    return _v1.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits, name=name)


def sparse_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, name: str | None = None
) -> Any:
    """``(logits, labels)`` by position; 1.0 asked for names."""
    return _v1.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def _by_place(loss_of: Callable[..., Any]) -> Callable[..., Any]:
    return lambda labels, logits: loss_of(logits, labels)


def seq2seq_loss(name: str) -> Callable[..., Any]:
    """A loss of ``tf.nn.seq2seq``, whose ``softmax_loss_function`` took (logits, labels).

    Since 1.0 it is called by the names ``labels`` and ``logits``; one that has them is, here too.
    """

    def loss(*args: Any, softmax_loss_function: Any = None, **options: Any) -> Any:
        from tf1compat.contrib.legacy_seq2seq import losses

        loss_of = softmax_loss_function
        if loss_of is not None:
            named = {"labels", "logits"} <= set(inspect.signature(loss_of).parameters)
            options["softmax_loss_function"] = loss_of if named else _by_place(loss_of)
        return getattr(losses, name)(*args, **options)

    return loss


def scalar_summary(
    tags: Any, values: Any, collections: Sequence[str] | None = None, name: str | None = None
) -> Any:
    """``tf.scalar_summary(tag, value)``; the node is named after the tag, as tf.summary does."""
    return _v1.summary.scalar(name or tags, values, collections=collections)


def histogram_summary(
    tag: Any, values: Any, collections: Sequence[str] | None = None, name: str | None = None
) -> Any:
    """``tf.histogram_summary(tag, values)``."""
    return _v1.summary.histogram(name or tag, values, collections=collections)


def image_summary(
    tag: Any,
    tensor: Any,
    max_images: int = 3,
    collections: Sequence[str] | None = None,
    name: str | None = None,
) -> Any:
    """``tf.image_summary(tag, tensor, max_images)``."""
    return _v1.summary.image(name or tag, tensor, max_outputs=max_images, collections=collections)


def audio_summary(
    tag: Any,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Sequence[str] | None = None,
    name: str | None = None,
) -> Any:
    """``tf.audio_summary(tag, tensor, sample_rate, max_outputs)``."""
    return _v1.summary.audio(
        name or tag, tensor, sample_rate, max_outputs=max_outputs, collections=collections
    )


def tensor_array(*args: Any, **kwargs: Any) -> Any:
    """``tf.TensorArray``, whose ``stack`` and ``unstack`` were ``pack`` and ``unpack`` before 1.0.

    What it writes is made anew by TensorFlow, of its own class: so that is given the old names.
    """
    for old, new in (("pack", "stack"), ("unpack", "unstack")):
        if not hasattr(tf.TensorArray, old):
            setattr(tf.TensorArray, old, getattr(tf.TensorArray, new))
    return tf.TensorArray(*args, **kwargs)


_undefined: dict[str, Any] = {}  # what the program set without defining it


class OldFlags:
    """``tf.flags.FLAGS`` up to 1.4.

    It has ``_parse_flags()`` and ``__flags`` of plain values, and keeps what a program sets
    (``FLAGS.vocab_size = 80``) without having defined it.
    """

    def __getattr__(self, name: str) -> Any:
        if not _FLAGS.is_parsed():
            self._parse_flags()
        if name == "__flags":
            return {**{key: _FLAGS[key].value for key in _own_flags()}, **_undefined}
        return _undefined[name] if name in _undefined else getattr(_FLAGS, name)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """Programs listed their flags by ``FLAGS.__dict__["__flags"]``."""
        return {"__flags": self.__getattr__("__flags"), "__parsed": _FLAGS.is_parsed()}

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FLAGS:
            setattr(_FLAGS, name, value)
        else:
            _undefined[name] = value

    def _parse_flags(self, args: Sequence[str] | None = None) -> list[str]:
        """Parse the command line and return what is left of it."""
        words = list(sys.argv[1:] if args is None else args)
        left: list[str] = _FLAGS([sys.argv[0], *words], known_only=True)
        return left[1:]


def _own_flags() -> list[str]:
    """The program's flags, without those that libraries defined."""
    by_module = _FLAGS.flags_by_module_dict()
    libraries = ("absl.", "tensorflow.", "keras.")
    return sorted(
        flag.name
        for module, flags in by_module.items()
        if not module.startswith(libraries)
        for flag in flags
    )


OLD_FLAGS = OldFlags()


def define(kind: str) -> Callable[..., Any]:
    """``DEFINE_<kind>`` up to 1.4.

    It could take a name that a library uses (``log_dir``), and left a default as it stands:
    20 of ``DEFINE_float`` stayed an integer, 1e6 of ``DEFINE_integer`` and 40.0 of
    ``DEFINE_boolean`` a float.
    """
    original = getattr(_v1.flags, f"DEFINE_{kind}")
    number = {"integer": int, "float": float, "boolean": bool, "bool": bool}.get(kind)

    def define_flag(flag_name: str, default_value: Any, docstring: str, **options: Any) -> Any:
        taken = flag_name in _FLAGS and flag_name not in _own_flags()
        other = number is not None and isinstance(default_value, (int, float))
        other = other and type(default_value) is not number
        original(
            flag_name,
            None if other else default_value,
            docstring,
            **({"allow_override": True} if taken else {}),
            **options,
        )
        if other:
            _FLAGS[flag_name].value = default_value

    return define_flag


def cudnn_rnn(kind: str) -> Callable[..., Any]:
    """``tf.contrib.cudnn_rnn.<kind>``: of an ``input_size`` the class up to 1.2, else the layer.

    1.2 took (layers, units, input_size, …), and the program kept the buffer.
    """

    def make(num_layers: int, num_units: int, *args: Any, **options: Any) -> Any:
        of_a_model = "input_size" in options or (args and not isinstance(args[0], str))
        place = models if of_a_model else layers
        return getattr(place, kind)(num_layers, num_units, *args, **options)

    return make
