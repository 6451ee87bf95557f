"""Locks on all chunks of a hypertable, counted before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from dbtool.execute.chunk_locks import check_locks
from dbtool.execute.lock_table import LockTableFull
from dbtool.execute.runner import statement_of
from dbtool.model.plan import Step
from dbtool.model.statement import Statement
from tests.execute.support import Recorder, step


def _statement(made: Step) -> Statement:
    return replace(statement_of(made), lock=made.lock)


ADD = step('ALTER TABLE public."Ticks" ADD COLUMN n integer;', lock='ACCESS EXCLUSIVE on public."Ticks"')
OFF = step(
    'ALTER TABLE public."Ticks" SET (timescaledb.compress = FALSE);',
    lock='ACCESS EXCLUSIVE on public."Ticks"',
)
OTHER = step("ALTER TABLE public.other ADD COLUMN n integer;", lock="ACCESS EXCLUSIVE on public.other")
NOTING = step(
    """DO $$
BEGIN
  CREATE TRIGGER t AFTER INSERT ON public."Ticks" FOR EACH ROW EXECUTE FUNCTION f();
END
$$;""",
    lock='SHARE ROW EXCLUSIVE on public."Ticks"',
)
# Ten chunks, each with the table's two indexes.
NEEDED = 30


@pytest.fixture
def ticks(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute('CREATE TABLE "Ticks" (at timestamptz NOT NULL, who text)')
        connection.execute(
            """SELECT create_hypertable('"Ticks"', 'at', chunk_time_interval => interval '1 day')"""
        )
        connection.execute('CREATE INDEX ON "Ticks" (who)')
        connection.execute(
            """INSERT INTO "Ticks" SELECT '2024-01-01 12:00+00'::timestamptz + k * interval '1 day', 'a'
            FROM generate_series(1, 10) AS k"""
        )
        yield connection


@pytest.mark.parametrize(("room", "warnings"), [(2 * NEEDED - 1, 1), (2 * NEEDED, 0)])
def test_half_of_the_room_is_said(
    ticks: psycopg.Connection, progress: Recorder, room: int, warnings: int
) -> None:
    check_locks(ticks, map(_statement, (ADD, OFF, OTHER)), progress, room=room)

    assert len(progress.warnings) == warnings


def test_more_than_the_room_is_refused(ticks: psycopg.Connection, progress: Recorder) -> None:
    with pytest.raises(LockTableFull, match=r"10 chunks with 2 indexes each.* needs about 30"):
        check_locks(ticks, [_statement(ADD)], progress, room=NEEDED - 1)


def test_trigger_within_a_block_takes_a_lock_of_each_chunk(
    ticks: psycopg.Connection, progress: Recorder
) -> None:
    check_locks(ticks, [_statement(NOTING)], progress, room=20)
    assert not progress.warnings

    with pytest.raises(LockTableFull, match="needs about 10"):
        check_locks(ticks, [_statement(NOTING)], progress, room=9)


def test_what_only_the_catalog_hears_of_needs_no_room(ticks: psycopg.Connection, progress: Recorder) -> None:
    check_locks(ticks, map(_statement, (OFF, OTHER)), progress, room=1)

    assert not progress.warnings
