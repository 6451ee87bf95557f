"""TimescaleDB: hypertables in their tables' bodies; columnstore, retention, refresh and jobs as policies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import interval, part
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.key import Key

# What add_job gives where nothing is said.
_USUAL = {"fixed_schedule": True, "max_runtime": "00:00:00", "max_retries": -1, "retry_period": "00:05:00"}
_DIRECTIONS = (" NULLS FIRST", " NULLS LAST", " DESC")


def write_hypertables(facts: Sequence[Hypertable], _source: Source) -> Iterator[Said]:
    """Give each hypertable's dimensions in its table's body."""
    for fact in facts:
        body: dict[str, Any] = {"by": fact.by}
        if fact.chunk_interval is not None:
            body["chunk_interval"] = interval(fact.chunk_interval)
        if fact.hash:
            body["hash"] = Short(fact.hash)
        for name in ("integer_now", "associated_schema", "associated_prefix"):
            if getattr(fact, name) is not None:
                body[name] = getattr(fact, name)
        value = fact.by if len(body) == 1 else Short(body)
        yield Part(Key("table", (fact.schema, fact.table)), ("hypertable",), value)


def write_columnstores(facts: Sequence[Columnstore], _source: Source) -> Iterator[Said]:
    """Give the columnstore settings of each hypertable or continuous aggregate."""
    for fact in facts:
        body: dict[str, Any] = {}
        if fact.segment_by is not None:
            body["segment_by"] = list(fact.segment_by)
        if fact.order_by is not None:
            body["order_by"] = [_order(text) for text in fact.order_by]
        if fact.chunk_interval is not None:
            body["chunk_interval"] = interval(fact.chunk_interval)
        yield Part(Key("columnstore", (fact.schema, fact.table)), (), Short(body))


def write_columnstore_policies(facts: Sequence[ColumnstorePolicy], _source: Source) -> Iterator[Said]:
    """Give the policy of each columnstore beside its settings."""
    for fact in facts:
        body = _intervals(fact, "after", "created_before") | _schedule(fact)
        yield Part(Key("columnstore", (fact.schema, fact.table)), (), Short(body))


def write_retentions(facts: Sequence[Retention], _source: Source) -> Iterator[Said]:
    """Give each retention policy."""
    for fact in facts:
        body = _intervals(fact, "drop_after", "drop_created_before") | _schedule(fact)
        yield Part(fact.key, (), Short(body))


def write_refreshes(facts: Sequence[Refresh], _source: Source) -> Iterator[Said]:
    """Give each refresh policy."""
    for fact in facts:
        body = _intervals(fact, "start_offset", "end_offset") | _schedule(fact)
        yield Part(fact.key, (), Short(body))


def write_jobs(facts: Sequence[Job], source: Source) -> Iterator[Said]:
    """Give each job of the user's own."""
    for fact in facts:
        body: dict[str, Any] = {"procedure": source.spell((fact.procedure_schema, fact.procedure))}
        body |= _schedule(fact)
        if fact.config is not None:
            body["config"] = json.loads(fact.config)
        for name, usual in _USUAL.items():
            value = getattr(fact, name)
            if value not in (None, usual):
                body[name] = interval(value) if isinstance(usual, str) else value
        if fact.owner is not None:
            body["owner"] = fact.owner
        yield Part(fact.key, (), body)


def _order(text: str) -> str:
    name = text
    for words in _DIRECTIONS:
        name = name.removesuffix(words)
    raw = name[1:-1].replace('""', '"') if name.startswith('"') else name
    return part(raw) + text[len(name) :].lower()


def _intervals(fact: Any, *names: str) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in names}
    return {name: interval(value) for name, value in values.items() if value is not None}


def _schedule(fact: Any) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if fact.schedule_interval is not None:
        body["schedule"] = interval(fact.schedule_interval)
    for name in ("initial_start", "timezone"):
        if getattr(fact, name) is not None:
            body[name] = getattr(fact, name)
    if not fact.scheduled:
        body["scheduled"] = False
    return body
