"""What no kind claims is named, one by one, and nothing else is."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.model.database import Database
from dbtool.server.contract import Server
from tests.support.extensions import skip_without

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
    (
        "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC",
        "privileges on function pg_catalog.pg_sleep(double precision)",
    ),
    ("GRANT UPDATE ON pg_catalog.pg_class TO PUBLIC", "privileges on table pg_catalog.pg_class"),
    ("GRANT CREATE ON SCHEMA pg_catalog TO PUBLIC", "privileges on schema pg_catalog"),
]


@pytest.mark.parametrize(("statement", "title"), UNMODELLED, ids=[title for _, title in UNMODELLED])
def test_unmodelled_object_is_named(connection: psycopg.Connection, statement: bytes, title: str) -> None:
    connection.execute(BASE)
    assert inspect(connection).unmodelled == ()
    connection.execute(statement)
    assert inspect(connection).unmodelled == (title,)


def test_of_an_extension_only_what_its_owner_has_is_not_managed(
    connection: psycopg.Connection, server: Server
) -> None:
    skip_without(server.url, {"pg_stat_statements"})
    connection.execute(
        "CREATE EXTENSION pg_stat_statements;"
        "REVOKE SELECT ON pg_stat_statements FROM PUBLIC; GRANT INSERT ON pg_stat_statements TO CURRENT_USER"
    )
    found = inspect(connection)
    (grant,) = (fact for fact in found.of_kind("grant") if getattr(fact, "extension", None))
    assert grant.values() == {
        "on_kind": "view",
        "on": ("public", "pg_stat_statements"),
        "grantee": "PUBLIC",
        "revoked": ("SELECT",),
        "extension": "pg_stat_statements",
    }
    assert found.unmodelled == ()
    connection.execute("REVOKE SELECT ON pg_stat_statements FROM CURRENT_USER")
    after = inspect(connection)
    assert after.facts == found.facts
    assert after.unmodelled == ("privileges of the owner on view public.pg_stat_statements",)


def test_rich_schema_is_modelled_throughout(rich: Database) -> None:
    assert rich.unmodelled == ()
