"""What a change of a column means below: in the tables that have the column from its table."""

from __future__ import annotations

from collections.abc import Iterator, Set

from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.model.key import Key


def parts_below(part: Key, side: Database) -> Iterator[Key]:
    """Give the parts of tables below that are merged with the one above, which these have for themselves."""
    yield from (below for below, _heir in _below(part, side) if below in side)


def inherited_from(side: Database) -> Set[Key]:
    """Give the tables that others inherit from, or are partitions of."""
    return {above for fact in side.facts.values() for above in BY_NAME[fact.kind].copies(fact)}


def given_up_below(part: Key, live: Database, wanted: Database, above: Set[Key]) -> Iterator[Key]:
    """Give the parts that tables below have for themselves, and are to have from the one above.

    Shape: `above` as `inherited_from` gives it for `wanted`.
    """
    table = wanted.parents.get(part)
    while table is not None and BY_NAME[table.kind].folds:
        table = wanted.parents.get(table)
    if table in above:
        found = _in_heirs(part, table, wanted)
        yield from (below for below, _heir in found if below in live and below not in wanted)


def asides_below(part: Key, side: Database) -> Iterator[Key]:
    """Give what may read the column in a table below, and steps aside around a change of it.

    Shape: where a table has the column from above alone, the server's word is that something reads the table.
    """
    for below, heir in _below(part, side):
        for user in sorted(side.dependents.get(below if below in side else heir, ())):
            if BY_NAME[user.kind].steps_aside(side.facts[user]):
                yield user


def _below(part: Key, side: Database) -> Iterator[tuple[Key, Key]]:
    """Give what the part of a table would be in each table below, with that table; a partition is no part."""
    yield from _in_heirs(part, side.parents.get(part), side)


def _in_heirs(part: Key, table: Key | None, side: Database) -> Iterator[tuple[Key, Key]]:
    if table is not None and table.path == part.path[: len(table.path)]:
        for heir in _heirs(table, side):
            yield Key(part.kind, (*heir.path, *part.path[len(table.path) :])), heir


def _heirs(table: Key, side: Database) -> Iterator[Key]:
    waiting, seen = [table], {table}
    while waiting:
        above = waiting.pop()
        for user in side.dependents.get(above, ()):
            if user not in seen and above in BY_NAME[user.kind].copies(side.facts[user]):
                seen.add(user)
                waiting.append(user)
                yield user
