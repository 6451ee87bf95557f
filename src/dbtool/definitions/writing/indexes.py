"""Indexes: `idx: [symbol, time desc]`, or the long spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.printed import Element, index_parts
from dbtool.definitions.sql_tokens import lex, parts
from dbtool.definitions.writing.beyond import UNKNOWN
from dbtool.definitions.writing.said import Part, Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import bare, scalar, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.table import Table
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

# What the forms read as a column: see definitions.clauses.element.
_WORD = re.compile(r"[^\W\d][\w$]*")
_SHORT = frozenset({"on", "unique", "using", "include"})


def write_indexes(facts: Sequence[Index], source: Source) -> Iterator[Said]:
    """Give each index in the body of its table or view."""
    for fact in facts:
        home = source.relations.get((fact.schema, fact.table))
        if home is None:
            yield Unwritten(fact.key, UNKNOWN)
        elif not fact.valid and _partitioned(home, source):
            yield from _waiting(fact, home)
        elif not fact.valid:
            yield Unwritten(fact.key, "it is invalid: an interrupted build left it behind")
        else:
            yield Part(home, ("indexes", fact.name), _index(fact))
            yield from _attached(fact, home)


def _partitioned(home: Key, source: Source) -> bool:
    table = source.database.facts.get(home)
    return isinstance(table, Table) and table.partition_by is not None


def _waiting(fact: Index, home: Key) -> Iterator[Said]:
    """Give an index that is made ON ONLY its table and waits for its parts."""
    create = "CREATE UNIQUE INDEX" if fact.unique else "CREATE INDEX"
    table = qualified(fact.schema, fact.table)
    yield Statement(home, clause(create, ident(fact.name), "ON ONLY", table, fact.definition))
    if fact.comment is not None:
        index = qualified(fact.schema, fact.name)
        yield Statement(home, clause("COMMENT ON INDEX", index, "IS", literal(fact.comment)))
    yield from _attached(fact, home)


def _attached(fact: Index, home: Key) -> Iterator[Said]:
    if fact.part_of is not None:
        whole, part = qualified(*fact.part_of), qualified(fact.schema, fact.name)
        yield Statement(home, clause("ALTER INDEX", whole, "ATTACH PARTITION", part))


def _index(fact: Index) -> Any:
    found = index_parts(fact.definition)
    long: dict[str, Any] = {"on": [element(part) for part in found.elements]}
    if fact.unique:
        long["unique"] = True
    if found.method != "btree":
        long["using"] = found.method
    if found.include:
        long["include"] = list(found.include)
    if found.nulls_not_distinct:
        long["nulls_not_distinct"] = True
    if found.where is not None:
        long["where"] = sql(bare(found.where))
    if found.options is not None:
        long["options"] = Short(options(found.options))
    if fact.tablespace is not None:
        long["tablespace"] = fact.tablespace
    if fact.statistics:
        long["statistics"] = Short(fact.statistics)
    if fact.clustered:
        long["clustered"] = True
    if fact.comment is not None:
        long["comment"] = fact.comment
    if len(long) == 1:
        return long["on"]
    return Short(long) if long.keys() <= _SHORT else long


def element(part: Element) -> str:
    """Give one key of an index as the forms take it: columns by their raw names."""
    if part.column is None:
        inner = bare(part.expression)
        # The server wants brackets around what is no call, and prints two pairs.
        return part.text.replace(part.expression, f"({inner})") if part.expression[0] == "(" else part.text
    if not _WORD.fullmatch(part.column):
        return part.text
    rest = part.text[next(iter(lex(part.text))).end :]
    return part.column + (rest.lower() if part.plain else rest)


def options(text: str) -> dict[str, Any]:
    """Give storage parameters, printed as `fillfactor='70'`, by name."""
    found = {}
    for tokens in parts(tuple(lex(text))):
        *name, _equals, value = tokens
        path = "".join(token.text for token in name)
        found[path] = scalar(value.string if value.string is not None else value.text)
    return found
