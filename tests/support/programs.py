"""PostgreSQL's client programs, of the server's own version where they can be had."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from dbtool.server.contract import Server


def program(server: Server, name: str) -> str:
    """Give the path of psql, pg_dump or another; the test is skipped where there is none."""
    path = str(server.bin_dir) if server.bin_dir else None
    found = (path and shutil.which(name, path=path)) or shutil.which(name)
    if not found:
        pytest.skip(f"there is no {name} here")
    return found


def pg_dump(server: Server) -> str:
    """Give the path of a pg_dump that can read the server; the test is skipped where there is none."""
    path = program(server, "pg_dump")
    printed = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    major = int(printed.rpartition("(PostgreSQL) ")[2].partition(".")[0])
    if major < server.pg // 10000:
        pytest.skip(f"pg_dump {major} does not read a server of version {server.pg // 10000}")
    return path
