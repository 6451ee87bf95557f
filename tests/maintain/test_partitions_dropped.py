"""Partitions that a rule keeps no longer."""

from __future__ import annotations

import psycopg

from dbtool.kinds.upkeep.partition_rule import PartitionRule
from tests.maintain.support import (
    EVENTS,
    JOURNAL,
    by_hand,
    go,
    keep,
    month,
    name,
    partitions,
    said,
    states,
    the_one,
)
from tests.support.live import rows, value


def test_old_partitions_go_and_nothing_else(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, EVENTS)
    for number in range(-5, 0):
        by_hand(url, name(number), month(number), month(number + 1))
    by_hand(url, "half a year by hand", month(-11), month(-5))
    rows(url, f"INSERT INTO events VALUES ('{month(-5).isoformat()}', 'old')")
    keep(url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=2))
    assert the_one(go(url)).figures == {"made": 2, "dropped": 3}
    assert partitions(url, "events") == sorted(["half a year by hand", *map(name, range(-2, 2))])
    assert value(url, "SELECT count(*) FROM pg_class WHERE relname = %s", [name(-5)]) == 0
    assert rows(url, JOURNAL) == [("partitions", "done", {"made": 2, "dropped": 3}, False)]


def test_old_partitions_go_beside_a_default_one_which_stays(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    rows(plain_database_url, "CREATE TABLE events_rest PARTITION OF events DEFAULT")
    by_hand(plain_database_url, name(-5), month(-5), month(-4))
    keep(plain_database_url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=1))
    assert the_one(go(plain_database_url)).figures["dropped"] == 1
    assert "events_rest" in partitions(plain_database_url, "events")


def test_partition_that_something_needs_stays_attached_and_is_named(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, EVENTS)
    for number in (-5, -4):
        by_hand(url, name(number), month(number), month(number + 1))
    rows(url, f'CREATE VIEW "Looks %" AS SELECT * FROM {name(-5)}')
    keep(url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=1))
    result = the_one(go(url))
    assert result.state == "failed"
    assert result.figures["dropped"] == 1
    assert f'public.{name(-5)} is old and cannot be dropped: view public."Looks %" needs it' in said(result)
    assert name(-5) in partitions(url, "events")


def test_rows_that_refer_to_a_partition_are_named(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE events (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at)")
    by_hand(url, name(-5), month(-5), month(-4))
    rows(url, "CREATE TABLE notes (at timestamptz CONSTRAINT notes_event REFERENCES events)")
    rows(url, f"INSERT INTO events VALUES ('{month(-5).isoformat()}')")
    rows(url, "INSERT INTO notes SELECT at FROM events")
    keep(url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=1))
    result = the_one(go(url))
    assert result.state == "failed"
    assert "since rows refer to its rows by foreign key notes_event of public.notes" in said(result)
    rows(url, "DELETE FROM notes")
    assert the_one(go(url)).figures["dropped"] == 1
    assert name(-5) not in partitions(url, "events")


def test_long_reader_is_named_and_the_next_run_goes_on(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, EVENTS)
    by_hand(url, name(-5), month(-5), month(-4))
    keep(url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=1))
    with psycopg.connect(url, application_name="report") as reader:
        reader.execute("SELECT count(*) FROM events")
        result = the_one(go(url))
        assert result.state == "failed"
        assert "report" in said(result)
        # Made while it reads: attaching keeps nobody out.
        assert result.figures["made"] >= 2
        assert rows(url, "SELECT inhdetachpending FROM pg_inherits WHERE inhdetachpending") == [(True,)]
        assert rows(url, JOURNAL)[-1][3] is True
    again = go(url)
    assert states(again) == [] or states(again) == [("partitions", "done")]
    assert name(-5) not in partitions(url, "events")
    assert value(url, "SELECT count(*) FROM pg_class WHERE relname = %s", [name(-5)]) == 0
    assert value(url, "SELECT count(*) FROM dbtool.maintenance WHERE open") == 0
