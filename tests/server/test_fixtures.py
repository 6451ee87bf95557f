"""What the shared fixtures promise: fresh databases, and Community tests skipped with the reason."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.server.contract import Server, with_database
from tests.support.databases import PREFIX, Databases, create_template, drop_database

NAMES = "SELECT datname FROM pg_database WHERE datname LIKE %s"


def extensions(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}


def test_database_has_timescaledb(database_url: str) -> None:
    assert extensions(database_url) == {"plpgsql", "timescaledb"}


def test_plain_database_has_no_extension(plain_database_url: str) -> None:
    assert extensions(plain_database_url) == {"plpgsql"}


def test_databases_are_fresh_and_ours(databases: Databases) -> None:
    first, second = (
        databases.create(template=databases.template),
        databases.create(template=databases.template),
    )
    assert first != second
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('public.t')").fetchone() == (None,)
        assert (connection.execute("SELECT current_database()").fetchone() or ("",))[0].startswith(PREFIX)


def test_database_is_dropped_even_with_a_session(databases: Databases, server: Server) -> None:
    url = databases.create()
    name = url.rpartition("/")[2]
    with psycopg.connect(url):
        databases.drop_leftovers()
    with psycopg.connect(server.url) as connection:
        assert connection.execute(NAMES, [name]).fetchall() == []


def test_template_is_sealed(server: Server) -> None:
    name = create_template(server, "sealed")
    if name is None:
        pytest.skip("this server has no TimescaleDB")
    try:
        with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
            psycopg.connect(with_database(server.url, name))
        with psycopg.connect(server.url) as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            assert connection.execute(query, [name]).fetchone() == (0,)
    finally:
        drop_database(server.url, name)


@pytest.mark.community
def test_community_marker_runs_only_on_the_community_edition(server: Server) -> None:
    assert server.edition == "community"


@pytest.mark.community
def test_community_server_runs_policies(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE m (at timestamptz NOT NULL)")
        connection.execute("SELECT create_hypertable('m', 'at')")
        assert connection.execute("SELECT add_retention_policy('m', interval '1 day')").fetchone()
