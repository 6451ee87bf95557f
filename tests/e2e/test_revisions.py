"""Revisions: the same input gives the same bytes, and what they hold is SQL as the project writes it."""

from __future__ import annotations

import random
import secrets
import shutil
import time

import psycopg
import pytest
from psycopg import sql
from sqlfluff.core import FluffConfig, Linter

from dbtool.cli.exit_status import ExitStatus
from dbtool.execute.reading import read_revision
from dbtool.server.contract import Server
from tests.support.projects import PLATFORMS, REPOSITORY, Project, complaint

RULES = REPOSITORY / "src/dbtool/render/sqlfluff.cfg"
REVISION = ("revision", "-m", "note and place")
MOMENTS = 2


def files(project: Project) -> dict[str, bytes]:
    """Give what `dbtool revision` wrote."""
    written = [*project.folder.glob("migrations/**/*"), project.folder / "alembic.ini"]
    return {
        str(path.relative_to(project.folder)): path.read_bytes()
        for path in written
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_same_input_gives_the_same_bytes(small: Project, unrecorded: Project) -> None:
    unrecorded.run(*REVISION)
    assert files(unrecorded) == files(small)
    assert unrecorded.run(*REVISION).stdout == "app: nothing to record\n"
    assert files(unrecorded) == files(small)


def test_interrupted_revision_names_the_way_out(small: Project, unrecorded: Project) -> None:
    """A kill between the two files that `dbtool revision` writes leaves the first of them."""
    shutil.copy(small.revisions()[1], unrecorded.folder / "migrations/app/versions")
    for command in (REVISION, ("check",)):
        printed = unrecorded.run(*command, status=ExitStatus.FAILURE)
        said = " ".join((printed.stderr + printed.stdout).split())
        assert "migrations/app/state.json" in said
        assert "state.json is of revision 0001, but the last revision is 0002" in said
        assert "after an interrupted `dbtool revision` delete the newer file" in said
    unrecorded.revisions()[1].unlink()
    unrecorded.run(*REVISION)
    assert files(unrecorded) == files(small)


def test_killed_revision_is_written_by_the_next(small: Project, unrecorded: Project) -> None:
    chance = random.Random(7)
    first = files(unrecorded)
    started = time.monotonic()
    unrecorded.run(*REVISION)
    whole = time.monotonic() - started
    for _ in range(MOMENTS):
        shutil.rmtree(unrecorded.folder / "migrations")
        for name, content in first.items():
            path = unrecorded.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        victim = unrecorded.start(*REVISION)
        time.sleep(chance.uniform(0.4, 1.0) * whole)
        victim.kill()
        victim.communicate()
        if files(unrecorded) not in (first, files(small)):
            said = complaint(unrecorded.run(*REVISION, status=ExitStatus.FAILURE))
            assert "delete the newer file" in said[1]
            unrecorded.revisions()[1].unlink()
        unrecorded.run(*REVISION)
        assert files(unrecorded) == files(small)


def test_scratch_database_of_a_killed_run_is_cleared_by_the_next(unrecorded: Project, server: Server) -> None:
    left, used = (f"dbtool_scratch_{secrets.token_hex(6)}" for _ in range(2))
    with psycopg.connect(server.url, autocommit=True, application_name=used) as connection:
        for name in (left, used):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        unrecorded.run(*REVISION)
        there = connection.execute("SELECT datname FROM pg_database WHERE datname IN (%s, %s)", [left, used])
        assert there.fetchall() == [(used,)]
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(used)))


@pytest.mark.usefixtures("platform_roles")
def test_revisions_of_this_repository_replay(platforms: Project) -> None:
    lines = platforms.run("check", "--replay", "--all").stdout.splitlines()
    assert [line.strip() for line in lines if "replayed" in line] == [
        f"{counted} replayed up, down and up again: {', '.join(names)}"
        for name in PLATFORMS
        for names in [[path.name[:4] for path in platforms.revisions(name)]]
        for counted in [f"{len(names)} revision{'s' if len(names) != 1 else ''}"]
    ]


@pytest.mark.parametrize("database", PLATFORMS)
def test_revisions_pass_the_rules_for_rendered_sql(database: str) -> None:
    linter = Linter(config=FluffConfig.from_path(str(RULES.parent), extra_config_path=str(RULES)))
    for path in sorted((REPOSITORY / "migrations" / database / "versions").glob("[0-9]*.py")):
        revision = read_revision(path)
        script = "\n\n".join(statement.sql.strip() for statement in (*revision.up, *revision.down))
        found = linter.lint_string(f"{script}\n").get_violations()
        assert [f"{path.name}: {each.rule_code()} {each.desc()}" for each in found] == []
        assert all(statement.note for statement in (*revision.up, *revision.down))


def test_render_passes_the_rules_too(small: Project) -> None:
    linter = Linter(config=FluffConfig.from_path(str(RULES.parent), extra_config_path=str(RULES)))
    script = small.run("render").stdout
    assert "CREATE TABLE public.orders" in script
    assert [each.desc() for each in linter.lint_string(script).get_violations()] == []
    assert small.run("render").stdout == script
