"""The number of queries does not grow with the database."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.rows import RowFactory

import dbtool.catalog.query as query
from dbtool.catalog.inspector import inspect
from dbtool.kinds import KINDS

TABLES = """
DO $$ BEGIN
  FOR n IN 1..30 LOOP
    EXECUTE format('CREATE TABLE public.t%s (id bigserial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0))', n);
    EXECUTE format('CREATE VIEW public.v%s AS SELECT id FROM public.t%s', n, n);
    EXECUTE format('CREATE AGGREGATE public.a%s(int) (sfunc = int4pl, stype = int)', n);
  END LOOP;
END $$
"""


def test_number_of_queries_is_constant(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = query._run

    def counted(c: psycopg.Connection, shape: RowFactory[Any], text: str, parameters: Any) -> list[Any]:
        asked.append(text)
        return run(c, shape, text, parameters)

    monkeypatch.setattr(query, "_run", counted)
    inspect(connection)
    empty = len(asked)
    connection.execute(TABLES)
    found = inspect(connection)
    assert len(found.of_kind("table")) == len(found.of_kind("aggregate")) == 30
    assert len(asked) == 2 * empty
    # One for each kind, and what is asked about the server, the scope, the edges and the census.
    assert empty < len(KINDS) + 10
