"""What a restore needs, found fit before anything is made."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.backup import timescale
from dbtool.backup.crypt import Key
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.facts.detail import Detail, read_detail
from dbtool.backup.manifest import Manifest
from dbtool.backup.parts import check_sum, extracted
from dbtool.backup.repository import Backup, manifest_of
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.roles import missing_roles
from dbtool.backup.store import Store
from dbtool.backup.tablespaces import missing_tablespaces, require_tablespaces
from dbtool.backup.target import require_room
from dbtool.backup.tools import Tools, reading_tools
from dbtool.execute.connect import connect
from dbtool.execute.progress import Progress
from dbtool.server.contract import Refused
from dbtool.server.facts import read_server


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore needs, found fit before anything is made."""

    manifest: Manifest
    detail: Detail
    tools: Tools
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    tablespaces: tuple[str, ...] = ()


def prepare(
    store: Store, backup: Backup, key: Key, url: str, request: RestoreRequest, progress: Progress
) -> Plan:
    """Check the backup's sums and what the target has.

    Errors: BackupDamaged; PreflightRefused for whatever the target lacks. Nothing is written.
    """
    manifest = manifest_of(backup)
    if manifest.kind == "tables":
        raise PreflightRefused(
            f"{backup.id} holds some tables only, whose rows go into a database that has these tables",
            hint="name that database by --url or --into",
        )
    if manifest.kind == "base":
        raise PreflightRefused(
            f"{backup.id} is a base backup, which is restored to a data folder",
            hint="`dbtool restore --into FOLDER`, with --to-time for a moment after it",
        )
    progress.note(f"checking {backup.id}")
    for part in manifest.artifacts:
        check_sum(store, backup.folder, part)
    detail = read_detail(extracted(store, backup.folder, manifest.artifact("detail"), key), backup.folder)
    with connect(url, autocommit=True) as admin:
        notes = timescale.require_extensions(admin, lambda: _edition(url), manifest)
        version = admin.info.server_version
        if version // 10_000 < manifest.source.version // 10_000:
            raise PreflightRefused(
                f"the backup is of PostgreSQL {manifest.source.version // 10_000},"
                f" and the server is {version // 10_000}",
                hint="what a newer version wrote an older one may not understand: name a newer server",
            )
        require_room(admin, url, request.into, swap=request.swap)
        tablespaces = missing_tablespaces(admin, detail)
        if not request.make_tablespaces:
            require_tablespaces(tablespaces)
        missing = missing_roles(admin, detail)
        if missing and not request.roles:
            raise PreflightRefused(
                f"the server lacks {', '.join(missing)}, and without roles jobs and rights are lost",
                hint="make them, or leave out --roles skip",
            )
    tools = reading_tools(manifest, say=progress.note, server=version // 10_000)
    return Plan(manifest, detail, tools, tuple(notes), tuple(missing), tuple(tablespaces))


def _edition(url: str) -> str:
    try:
        return read_server(url, provider="target", bin_dir=None).edition
    except Refused as refused:
        raise PreflightRefused(f"the server cannot be asked for its edition: {refused.reason}") from None
