"""A database that has come from a server of the other edition: what it had there is put in force here.

It comes first: revisions, applied or taken back, begin from a database in which all of that is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from dbtool.catalog.inspector import inspect
from dbtool.catalog.query import rows
from dbtool.catalog.reading import reading
from dbtool.catalog.server import ServerInfo
from dbtool.diff.differ import diff
from dbtool.errors import CommunityRequired
from dbtool.execute.apply import run_plan
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.homecoming import bring_home, prepare
from dbtool.execute.progress import Progress
from dbtool.execute.workplace import Options
from dbtool.kinds import BY_NAME
from dbtool.kinds.scheduling import is_run
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.model.database import Database
from dbtool.model.plan import Plan
from dbtool.operations.held import concerns, forget, overdue_items, remembered
from dbtool.operations.planning import make_plan
from dbtool.operations.sources import Live, live_url, open_live
from dbtool.settings import Subject

MOVED = "what the database had on another edition"
_COMPRESSED = """
SELECT
  coalesce(a.view_schema, c.hypertable_schema) || '.' || coalesce(a.view_name, c.hypertable_name) AS name,
  count(*) AS chunks
FROM timescaledb_information.chunks AS c
LEFT JOIN timescaledb_information.continuous_aggregates AS a
  ON c.hypertable_schema = a.materialization_hypertable_schema
  AND c.hypertable_name = a.materialization_hypertable_name
WHERE c.is_compressed
GROUP BY 1 ORDER BY 1
"""


def move(subject: Subject, options: Options, progress: Progress) -> int:
    """Put in force what the database had on a server of another edition, and give the number of steps.

    A run that was cut off is gone on with by the next.
    Errors: CommunityRequired; as `run_plan`.
    """
    with open_live(subject) as live:
        plan, steps = move_plan(live.connection, live.server), 0
        if plan.steps:
            progress.note(f"putting {len(plan.changes)} objects in force that the database had elsewhere")
        with coming_home(live) as copy_back:
            # A policy that ran meanwhile would be in the way of the copying.
            for jobs in (False, True):
                part = tuple(step for step in plan.steps if is_run(BY_NAME[step.key.kind]) is jobs)
                if part:
                    only = replace(plan, steps=part)
                    steps += run_plan(live_url(subject), only, options=options, progress=progress).steps
                copy_back(progress)
    return steps


@contextmanager
def coming_home(live: Live) -> Iterator[Callable[[Progress], None]]:
    """Let the block put in force what was only kept in mind before the server had the Community edition.

    Shape: gives what copies old buckets into the aggregates that are there by then, each once.
    """
    home = live.server.edition == "community" and bool(remembered(live.connection))
    if home:
        prepare(live.connection, live.server)

    def copy_back(progress: Progress) -> None:
        copied = bring_home(live.connection, live.server, progress) if home else 0
        if copied:
            progress.note(f"copied {copied:,} buckets whose raw rows are gone into their aggregates")

    yield copy_back
    if home:
        forget(live.connection)


def move_plan(connection: Connection, server: ServerInfo) -> Plan:
    """Give the plan of a move; without steps where there was none.

    Shape: what fills comes last, so that all that is no job is one transaction: a run that is cut off leaves
           nothing half done that only the old server could have told.
    Errors: CommunityRequired where rows are left that this edition cannot read.
    """
    overdue = overdue_items(connection, server)
    if not overdue:
        return Plan(steps=())
    if server.edition != "community":
        _refuse_compressed(connection)
    here, there = inspect(connection), as_it_was(connection)
    changes = [change for change in diff(here, there) if concerns(change, overdue, there)]
    plan = make_plan(here, there, changes=changes, version=server.version)
    steps = sorted(plan.steps, key=lambda step: step.alone or not step.transactional)
    return replace(plan, steps=tuple(steps), fingerprint=here.fingerprint)


def _refuse_compressed(connection: Connection) -> None:
    found = rows(connection, _COMPRESSED)
    if found:
        names = ", ".join(f"{row['name']} ({row['chunks']})" for row in found)
        raise CommunityRequired(
            f"compressed chunks cannot be read without TimescaleDB's Community edition: {names}",
            hint="go back to that edition, move them to rows with decompress_chunk, then move again",
        )


def as_it_was(connection: Connection) -> Database:
    """Give the database as it was in force before its move, what needs the other edition included."""
    with reading(connection, moved=True) as found:
        database, _ = found.database()
    facts = {
        key: replace(fact, dormant=False) if isinstance(fact, ContinuousAggregate) else fact
        for key, fact in database.facts.items()
    }
    return replace(database, facts=facts)
