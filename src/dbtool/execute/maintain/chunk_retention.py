"""Old chunks dropped where TimescaleDB has no policies: drop_chunks is in every edition.

What an emulated aggregate still has to read of a hypertable it reads first. The old buckets of such an
aggregate are rows, which are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psycopg import sql

from dbtool.catalog.query import rows
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.diff.report_rows import counted
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.filling import fill_before_loss, forget_before
from dbtool.execute.emulation.place import Place, places
from dbtool.execute.maintain.relations import RelationGone, find, is_hypertable
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.timescale.retention import Retention

_INTEGER_NOW = """
SELECT d.integer_now_func_schema AS schema, d.integer_now_func AS name
FROM _timescaledb_catalog.dimension AS d
INNER JOIN _timescaledb_catalog.hypertable AS h ON d.hypertable_id = h.id
WHERE h.schema_name = %(schema)s AND h.table_name = %(table)s AND d.interval_length IS NOT NULL
ORDER BY d.id LIMIT 1
"""


def _tasks(retention: Retention) -> Iterable[Task]:
    yield Task(
        name=SORT.name,
        fact=retention,
        # What TimescaleDB's own policy does unless it is told otherwise.
        every=retention.schedule_interval or "1 day",
        start=retention.initial_start,
        timezone=retention.timezone,
        fixed=retention.initial_start is not None,
        held=None if retention.scheduled else "its schedule is off",
    )


def _carry_out(work: Work, task: Task) -> None:
    standing = places(work.connection, work.server)
    emulated = next((place for place in standing if place.path == task.path), None)
    if emulated is not None:
        readers = [place for place in standing if place.over == emulated.number]
        _forget_buckets(work, task, emulated, readers)
        return
    query = _call(work.connection, work.server, task, "drop_chunks")
    if _number(work.connection, _call(work.connection, work.server, task, "show_chunks")):
        for place in standing:
            if place.hypertable == task.path and place.over is None:
                fill_before_loss(work, place)
    work.between()
    row = work.retrying(lambda: work.run(query, f"drops old chunks of {task.object}")).fetchone()
    work.count(dropped=row[0] if row else 0)


def _forget_buckets(work: Work, task: Task, place: Place, readers: list[Place]) -> None:
    assert isinstance(task.fact, Retention)
    forget_before(work, place, _age_of_buckets(task.fact), readers)


def _age_of_buckets(retention: Retention) -> str:
    """Give the age at which buckets are old. Errors: StepFailed where they are to go by their creation."""
    if retention.drop_after is None:
        raise StepFailed(
            f"{retention.schema}.{retention.table} is to lose its buckets by the time of their creation, "
            "which only the Community edition knows",
            hint="declare drop_after",
        )
    return retention.drop_after


def _number(connection: Connection, query: sql.Composed) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _call(connection: Connection, server: ServerInfo, task: Task, function: str) -> sql.Composed:
    """Give the query that counts what drop_chunks or show_chunks gives.

    Errors: RelationGone; StepFailed where the hypertable cannot say what old is.
    """
    retention = task.fact
    assert isinstance(retention, Retention)
    find(connection, retention.schema, retention.table)
    if not server.timescaledb or not is_hypertable(connection, retention.schema, retention.table):
        raise RelationGone(
            f"{task.object} is no hypertable any more", hint="`dbtool diff` says what has become of it"
        )
    name, bound = "older_than", _interval(retention.drop_after)
    if retention.drop_created_before is not None:
        name, bound = "created_before", _interval(retention.drop_created_before)
    elif retention.drop_after is not None and retention.drop_after.lstrip("-").isdecimal():
        bound = _integer(connection, retention)
    return sql.SQL("SELECT pg_catalog.count(*) FROM {}({}::pg_catalog.regclass, {} => {})").format(
        sql.Identifier(server.timescaledb_schema or "", function),
        sql.Literal(sql.Identifier(retention.schema, retention.table).as_string(connection)),
        sql.Identifier(name),
        bound,
    )


def _interval(text: str | None) -> sql.Composed:
    return sql.SQL("{}::pg_catalog.interval").format(sql.Literal(text))


def _integer(connection: Connection, retention: Retention) -> sql.Composed:
    """Give the value of an integer time before which chunks are old."""
    names = {"schema": retention.schema, "table": retention.table}
    found = rows(connection, _INTEGER_NOW, names)
    if not found or not found[0]["name"]:
        raise StepFailed(
            f"{retention.schema}.{retention.table} has an integer time and nothing says what time it is",
            hint="declare integer_now for the hypertable",
        )
    now = sql.Identifier(found[0]["schema"], found[0]["name"])
    return sql.SQL("{}() - {}").format(now, sql.SQL(retention.drop_after or "0"))


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    server = server_info(connection)
    if any(place.path == task.path for place in places(connection, server)):
        assert isinstance(task.fact, Retention)
        yield f"delete the buckets of {task.object} that are older than {_age_of_buckets(task.fact)}"
        return
    number = _number(connection, _call(connection, server, task, "show_chunks"))
    yield f"drop {counted(number, 'chunk')} of {task.object}"


SORT = Sort(
    name="drop_chunks",
    kind="retention",
    emulated=True,
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="own",
)
