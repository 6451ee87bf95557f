"""What rules about tables ask of a database: hypertables, keys, indexes, what an aggregate reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dbtool.checks.memo import per_database
from dbtool.checks.reading import facts, foreign_keys, table_of
from dbtool.definitions.printed import IndexParts, index_parts, key_parts
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.model.database import Database
from dbtool.model.key import Key

Path = tuple[str, ...]
DEFAULT_CHUNK = "7 days"  # what TimescaleDB takes where nothing is said
_KEYS = {"primary key": "primary key", "unique": "unique constraint", "exclusion": "exclusion constraint"}
_RELATIONS = frozenset({"table", "column", "view", "materialized_view", "continuous_aggregate"})


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """What holds rows of a table apart: a constraint or a unique index; `word` is what people call it."""

    key: Key
    word: str
    columns: tuple[str | None, ...]

    @property
    def called(self) -> str:
        """Give `primary key ticks_pkey`."""
        return f"{self.word} {self.key.path[-1]}"


@dataclass(frozen=True, slots=True)
class TableIndex:
    """An index that no constraint owns, with its parts."""

    index: Index
    parts: IndexParts


@per_database
def hypertables(database: Database) -> list[Hypertable]:
    """Give all hypertables, in order."""
    return facts(database, Hypertable)


@per_database
def aggregates(database: Database) -> list[ContinuousAggregate]:
    """Give all continuous aggregates, in order."""
    return facts(database, ContinuousAggregate)


def refreshes(database: Database, path: Path) -> list[Refresh | FurtherRefresh]:
    """Give the refresh policies of a continuous aggregate, the one with the newest window first."""
    children = (database.facts[key] for key in database.children.get(Key("continuous_aggregate", path), ()))
    found = [fact for fact in children if isinstance(fact, Refresh | FurtherRefresh)]
    return sorted(found, key=lambda fact: fact.kind != Refresh.kind)


@per_database
def constraints(database: Database) -> list[Constraint]:
    """Give all constraints, in order."""
    return facts(database, Constraint)


def hypertable_at(database: Database, path: Path) -> Hypertable | None:
    """Give the hypertable of that path."""
    found = database.get("hypertable", *path)
    return found if isinstance(found, Hypertable) else None


def unique_keys(database: Database, path: Path) -> Sequence[UniqueKey]:
    """Give the primary key, unique and exclusion constraints and unique indexes of a table, in order."""
    return _keys(database).get(path, ())


def indexes(database: Database, path: Path) -> Sequence[TableIndex]:
    """Give the indexes of a relation that no constraint owns."""
    return _indexes(database).get(path, ())


def leads(database: Database, path: Path, column: str) -> bool:
    """Say whether an index or a key over all rows of the relation begins with the column."""
    return any(
        found.parts.columns[0] == column and found.parts.where is None for found in indexes(database, path)
    ) or any(key.columns[0] == column for key in unique_keys(database, path) if key.key.kind != "index")


def identifies(database: Database, path: Path, column: str) -> bool:
    """Say whether the column alone tells the table's own rows apart and refers to no other table's."""
    alone = any(key.columns == (column,) for key in unique_keys(database, path))
    return alone and not refers(database, path, column)


def refers(database: Database, path: Path, column: str) -> bool:
    """Say whether a foreign key has the column."""
    return (path, column) in _referring(database)


@per_database
def _referring(database: Database) -> frozenset[tuple[Path, str]]:
    return frozenset(
        (table_of(constraint), column)
        for constraint, parts in foreign_keys(database)
        for column in parts.columns
    )


def read_by(database: Database, aggregate: ContinuousAggregate) -> list[Key]:
    """Give the hypertables and continuous aggregates that the aggregate's query reads.

    Shape: from the edges where the definitions were built, else from the names in the query.
    """
    sources = [fact.key for fact in (*hypertables(database), *aggregates(database))]
    needs = relations_read(database, aggregate.key)
    if needs:
        return [source for source in sources if source.path in needs]
    names = {token.name for token in lex(aggregate.definition)}
    return [source for source in sources if source.path[1] in names and source != aggregate.key]


def relations_read(database: Database, key: Key) -> frozenset[Path]:
    """Give the paths of the tables, views and the like that an object needs, or columns of theirs."""
    needs = database.edges.get(key, ())
    return frozenset(need.path[:2] for need in needs if need.kind in _RELATIONS)


@per_database
def _keys(database: Database) -> dict[Path, list[UniqueKey]]:
    found: dict[Path, list[UniqueKey]] = {}
    for constraint in constraints(database):
        if constraint.type in _KEYS:
            key = UniqueKey(constraint.key, _KEYS[constraint.type], _columns(constraint))
            found.setdefault((constraint.schema, constraint.table), []).append(key)
    for path, listed in _indexes(database).items():
        unique = (one for one in listed if one.index.unique)
        found.setdefault(path, []).extend(
            UniqueKey(one.index.key, "unique index", one.parts.columns) for one in unique
        )
    return found


@per_database
def _indexes(database: Database) -> dict[Path, list[TableIndex]]:
    found: dict[Path, list[TableIndex]] = {}
    for index in facts(database, Index):
        parts = index_parts(index.definition)
        found.setdefault((index.schema, index.table), []).append(TableIndex(index, parts))
    return found


def _columns(constraint: Constraint) -> tuple[str | None, ...]:
    if constraint.type == "exclusion":
        return index_parts(constraint.definition.split(" ", 1)[1]).columns
    return key_parts(constraint.definition).columns
