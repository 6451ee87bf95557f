"""Partitioned tables: by what they are parted, and into what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dbtool.checks.reading import facts
from dbtool.definitions.sql_tokens import lex, parts
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A partitioned table; `columns` are those of its key, None for an expression."""

    table: Table
    method: str
    columns: tuple[str | None, ...]
    partitions: tuple[Table, ...]

    @property
    def has_default(self) -> bool:
        """Say whether a partition takes what no other one does."""
        return any((table.bound or "").lower() == "default" for table in self.partitions)


def partitioned_tables(database: Database) -> Iterator[Partitioned]:
    """Give the partitioned tables with their partitions, ordered by key."""
    tables = facts(database, Table)
    for table in tables:
        if table.partition_by:
            method, columns = _key(table.partition_by)
            path = (table.schema, table.name)
            yield Partitioned(table, method, columns, tuple(t for t in tables if t.partition_of == path))


def _key(partition_by: str) -> tuple[str, tuple[str | None, ...]]:
    """Give the parts of `RANGE (at, lower(symbol))`."""
    tokens = tuple(lex(partition_by))
    # A call or a bracket stands for an expression; what follows a column is its collation or operator class.
    columns = (None if any(t.text == "(" for t in part) else part[0].name for part in parts(tokens[2:-1]))
    return tokens[0].word, tuple(columns)
