"""Rows in the tables of a live database, and which of them a plan has lost without a word."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.table import Table
from dbtool.model.change import AnyChange, Rename
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from tests.property.prepared import PreparingConnection

# Of one value of each type, in the session's own schema.
SAMPLE = (Path(__file__).parent / "sample.sql").read_bytes()
FILL = (Path(__file__).parent / "fill.sql").read_bytes()
EMPTY = (Path(__file__).parent / "empty.sql").read_bytes()

Path2 = tuple[str, ...]
Row = Mapping[str, Any]


@dataclass(slots=True)
class Rows:
    """The rows of one live database.

    Shape: `compared` counts the tables with rows that were there before and after a plan, `emptied` the plans
           that some rows stood in the way of: a value that the new type or key does not take.
    """

    compared: int = 0
    emptied: int = 0

    def filled(self, live: PreparingConnection, found: Database) -> Mapping[Path2, list[Row]]:
        """Put some rows into each table that has none, and give all rows by table."""
        with live.transaction():
            live.execute(FILL)
        return self._read(live, found)

    def empty(self, live: PreparingConnection) -> None:
        """Delete all rows."""
        self.emptied += 1
        with live.transaction():
            live.execute(EMPTY)

    def lost(
        self,
        live: PreparingConnection,
        before: Mapping[Path2, list[Row]],
        sides: tuple[Database, Database],
        plans: Iterable[Plan],
    ) -> list[str]:
        """Give the tables, with rows, that have not kept what they had, though the plans do not say so.

        Shape: looked at are the columns that are on both sides and have the same type there.
        """
        old, new = sides
        plans = list(plans)
        names = _new_names(change for plan in plans for change in plan.changes)
        said = {step.key for plan in plans for step in plan.steps if "deletes-data" in step.hazards}
        said |= {was for was, now in names.items() if now in said}
        now = self._read(live, new)
        found = []
        for path, rows in before.items():
            became = names.get(Key("table", path), Key("table", path)).path
            if became not in now or any(Key("table", above) in said for above in _line(path, old)):
                continue
            self.compared += 1
            kept = dict(_kept(path, became, old, new, names, said))
            had = Counter(_text({kept[name]: row[name] for name in kept}) for row in rows)
            has = Counter(_text({name: row[name] for name in kept.values()}) for row in now[became])
            if had != has:
                found.append(f"rows of {'.'.join(became)}: had {sorted(had)}, has {sorted(has)}")
        return found

    def _read(self, live: PreparingConnection, found: Database) -> dict[Path2, list[Row]]:
        tables = [fact for key, fact in found.facts.items() if key.kind == "table"]
        paths = [fact.key.path for fact in tables if isinstance(fact, Table) and not fact.partition_by]
        if not paths:
            return {}
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL('SELECT {}::integer, to_jsonb("a row") FROM ONLY {} AS "a row"').format(
                number, sql.Identifier(*path)
            )
            for number, path in enumerate(paths)
        )
        rows: dict[Path2, list[Row]] = {path: [] for path in paths}
        for number, row in live.execute(query):
            rows[paths[number]].append(row)
        return rows


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _new_names(changes: Iterable[AnyChange]) -> dict[Key, Key]:
    """Give what each renamed table and column is called now; a column's old path has its table's old name."""
    found: dict[Key, Key] = {}
    for change in changes:
        if isinstance(change, Rename):
            was = {now: was for was, now in found.items()}
            old = change.old.key
            table = Key("table", old.path[:2])
            if old.kind == "column":
                old = Key("column", (*was.get(table, table).path, old.path[2]))
            found[was.get(old, old)] = change.key
    return found


def _line(path: Path2, side: Database) -> Iterator[Path2]:
    """Give a table and all that it is a part or an heir of."""
    yield path
    table = side.get("table", *path)
    if isinstance(table, Table):
        for above in (*((table.partition_of,) if table.partition_of else ()), *table.inherits):
            yield from _line(above, side)


def _columns(path: Path2, side: Database) -> dict[str, Column]:
    """Give the columns of a table, those that it has from others too."""
    found: dict[str, Column] = {}
    for above in _line(path, side):
        for key in side.children.get(Key("table", above), ()):
            fact = side.facts[key]
            if isinstance(fact, Column):
                found.setdefault(fact.name, fact)
    return found


def _kept(
    path: Path2,
    became: Path2,
    old: Database,
    new: Database,
    names: Mapping[Key, Key],
    said: set[Key],
) -> Iterator[tuple[str, str]]:
    """Give the columns whose values have to be the same, by their old and their new name."""
    after = _columns(became, new)
    for name, column in _columns(path, old).items():
        key = column.key
        now = names.get(key, key).path[2]
        other = after.get(now)
        same = other is not None and column.type == other.type and not (column.generated or other.generated)
        if same and other and key not in said and other.key not in said:
            types = _types(key, old) | _types(other.key, new)
            if all(old.facts.get(t) == new.facts.get(t) and t not in said for t in types):
                yield name, now


def _types(key: Key, side: Database) -> set[Key]:
    """Give what the column's type is made of."""
    seen: set[Key] = set()
    waiting = [need for need in side.edges.get(key, ()) if need.path[:2] != key.path[:2]]
    while waiting:
        need = waiting.pop()
        if need not in seen:
            seen.add(need)
            waiting += side.edges.get(need, ())
            waiting += side.children.get(need, ()) if need.kind == "table" else ()
    return seen
