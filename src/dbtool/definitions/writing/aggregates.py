"""Aggregate functions: a statement each, in the file of the functions of their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause
from dbtool.definitions.writing.said import Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.kinds.routines.aggregate import Aggregate
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

_RAW = frozenset({"initcond", "minitcond"})


def write_aggregates(facts: Sequence[Aggregate], _source: Source) -> Iterator[Said]:
    """Give the statement of each aggregate."""
    for fact in facts:
        home = Key("function", (fact.schema, fact.name))
        name = f"{qualified(fact.schema, fact.name)}({fact.signature})"
        inner = ",\n".join(f"  {_clause(word, value)}" for word, value in fact.clauses)
        yield Statement(home, clause("CREATE AGGREGATE", name, f"(\n{inner}\n)"))
        if fact.owner is not None:
            yield Statement(home, clause("ALTER AGGREGATE", name, "OWNER TO", ident(fact.owner)))
        if fact.comment is not None:
            yield Statement(home, clause("COMMENT ON AGGREGATE", name, "IS", literal(fact.comment)))


def _clause(word: str, value: str) -> str:
    if word in _RAW:
        return clause(word, "=", literal(value))
    return word if value == "true" else clause(word, "=", value)
