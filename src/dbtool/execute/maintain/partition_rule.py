"""Partitions made ahead of time, and dropped when the rule keeps them no longer.

A partition is made as a table of its own and then attached, which lets readers and writers of the parent go
on: ATTACH takes SHARE UPDATE EXCLUSIVE there, CREATE TABLE ... PARTITION OF takes ACCESS EXCLUSIVE. One that
goes is detached concurrently first, except beside a default partition, where the server refuses that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from psycopg import sql

from dbtool.catalog.query import rows
from dbtool.catalog.session import snapshot
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.partition_drop import clear, drop
from dbtool.execute.maintain.partition_survey import Partitioned, Period, Survey, survey
from dbtool.execute.maintain.task import Due, Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.upkeep.partition_rule import PartitionRule

# What CREATE TABLE ... PARTITION OF gives a partition too. Keys, indexes, foreign keys, triggers and identity
# come with ATTACH.
LIKE = "INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION"
# A default partition is counted so far.
MOST_COUNTED = 100_000
_TAKEN = """
SELECT c.relname FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = %(schema)s AND c.relname = ANY(%(names)s)
"""


class PartitionInTheWay(StepFailed):
    """A partition that cannot be made, because of what is there."""

    code = "partition-in-the-way"


def _tasks(rule: PartitionRule) -> Iterable[Task]:
    yield Task(name=SORT.name, fact=rule, every=f"1 {rule.by}" if rule.by != "quarter" else "3 months")


def _carry_out(work: Work, task: Task) -> None:
    assert isinstance(task.fact, PartitionRule)
    found = survey(work.connection, task.fact)
    make(work, found)
    drop(work, found)


def make(work: Work, found: Survey) -> None:
    """Make what is missing, oldest first; what is in the way of one keeps no other from being made."""
    _say_others(work, found)
    taken = _taken(work.connection, found)
    for period in found.to_make:
        work.between()
        title = f"{found.table.schema}.{period.name}"
        problem = _in_the_way(work, found, period, taken)
        if problem is None:
            work.retrying(partial(_make, work, found.table, period))
            work.count(made=1)
            work.progress.note(f"made partition {title}")
        else:
            work.problems.append(problem)


def _say_others(work: Work, found: Survey) -> None:
    for period in found.missing:
        if period.others:
            names = ", ".join(part.title for part in period.others)
            low, high = found.table.bound(period.low), found.table.bound(period.high)
            what = "some of it is in no partition" if period.open else "which is left to it"
            work.note(f"{names}, made by hand, has time between {low} and {high}: {what}")


def _taken(connection: Connection, found: Survey) -> set[str]:
    names = [period.name for period in found.to_make]
    return {
        row["relname"] for row in rows(connection, _TAKEN, {"schema": found.table.schema, "names": names})
    }


def _in_the_way(work: Work, found: Survey, period: Period, taken: set[str]) -> StepFailed | None:
    table = found.table
    if period.name in taken:
        return PartitionInTheWay(
            f"{table.schema}.{period.name} is there already and is no partition of "
            f"{table.schema}.{table.name} from {table.bound(period.low)} to {table.bound(period.high)}",
            hint="rename it, drop it, or attach it with these bounds",
        )
    if found.default is None:
        return None
    query = sql.SQL(
        "SELECT pg_catalog.count(*) FROM (SELECT FROM {default} WHERE {key} >= {low} AND {key} < {high} "
        "LIMIT {most}) AS held"
    ).format(
        default=sql.Identifier(found.default.schema, found.default.name),
        key=sql.Identifier(table.key or ""),
        low=_value(table, period, low=True),
        high=_value(table, period, low=False),
        most=sql.Literal(MOST_COUNTED),
    )
    row = work.run(query, f"reads the default partition {found.default.title}").fetchone()
    held = row[0] if row else 0
    if not held:
        return None
    return PartitionInTheWay(
        f"the default partition {found.default.title} holds {'at least ' if held == MOST_COUNTED else ''}"
        f"{held:,} row{'' if held == 1 else 's'} of what would be {table.schema}.{period.name}",
        hint=f"in one transaction: detach {found.default.title}, move its rows with {table.key} from "
        f"{table.bound(period.low)} to {table.bound(period.high)} into {table.schema}.{table.name} after a "
        "partition for them was made, and attach it again (docs/maintain.md shows the statements)",
    )


def _make(work: Work, table: Partitioned, period: Period) -> None:
    part, parent = sql.Identifier(table.schema, period.name), sql.Identifier(table.schema, table.name)
    note = f"makes partition {table.schema}.{period.name}"
    with work.transaction():
        for statement in _statements(table, period, part, parent):
            work.run(statement, note)


def _statements(
    table: Partitioned, period: Period, part: sql.Identifier, parent: sql.Identifier
) -> Iterator[sql.Composed]:
    method, space = sql.SQL(""), sql.SQL("")
    using = (
        sql.SQL(" USING {}").format(sql.Identifier(table.access_method)) if table.access_method else method
    )
    within = sql.SQL(" TABLESPACE {}").format(sql.Identifier(table.tablespace)) if table.tablespace else space
    yield sql.SQL("CREATE TABLE {} (LIKE {} {}){}{}").format(part, parent, sql.SQL(LIKE), using, within)
    if table.of_another:
        yield sql.SQL("ALTER TABLE {} OWNER TO {}").format(part, sql.Identifier(table.owner))
    if table.row_security:
        # Rows are read through the parent and its policies; straight access would pass them by.
        yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(part)
    yield sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
        parent, part, _value(table, period, low=True), _value(table, period, low=False)
    )


def _value(table: Partitioned, period: Period, *, low: bool) -> sql.Literal:
    return sql.Literal(table.bound(period.low if low else period.high))


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    assert isinstance(task.fact, PartitionRule)
    found = survey(connection, task.fact)
    for period in found.to_make:
        low, high = found.table.bound(period.low), found.table.bound(period.high)
        yield f"make {found.table.schema}.{period.name}, from {low} to {high}"
    for part in found.old:
        yield f"drop {part.title}"


def _due(connection: Connection, task: Task) -> Due:
    """A rule is due when something is to be made or dropped, and again when the next period begins."""
    assert isinstance(task.fact, PartitionRule)
    found = survey(connection, task.fact)
    if found.to_make or found.old:
        return Due(at=found.present_start, now=True, overdue=found.present is not None)
    return Due(at=found.next_start, now=False)


def statements(connection: Connection, rule: PartitionRule) -> Iterator[tuple[str, str]]:
    """Give a note and the statements for each partition that is due to be made."""
    found = survey(connection, rule)
    with snapshot(connection):
        for period in found.to_make:
            part = sql.Identifier(found.table.schema, period.name)
            parent = sql.Identifier(found.table.schema, found.table.name)
            texts = (each.as_string(connection) for each in _statements(found.table, period, part, parent))
            yield f"makes partition {found.table.schema}.{period.name}", ";\n".join(texts) + ";"


SORT = Sort(
    name="partitions",
    kind="partition_rule",
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    clear=clear,
    due=_due,
    right="own",
    alone=True,
)
