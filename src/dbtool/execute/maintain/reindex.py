"""Indexes rebuilt concurrently, one table at a time: partitions and chunks too.

TimescaleDB refuses REINDEX TABLE CONCURRENTLY of a hypertable, and takes it for its chunks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from psycopg import sql

from dbtool.catalog.query import array, rows, text_of
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.diff.report_rows import counted
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.relations import Leaf, RelationGone, find, is_hypertable, leaves
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.upkeep import permitted
from dbtool.execute.maintain.work import Work
from dbtool.kinds.upkeep.maintenance import Maintenance

_LEFT = Path(__file__).with_name("left_indexes.sql")


def _tasks(maintenance: Maintenance) -> Iterable[Task]:
    if maintenance.reindex:
        yield Task(name=SORT.name, fact=maintenance, every=maintenance.reindex)


def _carry_out(work: Work, task: Task) -> None:
    found = _indexed(work.connection, work.server, task)
    for leaf in found:
        work.between()
        _reindex(work, leaf)
        work.count(tables=1)
        work.tell(f"reindexed {leaf.schema}.{leaf.name}")
    after = leaves(work.connection, find(work.connection, *task.path).oid)
    work.count(
        index_size_before=sum(leaf.index_size for leaf in found),
        index_size_after=sum(leaf.index_size for leaf in after if leaf.oid in {each.oid for each in found}),
    )


def _indexed(connection: Connection, server: ServerInfo, task: Task) -> list[Leaf]:
    """Give the tables that have indexes to rebuild; a hypertable itself holds nothing but empty ones."""
    schema, name = task.path
    top = None
    if server.timescaledb and is_hypertable(connection, schema, name):
        top = find(connection, schema, name).oid
    return [leaf for leaf in permitted(connection, task) if leaf.index_size and leaf.oid != top]


def _reindex(work: Work, leaf: Leaf) -> None:
    title = f"{leaf.schema}.{leaf.name}"
    statement = sql.SQL("REINDEX TABLE CONCURRENTLY {}").format(sql.Identifier(leaf.schema, leaf.name))
    try:
        # Not tried again: it waits long for its locks, and each attempt builds everything anew.
        work.run(statement, f"reindexes {title}", patient=True)
    except DbtoolError:
        # An invalid index slows every write; where it cannot go now, the next run finds it.
        with suppress(DbtoolError):
            _clear_of(work, [leaf.oid])
        raise


def _clear(work: Work, path: tuple[str, ...], _remains: Any) -> None:
    with suppress(RelationGone):
        relation = find(work.connection, *path)
        _clear_of(work, [leaf.oid for leaf in leaves(work.connection, relation.oid)])


def _clear_of(work: Work, tables: list[int]) -> None:
    for left in rows(work.connection, text_of(_LEFT), {"tables": array(tables)}):
        name = sql.Identifier(left["schema"], left["name"])
        title = f"{left['schema']}.{left['name']}"
        statement = sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(name)
        work.retrying(partial(work.run, statement, f"drops {title}, left by a reindex"))
        work.progress.note(f"dropped {title}, left by a reindex that did not end")


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    found = _indexed(connection, server_info(connection), task)
    yield f"reindex {task.object} concurrently, {counted(len(found), 'table')} in all"


SORT = Sort(
    name="reindex",
    kind="maintenance",
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    clear=_clear,
    right="maintain",
)
