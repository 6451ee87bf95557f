"""What partitions' parts of triggers and indexes have for themselves, as statements beside the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.clauses import clause, options
from dbtool.definitions.writing.beyond import SWITCHES
from dbtool.definitions.writing.said import Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.kinds.relations.index_setting import IndexSetting
from dbtool.kinds.routines.trigger_setting import TriggerSetting
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified


def write_trigger_settings(facts: Sequence[TriggerSetting], _source: Source) -> Iterator[Said]:
    """Give when the copies of triggers on partitions fire."""
    for fact in facts:
        table = qualified(fact.schema, fact.table)
        sql = clause("ALTER TABLE", table, SWITCHES[fact.enabled], "TRIGGER", ident(fact.name))
        yield Statement(Key("table", (fact.schema, fact.table)), sql)


def write_index_settings(facts: Sequence[IndexSetting], _source: Source) -> Iterator[Said]:
    """Give what partitions' parts of indexes have for themselves."""
    for fact in facts:
        home = Key("table", (fact.schema, fact.table))
        for sql in _index(fact):
            yield Statement(home, sql)


def _index(fact: IndexSetting) -> Iterator[str]:
    usual = qualified(fact.schema, fact.usual or fact.name or "")
    name = fact.name or fact.usual or ""
    index = qualified(fact.schema, name)
    if fact.name is not None:
        yield clause("ALTER INDEX", usual, "RENAME TO", ident(fact.name))
    if fact.options:
        yield clause("ALTER INDEX", index, "SET", options(fact.options))
    if fact.tablespace is not None:
        yield clause("ALTER INDEX", index, "SET TABLESPACE", ident(fact.tablespace))
    for number, target in sorted(fact.statistics.items()):
        yield clause("ALTER INDEX", index, "ALTER COLUMN", number, "SET STATISTICS", str(target))
    if fact.clustered:
        yield clause("ALTER TABLE", qualified(fact.schema, fact.table), "CLUSTER ON", ident(name))
    if fact.comment is not None:
        yield clause("COMMENT ON INDEX", index, "IS", literal(fact.comment))
