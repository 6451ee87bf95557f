"""A no-op diff, status and import of one table with very many partitions, one hypertable with many chunks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.bare_catalogs import record
from benchmarks.place import DBTOOL, PYTHON, SETTINGS, Place
from benchmarks.processes import Command, measure
from benchmarks.sizes import FLOOR_NAMES, HERE, Measured
from dbtool.catalog.inspector import inspect
from dbtool.definitions.rendered import fingerprint_of
from dbtool.kinds.edges import without_cluster
from dbtool.model.database import EMPTY
from dbtool.operations.state import State, state_text

TARGET = 1.5
# Beside the same of a table with few parts.
GROWTH = 2.0
FEW = 10
# A statement locks every part that it makes, and the lock table has room for some thousand.
AT_ONCE = 250
TABLES = {
    "partitions": ("create table event (at date primary key, note text) partition by range (at)",),
    "chunks": (
        "create extension timescaledb",
        "create table event (at timestamptz primary key, note text)",
        "select create_hypertable('event', 'at', chunk_time_interval => interval '1 day')",
    ),
}
PARTS = {
    "partitions": """do $$ begin for n in {first}..{last} loop execute format(
        'create table event_%s partition of event for values from (%L) to (%L)',
        n, date '2000-01-01' + n, date '2000-01-02' + n); end loop; end $$""",
    "chunks": """insert into event select '2000-01-01Z'::timestamptz + n * interval '1 day'
        from generate_series({first}, {last}) as n""",
}


def of_parts(place: Place, parts: int, *, runs: int) -> Iterator[Measured]:
    """Measure both; what the database holds is what is recorded. Chunks need a server with TimescaleDB."""
    for what in TABLES if place.server.edition != "none" else ("partitions",):
        folder = _made(place, what, parts)
        words = (*DBTOOL, "diff", "bench", "--project", str(folder), "--target", "bench", "--quiet")
        cache = folder / "cache"
        environment = {"DBTOOL_URL": place.url(what), "XDG_CACHE_HOME": str(cache)}
        first = {**environment, "XDG_CACHE_HOME": str(folder / "none")}
        bare = (PYTHON, str(HERE / "bare_catalogs.py"), place.url(what), str(folder / "queries"))
        commands = {
            "diff": Command(words, environment=environment),
            "diff, first": Command(words, environment=first, before=partial(_forget, folder)),
            "catalogs": Command(bare),
        }
        found = measure(commands, runs=runs)
        floor = found["catalogs"].seconds
        for name in ("diff", "diff, first"):
            named = f"{name} of {parts:,} {what}"
            yield Measured(named, found[name], floor, FLOOR_NAMES["catalogs"], TARGET)
        yield from _growth(place, what, folder, parts, runs=runs)


def _growth(place: Place, what: str, folder: Path, parts: int, *, runs: int) -> Iterator[Measured]:
    """Measure what is asked of the live database alone, beside the same with few parts."""
    few = _made(place, f"few_{what}", FEW)
    # Partitions are tables of their own, each of which an import writes down.
    for name in ("diff", "status", "import") if what == "chunks" else ("diff", "status"):
        commands = {
            "many": _command(name, place.url(what), folder),
            "few": _command(name, place.url(f"few_{what}"), few),
        }
        found = measure(commands, runs=runs)
        named = f"{name} of {parts:,} {what}"
        yield Measured(named, found["many"], found["few"].seconds, f"of {FEW}", GROWTH)


def _command(name: str, url: str, folder: Path) -> Command:
    environment = {"DBTOOL_URL": url, "XDG_CACHE_HOME": str(folder / "cache")}
    if name == "import":
        written = folder / "imported"
        taken = (*DBTOOL, "import", "--from", url, "--to", str(written), "--quiet")
        return Command(taken, environment=environment, before=partial(shutil.rmtree, written, True))
    asked = (*DBTOOL, name, "bench", "--project", str(folder), "--target", "bench", "--quiet")
    return Command(asked, environment=environment)


def _forget(folder: Path) -> None:
    shutil.rmtree(folder / "none", ignore_errors=True)


def _made(place: Place, what: str, parts: int) -> Path:
    folder = place.folder / what
    definitions, migrations = folder / "schema" / "bench", folder / "migrations" / "bench"
    definitions.mkdir(parents=True)
    (migrations / "versions").mkdir(parents=True)
    (folder / "dbtool.toml").write_text(SETTINGS)
    # Never read: the fingerprint says that they are those recorded.
    (definitions / "event.sql").write_text("create table event ();\n")
    fingerprint = fingerprint_of([definitions], variables={}, target="bench", database="bench")
    assert fingerprint
    place.fresh(what)
    with psycopg.connect(place.url(what), autocommit=True) as connection:
        sort = what.removeprefix("few_")
        for statement in TABLES[sort]:
            connection.execute(statement.encode())
        for first in range(0, parts, AT_ONCE):
            last = min(first + AT_ONCE, parts) - 1
            connection.execute(PARTS[sort].format(first=first, last=last).encode())
        state = State(fingerprint, 17, without_cluster(inspect(connection)), EMPTY)
    (migrations / "state.json").write_text(state_text(state))
    record(place.url(what), str(folder / "queries"))
    return folder
