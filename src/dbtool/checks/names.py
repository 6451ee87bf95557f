"""The names that people write in statements."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import said, table_at
from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.model.key import Key

# Indexes, constraints, triggers and policies are named by tools, and hardly ever in a query.
_WRITTEN = frozenset(
    {
        "schema",
        "table",
        "column",
        "view",
        "materialized_view",
        "continuous_aggregate",
        "function",
        "enum",
        "domain",
        "sequence",
    }
)


def named(database: Database) -> Iterator[tuple[Key, str]]:
    """Give the objects that statements name, each with its name, ordered by key; no partition's columns."""
    for key in sorted(database):
        if key.kind not in _WRITTEN:
            continue
        table = table_at(database, key.path[:2]) if key.kind == "column" else None
        if not (table and table.partition_of):
            yield key, key.path[-2] if key.kind == "function" else key.path[-1]


def titled(key: Key) -> str:
    """Give what a sentence calls an object."""
    kind = BY_NAME[key.kind].title
    path = key.path[:-1] if key.kind == "function" else key.path
    return f"the {kind} {said(path)}"
