"""What dbtool itself carries out: reference rows, partition rules, retention, refresh and maintenance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import bare, interval, scalar, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.rows import Rows
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.model.key import Key

_BATCH, _DAILY = 10000, "1 day"


def write_rows(facts: Sequence[Rows], source: Source) -> Iterator[Said]:
    """Give reference rows in their tables' bodies."""
    for fact in facts:
        rows = [Short(zip(fact.columns, map(_cell, row), strict=True)) for row in fact.rows]
        body: dict[str, Any] = {}
        if fact.key_columns != source.primary_keys.get((fact.schema, fact.table)):
            body["key"] = list(fact.key_columns)
        if fact.delete:
            body["delete"] = True
        body["rows"] = rows
        yield Part(Key("table", (fact.schema, fact.table)), ("rows",), rows if len(body) == 1 else body)


def write_partition_rules(facts: Sequence[PartitionRule], _source: Source) -> Iterator[Said]:
    """Give each rule in its table's body."""
    for fact in facts:
        body = Short(by=fact.by, ahead=fact.ahead)
        for name in ("keep", "since", "prefix"):
            if getattr(fact, name) is not None:
                body[name] = getattr(fact, name)
        yield Part(Key("table", (fact.schema, fact.table)), ("partitions",), body)


def write_row_retentions(facts: Sequence[RowRetention], _source: Source) -> Iterator[Said]:
    """Give the retention of each plain table."""
    for fact in facts:
        body = Short(delete_after=interval(fact.delete_after), by=fact.column)
        if fact.where is not None:
            body["where"] = sql(bare(fact.where))
        if fact.batch != _BATCH:
            body["batch"] = fact.batch
        if fact.schedule_interval != _DAILY:
            body["schedule"] = interval(fact.schedule_interval)
        yield Part(fact.key, (), body)


def write_view_refreshes(facts: Sequence[ViewRefresh], _source: Source) -> Iterator[Said]:
    """Give the refresh of each plain materialized view."""
    for fact in facts:
        body = Short(schedule=interval(fact.schedule_interval))
        if fact.concurrently:
            body["concurrently"] = True
        yield Part(fact.key, (), body)


def write_maintenance(facts: Sequence[Maintenance], _source: Source) -> Iterator[Said]:
    """Give the maintenance of each table."""
    for fact in facts:
        values = {name: getattr(fact, name) for name in ("vacuum", "analyze", "reindex")}
        body = Short((name, interval(value)) for name, value in values.items() if value is not None)
        yield Part(fact.key, (), body)


def _cell(value: str | None) -> Any:
    return None if value is None else scalar(value)
