"""The number of queries does not grow with the database."""

from __future__ import annotations

from typing import Any, ClassVar

import psycopg

from dbtool.catalog.inspector import inspect
from dbtool.kinds import KINDS

TABLES = """
DO $$ BEGIN
  FOR n IN {} LOOP
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
    # Each time inside one open snapshot: roles and tablespaces of the cluster come and go with other tests.
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    connection.execute("SELECT")
    connection.cursor_factory = Counting
    empty = _asked(connection)
    connection.execute(TABLES.format("1..1"))
    small = _asked(connection)
    connection.execute(TABLES.format("2..30"))
    large = _asked(connection)

    # One for each kind, and what is asked about server, scope, edges and census; of kinds that nothing can be
    # there of, none.
    assert empty < small == large < len(KINDS) + 10
    found = inspect(connection)
    assert len(found.of_kind("table")) == len(found.of_kind("aggregate")) == 30


def _asked(connection: psycopg.Connection) -> int:
    Counting.asked.clear()
    inspect(connection)
    return len(Counting.asked)
