"""Fixtures that all tests share: the server of a worker and fresh databases on it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from dbtool.server.contract import Server
from tests.support.bytecode import keep_bytecode
from tests.support.databases import Databases
from tests.support.pipeline import Workbench
from tests.support.session import TestSession

SESSION = pytest.StashKey[TestSession]()
NEEDS_COMMUNITY = "needs the Community edition of TimescaleDB; this server has {edition}"


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs the tests in the background makes them and all their children deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.option.collectonly or config.option.help:
        return
    passed: dict[str, Any] | None = getattr(config, "workerinput", None)
    if not passed:
        keep_bytecode(config.rootpath / ".pytest_cache" / "bytecode")
    config.stash[SESSION] = TestSession.received(passed["dbtool"]) if passed else TestSession.open()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass the server on to the first worker of pytest-xdist; one of our own is shared with no other."""
    first = node.gateway.id == "gw0"
    node.workerinput["dbtool"] = node.config.stash[SESSION].passed_on(first=first)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SESSION in config.stash:
        config.stash[SESSION].close()


def pytest_report_header(config: pytest.Config) -> str:
    return config.stash[SESSION].header() if SESSION in config.stash else "server: not asked for"


def pytest_runtest_setup(item: pytest.Item) -> None:
    server = item.config.stash[SESSION].server
    if server and item.get_closest_marker("community") and server.edition != "community":
        pytest.skip(NEEDS_COMMUNITY.format(edition=server.edition))


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """The server of this run; use `database_url` for a database that may be changed."""
    session = request.config.stash[SESSION]
    if session.server is None:
        pytest.fail(session.failure, pytrace=False)
    return session.server


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, server: Server) -> Iterator[Databases]:
    """Makes databases for tests that need more than one."""
    session = request.config.stash[SESSION]
    worker: str = getattr(request.config, "workerinput", {}).get("workerid", "main")
    made = Databases(server.url, f"{session.run}_{worker}", session.template)
    yield made
    made.drop_leftovers()


@pytest.fixture
def database_url(databases: Databases) -> str:
    """The URL of a fresh database with TimescaleDB, as a superuser; gone after the test."""
    if databases.template is None:
        pytest.skip("this server has no TimescaleDB")
    return databases.create(template=databases.template)


@pytest.fixture
def plain_database_url(databases: Databases) -> str:
    """The URL of a fresh database without any extension but plpgsql, as a superuser; gone after the test."""
    return databases.create()


@pytest.fixture(scope="session")
def workbench(request: pytest.FixtureRequest, server: Server) -> Iterator[Workbench]:
    """Live databases with a scratch database beside them, used again by each test that leaves them clean."""
    session = request.config.stash[SESSION]
    worker: str = getattr(request.config, "workerinput", {}).get("workerid", "main")
    bench = Workbench(server, f"{session.run}_{worker}", session.template)
    yield bench
    bench.close()
