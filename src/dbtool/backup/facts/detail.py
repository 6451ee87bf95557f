"""Detail: what a restored database is compared with, and what pg_dump leaves out. Encrypted like the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dbtool.backup.errors import BackupDamaged
from dbtool.kinds import KINDS
from dbtool.model.codec import from_json
from dbtool.model.database import Database

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypertable:
    """What of a hypertable rows do not show.

    Shape: `parts` are the tables that hold its rows, those of compressed chunks included, as schema and name.
    """

    chunks: int
    compressed: int
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One database, in one snapshot.

    Shape: `rows` by qualified name, `sums` too where they were taken; `sequences` have last value, whether it
           was given, and increment, as they were just before the dump; `schema` is the JSON form of dbtool's
           own inspection; `keys` are foreign keys;
           `passwords` are verifiers by role, empty in clear backups.
    """

    rows: Mapping[str, int]
    sums: Mapping[str, str] = field(default_factory=dict)
    sequences: Mapping[str, tuple[int, bool, int]] = field(default_factory=dict)
    hypertables: Mapping[str, Hypertable] = field(default_factory=dict)
    jobs: Sequence[Mapping[str, Any]] = ()
    roles: Sequence[Mapping[str, Any]] = ()
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    database: Mapping[str, Any] = field(default_factory=dict)
    keys: Sequence[Mapping[str, str]] = ()
    extensions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tablespaces: Sequence[str] = ()
    schema: str = ""
    format: int = FORMAT

    @property
    def inspected(self) -> Database:
        """The database as dbtool read it."""
        return from_json(self.schema, {kind.name: kind.model for kind in KINDS})

    @property
    def fingerprint(self) -> str:
        """A hash of the schema."""
        return hashlib.sha256(self.schema.encode()).hexdigest()

    def text(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def read_detail(text: bytes, place: str) -> Detail:
    """Give the detail that `text` wrote. Errors: BackupDamaged."""
    try:
        data: dict[str, Any] = json.loads(text)
        hypertables = {
            name: Hypertable(
                chunks=found["chunks"],
                compressed=found["compressed"],
                parts=tuple((schema, table) for schema, table in found["parts"]),
            )
            for name, found in data["hypertables"].items()
        }
        sequences = {name: (value, called, step) for name, (value, called, step) in data["sequences"].items()}
        extensions = {name: (version, schema) for name, (version, schema) in data["extensions"].items()}
        return Detail(
            **{**data, "hypertables": hypertables, "sequences": sequences, "extensions": extensions}
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{place}: the detail cannot be read: {error}") from None
