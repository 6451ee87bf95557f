"""Columns and their defaults: `price: numeric(20,2) not null default 0`, or the long spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.names import default_name
from dbtool.definitions.writing.beyond import UNKNOWN
from dbtool.definitions.writing.said import Part, Said, Statement, Unwritten
from dbtool.definitions.writing.source import SERIALS, Source
from dbtool.definitions.writing.spelling import data_type, default, scalar, scalars, spelled, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

_MOST_SHORT = 4
_NUMBERS = {
    "start": "start with",
    "increment": "increment by",
    "minvalue": "minvalue",
    "maxvalue": "maxvalue",
    "cache": "cache",
    "cycle": "cycle",
}
# The schema that is always looked into.
_ALWAYS = "pg_catalog"


def write_columns(facts: Sequence[Column], source: Source) -> Iterator[Said]:
    """Give each column in its table's body, in the table's order."""
    for fact in sorted(facts, key=lambda fact: (fact.schema, fact.table, fact.position)):
        path = (fact.schema, fact.table)
        home = source.relations.get(path) or Key("table", path)
        expression = source.database.get("column_default", *fact.key.path)
        given = expression.expression if isinstance(expression, ColumnDefault) else None
        yield Part(home, ("columns", fact.name), _column(fact, given, source))
        usual = default_name(fact.table, [fact.name], "seq", ())
        sequence = qualified(fact.schema, fact.identity_options.get("name", usual))
        comment, unlogged = (fact.identity_options.get(name) for name in ("comment", "unlogged"))
        if comment is not None:
            yield Statement(home, clause("COMMENT ON SEQUENCE", sequence, "IS", literal(comment)))
        if unlogged is not None:
            logged = "UNLOGGED" if unlogged == "true" else "LOGGED"
            yield Statement(home, clause("ALTER SEQUENCE", sequence, "SET", logged))


def write_column_defaults(facts: Sequence[ColumnDefault], source: Source) -> Iterator[Said]:
    """Give the defaults of columns of views and of those that a partition has from its parent."""
    for fact in facts:
        # Others are said at the column.
        if source.database.get("column", fact.schema, fact.table, fact.column) is not None:
            continue
        home = source.relations.get((fact.schema, fact.table))
        if home is None:
            yield Unwritten(fact.key, UNKNOWN)
            continue
        relation, column = qualified(fact.schema, fact.table), ident(fact.column)
        sql = clause("ALTER TABLE", relation, "ALTER COLUMN", column, "SET DEFAULT", fact.expression)
        yield Statement(home, sql)


def _column(fact: Column, given: str | None, source: Source) -> Any:
    serial = source.serials.get(fact.key.path)
    implied = fact.name in source.primary_keys.get((fact.schema, fact.table), ())
    if serial is not None:
        type_, nullable, expression = SERIALS[serial.type], True, None
    else:
        implied = implied or source.adds_not_null(fact)
        type_, nullable = data_type(fact.type), fact.nullable or implied or bool(fact.identity_generation)
        expression = None if given is None else default(given, fact.type)
    named = "name" in fact.identity_options
    if named:
        # Only SQL has a word for its sequence's name.
        type_ = clause(type_, _identity(fact))
    more = _more(fact)
    lines = "\n" in (expression or "") + (fact.generated or "")
    if not more and not lines and not fact.virtual:
        return _short(fact, type_, nullable, expression, identity=not named)
    long: dict[str, Any] = {"type": type_}
    if not nullable:
        long["nullable"] = False
    if expression is not None:
        long["default"] = sql(expression)
    if fact.identity_generation and not named:
        long["identity"] = fact.identity_generation
    if fact.generated:
        long["generated"] = sql(fact.generated)
    if fact.virtual:
        long["virtual"] = True
    if fact.collation:
        long["collation"] = spelled(fact.collation, _ALWAYS)
    long |= more
    return Short(long) if len(long) <= _MOST_SHORT and not lines else long


def _short(fact: Column, type_: str, nullable: bool, expression: str | None, *, identity: bool) -> str:
    return clause(
        type_,
        fact.collation and "collate " + qualified(*_found(fact.collation)),
        not nullable and "not null",
        expression is not None and f"default {expression}",
        identity and fact.identity_generation and f"generated {fact.identity_generation} as identity",
        fact.generated and f"generated always as ({fact.generated}) stored",
    )


def _identity(fact: Column) -> str:
    said = [clause("sequence name", qualified(fact.schema, fact.identity_options["name"]))]
    for name, words in _NUMBERS.items():
        value = fact.identity_options.get(name)
        if value is not None:
            said.append(words if name == "cycle" else f"{words} {value}")
    return f"generated {fact.identity_generation} as identity ({' '.join(said)})"


def _found(collation: tuple[str, ...]) -> tuple[str, ...]:
    return collation[1:] if collation[0] == _ALWAYS else collation


def _more(fact: Column) -> dict[str, Any]:
    """Give what only the long spelling can say."""
    found: dict[str, Any] = {}
    numbers = {name: value for name, value in fact.identity_options.items() if name in _NUMBERS}
    if numbers and "name" not in fact.identity_options:
        found["identity_options"] = Short((name, scalar(value)) for name, value in numbers.items())
    for name in ("storage", "compression", "statistics"):
        value = getattr(fact, name)
        if value is not None:
            found[name] = value
    if fact.options:
        found["options"] = Short(scalars(fact.options))
    if fact.fdw_options:
        found["fdw_options"] = Short(scalars(fact.fdw_options))
    if fact.comment is not None:
        found["comment"] = fact.comment
    return found
