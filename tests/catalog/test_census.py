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
    ("CREATE ACCESS METHOD sorted TYPE INDEX HANDLER bthandler", "access method sorted"),
    (
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE)",
        "subscription s",
    ),
]


@pytest.mark.parametrize(("statement", "title"), UNMODELLED, ids=[title for _, title in UNMODELLED])
def test_unmodelled_object_is_named(connection: psycopg.Connection, statement: bytes, title: str) -> None:
    connection.execute(BASE)
    assert inspect(connection).unmodelled == ()
    connection.execute(statement)
    assert inspect(connection).unmodelled == (title,)


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


def test_comment_on_the_database_is_named(connection: psycopg.Connection) -> None:
    name = psycopg.sql.Identifier(connection.info.dbname)
    connection.execute(psycopg.sql.SQL("COMMENT ON DATABASE {} IS 'mine'").format(name))
    assert inspect(connection).unmodelled == ("comment on the database",)


def test_rich_schema_is_modelled_throughout(rich: Database) -> None:
    assert rich.unmodelled == ()
