"""Partition rules that cannot be carried out, or not whole."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from dbtool.kinds.upkeep.partition_rule import PartitionRule
from tests.maintain.support import (
    EVENTS,
    MONTHLY,
    go,
    keep,
    ledger,
    month,
    name,
    partitions,
    role,
    said,
    stand,
    the_one,
)
from tests.support.live import rows, value


def test_name_that_is_taken_is_an_error_and_the_others_are_made(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    rows(plain_database_url, f"CREATE VIEW {name(1)} AS SELECT 1 AS one")
    keep(plain_database_url, MONTHLY)
    result = the_one(go(plain_database_url))
    assert (result.state, result.figures) == ("failed", {"made": 2})
    assert f"public.{name(1)} is there already and is no partition of public.events" in said(result)
    assert partitions(plain_database_url, "events") == [name(0), name(2)]


def test_default_partition_that_holds_rows_is_named(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    rows(plain_database_url, "CREATE TABLE events_rest PARTITION OF events DEFAULT")
    rows(plain_database_url, "INSERT INTO events VALUES (now(), 'a'), (now(), 'b')")
    keep(plain_database_url, MONTHLY)
    result = the_one(go(plain_database_url))
    assert (result.state, result.figures) == ("failed", {"made": 2})
    assert f"the default partition public.events_rest holds 2 rows of what would be public.{name(0)}" in said(
        result
    )
    assert "detach public.events_rest" in said(result)


def test_way_out_of_a_default_partition_works(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, EVENTS)
    rows(url, "CREATE TABLE events_rest PARTITION OF events DEFAULT")
    rows(url, "INSERT INTO events VALUES (now(), 'a'), (now() - interval '3 years', 'b')")
    keep(url, MONTHLY)
    assert the_one(go(url)).state == "failed"
    # As docs/maintain.md has it.
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE events DETACH PARTITION events_rest")
        low, high = sql.Literal(month(0).isoformat()), sql.Literal(month(1).isoformat())
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF events FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier(name(0)), low, high
            )
        )
        connection.execute(
            sql.SQL(
                "WITH moved AS (DELETE FROM events_rest WHERE at >= {} AND at < {} RETURNING *) "
                "INSERT INTO events SELECT * FROM moved"
            ).format(low, high)
        )
        connection.execute("ALTER TABLE events ATTACH PARTITION events_rest DEFAULT")
    assert go(url).tasks == ()
    assert value(url, "SELECT count(*) FROM events") == 2


@pytest.mark.parametrize(
    ("ddl", "message"),
    [
        ("CREATE TABLE events (at timestamptz)", "is not partitioned by range of one column"),
        ("CREATE TABLE events (at text) PARTITION BY LIST (at)", "is not partitioned by range of one column"),
        (
            "CREATE TABLE events (at timestamptz, x int) PARTITION BY RANGE (at, x)",
            "is not partitioned by range of one column",
        ),
        (
            "CREATE TABLE events (at timestamp) PARTITION BY RANGE (date_trunc('day', at))",
            "is not partitioned by range of one column",
        ),
        ("CREATE TABLE events (at bigint) PARTITION BY RANGE (at)", "by at, which is of type bigint"),
    ],
)
def test_table_that_the_rule_does_not_fit_is_a_clear_error(
    plain_database_url: str, ddl: str, message: str
) -> None:
    rows(plain_database_url, ddl)
    keep(plain_database_url, MONTHLY)
    result = the_one(go(plain_database_url))
    assert result.state == "failed"
    assert message in said(result)
    (standing,) = stand(plain_database_url)
    assert message in str(standing.problem)


def test_date_has_no_hours(plain_database_url: str) -> None:
    rows(plain_database_url, "CREATE TABLE events (at date) PARTITION BY RANGE (at)")
    keep(plain_database_url, PartitionRule(schema="public", table="events", by="hour"))
    assert "a date, which has no hours" in said(the_one(go(plain_database_url)))


def test_role_that_does_not_own_the_table_is_told_so(plain_database_url: str) -> None:
    rows(plain_database_url, EVENTS)
    ledger(plain_database_url)
    with role(plain_database_url, "mt_stranger") as stranger:
        rows(plain_database_url, "GRANT USAGE, CREATE ON SCHEMA public TO mt_stranger")
        rows(plain_database_url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(plain_database_url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_stranger")
        keep(plain_database_url, MONTHLY)
        result = the_one(go(stranger))
        assert result.state == "failed"
        assert result.errors[0].code == "insufficient-rights"
        assert '"mt_stranger" has to be the owner of public.events' in said(result)
        assert partitions(plain_database_url, "events") == []
