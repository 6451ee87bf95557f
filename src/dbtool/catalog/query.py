"""The catalog's SQL files: read once, run with parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from psycopg import Connection, Cursor
from psycopg.rows import BaseRowFactory, dict_row, tuple_row

Row = dict[str, Any]
Parameters = Mapping[str, Any]
Record = TypeVar("Record", bound=NamedTuple)
Shape = TypeVar("Shape")


@cache
def text_of(path: Path) -> str:
    """Give the text of a query file."""
    return path.read_text(encoding="utf-8")


def own(name: str) -> str:
    """Give the text of a query file that stands beside this module."""
    return text_of(Path(__file__).with_name(name))


def array(items: Iterable[int]) -> str:
    """Give numbers as the text of an SQL array: one parameter of thousands is read ten times as fast so."""
    return "{" + ",".join(map(str, items)) + "}"


def rows(connection: Connection[Any], query: str, parameters: Parameters | None = None) -> list[Row]:
    """Give all rows of a query, each by column name."""
    return _run(connection, dict_row, query, parameters)


def one(connection: Connection[Any], query: str, parameters: Parameters | None = None) -> Row:
    """Give the only row of a query."""
    (row,) = rows(connection, query, parameters)
    return row


def records(
    connection: Connection[Any], record: type[Record], query: str, parameters: Parameters
) -> list[Record]:
    """Give all rows of a query whose columns stand in the order of the record's fields."""
    return _run(connection, lambda _cursor: record._make, query, parameters)


@contextmanager
def asked(
    connection: Connection[Any], queries: Sequence[str], parameters: Parameters
) -> Iterator[list[Cursor[tuple[Any, ...]]]]:
    """Send all queries at once and give a cursor for each, whose fetchall waits for the rows."""
    with connection.pipeline():
        cursors = [connection.cursor(row_factory=tuple_row) for _ in queries]
        for cursor, query in zip(cursors, queries, strict=True):
            cursor.execute(query.encode(), parameters, prepare=False)
        yield cursors


def _run(
    connection: Connection[Any], shape: BaseRowFactory[Shape], query: str, parameters: Parameters | None
) -> list[Shape]:
    with connection.cursor(row_factory=shape) as cursor:
        # Unprepared: each runs once in a session, and a pooler in between may not keep prepared statements.
        return cursor.execute(query.encode(), parameters or {}, prepare=False).fetchall()
