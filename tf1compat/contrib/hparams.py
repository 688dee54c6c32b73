"""``tf.contrib.training.HParams``: hyperparameters with types, parsed from text and JSON."""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable, Mapping
from typing import Any

from tf1compat.contrib import hparam_proto
from tf1compat.errors import ArgumentValueError

# One clause, up to its comma: name = value, name[2] = value, or name = [value, value].
_CLAUSE = re.compile(
    r"(?P<name>[a-zA-Z][\w.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*"
    r"((?P<val>[^,\[]*)|\[(?P<vals>[^\]]*)\])($|,\s*)"
)
_TRUE, _FALSE = ("true", "True"), ("false", "False")


def parse_values(
    values: str, type_map: Mapping[str, type], ignore_unknown: bool = False
) -> dict[str, Any]:
    """Parse ``"lr=0.1,units=[64,32],act[1]=relu"``.

    Args:
      values: clauses separated by commas.
      type_map: the type of each name, of one element where the value is a list.
      ignore_unknown: skip names without a type.

    Returns:
      for each name its value, its list, or ``{index: value}``.

    Raises:
      ArgumentValueError: a clause that does not parse, an unknown name, one assigned twice.

    Example:
      >>> from tf1compat.contrib.hparams import parse_values
      >>> parse_values("lr=0.1,units=[64,32],act[1]=relu", {"lr": float, "units": int, "act": str})
      {'lr': 0.1, 'units': [64, 32], 'act': {1: 'relu'}}
    """
    results: dict[str, Any] = {}
    position = 0
    while position < len(values):
        clause = _CLAUSE.match(values, position)
        if clause is None:
            raise _refusal("name=value clauses", f"malformed {values[position:]!r}")
        position = clause.end()
        name = clause["name"]
        if name in type_map:
            _assign(results, clause, type_map[name], values)
        elif not ignore_unknown:
            raise _refusal(
                "names of known type", f"Unknown hyperparameter type for {name} in {values!r}"
            )
    return results


def _assign(results: dict[str, Any], clause: re.Match[str], kind: type, values: str) -> None:
    name, index = clause["name"], clause["index"]
    parse = _parse_bool if kind is bool else kind
    if clause["vals"] is not None:
        if index is not None:
            received = f"Assignment of a list to a list index, {name}[{index}]"
            raise _refusal("one value for one index", received)
        if name in results:
            raise _refusal("one assignment to each name", _several(name, values))
        texts = filter(None, re.split("[ ,]", clause["vals"]))
        results[name] = [_parsed(parse, text, clause, kind) for text in texts]
        return
    value = _parsed(parse, clause["val"], clause, kind)
    if index is None:
        if name in results:
            raise _refusal("one assignment to each name", _several(name, values))
        results[name] = value
        return
    by_index = results.setdefault(name, {})
    if not isinstance(by_index, dict):
        raise _refusal("one assignment to each name", _several(name, values))
    if int(index) in by_index:
        raise _refusal("one assignment to each name", _several(name, values, f"[{index}]"))
    by_index[int(index)] = value


def _parsed(parse: Callable[[str], Any], text: str, clause: re.Match[str], kind: type) -> Any:
    try:
        return parse(text)
    except ValueError:
        received = f"{text!r}. Could not parse it as the value of {clause['name']!r}"
        raise _refusal(f"a {kind.__name__}", received) from None


def _several(name: str, values: str, index: str = "") -> str:
    return f"Multiple assignments to variable '{name}{index}' in {values!r}"


def _parse_bool(text: str) -> bool:
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    return bool(int(text))


def _refusal(expected: str, received: str) -> ArgumentValueError:
    return ArgumentValueError(
        "HParams.parse",
        "values",
        expected=expected,
        received=received,
        remedy="write name=value, name[index]=value or name=[value,value], separated by commas",
    )


def _cast(name: str, kind: type, value: Any) -> Any:
    """The value as ``kind``; an int becomes a float, and nothing else becomes another thing."""
    if type(value) is kind or issubclass(kind, type(None)):
        return value
    text = (str, bytes)
    fits = (
        not (issubclass(kind, text) and not isinstance(value, text))
        and issubclass(kind, bool) == isinstance(value, bool)
        and not (issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral))
        and not (issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number))
    )
    if not fits:
        raise ArgumentValueError(
            "HParams",
            name,
            expected=f"a {kind.__name__}",
            received=repr(value),
            remedy="pass a value of the type that the hyperparameter was made with",
        )
    convert: Callable[[Any], Any] = kind
    return convert(value)


class HParams:
    """Named hyperparameters, each an attribute with the type of its first value.

    Args:
      hparam_def: an ``HParamDef`` message to start from, instead of values.
      model_structure: kept for ``get_model_structure``.
      **kwargs: names and values: int, float, bool, str, or a list of one of them.

    Raises:
      ArgumentValueError: a name that is a method's, an empty list, a message beside values.

    Source: ``tf.contrib.training.HParams`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.hparams import HParams
      >>> hparams = HParams(learning_rate=0.1, units=[64, 32], cell="lstm")
      >>> hparams.parse("learning_rate=0.3,units=[8]").units
      [8]
      >>> hparams.to_json()
      '{"learning_rate": 0.3, "units": [8], "cell": "lstm"}'
    """

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        self._hparam_types: dict[str, tuple[type, bool]] = {}
        self._model_structure = model_structure
        if hparam_def and kwargs:
            raise ArgumentValueError(
                "HParams",
                "hparam_def",
                expected="a message, or values",
                received="both",
                remedy="build it from the message and add the values with add_hparam",
            )
        values = hparam_proto.read(hparam_def) if hparam_def else kwargs
        for name, value in values.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """Add a hyperparameter; its type is that of ``value`` from now on."""
        if getattr(self, name, None) is not None:
            raise ArgumentValueError(
                "HParams.add_hparam",
                "name",
                expected="a name that is free",
                received=f"{name!r}, which is reserved or there already",
                remedy="choose another name, or use set_hparam",
            )
        if isinstance(value, (list, tuple)):
            if not value:
                raise ArgumentValueError(
                    "HParams.add_hparam",
                    name,
                    expected="a list with at least one value",
                    received=repr(value),
                    remedy="give it a first value, whose type is its type",
                )
            self._hparam_types[name] = (type(value[0]), True)
        else:
            self._hparam_types[name] = (type(value), False)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Change a value; ``KeyError`` for an unknown name, ``ValueError`` for another type."""
        kind, is_list = self._hparam_types[name]
        if isinstance(value, list) != is_list:
            raise ArgumentValueError(
                "HParams.set_hparam",
                name,
                expected="a list (Must pass a list for several values)" if is_list
                else "one value (Must not pass a list)",
                received=repr(value),
                remedy="keep the form that the hyperparameter was made with",
            )
        new = [_cast(name, kind, v) for v in value] if is_list else _cast(name, kind, value)
        setattr(self, name, new)

    def del_hparam(self, name: str) -> None:
        """Remove a hyperparameter, if it is there."""
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> HParams:
        """Change values as ``parse_values`` reads them; returns itself."""
        types = {name: kind for name, (kind, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, types))

    def override_from_dict(self, values_dict: Mapping[str, Any]) -> HParams:
        """Change values from a dictionary; returns itself."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def set_from_map(self, values_map: Mapping[str, Any]) -> HParams:
        """The old name of ``override_from_dict``."""
        return self.override_from_dict(values_map)

    def parse_json(self, values_json: str) -> HParams:
        """Change values from a JSON object; returns itself."""
        return self.override_from_dict(json.loads(values_json))

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        """The values as JSON; the arguments are those of ``json.dumps``."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def values(self) -> dict[str, Any]:
        """Names and values."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, or ``default``, which must be of its type where there is one."""
        if key not in self._hparam_types:
            return default
        if default is not None:
            self._check_default(key, default)
        return getattr(self, key)

    def _check_default(self, key: str, default: Any) -> None:
        kind, is_list = self._hparam_types[key]
        if isinstance(default, list) != is_list:
            raise ArgumentValueError(
                "HParams.get",
                key,
                expected="a default that is a list" if is_list else "a default that is one value",
                received=repr(default),
                remedy="give the default the form of the hyperparameter",
            )
        for value in default if is_list else [default]:
            _cast(key, kind, value)

    def set_model_structure(self, model_structure: Any) -> None:
        """Keep an object beside the values."""
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        """The object that was kept."""
        return self._model_structure

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The values as an ``HParamDef`` message; ``export_scope`` has no meaning here."""
        del export_scope
        return hparam_proto.write(self.values(), self._hparam_types)

    @staticmethod
    def from_proto(hparam_def: Any, import_scope: str | None = None) -> HParams:
        """From an ``HParamDef`` message; ``import_scope`` has no meaning here."""
        del import_scope
        return HParams(hparam_def=hparam_def)

    def __contains__(self, key: str) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self.values().items())})"
