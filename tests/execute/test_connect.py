"""Connections that fail, and databases that are made."""

from __future__ import annotations

import pytest

from dbtool.errors import DatabaseMissing, InsufficientRights, ServerUnavailable, WrongUsage
from dbtool.execute.connect import Timeouts, connect, create_database, engine, place
from tests.execute.support import as_role, rows


def test_connection_has_its_name_and_timeouts(plain_database_url: str) -> None:
    with connect(plain_database_url, timeouts=Timeouts(lock_ms=1500, statement_ms=2500)) as connection:
        names = ("application_name", "lock_timeout", "statement_timeout", "client_encoding")
        found = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert found == [("dbtool",), ("1500ms",), ("2500ms",), ("UTF8",)]


def test_driver_names_of_sqlalchemy_are_understood(plain_database_url: str) -> None:
    with connect(plain_database_url.replace("postgresql://", "postgresql+psycopg://")):
        pass
    with engine(plain_database_url).connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_missing_database_is_named(server: object, plain_database_url: str) -> None:
    url = f"{plain_database_url}_nope"
    with pytest.raises(DatabaseMissing, match='_nope" does not exist on host=') as caught:
        connect(url)
    assert "--create-database" in (caught.value.hint or "")


def test_database_is_created_once(plain_database_url: str) -> None:
    url = f'{plain_database_url}_x"é'
    name = url.rpartition("/")[2].replace('"', '""')
    try:
        assert create_database(url)
        assert not create_database(url)
        connect(url).close()
    finally:
        rows(plain_database_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.parametrize("role", ["postgres", "nobody_here"])
def test_refused_role_shows_no_password(plain_database_url: str, role: str) -> None:
    with pytest.raises(InsufficientRights, match=f'refused the password of role "{role}"') as caught:
        connect(as_role(plain_database_url, role, "s3cret"))
    assert "s3cret" not in f"{caught.value} {caught.value.hint} {caught.value.__cause__}"


def test_url_that_is_none_shows_no_password() -> None:
    with pytest.raises(WrongUsage) as caught:
        connect("postgresql//someone:s3cret@db/shop")
    assert "s3cret" not in f"{caught.value} {caught.value.hint} {caught.value.__cause__}"


def test_server_that_is_down_is_unavailable() -> None:
    with pytest.raises(ServerUnavailable, match="Connection refused") as caught:
        connect("postgresql://someone:s3cret@127.0.0.1:1/shop")
    assert "s3cret" not in str(caught.value)
    assert place("postgresql://someone:s3cret@db:6543/shop") == "host=db port=6543 dbname=shop"


def test_role_that_may_not_create_databases_is_told_so(plain_database_url: str) -> None:
    role = "dbtool_test_nocreate"
    rows(plain_database_url, f"DROP ROLE IF EXISTS {role}")
    rows(plain_database_url, f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    try:
        url = as_role(plain_database_url, role, "x")
        with pytest.raises(InsufficientRights, match="may not create database"):
            create_database(f"{url}_y")
    finally:
        rows(plain_database_url, f"DROP ROLE {role}")
