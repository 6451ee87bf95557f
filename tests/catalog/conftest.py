"""Fixtures of the inspector's tests: connections that are rolled back, and the rich schema read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.model.database import Database
from tests.support.databases import Databases

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


@pytest.fixture(scope="module")
def rich(databases: Databases) -> Database:
    """The rich schema as the inspector reads it inside the transaction that built it."""
    with psycopg.connect(databases.create()) as connection:
        connection.execute(RICH.read_bytes())
        found = inspect(connection)
        connection.rollback()
    return found
