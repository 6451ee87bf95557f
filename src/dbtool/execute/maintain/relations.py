"""The relation that a task is about, and what holds its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dbtool.catalog.query import one, rows, text_of
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection

_HERE = Path(__file__).parent
_CHUNKED = """
SELECT pg_catalog.count(*) > 0 AS hypertable FROM timescaledb_information.hypertables
WHERE hypertable_schema = %(schema)s AND hypertable_name = %(name)s
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, partitioned or not, or a materialized view.

    Shape: `unique_index` says whether it can be refreshed concurrently.
    """

    oid: int
    kind: str
    populated: bool
    owner: str
    unique_index: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """What holds rows. Units: sizes in bytes, `size` with indexes and TOAST; `dead` as the statistics say."""

    oid: int
    schema: str
    name: str
    kind: str
    size: int
    index_size: int
    dead: int
    may_maintain: bool


GONE = (
    "`dbtool apply` makes again what is declared; what is not wanted any more is taken out of the "
    "definitions, and that applied"
)


class RelationGone(StepFailed):
    """What a task is about is not there."""

    code = "relation-gone"


def find(connection: Connection, schema: str, name: str) -> Relation:
    """Give the relation of that name. Errors: RelationGone."""
    found = rows(connection, text_of(_HERE / "relation.sql"), {"schema": schema, "name": name})
    if not found:
        raise RelationGone(
            f"there is no table or view {schema}.{name}",
            hint=GONE,
        )
    return Relation(**found[0])


def leaves(connection: Connection, oid: int) -> list[Leaf]:
    """Give what holds the rows of a relation, oldest first; foreign tables too."""
    return [Leaf(**row) for row in rows(connection, text_of(_HERE / "tree.sql"), {"oid": oid})]


def is_hypertable(connection: Connection, schema: str, name: str) -> bool:
    """Say whether the table is a hypertable; TimescaleDB is there."""
    return bool(one(connection, _CHUNKED, {"schema": schema, "name": name})["hypertable"])
