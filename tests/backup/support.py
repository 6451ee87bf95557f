"""A database worth backing up, its repository, and the oracle that every fault is held against."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.backup.codec import Readable
from dbtool.backup.create import create
from dbtool.backup.crypt import Key, key_for
from dbtool.backup.keys import keygen
from dbtool.backup.manifest import Manifest
from dbtool.backup.repository import Backup, backups, folder_of
from dbtool.backup.request import BackupRequest
from dbtool.backup.restore import RestoreResult, restore
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.store import Store, open_store
from dbtool.execute.progress import Progress, Silent

MARKER = "MARKER-plaintext"
PASSWORD_WORD = "postgres:postgres"
# How often each fault is tried: a few times, and as often as somebody asks for.
FAULTS = int(os.environ.get("DBTOOL_BACKUP_FAULTS", "4"))
# Slow enough for a fault to hit the middle of a stream.
SLOW_RATE = 1_500_000
PLAIN = f"""
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text, size numeric);
INSERT INTO orders (what, size)
SELECT '{MARKER}-' || i || repeat('x', 200), i FROM generate_series(1, 5000) AS i;
CREATE TABLE lines (order_id bigint REFERENCES orders, number int);
INSERT INTO lines SELECT i, i FROM generate_series(1, 500) AS i;
CREATE VIEW large_orders AS SELECT id FROM orders WHERE size > 100;
CREATE INDEX orders_what ON orders (what);
"""
TICKS = """
CREATE TABLE ticks (
  time timestamptz NOT NULL, symbol text NOT NULL, price numeric, PRIMARY KEY (symbol, time)
);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '1 day');
INSERT INTO ticks SELECT now() - interval '20 days' + i * interval '1 minute', 's' || i % 5, i
FROM generate_series(1, 28800) AS i;
"""
POLICIES = """
ALTER TABLE ticks SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol');
SELECT count(compress_chunk(c))
FROM (SELECT c FROM show_chunks('ticks', older_than => interval '8 days') AS c) AS x;
SELECT add_retention_policy(
  'ticks', interval '3 days', schedule_interval => interval '1 day',
  initial_start => now() + interval '1 hour'
);
CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
SELECT time_bucket('1 hour', time) AS bucket, symbol, avg(price) AS price
FROM ticks GROUP BY 1, 2 WITH NO DATA;
CALL refresh_continuous_aggregate('hourly', NULL, now() - interval '1 hour');
"""


@dataclass
class Bench:
    """One database, the folder of its backups, and who reads them."""

    url: str
    folder: Path
    identity: Path
    recipient: str
    made: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(conninfo_to_dict(self.url)["dbname"])

    @property
    def store(self) -> Store:
        return open_store(str(self.folder), create=True)

    @property
    def key(self) -> Key:
        return key_for("age", self.identity)

    def request(self, **more: Any) -> BackupRequest:
        return BackupRequest(**{"scheme": "age", "recipients": (self.recipient,), **more})

    def create(
        self,
        *,
        progress: Progress | None = None,
        store: Store | None = None,
        moment: datetime | None = None,
        **more: Any,
    ) -> Manifest:
        place, request = store or self.store, self.request(**more)
        made = create(self.url, self.name, place, request, progress or Silent(), moment=moment)
        assert made.manifest is not None
        return made.manifest

    def backups(self) -> list[Backup]:
        return backups(self.store, folder_of(self.name))

    def last(self) -> Backup:
        return self.backups()[-1]

    def restore(self, backup: Backup | None = None, **more: Any) -> RestoreResult:
        """Restore into a database of its own; the fixture drops it."""
        into = more.pop("into", f"{self.name}_back{len(self.made)}")
        self.made.append(into)
        asked = RestoreRequest(into=into, **more)
        done = restore(self.store, backup or self.last(), self.key, self.url, asked, Silent())
        if done.kept:
            self.made.append(done.kept)
        self.roles += done.roles
        return done

    def assert_whole(self, expected: int) -> None:
        """The oracle: what is listed restores to equal databases, and nothing else can be seen."""
        found = self.backups()
        assert [each.broken for each in found] == [""] * expected
        for each in found:
            assert self.restore(each).comparison.differences == ()
        assert MARKER.encode() not in b"".join(p.read_bytes() for p in self.folder.rglob("*") if p.is_file())

    def assert_nothing_left(self) -> None:
        """No draft, no part, no manifest: only what is there between runs."""
        names = {path.name for path in self.folder.rglob("*") if path.is_file()}
        assert names <= {".lock", "last-run.json"}, names

    def run(self, *arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dbtool", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment(),
            cwd=self.folder.parent,
            **how,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "dbtool", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
            cwd=self.folder.parent,
        )

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DBTOOL_BACKUP_RECIPIENTS": self.recipient,
            "DBTOOL_BACKUP_IDENTITY": str(self.identity),
            "NO_COLOR": "1",
        }

    def execute(self, text: str, database: str | None = None) -> list[tuple[Any, ...]]:
        url = self.at(database) if database else self.url
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(text.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def at(self, database: str) -> str:
        return make_conninfo("", **{**conninfo_to_dict(self.url), "dbname": database})

    def close(self) -> None:
        with psycopg.connect(self.at("postgres"), autocommit=True) as connection:
            for name in self.made:
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
            for name in self.roles:
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def bench_at(url: str, folder: Path) -> Bench:
    """Give a bench with a key of its own."""
    identity = folder / "identity"
    return Bench(url, folder / "repository", identity, keygen(identity))


def fill(url: str, *statements: str) -> None:
    """Run scripts, one statement at a time where something asks for that."""
    with psycopg.connect(url, autocommit=True) as connection:
        for script in statements:
            for statement in script.strip().rstrip(";").split(";\n"):
                connection.execute(statement.encode())


@contextmanager
def programs(folder: Path, real: Path, **scripts: str) -> Iterator[Path]:
    """Give a folder of PostgreSQL's programs in which some are scripts of ours."""
    folder.mkdir()
    for program in real.iterdir():
        if program.name not in scripts:
            (folder / program.name).symlink_to(program)
    for name, text in scripts.items():
        (folder / name).write_text(text.replace("REAL", str(real / name)))
        (folder / name).chmod(0o755)
    yield folder


def read_all(source: Readable) -> bytes:
    pieces = []
    while piece := source.read(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)
