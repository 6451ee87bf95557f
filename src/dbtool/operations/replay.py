"""`dbtool check --replay`: the chain of revisions gives state.json, down and up again too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff
from dbtool.errors import PlanNotProved
from dbtool.execute.apply import apply_revisions, rollback
from dbtool.execute.connect import connect
from dbtool.execute.progress import Progress, Silent
from dbtool.execute.scratch_server import scratch_database, scratch_server
from dbtool.execute.workplace import Options
from dbtool.kinds.edges import without_cluster
from dbtool.model.database import Database
from dbtool.operations.sources import recorded
from dbtool.settings import Subject


def replay(subject: Subject, *, progress: Progress) -> tuple[str, ...]:
    """Apply every revision to an empty database, roll all back, apply again; give the revisions proved.

    The sandbox is used, or the server of `--scratch-url`; roles that the revisions make there are dropped
    again. Errors: PlanNotProved naming what differs; StepFailed where a revision does not run.
    """
    state = recorded(subject)
    if state is None or subject.migrations is None:
        return ()
    options = Options(community_features="emulate")
    with (
        scratch_server(subject.scratch_url, provider=subject.provider, say=progress.note) as server,
        _roles_put_back(server, state.wanted),
        scratch_database(server, say=progress.note) as url,
    ):
        base = without_cluster(_read(url))
        progress.note(f"replaying the revisions of {subject.name}: up")
        applied = apply_revisions(url, subject.migrations, "head", options=options, progress=Silent())
        _same(_read(url), state.wanted, "the revisions, applied in order, do not give state.json")
        progress.note(f"replaying the revisions of {subject.name}: down")
        rollback(url, subject.migrations, to="base", options=options, progress=Silent())
        _same(without_cluster(_read(url)), base, "the way down does not lead back to an empty database")
        progress.note(f"replaying the revisions of {subject.name}: up again")
        apply_revisions(url, subject.migrations, "head", options=options, progress=Silent())
        _same(_read(url), state.wanted, "after down and up the database is not the one of state.json")
    return tuple(applied.revisions)


def _read(url: str) -> Database:
    with connect(url, autocommit=True) as connection:
        return inspect(connection)


def _same(found: Database, wanted: Database, problem: str) -> None:
    left = diff(found, wanted)
    if left:
        names = ", ".join(sorted({str(change.key) for change in left})[:8])
        hint = "a revision was edited by hand or written by another dbtool"
        raise PlanNotProved(f"{problem}: {names}", hint=hint)


@contextmanager
def _roles_put_back(server: str, wanted: Database) -> Iterator[None]:
    """Drop those of the declared roles that the server had not got before; nothing of theirs is left then."""
    declared = {fact.key.path[0] for fact in wanted.of_kind("role")}
    with connect(server, autocommit=True) as connection:
        before = _roles(connection)
        try:
            yield
        finally:
            for name in sorted(declared & _roles(connection) - before):
                # Another database on this server may have come to need it meanwhile.
                with suppress(psycopg.errors.DependentObjectsStillExist):
                    connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _roles(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
