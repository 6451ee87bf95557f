"""What rules ask of a database again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from dbtool.checks.memo import per_database
from dbtool.definitions.printed import ForeignKeyParts, KeyParts, foreign_key_parts, key_parts
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key

Path = tuple[str, ...]
FactT = TypeVar("FactT", bound=Fact)


def facts(database: Database, model: type[FactT]) -> list[FactT]:
    """Give the facts of one kind, ordered by key."""
    return [fact for fact in _by_kind(database).get(model.kind, ()) if isinstance(fact, model)]


@per_database
def _by_kind(database: Database) -> dict[str, list[Fact]]:
    # All keys are put in order once, and not again for each question of each rule.
    found: dict[str, list[Fact]] = {}
    for key in sorted(database):
        found.setdefault(key.kind, []).append(database.facts[key])
    return found


def said(path: Path) -> str:
    """Give a path as a sentence says it: what is in public without its schema."""
    return ".".join(path[1:] if path[0] == "public" and len(path) > 1 else path)


def listed(names: Iterable[str]) -> str:
    """Give names in a row: `a, b and c`."""
    found = list(names)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def column_at(database: Database, table: Path, name: str) -> Column | None:
    """Give a column of a table."""
    found = database.get("column", *table, name)
    return found if isinstance(found, Column) else None


def declared_columns(database: Database) -> Iterator[Column]:
    """Give the columns of all tables but partitions, whose columns are their parent's."""
    for column in facts(database, Column):
        table = table_at(database, table_of(column))
        if not (table and table.partition_of):
            yield column


def table_at(database: Database, path: Path) -> Table | None:
    """Give a table."""
    found = database.get("table", *path)
    return found if isinstance(found, Table) else None


def is_hypertable(database: Database, table: Path) -> bool:
    """Say whether a table is a hypertable."""
    return Key("hypertable", table) in database


def constraints(database: Database, *types: str) -> Iterator[Constraint]:
    """Give the constraints of these types, ordered by key."""
    yield from (found for found in facts(database, Constraint) if found.type in types)


def unique_keys(database: Database) -> Iterator[tuple[Constraint, KeyParts]]:
    """Give the primary keys and unique constraints, taken apart."""
    for constraint in constraints(database, "primary key", "unique"):
        yield constraint, key_parts(constraint.definition)


def foreign_keys(database: Database) -> Iterator[tuple[Constraint, ForeignKeyParts]]:
    """Give the foreign keys, taken apart."""
    for constraint in constraints(database, "foreign key"):
        yield constraint, foreign_key_parts(constraint.definition)


def table_of(fact: Constraint | Column) -> Path:
    """Give the path of the table that a column or constraint belongs to."""
    return (fact.schema, fact.table)


def referenced_table(constraint: Constraint, parts: ForeignKeyParts) -> Path:
    """Give the path of the table that a foreign key points at."""
    return constraint.references or (constraint.schema, *parts.table)[-2:]


def referenced_columns(database: Database, constraint: Constraint, parts: ForeignKeyParts) -> Path:
    """Give the columns that a foreign key points at: the primary key's where it names none."""
    if parts.foreign_columns:
        return parts.foreign_columns
    table = referenced_table(constraint, parts)
    keys = (
        key for found, key in unique_keys(database) if table_of(found) == table and found.type != "unique"
    )
    return next((key.columns for key in keys), ())
