"""Declared facts that an edition cannot hold, kept as rows of dbtool.declared."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

import dbtool.catalog.reading as reading
from dbtool.catalog.inspector import inspect
from dbtool.catalog.server import Edition, server_info
from dbtool.errors import InsufficientRights
from dbtool.model.key import Key

HELD = """
CREATE SCHEMA dbtool;
CREATE TABLE dbtool.declared (kind text, path text[], fact jsonb, mode text, PRIMARY KEY (kind, path));
CREATE TABLE public.metrics (time timestamptz NOT NULL, value float8);
INSERT INTO dbtool.declared VALUES
  ('retention', '{public,metrics}',
   '{"schema": "public", "table": "metrics", "drop_after": "1 mon"}', 'emulate'),
  ('continuous_aggregate', '{public,hourly}',
   '{"schema": "public", "name": "hourly", "definition": "SELECT 1", "materialized_only": false}', 'emulate');
"""
STAND_IN = """
CREATE TABLE dbtool.materialized_7 (hour timestamptz);
CREATE VIEW dbtool.query_7 AS SELECT date_trunc('hour', time) AS hour FROM public.metrics;
CREATE VIEW public.hourly AS SELECT * FROM dbtool.materialized_7;
CREATE INDEX hourly_hour ON dbtool.materialized_7 (hour);
GRANT SELECT ON public.hourly TO PUBLIC;
COMMENT ON VIEW public.hourly IS 'stands in';
"""
AGGREGATE = Key("continuous_aggregate", ("public", "hourly"))


def pretend(monkeypatch: pytest.MonkeyPatch, edition: Edition) -> None:
    monkeypatch.setattr(reading, "server_info", lambda c: replace(server_info(c), edition=edition))


def test_promises_are_facts_without_community(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "apache")
    connection.execute(HELD)
    connection.execute(STAND_IN)
    found = inspect(connection)
    retention = found.get("retention", "public", "metrics")
    assert retention is not None
    assert retention.values()["drop_after"] == "1 mon"
    assert AGGREGATE in found


def test_stand_in_is_the_aggregate_as_it_really_is(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "apache")
    connection.execute(HELD)
    connection.execute(STAND_IN)
    found = inspect(connection)
    values = found.facts[AGGREGATE].values()
    assert "date_trunc" in values["definition"]
    assert (values["comment"], values["materialized_only"]) == ("stands in", False)
    assert found.of_kind("view") == found.of_kind("materialized_view") == []
    assert found.unmodelled == ()
    assert Key("grant", ("continuous_aggregate", "public", "hourly", "PUBLIC")) in found
    assert Key("column", ("public", "metrics", "time")) in found.edges[AGGREGATE]
    assert found.parents[Key("index", ("public", "hourly_hour"))] == AGGREGATE


def test_promise_without_its_stand_in_is_broken(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "apache")
    connection.execute(HELD)
    assert AGGREGATE not in inspect(connection)


def test_stand_in_of_an_older_dbtool_is_what_it_is(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "apache")
    connection.execute(HELD)
    connection.execute("CREATE MATERIALIZED VIEW public.hourly AS SELECT time FROM public.metrics")
    found = inspect(connection)
    assert AGGREGATE not in found
    assert found.get("materialized_view", "public", "hourly") is not None


def test_promises_are_ignored_on_community(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "community")
    connection.execute(HELD)
    connection.execute(STAND_IN)
    found = inspect(connection)
    assert found.of_kind("retention") == []
    assert found.get("view", "public", "hourly") is not None


def test_closed_table_of_promises_is_an_error_with_a_next_step(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "none")
    connection.execute(HELD)
    connection.execute("CREATE ROLE promises_nobody")
    connection.execute("SET LOCAL ROLE promises_nobody")
    with pytest.raises(InsufficientRights, match=r"promises_nobody may not read dbtool\.declared") as caught:
        inspect(connection)
    assert caught.value.hint is not None
    assert "GRANT USAGE ON SCHEMA dbtool" in caught.value.hint
