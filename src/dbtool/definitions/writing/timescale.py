"""TimescaleDB: hypertables in their tables' bodies; columnstore, retention, refresh and jobs as policies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import interval, part
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.timescale.chunk_skipping import ChunkSkipping
from dbtool.kinds.timescale.chunk_tablespace import ChunkTablespace
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.compaction_policy import CompactionPolicy
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.reorder_policy import ReorderPolicy
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# What add_job gives where nothing is said.
_USUAL = {"fixed_schedule": True, "max_runtime": "00:00:00", "max_retries": -1, "retry_period": "00:05:00"}
REFRESH_OPTIONS = (
    "buckets_per_batch max_batches_per_execution refresh_newest_first include_tiered_data".split()
)
_DIRECTIONS = (" NULLS FIRST", " NULLS LAST", " DESC")


def write_hypertables(facts: Sequence[Hypertable], source: Source) -> Iterator[Said]:
    """Give each hypertable's dimensions in its table's body."""
    for fact in facts:
        body: dict[str, Any] = {"by": fact.by}
        if fact.chunk_interval is not None:
            body["chunk_interval"] = interval(fact.chunk_interval)
        if fact.hash:
            body["hash"] = Short(fact.hash)
        if fact.ranges:
            body["ranges"] = Short({name: interval(width) for name, width in fact.ranges.items()})
        for name in ("integer_now", "associated_schema", "associated_prefix"):
            if getattr(fact, name) is not None:
                body[name] = getattr(fact, name)
        body |= _chunks(fact, source)
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
        if fact.sparse_index is not None:
            body["sparse_index"] = list(fact.sparse_index)
        yield Part(Key("columnstore", (fact.schema, fact.table)), (), Short(body))


def write_columnstore_policies(facts: Sequence[ColumnstorePolicy], _source: Source) -> Iterator[Said]:
    """Give the policy of each columnstore beside its settings."""
    for fact in facts:
        body = _intervals(fact, "after", "created_before") | _policy(fact, "01:00:00")
        yield Part(Key("columnstore", (fact.schema, fact.table)), (), Short(body))


def write_retentions(facts: Sequence[Retention], _source: Source) -> Iterator[Said]:
    """Give each retention policy."""
    for fact in facts:
        body = _intervals(fact, "drop_after", "drop_created_before") | _policy(fact, max_runtime="00:05:00")
        yield Part(fact.key, (), Short(body))


def write_refreshes(facts: Sequence[Refresh], _source: Source) -> Iterator[Said]:
    """Give each refresh policy."""
    for fact in facts:
        yield Part(fact.key, (), Short(_refresh(fact)))


def write_further_refreshes(facts: Sequence[FurtherRefresh], _source: Source) -> Iterator[Said]:
    """Give each refresh policy beside the one with the newest window, as an entry of its own."""
    for fact in facts:
        yield Part(fact.key, (), Short(_refresh(fact)))


def write_reorder_policies(facts: Sequence[ReorderPolicy], _source: Source) -> Iterator[Said]:
    """Give each reorder policy in its table's body."""
    for fact in facts:
        body = {"index": fact.index} | _policy(fact)
        value = fact.index if len(body) == 1 else Short(body)
        yield Part(Key("table", (fact.schema, fact.table)), ("reorder",), value)


def write_compaction_policies(facts: Sequence[CompactionPolicy], _source: Source) -> Iterator[Said]:
    """Give each compaction policy in its table's body."""
    for fact in facts:
        numbers = {"max_chunks": fact.max_chunks, "max_batches": fact.max_batches}
        body = {name: number for name, number in numbers.items() if number is not None}
        body |= _intervals(fact, "inactive_for") | _policy(fact)
        yield Part(Key("table", (fact.schema, fact.table)), ("compaction",), Short(body))


def write_nothing(_facts: Sequence[Fact], _source: Source) -> Iterator[Said]:
    """Give nothing for what stands in the hypertable's own mapping."""
    return iter(())


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
        if fact.check_config is not None:
            body["check_config"] = fact.check_config
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


def _chunks(fact: Hypertable, source: Source) -> dict[str, Any]:
    parts = [source.database.facts[key] for key in source.database.children.get(fact.key, ())]
    body = {
        "tablespaces": [part.tablespace for part in parts if isinstance(part, ChunkTablespace)],
        "chunk_skipping": [part.column for part in parts if isinstance(part, ChunkSkipping)],
    }
    return {name: value for name, value in body.items() if value}


def _refresh(fact: Refresh | FurtherRefresh) -> dict[str, Any]:
    own = {name: _scalar(fact.options[name]) for name in REFRESH_OPTIONS if name in fact.options}
    rest = {name: text for name, text in fact.options.items() if name not in own}
    usual = fact.schedule_interval
    return _intervals(fact, "start_offset", "end_offset") | _policy(replace(fact, options=rest), usual) | own


def _policy(fact: Any, retry_period: str = "00:05:00", max_runtime: str = "00:00:00") -> dict[str, Any]:
    """Give when a policy's job runs, and of the rest what is not usual for such jobs."""
    body = _schedule(fact)
    if fact.max_runtime not in (None, max_runtime):
        body["max_runtime"] = interval(fact.max_runtime)
    if fact.max_retries not in (None, -1):
        body["max_retries"] = fact.max_retries
    if fact.retry_period not in (None, retry_period):
        body["retry_period"] = interval(fact.retry_period)
    if fact.options:
        body["job_options"] = Short({name: _scalar(text) for name, text in sorted(fact.options.items())})
    return body


def _scalar(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text


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
