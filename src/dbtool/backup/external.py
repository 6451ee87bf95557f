"""pgBackRest and WAL-G: their configuration from ours, and their programs in place of our own transport."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from dbtool.backup.errors import BackupFailed, PreflightRefused
from dbtool.backup.process import environment, run

PROGRAMS = {"pgbackrest": "pgbackrest", "wal-g": "wal-g"}
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
    program = require(provider)
    argv = (
        [program, f"--stanza={name}", f"--type={'incr' if incremental else 'full'}", "backup"]
        if provider == "pgbackrest"
        else [program, "backup-push", data, *([] if incremental else ["--full"])]
    )
    run(argv, environment=environment(url), stdout=subprocess.DEVNULL, failure=BackupFailed)


def archive_push(provider: str, name: str, path: Path) -> None:
    """Let the provider archive a file of WAL. Errors: PreflightRefused, BackupFailed."""
    program = require(provider)
    argv = (
        [program, f"--stanza={name}", "archive-push", str(path)]
        if provider == "pgbackrest"
        else [program, "wal-push", str(path)]
    )
    run(argv, environment=environment(""), stdout=subprocess.DEVNULL, failure=BackupFailed)


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
