"""Backup, verification and restore of so many megabytes, beside PostgreSQL's own programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks.place import DBTOOL, PREFIX, Place
from benchmarks.processes import Command, measure
from benchmarks.sizes import Measured
from dbtool.backup.keys import keygen
from dbtool.backup.process import environment
from dbtool.backup.tools import find_tools

NAME = "backed_up"
# Of a row of each sort about so many bytes are in the heap.
TICK, EVENT = 80, 260
# Research's targets: of pg_dump -Fc, of pg_restore from a file, of the backup itself.
BACKUP, COUNTED, CHECKSUM, DECODE, RESTORE, PARALLEL = 0.45, 1.1, 0.05, 0.45, 1.05, 0.7
SIZE, PEAK_MB = 0.97, 96
MAKE = (
    "create table ticks (at timestamptz not null, symbol text not null, price numeric(12, 4), volume bigint)",
    "insert into ticks select '2025-01-01Z'::timestamptz + i * interval '1 second', 's' || i % 500,"
    " (random() * 1000)::numeric(12, 4), (random() * 1000000)::bigint from generate_series(1, {ticks}) as i",
    "create index on ticks (symbol, at)",
    "create table events (id bigint primary key, payload jsonb, at timestamptz default now())",
    "insert into events select i, jsonb_build_object('user', i % 1000, 'what', md5(i::text), 'note',"
    " repeat(md5((i % 77)::text), 4)) from generate_series(1, {events}) as i",
    "analyze",
)


def of_backups(place: Place, megabytes: int, *, runs: int) -> Iterator[Measured]:
    """Measure each command in turn with its floor; sizes and peaks go to stderr with their targets."""
    _fill(place, megabytes)
    folder, url = place.folder, place.url(NAME)
    tools = find_tools(place.server.pg // 10_000, say=lambda _line: None)
    recipient = keygen(folder / "identity")
    repository, dump = folder / "repository", folder / "whole.dump"
    plain = environment(url)
    there = ("--from", str(repository), "--quiet")
    words = (*DBTOOL, "backup", "create", NAME, "--url", url, *there, "--recipient", recipient)
    key = ("--identity", str(folder / "identity"))
    pg_dump, pg_restore = str(tools.path("pg_dump")), str(tools.path("pg_restore"))
    found = measure(
        {
            "pg_dump": Command((pg_dump, "-Fc", "-f", str(dump)), environment=plain),
            "floor": Command((pg_dump, "-Fc", "-Z0"), environment=plain),
            "backup": Command(words, before=lambda: _forget(repository)),
            "uncounted": Command((*words, "--fingerprint", "none"), before=lambda: _forget(repository)),
        },
        runs=runs,
    )
    floor = found["pg_dump"].seconds
    yield Measured("backup create", found["backup"], floor, "pg_dump -Fc", BACKUP)
    yield Measured("backup create", found["backup"], found["floor"].seconds, "pg_dump -Fc -Z0", 1.6)
    uncounted = found["uncounted"].seconds
    yield Measured("backup create", found["backup"], uncounted, "--fingerprint none", COUNTED)
    took = found["backup"].seconds
    verify = (*DBTOOL, "backup", "verify", NAME, *there, *key)
    looks = measure(
        {
            "checksum": Command((*verify, "--level", "checksum")),
            "decode": Command(verify),
        },
        runs=runs,
    )
    yield Measured("backup verify, checksum", looks["checksum"], took, "backup create", CHECKSUM)
    yield Measured("backup verify", looks["decode"], took, "backup create", DECODE)
    again = (*DBTOOL, "restore", NAME, *there, *key, "--url", place.url("back"), "--no-verify")
    restored = measure(
        {
            "pg_restore": Command(
                (pg_restore, "--dbname", f"{PREFIX}back", str(dump)),
                environment=environment(place.url("back")),
                before=lambda: place.fresh("back"),
            ),
            "restore": Command(again, before=lambda: place.fresh("back")),
            "restore -j2": Command((*again, "--jobs", "2"), before=lambda: place.fresh("back")),
        },
        runs=max(1, runs // 2),
        warm=False,
    )
    bare = restored["pg_restore"].seconds
    yield Measured("restore", restored["restore"], bare, "pg_restore", RESTORE)
    yield Measured("restore --jobs 2", restored["restore -j2"], bare, "pg_restore", PARALLEL)
    _tell(repository, dump, found["backup"].peak, found["backup"].cpu / found["pg_dump"].cpu)


def _fill(place: Place, megabytes: int) -> None:
    place.fresh(NAME)
    half = megabytes * (1 << 20) // 2
    with psycopg.connect(place.url(NAME), autocommit=True) as connection:
        for statement in MAKE:
            text = statement.format(ticks=half // TICK, events=half // EVENT)
            connection.execute(text.encode())


def _forget(repository: Path) -> None:
    shutil.rmtree(repository, ignore_errors=True)


def _tell(repository: Path, dump: Path, peak: float, cpu: float) -> None:
    ours = sum(path.stat().st_size for path in repository.rglob("*.zst.*"))
    share = ours / dump.stat().st_size
    for name, value, target in (("size", share, SIZE), ("peak MB", peak, PEAK_MB), ("client CPU", cpu, 0.35)):
        met = "met" if value <= target else "missed"
        sys.stderr.write(f"{name}: {value:.2f}, target {target} {met}\n")
