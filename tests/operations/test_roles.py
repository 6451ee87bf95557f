"""`dbtool roles`: passwords set, rotated and compared; and roles that two databases change at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server, with_database
from tests.support.databases import create_database, drop_database
from tests.support.projects import LIVE, Project, command_environment

PREFIX = "dbtool_test_roles"
APP = f"{PREFIX}_app"
SECRET, OTHER = "s3cret-ü of the test", "an0ther-secret"
SETTINGS = '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\nallow = ["all"]\n'


@pytest.fixture
def project(tmp_path: Path, server: Server, plain_database_url: str) -> Iterator[Project]:
    environment = command_environment(server, tmp_path) | {LIVE: plain_database_url}
    found = Project(tmp_path / "project", environment)
    found.write("dbtool.toml", SETTINGS)
    found.write("roles/app/roles.yml", f"roles:\n  {APP}: {{login: true, password: 'env:APP_SECRET'}}\n")
    yield found
    _drop_roles(server)


def _drop_roles(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        query = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        for (name,) in connection.execute(query, [PREFIX]).fetchall():
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _logs_in(project: Project, password: str) -> bool:
    try:
        psycopg.connect(project.url, user=APP, password=password).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            return False
        raise
    return True


def _listed(project: Project, *more: str, status: ExitStatus = ExitStatus.DONE, **env: str) -> dict[str, Any]:
    words = ("roles", "list", "--target", "live", "--format", "json", *more)
    (found,) = json.loads(project.run(*words, status=status, **env).stdout)["databases"]
    (role,) = (role for role in found["roles"] if role["name"] == APP)
    return dict(role)


def test_password_differs_from_its_reference_until_it_is_set(project: Project) -> None:
    assert not _listed(project)["exists"]
    project.run("revision", "-m", "roles")
    project.run("apply", "--target", "live", "--yes", APP_SECRET=SECRET)
    found = _listed(project, "--check", APP_SECRET=SECRET)
    assert (found["declared"], found["password"], found["drift"]) == (True, "scram-sha-256", "same")
    found = _listed(project, "--check", status=ExitStatus.VERIFICATION_FAILED, APP_SECRET=OTHER)
    assert found["warnings"] == ["the server's password is not the one that is declared"]
    assert _listed(project)["warnings"] == ["its password cannot be compared: APP_SECRET is not set"]
    done = project.run("roles", "password", APP, "--target", "live", APP_SECRET=OTHER)
    assert OTHER not in done.stdout + done.stderr
    assert (_logs_in(project, OTHER), _logs_in(project, SECRET)) == (True, False)
    assert _listed(project, APP_SECRET=OTHER)["drift"] == "same"


def test_md5_and_the_end_of_a_password_are_warned_of(project: Project) -> None:
    with psycopg.connect(project.url, autocommit=True) as connection:
        name = sql.Identifier(APP)
        connection.execute("SET password_encryption = 'md5'")
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} VALID UNTIL {}")
        soon = connection.execute("SELECT (now() + '1 day')::text").fetchall()[0][0]
        connection.execute(create.format(name, sql.Literal(SECRET), sql.Literal(soon)))
        found = _listed(project, APP_SECRET=SECRET)
        assert (found["password"], found["drift"]) == ("md5", "same")
        assert found["warnings"] == [
            "its password is kept as md5, which is easy to break: set it anew",
            "its password expires within 30 days",
        ]
        connection.execute(sql.SQL("ALTER ROLE {} VALID UNTIL '2020-01-01'").format(name))
        assert _listed(project, APP_SECRET=SECRET)["warnings"][-1] == "its password has expired"
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD NULL VALID UNTIL 'infinity'").format(name))
        found = _listed(project, APP_SECRET=SECRET)
        assert (found["password"], found["drift"], found["valid_until"]) == ("none", "differs", None)


def test_password_comes_from_a_file_or_a_command(project: Project) -> None:
    project.write("secret", SECRET + "\n")
    for reference in ("file:secret", "command:cat secret"):
        project.write("roles/app/roles.yml", f"roles:\n  {APP}: {{login: true, password: '{reference}'}}\n")
        project.run("apply", "--direct", "--target", "live", "--yes")
        assert _logs_in(project, SECRET)
        assert _listed(project)["drift"] == "same"
        _drop(project)
    said = project.run("roles", "list", "--target", "live").stdout.splitlines()
    assert any(line.split() == [APP, "declared,", "not", "there"] for line in said)
    project.run("apply", "--direct", "--target", "live", "--yes")
    done = project.run(
        "roles", "password", APP, "--target", "live", "--from", "command:false", status=ExitStatus.WRONG_USAGE
    )
    assert "the command for a password, false, failed with status 1" in done.stderr


def _drop(project: Project) -> None:
    with psycopg.connect(project.url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(APP)))


def test_rotation_makes_a_password_tries_it_and_ends_old_sessions(project: Project) -> None:
    project.run("apply", "--direct", "--target", "live", "--yes", APP_SECRET=SECRET)
    session = psycopg.connect(project.url, user=APP, password=SECRET)
    words = ("roles", "rotate", APP, "--target", "live", "--to", "new", "--end-sessions")
    done = project.run(*words)
    assert "logs in with it" in done.stdout
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    file = project.folder / "new"
    made = file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(made) > 40
    assert made not in done.stdout + done.stderr
    assert (_logs_in(project, made), _logs_in(project, SECRET)) == (True, False)


def test_rotation_that_cannot_log_in_puts_the_old_password_back(project: Project) -> None:
    project.run("apply", "--direct", "--target", "live", "--yes", APP_SECRET=SECRET)
    with psycopg.connect(project.url, autocommit=True) as connection:
        limit = sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}")
        connection.execute(limit.format(sql.Identifier(APP), sql.Literal(0)))
        words = ("roles", "rotate", APP, "--target", "live", "--to", "new")
        project.run(*words, status=ExitStatus.FAILURE)
        connection.execute(limit.format(sql.Identifier(APP), sql.Literal(-1)))
    assert _logs_in(project, SECRET)
    assert not list(project.folder.glob("*new*"))


def test_two_databases_and_two_appliers_make_the_same_roles(tmp_path: Path, server: Server) -> None:
    names = [f"{PREFIX}_{number}" for number in range(12)]
    body = "".join(f"  {name}: {{login: true, connection_limit: 5, comment: x}}\n" for name in names)
    body += f"memberships:\n  - {{role: {names[0]}, members: [{', '.join(names[1:])}]}}\n"
    environment = command_environment(server, tmp_path) | {LIVE: ""}
    one = Project(tmp_path / "project", environment)
    one.write("dbtool.toml", SETTINGS)
    one.write("roles/app/roles.yml", "roles:\n" + body)
    one.run("revision", "-m", "roles")
    made = [f"{PREFIX}_{place}" for place in "ab"]
    try:
        for name in made:
            create_database(server.url, name, template="template0")
        places = [one.on(with_database(server.url, name)) for name in made]
        _all_at_once([*places, *places], "apply", "--target", "live", "--yes")
        _change_by_hand(server)
        _all_at_once(places, "apply", "--direct", "--target", "live", "--yes")
        for place in places:
            place.run("diff", "--target", "live")
    finally:
        for name in made:
            drop_database(server.url, name)
        _drop_roles(server)


def _all_at_once(places: list[Project], *words: str) -> None:
    for process in [place.start(*words) for place in places]:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        assert "attempt" not in said


def _change_by_hand(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        query = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        for (name,) in connection.execute(query, [PREFIX]).fetchall():
            connection.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT 1").format(sql.Identifier(name)))


def test_what_another_session_changes_meanwhile_is_tried_again(project: Project) -> None:
    project.run("revision", "-m", "roles")
    project.run("apply", "--target", "live", "--yes")
    project.write("roles/app/roles.yml", f"roles:\n  {APP}: {{login: true, connection_limit: 7}}\n")
    project.run("revision", "-m", "limit")
    with psycopg.connect(project.url) as connection:
        limit = sql.SQL("ALTER ROLE {} CONNECTION LIMIT 3").format(sql.Identifier(APP))
        connection.execute(limit)
        process = project.start("apply", "--target", "live", "--yes")
        _wait_for_the_row(connection)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "tuple concurrently updated" in said
    project.run("diff", "--target", "live")


def _wait_for_the_row(connection: psycopg.Connection) -> None:
    query = """
        SELECT count(*) FROM pg_locks AS l
        WHERE NOT l.granted AND l.locktype = 'transactionid' AND l.transactionid::text = txid_current()::text
    """
    for _ in range(300):
        if connection.execute(query).fetchall()[0][0]:
            return
        connection.execute("SELECT pg_sleep(0.1)")
    raise AssertionError("nobody waited")


def test_retired_role_leaves_what_it_owns_in_every_database(project: Project, server: Server) -> None:
    owner, other = f"{PREFIX}_owner", f"{PREFIX}_second"
    create_database(server.url, other, template="template0")
    url = with_database(server.url, other)
    try:
        with psycopg.connect(project.url, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {APP} LOGIN PASSWORD 'x'; CREATE ROLE {owner}")
        for place in (project.url, url):
            with psycopg.connect(place, autocommit=True) as connection:
                connection.execute(f"CREATE TABLE mine (a int); ALTER TABLE mine OWNER TO {APP}")
                connection.execute(f"CREATE TABLE granted (a int); GRANT SELECT ON granted TO {APP}")
        words = ("roles", "retire", APP, "--target", "live", "--to", owner)
        assert "is still declared" in project.run(*words, status=ExitStatus.WRONG_USAGE).stderr
        project.write("roles/app/roles.yml", "")
        session = psycopg.connect(project.url, user=APP, password="x")
        planned = project.run(*words, "--plan").stdout
        assert f"{other}: 1 objects would go to {owner}, rights on 1 others end" in planned
        assert "in use by 1 sessions" in project.run(*words, status=ExitStatus.WRONG_USAGE).stderr
        project.run(*words, "--end-sessions")
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
        for place in (project.url, url):
            with psycopg.connect(place) as connection:
                query = "SELECT tableowner FROM pg_tables WHERE tablename = 'mine'"
                assert connection.execute(query).fetchall() == [(owner,)]
                assert connection.execute("SELECT to_regrole(%s)", [APP]).fetchall() == [(None,)]
    finally:
        drop_database(server.url, other)
        with psycopg.connect(project.url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS mine, granted")
