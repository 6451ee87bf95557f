"""`dbtool roles retire`: a role goes, and nothing that it owns goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dbtool.catalog.query import own
from dbtool.errors import WrongUsage
from dbtool.execute.connect import Connection, connect
from dbtool.execute.failures import failure
from dbtool.execute.progress import Progress
from dbtool.execute.roles_lock import RolesLock
from dbtool.model.statement import Statement
from dbtool.operations.roles.listing import declared_roles
from dbtool.operations.sources import live_url
from dbtool.settings import Subject

MINE = "SELECT rolname = current_user, oid < 16384 FROM pg_catalog.pg_roles WHERE rolname = %s"
SESSIONS = "SELECT pid FROM pg_catalog.pg_stat_activity WHERE usename = %s"
END = "SELECT pg_catalog.pg_terminate_backend(%s)"
RETIRING = "DROP ROLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one database has of a role: `owned` objects, and `granted` ones on which it has rights."""

    database: str
    owned: int
    granted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireResult:
    """What became of a role, or would.

    Shape: `holdings` are those of each database of the server; `sessions` are the open ones.
    """

    role: str
    to: str
    holdings: tuple[Holding, ...]
    sessions: int
    done: bool


def retire_role(
    subject: Subject, role: str, *, to: str, end_sessions: bool, plan: bool, progress: Progress
) -> RetireResult:
    """Give what a role owns, in every database of the server, to another; take its rights, and drop it.

    Shape: with `plan` it is only said what would happen.
    Errors: WrongUsage where the role is still declared, or in use; InsufficientRights; StepFailed. What was
            done in a database before that stays, and the same command goes on from there.
    """
    url = live_url(subject)
    with connect(url, autocommit=True) as connection:
        _refuse(subject, connection, role, to)
        holdings = tuple(
            Holding(database=name, owned=owned, granted=granted)
            for name, owned, granted in connection.execute(own("role_holdings.sql"), {"role": role})
        )
        sessions = [pid for (pid,) in connection.execute(SESSIONS, [role]).fetchall()]
        found = RetireResult(role=role, to=to, holdings=holdings, sessions=len(sessions), done=not plan)
        if plan:
            return found
        if sessions and not end_sessions:
            raise WrongUsage(
                f"role {role} is in use by {len(sessions)} sessions", hint="end them, or say --end-sessions"
            )
        with RolesLock(url, wait=True, wait_seconds=None, progress=progress) as lock:
            lock.hold_for([Statement(sql=RETIRING, note="")])
            # Nobody comes in again meanwhile.
            _run(connection, "Lets role {} in no more", "ALTER ROLE {} NOLOGIN", role)
            for pid in sessions:
                connection.execute(END, [pid])
            for holding in holdings:
                progress.note(f"what {role} has in {holding.database} goes to {to}")
                _empty(make_conninfo(url, dbname=holding.database), role, to)
            _run(connection, "Drops role {}", "DROP ROLE {}", role)
    return found


def _refuse(subject: Subject, connection: Connection, role: str, to: str) -> None:
    rows = {name: connection.execute(MINE, [name]).fetchone() for name in (role, to)}
    for name, row in rows.items():
        if row is None:
            raise WrongUsage(f"there is no role {name}", hint="dbtool roles list says which there are")
    mine, built_in = rows[role] or (False, False)
    if mine:
        raise WrongUsage(f"role {role} cannot retire itself", hint="connect as another role")
    if built_in:
        raise WrongUsage(f"role {role} is the server's own", hint="only roles that somebody made can go")
    if role == to:
        raise WrongUsage("a role cannot leave what it owns to itself", hint="name another with --to")
    if role in declared_roles(subject, connection):
        raise WrongUsage(
            f"role {role} is still declared", hint="take it out of the definitions, and apply that first"
        )


def _empty(url: str, role: str, to: str) -> None:
    with connect(url) as connection:
        _run(connection, "Gives what role {} owns to another", "REASSIGN OWNED BY {} TO {}", role, to)
        _run(connection, "Takes the rights of role {}", "DROP OWNED BY {}", role)
        connection.commit()


def _run(connection: Connection, note: str, statement: str, *names: str) -> None:
    try:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    except psycopg.Error as error:
        raise failure(error, Statement(sql="", note=note.format(names[0]))) from None
