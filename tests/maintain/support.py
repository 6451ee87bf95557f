"""Declarations put straight into the live database, and runs over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from dbtool.catalog.server import server_info
from dbtool.execute.connect import Timeouts, connect
from dbtool.execute.history import ensure_ledger
from dbtool.execute.maintain.outcome import RunResult, TaskResult
from dbtool.execute.maintain.periods import moved
from dbtool.execute.maintain.reading import Selection, read_tasks
from dbtool.execute.maintain.run import Options, run
from dbtool.execute.maintain.schedule import Standing, standings
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.model.fact import Fact
from tests.support.live import rows

EVENTS = "CREATE TABLE events (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at)"
MONTHLY = PartitionRule(schema="public", table="events", by="month", ahead=2)
KEEP = "INSERT INTO dbtool.kept (kind, path, fact) VALUES (%s, %s, %s)"
DECLARE = "INSERT INTO dbtool.declared (kind, path, fact, mode) VALUES (%s, %s, %s, %s)"
HASTY = Timeouts(lock_ms=200, patient_lock_ms=400, lock_attempts=2)
PATIENT = Timeouts(lock_ms=200, lock_attempts=40)
JOURNAL = "SELECT task, state, figures, open FROM dbtool.maintenance ORDER BY id"


def ledger(url: str) -> None:
    with connect(url, autocommit=True) as connection:
        ensure_ledger(connection)


def keep(url: str, *facts: Fact) -> None:
    """Declare what dbtool itself carries out, as an apply would."""
    ledger(url)
    for fact in facts:
        rows(url, KEEP, [fact.key.kind, list(fact.key.path), Jsonb(fact.values())])


def declare(url: str, *facts: Fact, mode: str = "emulate") -> None:
    """Declare what the server's edition cannot hold, as an apply would."""
    ledger(url)
    for fact in facts:
        rows(url, DECLARE, [fact.key.kind, list(fact.key.path), Jsonb(fact.values()), mode])


def go(url: str, *only: str, timeouts: Timeouts = HASTY, **options: Any) -> RunResult:
    """Run what is due."""
    return run(url, Options(selection=Selection(only=only), timeouts=timeouts, **options))


def the_one(result: RunResult) -> TaskResult:
    """Give the only task's result."""
    (found,) = result.tasks
    return found


def states(result: RunResult) -> list[tuple[str, str]]:
    """Give name and state of each task."""
    return [(each.task.name, each.state) for each in result.tasks]


def said(result: TaskResult) -> str:
    """Give all that a failed task says."""
    return "\n".join(f"{error}\n{error.hint or ''}" for error in result.errors)


def stand(url: str) -> list[Standing]:
    """Give where each task stands."""
    with connect(url, autocommit=True) as connection:
        return standings(connection, read_tasks(connection, server_info(connection)))


def this_month() -> datetime:
    return datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def partitions(url: str, table: str) -> list[str]:
    """Give the names of a table's partitions."""
    query = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = %s ORDER BY c.relname
    """
    return [name for (name,) in rows(url, query, [table])]


def month(number: int) -> datetime:
    """Give the start of the month so many after this one."""
    return moved("month", this_month(), number)


def name(number: int) -> str:
    """Give the name that the partition of that month gets."""
    return f"events_{month(number):%Y_%m}"


def by_hand(url: str, label: str, low: datetime, high: datetime, table: str = "events") -> None:
    """Make a partition, as somebody did before there was a rule."""
    create = sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(label),
        sql.Identifier(table),
        sql.Literal(low.isoformat()),
        sql.Literal(high.isoformat()),
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(create)


@contextmanager
def role(url: str, name: str) -> Iterator[str]:
    """Give the URL of a new role that may log in and nothing else; all of it is gone afterwards."""
    from tests.execute.support import as_role

    rows(url, f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    try:
        yield as_role(url, name, "x")
    finally:
        rows(url, f"REASSIGN OWNED BY {name} TO CURRENT_USER")
        rows(url, f"DROP OWNED BY {name} CASCADE")
        rows(url, f"DROP ROLE {name}")
