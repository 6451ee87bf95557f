"""The values that a column is allowed, by its enum, its domain or a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dbtool.checks.column_types import type_parts
from dbtool.checks.reading import constraints, declared_columns, facts
from dbtool.definitions.printed import check_expression
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.model.database import Database
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A column and the values it may have."""

    key: Key
    values: frozenset[str]

    @property
    def column(self) -> str:
        """The column's name."""
        return self.key.path[-1]


def value_sets(database: Database) -> list[ValueSet]:
    """Give the columns that may have but a few values, ordered by key."""
    found: dict[Key, frozenset[str]] = {}
    types = _of_types(database)
    for column in declared_columns(database):
        if (name := type_parts(column.type).name) in types:
            found[column.key] = types[name]
    for constraint in constraints(database, "check"):
        named = values_in(check_expression(constraint.definition))
        key = Key("column", (constraint.schema, constraint.table, named[0])) if named else None
        if named and key in database and key not in found:
            found[Key("column", (constraint.schema, constraint.table, named[0]))] = named[1]
    return [ValueSet(key, found[key]) for key in sorted(found)]


def _of_types(database: Database) -> dict[str, frozenset[str]]:
    found = {enum.name: frozenset(enum.labels) for enum in facts(database, Enum)}
    for domain in facts(database, Domain):
        for expression in domain.checks.values():
            named = values_in(expression)
            if named and named[0] == "value":
                found[domain.name] = named[1]
    return found


def values_in(expression: str) -> tuple[str, frozenset[str]] | None:
    """Give the column and values of `side IN ('buy', 'sell')`, as the server prints it; None for all else."""
    tokens = [
        token for token in _without_casts(tuple(lex(expression))) if token.text not in {"(", ")", "[", "]"}
    ]
    words = [token.word for token in tokens[1:4]]
    values = [token.string for token in tokens if token.string is not None]
    start = 4 if words[:1] == [""] and words[1:] == ["any", "array"] and tokens[1].text == "=" else 2
    rest = tokens[start:]
    is_list = start == 4 or words[:1] == ["in"]
    if not is_list or any(token.string is None and token.text != "," for token in rest):
        return None
    return tokens[0].name or "", frozenset(values)


def _without_casts(tokens: Sequence[Token]) -> list[Token]:
    """Give the tokens without `::character varying`, `::text[]` and the like."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text != "::":
            kept.append(tokens[at])
            at += 1
            continue
        at += 1
        while at < len(tokens) and (tokens[at].name is not None or tokens[at].text in {".", "[", "]"}):
            at += 1
    return kept
