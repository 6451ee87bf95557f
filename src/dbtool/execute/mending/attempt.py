"""One statement on the bench: what of it runs there, and what the server says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from dbtool.definitions.sql_refuse import DECLARING, calls
from dbtool.execute.bench import BODIES_UNCHECKED, Bench
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.hypertable import Hypertable

# What the Apache edition of TimescaleDB carries out too: the others are weighed by what they declare.
_ON_EITHER = frozenset(
    {
        "create_hypertable",
        "add_dimension",
        "set_chunk_time_interval",
        "set_partitioning_interval",
        "set_number_partitions",
        "set_integer_now_func",
    }
)
_PREPARE = "PREPARE dbtool_query AS "


def attempt(bench: Bench, item: Item) -> Failure | None:
    """Run what the bench can hold of a statement; give what the server said against it."""
    connection = bench.connection
    try:
        with connection.transaction():
            for setting in item.settings:
                connection.execute(setting, prepare=False)
            for text, parameters in _runnable(item):
                connection.execute(text, parameters, prepare=False)
            if item.settings:
                connection.execute("RESET ALL")
                connection.execute(BODIES_UNCHECKED)
    except psycopg.Error as error:
        return failure_of(item, error)
    item.done = True
    return None


def prepare(bench: Bench, item: Item) -> Failure | None:
    """Let the server read a query without running it; give what it said against it."""
    connection = bench.connection
    try:
        with connection.transaction():
            connection.execute(_PREPARE + item.sql, prepare=False)
            connection.execute("DEALLOCATE dbtool_query")
    except psycopg.errors.IndeterminateDatatype:
        return None  # whoever runs it gives its parameters a type
    except psycopg.Error as error:
        return failure_of(item, error, shift=len(_PREPARE))
    return None


def failure_of(item: Item, error: psycopg.Error, shift: int = 0) -> Failure:
    """Give what the server said, its position turned into an offset of the statement's text."""
    diagnosis = error.diag
    position = int(diagnosis.statement_position) - 1 - shift if diagnosis.statement_position else None
    return Failure(
        item,
        error.sqlstate or "",
        diagnosis.message_primary or str(error),
        diagnosis.message_detail,
        diagnosis.message_hint,
        position if position is not None and position >= 0 and _is_own_text(item) else None,
    )


def _is_own_text(item: Item) -> bool:
    """Say whether what runs is the statement's text, so that the server's position is one in it."""
    return item.recognised is None or item.recognised.sql is None


def _runnable(item: Item) -> Iterator[tuple[Any, Any]]:
    recognised = item.recognised
    if recognised is None:
        yield item.sql, None
        return
    called = calls(item.code) & DECLARING
    if item.words[0] in {"select", "call", "with"}:
        if called <= _ON_EITHER:
            yield item.sql, None
        return
    if recognised.sql is not None:
        yield recognised.sql, None
    for fact in recognised.facts:
        if isinstance(fact, Hypertable):
            name = sql.Identifier(fact.schema, fact.table).as_string()
            yield "SELECT create_hypertable(%s::regclass, %s::name)", (name, fact.by)
        elif isinstance(fact, ContinuousAggregate):
            make = sql.SQL("CREATE MATERIALIZED VIEW {} AS {} WITH NO DATA")
            name_of_view = sql.Identifier(fact.schema, fact.name)
            yield make.format(name_of_view, sql.SQL(fact.definition)), None
