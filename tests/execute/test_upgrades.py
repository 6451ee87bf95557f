"""Updates of TimescaleDB: in a session of their own, with what follows them, and what keeps them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from dbtool.execute.apply import apply_revisions, rollback, run_plan
from dbtool.execute.upgrades import UpgradeBlocked
from dbtool.kinds.relations.extension import Extension
from dbtool.model.change import Alter
from dbtool.model.database import Database
from dbtool.model.plan import Action, Plan, Step
from dbtool.model.release import numbers
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer
from tests.execute.support import Project, Recorder, step

VERSIONS = "SELECT version FROM pg_available_extension_versions WHERE name = 'timescaledb'"
EXTENSION = "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"


@pytest.fixture
def versions(plain_database_url: str) -> tuple[str, str]:
    """The oldest and the newest version that the server has, the oldest installed with a hypertable."""
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        found = sorted((version for (version,) in connection.execute(VERSIONS).fetchall()), key=numbers)
        if len(found) < 2:
            pytest.skip("needs a server with two versions of TimescaleDB")
        connection.execute(f"CREATE EXTENSION timescaledb VERSION '{found[0]}'")
    _query(plain_database_url, "CREATE TABLE ticks (at timestamptz NOT NULL, n integer)")
    _query(plain_database_url, "SELECT create_hypertable('ticks', 'at')")
    _query(
        plain_database_url,
        "INSERT INTO ticks SELECT '2024-01-01'::timestamptz + k * interval '1 day', k"
        " FROM generate_series(1, 30) AS k",
    )
    return found[0], found[-1]


def _query(url: str, sql: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def _update(old: str, new: str) -> list[Step]:
    """Give the steps by which the kind's template updates the extension."""
    before, after = (Extension(name="timescaledb", version=version) for version in (old, new))
    setting = Setting(old=Database({before.key: before}), new=Database({after.key: after}))
    return list(Renderer(setting).steps(Action("alter", Alter(before, after, ("version",)))))


def test_plan_goes_on_after_the_update(
    plain_database_url: str, versions: tuple[str, str], progress: Recorder
) -> None:
    steps = (
        step("CREATE TABLE before_it (id integer);"),
        *_update(*versions),
        step("ALTER TABLE ticks ADD COLUMN m integer;"),
        step("CREATE INDEX CONCURRENTLY i ON before_it (id);", transactional=False),
    )

    result = run_plan(plain_database_url, Plan(steps), progress=progress)

    assert result.steps == 4
    assert _query(plain_database_url, EXTENSION) == [(versions[1],)]
    assert _query(plain_database_url, "SELECT count(*), count(m) FROM ticks") == [(30, 0)]
    assert _query(plain_database_url, "SELECT count(*) FROM pg_indexes WHERE indexname = 'i'") == [(1,)]
    assert _query(plain_database_url, "SELECT count(*) FROM dbtool.journal WHERE open") == [(0,)]


def test_revision_goes_on_after_the_update_and_is_there_once(
    plain_database_url: str, versions: tuple[str, str], project: Project
) -> None:
    project.add([step("CREATE TABLE first_one (id integer);")], [step("DROP TABLE first_one;")])
    project.add(
        [*_update(*versions), step("ALTER TABLE ticks ADD COLUMN m integer;")],
        [step("ALTER TABLE ticks DROP COLUMN m;")],
    )

    result = apply_revisions(plain_database_url, project.folder)
    again = apply_revisions(plain_database_url, project.folder)

    assert result.revisions == ("0001", "0002")
    assert result.steps == 3
    assert not again.revisions
    assert _query(plain_database_url, EXTENSION) == [(versions[1],)]
    assert rollback(plain_database_url, project.folder, to="base").revisions == ("0002", "0001")


def test_version_that_is_not_installed_is_refused_and_the_next_run_goes_on(
    plain_database_url: str, versions: tuple[str, str], project: Project
) -> None:
    project.add([step("CREATE TABLE first_one (id integer);"), *_update(versions[0], "2.99.0")])

    for _ in range(2):
        with pytest.raises(UpgradeBlocked, match=r"2\.99\.0 is not installed"):
            apply_revisions(plain_database_url, project.folder)

    assert _query(plain_database_url, EXTENSION) == [(versions[0],)]
    assert _query(plain_database_url, "SELECT to_regclass('first_one') IS NOT NULL") == [(True,)]


def test_update_needs_no_trap_to_be_open(
    plain_database_url: str, versions: tuple[str, str], tmp_path: Path
) -> None:
    if not numbers(versions[0]) < (2, 22, 0) <= numbers(versions[1]):
        pytest.skip("needs a version with the hypercore access method and one without")
    _query(plain_database_url, "CREATE TABLE old_form (at timestamptz NOT NULL, n integer)")
    _query(plain_database_url, "SELECT create_hypertable('old_form', 'at')")
    _query(plain_database_url, "ALTER TABLE old_form SET ACCESS METHOD hypercore")

    with pytest.raises(UpgradeBlocked, match=r"hypercore access method.*old_form"):
        run_plan(plain_database_url, Plan(tuple(_update(*versions))))

    assert _query(plain_database_url, EXTENSION) == [(versions[0],)]
