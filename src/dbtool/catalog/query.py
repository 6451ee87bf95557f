"""The catalog's SQL files: read once, run with parameters, rows by column name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import dict_row

Row = dict[str, Any]
Query = str | sql.Composed


@cache
def text_of(path: Path) -> str:
    """Give the text of a query file."""
    return path.read_text(encoding="utf-8")


def own(name: str) -> str:
    """Give the text of a query file that stands beside this module."""
    return text_of(Path(__file__).with_name(name))


def rows(connection: Connection[Any], query: Query, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """Give all rows of a query, each by column name."""
    with connection.cursor(row_factory=dict_row) as cursor:
        # Unprepared: each runs once in a session, and a pooler in between may not keep prepared statements.
        text = query.encode() if isinstance(query, str) else query
        return cursor.execute(text, parameters, prepare=False).fetchall()


def one(connection: Connection[Any], query: Query, parameters: Mapping[str, Any] | None = None) -> Row:
    """Give the only row of a query."""
    (row,) = rows(connection, query, parameters)
    return row
