"""The inspector: a live server, or a transaction on it, read into a `Database`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Address
from dbtool.catalog.reading import reading
from dbtool.kinds.base import Kind
from dbtool.model.database import Database
from dbtool.model.key import Key


def inspect(
    connection: Connection[Any], kinds: Iterable[Kind] | None = None, *, builder: str | None = None
) -> Database:
    """Give everything in the database as facts, with what needs what and what no kind claims.

    Shape:  reads in one snapshot, or inside the open transaction; an owner equal to `builder` reads as None;
            without the Community edition the rows of dbtool.declared count as facts.
    Errors: psycopg.Error as the server gives it.
    Source: PostgreSQL manual, System Catalogs; timescaledb_information.
    """
    return located(connection, kinds, builder=builder)[0]


def located(
    connection: Connection[Any], kinds: Iterable[Kind] | None = None, *, builder: str | None = None
) -> tuple[Database, Mapping[Address, Key]]:
    """Give what `inspect` gives, and where the server keeps it: an address outlives a new name."""
    with reading(connection, kinds) as found:
        return found.database(builder)
