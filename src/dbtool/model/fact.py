"""Facts: what one object of a database is, as plain frozen data.

Every kind's dataclass derives from `Fact`. Fields hold strings, numbers, booleans, None, tuples and
mappings of these, so that a fact has one JSON form and `==` is the whole comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from dbtool.model.key import Key

_SQL_FIELDS: dict[str, tuple[str, ...]] = {}


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
        frozen = {name: _frozen(value) for name, value in values.items()}
        for name in sql_fields(cls):
            if frozen.get(name) is not None:
                frozen[name] = Expr(frozen[name])
        return cls(**frozen)

    def values(self) -> dict[str, Any]:
        """Give the JSON form: the fields that differ from their default, in declaration order."""
        found = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            default = field.default
            if field.default_factory is not dataclasses.MISSING:
                default = field.default_factory()
            if value != default:
                found[field.name] = value
        return found


def sql_fields(model: type[Fact]) -> tuple[str, ...]:
    """Give the names of the fields that hold SQL text."""
    found = _SQL_FIELDS.get(model.kind)
    if found is None:
        # Annotations are strings here.
        found = tuple(f.name for f in dataclasses.fields(model) if str(f.type).split(" | ")[0] == "Expr")
        _SQL_FIELDS[model.kind] = found
    return found


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value
