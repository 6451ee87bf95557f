"""What the server's refusal of a statement becomes: one of dbtool's errors, with all that the server said."""

from __future__ import annotations

import psycopg

from dbtool.errors import (
    DbtoolError,
    HazardRefused,
    InsufficientRights,
    Origin,
    ServerUnavailable,
    StepFailed,
)
from dbtool.model.statement import Statement

LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK = "40P01"
INSUFFICIENT_PRIVILEGE = "42501"
# Another session has changed the same row of a catalog meanwhile: by the server's words, which it never
# translates, or the index that it met in.
INTERNAL, UNIQUE = "XX000", "23505"
CHANGED_MEANWHILE = ("tuple concurrently updated", "tuple concurrently deleted")
CATALOGS = ("pg_authid_", "pg_auth_members_", "pg_db_role_setting_")
QUERY_CANCELED = "57014"
ADMIN_SHUTDOWN = "57P01"
STILL_NEEDED = "2BP01"
# A step's own: what it found in the database is a hazard that nobody allowed.
REFUSED = "DBT01"
# Old objects stand in schemas of this name and a number.
KEPT = "dbtool_old_"


class StatementRefused(StepFailed):
    """A StepFailed that keeps what the server said.

    Units: `line` and `column` count from 1 in the statement's own text, 0 where the server named no place.
    """

    def __init__(
        self,
        message: str,
        *,
        sqlstate: str,
        line: int = 0,
        column: int = 0,
        hint: str | None = None,
        origin: Origin | None = None,
    ) -> None:
        super().__init__(message, hint=hint, origin=origin)
        self.sqlstate = sqlstate
        self.line = line
        self.column = column


class LockNotAvailable(StatementRefused):
    """Another session was in the way, by a lock or a change of its own: the batch may be tried again."""


def failure(
    error: psycopg.Error, statement: Statement, *, origin: Origin | None = None, blockers: str = ""
) -> DbtoolError:
    """Give the error for a statement that the server refused or never answered."""
    subject = statement.note.rstrip(".") or first_line(statement.sql)
    if error.sqlstate is None or error.sqlstate == ADMIN_SHUTDOWN:
        return ServerUnavailable(
            f"the connection was lost while this ran: {subject}",
            hint="run it again: it goes on where it stopped",
            origin=origin,
        )
    line, column = _place(error, statement)
    said = error.diag.message_primary or str(error)
    place = f" at line {line}, column {column}" if line else ""
    message = f"{subject}: {said} (SQLSTATE {error.sqlstate}){place}"
    hint = _hint(error)
    if error.sqlstate in (LOCK_NOT_AVAILABLE, DEADLOCK) or _changed_meanwhile(error):
        message = f"{message}{'; blocked by ' + blockers if blockers else ''}"
        return LockNotAvailable(message, sqlstate=error.sqlstate, hint=hint, origin=origin)
    if error.sqlstate == INSUFFICIENT_PRIVILEGE:
        return InsufficientRights(message, hint=hint, origin=origin)
    if error.sqlstate == REFUSED:
        return HazardRefused(said, hint=error.diag.message_hint, origin=origin)
    return StatementRefused(
        message, sqlstate=error.sqlstate, line=line, column=column, hint=hint, origin=origin
    )


def _changed_meanwhile(error: psycopg.Error) -> bool:
    if error.sqlstate == INTERNAL:
        return error.diag.message_primary in CHANGED_MEANWHILE
    return error.sqlstate == UNIQUE and (error.diag.constraint_name or "").startswith(CATALOGS)


def refusal(error: Exception) -> DbtoolError | None:
    """Give the error for what the server refused outside of all steps, None where it is not the cause."""
    found = getattr(error, "orig", error)
    if not isinstance(found, psycopg.Error):
        return None
    state, said = found.sqlstate or "", found.diag.message_primary or str(found)
    if state == INSUFFICIENT_PRIVILEGE:
        return InsufficientRights(said, hint=_hint(found) or "connect as a role that may")
    if state in (LOCK_NOT_AVAILABLE, QUERY_CANCELED, DEADLOCK):
        return StatementRefused(f"a query of dbtool's own was ended: {said}", sqlstate=state)
    if isinstance(found, psycopg.OperationalError | psycopg.InterfaceError):
        message = f"the connection was lost: {' '.join(said.split())}"
        return ServerUnavailable(message, hint="is the server running? the command can be run again")
    return None


def first_line(sql: str) -> str:
    """Give the statement's first line, for want of a note."""
    return sql.strip().partition("\n")[0][:100] or "a step without SQL"


def _place(error: psycopg.Error, statement: Statement) -> tuple[int, int]:
    position = error.diag.statement_position
    if not position:
        return 0, 0
    before = statement.sql[: int(position) - 1]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _hint(error: psycopg.Error) -> str | None:
    parts = [error.diag.message_detail, error.diag.message_hint]
    if error.diag.context and error.diag.internal_query:
        parts.append(f"while running: {error.diag.internal_query}")
    elif error.diag.context:
        parts.append(error.diag.context)
    if error.sqlstate == QUERY_CANCELED:
        parts.append("the target's statement_timeout bounds each statement")
    if error.sqlstate == STILL_NEEDED and f" {KEPT}" in (error.diag.message_detail or ""):
        parts.append("what a rebuild has kept of old is in the way: dbtool rebuilds drop")
    if error.sqlstate == LOCK_NOT_AVAILABLE:
        parts.append("wait for the blocking session, or end it with pg_terminate_backend(pid)")
    return "\n".join(part for part in parts if part) or None
