"""What a database or a server may have that somebody forgot: settings, tablespaces, subscriptions, names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.backup.drill import Scratch
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.target import drop, is_empty
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.execute.connect import connect
from dbtool.execute.progress import Silent
from tests.backup.support import Bench, fill


def _drill(bench: Bench, scratch: Scratch | None = None) -> None:
    found = verify(
        bench.store,
        bench.last(),
        bench.key,
        VerifyRequest(level="drill", scratch=scratch or Scratch()),
        Silent(),
    )
    assert (found.ok, found.reason, found.details.get("differences")) == (True, "", None)


LIMITS = """
ALTER DATABASE {0} SET statement_timeout = '300ms';
ALTER DATABASE {0} SET lock_timeout = '1ms';
ALTER DATABASE {0} SET idle_in_transaction_session_timeout = '300ms';
ALTER DATABASE {0} SET idle_session_timeout = '300ms';
ALTER DATABASE {0} SET default_transaction_read_only = on;
"""


def test_limits_against_forgotten_sessions_do_not_end_a_run(bench: Bench) -> None:
    if bench.execute("SHOW server_version_num")[0][0] >= "170000":
        fill(bench.url, f"ALTER DATABASE {bench.name} SET transaction_timeout = '400ms'")
    fill(bench.url, LIMITS.format(bench.name))
    bench.create(rate=1_000_000, fingerprint="hash")
    into = f"{bench.name}_back"
    bench.made.append(into)
    place = ("--from", str(bench.folder), "--url", bench.url)
    done = bench.run("restore", bench.name, *place, "--into", into)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(bench.at(into)) as connection:
        assert connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (5000,)
    # What cleans up after the test is to be able to.
    with psycopg.connect(bench.at("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {bench.name} RESET ALL")


def test_settings_of_the_database_change_no_row(bench: Bench) -> None:
    for setting in (
        "client_encoding = 'LATIN1'",
        "datestyle = 'German'",
        "standard_conforming_strings = off",
        "search_path = 'nowhere'",
        "bytea_output = 'escape'",
        "session_replication_role = 'replica'",
        "default_transaction_isolation = 'serializable'",
    ):
        fill(bench.url, f"ALTER DATABASE {bench.name} SET {setting}")
    bench.create(fingerprint="hash")
    assert bench.restore().comparison.differences == ()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_other_encodings_come_back(bench: Bench, encoding: str) -> None:
    name = f"{bench.name}_{encoding.lower()}"
    bench.made.append(name)
    bench.execute(
        f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        " LOCALE_PROVIDER libc",
        "postgres",
    )
    bench.url = bench.at(name)
    fill(bench.url, "CREATE TABLE t AS SELECT i, chr(60 + i) AS c FROM generate_series(1, 60) AS i")
    bench.create(fingerprint="hash")
    done = bench.restore()
    assert done.comparison.differences == ()
    asked = f"SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = '{done.database}'"
    assert bench.execute(asked, "postgres") == [(encoding,)]


def test_subscription_stays_with_its_publisher_and_in_nobodys_way(bench: Bench) -> None:
    subscription = f"{bench.name}_s"
    bench.execute(
        f"CREATE SUBSCRIPTION {subscription} CONNECTION 'host=127.0.0.1 dbname=nowhere' PUBLICATION p"
        " WITH (connect = false)"
    )
    try:
        bench.create()
        done = bench.restore()
        enabled = "SELECT subenabled FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid"
        assert bench.execute(f"{enabled} WHERE d.datname = '{done.database}'") == [(False,)]
        _drill(bench)
    finally:
        with connect(bench.at("postgres"), autocommit=True) as admin:
            for name in (*bench.made, bench.name):
                drop(admin, name)
        bench.made.clear()


@pytest.fixture
def tablespace(bench: Bench) -> Iterator[str]:
    """A tablespace within the server's own folder, with a name that needs quoting."""
    name = f'{bench.name} "space"'
    with psycopg.connect(bench.at("postgres"), autocommit=True) as admin:
        admin.execute("SET allow_in_place_tablespaces = on")
        admin.execute(sql.SQL("CREATE TABLESPACE {} LOCATION ''").format(sql.Identifier(name)))
        yield name
        drop(psycopg.connect(bench.at("postgres"), autocommit=True), bench.name)
        for made in bench.made:
            drop(admin, made)
        admin.execute(sql.SQL("DROP TABLESPACE IF EXISTS {}").format(sql.Identifier(name)))


def test_tablespace_is_asked_for_by_a_restore_and_made_for_a_drill(bench: Bench, tablespace: str) -> None:
    place = sql.Identifier(tablespace).as_string()
    fill(bench.url, f"CREATE TABLE far (n int PRIMARY KEY USING INDEX TABLESPACE {place}) TABLESPACE {place}")
    bench.create()
    assert bench.restore().comparison.differences == ()
    _drill(bench)
    fill(bench.url, "DROP TABLE far")
    with psycopg.connect(bench.at("postgres"), autocommit=True) as admin:
        for made in bench.made:
            drop(admin, made)
        admin.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(tablespace)))
    with pytest.raises(PreflightRefused, match="lacks the tablespace"):
        bench.restore()
    assert bench.last().broken == ""


def test_role_of_any_name_comes_with_its_rights(bench: Bench) -> None:
    name = f'{bench.name} "q"\'%s;röle'
    role = sql.Identifier(name).as_string()
    bench.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x%y'")
    try:
        fill(
            bench.url,
            f"ALTER TABLE orders OWNER TO {role}",
            f"GRANT SELECT ON lines TO {role} WITH GRANT OPTION",
        )
        bench.create()
        _drill(bench)
    finally:
        bench.execute(f"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}")


def test_event_trigger_that_forbids_all_ddl_forbids_no_restore(bench: Bench) -> None:
    fill(
        bench.url,
        "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
        "CREATE EVENT TRIGGER nono ON ddl_command_start EXECUTE FUNCTION no()",
    )
    bench.create()
    assert bench.restore().comparison.differences == ()


SOMETHING = (
    "SELECT lo_from_bytea(0, 'x')",
    "CREATE TYPE mood AS ENUM ('good')",
    "CREATE DOMAIN short AS text CHECK (length(VALUE) < 9)",
    "CREATE TYPE pair AS (a int, b int)",
    "CREATE SCHEMA app",
    "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SEQUENCE numbers",
    "CREATE VIEW seen AS SELECT 1 AS one",
    "CREATE PUBLICATION told FOR ALL TABLES",
)


@pytest.mark.parametrize("statement", SOMETHING)
def test_database_that_holds_anything_is_not_empty(plain_database_url: str, statement: str) -> None:
    with connect(plain_database_url, autocommit=True) as connection:
        assert is_empty(connection)
        connection.execute(statement.encode())
        assert not is_empty(connection)


def test_database_with_extensions_alone_is_empty(database_url: str) -> None:
    with connect(database_url, autocommit=True) as connection:
        assert is_empty(connection)


def test_drill_on_the_source_itself_is_refused(bench: Bench) -> None:
    bench.create()
    with pytest.raises(PreflightRefused, match="does not run on the server that was backed up"):
        _drill(bench, Scratch(url=bench.at("postgres")))
    # It could not be looked at, which says nothing against it.
    assert bench.last().verifications == ()
    done = bench.run(
        "backup", "verify", bench.name, "--from", str(bench.folder), "--drill", "--scratch-url", bench.url
    )
    assert (done.returncode, "backed up" in done.stderr) == (1, True)


def test_folder_without_rights_is_said(bench: Bench, tmp_path: Path) -> None:
    """A file where the folder should be: root may write anywhere else."""
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        done = bench.run("backup", "create", bench.name, "--url", bench.url, "--to", str(place))
        assert done.returncode in (1, 2)
        assert str(tmp_path / "file") in done.stderr or "/proc/nowhere" in done.stderr
        assert "fault in dbtool" not in done.stderr
