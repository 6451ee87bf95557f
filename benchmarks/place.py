"""Where a benchmark runs: a project of one generated database in a folder, and databases for commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.schemas import ROLES, schema
from dbtool.server.contract import Server, with_database

PREFIX = "dbtool_bench_"
PYTHON = sys.executable
DBTOOL = (PYTHON, "-m", "dbtool")
SETTINGS = """[databases.bench]
description = "Generated"

[targets.bench]
url = "env:DBTOOL_URL"
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and a folder for projects and files."""

    server: Server
    folder: Path

    def url(self, name: str) -> str:
        """Give the URL of a benchmark's own database."""
        return with_database(self.server.url, PREFIX + name)

    def fresh(self, name: str) -> None:
        """Make the database anew, and empty."""
        with psycopg.connect(self.server.url, autocommit=True) as admin:
            database = sql.Identifier(PREFIX + name)
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(database))
            admin.execute(sql.SQL("create database {} template template0").format(database))

    def drop(self) -> None:
        """Drop every benchmark's database and role."""
        with psycopg.connect(self.server.url, autocommit=True) as admin:
            rows = admin.execute(
                "select datname from pg_database where starts_with(datname, %s)", [PREFIX]
            ).fetchall()
            for (name,) in rows:
                admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            for role in ROLES:
                # Another benchmark's database on the same server may still have grants to them.
                with suppress(psycopg.errors.DependentObjectsStillExist):
                    admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))

    def client(self, program: str) -> str:
        """Give the path of psql or pg_dump: that of the server's own version, else the one on PATH."""
        own = self.server.bin_dir / program if self.server.bin_dir else None
        found = str(own) if own and own.exists() else shutil.which(program)
        return found or sys.exit(f"there is no {program}: put the server's client programs on PATH")

    def script(self, tables: int, *, changed: bool = False) -> Path:
        """Give the file that holds the schema of so many tables."""
        path = self.folder / f"{tables}{'_changed' if changed else ''}.sql"
        if not path.exists():
            path.write_text(schema(tables, changed=changed))
        return path

    def load(self, tables: int, name: str) -> tuple[str, ...]:
        """Give the command that loads the schema in one transaction."""
        psql = (self.client("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1")
        return (*psql, "-f", str(self.script(tables)), self.url(name))

    def loaded(self, tables: int, name: str) -> None:
        """Make the database anew with the schema in it."""
        self.fresh(name)
        if subprocess.run(self.load(tables, name), check=False).returncode:
            sys.exit(
                f"psql cannot load {tables:,} tables in one transaction, which is the floor; where it was"
                " out of shared memory, raise max_locks_per_transaction"
            )

    def project(self, tables: int) -> Path:
        """Give a project whose one database is the schema, without any revision."""
        folder = self.folder / f"project_{tables}"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "schema" / "bench").mkdir(parents=True)
        shutil.copy(self.script(tables), folder / "schema" / "bench")
        (folder / "dbtool.toml").write_text(SETTINGS)
        return folder
