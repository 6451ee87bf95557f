"""A role without rights: what it cannot see is said with the GRANT, and all else is looked at."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from dbtool.kinds.access.role import Role
from dbtool.operations.doctor import doctor as module
from dbtool.operations.doctor.probe import Declared
from tests.doctor.support import as_role, codes, examine, found, run, unseen

PASSWORD = "only for a test"


@pytest.fixture
def role(plain_database_url: str) -> Iterator[str]:
    """A role that may log in; gone after the test."""
    name = f"doctor_{secrets.token_hex(4)}"
    run(plain_database_url, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    yield name
    run(plain_database_url, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


@pytest.fixture
def weak_url(plain_database_url: str, role: str) -> str:
    run(
        plain_database_url,
        "CREATE TABLE secret (id int GENERATED ALWAYS AS IDENTITY, x text)",
        "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
        "INSERT INTO secret (x) SELECT repeat('x', 800) FROM generate_series(1, 2000)",
        "ANALYZE secret",
    )
    return as_role(plain_database_url, role, PASSWORD.replace(" ", "%20"))


def test_weak_role_is_told_what_it_lacks(weak_url: str, role: str) -> None:
    result = examine(weak_url)
    hidden = unseen(result)
    assert hidden["activity"].endswith(f"GRANT pg_monitor TO {role}")
    assert f"GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {role}" in hidden["hba"]
    assert "public.secret" in hidden["bloat"]
    assert "public.secret_id_seq" in hidden["sequences"]
    assert {"rights-ledger", "rights-owner", "rights-schema", "rights-backup", "rights-backup-rows"} <= codes(
        result
    )
    assert f"TO {role}" in found(result, "rights-schema").advice
    assert "public.secret" in found(result, "rights-owner").objects
    # The owner is a superuser: nobody should be made a member of that.
    assert "GRANT postgres" not in found(result, "rights-owner").advice


def test_each_grant_that_is_named_opens_what_it_says(
    weak_url: str, role: str, plain_database_url: str
) -> None:
    before = unseen(examine(weak_url))
    grants = {
        word for text in before.values() for word in text.split(" | ")[1].split("; ") if "GRANT" in word
    }
    run(plain_database_url, *sorted(grants))
    after = unseen(examine(weak_url))
    assert set(before) - set(after) >= {"activity", "hba", "sequences"}


def test_hidden_setting_is_not_called_unknown(weak_url: str, role: str) -> None:
    result = examine(weak_url, recommended_settings={"shared_preload_libraries": "timescaledb"})
    assert unseen(result)["recommended-settings"].endswith(f"GRANT pg_monitor TO {role}")
    assert "recommended-setting-unknown" not in codes(result)


def test_rights_for_declared_roles(weak_url: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = Declared(roles=(Role(name="doctor_nobody"), Role(name=role)), schemas=("doctor_none",))
    monkeypatch.setattr(module, "declared_by", lambda _subject: declared)
    result = examine(weak_url)
    assert found(result, "rights-createrole").objects == ("doctor_nobody",)
    assert found(result, "rights-createrole").advice == f"ALTER ROLE {role} CREATEROLE"


def test_ledger_that_is_closed(weak_url: str, role: str, plain_database_url: str) -> None:
    run(plain_database_url, "CREATE SCHEMA dbtool", "CREATE TABLE dbtool.journal (id int)")
    assert found(examine(weak_url), "rights-ledger").advice == f"GRANT USAGE ON SCHEMA dbtool TO {role}"
    run(plain_database_url, f"GRANT USAGE ON SCHEMA dbtool TO {role}")
    assert found(examine(weak_url), "rights-ledger").objects == ("dbtool.journal",)
    run(plain_database_url, f"GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO {role}")
    assert "rights-ledger" not in codes(examine(weak_url))
