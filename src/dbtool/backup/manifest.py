"""The manifest: what one backup is, in clear and without a row, written last and never changed."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal

from dbtool.backup.errors import BackupDamaged

FORMAT = 1
NAME = "manifest.json"
ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_TIME = "%Y%m%dT%H%M%SZ"
Kind = Literal["logical", "tables", "base"]
ZSTD, ARCHIVE = "zstd", "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One part of a backup.

    Shape: `role` is what it is for: dump, detail, rows of one `table`, base, base manifest. Sums are SHA-256
           in hexadecimal; those of the plain text are before compression and encryption. `compression` is
           zstd, or archive where pg_dump has compressed its archive itself, the sums being of that.
    Units: bytes.
    """

    name: str
    role: str
    bytes: int
    sha256: str
    plain_bytes: int
    plain_sha256: str
    compression: str = ZSTD
    encryption: str = "none"
    table: str | None = None
    columns: tuple[str, ...] = ()

    @property
    def packed(self) -> bool:
        """Whether it was compressed before it came to us."""
        return self.compression == ARCHIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The database that was backed up, and its server.

    Units: `version` is server_version_num.
    """

    database: str
    system_identifier: str
    version: int
    role: str
    edition: str
    timescaledb: str | None = None
    in_recovery: bool = False
    lsn: str | None = None
    encoding: str = "UTF8"
    locale_provider: str = "c"
    collate: str = "C"
    ctype: str = "C"
    locale: str | None = None
    icu_rules: str | None = None
    collation_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup.

    Shape: `id` is the time in UTC, to 1/4096 s, and something random; `tables` has the rows of each table in
           the dump's own snapshot, `extensions` exact versions; `recipients` are public; `parent` is what an
           incremental backup needs; `selected` and `without_rows` are patterns of tables;
           `started` and `finished` are ISO 8601 in UTC.
    Units: seconds of wall time.
    """

    id: str
    kind: Kind
    dbtool: str
    source: Source
    started: str
    finished: str
    seconds: float
    by: str
    host: str
    encryption: str
    recipients: tuple[str, ...]
    role_passwords: bool
    artifacts: tuple[Artifact, ...]
    tools: Mapping[str, str]
    schema_fingerprint: str | None = None
    revisions: tuple[str, ...] = ()
    extensions: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = "count"
    selected: tuple[str, ...] = ()
    without_rows: tuple[str, ...] = ()
    parent: str | None = None
    wal_start: str | None = None
    wal_end: str | None = None
    timeline: int | None = None
    format: int = FORMAT

    @property
    def size(self) -> int:
        """What all parts take."""
        return sum(artifact.bytes for artifact in self.artifacts)

    @property
    def at(self) -> datetime:
        """The moment whose state it holds, as its id says."""
        return moment_of(self.id)

    def artifact(self, role: str) -> Artifact:
        """Give the only part of a role. Errors: BackupDamaged where the manifest has none."""
        for each in self.artifacts:
            if each.role == role:
                return each
        raise BackupDamaged(f"the backup {self.id} has no part {role}")

    def text(self) -> bytes:
        """Give the file's bytes: the same for the same manifest, with a checksum of their own."""
        plain = _dumps(asdict(self))
        return _dumps({**asdict(self), "checksum": hashlib.sha256(plain).hexdigest()})


def read_manifest(text: bytes, place: str) -> Manifest:
    """Give the manifest that `text` wrote. Errors: BackupDamaged for every other byte."""
    try:
        data: dict[str, Any] = json.loads(text)
        data.pop("checksum")
        if data["format"] != FORMAT:
            raise BackupDamaged(
                f"{place}: the manifest has format {data['format']}, which this dbtool does not know",
                hint="use the version of dbtool that wrote it",
            )
        found = _manifest(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(f"{place}: the manifest cannot be read: {error}") from None
    if found.text() != text:
        raise BackupDamaged(f"{place}: the manifest was changed after it was written")
    return found


def new_id(now: datetime | None = None) -> str:
    """Give an id: those of one second are in order, too, by the fraction that its end begins with."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment.strftime(_TIME)}-{moment.microsecond * 4096 // 1_000_000:03x}{secrets.token_hex(2)[:3]}"


def moment_of(backup_id: str) -> datetime:
    """Give the time that an id begins with."""
    return datetime.strptime(backup_id.partition("-")[0], _TIME).replace(tzinfo=UTC)


def _manifest(data: dict[str, Any]) -> Manifest:
    known = {each.name for each in fields(Manifest)}
    if set(data) - known:
        raise ValueError(f"there is no field {', '.join(sorted(set(data) - known))}")
    lists = {name: tuple(data[name]) for name in ("recipients", "revisions", "selected", "without_rows")}
    artifacts = tuple(Artifact(**{**each, "columns": tuple(each["columns"])}) for each in data["artifacts"])
    return Manifest(**{**data, **lists, "artifacts": artifacts, "source": Source(**data["source"])})


def _dumps(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
