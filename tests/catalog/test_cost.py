"""The number of queries does not grow with the database."""

from __future__ import annotations

from typing import Any, ClassVar

import psycopg

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


class Counting(psycopg.Cursor[Any]):
    """A cursor that notes what is asked."""

    asked: ClassVar[list[Any]] = []

    def execute(self, query: Any, *given: Any, **options: Any) -> Any:
        self.asked.append(query)
        return super().execute(query, *given, **options)


def test_number_of_queries_is_constant(connection: psycopg.Connection) -> None:
    # Both times inside an open transaction.
    connection.execute("SELECT")
    connection.cursor_factory = Counting
    inspect(connection)
    empty = len(Counting.asked)
    connection.execute(TABLES)
    Counting.asked.clear()
    found = inspect(connection)
    assert len(found.of_kind("table")) == len(found.of_kind("aggregate")) == 30
    assert len(Counting.asked) == empty
    # One for each kind, and what is asked about the server, the scope, the edges and the census.
    assert empty < len(KINDS) + 10
