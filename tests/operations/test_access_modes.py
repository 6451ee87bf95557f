"""What becomes of rights that no definition names: adopt, additive, authoritative."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.extensions import skip_without
from tests.support.projects import LIVE, Project, command_environment

ROLES = [f"dbtool_test_mode_{name}" for name in ("app", "reader", "owner", "other")]
APP, READER, OWNER, OTHER = ROLES
SETTINGS = (
    '[databases.app]\naccess = "{mode}"\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\nallow = ["all"]\n'
)
DEFINITIONS = f"""
roles: [{APP}, {READER}, {OWNER}]
memberships: {{role: {READER}, member: {APP}}}
tables:
  t: {{columns: {{a: integer}}, grants: {{{APP}: [select, insert]}}}}
default_privileges: {{for: {OWNER}, on: tables, to: {APP}, privileges: select}}
"""
BY_HAND = f"""
CREATE ROLE {OTHER};
GRANT UPDATE ON t TO {APP};
REVOKE INSERT ON t FROM {APP};
GRANT SELECT ON t TO {OTHER};
GRANT {READER} TO {OTHER};
GRANT {OWNER} TO {READER};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT UPDATE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT ON TABLES TO {OTHER};
"""
STANDS = """
SELECT a.grantee::regrole::text, string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type)
FROM pg_class AS c, aclexplode(c.relacl) AS a
WHERE c.oid = 't'::regclass AND a.grantee <> c.relowner GROUP BY 1 ORDER BY 1
"""
MEMBERS = """
SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members
WHERE starts_with(member::regrole::text, 'dbtool_test_mode_') ORDER BY 1, 2
"""


@pytest.fixture
def project(tmp_path: Path, server: Server, plain_database_url: str) -> Iterator[Project]:
    environment = command_environment(server, tmp_path) | {LIVE: plain_database_url}
    found = Project(tmp_path / "project", environment)
    found.write("schema/app/all.yml", DEFINITIONS)
    yield found
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        for role in ROLES:
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchall():
                connection.execute(f"DROP OWNED BY {role}")
                connection.execute(f"DROP ROLE {role}")


def _stands(project: Project) -> tuple[dict[str, str], set[tuple[str, str]]]:
    with psycopg.connect(project.url) as connection:
        grants = {str(role): str(words) for role, words in connection.execute(STANDS).fetchall()}
        return grants, {(role, member) for role, member in connection.execute(MEMBERS).fetchall()}


@pytest.mark.parametrize(
    ("mode", "grants", "ended"),
    [
        ("adopt", {APP: "INSERT SELECT"}, set()),
        ("additive", {APP: "INSERT SELECT UPDATE", OTHER: "SELECT"}, set()),
        ("authoritative", {APP: "INSERT SELECT"}, {(OWNER, READER)}),
    ],
)
def test_rights_that_no_definition_names(
    project: Project, mode: str, grants: dict[str, str], ended: set[tuple[str, str]]
) -> None:
    project.write("dbtool.toml", SETTINGS.format(mode=mode))
    project.run("revision", "-m", "all")
    project.run("apply", "--target", "live", "--yes")
    with psycopg.connect(project.url, autocommit=True) as connection:
        connection.execute(BY_HAND)
    memberships = {(READER, APP), (READER, OTHER), (OWNER, READER)}
    assert _stands(project)[1] == memberships
    project.run("diff", "--target", "live", status=ExitStatus.DIFFERENCES)
    project.run("apply", "--direct", "--target", "live", "--yes")
    assert _stands(project) == (grants, memberships - ended)
    project.run("diff", "--target", "live")
    project.run("verify", "--target", "live")


@pytest.mark.parametrize(
    ("mode", "grants", "members"),
    [
        ("adopt", {}, {(READER, APP)}),
        ("additive", {APP: "INSERT SELECT"}, {(READER, APP)}),
        ("authoritative", {}, set()),
    ],
)
def test_rights_that_are_no_longer_declared(
    project: Project, mode: str, grants: dict[str, str], members: set[tuple[str, str]]
) -> None:
    project.write("dbtool.toml", SETTINGS.format(mode=mode))
    project.run("revision", "-m", "all")
    project.run("apply", "--target", "live", "--yes")
    project.write(
        "schema/app/all.yml",
        f"roles: [{APP}, {READER}, {OWNER}]\ntables: {{t: {{columns: {{a: integer}}}}}}\n",
    )
    project.run("revision", "-m", "less")
    project.run("apply", "--target", "live", "--yes")
    assert _stands(project) == (grants, members)
    project.run("diff", "--target", "live")


@pytest.mark.parametrize(
    ("mode", "taken", "reads"),
    [("adopt", "", {APP: "SELECT"}), ("additive", "SELECT", {APP: "INSERT SELECT", READER: "SELECT"})],
)
def test_rights_on_what_an_extension_made(
    project: Project, server: Server, mode: str, taken: str, reads: dict[str, str]
) -> None:
    skip_without(server.url, {"pg_stat_statements"})
    project.write("dbtool.toml", SETTINGS.format(mode=mode))
    said = f"CREATE EXTENSION pg_stat_statements; GRANT SELECT ON pg_stat_statements TO {APP};"
    project.write("schema/app/extension.sql", said)
    project.run("revision", "-m", "all")
    project.run("apply", "--target", "live", "--yes")
    with psycopg.connect(project.url, autocommit=True) as connection:
        connection.execute(
            f"GRANT INSERT ON pg_stat_statements TO {APP}; GRANT SELECT ON pg_stat_statements TO {READER};"
            "REVOKE SELECT ON pg_stat_statements FROM PUBLIC"
        )
    project.run("apply", "--direct", "--target", "live", "--yes")
    project.run("diff", "--target", "live")
    with psycopg.connect(project.url) as connection:
        grants = connection.execute(STANDS.replace("'t'", "'pg_stat_statements'")).fetchall()
    everyone = {} if taken else {"-": "SELECT"}
    assert {str(role): str(words) for role, words in grants} == reads | everyone


def test_unknown_mode_is_said(project: Project) -> None:
    project.write("dbtool.toml", SETTINGS.format(mode="autoritative"))
    said = project.run("revision", "-m", "all", status=ExitStatus.WRONG_USAGE).stderr
    assert "autoritative is no mode" in said
    assert "authoritative" in said.partition("hint:")[2]
