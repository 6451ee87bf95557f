"""The tasks that a live database declares, in dbtool.kept and on other editions in dbtool.declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dbtool.catalog.ledger import readable
from dbtool.catalog.query import rows
from dbtool.catalog.server import ServerInfo
from dbtool.errors import WrongUsage
from dbtool.execute.connect import Connection
from dbtool.execute.maintain import NEVER_IN_FORCE, SORTS
from dbtool.execute.maintain.task import Sort, Task
from dbtool.kinds import BY_NAME

# By age where the object is there: a view is younger than what it reads, and so refreshed after it.
_KEPT = """
SELECT k.kind, k.fact, 'kept' AS mode, c.oid
FROM dbtool.kept AS k
LEFT JOIN pg_catalog.pg_namespace AS n ON k.path[1] = n.nspname
LEFT JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND k.path[2] = c.relname
ORDER BY c.oid NULLS LAST, k.kind, k.path
"""
_DECLARED = """
SELECT d.kind, d.fact, d.mode, c.oid
FROM dbtool.declared AS d
LEFT JOIN pg_catalog.pg_namespace AS n ON d.path[1] = n.nspname
LEFT JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND d.path[2] = c.relname
ORDER BY c.oid NULLS LAST, d.kind, d.path
"""
LEFT_OUT = "left out, as community_features = skip says"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which tasks are meant.

    Shape: `only` holds kinds and names of tasks; `tables` are raw names with their schema, None for any.
    """

    only: tuple[str, ...] = ()
    tables: tuple[tuple[str | None, str], ...] = ()

    def takes(self, task: Task) -> bool:
        """Say whether the task is meant."""
        if self.only and task.name not in self.only and task.kind not in self.only:
            return False
        return not self.tables or any(_is(task, schema, name) for schema, name in self.tables)


def checked_selection(only: Iterable[str], tables: Iterable[tuple[str | None, str]]) -> Selection:
    """Give the selection. Errors: WrongUsage for what is neither a kind nor a task."""
    known = sorted({sort.name for sort in SORTS} | {sort.kind for sort in SORTS})
    chosen = tuple(only)
    for name in chosen:
        if name not in known:
            raise WrongUsage(f"{name} is no task and no kind", hint=f"write some of {', '.join(known)}")
    return Selection(only=chosen, tables=tuple(tables))


def read_tasks(connection: Connection, server: ServerInfo) -> list[Task]:
    """Give all tasks, those that are not carried out too, in the order in which they are done.

    Shape:  each holds a fact of its kind; rows of kinds that this dbtool does not know are passed by.
    Errors: InsufficientRights where dbtool's tables are closed to this role.
    """
    found: list[Task] = []
    if readable(connection, server, "kept", "what dbtool itself carries out"):
        kept = rows(connection, _KEPT)
        found += [task for row in kept for sort in _sorts(row, emulated=False) for task in _of(sort, row)]
    if server.edition != "community" and readable(connection, server, "declared", "what is emulated"):
        found += _emulated(rows(connection, _DECLARED))
    places = {(sort.name, sort.kind): number for number, sort in enumerate(SORTS)}
    return sorted(found, key=lambda task: places.get((task.name, task.kind), len(places)))


def sort_of(task: Task) -> Sort:
    """Give the task's sort; what is never in force has none. Errors: StopIteration."""
    return next(sort for sort in SORTS if (sort.name, sort.kind) == (task.name, task.kind))


def _emulated(declared: Collection[Mapping[str, Any]]) -> Iterator[Task]:
    for row in declared:
        tasks = [task for sort in _sorts(row, emulated=True) for task in _of(sort, row)]
        if row["kind"] in NEVER_IN_FORCE:
            fact = BY_NAME[row["kind"]].model.from_values(row["fact"])
            tasks = [Task(name=row["kind"], fact=fact, held=NEVER_IN_FORCE[row["kind"]])]
        for task in tasks:
            yield replace(task, held=LEFT_OUT) if row["mode"] == "skip" else task


def _sorts(row: Mapping[str, Any], *, emulated: bool) -> Iterator[Sort]:
    return (sort for sort in SORTS if sort.kind == row["kind"] and sort.emulated == emulated)


def _of(sort: Sort, row: Mapping[str, Any]) -> Iterable[Task]:
    return sort.tasks(BY_NAME[sort.kind].model.from_values(row["fact"]))


def _is(task: Task, schema: str | None, name: str) -> bool:
    if task.kind == "job":
        # A job is of no table; its own name is the one that people know.
        return schema is None and task.path[-1] == name
    return task.path[1] == name and schema in (None, task.path[0])
