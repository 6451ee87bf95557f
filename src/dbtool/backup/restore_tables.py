"""A backup of some tables: its rows into tables that are there and empty."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import Copy, sql

from dbtool.backup.compare import Comparison
from dbtool.backup.crypt import Key
from dbtool.backup.errors import PreflightRefused, RestoreDiffers, RestoreFailed
from dbtool.backup.facts.detail import Detail, read_detail
from dbtool.backup.facts.reading import HASH, Relation, contents, read_rows
from dbtool.backup.manifest import Artifact
from dbtool.backup.parts import check_sum, extract, extracted
from dbtool.backup.phases import Archive
from dbtool.backup.repository import Backup, manifest_of
from dbtool.backup.restore import RestoreResult
from dbtool.backup.store import Store
from dbtool.backup.tables import ROWS
from dbtool.backup.tools import reading_tools
from dbtool.catalog.server import server_info
from dbtool.catalog.session import SET_ALL, SETTINGS
from dbtool.execute.connect import Connection, connect, database_name
from dbtool.execute.limits import lift_limits
from dbtool.execute.progress import Progress

# Keys between the tables hold when all rows are there.
AT_ONCE = ("--single-transaction", "--disable-triggers")


def restore_tables(store: Store, backup: Backup, key: Key, url: str, progress: Progress) -> RestoreResult:
    """Restore the rows of a backup of tables into the database of `url`, whose tables are empty.

    Errors: PreflightRefused for a table that is missing or holds rows; RestoreFailed, RestoreDiffers, after
            which they are empty again; BackupDamaged.
    """
    started = time.monotonic()
    manifest = manifest_of(backup)
    for part in manifest.artifacts:
        check_sum(store, backup.folder, part)
    detail = read_detail(extracted(store, backup.folder, manifest.artifact("detail"), key), backup.folder)
    with connect(url, autocommit=True, application_name="dbtool restore") as connection:
        lift_limits(connection)
        relations = _empty(connection, detail)
        try:
            for part in manifest.artifacts:
                if part.role == "dump":
                    progress.note("restoring tables")
                    version = connection.info.server_version // 10_000
                    tools = reading_tools(manifest, say=progress.note, server=version)
                    archive = Archive(store, backup.folder, part, key, tools)
                    archive.rows(url, [e for e in archive.head().entries if e.data], AT_ONCE)
                elif part.role == ROWS:
                    progress.note(f"restoring {part.table}")
                    _copy(connection, store, backup.folder, part, key, relations)
            _compare(connection, relations, detail, backup)
        except BaseException:
            _clear(connection, relations)
            raise
    return RestoreResult(
        backup=backup.id,
        database=database_name(url),
        url=url,
        comparison=Comparison((), {"tables": len(detail.rows), "rows": sum(detail.rows.values())}),
        roles=(),
        jobs=(),
        jobs_schema=None,
        kept=None,
        left_out=(),
        notes=(),
        seconds=time.monotonic() - started,
    )


def _empty(connection: Connection, detail: Detail) -> list[Relation]:
    """Give the tables of the backup. Errors: PreflightRefused, naming those that are not as they must be."""
    there = {each.title: each for each in contents(connection, server_info(connection)).relations}
    missing = [name for name in detail.rows if name not in there]
    if missing:
        raise PreflightRefused(
            f"the database has no table {', '.join(missing)}",
            hint="make them first: `dbtool apply`, or a restore of a whole backup",
        )
    relations = [there[name] for name in detail.rows]
    filled = [each.title for each in relations if _has_rows(connection, each)]
    if filled:
        raise PreflightRefused(
            f"{', '.join(filled)} is not empty, and a restore adds to nothing",
            hint="empty it, or restore into another database",
        )
    return relations


def _has_rows(connection: Connection, relation: Relation) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(relation.schema, relation.name))
    return bool(connection.execute(query).fetchall()[0][0])


def _copy(
    connection: Connection,
    store: Store,
    folder: str,
    part: Artifact,
    key: Key,
    relations: Sequence[Relation],
) -> None:
    (relation,) = [each for each in relations if each.title == part.table]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(relation.schema, relation.name),
        sql.SQL(", ").join(map(sql.Identifier, part.columns)),
    )
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            extract(store, folder, part, key, _Into(copy))
    except psycopg.Error as error:
        said = " ".join(str(error.diag.message_primary or error).split())
        raise RestoreFailed(f"{part.table} could not be restored: {said}") from None


class _Into:
    """Writes to a COPY."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy

    def write(self, data: bytes, /) -> int:
        self._copy.write(data)
        return len(data)


def _compare(connection: Connection, relations: Sequence[Relation], detail: Detail, backup: Backup) -> None:
    how = HASH if detail.sums else "count"
    with connection.transaction(force_rollback=True):
        connection.execute(
            SET_ALL, {"names": list(SETTINGS), "values": list(SETTINGS.values())}, prepare=False
        )
        for name, count, text in read_rows(connection, relations, how):
            if count != detail.rows[name] or (detail.sums and text != detail.sums[name]):
                raise RestoreDiffers(
                    f"{name} has {count:,} rows, and {backup.id} has {detail.rows[name]:,}"
                    if count != detail.rows[name]
                    else f"{name} has other rows than {backup.id}"
                )


def _clear(connection: Connection, relations: Sequence[Relation]) -> None:
    """Empty the tables again, which were empty before."""
    with suppress(psycopg.Error), connection.transaction():
        connection.execute("SET LOCAL session_replication_role = 'replica'")
        for each in relations:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(each.schema, each.name)))
