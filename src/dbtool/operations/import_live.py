"""`dbtool import --from URL`: a live database becomes definition files."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dbtool.catalog.inspector import inspect
from dbtool.diff.report_names import title
from dbtool.execute.bench import bench_at
from dbtool.execute.connect import connect, place
from dbtool.execute.progress import Progress
from dbtool.execute.scratch_server import scratch_database
from dbtool.model.database import Database
from dbtool.operations.import_scope import Scope, scope_of
from dbtool.operations.import_write import Destination, Writing, write_definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """What to import.

    Shape: `schemas` empty is all of them; `roles` come along although nothing mentions them; `owners` False
           leaves all owners out.
    """

    url: str = field(repr=False)
    schemas: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    owners: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveImport:
    """What became of a live database.

    Shape: `source` is its place, without a password; `roles_left` are the server's roles that nothing here
           mentions; `unowned` counts the objects of owners that are not declared.
    """

    database: str
    source: str
    writing: Writing
    roles_left: tuple[str, ...]
    unowned: Mapping[str, int]
    seconds: float


def import_live(source: LiveSource, destination: Destination, *, progress: Progress) -> LiveImport:
    """Write the definitions of a live database and prove them on scratch; the database is only read.

    Errors: WrongUsage where files are there already, for a schema or role that is not there;
            ServerUnavailable, DatabaseMissing, InsufficientRights.
    """
    started = time.monotonic()
    progress.note(f"reading {place(source.url)}")
    scope = _read(source)
    writing = write_definitions(scope.database, _base(destination, progress), destination, progress=progress)
    left = tuple((title(key), reason) for key, reason in scope.left)
    return LiveImport(
        database=destination.name,
        source=place(source.url),
        writing=replace(writing, unexpressed=(*left, *writing.unexpressed)),
        roles_left=scope.roles_left,
        unowned=scope.unowned,
        seconds=time.monotonic() - started,
    )


def _read(source: LiveSource) -> Scope:
    with connect(source.url, autocommit=True) as connection:
        return scope_of(
            inspect(connection),
            user=connection.info.user,
            schemas=source.schemas,
            roles=source.roles,
            owners=source.owners,
        )


def _base(destination: Destination, progress: Progress) -> Database:
    """Give what an empty database holds."""
    at, provider = destination.scratch_url, destination.provider
    with (
        scratch_database(at, provider=provider, say=progress.note) as url,
        bench_at(url, ()) as bench,
    ):
        return bench.base
