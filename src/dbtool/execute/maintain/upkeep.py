"""Tables vacuumed and analyzed, with what they hold below them.

The server only warns where a role may not, and goes on without: so that is asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from psycopg import sql

from dbtool.diff.report_rows import counted
from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.relations import Leaf, find, leaves
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.upkeep.maintenance import Maintenance

FOREIGN = "f"
VERBS = {"vacuum": sql.SQL("VACUUM {}"), "analyze": sql.SQL("ANALYZE {}")}
NAMED = 3


def _vacuum_tasks(maintenance: Maintenance) -> Iterable[Task]:
    if maintenance.vacuum:
        yield Task(name="vacuum", fact=maintenance, every=maintenance.vacuum)


def _analyze_tasks(maintenance: Maintenance) -> Iterable[Task]:
    if maintenance.analyze:
        yield Task(name="analyze", fact=maintenance, every=maintenance.analyze)


def _carry_out(work: Work, task: Task) -> None:
    # What this session has deleted just before may not be in the statistics yet.
    work.connection.execute("SELECT pg_catalog.pg_stat_force_next_flush()")
    before = permitted(work.connection, task)
    statement = VERBS[task.name].format(sql.Identifier(*task.path))
    work.retrying(lambda: work.run(statement, f"{task.name}s {task.object}"))
    after = leaves(work.connection, find(work.connection, *task.path).oid)
    work.count(dead_before=_dead(before), dead_after=_dead(after))
    if task.name == "vacuum":
        work.count(size_before=_size(before), size_after=_size(after))


def permitted(connection: Connection, task: Task) -> list[Leaf]:
    """Give what holds the rows of the task's table.

    Errors: RelationGone; InsufficientRights where the role may not maintain some of it.
    """
    found = [leaf for leaf in leaves(connection, find(connection, *task.path).oid) if leaf.kind != FOREIGN]
    closed = [f"{leaf.schema}.{leaf.name}" for leaf in found if not leaf.may_maintain]
    if closed:
        more = f" and {len(closed) - NAMED} more" if len(closed) > NAMED else ""
        raise InsufficientRights(
            f'role "{connection.info.user}" may not {task.name} {", ".join(closed[:NAMED])}{more}'
        )
    return found


def _dead(found: Sequence[Leaf]) -> int:
    return sum(leaf.dead for leaf in found)


def _size(found: Sequence[Leaf]) -> int:
    return sum(leaf.size for leaf in found)


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    found = permitted(connection, task)
    yield f"{task.name} {task.object}, {counted(len(found), 'table')} in all"


VACUUM = Sort(
    name="vacuum",
    kind="maintenance",
    tasks=_vacuum_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="maintain",
)
ANALYZE = Sort(
    name="analyze",
    kind="maintenance",
    tasks=_analyze_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="maintain",
)
