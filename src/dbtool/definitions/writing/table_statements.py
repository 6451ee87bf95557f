"""What is on tables and views and stands as a statement beside them: rules and extended statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause
from dbtool.definitions.writing.said import Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.kinds.relations.rule import Rule
from dbtool.kinds.relations.statistics_object import StatisticsObject
from dbtool.model.quoting import ident, literal, qualified

_ELSEWHERE = "what it is on is not part of the import"
_SWITCH = {"disabled": "DISABLE RULE", "replica": "ENABLE REPLICA RULE", "always": "ENABLE ALWAYS RULE"}


def write_rules(facts: Sequence[Rule], source: Source) -> Iterator[Said]:
    """Give each rule in a file beside its table or view."""
    for fact in facts:
        home = source.relations.get((fact.schema, fact.table))
        if home is None:
            yield Unwritten(fact.key, _ELSEWHERE)
            continue
        table, name = qualified(fact.schema, fact.table), ident(fact.name)
        yield Statement(home, fact.definition.strip().removesuffix(";"))
        if fact.enabled != "origin":
            yield Statement(home, clause("ALTER TABLE", table, _SWITCH[fact.enabled], name))
        if fact.comment is not None:
            text = literal(fact.comment)
            yield Statement(home, clause("COMMENT ON RULE", name, "ON", table, "IS", text))


def write_statistics(facts: Sequence[StatisticsObject], source: Source) -> Iterator[Said]:
    """Give each statistics object in a file beside its table."""
    for fact in facts:
        home = source.relations.get(fact.on)
        if home is None:
            yield Unwritten(fact.key, _ELSEWHERE)
            continue
        name = qualified(fact.schema, fact.name)
        yield Statement(home, fact.definition)
        if fact.target is not None:
            yield Statement(home, clause("ALTER STATISTICS", name, "SET STATISTICS", str(fact.target)))
        if fact.owner is not None:
            yield Statement(home, clause("ALTER STATISTICS", name, "OWNER TO", ident(fact.owner)))
        if fact.comment is not None:
            yield Statement(home, clause("COMMENT ON STATISTICS", name, "IS", literal(fact.comment)))
