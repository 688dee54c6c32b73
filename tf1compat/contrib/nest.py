"""``tf.contrib.framework.nest`` (``tensorflow.python.util.nest``): what ``tf.nest`` leaves out.

A structure is a tuple, namedtuple, list or mapping; mappings are walked in the order of their
sorted keys.  The functions ``…_up_to`` stop where a shallow structure has its leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

assert_same_structure = tf.nest.assert_same_structure
flatten = tf.nest.flatten
map_structure = tf.nest.map_structure
pack_sequence_as = tf.nest.pack_sequence_as
_Path = tuple[Any, ...]


def is_sequence(seq: Any) -> bool:
    """Whether ``seq`` is a structure, and no leaf: a list, tuple or mapping; no string, no array.

    Example:
      >>> from tf1compat.contrib import nest
      >>> nest.is_sequence((1, 2)), nest.is_sequence("ab")
      (True, False)
    """
    nested: bool = tf.nest.is_nested(seq)
    return nested


is_nested = is_sequence


def is_sequence_or_composite(seq: Any) -> bool:
    """``is_sequence``, or a composite tensor such as ``SparseTensor``."""
    return is_sequence(seq) or bool(tf.is_tensor(seq) and _parts_of(seq))


def _parts_of(tensor: Any) -> bool:
    return len(tf.nest.flatten(tensor, expand_composites=True)) > 1


def _items(structure: Any) -> list[tuple[Any, Any]]:
    """(key or index or field, child) of one level, in the order of ``flatten``."""
    if isinstance(structure, Mapping):
        return [(key, structure[key]) for key in sorted(structure)]
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return list(zip(structure._fields, structure, strict=True))
    return list(enumerate(structure))


def _children(shallow: Any, deep: Any) -> Iterator[tuple[Any, Any, Any]]:
    """(key, shallow child, deep child) of one level."""
    if isinstance(shallow, Mapping):
        yield from ((key, child, deep[key]) for key, child in _items(shallow))
        return
    for (key, child), (_, deep_child) in zip(_items(shallow), _items(deep), strict=False):
        yield key, child, deep_child


def flatten_dict_items(dictionary: Mapping[Any, Any]) -> dict[Any, Any]:
    """``{("a", "b"): (1, 2)}`` → ``{"a": 1, "b": 2}``.

    Raises:
      ArgumentTypeError: no mapping.
      ArgumentValueError: a key and its value of different lengths, or a key twice.
    """
    if not isinstance(dictionary, Mapping):
        raise ArgumentTypeError(
            "nest.flatten_dict_items",
            "dictionary",
            expected="a mapping",
            received=type(dictionary).__name__,
            remedy="pass a dictionary",
        )
    flat: dict[Any, Any] = {}
    for key, value in dictionary.items():
        keys = flatten(key) if is_sequence(key) else [key]
        values = flatten(value) if is_sequence(key) else [value]
        if len(keys) != len(values) or len({*keys, *flat}) != len(keys) + len(flat):
            raise ArgumentValueError(
                "nest.flatten_dict_items",
                "dictionary",
                expected="unique keys, each with as many parts as its value",
                received=f"{key!r}: {value!r}",
                remedy="give key and value the same structure",
            )
        flat.update(zip(keys, values, strict=True))
    return flat


def assert_shallow_structure(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> None:
    """Raise unless ``input_tree`` becomes ``shallow_tree`` by cutting branches.

    Args:
      shallow_tree: the shape, down to its leaves.
      input_tree: what may go deeper.
      check_types: equal types of sequences too.
      expand_composites: take composite tensors apart; they have no parts here.
      check_subtrees_length: equal lengths, not only long enough ones.

    Raises:
      ArgumentTypeError: a leaf where a structure is wanted, or another type of sequence.
      ArgumentValueError: another length, or other keys.
    """
    _refuse_composites(expand_composites)
    if not is_sequence(shallow_tree):
        return
    _check_type(shallow_tree, input_tree, check_types)
    longer_is_fine = not check_subtrees_length and len(input_tree) > len(shallow_tree)
    absent = isinstance(shallow_tree, Mapping) and set(shallow_tree) - set(input_tree)
    if absent or (len(input_tree) != len(shallow_tree) and not longer_is_fine):
        raise ArgumentValueError(
            "nest.assert_shallow_structure",
            "input_tree",
            expected=f"the {len(shallow_tree)} parts of {shallow_tree!r}",
            received=repr(input_tree),
            remedy="give both trees the same upper levels",
        )
    for _, shallow, deep in _children(shallow_tree, input_tree):
        assert_shallow_structure(
            shallow, deep, check_types, expand_composites, check_subtrees_length
        )


def _check_type(shallow: Any, deep: Any, check_types: bool) -> None:
    alike = type(shallow) is type(deep) or (
        isinstance(shallow, Mapping) and isinstance(deep, Mapping)
    )
    if is_sequence(deep) and (alike or not check_types):
        return
    raise ArgumentTypeError(
        "nest.assert_shallow_structure",
        "input_tree",
        expected=f"a {type(shallow).__name__}",
        received=f"{deep!r}",
        remedy="use the same kind of sequence in both",
    )


def _refuse_composites(expand_composites: bool) -> None:
    if expand_composites:
        raise ArgumentValueError(
            "nest",
            "expand_composites",
            expected="False in the functions that stop at a shallow structure",
            received="True",
            remedy="take composite tensors apart with tf.nest.flatten",
        )


def flatten_up_to(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> list[Any]:
    """The branches of ``input_tree`` at the leaves of ``shallow_tree``.

    Example:
      >>> from tf1compat.contrib import nest
      >>> nest.flatten_up_to([0, [0]], [(1, 2), [{"a": 3}]])
      [(1, 2), {'a': 3}]
    """
    assert_shallow_structure(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return [branch for _, branch in _walk(shallow_tree, input_tree)]


def _walk(shallow: Any, deep: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    if not is_sequence(shallow):
        yield path, deep
        return
    for key, shallow_child, child in _children(shallow, deep):
        yield from _walk(shallow_child, child, (*path, key))


def flatten_with_tuple_paths_up_to(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> list[tuple[_Path, Any]]:
    """``flatten_up_to`` with the path of each branch: its keys, indices and field names."""
    assert_shallow_structure(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return list(_walk(shallow_tree, input_tree))


def flatten_with_tuple_paths(
    structure: Any, expand_composites: bool = False
) -> list[tuple[_Path, Any]]:
    """The leaves, each with its path."""
    _refuse_composites(expand_composites)
    return list(_walk(structure, structure))


def yield_flat_paths(nest: Any, expand_composites: bool = False) -> Iterator[_Path]:
    """The paths of the leaves."""
    return (path for path, _ in flatten_with_tuple_paths(nest, expand_composites))


def flatten_with_joined_string_paths(
    structure: Any, separator: str = "/", expand_composites: bool = False
) -> list[tuple[str, Any]]:
    """The leaves, each with its path as one string.

    Example:
      >>> from tf1compat.contrib import nest
      >>> nest.flatten_with_joined_string_paths({"a": [1, 2]})
      [('a/0', 1), ('a/1', 2)]
    """
    pairs = flatten_with_tuple_paths(structure, expand_composites)
    return [(separator.join(map(str, path)), leaf) for path, leaf in pairs]


def map_structure_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """``func`` of the branches at the leaves of ``shallow_tree``, packed as that.

    Args:
      shallow_tree: where to stop, and the structure of the result.
      func: of one branch of each input.
      *inputs: trees.
      **kwargs: ``check_types``, ``check_subtrees_length``.
    """
    return map_structure_with_tuple_paths_up_to(
        shallow_tree, lambda _, *branches: func(*branches), *inputs, **kwargs
    )


def map_structure_with_tuple_paths_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """``map_structure_up_to`` whose function takes the path first."""
    if not inputs:
        raise ArgumentValueError(
            "nest.map_structure_up_to",
            "inputs",
            expected="at least one tree",
            received="none",
            remedy="pass the trees after the function",
        )
    flat = [flatten_up_to(shallow_tree, tree, **kwargs) for tree in inputs]
    paths = [path for path, _ in _walk(shallow_tree, shallow_tree)]
    results = [func(path, *branches) for path, *branches in zip(paths, *flat, strict=True)]
    return pack_sequence_as(shallow_tree, results)


def map_structure_with_tuple_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """``map_structure`` whose function takes the path, a tuple, first."""
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types=kwargs.get("check_types", True))
    return map_structure_with_tuple_paths_up_to(structure[0], func, *structure, **kwargs)


def map_structure_with_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """``map_structure`` whose function takes the path, joined by ``/``, first."""
    return map_structure_with_tuple_paths(
        lambda path, *leaves: func("/".join(map(str, path)), *leaves), *structure, **kwargs
    )


def get_traverse_shallow_structure(
    traverse_fn: Callable[[Any], Any], structure: Any, expand_composites: bool = False
) -> Any:
    """A structure of bools: how far ``traverse_fn`` wants to go down.

    Args:
      traverse_fn: of a branch: a bool, or one bool for each of its children.
      structure: what is walked.
      expand_composites: take composite tensors apart; refused.

    Raises:
      ArgumentTypeError: ``traverse_fn`` gave something else.
    """
    _refuse_composites(expand_composites)
    wanted = traverse_fn(structure)
    if not is_sequence(structure) or wanted is False:
        _check_bool(wanted)
        return wanted
    if wanted is True:
        wanted = pack_sequence_as_level(structure, [True] * len(structure))
    if not is_sequence(wanted):
        _check_bool(wanted)
    assert_shallow_structure(wanted, structure)
    level = []
    for _, go_down, branch in _children(wanted, structure):
        _check_bool(go_down)
        level.append(go_down and get_traverse_shallow_structure(traverse_fn, branch))
    return pack_sequence_as_level(structure, level)


def pack_sequence_as_level(structure: Any, children: list[Any]) -> Any:
    """One level like ``structure``, with these children."""
    keys = [key for key, _ in _items(structure)]
    if isinstance(structure, Mapping):
        return type(structure)(zip(keys, children, strict=True))  # type: ignore[call-arg]
    if hasattr(structure, "_fields"):
        return type(structure)(*children)
    return type(structure)(children)


def _check_bool(value: Any) -> None:
    if not isinstance(value, bool):
        raise ArgumentTypeError(
            "nest.get_traverse_shallow_structure",
            "traverse_fn",
            expected="a function that returns a bool, or one bool for each child",
            received=repr(value),
            remedy="return True to go down and False to stop",
        )
