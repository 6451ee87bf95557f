"""PostgreSQL's client programs, of the server's own version where they can be had."""

from __future__ import annotations

import shutil

import pytest

from dbtool.server.contract import Server


def program(server: Server, name: str) -> str:
    """Give the path of psql, pg_dump or another; the test is skipped where there is none."""
    path = str(server.bin_dir) if server.bin_dir else None
    found = (path and shutil.which(name, path=path)) or shutil.which(name)
    if not found:
        pytest.skip(f"there is no {name} here")
    return found
