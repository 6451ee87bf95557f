"""VACUUM, ANALYZE and REINDEX CONCURRENTLY."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.kinds.upkeep.maintenance import Maintenance
from tests.maintain.support import JOURNAL, go, keep, ledger, role, said, states, the_one
from tests.support.live import old_snapshot, rows, value

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, note text)"
FILL = "INSERT INTO orders SELECT i, repeat('x', 100) FROM generate_series(1, 5000) AS i"
ALL = Maintenance(schema="public", table="orders", vacuum="1 day", analyze="1 day", reindex="30 days")
INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def test_dead_rows_go_and_figures_say_so(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, f"{ORDERS} WITH (autovacuum_enabled = off)")
    rows(url, FILL)
    rows(url, "DELETE FROM orders WHERE id > 1000")
    keep(url, ALL)
    result = go(url)
    assert states(result) == [("vacuum", "done"), ("analyze", "done"), ("reindex", "done")]
    vacuum, analyze, reindex = (each.figures for each in result.tasks)
    assert (vacuum["dead_before"], vacuum["dead_after"]) == (4000, 0)
    assert vacuum["size_after"] < vacuum["size_before"]
    assert analyze["dead_after"] == 0
    assert reindex["index_size_after"] < reindex["index_size_before"]
    assert value(url, "SELECT reltuples FROM pg_class WHERE relname = 'orders'") == 1000
    assert go(url).tasks == ()


def test_partitions_are_kept_up_with_their_table(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE orders (id int PRIMARY KEY) PARTITION BY RANGE (id)")
    rows(url, "CREATE TABLE low PARTITION OF orders FOR VALUES FROM (0) TO (10)")
    rows(url, "CREATE TABLE high PARTITION OF orders FOR VALUES FROM (10) TO (20)")
    rows(url, "INSERT INTO orders SELECT generate_series(0, 19)")
    keep(url, ALL)
    result = go(url)
    assert result.ok
    assert result.tasks[2].figures["tables"] == 2
    assert rows(url, "SELECT count(*) FROM pg_stat_user_tables WHERE last_vacuum IS NOT NULL") == [(2,)]


def test_hypertable_is_reindexed_chunk_by_chunk(database_url: str) -> None:
    url = database_url
    rows(url, "CREATE TABLE orders (at timestamptz NOT NULL, id int)")
    rows(url, "SELECT create_hypertable('orders', 'at', chunk_time_interval => interval '1 day')")
    rows(url, "INSERT INTO orders SELECT now() - i * interval '1 day', i FROM generate_series(1, 4) AS i")
    keep(url, ALL)
    result = go(url)
    assert result.ok, [said(each) for each in result.tasks]
    assert result.tasks[2].figures["tables"] >= 4
    vacuumed = (
        "SELECT count(*) FROM pg_stat_user_tables WHERE last_vacuum IS NOT NULL AND relname LIKE '_hyper%'"
    )
    assert value(url, vacuumed) == 4


def test_materialized_view_is_kept_up_too(plain_database_url: str) -> None:
    rows(plain_database_url, "CREATE MATERIALIZED VIEW orders AS SELECT 1 AS id")
    rows(plain_database_url, "CREATE INDEX ON orders (id)")
    keep(plain_database_url, ALL)
    assert go(plain_database_url).ok


def test_reindex_that_cannot_end_leaves_nothing(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, ORDERS)
    rows(url, FILL)
    keep(url, Maintenance(schema="public", table="orders", reindex="30 days"))
    with old_snapshot(url), psycopg.connect(url) as writer:
        writer.execute("INSERT INTO orders VALUES (0, 'in the way')")
        result = the_one(go(url))
        assert result.state == "failed"
        writer.rollback()
    again = the_one(go(url))
    assert again.state == "done"
    assert value(url, INVALID) == 0
    assert value(url, "SELECT count(*) FROM dbtool.maintenance WHERE open") == 0


def test_invalid_index_of_somebody_else_is_left_alone(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, ORDERS)
    rows(url, "INSERT INTO orders VALUES (1, 'same'), (2, 'same')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        rows(url, "CREATE UNIQUE INDEX CONCURRENTLY mine ON orders (note)")
    keep(url, Maintenance(schema="public", table="orders", reindex="30 days"))
    go(url)
    assert value(url, "SELECT count(*) FROM pg_class WHERE relname = 'mine'") == 1


def test_role_that_may_not_vacuum_fails_instead_of_being_passed_by(plain_database_url: str) -> None:
    url = plain_database_url
    ledger(url)
    with role(url, "mt_stranger") as stranger:
        rows(url, ORDERS)
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_stranger")
        keep(url, ALL)
        result = go(stranger)
        assert states(result) == [("vacuum", "failed"), ("analyze", "failed"), ("reindex", "failed")]
        for each in result.tasks:
            assert each.errors[0].code == "insufficient-rights"
            assert f"may not {each.task.name} public.orders" in said(each)
        if value(url, "SELECT current_setting('server_version_num')::int >= 170000"):
            rows(url, "GRANT MAINTAIN ON orders TO mt_stranger")
            assert go(stranger).ok
            assert value(url, "SELECT count(*) FROM pg_stat_user_tables WHERE last_vacuum IS NOT NULL") == 1


def test_hostile_names(plain_database_url: str) -> None:
    rows(plain_database_url, 'CREATE SCHEMA "Wild % schema"')
    rows(plain_database_url, 'CREATE TABLE "Wild % schema"."Odd ""Name% {}" (id int PRIMARY KEY)')
    odd = Maintenance(
        schema="Wild % schema", table='Odd "Name% {}', vacuum="1 day", analyze="1 day", reindex="1 day"
    )
    keep(plain_database_url, odd)
    assert go(plain_database_url).ok


def test_each_has_its_own_clock(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, ORDERS)
    keep(url, Maintenance(schema="public", table="orders", vacuum="1 day", analyze="6 hours"))
    assert go(url).ok
    rows(url, "UPDATE dbtool.maintenance SET run_at = run_at - interval '7 hours'")
    assert states(go(url)) == [("analyze", "done")]
    assert len(rows(url, JOURNAL)) == 3
