"""Workbenches on fresh databases, and roles and tablespaces for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dbtool.kinds.relations.schema import Schema
from dbtool.model.quoting import ident
from tests.render.workbench import SCHEMA, Workbench


@pytest.fixture
def bench(plain_database_url: str) -> Iterator[Workbench]:
    """A database without TimescaleDB, in use by others as far as the templates know."""
    with Workbench(plain_database_url) as made:
        made.create(Schema(name=SCHEMA))
        yield made


@pytest.fixture
def timescale(database_url: str) -> Iterator[Workbench]:
    """A database with TimescaleDB."""
    with Workbench(database_url) as made:
        made.create(Schema(name=SCHEMA))
        yield made


@pytest.fixture
def roles(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Two roles of this test's own, gone after it."""
    bench = request.getfixturevalue("timescale" if "timescale" in request.fixturenames else "bench")
    database = bench.connection.info.dbname
    names = f'{database} Rôle "1"', f"{database}'2'"
    for name in names:
        bench.sql(f"CREATE ROLE {ident(name)}")
    yield names
    for name in names:
        bench.sql(f"DROP OWNED BY {ident(name)} CASCADE; DROP ROLE {ident(name)}")


@pytest.fixture
def tablespace(bench: Workbench) -> Iterator[str]:
    """A tablespace of this test's own, inside the server's data, gone after it."""
    name = f"{bench.connection.info.dbname} Space"
    bench.sql("SET allow_in_place_tablespaces = on")
    bench.sql(f"CREATE TABLESPACE \"{name}\" LOCATION ''")
    yield name
    bench.sql("DROP SCHEMA IF EXISTS public CASCADE")
    bench.sql(
        "DO 'BEGIN EXECUTE (SELECT string_agg(format(''DROP SCHEMA %I CASCADE'', nspname), ''; '') "
        "FROM pg_namespace WHERE oid >= 16384); END'"
    )
    bench.sql(f'DROP TABLESPACE "{name}"')
