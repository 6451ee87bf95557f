"""The shadow database: what is live, without a row, made anew beside it and dropped at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.errors import DbtoolError, InvalidDefinition, Origin
from dbtool.execute.bench import BODIES_UNCHECKED, roles_of, steps_between
from dbtool.execute.community import has_community, hold
from dbtool.execute.connect import Connection, connect
from dbtool.execute.history import ensure_ledger
from dbtool.execute.runner import statement_of
from dbtool.execute.scratch_server import scratch_database
from dbtool.execute.worklist import Work, run_all
from dbtool.kinds.edges import without_cluster
from dbtool.model.plan import Step
from dbtool.rls.access import Access
from dbtool.rls.evaluate.run import Connect


class ShadowFailed(DbtoolError):
    """The shadow database could not be made."""

    code = "shadow-failed"


@contextmanager
def shadow(
    url: str, access: Access, *, at: str | None = None, say: Callable[[str], None]
) -> Iterator[Connect]:
    """Give connections to a database with everything that is live at `url`, and no row.

    Shape:  it stands on the live server, or on the one that `at` names; roles that are missing there are made
            as the live ones are, and dropped at the end.
    Errors: InsufficientRights without CREATEDB; ShadowFailed.
    """
    with connect(url) as live:
        wanted = without_cluster(inspect(live))
    with scratch_database(at or url, say=say) as copy, connect(copy, autocommit=True) as connection:
        made = _make_roles(connection, access, roles_of(wanted.facts.values()))
        try:
            # What dbtool itself carries out is declared there.
            ensure_ledger(connection)
            with connection.transaction():
                connection.execute(BODIES_UNCHECKED)
                base = without_cluster(inspect(connection))
                steps = steps_between(base, wanted, online=False, version=connection.info.server_version)
                failed = _build(connection, [step for step in steps if not step.fills])
            if failed:
                raise ShadowFailed(
                    f"the shadow database could not be made: {failed[0].message}",
                    hint="--scratch-url names another server to make it on",
                )
            yield lambda: connect(copy, autocommit=True)
        finally:
            _drop_roles(connection, made)


def _build(connection: Connection, steps: Sequence[Step]) -> list[InvalidDefinition]:
    """Run the steps, emulated where this server's edition has not got them; give what failed."""
    community, failed = has_community(connection), list[InvalidDefinition]()
    for emulated, group in groupby(steps, lambda step: step.community and not community):
        if emulated:
            for step in group:
                hold(connection, statement_of(step), "emulate")
        else:
            failed += run_all(connection, [Work(step.sql, Origin(str(step.key)), step.key) for step in group])
    return failed


def _make_roles(connection: Connection, access: Access, wanted: set[str]) -> list[str]:
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    members = [edge for edge in access.members if {edge.role, edge.member} <= access.roles.keys()]
    made = sorted((wanted | access.roles.keys()) - present - {"PUBLIC"})
    for name in made:
        found = access.roles.get(name)
        options = [
            word
            for word, on in (
                ("SUPERUSER", found and found.superuser),
                ("BYPASSRLS", found and found.bypassrls),
                ("NOINHERIT", found and not found.inherit),
                ("CREATEROLE", found and found.createrole),
                ("LOGIN", found and found.login),
            )
            if on
        ]
        statement = sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(" ".join(options)))
        connection.execute(statement)
    for edge in members:
        if edge.member in made:
            grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(edge.role), sql.Identifier(edge.member))
            connection.execute(grant)
    return made


def _drop_roles(connection: Connection, made: list[str]) -> None:
    for name in made:
        with suppress(psycopg.Error):
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
