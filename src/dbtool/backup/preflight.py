"""What would keep a backup from being whole, found before it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dbtool.backup.errors import PreflightRefused
from dbtool.backup.repository import backups, folder_of
from dbtool.backup.store import Store
from dbtool.backup.tools import Tools, find_tools
from dbtool.catalog.query import Row, rows, text_of
from dbtool.execute.connect import Connection, connect
from dbtool.execute.progress import Progress
from dbtool.model.quoting import ident, qualified
from dbtool.server.contract import Say

ROOM = 1.2
NAMED = 5
HOLDERS = """
SELECT c.oid::regclass::text AS relation, l.pid, a.application_name AS application
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND c.relkind IN ('r', 'p', 'm')
  AND l.database = (
    SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
  )
ORDER BY 1
"""


def check_source(connection: Connection) -> Iterator[str]:
    """Give notes on the source.

    Errors: PreflightRefused for a role that cannot read everything, and where a pooler is in between.
    """
    (asked,) = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchone() or (None,)
    if asked != connection.info.backend_pid:
        raise PreflightRefused(
            "there is a pooler between dbtool and the server, through which a snapshot cannot be shared",
            hint="name the server's own address",
        )
    unreadable = rows(connection, text_of(Path(__file__).with_name("preflight.sql")))
    if unreadable:
        raise _unreadable(unreadable, connection.info.user)
    for row in rows(connection, HOLDERS):
        yield f"{row['relation']} is locked by pid {row['pid']} ({row['application']}): the dump waits for it"


def check_store(store: Store, folder: str, last_bytes: int) -> None:
    """Refuse a repository that cannot be written, or has no room. Errors: PreflightRefused, StorageFailed."""
    probe = f"{folder}/.tmp-probe"
    store.put(probe, b"probe", replace=True)
    store.remove(probe)
    free, wanted = store.free_bytes(), int(last_bytes * ROOM)
    if free is not None and free < wanted:
        raise PreflightRefused(
            f"{store.place} has {free:,} bytes left, and the last backup took {last_bytes:,}",
            hint="make room: `dbtool backup prune` removes what is no longer to be kept",
        )


def check_tools(tools: Tools, server_version: int, say: Say) -> None:
    """Tell of programs newer than the server: what they dump needs as new a pg_restore."""
    if tools.major != server_version // 10_000:
        say(f"pg_dump {tools.version} dumps a server of version {server_version // 10_000}")


def _unreadable(found: Sequence[Row], user: str) -> PreflightRefused:
    named = ", ".join(qualified(row["schema"], row["name"]) for row in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    rls = [row for row in found if row["row_security"]]
    why = (
        "row security hides rows of"
        if len(rls) == len(found)
        else "it may not read, or row security hides rows of"
    )
    if not rls:
        why = "it may not read"
    remedy = f"ALTER ROLE {ident(user)} BYPASSRLS" if rls else ""
    grants = "" if len(rls) == len(found) else f"GRANT pg_read_all_data TO {ident(user)}"
    return PreflightRefused(
        f'role "{user}" cannot back everything up: {why} {named}{more}',
        hint="; ".join(filter(None, [grants, remedy])),
    )


def check(url: str, name: str, store: Store, progress: Progress) -> tuple[Tools, list[str]]:
    """Give the programs and notes of a preflight. Errors: PreflightRefused, with the first thing it found."""
    folder = folder_of(name)
    with connect(url, autocommit=True, application_name="dbtool backup check") as connection:
        notes = list(check_source(connection))
        version = connection.info.server_version
    for note in notes:
        progress.warn(note)
    tools = find_tools(version // 10_000, say=progress.note)
    check_tools(tools, version, progress.note)
    done = [each.manifest.size for each in backups(store, folder) if each.manifest]
    check_store(store, folder, done[-1] if done else 0)
    return tools, notes
