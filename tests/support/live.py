"""What a test sees of a live database, on connections of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.execute.connect import connect

CONTENTS = """
SELECT
  pg_catalog.current_database(), n.nspname, c.relname, c.relkind::text, c.relacl::text,
  pg_catalog.pg_get_userbyid(c.relowner)::text
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY n.nspname, c.relname
"""
LEDGER = ("alembic_version", "revisions", "journal", "declared")
CLUSTER = ("role", "membership")
ROLES = "SELECT rolname FROM pg_catalog.pg_roles"


def rows(url: str, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Give the rows of a query, none for a statement that has no result."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode(), parameters)
        return cursor.fetchall() if cursor.description else []


def value(url: str, query: str, parameters: Any = None) -> Any:
    """Give the only value of a query."""
    ((found,),) = rows(url, query, parameters)
    return found


def everything(url: str) -> Any:
    """Give a value that is equal only where nothing of the database has changed, its ledger included.

    Roles are left out: they are the cluster's, and other tests make some meanwhile.
    """
    with connect(url, autocommit=True) as connection:
        found = inspect(connection)
        relations = connection.execute(CONTENTS).fetchall()
        names = [relation[2] for relation in relations if relation[1] == "dbtool"]
        read = sql.SQL("SELECT * FROM {}")
        ledger = [
            connection.execute(read.format(sql.Identifier("dbtool", name))).fetchall()
            for name in LEDGER
            if name in names
        ]
    facts = {key: fact for key, fact in found.facts.items() if key.kind not in CLUSTER}
    return facts, found.unmodelled, relations, ledger


def roles(url: str) -> set[str]:
    """Give the names of the cluster's roles."""
    return {name for (name,) in rows(url, ROLES)}


@contextmanager
def old_snapshot(url: str) -> Iterator[None]:
    """Hold a snapshot, for whose end every CREATE INDEX CONCURRENTLY in the database waits."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT 1")
        yield
        connection.rollback()


@contextmanager
def undone(url: str) -> Iterator[psycopg.Connection]:
    """Give a connection in a transaction that is rolled back."""
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


@contextmanager
def acting_as(connection: psycopg.Connection, role: str, user: UUID | int | None) -> Iterator[None]:
    """Do what is in the block as a role of the platform, for one of its users; then undo it."""
    with connection.transaction(force_rollback=True):
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [str(user) if user else ""])
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        yield
