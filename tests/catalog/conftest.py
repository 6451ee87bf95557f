"""Fixtures of the inspector's tests: connections that are rolled back, and the rich schema read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.model.database import Database
from tests.support.databases import Databases
from tests.support.extensions import created_by, has_icu, skip_without

RICH = Path(__file__).with_name("rich.sql")


def rolled_back(url: str) -> Iterator[psycopg.Connection]:
    """Give a connection whose transaction never ends well: roles too are gone afterwards."""
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def connection(plain_database_url: str) -> Iterator[psycopg.Connection]:
    yield from rolled_back(plain_database_url)


@pytest.fixture
def timescale(database_url: str) -> Iterator[psycopg.Connection]:
    yield from rolled_back(database_url)


def rich_sql(databases: Databases) -> str:
    """Give the rich schema as far as the server has what it is made of."""
    text = RICH.read_text(encoding="utf-8")
    skip_without(databases.server_url, created_by(text))
    lines = text.splitlines()
    icu = has_icu(databases.server_url)
    return "\n".join(line for line in lines if icu or "PROVIDER = icu" not in line)


@pytest.fixture(scope="module")
def rich(databases: Databases) -> Database:
    """The rich schema as the inspector reads it inside the transaction that built it."""
    with psycopg.connect(databases.create()) as connection:
        connection.execute(rich_sql(databases).encode())
        found = inspect(connection)
        connection.rollback()
    return found
