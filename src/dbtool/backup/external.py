"""pgBackRest and WAL-G: their configuration from ours, and their programs in place of our own transport."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from dbtool.backup.errors import BackupFailed, PreflightRefused, RestoreFailed
from dbtool.backup.process import environment, run
from dbtool.errors import DbtoolError

PGBACKREST, WALG = "pgbackrest", "wal-g"
PROGRAMS = {PGBACKREST: "pgbackrest", WALG: "wal-g"}
# Its own settings and secrets begin as those of libpq do.
OWN = "PGBACKREST_"
FULL_KEPT = 2


def require(provider: str) -> str:
    """Give the provider's program. Errors: PreflightRefused where it is not installed."""
    found = shutil.which(PROGRAMS[provider])
    if found is None:
        raise PreflightRefused(
            f"{PROGRAMS[provider]} is not installed, which [backup] provider names",
            hint='install it, or set provider = "builtin"',
        )
    return found


def configuration(provider: str, name: str, url: str, data: str, repository: str) -> str:
    """Give the provider's configuration for one server; secrets come from its environment."""
    parameters = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    return (
        _pgbackrest(name, parameters, data, repository)
        if provider == "pgbackrest"
        else _walg(parameters, data, repository)
    )


def base_backup(provider: str, name: str, url: str, data: str, *, incremental: bool) -> None:
    """Let the provider take a base backup. Errors: PreflightRefused, BackupFailed."""
    if provider == PGBACKREST:
        # It does nothing where the stanza is there.
        _run(provider, [f"--stanza={name}", "stanza-create"], url)
        _run(provider, [f"--stanza={name}", f"--type={'incr' if incremental else 'full'}", "backup"], url)
    else:
        _run(provider, ["backup-push", data, *([] if incremental else ["--full"])], url)


def archive_push(provider: str, name: str, path: Path) -> None:
    """Let the provider archive a file of WAL. Errors: PreflightRefused, BackupFailed."""
    words = [f"--stanza={name}", "archive-push"] if provider == PGBACKREST else ["wal-push"]
    _run(provider, [*words, str(path)])


def push_command(provider: str, name: str) -> str:
    """Give the archive_command of the provider."""
    return (
        f"pgbackrest --stanza={shlex.quote(name)} archive-push %p"
        if provider == PGBACKREST
        else "wal-g wal-push %p"
    )


def archive_fetch(provider: str, name: str, file: str, target: Path) -> bool:
    """Let the provider bring a file of WAL back; False where it has none. Errors: PreflightRefused."""
    words = [f"--stanza={name}", "archive-get"] if provider == PGBACKREST else ["wal-fetch"]
    try:
        _run(provider, [*words, file, str(target)])
    except BackupFailed:
        return False
    return True


def check(provider: str, name: str, url: str | None) -> str:
    """Let the provider check its archive and give what is wrong, nothing where all is well.

    Errors: PreflightRefused.
    """
    words = [f"--stanza={name}", "check"] if provider == PGBACKREST else ["wal-verify", "integrity"]
    try:
        _run(provider, words, url or "")
    except BackupFailed as error:
        return error.message
    return ""


def restore_to_time(provider: str, name: str, folder: Path, to_time: datetime | None) -> None:
    """Let the provider make a data folder that recovers up to the moment.

    Errors: PreflightRefused where it does not do that by itself; RestoreFailed.
    """
    if provider != PGBACKREST:
        raise PreflightRefused(
            f"{provider} restores by itself: dbtool does not know which of its backups is before a moment",
            hint=f"wal-g backup-fetch {folder} NAME, then restore_command = 'wal-g wal-fetch %f %p'",
        )
    moment = ["--type=time", f"--target={to_time.isoformat(sep=' ')}"] if to_time else ["--type=default"]
    words = [f"--stanza={name}", f"--pg1-path={folder}", *moment, "--archive-mode=off"]
    # Without a target the end of the archive promotes.
    action = ["--target-action=promote"] if to_time else []
    _run(provider, [*words, *action, "restore"], failure=RestoreFailed)


def _run(
    provider: str, words: Sequence[str], url: str = "", failure: type[DbtoolError] = BackupFailed
) -> None:
    own = {name: value for name, value in os.environ.items() if name.startswith(OWN)}
    argv = [require(provider), *words]
    run(argv, environment=environment(url, **own), stdout=subprocess.DEVNULL, failure=failure)


def _pgbackrest(name: str, parameters: Mapping[str, str], data: str, repository: str) -> str:
    place = urlsplit(repository)
    if place.scheme in ("", "file"):
        repo = ["repo1-type=posix", f"repo1-path={place.path}"]
    else:
        kind = {"s3": "s3", "gs": "gcs", "az": "azure"}[place.scheme]
        bucket = {"s3": "repo1-s3-bucket", "gcs": "repo1-gcs-bucket", "azure": "repo1-azure-container"}[kind]
        repo = [f"repo1-type={kind}", f"{bucket}={place.netloc}", f"repo1-path={place.path or '/'}"]
    server = [
        f"pg1-path={data}",
        f"pg1-port={parameters.get('port', '5432')}",
        f"pg1-user={parameters.get('user', 'postgres')}",
    ]
    rest = [
        "# PGBACKREST_REPO1_CIPHER_PASS holds the passphrase",
        "repo1-cipher-type=aes-256-cbc",
        f"repo1-retention-full={FULL_KEPT}",
        "compress-type=zst",
        "start-fast=y",
    ]
    return "\n".join(["[global]", *repo, *rest, "", f"[{name}]", *server]) + "\n"


def _walg(parameters: Mapping[str, str], data: str, repository: str) -> str:
    place = urlsplit(repository)
    prefix = {"s3": "WALG_S3_PREFIX", "gs": "WALG_GS_PREFIX", "az": "WALG_AZ_PREFIX"}.get(
        place.scheme, "WALG_FILE_PREFIX"
    )
    target = place.path if prefix == "WALG_FILE_PREFIX" else repository
    values = {
        prefix: target,
        "WALG_COMPRESSION_METHOD": "zstd",
        "PGHOST": parameters.get("host", "/var/run/postgresql"),
        "PGPORT": parameters.get("port", "5432"),
        "PGUSER": parameters.get("user", "postgres"),
        "PGDATA": data,
    }
    lines = [f"{key}={value}" for key, value in values.items()]
    # Where it finds no key WAL-G goes on in clear (CVE-2021-38599).
    return "\n".join([*lines, "# the passphrase: WALG_LIBSODIUM_KEY_PATH=/etc/dbtool/walg.key"]) + "\n"
