"""The snapshot: canonical settings, one state, and everything as it was afterwards."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from dbtool.catalog.session import SETTINGS, snapshot
from dbtool.errors import DbtoolError


def setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT pg_catalog.current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def test_idle_connection_gets_a_read_only_transaction_of_its_own(connection: psycopg.Connection) -> None:
    with snapshot(connection):
        assert setting(connection, "transaction_isolation") == "repeatable read"
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("CREATE TABLE t ()")
    assert connection.info.transaction_status == TransactionStatus.IDLE


def test_autocommit_connection_gets_one_too(connection: psycopg.Connection) -> None:
    connection.autocommit = True
    with snapshot(connection):
        assert setting(connection, "transaction_read_only") == "on"
    assert setting(connection, "search_path") != ""
    connection.autocommit = False


def test_settings_are_canonical_inside_and_as_they_were_outside(connection: psycopg.Connection) -> None:
    connection.execute("SET search_path = pg_catalog, public")
    connection.execute("SET intervalstyle = iso_8601")
    connection.execute("SET quote_all_identifiers = on")
    before = {name: setting(connection, name) for name in SETTINGS}
    connection.commit()
    with snapshot(connection):
        # The server spells an empty search_path as an empty quoted name.
        assert setting(connection, "search_path") in ("", '""')
        assert setting(connection, "intervalstyle") == "postgres"
        assert setting(connection, "quote_all_identifiers") == "off"
        assert setting(connection, "timezone") == "UTC"
    assert {name: setting(connection, name) for name in SETTINGS} == before


def test_open_transaction_is_seen_and_goes_on(connection: psycopg.Connection) -> None:
    connection.execute("SET LOCAL search_path = pg_catalog")
    connection.execute("CREATE TABLE public.made_here ()")
    with snapshot(connection):
        seen = connection.execute("SELECT FROM pg_catalog.pg_class WHERE relname = 'made_here'").fetchall()
        assert len(seen) == 1
    assert connection.info.transaction_status == TransactionStatus.INTRANS
    assert setting(connection, "search_path") == "pg_catalog"
    connection.execute("INSERT INTO public.made_here DEFAULT VALUES")


def test_open_transaction_survives_an_error_inside(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE public.made_here ()")
    with pytest.raises(psycopg.errors.UndefinedTable), snapshot(connection):
        connection.execute("SELECT FROM not_there")
    connection.execute("INSERT INTO public.made_here DEFAULT VALUES")


def test_failed_transaction_is_refused_in_a_sentence(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT FROM not_there")
    with pytest.raises(DbtoolError, match="has failed"), snapshot(connection):
        pass


def test_snapshot_does_not_see_what_others_commit_meanwhile(connection: psycopg.Connection) -> None:
    count = "SELECT count(*) FROM pg_catalog.pg_namespace"
    info = connection.info
    with (
        psycopg.connect(info.dsn, password=info.password, autocommit=True) as other,
        snapshot(connection),
    ):
        before = connection.execute(count).fetchone()
        other.execute("CREATE SCHEMA made_meanwhile")
        assert connection.execute(count).fetchone() == before
