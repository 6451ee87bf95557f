"""Connections that plan each catalog query once: planning takes five times as long as running it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import psycopg
from psycopg import sql


class PreparingCursor(psycopg.Cursor[Any]):
    """A cursor that prepares queries with named parameters.

    psycopg's own prepared statements do not outlive a rollback, and every reading of the catalogs ends in
    one.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        if not (isinstance(query, bytes) and isinstance(params, Mapping) and params):
            return super().execute(query, params, **options)
        assert isinstance(self.connection, PreparingConnection)
        names = self.connection.names
        if query not in names:
            names[query] = f"q{len(names)}"
            text = query.decode()
            for number, name in enumerate(params, 1):
                text = text.replace(f"%({name})s", f"${number}")
            types = ", ".join(["text"] * len(params))
            super().execute(f"PREPARE {names[query]} ({types}) AS {text.replace('%%', '%')}".encode())
        values = sql.SQL(", ").join(sql.Literal(str(value)) for value in params.values())
        return super().execute(sql.SQL("EXECUTE {} ({})").format(sql.Identifier(names[query]), values))


class PreparingConnection(psycopg.Connection[Any]):
    """A connection that remembers which queries it has prepared."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.names: dict[bytes, str] = {}
        self.cursor_factory = PreparingCursor


def open_connection(url: str) -> PreparingConnection:
    """Give a connection in autocommit, for as long as the session lasts."""
    connection = PreparingConnection.connect(url, autocommit=True, prepare_threshold=None)
    connection.execute("SET plan_cache_mode = force_generic_plan")
    return connection
