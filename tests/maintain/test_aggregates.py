"""Emulated continuous aggregates: refreshed by windows, and never poorer than what they were made of."""

from __future__ import annotations

from typing import Any

import pytest

from dbtool.execute.community import hold
from dbtool.execute.connect import connect
from dbtool.execute.emulation.aside import BucketsWouldBeLost
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.fact import Expr, Fact
from dbtool.model.statement import Statement
from tests.maintain.support import go, ledger, role, said, states, the_one
from tests.support.live import rows, value

pytestmark = pytest.mark.usefixtures("apache")

TICKS = "CREATE TABLE ticks (at timestamptz NOT NULL, s text, n int NOT NULL DEFAULT 1)"
HYPER = "SELECT create_hypertable('ticks', 'at', chunk_time_interval => interval '1 day')"
# Noon of each day, so that none falls into another one's bucket while the test runs.
FILL = """
INSERT INTO ticks SELECT date_trunc('day', now()) - i * interval '1 day' + interval '12 hours', 'a'
FROM generate_series(1, 40) AS i
"""
DAILY = "SELECT time_bucket('1 day', at) AS day, s, sum(n) AS n FROM ticks GROUP BY 1, 2"
LATE = (
    "INSERT INTO ticks VALUES (date_trunc('day', now()) - %s * interval '1 day' + interval '13 hours', 'a')"
)


def aggregate(query: str = DAILY, name: str = "daily", **fields: Any) -> ContinuousAggregate:
    return ContinuousAggregate(schema="public", name=name, definition=Expr(query), **fields)


def refresh(name: str = "daily", **fields: Any) -> Refresh:
    # Yesterday's bucket is over from midnight on: a longer offset fails until it has passed.
    usual = {"start_offset": "3 days", "end_offset": "1 second", "schedule_interval": "1 hour"}
    return Refresh(**{"schema": "public", "name": name, **usual, **fields})


def retention(table: str = "ticks", drop_after: str = "30 days") -> Retention:
    return Retention(schema="public", table=table, drop_after=drop_after)


def apply(url: str, *facts: Fact) -> None:
    """Declare facts as the steps of an apply do on a server without the Community edition."""
    ledger(url)
    with connect(url, autocommit=True) as connection:
        for fact in facts:
            declares = [{"key": [fact.key.kind, *fact.key.path], "values": fact.values()}]
            with connection.transaction():
                hold(connection, Statement(sql="", community=True, declares=declares), "emulate")


def filled(url: str) -> None:
    rows(url, TICKS)
    rows(url, HYPER)
    rows(url, FILL)


def test_old_buckets_outlive_their_raw_rows(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh(), retention())
    assert value(url, "SELECT sum(n) FROM daily") == 40
    assert [state for _, state in states(go(url))] == ["done", "done"]
    assert value(url, "SELECT count(*) FROM ticks") in (30, 31)
    assert value(url, "SELECT sum(n) FROM daily") == 40
    rows(url, LATE, [2])
    assert [state for _, state in states(go(url, force=True))] == ["done", "done"]
    assert value(url, "SELECT sum(n) FROM daily") == 41


def test_what_was_never_aggregated_is_so_before_it_is_dropped(database_url: str) -> None:
    url = database_url
    rows(url, TICKS)
    rows(url, HYPER)
    apply(url, aggregate(), refresh(), retention())
    rows(url, FILL)
    result = go(url, "drop_chunks")
    assert the_one(result).figures["dropped"] in (9, 10)
    assert the_one(result).figures["windows"] >= 40
    assert value(url, "SELECT sum(n) FROM daily") == 40


def test_drop_waits_for_a_refresh_that_fails(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh(), retention())
    rows(
        url, "INSERT INTO ticks SELECT now() - interval '2 days', 'a', 2147483647 FROM generate_series(1, 2)"
    )
    rows(url, "ALTER TABLE dbtool.materialized_1 ADD CHECK (n < 2147483647) NOT VALID")
    result = go(url)
    assert sorted(states(result)) == [("drop_chunks", "failed"), ("refresh", "failed")]
    assert value(url, "SELECT count(*) FROM ticks") == 42


def test_chunks_dropped_by_hand_are_noticed(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh(start_offset=None))
    go(url)
    rows(url, "SELECT drop_chunks('ticks', older_than => interval '20 days')")
    go(url, force=True)
    assert value(url, "SELECT sum(n) FROM daily") == 40


def test_bucket_whose_rows_are_gone_in_part_stays(database_url: str) -> None:
    url = database_url
    filled(url)
    weekly = "SELECT time_bucket('1 week', at, 'Europe/Berlin') AS week, sum(n) AS n FROM ticks GROUP BY 1"
    apply(url, aggregate(weekly), refresh(start_offset=None, end_offset=None), retention())
    before = rows(url, "SELECT * FROM daily ORDER BY 1")
    go(url)
    go(url, force=True)
    assert rows(url, "SELECT * FROM daily ORDER BY 1") == before
    rows(url, LATE, [2])
    go(url, force=True)
    assert value(url, "SELECT sum(n) FROM daily") == 41


def test_only_windows_of_the_declared_refresh_are_made_again(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh())
    go(url)
    rows(url, LATE, [10])
    rows(url, LATE, [2])
    done = the_one(go(url, force=True))
    assert done.figures["windows"] in (3, 4)
    assert value(url, "SELECT sum(n) FROM daily") == 41


def test_stopped_refresh_goes_on_where_it_was(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh(start_offset=None))
    stopped = """
        UPDATE dbtool.aggregates SET positions = jsonb_build_object('refresh 1 second',
          (extract(epoch FROM date_trunc('day', now()) - interval '5 days') * 1000000)::bigint)
    """
    rows(url, stopped)
    assert the_one(go(url)).figures["windows"] in (4, 5, 6)
    assert value(url, "SELECT positions FROM dbtool.aggregates") == {}
    assert the_one(go(url, force=True)).figures["windows"] >= 39


def test_real_time_shows_what_is_newer_than_the_table(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(materialized_only=False), refresh(), retention())
    go(url)
    rows(url, "INSERT INTO ticks VALUES (now(), 'b', 7)")
    assert value(url, "SELECT sum(n) FROM daily WHERE s = 'b'") == 7
    apply(url, aggregate(materialized_only=True))
    assert value(url, "SELECT sum(n) FROM daily") == 40
    (plan,) = rows(url, "SELECT pg_get_viewdef('daily'::regclass) !~ 'UNION'")
    assert plan == (True,)


def test_aggregates_are_refreshed_bottom_up(database_url: str) -> None:
    url = database_url
    rows(url, TICKS)
    rows(url, HYPER)
    over = "SELECT time_bucket('7 days', day) AS week, sum(n) AS n FROM daily GROUP BY 1"
    apply(url, aggregate(), aggregate(over, "a_week"), refresh("a_week", start_offset=None), refresh())
    rows(url, FILL)
    result = go(url)
    assert [task.task.object for task in result.tasks] == ["public.daily", "public.a_week"]
    assert value(url, "SELECT sum(n) FROM daily") == 40
    whole = value(url, "SELECT sum(n) FROM a_week")
    apply(url, retention("daily", "20 days"), retention())
    go(url, force=True)
    assert value(url, "SELECT count(*) FROM daily") in (19, 20)
    assert value(url, "SELECT sum(n) FROM a_week") >= whole
    go(url, force=True)
    assert value(url, "SELECT count(*) FROM daily") in (19, 20)


def test_time_may_be_a_number(database_url: str) -> None:
    url = database_url
    rows(url, "CREATE TABLE ticks (at int NOT NULL, n int NOT NULL DEFAULT 1)")
    rows(url, "SELECT create_hypertable('ticks', 'at', chunk_time_interval => 10)")
    rows(url, "CREATE FUNCTION clock() RETURNS int LANGUAGE sql STABLE AS 'SELECT 100'")
    rows(url, "SELECT set_integer_now_func('ticks', 'clock')")
    rows(url, "INSERT INTO ticks SELECT generate_series(0, 99)")
    tens = "SELECT time_bucket(4, at) AS four, sum(n) AS n FROM ticks GROUP BY 1"
    apply(url, aggregate(tens), refresh(start_offset="50", end_offset="4"), retention(drop_after="30"))
    go(url)
    go(url, force=True)
    assert value(url, "SELECT min(at) FROM ticks") == 70
    assert value(url, "SELECT sum(n) FROM daily") == 100
    # The bucket that begins at 68 has lost two of its rows.
    assert value(url, "SELECT n FROM daily WHERE four = 68") == 4


def test_other_query_takes_over_what_it_cannot_make(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate(), refresh(), retention())
    go(url)
    more = "SELECT time_bucket('1 day', at) AS day, s, sum(n) AS n, max(n) AS most FROM ticks GROUP BY 1, 2"
    apply(url, aggregate(more))
    assert value(url, "SELECT sum(n) FROM daily") == 40
    assert value(url, "SELECT count(*) FROM daily WHERE most IS NULL") in (9, 10)
    fewer = "SELECT time_bucket('1 day', at) AS day, sum(n) AS n FROM ticks GROUP BY 1"
    with pytest.raises(BucketsWouldBeLost, match="its new query groups otherwise"):
        apply(url, aggregate(fewer))
    assert value(url, "SELECT sum(n) FROM daily") == 40
    assert value(url, "SELECT count(*) FROM dbtool.aggregates") == 1


def test_query_without_a_bucket_is_named(database_url: str) -> None:
    url = database_url
    filled(url)
    apply(url, aggregate("SELECT date_trunc('day', at) AS day, sum(n) AS n FROM ticks GROUP BY 1"), refresh())
    assert "gives no column that is time_bucket(...)" in said(the_one(go(url)))
    assert value(url, "SELECT sum(n) FROM daily") == 40


def test_owner_that_is_no_superuser_reads_and_refreshes(database_url: str) -> None:
    url = database_url
    filled(url)
    with role(url, "mt_aggregate_owner") as owner:
        rows(url, "GRANT SELECT ON ticks TO mt_aggregate_owner")
        rows(url, "GRANT CREATE ON SCHEMA public TO mt_aggregate_owner")
        apply(url, aggregate(owner="mt_aggregate_owner"), refresh())
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_aggregate_owner")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_aggregate_owner")
        rows(url, LATE, [2])
        assert states(go(owner)) == [("refresh", "done")]
        assert value(owner, "SELECT sum(n) FROM daily") == 41
