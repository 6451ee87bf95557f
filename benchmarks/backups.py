"""Backup, verification and restore of so many megabytes, beside PostgreSQL's own programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from benchmarks.place import DBTOOL, PREFIX, Place
from benchmarks.processes import Command, measure
from benchmarks.sizes import Measured
from dbtool.backup.codec import LEVEL
from dbtool.backup.keys import keygen
from dbtool.backup.process import environment
from dbtool.backup.tools import find_tools

NAME, SMALL = "backed_up", "backed_up_small"
TABLES = 50
# Of a row of each sort about so many bytes are in the heap.
TICK, EVENT = 80, 260
# Of pg_dump -Fc, of its bare stream, of a backup that counts nothing.
BACKUP, BARE, COUNTED = 0.45, 1.6, 1.1
# Of the backup; of pg_restore from a file.
CHECKSUM, DECODE, RESTORE, PARALLEL = 0.05, 0.45, 1.05, 0.7
CPU, SIZE, PEAK_MB = 0.35, 0.97, 96
# Seconds: what a run takes however little there is.
DRILL_SECONDS, START_SECONDS = 3.0, 1.0
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
LOOKS = ("analyze", "select count(*) from ticks", "select count(*) from events")


@dataclass(frozen=True, slots=True)
class Bench:
    """One repository, its key, and PostgreSQL's programs beside it."""

    place: Place
    recipient: str
    folder: Path

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def dump(self) -> Path:
        return self.folder / "whole.dump"

    def program(self, name: str, *words: str, database: str) -> Command:
        """Give a command of PostgreSQL's own, of the server's version."""
        tools = find_tools(self.place.server.pg // 10_000, say=lambda _line: None)
        return Command((str(tools.path(name)), *words), environment=environment(self.place.url(database)))

    def create(self, database: str, *words: str) -> Command:
        """Give the command that makes the only backup of a repository."""
        said = ("--url", self.place.url(database), "--to", str(self.repository), "--quiet")
        return Command(
            (*DBTOOL, "backup", "create", NAME, *said, "--recipient", self.recipient, *words),
            before=lambda: shutil.rmtree(self.repository, ignore_errors=True),
        )

    def reading(self, *words: str) -> tuple[str, ...]:
        """Give a command that reads the backup."""
        there = ("--from", str(self.repository), "--identity", str(self.folder / "identity"), "--quiet")
        return (*DBTOOL, *words, NAME, *there)


def of_backups(place: Place, megabytes: int, *, runs: int) -> Iterator[Measured]:
    """Measure each command in turn with its floor; what is no time follows in a line."""
    bench = Bench(place, keygen(place.folder / "identity"), place.folder)
    _fill(place, megabytes)
    found = measure(
        {
            "pg_dump": bench.program("pg_dump", "-Fc", "-f", str(bench.dump), database=NAME),
            "floor": bench.program("pg_dump", "-Fc", "-Z0", database=NAME),
            "zstd": bench.program(
                "pg_dump", "-Fc", f"-Zzstd:{LEVEL}", "-f", str(bench.folder / "z"), database=NAME
            ),
            "backup": bench.create(NAME),
            "uncounted": bench.create(NAME, "--fingerprint", "none"),
        },
        runs=runs,
    )
    made, whole = found["backup"], found["pg_dump"]
    yield Measured("backup create", made, whole.seconds, "pg_dump -Fc", BACKUP)
    yield Measured("backup create", made, found["floor"].seconds, "pg_dump -Fc -Z0", BARE)
    yield Measured("backup create", made, found["zstd"].seconds, f"pg_dump -Fc -Zzstd:{LEVEL}", None)
    yield Measured("backup create", made, found["uncounted"].seconds, "--fingerprint none", COUNTED)
    yield from _looks(bench, made.seconds, runs=runs)
    yield from _restores(bench, runs=max(1, runs // 2))
    size = sum(path.stat().st_size for path in bench.repository.rglob("*") if path.is_file())
    share = size / bench.dump.stat().st_size
    yield from _fixed(bench, runs=runs)
    _tell("size beside pg_dump -Fc", share, SIZE)
    _tell("CPU beside pg_dump -Fc", made.cpu / whole.cpu, CPU)
    _tell("peak MB", made.peak, PEAK_MB)


def _looks(bench: Bench, took: float, *, runs: int) -> Iterator[Measured]:
    verify = bench.reading("backup", "verify")
    commands = {"checksum": Command((*verify, "--level", "checksum")), "decode": Command(verify)}
    found = measure(commands, runs=runs)
    yield Measured("backup verify, checksum", found["checksum"], took, "backup create", CHECKSUM)
    yield Measured("backup verify", found["decode"], took, "backup create", DECODE)


def _restores(bench: Bench, *, runs: int) -> Iterator[Measured]:
    again = (*bench.reading("restore"), "--url", bench.place.url("back"), "--no-verify")
    theirs = ("--dbname", f"{PREFIX}back", str(bench.dump))
    commands = {
        "pg_restore": bench.program("pg_restore", *theirs, database="back"),
        "pg_restore -j2": bench.program("pg_restore", "-j2", *theirs, database="back"),
        "restore": Command(again),
        "restore -j2": Command((*again, "--jobs", "2")),
    }
    # What a restore does beyond pg_restore, by bare means.
    looks = [word for look in LOOKS for word in ("-c", look)]
    looked = measure({"looks": bench.program("psql", "-X", "-q", *looks, database=NAME)}, runs=runs)
    more = looked["looks"].seconds
    fresh = {name: replace(each, before=lambda: bench.place.fresh("back")) for name, each in commands.items()}
    found = measure(fresh, runs=runs, warm=False)
    bare = found["pg_restore"].seconds
    yield Measured("restore", found["restore"], bare, "pg_restore", RESTORE)
    yield Measured("restore", found["restore"], bare + more, "pg_restore, analyze, counts", None)
    yield Measured("restore --jobs 2", found["restore -j2"], bare, "pg_restore", PARALLEL)
    parallel = found["pg_restore -j2"].seconds
    yield Measured("restore --jobs 2", found["restore -j2"], parallel, "pg_restore -j2", None)
    named = "pg_restore -j2, analyze, counts"
    yield Measured("restore --jobs 2", found["restore -j2"], parallel + more, named, None)


def _fixed(bench: Bench, *, runs: int) -> Iterator[Measured]:
    """Measure what a small database takes beyond its rows."""
    bench.place.fresh(SMALL)
    with psycopg.connect(bench.place.url(SMALL), autocommit=True) as connection:
        for number in range(TABLES):
            connection.execute(f"create table t{number} (id bigint primary key, note text)".encode())
    found = measure(
        {
            "pg_dump": bench.program("pg_dump", "-Fc", "-f", str(bench.folder / "small"), database=SMALL),
            "backup": bench.create(SMALL),
            "drill": Command((*bench.reading("backup", "verify"), "--drill")),
        },
        runs=runs,
    )
    floor = found["pg_dump"].seconds + START_SECONDS
    yield Measured(f"backup create, {TABLES} tables", found["backup"], floor, "pg_dump -Fc + 1 s", 1)
    yield Measured(f"verify --drill, {TABLES} tables", found["drill"], DRILL_SECONDS, "3 s", 1)


def _fill(place: Place, megabytes: int) -> None:
    place.fresh(NAME)
    half = megabytes * (1 << 20) // 2
    with psycopg.connect(place.url(NAME), autocommit=True) as connection:
        for statement in MAKE:
            text = statement.format(ticks=half // TICK, events=half // EVENT)
            connection.execute(text.encode())


def _tell(name: str, value: float, target: float) -> None:
    met = "met" if value <= target else "missed"
    sys.stdout.write(f"\n`backup create`, {name}: {value:.2f}, target {target} {met}\n")
