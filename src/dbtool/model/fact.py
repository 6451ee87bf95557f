"""Facts: what one object of a database is, as plain frozen data.

Every kind's dataclass derives from `Fact`. Fields hold strings, numbers, booleans, None, tuples and
mappings of these, so that a fact has one JSON form and `==` is the whole comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, Self

from dbtool.model.key import Key

_SHAPES: dict[type, Shape] = {}
# Of these a value is its own JSON form; what is declared otherwise holds other values.
_PLAIN = frozenset({"str", "int", "float", "bool", "Expr"})
_TEXTS = frozenset({"Expr", "Mapping[str, Expr]"})


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
        return Key(self.kind, shape_of(type(self)).own_path(self))

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
           gives of a row what the fact's key has as path, `own_path` of the fact itself. `defaults` has None
           for what is `required`; `filling` is the same as rows have it; `sql` are the fields that hold SQL
           text, `texts` these and those that hold several by name, `nested` those whose values hold others.
    """

    names: tuple[str, ...]
    known: frozenset[str]
    defaults: Row
    filling: Row
    required: frozenset[str]
    sql: tuple[str, ...]
    texts: tuple[str, ...]
    nested: tuple[str, ...]
    path: Callable[[Row], tuple[str, ...]]
    own_path: Callable[[Fact], tuple[str, ...]]

    def rows(self, answer: Sequence[Sequence[Any]]) -> Iterable[Row]:
        """Give the rows of values in the fields' order, more behind them left out: NULL is the default.

        By columns, since most of the defaults are NULL and their columns stay as they are.
        """
        columns = zip(zip(*answer, strict=True), self.filling, strict=False)
        return zip(*(_filled(column, default) for column, default in columns), strict=True)

    def rows_of(self, facts: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Give the rows of facts in their JSON form.

        Errors: TypeError for a field that the kind has not got, or that it has to have.
        """
        # Whole sets against each other, in C: there are tens of thousands of facts.
        if not (
            self.known.issuperset(chain.from_iterable(facts)) and all(map(self.required.issubset, facts))
        ):
            raise TypeError(f"field {self._wrong(facts)} is unknown or missing")
        return [tuple(map(values.get, self.names, self.filling)) for values in facts]

    def _wrong(self, facts: Iterable[Mapping[str, Any]]) -> str:
        return next(
            name
            for values in facts
            for name in (*sorted(values.keys() - self.known), *sorted(self.required - values.keys()))
        )

    def values(self, row: Row) -> dict[str, Any]:
        """Give the values of a row by name, None for what has no value left out."""
        return {name: value for name, value in zip(self.names, row, strict=True) if value is not None}


def _filled(column: Row, default: Any) -> Iterable[Any]:
    if default is None or None not in column:
        return column
    return [default if value is None else value for value in column]


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
        texts=tuple(name for name, kind in types.items() if kind in _TEXTS),
        nested=tuple(name for name, kind in types.items() if kind not in _PLAIN),
        path=_path_of([names.index(name) for name in model.identity], model, types),
        own_path=_own_path_of(model, types),
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


def _own_path_of(model: type[Fact], types: Mapping[str, str]) -> Callable[[Fact], tuple[str, ...]]:
    if len(model.identity) > 1 and all(types[name] in _PLAIN for name in model.identity):
        found: Callable[[Fact], tuple[str, ...]] = attrgetter(*model.identity)
        return found

    def path(fact: Fact) -> tuple[str, ...]:
        parts: list[str] = []
        for name in model.identity:
            value = getattr(fact, name)
            parts.extend(value) if isinstance(value, tuple) else parts.append(value)
        return tuple(parts)

    return path


def sql_fields(model: type[Fact]) -> tuple[str, ...]:
    """Give the names of the fields that hold SQL text, or several by name."""
    return shape_of(model).texts


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value
