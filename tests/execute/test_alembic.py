"""The plain alembic command on dbtool's revisions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dbtool.execute.apply import apply_revisions
from dbtool.render.alembic_files import ENV_PY, with_section
from dbtool.server.contract import Server
from tests.execute.support import Project, concurrent_index, journal, relations, rows, step, value
from tests.execute.test_community import ADD, BACK, TICKS

FOREIGN_ENV_PY = """
import os
from alembic import context
from sqlalchemy import create_engine
url = os.environ["DBTOOL_URL"].replace("postgresql://", "postgresql+psycopg://")
with create_engine(url).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


@pytest.fixture
def shop(project: Project) -> Project:
    """Two revisions, with the files that the alembic command needs."""
    project.add(
        [
            step("CREATE TABLE orders (id int, note text);", "creates table orders"),
            step("INSERT INTO orders VALUES (7 % 3, ':x');"),
            concurrent_index("i"),
            step("ALTER TABLE orders ADD x int;", alone=True),
        ],
        [step("DROP TABLE orders;")],
    )
    project.add([step("CREATE TABLE second ();")], "it cannot be undone")
    (project.folder / "env.py").write_text(ENV_PY)
    root = project.folder.parent.parent
    (root / "alembic.ini").write_text(with_section("", "shop", "migrations/shop"))
    return project


def alembic(project: Project, url: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", "--name", "shop", *words],
        cwd=project.folder.parent.parent,
        env={**os.environ, "DBTOOL_URL": url, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_upgrade_and_downgrade(plain_database_url: str, shop: Project) -> None:
    done = alembic(shop, plain_database_url, "upgrade", "head")
    assert (done.returncode, done.stderr) == (0, "")
    assert relations(plain_database_url) == {"orders", "i", "second"}
    assert rows(plain_database_url, "SELECT revision FROM dbtool.revisions ORDER BY 1") == [
        ("0001",),
        ("0002",),
    ]
    done = alembic(shop, plain_database_url, "downgrade", "base")
    assert done.returncode != 0
    assert "revision 0002 cannot be rolled back: it cannot be undone" in done.stdout
    assert relations(plain_database_url) == {"orders", "i", "second"}


def test_current_and_history(plain_database_url: str, shop: Project) -> None:
    assert alembic(shop, plain_database_url, "current").stdout == ""
    assert relations(plain_database_url) == set()
    assert rows(plain_database_url, "SELECT to_regnamespace('dbtool')") == [(None,)]
    alembic(shop, plain_database_url, "upgrade", "0001")
    assert alembic(shop, plain_database_url, "current").stdout.strip() == "0001"
    told = alembic(shop, plain_database_url, "history").stdout
    assert told.splitlines() == ["0001 -> 0002 (head), Change 0002", "<base> -> 0001, Change 0001"]
    assert alembic(shop, plain_database_url, "downgrade", "-1").returncode == 0
    assert relations(plain_database_url) == set()


def test_url_may_be_an_argument(plain_database_url: str, shop: Project) -> None:
    done = alembic(shop, "", "-x", f"url={plain_database_url}", "upgrade", "head")
    assert done.returncode == 0
    assert value(plain_database_url, "SELECT version_num FROM dbtool.alembic_version") == "0002"
    done = alembic(shop, "", "upgrade", "head")
    assert done.returncode != 0
    assert "no database URL" in done.stdout


def test_alembic_and_apply_share_one_ledger(plain_database_url: str, shop: Project) -> None:
    alembic(shop, plain_database_url, "upgrade", "0001")
    assert apply_revisions(plain_database_url, shop.folder).revisions == ("0002",)
    assert alembic(shop, plain_database_url, "upgrade", "head").returncode == 0


def test_alembic_goes_on_where_apply_stopped(plain_database_url: str, shop: Project) -> None:
    path = shop.add([concurrent_index("j"), step("SELECT 1/0;")])
    done = alembic(shop, plain_database_url, "upgrade", "head")
    assert done.returncode != 0
    assert "division by zero (SQLSTATE 22012)" in done.stdout
    path.write_text(path.read_text().replace("1/0", "1 / 1"))
    assert alembic(shop, plain_database_url, "upgrade", "head").returncode == 0
    assert [entry[2:4] for entry in journal(plain_database_url) if entry[0] == "0003"] == [
        (0, "done"),
        (1, "failed"),
        (1, "done"),
    ]


def test_offline_mode_prints_the_statements_as_they_are(plain_database_url: str, shop: Project) -> None:
    done = alembic(shop, plain_database_url, "upgrade", "head", "--sql")
    assert done.returncode == 0, done.stderr
    assert "INSERT INTO orders VALUES (7 % 3, ':x');" in done.stdout
    assert relations(plain_database_url) == set()
    concurrently = done.stdout.index("CREATE INDEX CONCURRENTLY")
    assert done.stdout.rindex("COMMIT;", 0, concurrently) > done.stdout.rindex("BEGIN;", 0, concurrently)


def test_stamp_needs_no_step(plain_database_url: str, shop: Project) -> None:
    assert alembic(shop, plain_database_url, "stamp", "0001").returncode == 0
    assert relations(plain_database_url) == set()
    assert alembic(shop, plain_database_url, "current").stdout.strip() == "0001"


def test_someone_elses_environment_runs_the_steps(plain_database_url: str, shop: Project) -> None:
    (shop.folder / "env.py").write_text(FOREIGN_ENV_PY)
    done = alembic(shop, plain_database_url, "upgrade", "head")
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(plain_database_url, "SELECT * FROM orders") == [(1, ":x", None)]
    assert relations(plain_database_url) == {
        "orders",
        "i",
        "second",
        "alembic_version",
        "alembic_version_pkc",
    }


def test_community_mode_comes_from_the_environment(
    database_url: str, project: Project, server: Server, tmp_path: Path
) -> None:
    if server.edition != "apache":
        pytest.skip("this server has the Community edition")
    project.add([*TICKS, ADD], BACK[1:])
    (project.folder / "env.py").write_text(ENV_PY)
    (project.folder.parent.parent / "alembic.ini").write_text(with_section("", "shop", "migrations/shop"))
    done = alembic(project, database_url, "upgrade", "head")
    assert done.returncode != 0
    assert "1 step needs TimescaleDB's Community edition" in done.stdout
    assert relations(database_url) == set()
    for environment in (ENV_PY, FOREIGN_ENV_PY):
        (project.folder / "env.py").write_text(environment)
        done = alembic(project, database_url, "upgrade", "head", DBTOOL_COMMUNITY_FEATURES="emulate")
        assert done.returncode == 0, done.stdout
        assert value(database_url, "SELECT count(*) FROM dbtool.declared") == 1
        done = alembic(project, database_url, "downgrade", "base", DBTOOL_COMMUNITY_FEATURES="emulate")
        assert done.returncode == 0, done.stdout
        assert value(database_url, "SELECT count(*) FROM dbtool.declared") == 0
