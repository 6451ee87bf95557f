"""Projects that are made once for a whole run, and databases for them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from dbtool.server.contract import Server, with_database
from dbtool.server.runtime import locked
from tests.support.databases import PREFIX, Databases, create_database, drop_database, seal
from tests.support.live import roles
from tests.support.projects import Project, command_environment, copy_repository

PASSWORD = "never told"
EMULATE = ("--community-features", "emulate")
PLATFORM_ROLES = {
    "octopus_app",
    "octopus_readonly",
    "octopus_auth",
    "octopus_backup",
    "app_user",
    "auth_user",
    "reporting_user",
    "trading_ai_app",
    "trading_ai_auth",
    "algotrading_app",
    "algotrading_auth",
}

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
            project.copy(shared / "first")
            project.write("schema/app/orders.yml", SECOND)
            project.run("revision", "-m", "note and place")
            ready.touch()
    return project


@pytest.fixture
def unrecorded(small: Project, shared: Path, tmp_path: Path) -> Project:
    """The small project as it was before its second revision was written."""
    project = Project(shared / "first", small.environment).copy(tmp_path / "project")
    project.write("schema/app/orders.yml", SECOND)
    return project


@pytest.fixture
def project(small: Project, tmp_path: Path, plain_database_url: str) -> Project:
    """A copy of the small project, its target an empty database."""
    return small.copy(tmp_path / "project").on(plain_database_url)


@pytest.fixture(scope="session")
def kept_database(databases: Databases) -> Iterator[Callable[..., str]]:
    """Makes databases that stay until the session ends."""
    made, numbers = list[str](), itertools.count()

    def make(template: str = "template0") -> str:
        name = f"{PREFIX}{databases.worker}_kept_{next(numbers)}"
        create_database(databases.server_url, name, template=template)
        made.append(name)
        return with_database(databases.server_url, name)

    yield make
    for name in made:
        drop_database(databases.server_url, name)


@pytest.fixture(scope="session")
def sealed(small: Project, kept_database: Callable[..., str], databases: Databases) -> Project:
    """The small project, applied to a database that can only be copied."""
    project = small.on(kept_database())
    project.run("apply", "--yes")
    seal(databases.server_url, name_of(project.url))
    return project


@pytest.fixture(scope="session")
def applied(sealed: Project, kept_database: Callable[..., str]) -> Project:
    """The small project, applied; for tests that change neither its files nor its database."""
    return sealed.on(kept_database(template=name_of(sealed.url)))


@pytest.fixture
def at_head(sealed: Project, databases: Databases, tmp_path: Path) -> Project:
    """A copy of the applied project with a copy of its database."""
    return copied(sealed, databases, tmp_path)


def copied(project: Project, databases: Databases, folder: Path) -> Project:
    """Give a copy of a project, and of its sealed database."""
    return project.copy(folder / "project").on(databases.create(template=name_of(project.url)))


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def platforms(environment: dict[str, str], shared: Path) -> Project:
    """A copy of this repository's own project; tests do not change it."""
    folder = shared / "platforms"
    with locked(shared / "lock"):
        if not folder.exists():
            copy_repository(folder)
    return Project(folder, environment)


@pytest.fixture(scope="session")
def new_roles(server: Server, shared: Path) -> Iterator[set[str]]:
    """The platforms' roles that this run makes: those that the cluster did not have before.

    Roles belong to the cluster, so the last worker that needs one drops it.
    """
    known = shared / "roles"
    with locked(shared / "roles lock"):
        if not known.exists():
            known.write_text("\n".join(sorted(PLATFORM_ROLES & roles(server.url))))
        made = PLATFORM_ROLES - set(known.read_text().split())
    yield made
    with locked(shared / "roles lock"):
        for role in sorted(made):
            drop_role(server.url, role)


@pytest.fixture
def platform_roles(new_roles: set[str], shared: Path) -> Iterator[set[str]]:
    """The platforms' roles, for this test alone: two appliers at once meet at one role."""
    with locked(shared / "roles lock"):
        yield new_roles


@pytest.fixture(scope="session")
def url_of(platforms: Project, kept_database: Callable[[], str], new_roles: set[str]) -> Callable[[str], str]:
    """Gives the URL of a platform's applied database; tests undo what they do in it."""
    made: dict[str, str] = {}

    def url(name: str) -> str:
        if name not in made:
            made[name] = kept_database()
            with locked(platforms.folder.parent / "roles lock"):
                there = (name, "--url", made[name], "--allow", "all", *EMULATE)
                done = platforms.run("apply", *there, "--yes", OCTOPUS_APP_PASSWORD=PASSWORD)
            assert PASSWORD not in done.stdout + done.stderr
        return made[name]

    return url


def drop_role(url: str, role: str) -> None:
    """Drop a role unless a database needs it still."""
    with psycopg.connect(url, autocommit=True) as connection, suppress(errors.DependentObjectsStillExist):
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
