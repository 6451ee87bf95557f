"""The ledger: what it refuses to go on with, and who may see it."""

from __future__ import annotations

import pytest

from dbtool.errors import InsufficientRights, LedgerConflict, StepFailed
from dbtool.execute.apply import apply_revisions, rollback
from dbtool.execute.connect import connect
from dbtool.execute.revisions import pending
from tests.execute.support import (
    Project,
    as_role,
    concurrent_index,
    relations,
    rows,
    step,
    value,
)

ORDERS = step("CREATE TABLE orders (id int, note text);", "creates table orders")
DROP_ORDERS = step("DROP TABLE orders;", "drops table orders")


def test_revision_edited_after_it_was_applied_is_refused(plain_database_url: str, project: Project) -> None:
    path = project.add([ORDERS])
    apply_revisions(plain_database_url, project.folder)
    project.add([step("CREATE TABLE second ();")])
    path.write_text(path.read_text().replace("note text", "note varchar"))
    with pytest.raises(LedgerConflict, match="0001 was changed after it was applied") as caught:
        apply_revisions(plain_database_url, project.folder)
    assert str(path) in str(caught.value)
    assert relations(plain_database_url) == {"orders"}


def test_line_ends_of_the_checkout_do_not_matter(plain_database_url: str, project: Project) -> None:
    path = project.add([ORDERS])
    apply_revisions(plain_database_url, project.folder)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert apply_revisions(plain_database_url, project.folder).revisions == ()


def test_revision_edited_while_half_applied_is_refused(plain_database_url: str, project: Project) -> None:
    path = project.add([ORDERS, concurrent_index("orders_id_idx"), step("SELECT 1/0;")])
    with pytest.raises(StepFailed):
        apply_revisions(plain_database_url, project.folder)
    path.write_text(path.read_text().replace("note text", "note varchar"))
    with pytest.raises(LedgerConflict, match="0001 was changed while it was half applied: step 1"):
        apply_revisions(plain_database_url, project.folder)


def test_half_applied_revision_stands_in_the_way_of_others(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS], [DROP_ORDERS])
    project.add([concurrent_index("orders_id_idx"), step("SELECT 1/0;")])
    with pytest.raises(StepFailed):
        apply_revisions(plain_database_url, project.folder)
    with pytest.raises(LedgerConflict, match="0002 is half applied") as caught:
        rollback(plain_database_url, project.folder)
    assert caught.value.hint == "finish it first with dbtool apply"


def test_target_ahead_of_the_repository_is_refused(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    ahead = project.add([step("CREATE TABLE second ();")])
    apply_revisions(plain_database_url, project.folder)
    ahead.unlink()
    with pytest.raises(LedgerConflict, match="at revision 0002") as caught:
        apply_revisions(plain_database_url, project.folder)
    assert caught.value.hint is not None
    with connect(plain_database_url) as connection, pytest.raises(LedgerConflict):
        pending(connection, project.folder)


def test_two_newest_revisions_are_refused(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    text = project.add([step("SELECT 1;")]).read_text()
    project.write(text.replace("0002", "0003"))
    with pytest.raises(LedgerConflict, match="2 newest revisions: 0002, 0003"):
        apply_revisions(plain_database_url, project.folder)


def test_unreadable_revision_is_named(plain_database_url: str, project: Project) -> None:
    path = project.write("revision = '0001'\ndef upgrade(:\n")
    with pytest.raises(Exception, match=path.name):
        apply_revisions(plain_database_url, project.folder)


def test_role_without_rights_is_told_which(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    role = "dbtool_test_reader"
    rows(plain_database_url, f"DROP ROLE IF EXISTS {role}")
    rows(plain_database_url, f"CREATE ROLE {role} LOGIN PASSWORD 'reader'")
    try:
        url = as_role(plain_database_url, role, "reader")
        with pytest.raises(InsufficientRights, match="may not create schema dbtool") as caught:
            apply_revisions(url, project.folder)
        assert "GRANT CREATE ON DATABASE" in (caught.value.hint or "")
    finally:
        rows(plain_database_url, f"DROP ROLE {role}")


def test_ledger_is_closed_to_public_and_explained(plain_database_url: str, project: Project) -> None:
    apply_revisions(plain_database_url, project.folder)
    closed = """
        SELECT bool_and(relacl IS NOT NULL) FROM pg_class
        WHERE relnamespace = 'dbtool'::regnamespace AND relkind = 'r'
    """
    assert value(plain_database_url, "SELECT has_schema_privilege('public', 'dbtool', 'USAGE')") is False
    assert value(plain_database_url, closed)
    unexplained = """
        SELECT relname FROM pg_class WHERE relnamespace = 'dbtool'::regnamespace AND relkind = 'r'
          AND obj_description(oid, 'pg_class') IS NULL
    """
    assert rows(plain_database_url, unexplained) == []
