"""A drill: the backup is restored on a scratch server, compared, and thrown away."""

from __future__ import annotations

import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbtool.backup import timescale
from dbtool.backup.compare import Settle
from dbtool.backup.crypt import Key
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.manifest import Manifest
from dbtool.backup.process import plain_environment
from dbtool.backup.repository import Backup, manifest_of
from dbtool.backup.restore import restore
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.roles import drop_roles
from dbtool.backup.store import Store
from dbtool.backup.tablespaces import drop_tablespaces
from dbtool.backup.target import drop
from dbtool.backup.tools import VARIABLE, server_folders
from dbtool.errors import ServerUnavailable
from dbtool.execute.connect import connect
from dbtool.execute.progress import Progress
from dbtool.server.cluster import start_cluster
from dbtool.server.contract import Refused, Say
from dbtool.server.provider import acquire_server

PREFIX = "dbtool_drill_"
IDENTIFIER = "SELECT system_identifier::text FROM pg_catalog.pg_control_system()"
# A drill is no place for a policy to run; the rows that it compares would be gone.
QUIET = {"timescaledb.max_background_workers": "0"}
SettleFor = Callable[[str], Settle]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """Where a drill may restore to: a server that somebody named, or one that is started for it."""

    url: str | None = None
    provider: str | None = None


def drill(
    store: Store,
    backup: Backup,
    key: Key,
    scratch: Scratch,
    progress: Progress,
    settle_for: SettleFor | None = None,
) -> Mapping[str, Any]:
    """Restore a backup, compare it, and give how it went and how long each part took.

    Errors: PreflightRefused for the server that was backed up; as `restore`; RestoreDiffers where it is not
            what was backed up.
    """
    manifest = manifest_of(backup)
    started = time.monotonic()
    with scratch_server(manifest, scratch, progress.note) as url:
        ready = time.monotonic()
        _refuse_source(url, manifest)
        name = PREFIX + secrets.token_hex(4)
        request = RestoreRequest(
            into=name, passwords=False, any_locale=True, make_tablespaces=True, analyze=False
        )
        settle = settle_for(url) if settle_for else None
        done = restore(store, backup, key, url, request, progress, settle=settle)
        with connect(url, autocommit=True) as admin:
            drop(admin, name)
            drop_roles(admin, done.roles)
            drop_tablespaces(admin, done.tablespaces)
    return {
        "restore_seconds": round(done.seconds, 3),
        "server_seconds": round(ready - started, 3),
        "compared": dict(done.comparison.compared),
    }


@contextmanager
def scratch_server(manifest: Manifest, scratch: Scratch, say: Say) -> Iterator[str]:
    """Give a superuser's URL on a server that can hold the backup; what was started is stopped at the end.

    Errors: ServerUnavailable where there is none.
    """
    if scratch.url:
        yield scratch.url
        return
    if scratch.provider is None:
        for folder in server_folders(manifest.source.version // 10_000, say):
            if _fits(folder, manifest):
                yield from _cluster(folder, manifest)
                return
    try:
        server = acquire_server(scratch.provider, say=say)
    except ServerUnavailable as error:
        raise ServerUnavailable(
            f"no server for the drill: {error.message}",
            hint=f"--scratch-url URL names one: {_needs(manifest)}",
        ) from None
    try:
        yield server.url
    finally:
        server.close()


def _cluster(folder: Path, manifest: Manifest) -> Iterator[str]:
    timescaled = timescale.NAME in manifest.extensions
    options = QUIET if timescaled else {"shared_preload_libraries": ""}
    if manifest.source.edition == "apache":
        # The same programs may be of the Community edition, in which what was emulated is something else.
        options = {**options, "timescaledb.license": "apache"}
    try:
        cluster = start_cluster(folder, community=manifest.source.edition == "community", options=options)
    except Refused as refused:
        raise ServerUnavailable(
            f"the server for the drill did not start: {refused.reason}",
            hint="--scratch-url URL names another",
        ) from None
    try:
        yield cluster.url
    finally:
        cluster.close()


def _fits(folder: Path, manifest: Manifest) -> bool:
    """Say whether the programs of a folder have the extensions of the backup."""
    program = folder / "pg_config"
    if not program.exists():
        return False
    said = subprocess.run(
        [program, "--sharedir", "--pkglibdir"],
        capture_output=True,
        text=True,
        check=False,
        env=plain_environment(),
    ).stdout.splitlines()
    if len(said) != 2:
        return False
    share, library = map(Path, said)
    version = manifest.extensions.get(timescale.NAME)
    names = [f"{name}.control" for name in manifest.extensions]
    names += [f"timescaledb--{version}.sql"] if version else []
    if not all((share / "extension" / name).exists() for name in names):
        return False
    community = version is not None and manifest.source.edition == "community"
    return not community or (library / f"timescaledb-tsl-{version}.so").exists()


def _refuse_source(url: str, manifest: Manifest) -> None:
    """Refuse the server that was backed up, whose room, time and roles are not a drill's to take."""
    with connect(url, autocommit=True) as connection:
        found = connection.execute(IDENTIFIER).fetchall()[0][0]
    if found == manifest.source.system_identifier:
        raise PreflightRefused(
            "a drill does not run on the server that was backed up",
            hint=f"--scratch-url names another one: {_needs(manifest)}; without it one is started where"
            f" PostgreSQL's programs are found, {VARIABLE} names their folder",
        )


def _needs(manifest: Manifest) -> str:
    version = manifest.extensions.get(timescale.NAME)
    extension = f", with TimescaleDB {version} ({manifest.source.edition})" if version else ""
    return f"PostgreSQL {manifest.source.version // 10_000}{extension}"


def require_drillable(backup: Backup) -> None:
    """Refuse what no drill restores. Errors: PreflightRefused."""
    manifest = manifest_of(backup)
    if manifest.kind == "tables":
        raise PreflightRefused(
            f"{backup.id} holds some tables only, which are restored beside others",
            hint="--level decode reads all of it",
        )
