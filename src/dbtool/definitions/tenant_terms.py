"""The SQL terms by which rows are told to be a tenant's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.sql_tokens import Token, lex, parts, path_at
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified
from dbtool.model.tenancy import Path, Tenancy, TenantTable


class NoWay(ValueError):
    """Nothing says how rows of a relation lead to their tenant; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key: its columns, and the columns of the table that it points at."""

    columns: tuple[str, ...]
    target: Path
    target_columns: tuple[str, ...]


def value_of(setting: str, type_: str, on_unset: str) -> str:
    """Give the setting's value, evaluated once a statement; without one no row is anybody's, or an error.

    After a transaction that has set it the setting is empty, which no cast but that of text takes.
    """
    cast = "" if type_.lower() == "text" else "::" + type_
    if on_unset == "error":
        return in_parentheses([clause("SELECT", f"current_setting({literal(setting)}){cast}")])
    return in_parentheses([clause("SELECT", f"NULLIF(current_setting({literal(setting)}, true), ''){cast}")])


@dataclass(frozen=True, slots=True)
class Own:
    """The condition under which a row is the tenant's own, and the other tables that it reads."""

    condition: str
    reads: tuple[Path, ...]


class Terms:
    """Makes the terms for the tables of one load.

    `intended` says of each relation what is meant for it; `facts` has the foreign keys.
    """

    def __init__(
        self, tenancy: Tenancy, intended: Mapping[Path, TenantTable], facts: Mapping[Key, Fact]
    ) -> None:
        self._tenancy = tenancy
        self._intended = intended
        self._facts = facts
        self._passed: list[Path] = []
        self._references: dict[Path, list[Constraint]] = {}
        self._keys: dict[Path, Constraint] = {}
        for fact in facts.values():
            if isinstance(fact, Constraint) and fact.references:
                self._references.setdefault((fact.schema, fact.table), []).append(fact)
            elif isinstance(fact, Constraint) and fact.type == "primary key":
                self._keys[fact.schema, fact.table] = fact

    def own(self, table: Path) -> Own:
        """Give the condition under which a row is the tenant's own. Errors: NoWay."""
        self._passed = []
        return Own(self._own(table, "", frozenset()), tuple(self._passed))

    def _own(self, table: Path, alias: str, seen: frozenset[Path]) -> str:
        if table in seen:
            raise NoWay(f"the way to the tenant of {'.'.join(table)} leads back to itself")
        meant = self._intended.get(table, TenantTable())
        if meant.via is not None:
            return self._over(table, meant.via, None, alias, seen)
        column = meant.tenant or self._tenancy.tenant_column
        if column is None or (meant == TenantTable() and not self._has(table, column)):
            raise NoWay(f"nothing says which column of {'.'.join(table)} holds the tenant")
        first, dot, rest = column.partition(".")
        if dot:
            return self._over(table, first, rest, alias, seen)
        return self._of_column(table, column, alias)

    def _has(self, table: Path, column: str) -> bool:
        return Key("column", (*table, column)) in self._facts

    def _of_column(self, table: Path, column: str, alias: str) -> str:
        tenancy = self._tenancy
        value = value_of(tenancy.setting, tenancy.type, tenancy.on_unset)
        membership, principal = tenancy.membership, tenancy.principal
        if membership is None or (principal and principal.setting != tenancy.setting):
            return clause(_column(column, alias), "=", value)
        if principal is not None:
            value = value_of(tenancy.setting, principal.type, tenancy.on_unset)
        if membership.table == table:
            # Whose rows those of the membership itself are must not be asked of it: that has no end.
            return clause(_column(membership.principal, alias), "=", value)
        of_principal = self._select(
            [membership.tenant],
            membership.table,
            "m",
            clause(_column(membership.principal, "m"), "=", value),
        )
        return clause(_column(column, alias), "IN", of_principal)

    def _over(self, table: Path, column: str, rest: str | None, alias: str, seen: frozenset[Path]) -> str:
        key = self._foreign_key(table, column)
        parent = f"p{len(seen) + 1}" if seen else "p"
        if rest is None:
            inner = self._own(key.target, parent, seen | {table})
        elif "." in rest:
            first, _, further = rest.partition(".")
            inner = self._over(key.target, first, further, parent, seen | {table})
        else:
            inner = self._of_column(key.target, rest, parent)
        left = [_column(name, alias) for name in key.columns]
        return clause(
            left[0] if len(left) == 1 else in_parentheses(left),
            "IN",
            self._select(key.target_columns, key.target, parent, inner),
        )

    def _select(self, columns: Sequence[str], table: Path, alias: str, condition: str) -> str:
        self._passed.append(table)
        chosen = ", ".join(_column(name, alias) for name in columns)
        return in_parentheses(
            [clause("SELECT", chosen, "FROM", qualified(*table), "AS", alias, "WHERE", condition)]
        )

    def _foreign_key(self, table: Path, column: str) -> ForeignKey:
        found = [key for key in self._foreign_keys(table) if column in key.columns]
        if not found:
            raise NoWay(f'no foreign key of {".".join(table)} has the column "{column}"')
        # The key over the column alone says most clearly what the column points at.
        shortest = sorted(found, key=lambda key: len(key.columns))
        if len(shortest) > 1 and len(shortest[0].columns) == len(shortest[1].columns):
            raise NoWay(f'several foreign keys of {".".join(table)} have the column "{column}"')
        return shortest[0]

    def _foreign_keys(self, table: Path) -> Iterator[ForeignKey]:
        for constraint in self._references.get(table, ()):
            columns, referenced = columns_of(constraint)
            assert constraint.references is not None
            target = (constraint.references[0], constraint.references[1])
            yield ForeignKey(columns, target, referenced or self._primary_key(target))

    def _primary_key(self, table: Path) -> tuple[str, ...]:
        if table not in self._keys:
            raise NoWay(f"{'.'.join(table)} declares no primary key that a foreign key could mean")
        return columns_of(self._keys[table])[0]


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


def _column(name: str, alias: str) -> str:
    return qualified(alias, name) if alias else ident(name)
