"""The keys of declared tables, by which rows lead to their tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_tokens import Token, lex, parts, path_at
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.tenancy import Path


class NoWay(ValueError):
    """Nothing says how rows of a relation lead to their tenant; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key: its columns, and the columns of the table that it points at."""

    columns: tuple[str, ...]
    target: Path
    target_columns: tuple[str, ...]


class Keys:
    """The keys among the facts of one load."""

    def __init__(self, facts: Mapping[Key, Fact]) -> None:
        self._references: dict[Path, list[Constraint]] = {}
        self._primary: dict[Path, Constraint] = {}
        for fact in facts.values():
            if isinstance(fact, Constraint) and fact.references:
                self._references.setdefault((fact.schema, fact.table), []).append(fact)
            elif isinstance(fact, Constraint) and fact.type == "primary key":
                self._primary[fact.schema, fact.table] = fact

    def targets_of(self, table: Path) -> Iterator[tuple[Path, Constraint]]:
        """Give what the foreign keys of a table point at, with each of them."""
        for constraint in self._references.get(table, ()):
            assert constraint.references is not None
            yield (constraint.references[0], constraint.references[1]), constraint

    def foreign_key(self, target: Path, constraint: Constraint) -> ForeignKey:
        """Give a foreign key with the columns on both sides. Errors: NoWay."""
        columns, referenced = columns_of(constraint)
        return ForeignKey(columns, target, referenced or self._primary_key(target))

    def _primary_key(self, table: Path) -> tuple[str, ...]:
        if table not in self._primary:
            raise NoWay(f"{'.'.join(table)} declares no primary key that a foreign key could mean")
        return columns_of(self._primary[table])[0]


def columns_of(constraint: Constraint) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give a key's columns, and those of the table that it references where they are named."""
    tokens = tuple(lex(constraint.definition))
    columns, place = _in_brackets(tokens, 0)
    if place >= len(tokens) or tokens[place].word != "references":
        return columns, ()
    _, place = path_at(tokens, place + 1)
    named = place < len(tokens) and tokens[place].text == "("
    return columns, _in_brackets(tokens, place)[0] if named else ()


def _in_brackets(tokens: Sequence[Token], start: int) -> tuple[tuple[str, ...], int]:
    """Give the names in the first brackets from there on, and the place after them."""
    opening = next((n for n in range(start, len(tokens)) if tokens[n].text == "("), len(tokens))
    closing = next((n for n in range(opening, len(tokens)) if tokens[n].text == ")"), len(tokens))
    listed = parts(tokens[opening + 1 : closing])
    # `PERIOD range` ends in the name that `range WITHOUT OVERLAPS` begins with.
    names = (part[-1 if part[0].word == "period" else 0].name for part in listed)
    return tuple(name for name in names if name is not None), closing + 1


def leading_column(fact: Constraint | Index) -> str | None:
    """Give the column that an index or key begins with, None where that is none."""
    if isinstance(fact, Constraint):
        return next(iter(columns_of(fact)[0]), None) if fact.type in ("primary key", "unique") else None
    tokens = tuple(lex(fact.definition))
    first = next((n + 1 for n, token in enumerate(tokens) if token.text == "("), len(tokens))
    if first + 1 >= len(tokens) or tokens[first + 1].text in ("(", "."):
        return None  # a call
    return tokens[first].name
