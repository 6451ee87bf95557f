"""Jobs called where TimescaleDB has no scheduler: procedure(job_id, config), as their owner.

The job's id is 0, since no job of that edition has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import psycopg
from psycopg import sql

from dbtool.catalog.query import one, rows
from dbtool.errors import InsufficientRights
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.relations import RelationGone
from dbtool.execute.maintain.task import Sort, Task
from dbtool.execute.maintain.work import Work
from dbtool.kinds.timescale.job import Job

PROCEDURE = "p"
_ROUTINE = """
SELECT p.prokind::text AS kind
FROM pg_catalog.pg_proc AS p
INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
WHERE n.nspname = %(schema)s AND p.proname = %(name)s AND p.pronargs >= 2
  AND p.proargtypes[0] = 'int4'::regtype AND p.proargtypes[1] = 'jsonb'::regtype
ORDER BY p.pronargs LIMIT 1
"""
_MILLISECONDS = "SELECT (extract(epoch FROM %(span)s::interval) * 1000)::bigint AS ms"


def _tasks(job: Job) -> Iterable[Task]:
    yield Task(
        name=SORT.name,
        fact=job,
        every=job.schedule_interval,
        start=job.initial_start,
        timezone=job.timezone,
        # As add_job has it: a fixed schedule unless that is declined.
        fixed=job.initial_start is not None and job.fixed_schedule is not False,
        limit=job.max_runtime,
        held=None if job.scheduled else "its schedule is off",
    )


def _carry_out(work: Work, task: Task) -> None:
    job = task.fact
    assert isinstance(job, Job)
    kind = _kind(work.connection, job)
    if job.owner is not None:
        _become(work.connection, job.owner)
    verb = sql.SQL("CALL {}({}, {})" if kind == PROCEDURE else "SELECT {}({}, {})")
    config = sql.SQL("{}::pg_catalog.jsonb").format(sql.Literal(job.config))
    statement = verb.format(sql.Identifier(job.procedure_schema, job.procedure), sql.Literal(0), config)
    limit_ms = one(work.connection, _MILLISECONDS, {"span": task.limit})["ms"] or 0
    # Not tried again where a lock was not free: it may have committed some of its work.
    work.run(statement, f"runs job {job.name}", limit_ms=limit_ms)


def _kind(connection: Connection, job: Job) -> str:
    found = rows(connection, _ROUTINE, {"schema": job.procedure_schema, "name": job.procedure})
    if not found:
        raise RelationGone(
            f"job {job.name}: there is no {job.procedure_schema}.{job.procedure}(integer, jsonb)",
            hint="`dbtool apply` makes again what is declared",
        )
    return str(found[0]["kind"])


def _become(connection: Connection, owner: str) -> None:
    try:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue) as error:
        raise InsufficientRights(
            f"the job's owner cannot be acted as: {error.diag.message_primary}",
            hint=f'GRANT "{owner}" TO "{connection.info.user}", or run as that role',
        ) from None


def _foresee(connection: Connection, task: Task) -> Iterator[str]:
    job = task.fact
    assert isinstance(job, Job)
    _kind(connection, job)
    owner = f" as {job.owner}" if job.owner else ""
    yield f"call {job.procedure_schema}.{job.procedure} for job {job.name}{owner}"


SORT = Sort(
    name="job",
    kind="job",
    emulated=True,
    tasks=_tasks,
    carry_out=_carry_out,
    foresee=_foresee,
    right="execute",
    own_session=True,
)
