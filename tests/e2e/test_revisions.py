"""Revisions: the same input gives the same bytes, and what they hold is SQL as the project writes it."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

from dbtool.cli.exit_status import ExitStatus
from dbtool.execute.reading import read_revision
from tests.e2e.conftest import FIRST, SECOND, SETTINGS
from tests.support.projects import REPOSITORY, Project, complaint

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


@pytest.fixture
def before_second(small: Project, tmp_path: Path) -> Project:
    """The small project, its second revision not yet written."""
    project = small.copy(tmp_path / "project")
    shutil.rmtree(project.folder / "migrations")
    (project.folder / "alembic.ini").unlink()
    project.write("schema/app/orders.yml", FIRST)
    project.run("revision", "-m", "orders and steps")
    project.write("schema/app/orders.yml", SECOND)
    return project


def test_same_input_gives_the_same_bytes(small: Project, before_second: Project) -> None:
    before_second.run(*REVISION)
    assert files(before_second) == files(small)
    assert before_second.run(*REVISION).stdout == "app: nothing to record\n"
    assert files(before_second) == files(small)


def test_interrupted_revision_names_the_way_out(small: Project, before_second: Project) -> None:
    """A kill between the two files that `dbtool revision` writes leaves the first of them."""
    shutil.copy(small.revisions()[1], before_second.folder / "migrations/app/versions")
    for command in (REVISION, ("check",)):
        said = before_second.run(*command, status=ExitStatus.FAILURE)
        assert "migrations/app/state.json: " in said.stderr + said.stdout
        torn = "state.json is of revision 0001, but the last revision is 0002"
        assert torn in said.stderr + said.stdout
        assert "after an interrupted `dbtool revision` delete the newer file" in said.stderr + said.stdout
    before_second.revisions()[1].unlink()
    before_second.run(*REVISION)
    assert files(before_second) == files(small)


def test_killed_revision_is_written_by_the_next(small: Project, before_second: Project) -> None:
    chance = random.Random(7)
    first = files(before_second)
    started = time.monotonic()
    before_second.run(*REVISION)
    whole = time.monotonic() - started
    for _ in range(MOMENTS):
        shutil.rmtree(before_second.folder / "migrations")
        for name, content in first.items():
            path = before_second.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        victim = before_second.start(*REVISION)
        time.sleep(chance.uniform(0.4, 1.0) * whole)
        victim.kill()
        victim.communicate()
        if files(before_second) not in (first, files(small)):
            said = complaint(before_second.run(*REVISION, status=ExitStatus.FAILURE))
            assert "delete the newer file" in said[1]
            before_second.revisions()[1].unlink()
        before_second.run(*REVISION)
        assert files(before_second) == files(small)


@pytest.mark.usefixtures("platform_roles")
def test_revisions_of_this_repository_replay(platforms: Project) -> None:
    lines = platforms.run("check", "--replay", "--all").stdout.splitlines()
    assert [line.strip() for line in lines if "replayed" in line] == [
        f"{counted} replayed up, down and up again: {', '.join(names)}"
        for names in ([path.name[:4] for path in platforms.revisions(name)] for name in ("octopus", "fx"))
        for counted in [f"{len(names)} revision{'s' if len(names) != 1 else ''}"]
    ]


@pytest.mark.parametrize("database", ["octopus", "fx"])
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
    assert SETTINGS in small.read("dbtool.toml")
    script = small.run("render").stdout
    assert "CREATE TABLE public.orders" in script
    assert [each.desc() for each in linter.lint_string(script).get_violations()] == []
    assert small.run("render").stdout == script
