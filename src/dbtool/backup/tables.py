"""Which tables: patterns against the catalog first, since pg_dump gives a hypertable without its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from psycopg import Copy, sql

from dbtool.backup.codec import Pace
from dbtool.backup.facts.reading import Contents, Relation
from dbtool.backup.parts import Writing
from dbtool.errors import WrongUsage
from dbtool.execute.connect import Connection

ROWS = "rows"
# What is generated cannot be copied back.
COLUMNS = """
SELECT a.attname FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The chosen part of a database.

    Shape: `dumped` go through pg_dump, `copied` (hypertables) are copied, since their rows are elsewhere.
    """

    contents: Contents
    dumped: tuple[Relation, ...]
    copied: tuple[Relation, ...]

    @property
    def arguments(self) -> list[str]:
        """The arguments for pg_dump, none where it has nothing to dump."""
        return [f"--table={_exactly(each.schema, each.name)}" for each in self.dumped]


def scope(found: Contents, patterns: Sequence[str]) -> Scope:
    """Give what the patterns choose. Errors: WrongUsage for one that matches nothing."""
    chosen = matching(found.relations, patterns)
    kept = {each.title: found.hypertables[each.title] for each in chosen if each.hypertable}
    return Scope(
        Contents(chosen, kept),
        tuple(each for each in chosen if not each.hypertable),
        tuple(each for each in chosen if each.hypertable),
    )


def matching(relations: Sequence[Relation], patterns: Sequence[str]) -> tuple[Relation, ...]:
    """Give the relations that a pattern matches, by name or by schema and name. Errors: WrongUsage."""
    chosen: dict[str, Relation] = {}
    for pattern in patterns:
        hits = [each for each in relations if named(each.schema, each.name, pattern)]
        if not hits:
            near = ", ".join(each.title for each in relations[:5])
            raise WrongUsage(f"no table matches {pattern}", hint=f"there are {near} …" if near else None)
        chosen |= {each.title: each for each in hits}
    return tuple(each for each in relations if each.title in chosen)


def named(schema: str, name: str, pattern: str) -> bool:
    """Say whether a pattern is of that table: `orders`, `public.orders`, `mark*`, `audit.*`."""
    return fnmatchcase(name, pattern) or fnmatchcase(f"{schema}.{name}", pattern)


def without_data(found: Contents, patterns: Sequence[str]) -> tuple[Contents, list[str]]:
    """Give the contents without those whose rows are left out, and pg_dump's arguments for it."""
    if not patterns:
        return found, []
    left_out = matching(found.relations, patterns)
    names = {each.title for each in left_out}
    kept = replace(found, relations=tuple(each for each in found.relations if each.title not in names))
    tables = [part for each in left_out for part in ((each.schema, each.name), *each.parts)]
    return kept, [f"--exclude-table-data={_exactly(schema, name)}" for schema, name in tables]


def copy_rows(connection: Connection, relation: Relation, writing: Writing, pace: Pace) -> None:
    """Write a hypertable's rows as one part, in the snapshot of the connection's transaction."""
    columns = tuple(name for (name,) in connection.execute(COLUMNS, [relation.oid]))
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(relation.schema, relation.name)
    )
    number = sum(1 for part in writing.parts if part.role == ROWS)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        source = _Copied(copy)
        writing.add(f"rows-{number:04d}", ROWS, source, table=relation.title, columns=columns, pace=pace)


class _Copied:
    """Rows of a COPY as something to read from."""

    def __init__(self, copy: Copy) -> None:
        self._blocks: Iterator[bytes] = (bytes(block) for block in copy)
        self._left = b""

    def read(self, size: int, /) -> bytes:
        pieces, count = [self._left], len(self._left)
        while count < size and (block := next(self._blocks, b"")):
            pieces.append(block)
            count += len(block)
        whole = b"".join(pieces)
        self._left = whole[size:]
        return whole[:size]


def _exactly(schema: str, name: str) -> str:
    # In double quotes pg_dump takes a pattern as it stands.
    return ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name))
