"""A hypertable that is written and read without a pause while dbtool changes all of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.e2e.conftest import SETTINGS
from tests.support.live import rows, value
from tests.support.projects import Project
from tests.support.traffic import traffic

pytestmark = pytest.mark.community
LOCK_TIMEOUT_S = 3.0
BEFORE = """\
table: ticks
columns:
  id: bigint not null
  at: timestamptz not null
  symbol: text not null
  price: numeric
unique: {ticks_id: [id, at, symbol]}
indexes: {ticks_at: [at desc]}
hypertable: {by: at, chunk_interval: 1 day, hash: {symbol: 2}}
"""
# The columnstore comes last: with it, a check is not added in two steps any more.
BETTER = """\
table: ticks
columns:
  id: bigint not null
  at: timestamptz not null
  symbol: text not null
  price: numeric
  venue: text
unique: {ticks_id: [id, at, symbol]}
checks: {ticks_price: price >= 0}
indexes: {ticks_at: [at desc], ticks_symbol: [symbol, at desc]}
hypertable: {by: at, chunk_interval: 2 days, hash: {symbol: 2}}
compression: {segment_by: [symbol], order_by: [at desc], after: 20 years}
retention: {drop_after: 20 years}
"""
OTHER_CHUNKS = BETTER.replace(", hash: {symbol: 2}", "")
AROUND = """\
extensions: [timescaledb]
continuous_aggregates:
  hourly:
    query: |
      select time_bucket('1 hour', at) as bucket, symbol, max(price) as high, count(*) as n
      from ticks group by 1, 2
    materialized_only: false
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 day}
views:
  known: select id, at, symbol from ticks
"""
OTHER_QUERY = AROUND.replace("max(price) as high,", "max(price) as high, min(price) as low,")
REVISIONS = [(BEFORE, AROUND), (BETTER, OTHER_QUERY), (OTHER_CHUNKS, OTHER_QUERY)]
FILL = """
INSERT INTO ticks
SELECT -g, timestamptz '2026-01-01' + g * interval '30 seconds', 's' || g % 7, g % 1000
FROM generate_series(1, 60000) AS g
"""
INSERT = """
INSERT INTO ticks (id, at, symbol, price)
SELECT g, timestamptz '2026-01-01' + g %% 50000 * interval '31 seconds', 's' || g %% 7, 1
FROM generate_series(%s::bigint, %s::bigint) AS g
"""


@dataclass
class Writers:
    """What two sessions have committed: ids that are there, and ids that are gone."""

    there: set[int] = field(default_factory=set)
    changed: int = 0

    def insert(self, connection: psycopg.Connection[Any], number: int) -> None:
        first = number * 10
        connection.execute(INSERT, [first, first + 9])
        self.there |= set(range(first, first + 10))
        time.sleep(0.01)

    def change(self, connection: psycopg.Connection[Any], number: int) -> None:
        """Give one row another price, move another to a later time in its chunk, and delete a third."""
        with connection.transaction():
            connection.execute("UPDATE ticks SET price = price + 1 WHERE id = %s", [-number * 3 - 1])
            connection.execute(
                "UPDATE ticks SET at = at + interval '1 second' WHERE id = %s", [-number * 3 - 2]
            )
            connection.execute("DELETE FROM ticks WHERE id = %s", [-number * 3 - 3])
        self.changed = number + 1
        time.sleep(0.01)


HIGH = "SELECT count(*), max(high) FROM hourly WHERE bucket >= %s::timestamptz"


def read(connection: psycopg.Connection[Any], number: int) -> None:
    day = f"2026-01-{number % 20 + 1:02}"
    connection.execute("SELECT count(*) FROM ticks WHERE at >= %s::timestamptz", [day]).fetchall()
    connection.execute(
        "SELECT count(*), max(high) FROM hourly WHERE bucket >= %s::timestamptz", [day]
    ).fetchall()
    connection.execute("SELECT count(*) FROM known WHERE at >= %s::timestamptz", [day]).fetchall()


def test_nothing_fails_waits_long_or_is_lost(
    environment: dict[str, str],
    database_url: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    project = Project(tmp_path / "project", environment).on(database_url)
    project.write("dbtool.toml", SETTINGS)
    writers = Writers()
    for number, (ticks, around) in enumerate(REVISIONS):
        project.write("schema/app/ticks.yml", ticks)
        project.write("schema/app/around.yml", around)
        project.run("revision", "-m", f"revision {number}")
        if number == 0:
            project.run("apply", "--yes")
            rows(database_url, FILL)
            rows(database_url, "CALL refresh_continuous_aggregate('hourly', NULL, '2026-01-20')")
    works = {"insert": writers.insert, "change": writers.change, "read": read, "read too": read}
    with traffic(database_url, works) as found:
        done = project.run("apply", "--yes", "--allow", "all", "--lock-timeout", f"{LOCK_TIMEOUT_S:.0f}s")
    record_property("longest wait for a lock, in seconds", found.longest_s)
    record_property("statements by session", found.rounds)
    assert set(found.failures) == set()
    assert found.longest_s < LOCK_TIMEOUT_S, found.waiting
    assert min(found.rounds.values()) > 10, done.stderr
    check_rows(database_url, writers)
    assert value(database_url, DIMENSIONS) == 1
    rows(database_url, REFRESH)
    assert value(database_url, STALE) == 0
    assert project.run("diff").stdout.startswith("app: no differences")


MOVED = """
SELECT count(*) FROM ticks
WHERE id < 0 AND at <> timestamptz '2026-01-01' - id * interval '30 seconds'
"""
DIMENSIONS = """
SELECT num_dimensions FROM timescaledb_information.hypertables
WHERE (hypertable_schema, hypertable_name) = ('public', 'ticks')
"""
# The aggregate has noted what was written: a refresh makes it what its query gives.
REFRESH = "CALL refresh_continuous_aggregate('hourly', NULL, NULL)"
STALE = """
WITH wanted AS (
  SELECT
    time_bucket('1 hour', at) AS bucket, symbol, max(price) AS high, min(price) AS low, count(*) AS n
  FROM ticks GROUP BY 1, 2
)
SELECT count(*) FROM (
  (SELECT bucket, symbol, high, low, n FROM hourly EXCEPT ALL TABLE wanted)
  UNION ALL (TABLE wanted EXCEPT ALL SELECT bucket, symbol, high, low, n FROM hourly)
) AS different
"""


def check_rows(url: str, writers: Writers) -> None:
    """Make sure that each committed write is there, and nothing twice."""
    there = {i for (i,) in rows(url, "SELECT id FROM ticks WHERE id >= 0")}
    assert there == writers.there
    filled = {i for (i,) in rows(url, "SELECT id FROM ticks WHERE id < 0")}
    gone = {-n * 3 - 3 for n in range(writers.changed)}
    assert filled == {-g for g in range(1, 60001)} - gone
    assert value(url, "SELECT count(*) FROM ticks") == len(there) + len(filled)
    assert value(url, MOVED) == min(writers.changed, 20000)
    dearer = "SELECT count(*) FROM ticks WHERE id < 0 AND price <> -id % 1000"
    assert value(url, dearer) == min(writers.changed, 20000)
