"""What is ours and what is not: told by ownership, not by name."""

from __future__ import annotations

import psycopg

from dbtool.catalog.inspector import inspect
from dbtool.kinds.edges import without_cluster
from dbtool.model.database import Database
from dbtool.server.contract import Server
from tests.support.extensions import skip_without

CHUNKS = """
CREATE SCHEMA other;
CREATE TABLE public.metrics (time timestamptz NOT NULL, device int NOT NULL, value float8,
  PRIMARY KEY (time, device));
SELECT create_hypertable(
  'public.metrics', by_range('time', interval '1 day'), create_default_indexes => false
);
CREATE TABLE public.notes (
  time timestamptz, device int, FOREIGN KEY (time, device) REFERENCES public.metrics
);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON public.metrics FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE INDEX metrics_value ON public.metrics (value);
GRANT SELECT ON public.metrics TO PUBLIC;
INSERT INTO public.metrics
SELECT t, 1, 1 FROM generate_series('2024-01-01'::timestamptz, '2024-01-05', interval '1 day') AS t;
"""
MOVE = """
DO $$ BEGIN
  EXECUTE format(
    'ALTER TABLE %s SET SCHEMA other', (SELECT chunk FROM show_chunks('public.metrics') AS chunk LIMIT 1)
  );
END $$
"""


def names(database: Database) -> set[tuple[str, ...]]:
    return {key.path for key in database if key.kind in ("table", "view", "index", "constraint", "trigger")}


def test_chunks_are_no_facts_wherever_they_live(timescale: psycopg.Connection) -> None:
    timescale.execute(CHUNKS)
    timescale.execute(MOVE)
    found = inspect(timescale)
    assert names(found) == {
        ("public", "metrics"),
        ("public", "metrics", "metrics_pkey"),
        ("public", "metrics", "touch"),
        ("public", "metrics_value"),
        ("public", "notes"),
        ("public", "notes", "notes_time_device_fkey"),
    }
    assert found.unmodelled == ()


def test_chunks_change_nothing(timescale: psycopg.Connection) -> None:
    before_rows, rows = CHUNKS.split("INSERT INTO", 1)
    timescale.execute(before_rows)
    # Roles are the cluster's, where other tests make theirs at the same time.
    empty = without_cluster(inspect(timescale))
    timescale.execute("INSERT INTO" + rows)
    full = without_cluster(inspect(timescale))
    assert full.facts == empty.facts
    assert full.edges == empty.edges
    assert full.fingerprint == empty.fingerprint


def test_users_table_in_a_schema_of_an_extension_is_the_users(timescale: psycopg.Connection) -> None:
    timescale.execute("CREATE TABLE _timescaledb_internal.mine (a int)")
    found = inspect(timescale)
    assert found.get("table", "_timescaledb_internal", "mine") is not None
    assert found.get("schema", "_timescaledb_internal") is None


def test_schema_and_objects_of_dbtool_are_out_of_scope(connection: psycopg.Connection) -> None:
    before = without_cluster(inspect(connection))
    connection.execute("CREATE SCHEMA dbtool")
    connection.execute("CREATE TABLE dbtool.journal (id bigserial PRIMARY KEY)")
    connection.execute("CREATE FUNCTION dbtool.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    connection.execute("GRANT USAGE ON SCHEMA dbtool TO PUBLIC")
    after = without_cluster(inspect(connection))
    assert (after.facts, after.unmodelled) == (before.facts, before.unmodelled)


def test_temporary_objects_and_extension_members_are_out_of_scope(
    connection: psycopg.Connection, server: Server
) -> None:
    skip_without(server.url, ["citext"])
    before = inspect(connection)
    connection.execute("CREATE TEMP TABLE passing (id serial PRIMARY KEY)")
    connection.execute("CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    connection.execute("CREATE EXTENSION citext")
    after = inspect(connection)
    new = [key for key in after if key not in before]
    assert [(key.kind, key.path) for key in new] == [("extension", ("citext",))]
    assert after.unmodelled == before.unmodelled


def test_function_that_depends_on_an_extension_stays_in_scope(
    connection: psycopg.Connection, server: Server
) -> None:
    skip_without(server.url, ["citext"])
    connection.execute("CREATE EXTENSION citext")
    connection.execute("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    connection.execute("ALTER FUNCTION public.mine() DEPENDS ON EXTENSION citext")
    assert inspect(connection).get("function", "public", "mine", "") is not None


def test_names_that_look_like_a_chunk_are_the_users(timescale: psycopg.Connection) -> None:
    timescale.execute("CREATE TABLE public._hyper_1_1_chunk (a int)")
    timescale.execute("CREATE VIEW public._direct_view_1 AS SELECT 1 AS a")
    assert names(inspect(timescale)) == {("public", "_hyper_1_1_chunk"), ("public", "_direct_view_1")}


def test_builder_reads_as_no_owner(connection: psycopg.Connection) -> None:
    connection.execute("CREATE ROLE scope_builder")
    connection.execute("CREATE ROLE scope_owner")
    connection.execute("CREATE TABLE public.a (); ALTER TABLE public.a OWNER TO scope_builder")
    connection.execute("CREATE TABLE public.b (); ALTER TABLE public.b OWNER TO scope_owner")
    found = inspect(connection, builder="scope_builder")
    owners = {fact.key.path[1]: fact.values().get("owner") for fact in found.of_kind("table")}
    assert owners == {"a": None, "b": "scope_owner"}


def test_role_without_rights_sees_the_same(connection: psycopg.Connection) -> None:
    connection.execute("CREATE SCHEMA closed")
    connection.execute("CREATE TABLE closed.t (id serial PRIMARY KEY)")
    connection.execute("CREATE VIEW closed.v AS SELECT id FROM closed.t")
    connection.execute("CREATE FUNCTION closed.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    connection.execute("CREATE ROLE scope_nobody")
    everything = inspect(connection)
    connection.execute("SET LOCAL ROLE scope_nobody")
    seen = inspect(connection)
    assert (seen.facts, seen.edges, seen.unmodelled) == (
        everything.facts,
        everything.edges,
        everything.unmodelled,
    )
