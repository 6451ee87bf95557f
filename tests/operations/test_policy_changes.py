"""A changed policy in `dbtool diff`: whether it lets through more, with a row that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.projects import LIVE, Project, command_environment

ROLE = "dbtool_test_policy_app"
OWN = "tenant = (select nullif(current_setting('app.t', true), '')::integer)"
DEFINITIONS = """
roles: [{role}]
tenancy: {{setting: app.t, type: integer, tenants: [1, 2], tenant_column: tenant, app_roles: {role}}}
tables:
  t:
    columns: {{tenant: integer not null, open: boolean not null}}
    grants: {{{role}: [select, insert, update, delete]}}
    row_security: {{force: true, policies: {{own: {{to: {role}, using: "{using}"}}}}}}
"""


@pytest.fixture
def project(tmp_path: Path, server: Server, plain_database_url: str) -> Iterator[Project]:
    environment = command_environment(server, tmp_path) | {LIVE: plain_database_url}
    found = Project(tmp_path / "project", environment)
    found.write("dbtool.toml", '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n')
    found.write("schema/app/all.yml", DEFINITIONS.format(role=ROLE, using=OWN))
    found.run("apply", "--direct", "--target", "live", "--yes", "--allow", "all")
    yield found
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {ROLE}")
        connection.execute(f"DROP ROLE {ROLE}")


@pytest.mark.parametrize(
    ("using", "effect", "witness"),
    [
        (f"{OWN} and open", "tighter", "open=false"),
        (f"coalesce({OWN}, false)", "tighter", None),
        (f"{OWN} or open and tenant > 0", "wider", "open=true"),
        (f"coalesce({OWN}, true)", "wider", "no setting"),
        (f"not {OWN}", "incomparable", "tenant="),
    ],
)  # fmt: skip
def test_change_is_told_with_a_row_that_shows_it(
    project: Project, using: str, effect: str, witness: str | None
) -> None:
    project.write("schema/app/all.yml", DEFINITIONS.format(role=ROLE, using=using))
    done = project.run("diff", "--target", "live", "--format", "json", status=ExitStatus.DIFFERENCES)
    (found,) = json.loads(done.stdout)["databases"]
    (row,) = found["differences"]
    assert row["access"]["effect"] == effect
    assert (row["access"]["witness"] is None) == (witness is None)
    assert (witness or "") in (row["access"]["witness"] or "")
    assert found["plan"]["hazards"] == ([] if effect == "tighter" else ["changes-access"])
    status = ExitStatus.DONE if effect == "tighter" else ExitStatus.HAZARD_REFUSED
    project.run("apply", "--direct", "--target", "live", "--yes", status=status)
    said = project.run("diff", "--target", "live", status=ExitStatus.DIFFERENCES).stdout if status else ""
    assert (f"Access: 1 {effect}." in said) == bool(status)
