"""The plain alembic command on a project of dbtool, and back to dbtool."""

from __future__ import annotations

import pytest

from tests.support.live import everything, rows
from tests.support.projects import PLATFORMS, Project

ALEMBIC = ("--name", "app")


@pytest.fixture
def shop(project: Project) -> Project:
    """The small project, with its database where the plain alembic command looks for it."""
    return Project(project.folder, {**project.environment, "DBTOOL_URL": project.url})


def test_up_by_alembic_and_on_with_dbtool(shop: Project) -> None:
    assert shop.alembic(*ALEMBIC, "upgrade", "head").stderr == ""
    assert shop.run("diff").stdout.startswith("app: no differences in 9 objects (")
    shop.run("verify")
    assert shop.run("apply", "--yes").stdout.startswith("app: nothing to do (")
    assert [line.split()[0] for line in shop.run("history").stdout.splitlines()[1:]] == ["0001", "0002"]
    assert rows(shop.url, "SELECT count(*), bool_or(open) FROM dbtool.journal") == [(4, False)]


def test_down_by_alembic_leaves_what_was_there(shop: Project) -> None:
    facts, *_ = everything(shop.url)
    shop.run("apply", "--yes")
    shop.alembic(*ALEMBIC, "downgrade", "-1")
    assert "    pending     0002\n" in shop.run("status").stdout
    shop.alembic(*ALEMBIC, "downgrade", "base")
    assert everything(shop.url)[0] == facts
    assert rows(shop.url, "SELECT * FROM dbtool.revisions") == []


def test_alembic_knows_what_dbtool_applied(shop: Project) -> None:
    assert shop.alembic(*ALEMBIC, "current").stdout == ""
    shop.run("apply", "--yes")
    assert shop.alembic(*ALEMBIC, "current").stdout == "0002 (head)\n"
    assert shop.alembic(*ALEMBIC, "upgrade", "head").stderr == ""
    assert shop.alembic(*ALEMBIC, "history").stdout.splitlines() == [
        "0001 -> 0002 (head), note and place",
        "<base> -> 0001, orders and steps",
    ]


@pytest.mark.usefixtures("platform_roles")
@pytest.mark.parametrize("database", PLATFORMS)
def test_platform_up_and_down_by_alembic(platforms: Project, database: str, plain_database_url: str) -> None:
    environment = {"DBTOOL_URL": plain_database_url, "DBTOOL_COMMUNITY_FEATURES": "emulate"}
    platform = Project(platforms.folder, {**platforms.environment, **environment})
    platform.alembic("--name", database, "upgrade", "head")
    there = (database, "--url", plain_database_url, "--community-features", "emulate")
    assert platform.run("diff", *there).stdout.startswith(f"{database}: no differences in ")
    head = platforms.revisions(database)[-1].name[:4]
    assert platform.alembic("--name", database, "current").stdout == f"{head} (head)\n"
    platform.alembic("--name", database, "downgrade", "base")
    assert rows(plain_database_url, "SELECT extname FROM pg_extension") == [("plpgsql",)]
