"""Old rows deleted in batches, each in a transaction of its own.

Where an index leads to old rows a batch begins where the one before ended; elsewhere the table is walked page
by page. Either way no row is looked at twice, dead ones neither, so that deleting much takes no longer for
each row than deleting little. Rows that another session has locked are left to the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psycopg import sql

from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.failures import StatementRefused
from dbtool.execute.maintain.relations import find
from dbtool.execute.maintain.row_places import TRUE, Place, places
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.upkeep.row_retention import RowRetention

FOREIGN_KEY_VIOLATION = "23503"
# Meant against deletions by mistake; that so many rows are old is none.
DECOMPRESSED = "timescaledb.max_tuples_decompressed_per_dml_transaction"
# 16 MB of table at a time where no index leads to old rows.
PAGES = 2048
MOST_COUNTED = 1_000_000
_CUTOFF = "SELECT (pg_catalog.now() - {after}::pg_catalog.interval)::text"
_BATCH = """
WITH gone AS (
  DELETE FROM {through}
  WHERE {within} AND ctid = ANY (ARRAY(
    SELECT ctid FROM {table} WHERE {old} AND {part}{order} LIMIT {batch} FOR UPDATE SKIP LOCKED
  ))
  RETURNING {column}
)
SELECT pg_catalog.count(*), pg_catalog.max({column})::text FROM gone
"""
_WHOLE = "DELETE FROM {through} WHERE {within} AND {old}"


class RowsNeeded(StepFailed):
    """Old rows that cannot go, because others refer to them."""

    code = "rows-needed"


def _tasks(retention: RowRetention) -> Iterable[Task]:
    yield Task(name=SORT.name, fact=retention, every=retention.schedule_interval)


def _carry_out(work: Work, task: Task) -> None:
    retention = task.fact
    assert isinstance(retention, RowRetention)
    found, foreign = places(work.connection, work.server, retention.schema, retention.table, retention.column)
    for name in foreign:
        work.note(f"{name} is a foreign table and left alone")
    work.count(deleted=0)
    cutoff = _cutoff(work.connection, retention)
    # A role that row security binds would delete what its policies show it, and call that all.
    with work.setting("row_security", "off"):
        for place in found:
            _empty(work, retention, place, cutoff)


def _empty(work: Work, retention: RowRetention, place: Place, cutoff: str) -> None:
    old = _old(retention, cutoff)
    if place.whole:
        work.between()
        query = sql.SQL(_WHOLE).format(through=place.through, within=place.within, old=old)
        with work.setting(DECOMPRESSED, "0"):
            work.count(deleted=_deleted(work, retention, query)[0])
        return
    # With poor statistics the server would sort all old rows for each batch, instead of following the index.
    with work.setting("enable_sort", "off" if place.indexed else "on"):
        for part in _Walk(place, retention).parts(work, old):
            work.tell(f"{part}: {work.figures['deleted']:,} rows deleted so far")


class _Walk:
    """The way through one table, batch by batch."""

    def __init__(self, place: Place, retention: RowRetention) -> None:
        self._place = place
        self._retention = retention
        self._column = sql.Identifier(retention.column)

    def parts(self, work: Work, old: sql.Composable) -> Iterator[str]:
        """Delete a batch at a time, and give the table's name after each."""
        steps = self._by_value(work, old) if self._place.indexed else self._by_page(work, old)
        for _ in steps:
            yield self._place.title

    def _by_value(self, work: Work, old: sql.Composable) -> Iterator[None]:
        order = sql.SQL(" ORDER BY {}").format(self._column)
        part: sql.Composable = TRUE
        while True:
            work.between()
            number, last = self._delete(work, old, part, order)
            yield
            if number == 0:
                return
            part = sql.SQL("{} >= {}").format(self._column, sql.Literal(last))

    def _by_page(self, work: Work, old: sql.Composable) -> Iterator[None]:
        # One more than there are, for what has come since.
        for page in range(0, self._place.pages + 1, PAGES):
            part = sql.SQL("ctid >= {}::pg_catalog.tid AND ctid < {}::pg_catalog.tid").format(
                sql.Literal(f"({page},0)"), sql.Literal(f"({page + PAGES},0)")
            )
            number = self._retention.batch
            while number >= self._retention.batch:
                work.between()
                number, _ = self._delete(work, old, part, sql.SQL(""))
                yield

    def _delete(
        self, work: Work, old: sql.Composable, part: sql.Composable, order: sql.Composable
    ) -> tuple[int, str | None]:
        query = sql.SQL(_BATCH).format(
            through=self._place.through,
            within=self._place.within,
            table=self._place.table,
            old=old,
            part=part,
            order=order,
            batch=sql.Literal(self._retention.batch),
            column=self._column,
        )
        number, last = _deleted(work, self._retention, query)
        work.count(deleted=number)
        return number, last


def _deleted(work: Work, retention: RowRetention, query: sql.Composable) -> tuple[int, str | None]:
    title = f"{retention.schema}.{retention.table}"
    try:
        cursor = work.retrying(lambda: work.run(query, f"deletes rows of {title}"))
    except StatementRefused as error:
        if error.sqlstate != FOREIGN_KEY_VIOLATION:
            raise
        raise RowsNeeded(
            str(error),
            hint="\n".join(
                filter(
                    None,
                    [
                        error.hint,
                        "delete the rows that refer to it first, declare that foreign key with on delete "
                        "cascade or set null, or leave such rows out with where",
                    ],
                )
            ),
        ) from None
    if cursor.description is None:
        return cursor.rowcount, None
    row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, None)


def _cutoff(connection: Connection, retention: RowRetention) -> str:
    query = sql.SQL(_CUTOFF).format(after=sql.Literal(retention.delete_after))
    row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])


def _old(retention: RowRetention, cutoff: str) -> sql.Composable:
    """Give the condition of an old row; the declared part of it in lines of its own, for comments in it."""
    old = sql.SQL("{} < {}::pg_catalog.timestamptz").format(
        sql.Identifier(retention.column), sql.Literal(cutoff)
    )
    if retention.where is None:
        return old
    return sql.SQL("{} AND (\n{}\n)").format(old, sql.SQL(retention.where))


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    retention = task.fact
    assert isinstance(retention, RowRetention)
    find(connection, retention.schema, retention.table)
    cutoff = _cutoff(connection, retention)
    query = sql.SQL("SELECT pg_catalog.count(*) FROM (SELECT FROM {} WHERE {} LIMIT {}) AS old").format(
        sql.Identifier(retention.schema, retention.table), _old(retention, cutoff), sql.Literal(MOST_COUNTED)
    )
    row = connection.execute(query).fetchone()
    number = row[0] if row else 0
    more = " or more" if number == MOST_COUNTED else ""
    yield f"delete {number:,}{more} rows of {task.object}, those with {retention.column} before {cutoff}"


SORT = Sort(
    name="delete",
    kind="row_retention",
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="delete",
)
