"""Which server is taken, and what is said of those that are not."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from dbtool.errors import ServerUnavailable, WrongUsage
from dbtool.server import debian_cache
from dbtool.server.contract import Server, with_database
from dbtool.server.provider import PROVIDERS, acquire_server
from tests.server.conftest import say_nothing

NOBODY_THERE = "postgresql://postgres:secret-word@127.0.0.1:1/postgres"


@pytest.fixture
def nothing_here(no_url: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without URL, Docker engine, TimescaleDB, apt or cache."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(debian_cache, "SYSTEM_CACHE", tmp_path / "system")
    monkeypatch.setattr("dbtool.server.local.DEBIAN_ROOT", tmp_path)
    return tmp_path


def test_order_is_url_docker_local_cache() -> None:
    assert list(PROVIDERS) == ["url", "docker", "local", "cache"]


@pytest.mark.usefixtures("nothing_here")
def test_each_refusal_is_said_in_one_line() -> None:
    talk: list[str] = []
    with pytest.raises(ServerUnavailable) as caught:
        acquire_server(say=talk.append)
    assert [line.split(":")[0] for line in talk] == ["not url", "not docker", "not local", "not cache"]
    assert all("\n" not in line for line in talk)
    assert "neither DBTOOL_TEST_URL nor DBTOOL_SERVER_URL is set" in talk[0]
    assert "no Docker engine answers" in talk[1]
    assert "no PostgreSQL server programs are installed" in talk[2]
    assert "this host has no apt-get" in talk[3]
    assert all(line.removeprefix("not ") in caught.value.message for line in talk)
    assert caught.value.hint
    assert "DBTOOL_SERVER_URL" in caught.value.hint


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize("name", PROVIDERS)
def test_forced_provider_fails_loudly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    talk: list[str] = []
    monkeypatch.setenv("DBTOOL_PROVIDER", name)
    with pytest.raises(ServerUnavailable, match=f"^the provider {name} gives no server: ") as caught:
        acquire_server(say=talk.append)
    assert talk == []
    assert caught.value.hint
    with pytest.raises(ServerUnavailable, match=f"^the provider {name} gives no server: "):
        acquire_server(name, say=say_nothing)


def test_unknown_provider_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="there is no provider 'oracle'") as caught:
        acquire_server("oracle", say=say_nothing)
    assert caught.value.hint == "Known are url, docker, local, cache."


@pytest.mark.usefixtures("no_url")
def test_unreachable_url_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBTOOL_SERVER_URL", NOBODY_THERE)
    with pytest.raises(ServerUnavailable, match="DBTOOL_SERVER_URL: the server does not answer") as caught:
        acquire_server("url", say=say_nothing)
    assert "secret-word" not in str(caught.value)


@pytest.mark.usefixtures("no_url")
def test_url_is_used_and_left_running(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBTOOL_SERVER_URL", NOBODY_THERE)
    monkeypatch.setenv("DBTOOL_TEST_URL", server.url)
    found = acquire_server(say=say_nothing)
    assert (found.provider, found.owned) == ("url", False)
    assert (found.pg, found.ts, found.edition) == (server.pg, server.ts, server.edition)
    found.close()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.usefixtures("no_url")
def test_url_refuses_to_be_reconfigured(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBTOOL_TEST_URL", server.url)
    with pytest.raises(ServerUnavailable, match=r"not ours to reconfigure \(wal_level\)"):
        acquire_server("url", say=say_nothing, options={"wal_level": "logical"})


def test_local_takes_the_pg_config_on_path(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    if server.bin_dir is None or not (server.bin_dir / "pg_config").exists():
        pytest.skip("the run's server brings no pg_config")
    monkeypatch.setenv("PATH", str(server.bin_dir))
    found = acquire_server("local", say=say_nothing)
    try:
        assert (found.provider, found.pg, found.ts, found.edition) == (
            "local",
            server.pg,
            server.ts,
            server.edition,
        )
    finally:
        found.close()


def test_edition_and_versions_are_the_servers_own(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        query = "SELECT current_setting('timescaledb.license'), current_setting('server_version_num')::int"
        licence, version = connection.execute(query).fetchone() or ("", 0)
        installed = connection.execute(
            "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"
        ).fetchone()
    assert server.edition == {"timescale": "community", "apache": "apache"}[licence]
    assert server.pg == version
    assert installed == (server.ts,)


def test_with_database_keeps_the_rest() -> None:
    url = with_database("postgresql://u:p%40@h:5/postgres?sslmode=disable", "a b/c")
    assert url == "postgresql://u:p%40@h:5/a%20b%2Fc?sslmode=disable"
