"""Pools: the room of a server shared out, and a file that PgBouncer starts with."""

from __future__ import annotations

import configparser
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.printing.pool import pool_ini
from dbtool.execute.progress import Silent
from dbtool.operations.pool.pool import pool
from dbtool.operations.pool.results import PoolResult
from dbtool.server.contract import Server, with_database
from dbtool.settings import Subject
from tests.doctor.support import run

DEFINITIONS = """
roles:
  shop_app: {login: true, connection_limit: 20}
  shop_report: {login: true}
  shop_owner: {login: true, connection_limit: 0}
  shop_backup: {login: true, replication: true}
  shop_group: {login: false}
tables:
  orders:
    columns: {id: bigint, tenant: text}
    policies:
      own: {to: [shop_app], using: "tenant = current_setting('shop.tenant')"}
"""
FUNCTION = """
CREATE FUNCTION actor() RETURNS text LANGUAGE plpgsql AS $$
BEGIN RETURN current_setting('shop.actor', true) || current_setting('timezone'); END $$;
"""
START_SECONDS = 10


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, ...]:
    (tmp_path / "shop.yml").write_text(DEFINITIONS, encoding="utf-8")
    (tmp_path / "actor.sql").write_text(FUNCTION, encoding="utf-8")
    return (tmp_path / "shop.yml", tmp_path / "actor.sql")


def _parsed(result: PoolResult, mode: str = "transaction") -> configparser.ConfigParser:
    parser = configparser.ConfigParser(delimiters=("=",), comment_prefixes=(";",), interpolation=None)
    parser.read_string(pool_ini(result, mode=mode, pgbouncer=(1, 18)))
    return parser


def test_pools_fit_into_the_servers_room(server: Server, sources: tuple[Path, ...]) -> None:
    subjects = [
        Subject(name=name, sources=sources, url=with_database(server.url, "postgres"))
        for name in ("shop", "mart")
    ]
    result = pool(subjects, progress=Silent())
    (room,) = result.servers
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT current_setting('max_connections')::int").fetchone()
    assert row is not None
    assert (room.max_connections, room.assumed) == (row[0], None)
    assert sum(one.connections for one in result.databases) <= room.for_pools
    assert room.for_pools + room.reserved + room.headroom == room.max_connections
    for database in result.databases:
        assert database.roles == ("shop_app", "shop_report")
        assert len(database.roles) * database.pool_size <= database.connections
    assert result.limits == {"shop_app": 20}
    assert set(result.bypass) == {"shop_owner", "shop_backup"}


def test_settings_that_row_security_reads_are_named(sources: tuple[Path, ...]) -> None:
    result = pool([Subject(name="shop", sources=sources)], progress=Silent())
    assert result.row_settings == ("shop.actor", "shop.tenant")
    assert "set_config('shop.actor', $1, true)" in pool_ini(result, mode="transaction", pgbouncer=(1, 21))
    assert "set_config" not in pool_ini(result, mode="session", pgbouncer=(1, 21))


def test_without_a_server_assumptions_are_stated(sources: tuple[Path, ...]) -> None:
    unreachable = Subject(name="shop", sources=sources, url="postgresql://app@127.0.0.1:1/shop")
    for subject in (unreachable, Subject(name="shop", sources=sources)):
        result = pool([subject], progress=Silent())
        (room,) = result.servers
        assert room.assumed
        assert (room.max_connections, room.for_pools) == (100, 87)
        assert "Assumed, since the server was not asked" in pool_ini(
            result, mode="transaction", pgbouncer=(1, 21)
        )


def test_database_that_is_not_there_yet(server: Server, sources: tuple[Path, ...]) -> None:
    url = with_database(server.url, "dbtool_test_never_made")
    result = pool([Subject(name="shop", sources=sources, url=url)], progress=Silent())
    assert result.servers[0].assumed is None
    assert result.databases[0].dbname == "dbtool_test_never_made"


def test_names_that_pgbouncer_cannot_read_get_others(sources: tuple[Path, ...]) -> None:
    names = ("odd name", "odd_name", "pgbouncer", "a.b-c")
    result = pool([Subject(name=name, sources=sources) for name in names], progress=Silent())
    assert list(_parsed(result)["databases"]) == ["odd_name", "odd_name_", "pgbouncer_", "a.b-c"]
    assert list(_parsed(replace(result, limits={"odd role": 3, "app": 5}))["users"]) == ["app"]


def test_no_password_is_in_the_file(server: Server, sources: tuple[Path, ...]) -> None:
    url = "postgresql://app:geheim@127.0.0.1:1/shop?application_name=x"
    result = pool([Subject(name="shop", sources=sources, url=url)], progress=Silent())
    assert "geheim" not in pool_ini(result, mode="transaction", pgbouncer=(1, 21))
    entry = _parsed(result)["databases"]["shop"]
    assert entry.startswith("host=127.0.0.1 port=1 dbname=shop pool_size=")


@pytest.fixture
def role(server: Server) -> Iterator[str]:
    """A role with a password; gone after the test."""
    name = f"pool_{secrets.token_hex(4)}"
    run(server.url, f"CREATE ROLE {name} LOGIN PASSWORD 'in the pool'")
    yield name
    run(server.url, f"DROP ROLE {name}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the account of the pooler may read."""
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    return tmp_path


@pytest.fixture
def pgbouncer() -> str:
    found = shutil.which("pgbouncer")
    if found is None:
        pytest.skip("no pgbouncer is installed")
    return found


@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_pgbouncer_starts_with_the_file_and_queries_go_through(
    pgbouncer: str, plain_database_url: str, role: str, folder: Path, mode: str
) -> None:
    definition = f"roles: {{{role}: {{login: true, connection_limit: 3}}}}"
    (folder / "role.yml").write_text(definition, encoding="utf-8")
    subject = Subject(name="odd name", sources=(folder / "role.yml",), url=plain_database_url)
    text = pool_ini(pool([subject], progress=Silent()), mode=mode, pgbouncer=_version(pgbouncer))
    with (
        _running(pgbouncer, text, folder, _credentials(plain_database_url, role)) as port,
        _connected(role, port, "odd_name") as connection,
    ):
        connection.execute("SELECT set_config('shop.tenant', 'a', true)")
        seen = connection.execute("SELECT current_user, current_setting('shop.tenant')").fetchone()
        assert seen == (role, "a")
        connection.commit()
        assert connection.execute("SELECT current_setting('shop.tenant')").fetchone() == ("",)


def test_pgbouncer_asks_the_server_as_the_file_says(
    pgbouncer: str, plain_database_url: str, role: str, folder: Path
) -> None:
    subject = Subject(name="shop", sources=(), url=plain_database_url)
    text = pool_ini(pool([subject], progress=Silent()), mode="transaction", pgbouncer=_version(pgbouncer))
    asker = f"{role}_asks"
    text = text.replace("pgbouncer_auth", asker).replace(";auth_", "auth_")
    lines = [line.removeprefix(";") for line in text.splitlines() if line.startswith(";  ")]
    run(plain_database_url, "\n".join(lines).replace("…", "'in the pool'"))
    try:
        with (
            _running(pgbouncer, text, folder, f'"{asker}" "in the pool"\n') as port,
            _connected(role, port, "shop") as connection,
        ):
            assert connection.execute("SELECT current_user").fetchone() == (role,)
    finally:
        run(plain_database_url, "DROP SCHEMA pgbouncer CASCADE", f"DROP ROLE {asker}")


@contextmanager
def _running(pgbouncer: str, text: str, folder: Path, credentials: str) -> Iterator[int]:
    """Run the pooler with the file, on a port of its own, for the time of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    text = text.replace("6432", str(port)).replace("userlist.txt\n", f"{folder}/userlist.txt\n")
    (folder / "pgbouncer.ini").write_text(f"{text}unix_socket_dir =\n", encoding="utf-8")
    (folder / "userlist.txt").write_text(credentials, encoding="utf-8")
    account = ["-u", "nobody"] if os.geteuid() == 0 else []
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([pgbouncer, *account, str(folder / "pgbouncer.ini")], stderr=log)
    try:
        _listening(port, process, folder / "log")
        yield port
    finally:
        process.terminate()
        process.wait()


def _listening(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"PgBouncer does not listen:\n{log.read_text(encoding='utf-8')}")


def _connected(role: str, port: int, database: str) -> psycopg.Connection[tuple[object, ...]]:
    url = f"postgresql://{role}:in%20the%20pool@127.0.0.1:{port}/{database}"
    return psycopg.connect(url, prepare_threshold=None)


def _version(pgbouncer: str) -> tuple[int, int]:
    said = subprocess.run([pgbouncer, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor, *_ = said.split()[1].split(".")
    return int(major), int(minor)


def _credentials(url: str, role: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role]).fetchone()
    assert row is not None
    return f'"{role}" "{row[0]}"\n'
