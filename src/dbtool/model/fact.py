"""Facts: what one object of a database is, as plain frozen data.

Every kind's dataclass derives from `Fact`. Fields hold strings, numbers, booleans, None, tuples and
mappings of these, so that a fact has one JSON form and `==` is the whole comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Self

from dbtool.model.key import Key

_SHAPES: dict[type, Shape] = {}
# Of these a value is its own JSON form; what is declared otherwise holds other values.
_PLAIN = frozenset({"str", "int", "float", "bool", "Expr"})


class Expr(str):
    """SQL text: an expression, a type or a definition. Never quoted, never built from names."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The base of all facts. `kind` and `identity` are set by each kind."""

    kind: ClassVar[str]
    identity: ClassVar[tuple[str, ...]]

    @property
    def key(self) -> Key:
        """The fact's key: its kind and the values of its identity fields, tuples laid flat."""
        path: list[str] = []
        for name in self.identity:
            value = getattr(self, name)
            path.extend(value) if isinstance(value, tuple) else path.append(value)
        return Key(self.kind, tuple(path))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Make a fact from JSON or catalog values; lists become tuples, absent fields their default."""
        frozen = dict(values)
        shape = shape_of(cls)
        for name in shape.nested:
            if name in frozen:
                frozen[name] = _frozen(frozen[name])
        for name in shape.sql:
            if frozen.get(name) is not None:
                frozen[name] = Expr(frozen[name])
        return cls(**frozen)

    def values(self) -> dict[str, Any]:
        """Give the JSON form: the fields that differ from their default, in declaration order."""
        shape = shape_of(type(self))
        return {
            name: value
            for name, default in zip(shape.names, shape.defaults, strict=True)
            if (value := getattr(self, name)) != default or name in shape.required
        }


Row = tuple[Any, ...]
# By kind and path.
Rows = Mapping[str, Mapping[tuple[str, ...], Row]]


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A kind's fields in the order of declaration, as its rows have them.

    Shape: a row has a value for each of `names` (as a set, `known`), lists where the fact has tuples; `path`
           gives of a row what the fact's key has as path. `defaults` has None for what is `required`;
           `filling` is the same as rows have it; `sql` are the fields that hold SQL text, `nested` those
           whose values hold other values.
    """

    names: tuple[str, ...]
    known: frozenset[str]
    defaults: Row
    filling: Row
    required: frozenset[str]
    sql: tuple[str, ...]
    nested: tuple[str, ...]
    path: Callable[[Row], tuple[str, ...]]

    def row(self, values: Sequence[Any]) -> Row:
        """Give the row of values in the fields' order, more behind them left out: NULL is the default."""
        filled = [
            default if value is None else value for value, default in zip(values, self.filling, strict=False)
        ]
        return tuple(filled)

    def row_of(self, values: Mapping[str, Any]) -> Row:
        """Give the row of a fact's JSON form.

        Errors: TypeError for a field that the kind has not got, or that it has to have.
        """
        if not (self.known.issuperset(values) and self.required.issubset(values)):
            wrong = sorted(values.keys() - self.known) or sorted(self.required - values.keys())
            raise TypeError(f"field {wrong[0]} is unknown or missing")
        return tuple(map(values.get, self.names, self.filling))

    def values(self, row: Row) -> dict[str, Any]:
        """Give the values of a row by name, None for what has no value left out."""
        return {name: value for name, value in zip(self.names, row, strict=True) if value is not None}


def shape_of(model: type[Fact]) -> Shape:
    """Give the shape of a kind's facts."""
    found = _SHAPES.get(model)
    if found is None:
        found = _SHAPES[model] = _shape_of(model)
    return found


def _shape_of(model: type[Fact]) -> Shape:
    fields = dataclasses.fields(model)
    # Annotations are strings here.
    types = {field.name: str(field.type).removesuffix(" | None") for field in fields}
    names = tuple(types)
    defaults = tuple(_default(field) for field in fields)
    required = {
        field.name for field in fields if field.default is field.default_factory is dataclasses.MISSING
    }
    return Shape(
        names=names,
        known=frozenset(names),
        defaults=defaults,
        filling=tuple(list(value) if isinstance(value, tuple) else value for value in defaults),
        required=frozenset(required),
        sql=tuple(name for name, kind in types.items() if kind == "Expr"),
        nested=tuple(name for name, kind in types.items() if kind not in _PLAIN),
        path=_path_of([names.index(name) for name in model.identity], model, types),
    )


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _path_of(
    places: Sequence[int], model: type[Fact], types: Mapping[str, str]
) -> Callable[[Row], tuple[str, ...]]:
    if len(places) > 1 and all(types[name] in _PLAIN for name in model.identity):
        # The same by a function in C, for the kinds of which there are many.
        found: Callable[[Row], tuple[str, ...]] = itemgetter(*places)
        return found

    def path(row: Row) -> tuple[str, ...]:
        parts: list[str] = []
        for place in places:
            value = row[place]
            parts.extend(value) if isinstance(value, list | tuple) else parts.append(value)
        return tuple(parts)

    return path


def sql_fields(model: type[Fact]) -> tuple[str, ...]:
    """Give the names of the fields that hold SQL text."""
    return shape_of(model).sql


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value
