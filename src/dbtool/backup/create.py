"""A logical backup: one snapshot, one stream, one manifest; or nothing."""

from __future__ import annotations

import getpass
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import psycopg

from dbtool import __version__
from dbtool.backup import tables
from dbtool.backup.codec import Pace
from dbtool.backup.crypt import Cipher, cipher_for
from dbtool.backup.dumping import dumping, packs
from dbtool.backup.errors import BackupFailed
from dbtool.backup.facts.detail import Detail
from dbtool.backup.facts.reading import Contents, contents, read_detail_of, read_sequences
from dbtool.backup.lock import only_one
from dbtool.backup.manifest import NAME, Manifest, new_id
from dbtool.backup.meter import Meter
from dbtool.backup.modules import COMPRESSION, need
from dbtool.backup.parts import FromChild, Writing
from dbtool.backup.preflight import check
from dbtool.backup.process import Child
from dbtool.backup.repository import folder_of
from dbtool.backup.request import BackupRequest
from dbtool.backup.run_record import noted_run
from dbtool.backup.snapshot import Snapshot, exported_snapshot
from dbtool.backup.store import Store
from dbtool.backup.tools import Tools
from dbtool.execute.progress import Progress

DUMP, DETAIL = "dump", "detail"
CANCEL_SECONDS = 5
REVISIONS = """
SELECT v.version_num FROM dbtool.alembic_version AS v ORDER BY v.version_num
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a run has made; the manifest is None where it was only to be said what would be done."""

    manifest: Manifest | None
    notes: tuple[str, ...]


def create(
    url: str,
    name: str,
    store: Store,
    request: BackupRequest,
    progress: Progress,
    *,
    moment: datetime | None = None,
) -> Made:
    """Back a database up into the repository.

    Errors: PreflightRefused before anything is written; RepositoryLocked; BackupFailed and StorageFailed,
            after which the repository has nothing of it.
    """
    folder = folder_of(name)
    need(COMPRESSION)
    cipher = cipher_for(request.scheme, request.recipients)
    with only_one(store, folder, url, wait=request.wait):
        if request.dry_run:
            return Made(None, tuple(check(url, name, store, progress)[1]))
        with noted_run(store, folder):
            tools, notes = check(url, name, store, progress)
            with exported_snapshot(url, lock_wait_ms=request.lock_wait_ms) as snapshot:
                run = _Run(snapshot, tools, cipher, request, progress, url, moment)
                return Made(run.write(store, folder), tuple(notes))


class _Run:
    """One backup that is being made."""

    def __init__(
        self,
        snapshot: Snapshot,
        tools: Tools,
        cipher: Cipher,
        request: BackupRequest,
        progress: Progress,
        url: str,
        moment: datetime | None,
    ) -> None:
        self._snapshot = snapshot
        self._tools = tools
        self._cipher = cipher
        self._request = request
        self._progress = progress
        self._url = url
        self._id = new_id(moment)
        self._started, self._clock = datetime.now(UTC), time.monotonic()

    def write(self, store: Store, folder: str) -> Manifest:
        connection, request = self._snapshot.connection, self._request
        found = contents(connection, self._snapshot.server)
        scope = tables.scope(found, request.tables) if request.tables else None
        if scope:
            found = scope.contents
        found, excluded = tables.without_data(found, request.exclude_data)
        sequences = read_sequences(connection)
        with store.draft(f"{folder}/{self._id}") as draft, ThreadPoolExecutor(1) as pool:
            writing = Writing(draft, self._cipher, request.level, request.threads)
            counted = pool.submit(self._detail, found, sequences)
            try:
                self._rows(writing, found, scope, excluded, counted)
            except BaseException:
                if _failed(counted):
                    _result(counted)
                connection.cancel_safe(timeout=CANCEL_SECONDS)
                raise
            detail = _result(counted)
            writing.add("detail.json", DETAIL, BytesIO(detail.text()))
            manifest = self._manifest(writing, detail, scope)
            draft.publish(NAME, manifest.text())
        return manifest

    def _rows(
        self,
        writing: Writing,
        found: Contents,
        scope: tables.Scope | None,
        excluded: list[str],
        counted: Future[Detail],
    ) -> None:
        members = sum(max(1, len(each.parts)) for each in found.relations)
        meter = Meter(self._progress, members, "backing up")
        pace = Pace(meter.passed, self._request.rate)
        if scope is None or scope.dumped:
            arguments = [*excluded, *(scope.arguments if scope else ())]
            tools, request, name = self._tools, self._request, self._snapshot.name
            with dumping(tools, self._url, name, request, arguments, self._progress, meter.said) as child:
                counted.add_done_callback(_ends(child))
                writing.add("dump", DUMP, FromChild(child), pace=pace, packed=packs(tools, request))
        if scope and scope.copied:
            # The rows come through the connection that counts.
            _result(counted)
            for relation in scope.copied:
                tables.copy_rows(self._snapshot.connection, relation, writing, pace)
        meter.end()

    def _detail(self, found: Contents, sequences: dict[str, tuple[int, bool, int]]) -> Detail:
        request = self._request
        passwords = request.roles == "auto" and self._cipher.scheme != "none"
        connection = self._snapshot.connection
        may = connection.execute(
            "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')"
        ).fetchall()
        if passwords and not may[0][0]:
            passwords = False
            self._progress.warn("this role may not read passwords, so that the backup holds none")
        return read_detail_of(
            connection,
            self._snapshot.server,
            found,
            how=request.fingerprint,
            with_roles=request.roles != "skip",
            passwords=passwords,
            sequences=sequences,
        )

    def _manifest(self, writing: Writing, detail: Detail, scope: tables.Scope | None) -> Manifest:
        return Manifest(
            id=self._id,
            kind="tables" if scope else "logical",
            dbtool=__version__,
            source=self._snapshot.source,
            started=self._started.isoformat(timespec="milliseconds"),
            finished=datetime.now(UTC).isoformat(timespec="milliseconds"),
            seconds=round(time.monotonic() - self._clock, 3),
            by=getpass.getuser(),
            host=socket.gethostname(),
            encryption=self._cipher.scheme,
            recipients=self._cipher.recipients,
            role_passwords=bool(detail.passwords),
            artifacts=tuple(writing.parts),
            tools={"pg_dump": self._tools.version},
            schema_fingerprint=detail.fingerprint,
            revisions=_revisions(self._snapshot),
            extensions={name: version for name, (version, _) in detail.extensions.items()},
            tables=dict(detail.rows),
            fingerprint=self._request.fingerprint,
            selected=self._request.tables,
            without_rows=self._request.exclude_data,
        )


def _ends(child: Child) -> Callable[[Future[Detail]], None]:
    """A failed count ends the dump: its backup could not be compared with anything."""

    def ended(counted: Future[Detail]) -> None:
        if _failed(counted):
            child.end("the tables could not be counted")

    return ended


def _failed(counted: Future[Detail]) -> bool:
    return counted.done() and not counted.cancelled() and counted.exception() is not None


def _result(counted: Future[Detail]) -> Detail:
    try:
        return counted.result()
    except psycopg.Error as error:
        raise BackupFailed(
            f"the tables could not be counted: {' '.join(str(error.diag.message_primary or error).split())}"
        ) from None


def _revisions(snapshot: Snapshot) -> tuple[str, ...]:
    connection = snapshot.connection
    (there,) = connection.execute("SELECT pg_catalog.to_regclass('dbtool.alembic_version')").fetchone() or (
        None,
    )
    return tuple(row[0] for row in connection.execute(REVISIONS)) if there else ()
