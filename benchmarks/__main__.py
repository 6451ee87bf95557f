"""`python -m benchmarks [TABLES ...]`: what dbtool takes beside its floors, a Markdown table by size."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.backups import of_backups
from benchmarks.parts import of_parts
from benchmarks.place import DBTOOL, PYTHON, Place
from benchmarks.policies import of_policies
from benchmarks.processes import Command, measure
from benchmarks.schemas import roles
from benchmarks.sizes import Measured, measured
from benchmarks.spent import spent
from dbtool.server.provider import acquire_server

HERE = Path(__file__).parent
SIZES = (10, 100, 1000, 5000)
HELP = """The minimum of RUNS runs of each command, taken in turn with its floor; on a quiet machine.
The server is that of DBTOOL_TEST_URL, else one of the providers'."""


def main() -> None:
    """Measure every size that is asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=HELP)
    parser.add_argument("tables", nargs="*", type=int, default=SIZES, help="sizes (10 100 1000 5000)")
    parser.add_argument("--runs", type=int, help="runs of each command (10, fewer for large sizes)")
    parser.add_argument("--only", default="", help="only the commands whose names begin so: diff, apply")
    parser.add_argument("--parts", type=int, help="instead of sizes: that many partitions, and chunks")
    parser.add_argument("--policies", type=int, help="instead of sizes: verify-rls of that many tables")
    parser.add_argument("--backup", type=int, help="instead of sizes: backups of that many megabytes")
    asked = parser.parse_args()
    with _place() as place:
        _out(_machine(place))
        if asked.parts:
            _print(of_parts(place, asked.parts, runs=asked.runs or 3))
            return
        if asked.policies:
            _print(of_policies(place, asked.policies, runs=asked.runs or 3))
            return
        if asked.backup:
            _print(of_backups(place, asked.backup, runs=asked.runs or 3))
            return
        _out(_start_up(asked.runs or 15))
        for tables in asked.tables:
            _out(f"\n## {tables:,} tables\n")
            runs = asked.runs or max(1, min(10, 3000 // tables))
            _print(measured(place, tables, runs=runs, only=asked.only))
            if not asked.only:
                _out(spent(place, tables))


@contextmanager
def _place() -> Iterator[Place]:
    server = acquire_server(None, say=_say)
    with tempfile.TemporaryDirectory() as folder:
        # As when it is installed: its modules are compiled, whatever the caller's environment says of that.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        place = Place(server, Path(folder))
        try:
            with psycopg.connect(server.url, autocommit=True) as admin:
                admin.execute(roles())
            yield place
        finally:
            place.drop()
            server.close()


def _machine(place: Place) -> str:
    with psycopg.connect(place.server.url) as connection:
        row = connection.execute("select current_setting('server_version')").fetchone()
    commit = subprocess.run(
        ("git", "rev-parse", "--short", "HEAD"), cwd=HERE, capture_output=True, text=True, check=False
    )
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {row[0] if row else '?'}"
        f" ({place.server.provider}), commit {commit.stdout.strip() or 'unknown'}\n"
    )


def _start_up(runs: int) -> str:
    program = str(HERE / "bare_program.py")
    found = measure(
        {
            "python": Command((PYTHON, "-c", "pass")),
            "floor": Command((PYTHON, program, "--help")),
            "dbtool --help": Command((*DBTOOL, "--help")),
        },
        runs=runs,
    )
    ours, floor, bare = found["dbtool --help"], found["floor"], found["python"]
    return (
        f"`dbtool --help` {ours.seconds:.2f} s ({ours.peak:.0f} MB); a bare typer and rich program"
        f" {floor.seconds:.2f} s, ratio {ours.seconds / floor.seconds:.2f} (target 1.3);"
        f" a bare Python {bare.seconds:.2f} s\n"
    )


def _print(found: Iterator[Measured]) -> None:
    _out("| command | seconds | own CPU | peak MB | floor | seconds | ratio | target |")
    _out("|---|---|---|---|---|---|---|---|")
    for one in found:
        target = (
            "" if one.target is None else f"{one.target} {'met' if one.ratio <= one.target else 'missed'}"
        )
        _out(
            f"| {one.name} | {one.run.seconds:.2f} | {one.run.cpu:.2f} | {one.run.peak:.0f} | {one.floors}"
            f" | {one.floor:.2f} | {one.ratio:.2f} | {target} |"
        )


def _out(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
