"""The database that a restore makes: beside everything, and renamed when it is whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.backup import timescale
from dbtool.backup.errors import PreflightRefused, RestoreFailed
from dbtool.backup.manifest import Source
from dbtool.catalog.query import one, text_of
from dbtool.execute.connect import Connection, connect
from dbtool.execute.limits import lift_limits

PREFIX = "dbtool_restore_"
ABANDONED = """
SELECT d.datname FROM pg_catalog.pg_database AS d
WHERE pg_catalog.starts_with(d.datname, %s)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.application_name = d.datname)
ORDER BY 1
"""
SUBSCRIPTIONS = """
SELECT s.subname FROM pg_catalog.pg_subscription AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
WHERE d.datname = pg_catalog.current_database()
"""
EXISTS = "SELECT FROM pg_catalog.pg_database WHERE datname = %s"
LOCALES = {"c": (), "i": ("ICU_LOCALE",), "b": ("BUILTIN_LOCALE",)}
PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}
CLOSE = """
SELECT pg_catalog.pg_terminate_backend(a.pid, 5000) FROM pg_catalog.pg_stat_activity AS a
WHERE a.datname = %s AND a.pid <> pg_catalog.pg_backend_pid()
"""


def at_database(url: str, database: str) -> str:
    """Give the URL with another database."""
    return make_conninfo("", **{**conninfo_to_dict(url), "dbname": database})


def database_exists(admin: Connection, name: str) -> bool:
    """Say whether the server has a database of that name."""
    return admin.execute(EXISTS, [name]).fetchone() is not None


def abandoned(admin: Connection) -> list[str]:
    """Give the databases that killed restores have left."""
    return [name for (name,) in admin.execute(ABANDONED, [PREFIX])]


def drop_abandoned(admin: Connection) -> list[str]:
    """Drop what killed restores have left, and give its names."""
    found = abandoned(admin)
    for name in found:
        with suppress(psycopg.Error):
            drop(admin, name)
    return found


def is_empty(connection: Connection) -> bool:
    """Say whether a database holds nothing but what extensions brought."""
    return bool(one(connection, text_of(Path(__file__).with_name("empty.sql")))["empty"])


def require_room(admin: Connection, url: str, name: str, *, swap: bool) -> None:
    """Refuse a target that holds something, unless it may be put aside. Errors: PreflightRefused."""
    if swap or not database_exists(admin, name):
        return
    with connect(at_database(url, name), autocommit=True) as connection:
        empty = is_empty(connection)
    if not empty:
        raise PreflightRefused(
            f'the database "{name}" is not empty, and a restore overwrites nothing',
            hint="--into NAME restores beside it; --swap puts it aside when the restore is whole",
        )


@contextmanager
def new_database(url: str, source: Source, *, any_locale: bool) -> Iterator[tuple[Connection, str]]:
    """Give a connection to the server, and the name of a new database that lets nobody else in yet.

    It is dropped at the end unless it has another name by then. A killed run's is dropped by the next.
    Errors: PreflightRefused where the server cannot make one like the source's.
    """
    name = PREFIX + secrets.token_hex(6)
    with connect(url, autocommit=True, application_name=name) as admin:
        lift_limits(admin)
        drop_abandoned(admin)
        _create(admin, name, source, any_locale)
        try:
            yield admin, name
        finally:
            if not admin.closed and database_exists(admin, name):
                drop(admin, name)


def drop(admin: Connection, name: str) -> None:
    """Drop a database with whoever is connected, and with subscriptions that a restore has brought."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    try:
        admin.execute(statement)
    except psycopg.errors.ObjectInUse:
        _drop_subscriptions(admin, name)
        admin.execute(statement)


def _drop_subscriptions(admin: Connection, name: str) -> None:
    """Drop subscriptions without a word to their publishers, whose slots are the source's."""
    url = make_conninfo(admin.info.dsn, password=admin.info.password, dbname=name)
    with connect(url, autocommit=True) as connection:
        for (each,) in connection.execute(SUBSCRIPTIONS).fetchall():
            for statement in (
                "ALTER SUBSCRIPTION {} DISABLE",
                "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
                "DROP SUBSCRIPTION {}",
            ):
                connection.execute(sql.SQL(statement).format(sql.Identifier(each)))


def take_place(admin: Connection, url: str, made: str, name: str, aside: str) -> str | None:
    """Give the new database its name, and the name under which the old one is kept, if there was one.

    Errors: RestoreFailed where the old one was filled meanwhile or cannot be renamed.
    """
    kept = None
    if database_exists(admin, name):
        with connect(at_database(url, name), autocommit=True) as connection:
            empty = is_empty(connection)
        kept = None if empty else aside
        if empty:
            drop(admin, name)
        else:
            _rename(admin, name, aside)
    try:
        _rename(admin, made, name)
    except RestoreFailed:
        if kept:
            _rename(admin, kept, name)
            start_scheduler(url, name)
        raise
    return kept


def start_scheduler(url: str, name: str) -> None:
    """Let TimescaleDB's jobs run in a database that was renamed, which ended their scheduler."""
    with connect(at_database(url, name), autocommit=True) as connection:
        timescale.start_scheduler(connection)


def _create(admin: Connection, name: str, source: Source, any_locale: bool) -> None:
    head = sql.SQL("CREATE DATABASE {} TEMPLATE template0 CONNECTION LIMIT 0 ENCODING {}").format(
        sql.Identifier(name), sql.Literal(source.encoding)
    )
    try:
        admin.execute(sql.SQL("{} {}").format(head, _locale(source)))
    except psycopg.Error as error:
        said = " ".join(str(error.diag.message_primary or error).split())
        if any_locale:
            admin.execute(head)
            return
        raise PreflightRefused(
            f"the server cannot make a database like the source's: {said}",
            hint=f"its locale: {source.locale or source.collate}, of {PROVIDERS[source.locale_provider]}",
        ) from None


def _locale(source: Source) -> sql.Composable:
    parts = [
        sql.SQL("LOCALE_PROVIDER {}").format(sql.SQL(PROVIDERS[source.locale_provider])),
        sql.SQL("LC_COLLATE {}").format(sql.Literal(source.collate)),
        sql.SQL("LC_CTYPE {}").format(sql.Literal(source.ctype)),
    ]
    for word in LOCALES[source.locale_provider]:
        parts.append(sql.SQL("{} {}").format(sql.SQL(word), sql.Literal(source.locale)))
    if source.icu_rules:
        parts.append(sql.SQL("ICU_RULES {}").format(sql.Literal(source.icu_rules)))
    return sql.SQL(" ").join(parts)


def _rename(admin: Connection, old: str, new: str) -> None:
    place = sql.Identifier(old)
    admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(place))
    last = old
    try:
        # TimescaleDB's scheduler may have come just before.
        admin.execute(CLOSE, [old])
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(place, sql.Identifier(new)))
        last = new
    except psycopg.Error as error:
        said = " ".join(str(error.diag.message_primary or error).split())
        raise RestoreFailed(f'the database "{old}" cannot be renamed to "{new}": {said}') from None
    finally:
        admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(sql.Identifier(last)))
