"""Passwords of roles: as verifiers only, and in no text."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import psycopg
import pytest

from dbtool.errors import InsufficientRights
from dbtool.execute.apply import apply_revisions, run_plan
from dbtool.kinds.access.role import password_variable
from dbtool.model.plan import Plan
from tests.execute.support import Project, Recorder, as_role, rows, step, value

ROLE = "dbtool_test-äpp"
VARIABLE = "DBTOOL_TEST__PP_PASSWORD"
SECRET = "s3cret'\\ %s ü"
CREATE = step(f'CREATE ROLE "{ROLE}" LOGIN;', f"creates role {ROLE}", password_of=ROLE)


@pytest.fixture
def no_role(server: object, plain_database_url: str) -> Iterator[None]:
    rows(plain_database_url, f'DROP ROLE IF EXISTS "{ROLE}"')
    yield
    rows(plain_database_url, f'DROP ROLE IF EXISTS "{ROLE}"')


def test_variable_is_the_role_in_capitals() -> None:
    assert password_variable("octopus_app") == "OCTOPUS_APP_PASSWORD"
    assert password_variable(ROLE) == VARIABLE


@pytest.mark.usefixtures("no_role")
def test_password_is_set_as_a_verifier(
    plain_database_url: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    project.add([CREATE])
    apply_revisions(plain_database_url, project.folder)
    verifier = value(plain_database_url, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [ROLE])
    assert verifier.startswith("SCRAM-SHA-256$")
    with psycopg.connect(plain_database_url, user=ROLE, password=SECRET) as connection:
        assert connection.info.user == ROLE
    told = value(plain_database_url, "SELECT string_agg(j::text, ' ') FROM dbtool.journal AS j")
    assert "s3cret" not in told


@pytest.mark.usefixtures("no_role")
def test_verifier_in_the_environment_is_taken_as_it_is(
    plain_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    run_plan(plain_database_url, Plan((CREATE,)))
    stored = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
    verifier = value(plain_database_url, stored, [ROLE])
    monkeypatch.setenv(VARIABLE, verifier)
    run_plan(plain_database_url, Plan((step("SELECT 1;", password_of=ROLE),)))
    assert value(plain_database_url, stored, [ROLE]) == verifier


@pytest.mark.usefixtures("no_role")
def test_unset_password_is_a_warning(
    plain_database_url: str, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    run_plan(plain_database_url, Plan((CREATE,)), progress=progress)
    assert progress.warnings == [f"role {ROLE} has no new password: {VARIABLE} is not set"]
    assert value(plain_database_url, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [ROLE]) is None


def test_failed_password_shows_no_secret(plain_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    other = "dbtool_test_weak"
    rows(plain_database_url, f"DROP ROLE IF EXISTS {other}")
    rows(plain_database_url, f"CREATE ROLE {other} LOGIN PASSWORD 'weak'")
    rows(plain_database_url, f"GRANT CREATE ON DATABASE {plain_database_url.rpartition('/')[2]} TO {other}")
    rows(plain_database_url, f'CREATE ROLE "{ROLE}"')
    url = as_role(plain_database_url, other, "weak")
    try:
        with pytest.raises(InsufficientRights) as caught:
            run_plan(url, Plan((step("SELECT 1;", password_of=ROLE),)))
        text = "".join(traceback.format_exception(caught.value)) + (caught.value.hint or "")
        assert f"Sets the password of role {ROLE}" in text
        assert "s3cret" not in text
        assert "SCRAM" not in text
    finally:
        rows(plain_database_url, f"DROP OWNED BY {other} CASCADE")
        rows(plain_database_url, f'DROP ROLE {other}, "{ROLE}"')
