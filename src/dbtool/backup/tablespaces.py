"""Tablespaces: a server has them or not, and no dump makes them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

from dbtool.backup.errors import PreflightRefused
from dbtool.backup.facts.detail import Detail
from dbtool.execute.connect import Connection

THERE = "SELECT spcname FROM pg_catalog.pg_tablespace"


def missing_tablespaces(admin: Connection, detail: Detail) -> list[str]:
    """Give the tablespaces that the backup's tables and indexes are in and the server lacks."""
    there = {name for (name,) in admin.execute(THERE)}
    return [name for name in detail.tablespaces if name not in there]


def require_tablespaces(missing: Sequence[str]) -> None:
    """Refuse a server that lacks some. Errors: PreflightRefused."""
    if missing:
        raise PreflightRefused(
            f"the server lacks the tablespace {', '.join(missing)}, which the backup needs",
            hint="CREATE TABLESPACE … LOCATION '…' makes one, in a folder of the server's user",
        )


def make_tablespaces(admin: Connection, names: Sequence[str]) -> None:
    """Make tablespaces within the server's own data folder: for a server that is thrown away."""
    if names:
        admin.execute("SET allow_in_place_tablespaces = on")
    for name in names:
        admin.execute(sql.SQL("CREATE TABLESPACE {} LOCATION ''").format(sql.Identifier(name)))


def drop_tablespaces(admin: Connection, names: Sequence[str]) -> None:
    """Drop tablespaces that were made; one that somebody uses by now stays."""
    for name in names:
        with suppress(psycopg.Error):
            admin.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))
