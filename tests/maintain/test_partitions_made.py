"""Partitions that a rule makes ahead of time."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from psycopg import sql

from dbtool.execute.maintain.periods import moved
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from tests.maintain.support import (
    EVENTS,
    JOURNAL,
    MONTHLY,
    PATIENT,
    by_hand,
    go,
    keep,
    month,
    name,
    partitions,
    role,
    stand,
    the_one,
)
from tests.support.live import rows, value


def test_present_period_and_those_ahead_are_made_once(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, EVENTS)
    keep(url, MONTHLY)
    assert the_one(go(url)).figures == {"made": 3}
    assert partitions(url, "events") == [name(0), name(1), name(2)]
    rows(url, "INSERT INTO events VALUES (now(), 'x'), (now() + interval '1 month', 'y')")
    assert go(url).tasks == ()
    assert the_one(go(url, force=True)).figures == {}
    assert [row[:2] for row in rows(url, JOURNAL)] == [("partitions", "done")] * 2


@pytest.mark.parametrize("key", ["date", "timestamp", "timestamptz"])
def test_bounds_are_those_of_utc_whatever_the_servers_zone(plain_database_url: str, key: str) -> None:
    url = plain_database_url
    database = url.rpartition("/")[2]
    rows(url, f"ALTER DATABASE {database} SET timezone = 'America/New_York'")
    rows(url, f"CREATE TABLE events (at {key} NOT NULL) PARTITION BY RANGE (at)")
    keep(url, MONTHLY)
    assert the_one(go(url)).state == "done"
    query = """
        SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = %s
    """
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        row = connection.execute(query, [name(1)]).fetchone()
    suffix = {"date": "", "timestamp": " 00:00:00", "timestamptz": " 00:00:00+00"}[key]
    assert row == (f"FOR VALUES FROM ('{month(1):%Y-%m-%d}{suffix}') TO ('{month(2):%Y-%m-%d}{suffix}')",)
    assert go(url).tasks == ()


@pytest.mark.parametrize("by", ["hour", "day", "week", "quarter", "year"])
def test_every_length_takes_the_present(plain_database_url: str, by: str) -> None:
    rows(plain_database_url, EVENTS)
    keep(plain_database_url, PartitionRule(schema="public", table="events", by=by, ahead=1))
    assert the_one(go(plain_database_url)).figures == {"made": 2}
    rows(plain_database_url, "INSERT INTO events VALUES (now(), 'x')")
    assert go(plain_database_url).tasks == ()


def test_partition_is_like_one_that_the_server_makes(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE kinds (id int PRIMARY KEY)")
    rows(
        url,
        """
        CREATE TABLE events (
          at timestamptz NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, kind int REFERENCES kinds,
          twice int GENERATED ALWAYS AS (kind * 2) STORED, n int DEFAULT 5 CHECK (n > 0), PRIMARY KEY (at, id)
        ) PARTITION BY RANGE (at)
        """,
    )
    rows(url, "CREATE INDEX ON events (kind)")
    by_hand(url, "made_by_hand", month(-1), month(0))
    keep(url, MONTHLY)
    assert the_one(go(url)).state == "done"
    query = """
        SELECT
          array_agg(
            (attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated)::text
            ORDER BY attnum
          ),
          (SELECT array_agg(pg_get_constraintdef(oid) ORDER BY pg_get_constraintdef(oid))
           FROM pg_constraint WHERE conrelid = attrelid),
          (SELECT count(*) FROM pg_index WHERE indrelid = attrelid)
        FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 GROUP BY attrelid
    """
    assert rows(url, query, [name(0)]) == rows(url, query, ["made_by_hand"])


def test_gap_is_filled(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    by_hand(plain_database_url, name(-3), month(-3), month(-2))
    keep(plain_database_url, MONTHLY)
    assert the_one(go(plain_database_url)).figures == {"made": 5}
    assert partitions(plain_database_url, "events") == sorted(name(number) for number in range(-3, 3))


def test_partition_that_overlaps_is_respected_and_named(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    by_hand(plain_database_url, "present", month(0), month(2))
    keep(plain_database_url, MONTHLY)
    result = the_one(go(plain_database_url))
    assert (result.state, result.figures) == ("done", {"made": 1})
    assert partitions(plain_database_url, "events") == sorted(["present", name(2)])
    assert len(result.notes) == 2
    assert result.notes[0].startswith("public.present, made by hand, has time between ")
    assert result.notes[0].endswith("which is left to it")
    # What is left to it is not due for ever.
    assert go(plain_database_url).tasks == ()


def test_part_of_a_period_is_told(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    by_hand(plain_database_url, "some days", month(1), month(1).replace(day=10))
    keep(plain_database_url, MONTHLY)
    result = the_one(go(plain_database_url))
    assert result.figures == {"made": 2}
    assert result.notes[0].endswith("some of it is in no partition")


def test_bounds_without_end_are_understood(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    rows(
        plain_database_url,
        f"CREATE TABLE old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('{month(0).isoformat()}')",
    )
    rows(
        plain_database_url,
        f"CREATE TABLE far PARTITION OF events FOR VALUES FROM ('{month(2).isoformat()}') TO (MAXVALUE)",
    )
    keep(plain_database_url, MONTHLY)
    assert the_one(go(plain_database_url)).figures == {"made": 2}
    assert partitions(plain_database_url, "events") == sorted(["far", "old", name(0), name(1)])


def test_writers_go_on_while_partitions_are_made(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    by_hand(plain_database_url, name(0), month(0), month(1))
    keep(plain_database_url, MONTHLY)
    with psycopg.connect(plain_database_url) as writer:
        writer.execute("INSERT INTO events VALUES (now(), 'not yet committed')")
        assert the_one(go(plain_database_url)).figures == {"made": 2}


def test_partition_belongs_to_the_tables_owner(plain_database_url: str) -> None:
    with role(plain_database_url, "mt_parent_owner"):
        rows(plain_database_url, EVENTS)
        rows(plain_database_url, "ALTER TABLE events OWNER TO mt_parent_owner")
        keep(plain_database_url, MONTHLY)
        assert the_one(go(plain_database_url)).state == "done"
        owners = "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relname LIKE 'events%'"
        assert rows(plain_database_url, owners) == [("mt_parent_owner",)]


def test_row_security_is_not_passed_by_through_a_partition(plain_database_url: str) -> None:
    url = plain_database_url
    with role(url, "mt_reader") as reader:
        rows(url, EVENTS)
        rows(url, "ALTER TABLE events ENABLE ROW LEVEL SECURITY")
        rows(url, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO mt_reader")
        keep(url, MONTHLY)
        assert the_one(go(url)).state == "done"
        rows(url, "INSERT INTO events VALUES (now(), 'secret')")
        assert value(url, f"SELECT count(*) FROM {name(0)}") == 1
        assert value(reader, f"SELECT count(*) FROM {name(0)}") == 0


def test_hostile_names(plain_database_url: str) -> None:
    hostile = 'Odd "Name% {}; --'
    table, column = sql.Identifier("Wild % schema", hostile), sql.Identifier('at "x %s')
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "Wild % schema"')
        connection.execute(
            sql.SQL("CREATE TABLE {} ({} date NOT NULL) PARTITION BY RANGE ({})").format(
                table, column, column
            )
        )
    rule = PartitionRule(schema="Wild % schema", table=hostile, by="day", ahead=1, keep=1)
    keep(plain_database_url, rule)
    assert the_one(go(plain_database_url)).figures == {"made": 2}
    start = moved("day", datetime.fromisoformat(value(plain_database_url, "SELECT now()::date::text")), -4)
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier("Wild % schema", 'it\'s "old" %'),
                table,
                sql.Literal(start.date().isoformat()),
                sql.Literal(moved("day", start, 1).date().isoformat()),
            )
        )
    assert the_one(go(plain_database_url)).figures["dropped"] == 1


def test_due_is_the_next_period(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    keep(plain_database_url, MONTHLY)
    (before,) = stand(plain_database_url)
    assert before.due.now
    assert before.due.overdue
    go(plain_database_url, timeouts=PATIENT)
    (after,) = stand(plain_database_url)
    assert (after.due.now, after.due.overdue, after.due.at) == (False, False, month(1))


def test_partitions_since_a_day_under_another_name(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    keep(
        plain_database_url,
        PartitionRule(schema="public", table="events", by="year", since="2021-06-01", prefix="e"),
    )
    assert the_one(go(plain_database_url)).state == "done"
    years = [name.removeprefix("e_") for name in partitions(plain_database_url, "events")]
    assert years[0] == "2021"
    assert [int(year) for year in years] == list(range(2021, 2021 + len(years)))


def test_too_many_partitions_since_a_day_are_refused(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    keep(plain_database_url, PartitionRule(schema="public", table="events", by="hour", since="2001-01-01"))
    result = the_one(go(plain_database_url))
    assert result.state == "failed"
    assert partitions(plain_database_url, "events") == []
