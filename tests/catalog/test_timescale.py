"""TimescaleDB's own kinds, on either edition as far as it goes."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.catalog.server import server_info
from dbtool.model.database import Database
from dbtool.model.key import Key

HYPERTABLES = """
CREATE SCHEMA chunks;
CREATE TABLE public.metrics (time timestamptz NOT NULL, device text, value float8);
SELECT create_hypertable('public.metrics', by_range('time', interval '36 hours'));
SELECT add_dimension('public.metrics', by_hash('device', 3));
CREATE TABLE public.ticks (tick bigint NOT NULL, value float8);
CREATE FUNCTION public.clock() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 5::bigint';
SELECT create_hypertable('public.ticks', 'tick', chunk_time_interval => 1000,
  associated_schema_name => 'chunks', associated_table_prefix => 't', create_default_indexes => false);
SELECT set_integer_now_func('public.ticks', 'public.clock');
"""
COMMUNITY = """
ALTER TABLE public.metrics SET (timescaledb.compress,
  timescaledb.compress_segmentby = 'device', timescaledb.compress_orderby = 'value NULLS FIRST, time DESC');
SELECT add_compression_policy('public.metrics', INTERVAL '7 days');
SELECT add_retention_policy('public.metrics', INTERVAL '1 month',
  initial_start => '2024-01-01 03:00+00', timezone => 'Europe/Berlin');
ALTER TABLE public.ticks SET (timescaledb.compress);
SELECT add_retention_policy('public.ticks', BIGINT '5000');
CREATE MATERIALIZED VIEW public.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
  SELECT time_bucket('1 hour', time) AS bucket, device, avg(value) AS mean FROM public.metrics GROUP BY 1, 2
  WITH NO DATA;
CREATE MATERIALIZED VIEW public.daily WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 day', bucket) AS bucket, device, max(mean) AS peak FROM public.hourly GROUP BY 1, 2
  WITH NO DATA;
CREATE INDEX hourly_mean ON public.hourly (mean);
COMMENT ON VIEW public.hourly IS 'by the hour';
GRANT SELECT ON public.hourly TO PUBLIC;
SELECT add_retention_policy('public.hourly', INTERVAL '1 year');
SELECT add_continuous_aggregate_policy('public.hourly',
  start_offset => INTERVAL '3 days', end_offset => NULL, schedule_interval => INTERVAL '90 minutes');
CREATE PROCEDURE public.tidy(job_id int, config jsonb) LANGUAGE plpgsql AS $$ BEGIN END $$;
SELECT add_job('public.tidy', '1 h', config => '{"b": 1, "a": 2}', job_name => 'nightly');
"""

Expected = list[tuple[tuple[str, ...], dict[str, Any]]]

EITHER: Expected = [
    (
        ("hypertable", "public", "metrics"),
        {"by": "time", "chunk_interval": "1 day 12:00:00", "hash": {"device": 3}, "associated_schema": None},
    ),
    (
        ("hypertable", "public", "ticks"),
        {
            "by": "tick",
            "chunk_interval": "1000",
            "integer_now": "public.clock",
            "associated_schema": "chunks",
            "associated_prefix": "t",
        },
    ),
    (("index", "public", "metrics_time_idx"), {"definition": 'USING btree ("time" DESC)'}),
]
ONLY_COMMUNITY: Expected = [
    (
        ("columnstore", "public", "metrics"),
        {"segment_by": ("device",), "order_by": ("value NULLS FIRST", '"time" DESC')},
    ),
    (("columnstore_policy", "public", "metrics"), {"after": "7 days", "initial_start": None}),
    (
        ("retention", "public", "metrics"),
        {"drop_after": "1 mon", "initial_start": "2024-01-01 03:00:00+00", "timezone": "Europe/Berlin"},
    ),
    (("retention", "public", "ticks"), {"drop_after": "5000"}),
    (("retention", "public", "hourly"), {"drop_after": "1 year"}),
    (
        ("continuous_aggregate", "public", "hourly"),
        {
            "materialized_only": False,
            "comment": "by the hour",
            "columns": (
                ("bucket", "timestamp with time zone"),
                ("device", "text"),
                ("mean", "double precision"),
            ),
        },
    ),
    (
        ("refresh", "public", "hourly"),
        {"start_offset": "3 days", "end_offset": None, "schedule_interval": "01:30:00"},
    ),
    (
        ("job", "public", "tidy", "nightly"),
        {"schedule_interval": "01:00:00", "config": '{"a": 2, "b": 1}', "initial_start": None},
    ),
    (("index", "public", "hourly_mean"), {"table": "hourly", "definition": "USING btree (mean)"}),
    (("grant", "continuous_aggregate", "public", "hourly", "PUBLIC"), {"privileges": ("SELECT",)}),
]


def check(found: Database, path: tuple[str, ...], fields: dict[str, Any]) -> None:
    fact = found.get(*path)
    assert fact is not None, path
    assert {name: getattr(fact, name) for name in fields} == fields


def test_hypertables(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    found = inspect(timescale)
    for path, fields in EITHER:
        check(found, path, fields)
    needs = found.edges[Key("hypertable", ("public", "ticks"))]
    assert needs >= {
        Key("function", ("public", "clock", "")),
        Key("schema", ("chunks",)),
        Key("table", ("public", "ticks")),
        Key("extension", ("timescaledb",)),
    }
    assert found.unmodelled == ()


@pytest.mark.community
def test_community_kinds(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    found = inspect(timescale)
    for path, fields in EITHER + ONLY_COMMUNITY:
        check(found, path, fields)
    assert found.of_kind("view") == found.of_kind("materialized_view") == []
    assert found.unmodelled == ()


@pytest.mark.community
def test_only_declared_indexes_of_an_aggregate_are_facts(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    found = inspect(timescale)
    assert {fact.key.path[1] for fact in found.of_kind("index")} == {"hourly_mean", "metrics_time_idx"}


@pytest.mark.community
def test_aggregate_needs_its_source_by_column_and_as_a_hypertable(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    edges = inspect(timescale).edges
    hourly, daily = (Key("continuous_aggregate", ("public", name)) for name in ("hourly", "daily"))
    assert edges[hourly] >= {
        Key("hypertable", ("public", "metrics")),
        Key("column", ("public", "metrics", "value")),
        Key("extension", ("timescaledb",)),
    }
    assert hourly in edges[daily]
    assert Key("column", ("public", "metrics", "value")) not in edges[daily]
    assert edges[Key("index", ("public", "hourly_mean"))] == {hourly}


@pytest.mark.community
def test_compressed_chunks_and_materialized_rows_are_no_facts(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    before = inspect(timescale)
    timescale.execute("INSERT INTO public.metrics VALUES ('2024-01-01', 'a', 1), ('2024-02-01', 'b', 2)")
    timescale.execute("SELECT compress_chunk(c) FROM show_chunks('public.metrics') AS c")
    after = inspect(timescale)
    assert (after.facts, after.edges, after.unmodelled) == (before.facts, before.edges, before.unmodelled)


def test_partitioning_function_is_named_as_not_modelled(timescale: psycopg.Connection) -> None:
    timescale.execute(
        "CREATE FUNCTION public.half(anyelement) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1'"
    )
    timescale.execute("CREATE TABLE public.t (at timestamptz NOT NULL, who text NOT NULL)")
    timescale.execute(
        "SELECT create_hypertable('public.t', 'at', 'who', 2, partitioning_func => 'public.half')"
    )
    named = "partitioning function of dimension who of hypertable public.t"
    assert inspect(timescale).unmodelled == (named,)


@pytest.mark.community
def test_settings_of_new_versions_are_named_as_not_modelled(timescale: psycopg.Connection) -> None:
    if server_info(timescale).timescaledb_release < (2, 29):
        pytest.skip("needs TimescaleDB 2.29")
    timescale.execute("CREATE TABLE public.t (at timestamptz NOT NULL, who text NOT NULL)")
    timescale.execute("SELECT create_hypertable('public.t', 'at')")
    timescale.execute("ALTER TABLE public.t SET (timescaledb.compress, timescaledb.direct_compress)")
    found = inspect(timescale)
    assert found.unmodelled == ("direct_compress of hypertable public.t",)
    assert found.get("compaction_policy", "public", "t")
    timescale.execute(
        "INSERT INTO _timescaledb_catalog.hypertable_cagg_settings"
        " SELECT id, 'who' FROM _timescaledb_catalog.hypertable WHERE table_name = 't'"
    )
    assert "granular refresh of hypertable public.t" in inspect(timescale).unmodelled


@pytest.mark.community
def test_second_job_of_one_name_is_named_as_not_modelled(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    timescale.execute("SELECT add_job('public.tidy', '2 h', job_name => 'nightly')")
    unmodelled = inspect(timescale).unmodelled
    assert [name.rsplit(" [", 1)[0] for name in unmodelled] == ["job public.tidy"]


def test_chunks_have_settings_of_their_own(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute("SELECT attach_tablespace('pg_default', 'public.metrics')")
    timescale.execute("ALTER TABLE public.metrics ADD COLUMN n integer")
    if server_info(timescale).timescaledb_release >= (2, 16):
        timescale.execute("SET timescaledb.enable_chunk_skipping = on")
        timescale.execute("SELECT enable_chunk_skipping('public.metrics', 'n')")
        timescale.execute("INSERT INTO public.metrics VALUES ('2024-01-01', 'a', 1, 2)")
        check(inspect(timescale), ("chunk_skipping", "public", "metrics", "n"), {"column": "n"})
    found = inspect(timescale)
    check(found, ("chunk_tablespace", "public", "metrics", "pg_default"), {"tablespace": "pg_default"})
    assert not found.unmodelled


@pytest.mark.community
def test_what_a_policy_is_told_further(timescale: psycopg.Connection) -> None:
    timescale.execute(HYPERTABLES)
    timescale.execute(COMMUNITY)
    timescale.execute("SELECT add_reorder_policy('public.metrics', 'metrics_time_idx')")
    timescale.execute(
        "SELECT alter_job(job_id, max_retries => 3, config => config || '{\"verbose_log\": true}')"
        " FROM timescaledb_information.jobs"
        " WHERE proc_name = 'policy_retention' AND hypertable_name = 'ticks'"
    )
    found = inspect(timescale)
    check(found, ("reorder_policy", "public", "metrics"), {"index": "metrics_time_idx", "options": {}})
    told = {"drop_after": "5000", "max_retries": 3, "options": {"verbose_log": "true"}}
    check(found, ("retention", "public", "ticks"), told)


def test_edition_and_version_are_the_servers(timescale: psycopg.Connection, server: Any) -> None:
    info = server_info(timescale)
    assert (info.edition, info.version, info.timescaledb) == (server.edition, server.pg, server.ts)
    assert info.timescaledb_schema == "public"
    assert info.superuser


def test_plain_database_has_no_extension(connection: psycopg.Connection) -> None:
    info = server_info(connection)
    assert (info.timescaledb, info.timescaledb_schema, info.timescaledb_release) == (None, None, (0, 0))
