"""What no kind claims is named, one by one, and nothing else is."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.model.database import Database

BASE = """
CREATE TABLE public.t (id int PRIMARY KEY, name text DEFAULT 'x');
CREATE VIEW public.v AS SELECT id, name FROM public.t;
CREATE TABLE public.part (d date, v text DEFAULT 'x') PARTITION BY RANGE (d);
CREATE TABLE public.part_rest PARTITION OF public.part DEFAULT;
CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TYPE public.mood AS ENUM ('ok');
CREATE FUNCTION public.mood_number(public.mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
"""
UNMODELLED = [
    ("CREATE AGGREGATE public.total(int) (sfunc = int4pl, stype = int)", "aggregate public.total(integer)"),
    ("CREATE TYPE public.pair AS (a int, b int)", "type public.pair"),
    ("CREATE TYPE public.span AS RANGE (subtype = int)", "type public.span"),
    ("CREATE STATISTICS public.s ON id, name FROM public.t", "statistics object public.s"),
    ("CREATE RULE r AS ON INSERT TO public.t DO ALSO NOTHING", "rule r on public.t"),
    ("CREATE COLLATION public.c (provider = libc, locale = 'C')", "collation public.c"),
    ("CREATE TEXT SEARCH CONFIGURATION public.ts (COPY = simple)", "text search configuration public.ts"),
    ("CREATE FOREIGN DATA WRAPPER w", "foreign-data wrapper w"),
    ("CREATE PUBLICATION p FOR TABLE public.t", "publication p"),
    ("CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION public.e()", "event trigger et"),
    (
        "CREATE OPERATOR public.=== (leftarg = int, rightarg = int, function = int4eq)",
        "operator public.===(integer,integer)",
    ),
    (
        "CREATE CAST (public.mood AS int) WITH FUNCTION public.mood_number(public.mood)",
        "cast (public.mood AS integer)",
    ),
    ("ALTER VIEW public.v ALTER name SET DEFAULT 'y'", "default value for public.v.name"),
    ("COMMENT ON COLUMN public.v.name IS 'c'", "comment on column public.v.name"),
    (
        "ALTER TABLE public.part_rest ALTER v DROP DEFAULT",
        "column public.part_rest.v, which differs from its parent's",
    ),
    (
        "ALTER TABLE public.part_rest ALTER v SET NOT NULL",
        "column public.part_rest.v, which differs from its parent's",
    ),
]


@pytest.mark.parametrize(("statement", "title"), UNMODELLED, ids=[title for _, title in UNMODELLED])
def test_unmodelled_object_is_named(connection: psycopg.Connection, statement: bytes, title: str) -> None:
    connection.execute(BASE)
    assert inspect(connection).unmodelled == ()
    connection.execute(statement)
    assert inspect(connection).unmodelled == (title,)


def test_foreign_table_is_named_with_its_server(connection: psycopg.Connection) -> None:
    connection.execute("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w")
    connection.execute(
        "CREATE USER MAPPING FOR PUBLIC SERVER s; CREATE FOREIGN TABLE public.ft (a int) SERVER s"
    )
    assert inspect(connection).unmodelled == (
        "foreign table public.ft",
        "foreign-data wrapper w",
        "server s",
        "user mapping public on server s",
    )


def test_setting_of_the_database_is_named_without_its_value(connection: psycopg.Connection) -> None:
    name = psycopg.sql.Identifier(connection.info.dbname)
    connection.execute("CREATE ROLE census_role")
    connection.execute(psycopg.sql.SQL("ALTER DATABASE {} SET work_mem = '9MB'").format(name))
    alter = psycopg.sql.SQL("ALTER ROLE census_role IN DATABASE {} SET app.secret = 'hush'")
    connection.execute(alter.format(name))
    assert inspect(connection).unmodelled == (
        "database setting work_mem",
        "setting in this database census_role app.secret",
    )


def test_rich_schema_is_modelled_throughout(rich: Database) -> None:
    assert rich.unmodelled == ()
