"""A restore: into a new database, compared with the backup, and only then under its name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from dbtool.backup import timescale
from dbtool.backup.compare import Comparison, Restored, Settle, compare
from dbtool.backup.crypt import Key
from dbtool.backup.errors import RestoreDiffers, RestoreFailed
from dbtool.backup.phases import Archive, restore_archive
from dbtool.backup.properties import settle_database
from dbtool.backup.repository import Backup
from dbtool.backup.restore_plan import Plan, prepare
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.roles import drop_roles, make_roles
from dbtool.backup.selection import Selection, select
from dbtool.backup.store import Store
from dbtool.backup.tablespaces import drop_tablespaces, make_tablespaces
from dbtool.backup.target import (
    at_database,
    drop,
    new_database,
    start_scheduler,
    take_place,
)
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection, connect
from dbtool.execute.limits import without_limits
from dbtool.execute.progress import Progress

BEFORE = "_before_"
CANCEL_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreResult:
    """What a restore made.

    Shape: `roles` and `tablespaces` were made for it; `kept` is the name of the database that was put aside;
           `jobs` are held, of TimescaleDB's scheduler;
           `left_out` are foreign keys that could not hold without rows that were not restored.
    Units: seconds of wall time.
    """

    backup: str
    database: str
    url: str = field(repr=False)
    comparison: Comparison
    roles: tuple[str, ...]
    tablespaces: tuple[str, ...] = ()
    jobs: tuple[int, ...]
    jobs_schema: str | None
    kept: str | None
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float


def restore(
    store: Store,
    backup: Backup,
    key: Key,
    url: str,
    request: RestoreRequest,
    progress: Progress,
    *,
    settle: Settle | None = None,
) -> RestoreResult:
    """Restore a backup on the server of `url`, a superuser's.

    Errors: as `prepare`; RestoreFailed and RestoreDiffers, after which the server is as it was before.
    """
    started = time.monotonic()
    plan = prepare(store, backup, key, url, request, progress)
    for note in plan.notes:
        progress.warn(note)
    with (
        _told(),
        new_database(url, plan.manifest.source, any_locale=request.any_locale) as (admin, name),
        _surroundings(admin, name, plan, request) as roles,
    ):
        made = without_limits(at_database(url, name), admin.info.server_version)
        selection = _fill(store, backup, key, made, plan, request, progress)
        jobs = _finish(made, admin, name, plan)
        edition = plan.manifest.source.edition
        restored = Restored(made, jobs, roles, selection.emptied, selection.left_out, edition)
        progress.note("comparing with the backup")
        with _statistics(made, request):
            comparison = compare(restored, plan.detail, settle)
        if comparison.differences:
            raise _differs(comparison, backup)
        held = _release(made, plan, request, jobs)
        kept = take_place(admin, url, name, request.into, f"{request.into}{BEFORE}{backup.id}")
    _start_scheduler(url, request.into, progress)
    return RestoreResult(
        backup=backup.id,
        database=request.into,
        url=at_database(url, request.into),
        comparison=comparison,
        roles=tuple(roles),
        jobs=tuple(held),
        tablespaces=plan.tablespaces,
        jobs_schema=_schema(plan) if held else None,
        kept=kept,
        left_out=tuple(sorted(".".join(each) for each in selection.left_out)),
        notes=plan.notes,
        seconds=time.monotonic() - started,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Give what the server refuses as a restore that failed; all that was made is gone by then."""
    try:
        yield
    except psycopg.Error as error:
        said = " ".join(str(error.diag.message_primary or error).split())
        right = isinstance(error, psycopg.errors.InsufficientPrivilege)
        hint = "a restore makes a database and roles: connect as a superuser" if right else None
        raise RestoreFailed(f"the server refused a part of the restore: {said}", hint=hint) from error


@contextmanager
def _surroundings(
    admin: Connection, database: str, plan: Plan, request: RestoreRequest
) -> Iterator[list[str]]:
    """Make roles and tablespaces that are missing, and give those roles.

    If the restore fails they go, after its database, which needs them.
    """
    names: list[str] = []
    try:
        make_tablespaces(admin, plan.tablespaces)
        if request.roles:
            names += make_roles(admin, plan.detail, passwords=request.passwords)
        yield names
    except BaseException:
        drop(admin, database)
        drop_roles(admin, names)
        drop_tablespaces(admin, plan.tablespaces)
        raise


def _fill(
    store: Store,
    backup: Backup,
    key: Key,
    url: str,
    plan: Plan,
    request: RestoreRequest,
    progress: Progress,
) -> Selection:
    archive = Archive(store, backup.folder, plan.manifest.artifact("dump"), key, plan.tools)
    head = archive.head()
    selection = select(head.entries, plan.manifest, plan.detail, request)
    version = plan.manifest.extensions.get(timescale.NAME)
    with connect(url, autocommit=True) as connection:
        if not plan.detail.database["has_public"]:
            connection.execute("DROP SCHEMA public")
        if version:
            timescale.before(connection, version, _schema(plan))
    restore_archive(
        archive, url, head, selection.entries, selection.weights, parallel=request.parallel, say=progress.note
    )
    return selection


def _finish(url: str, admin: Connection, name: str, plan: Plan) -> list[int]:
    jobs: list[int] = []
    try:
        with connect(url, autocommit=True) as connection:
            if timescale.NAME in plan.manifest.extensions:
                jobs = timescale.after(connection, _schema(plan))
        settle_database(admin, name, plan.detail.database)
    except psycopg.Error as error:
        said = " ".join(str(error.diag.message_primary or error).split())
        raise RestoreFailed(f"the restore could not be finished: {said}") from error
    return jobs


@contextmanager
def _statistics(url: str, request: RestoreRequest) -> Iterator[None]:
    """Let the planner's statistics be taken while the block runs."""
    if not request.analyze:
        yield
        return
    with connect(url, autocommit=True) as connection, ThreadPoolExecutor(1) as pool:
        timescale.analyze_marker(connection)
        taken = pool.submit(connection.execute, "ANALYZE")
        try:
            yield
        except BaseException:
            connection.cancel_safe(timeout=CANCEL_SECONDS)
            raise
        taken.result()


def _release(url: str, plan: Plan, request: RestoreRequest, jobs: list[int]) -> list[int]:
    if request.timescale_jobs == "paused" or not jobs:
        return jobs
    with connect(url, autocommit=True) as connection:
        timescale.release_jobs(connection, _schema(plan), jobs)
    return []


def _start_scheduler(url: str, name: str, progress: Progress) -> None:
    try:
        start_scheduler(url, name)
    except (psycopg.Error, DbtoolError) as error:
        # The database is whole and has its name.
        progress.warn(f"TimescaleDB's jobs do not run before the server is started anew: {error}")


def _schema(plan: Plan) -> str:
    return plan.detail.extensions[timescale.NAME][1]


def _differs(comparison: Comparison, backup: Backup) -> RestoreDiffers:
    shown = "\n".join(comparison.differences[:20])
    count = len(comparison.differences)
    places = "one place" if count == 1 else f"{count} places"
    return RestoreDiffers(
        f"what was restored of {backup.id} differs from what was backed up in {places}",
        hint=shown,
    )
