"""`dbtool roles password` and `rotate`: a role's password, set as a verifier and tried by a login."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dbtool.errors import DbtoolError, WrongUsage
from dbtool.execute.connect import Connection, connect
from dbtool.execute.failures import failure
from dbtool.execute.passwords import missing, password_at, send_password
from dbtool.execute.progress import Progress
from dbtool.execute.verifiers import is_verifier
from dbtool.model.statement import Statement
from dbtool.operations.roles.listing import declared_roles, stored_passwords
from dbtool.operations.sources import live_url
from dbtool.settings import Subject

LOGIN = "SELECT rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = %s"
END = """
SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
WHERE usename = %s AND pid <> pg_catalog.pg_backend_pid()
"""
# As many bits as the verifier's hash has.
BYTES_OF_A_NEW_ONE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResult:
    """What became of one role's password.

    Shape: `tried` says whether a login with it worked; None where it was not tried. `written` is the file
           that a new one was written to; `ended` are the sessions of the role that were ended.
    """

    database: str
    role: str
    tried: bool | None = None
    written: Path | None = None
    ended: int = 0


def set_role_password(
    subject: Subject, role: str, *, source: str | None, progress: Progress
) -> PasswordResult:
    """Set a role's password to what its reference gives, or `source` in its place.

    Errors: WrongUsage where nothing is declared, or given; InsufficientRights.
    """
    with _connected(subject) as connection:
        _login_of(connection, role)
        secret = _secret(subject, connection, role, source)
        with _errors(role):
            send_password(connection, role, secret)
    progress.note(f"role {role} has the password that {source or 'its definition'} gives")
    return PasswordResult(database=subject.name, role=role)


def rotate_role_password(
    subject: Subject,
    role: str,
    *,
    source: str | None,
    to: Path | None,
    end_sessions: bool,
    progress: Progress,
) -> PasswordResult:
    """Give a role another password and log in with it; the old one is put back where that fails.

    With `to` the password is a new one, which that file holds then, for its owner alone to read.
    Errors: as `set_role_password`; whatever keeps the role from logging in.
    """
    with _connected(subject) as connection:
        if not _login_of(connection, role):
            raise WrongUsage(f"role {role} does not log in", hint="name a role with login: true")
        secret = _secret(subject, connection, role, source) if to is None else _new()
        before = (stored_passwords(connection) or {}).get(role)
        beside = _written(to, secret) if to else None
        try:
            with _errors(role):
                send_password(connection, role, secret)
            tried = None if is_verifier(secret) else _tried(subject, role, secret, progress)
        except BaseException:
            if before:
                with _errors(role):
                    _put_back(connection, role, before)
            if beside:
                beside.unlink(missing_ok=True)
            raise
        if beside and to:
            beside.replace(to)
        ended = connection.execute(END, [role]).rowcount if end_sessions else 0
    return PasswordResult(database=subject.name, role=role, tried=tried, written=to, ended=ended)


def _secret(subject: Subject, connection: Connection, role: str, source: str | None) -> str:
    declared = declared_roles(subject, connection).get(role)
    reference = source or (declared.password if declared else None)
    if reference is None:
        raise WrongUsage(
            f"nothing says where the password of role {role} is",
            hint="write password: env in its definition, or say --from",
        )
    secret = password_at(reference.removeprefix("env:"))
    if secret is None:
        raise WrongUsage(f"role {role} gets no password: {missing(reference.removeprefix('env:'))}")
    return secret


def _new() -> str:
    return secrets.token_urlsafe(BYTES_OF_A_NEW_ONE)


def _written(path: Path, secret: str) -> Path:
    """Write a password beside the file that is to hold it; nobody else may ever read it."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(secret + "\n")
    except OSError as error:
        raise WrongUsage(f"{path} cannot be written: {error.strerror}") from None
    return beside


def _put_back(connection: Connection, role: str, stored: str) -> None:
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(stored)))


def _tried(subject: Subject, role: str, secret: str, progress: Progress) -> bool:
    """Log in; False where the server let the role in without asking for its password."""
    with connect(make_conninfo(live_url(subject), user=role, password=secret)) as connection:
        asked = connection.pgconn.used_password
    if not asked:
        progress.warn(f"the server let {role} in without asking for a password")
    return asked


def _login_of(connection: Connection, role: str) -> bool:
    found = connection.execute(LOGIN, [role]).fetchone()
    if found is None:
        raise WrongUsage(f"there is no role {role}", hint="dbtool roles list says which there are")
    return bool(found[0])


@contextmanager
def _connected(subject: Subject) -> Iterator[Connection]:
    with connect(live_url(subject), autocommit=True) as connection:
        yield connection


@contextmanager
def _errors(role: str) -> Iterator[None]:
    setting = Statement(sql="", note=f"Sets the password of role {role}.")
    try:
        yield
    except psycopg.Error as error:
        found: DbtoolError = failure(error, setting)
        raise found from None
