"""Projects that are made once for a whole run, and databases for them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dbtool.server.contract import Server, with_database
from dbtool.server.runtime import locked
from tests.support.databases import PREFIX, Databases, create_database, drop_database
from tests.support.projects import Project, command_environment

SETTINGS = """\
[databases.app]

[targets.live]
url = "env:DBTOOL_TEST_LIVE"
"""
FIRST = """\
table: orders
columns:
  id: bigint not null
  place: text
---
table: ran
columns:
  step: text not null
"""
SECOND = """\
table: orders
columns:
  id: bigint not null
  place: text
  note: text
indexes:
  orders_place: {on: [place]}
---
table: ran
columns:
  step: text not null
"""


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all workers of the run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "e2e"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def environment(server: Server, shared: Path) -> dict[str, str]:
    """The environment of commands that use the tests' server for scratch too."""
    with locked(shared / "lock"):
        return command_environment(server, shared)


@pytest.fixture(scope="session")
def small(environment: dict[str, str], shared: Path) -> Project:
    """A project of two tables and two revisions; tests work on copies of it."""
    project, ready = Project(shared / "small", environment), shared / "small is ready"
    with locked(shared / "lock"):
        if not ready.exists():
            project.write("dbtool.toml", SETTINGS)
            project.write("schema/app/orders.yml", FIRST)
            project.run("revision", "-m", "orders and steps")
            project.write("schema/app/orders.yml", SECOND)
            project.run("revision", "-m", "note and place")
            ready.touch()
    return project


@pytest.fixture
def project(small: Project, tmp_path: Path, plain_database_url: str) -> Project:
    """A copy of the small project, its target an empty database."""
    return small.copy(tmp_path / "project").on(plain_database_url)


@pytest.fixture(scope="session")
def kept_database(databases: Databases) -> Iterator[Callable[[], str]]:
    """Makes databases that stay until the session ends."""
    made, numbers = list[str](), itertools.count()

    def make() -> str:
        name = f"{PREFIX}{databases.worker}_kept_{next(numbers)}"
        create_database(databases.server_url, name, template="template0")
        made.append(name)
        return with_database(databases.server_url, name)

    yield make
    for name in made:
        drop_database(databases.server_url, name)


@pytest.fixture(scope="module")
def applied(small: Project, kept_database: Callable[[], str]) -> Project:
    """The small project, applied; for tests that change neither its files nor its database."""
    project = small.on(kept_database())
    project.run("apply", "--yes")
    return project
