"""Connections: psycopg for statements, a SQLAlchemy engine over the same for Alembic."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.errors import DatabaseMissing, DbtoolError, InsufficientRights, ServerUnavailable, WrongUsage

if TYPE_CHECKING:
    from sqlalchemy import Engine

Connection = psycopg.Connection[tuple[Any, ...]]

APPLICATION_NAME = "dbtool"
CONNECT_TIMEOUT_SECONDS = 10
# libpq gives no SQLSTATE for a refused connection, only the server's text.
PASSWORD_REFUSED = "password authentication failed"
ROLE_REFUSED = (
    "authentication failed",
    "pg_hba.conf",
    "permission denied",
    "not permitted to log in",
    'role "',
)
MAINTENANCE_DATABASES = ("postgres", "template1")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a statement may wait for a lock and run, and how often a lock is tried.

    Units: milliseconds, 0 for no limit; `lock_attempts` counts the first one. `patient_lock_ms` is for
           statements that block nobody while they wait.
    """

    lock_ms: int = 4_000
    patient_lock_ms: int = 600_000
    statement_ms: int = 0
    lock_attempts: int = 6


def connect(
    url: str,
    *,
    autocommit: bool = False,
    application_name: str = APPLICATION_NAME,
    timeouts: Timeouts | None = None,
) -> Connection:
    """Give an open connection.

    Errors: WrongUsage for a URL that is none; DatabaseMissing; InsufficientRights where the server refuses
            the role or its password; ServerUnavailable for all else. None of them holds the password.
    """
    parameters = _parameters(url)
    try:
        connection = psycopg.connect(**_defaults(parameters, application_name), autocommit=True)
    except psycopg.OperationalError as error:
        raise _refused(error, parameters) from None
    _prepare(connection, timeouts)
    connection.autocommit = autocommit
    return connection


def connect_unused(url: str, timeouts: Timeouts) -> Connection:
    """Give a connection in autocommit on which nothing has been run yet, under the timeouts all the same.

    Errors: as `connect`.
    """
    parameters = _parameters(url)
    limits = f"-c lock_timeout={timeouts.lock_ms} -c statement_timeout={timeouts.statement_ms}"
    options = f"{parameters.get('options', '')} {limits}".strip()
    try:
        return psycopg.connect(
            **_defaults({**parameters, "options": options}, APPLICATION_NAME), autocommit=True
        )
    except psycopg.OperationalError as error:
        raise _refused(error, parameters) from None


def engine(url: str, *, application_name: str = APPLICATION_NAME, timeouts: Timeouts | None = None) -> Engine:
    """Give an engine that makes its connections with `connect` and keeps none open."""
    # Most commands need no engine, and SQLAlchemy takes long to import.
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(url, application_name=application_name, timeouts=timeouts),
        poolclass=NullPool,
        # What a lost connection cannot roll back, SQLAlchemy would log as an error of its own.
        pool_reset_on_return=None,
    )


def driver(connection: Any) -> Connection:
    """Give the psycopg connection under a SQLAlchemy connection."""
    found: Connection = connection.connection.driver_connection
    return found


def create_database(url: str) -> bool:
    """Create the database that `url` names; False if it is there already.

    Errors: as `connect`, with InsufficientRights where the role may not create databases.
    """
    parameters = _parameters(url)
    name = _database(parameters)
    with _maintenance(parameters) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            return False
        except psycopg.errors.InsufficientPrivilege:
            user = connection.info.user
            raise InsufficientRights(
                f'role "{user}" may not create database "{name}"',
                hint=f'run ALTER ROLE "{user}" CREATEDB as a superuser, or have the database created',
            ) from None
    return True


def drop_database(url: str) -> None:
    """Drop the database that `url` names. Errors: psycopg.Error where somebody is connected to it."""
    parameters = _parameters(url)
    with _maintenance(parameters) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(_database(parameters))))


def database_name(url: str) -> str:
    """Give the name of the database that the URL leads to."""
    return _database(_parameters(url))


def named_database(url: str) -> str | None:
    """Give the database that the URL names itself, None where that is left to the server.

    Errors: WrongUsage for what is no URL and no connection string.
    """
    return _parameters(url).get("dbname") or None


def place(url: str) -> str:
    """Give host, port and database of the URL for people: never the password."""
    return _place(_parameters(url))


def _parameters(url: str) -> dict[str, Any]:
    scheme, separator, rest = url.partition("://")
    plain = "postgresql" + separator + rest if scheme.startswith("postgresql+") else url
    try:
        return dict(conninfo_to_dict(plain))
    except psycopg.ProgrammingError:
        # libpq's own text quotes the piece that it could not read, which may be the password.
        raise WrongUsage(
            "the database URL is not valid", hint="write postgresql://user@host:port/database"
        ) from None


def _defaults(parameters: dict[str, Any], application_name: str) -> dict[str, Any]:
    # No server-side prepared statements: DDL makes them stale, and a pooler in between may not keep them.
    given = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, "client_encoding": "UTF8", **parameters}
    return given | {"application_name": application_name, "prepare_threshold": None}


def _prepare(connection: Connection, timeouts: Timeouts | None) -> None:
    # A statement ends soon after its client was killed, instead of running on alone; not every server's
    # platform can watch its sockets.
    with suppress(psycopg.Error):
        _set(connection, "client_connection_check_interval", "1s")
    if timeouts is not None:
        _set(connection, "lock_timeout", str(timeouts.lock_ms))
        _set(connection, "statement_timeout", str(timeouts.statement_ms))


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", [name, value])


def _refused(error: psycopg.OperationalError, parameters: dict[str, Any]) -> DbtoolError:
    # An indented line is libpq's own hint.
    lines = (line for line in str(error).splitlines() if not line.startswith("\t"))
    text = " ".join(" ".join(lines).split()).removeprefix("connection failed: ")
    where, database = _place(parameters), _database(parameters)
    if PASSWORD_REFUSED in text:
        user = parameters.get("user", "")
        return InsufficientRights(
            f'the server at {where} refused the password of role "{user}"',
            hint="passwords come from the URL, PGPASSWORD or .pgpass",
        )
    # The server's text may be in any language, but it names the database if that is what is wrong.
    if f'"{database}"' in text and _is_missing(parameters):
        return DatabaseMissing(
            f'database "{database}" does not exist on {where}',
            hint="create it, or pass --create-database",
        )
    refused = any(words in text for words in ROLE_REFUSED)
    kind = InsufficientRights if refused else ServerUnavailable
    return kind(
        f"cannot connect to {where}: {text}",
        hint=None if refused else "is the server running, and is the URL right?",
    )


def _is_missing(parameters: dict[str, Any]) -> bool:
    try:
        with _maintenance(parameters) as connection:
            found = connection.execute(
                "SELECT FROM pg_catalog.pg_database WHERE datname = %s", [_database(parameters)]
            ).fetchone()
            return found is None
    except DbtoolError:
        return False


def _maintenance(parameters: dict[str, Any]) -> Connection:
    failure: psycopg.OperationalError | None = None
    for database in MAINTENANCE_DATABASES:
        chosen = _defaults(parameters | {"dbname": database}, APPLICATION_NAME)
        try:
            return psycopg.connect(**chosen, autocommit=True)
        except psycopg.OperationalError as error:
            failure = error
    raise ServerUnavailable(
        f"cannot connect to {_place(parameters)}: {' '.join(str(failure).split())}",
        hint="is the server running, and is the URL right?",
    )


def _database(parameters: dict[str, Any]) -> str:
    return str(parameters.get("dbname") or parameters.get("user") or "")


def _place(parameters: dict[str, Any]) -> str:
    shown = {name: parameters[name] for name in ("host", "port", "dbname") if parameters.get(name)}
    return make_conninfo("", **shown) or "the local server"
