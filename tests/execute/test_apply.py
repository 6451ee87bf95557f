"""Revisions up and down, and what stops them."""

from __future__ import annotations

import pytest

from dbtool.errors import LedgerConflict, StepFailed, WrongUsage
from dbtool.execute.apply import apply_revisions, rollback, run_plan
from dbtool.execute.connect import connect
from dbtool.execute.failures import StatementRefused
from dbtool.execute.revisions import current, history, pending
from dbtool.model.plan import Plan
from tests.execute.support import (
    Project,
    Recorder,
    concurrent_index,
    journal,
    relations,
    rows,
    step,
    value,
)

ORDERS = step("CREATE TABLE orders (id int, note text);", "creates table orders")
DROP_ORDERS = step("DROP TABLE orders;", "drops table orders")
NOTHING_LIKE_PARAMETERS = r"INSERT INTO orders VALUES (7 % 3, '%s :x \d $$ é');"


def test_apply_runs_pending_revisions_in_order(
    plain_database_url: str, project: Project, progress: Recorder
) -> None:
    project.add([ORDERS, step(NOTHING_LIKE_PARAMETERS), concurrent_index("orders_id_idx")], [DROP_ORDERS])
    project.add([step("ALTER TABLE orders ADD shipped date;", alone=True)])
    result = apply_revisions(plain_database_url, project.folder, progress=progress)
    assert (result.revisions, result.steps, result.skipped) == (("0001", "0002"), 4, 0)
    assert (progress.total, progress.title, progress.ended) == (4, "Applying 2 revisions", 1)
    assert progress.started[0] == "Creates table orders."
    assert progress.started == progress.done
    assert rows(plain_database_url, "SELECT * FROM orders") == [(1, r"%s :x \d $$ é", None)]
    assert {(state, is_open) for *_, state, is_open in journal(plain_database_url)} == {("done", False)}


def test_apply_twice_does_nothing(plain_database_url: str, project: Project, progress: Recorder) -> None:
    project.add([ORDERS])
    apply_revisions(plain_database_url, project.folder)
    result = apply_revisions(plain_database_url, project.folder, progress=progress)
    assert (result.revisions, result.steps, progress.started) == ((), 0, [])


def test_apply_without_revisions_does_nothing(plain_database_url: str, project: Project) -> None:
    assert apply_revisions(plain_database_url, project.folder).revisions == ()


def test_apply_stops_at_its_target(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    project.add([step("CREATE TABLE later ();")])
    assert apply_revisions(plain_database_url, project.folder, "0001").revisions == ("0001",)
    assert apply_revisions(plain_database_url, project.folder, "+1").revisions == ("0002",)


def test_apply_to_unknown_target_is_refused(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    with pytest.raises(WrongUsage, match="0009"):
        apply_revisions(plain_database_url, project.folder, "0009")
    assert relations(plain_database_url) == set()


def test_rollback_goes_back_by_steps_and_to_a_revision(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS], [DROP_ORDERS])
    project.add([step("CREATE TABLE second ();")], [step("DROP TABLE second;")])
    project.add([step("CREATE TABLE third ();")], [step("DROP TABLE third;")])
    apply_revisions(plain_database_url, project.folder)
    assert rollback(plain_database_url, project.folder).revisions == ("0003",)
    assert rollback(plain_database_url, project.folder, to="base").revisions == ("0002", "0001")
    assert relations(plain_database_url) == set()
    assert rows(plain_database_url, "SELECT * FROM dbtool.revisions") == []
    assert apply_revisions(plain_database_url, project.folder).revisions == ("0001", "0002", "0003")


def test_rollback_of_the_irreversible_changes_nothing(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS], "the old rows are gone")
    project.add([step("CREATE TABLE second ();")], [step("DROP TABLE second;")])
    apply_revisions(plain_database_url, project.folder)
    with pytest.raises(LedgerConflict, match="0001 cannot be rolled back: the old rows are gone"):
        rollback(plain_database_url, project.folder, to="base")
    assert relations(plain_database_url) == {"orders", "second"}


def test_reading_side_knows_where_the_database_stands(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS])
    project.add([step("CREATE TABLE second ();")])
    with connect(plain_database_url) as connection:
        assert current(connection) is None
        assert [revision.revision for revision in pending(connection, project.folder)] == ["0001", "0002"]
    apply_revisions(plain_database_url, project.folder, "0001")
    with connect(plain_database_url) as connection:
        assert current(connection) == "0001"
        assert [revision.revision for revision in pending(connection, project.folder)] == ["0002"]
        first, second = history(connection, project.folder)
    assert (first.applied, second.applied, first.message) == (True, False, "Change 0001")
    assert (first.by, second.by) == ("postgres", None)
    assert first.steps[0].note == "Creates table orders."
    assert [revision.applied for revision in history(None, project.folder)] == [False, False]


def test_failed_step_says_what_the_server_said(
    plain_database_url: str, project: Project, progress: Recorder
) -> None:
    path = project.add(
        [ORDERS, step("ALTER TABLE orders\n  ADD COLUMN x nosuchtype;", "adds column x to orders")]
    )
    with pytest.raises(StatementRefused) as caught:
        apply_revisions(plain_database_url, project.folder, progress=progress)
    error = caught.value
    assert str(error) == (
        f"{path}: Adds column x to orders: "
        'type "nosuchtype" does not exist (SQLSTATE 42704) at line 2, column 16'
    )
    assert (error.sqlstate, error.line, error.column) == ("42704", 2, 16)
    assert relations(plain_database_url) == set()
    assert journal(plain_database_url) == [("0001", "up", 1, "failed", False)]
    assert progress.ended == 1


def test_failed_batch_leaves_those_before_it(plain_database_url: str, project: Project) -> None:
    fill = step("INSERT INTO orders VALUES (1), (2);")
    path = project.add([ORDERS, fill, concurrent_index("orders_id_idx"), step("SELECT 1/0;")], [DROP_ORDERS])
    with pytest.raises(StepFailed, match="division by zero"):
        apply_revisions(plain_database_url, project.folder)
    with connect(plain_database_url) as connection:
        assert history(connection, project.folder)[0].unfinished
    path.write_text(path.read_text().replace("1/0", "1 / 1"))
    result = apply_revisions(plain_database_url, project.folder)
    assert (result.revisions, result.steps, result.skipped) == (("0001",), 1, 3)
    assert value(plain_database_url, "SELECT count(*) FROM orders") == 2


def test_failed_concurrent_index_is_cleared_at_once(plain_database_url: str, project: Project) -> None:
    project.add([ORDERS, step("INSERT INTO orders VALUES (1), (1);"), concurrent_index("u", unique=True)])
    with pytest.raises(StepFailed, match="could not create unique index") as caught:
        apply_revisions(plain_database_url, project.folder)
    assert caught.value.hint is not None
    assert "is duplicated" in caught.value.hint
    assert relations(plain_database_url) == {"orders"}
    rows(plain_database_url, "DELETE FROM orders WHERE ctid = '(0,2)'")
    result = apply_revisions(plain_database_url, project.folder)
    assert (result.steps, result.skipped) == (1, 2)
    assert relations(plain_database_url) == {"orders", "u"}


def test_hand_written_operations_work(plain_database_url: str, project: Project) -> None:
    project.write(
        "import sqlalchemy as sa\nfrom alembic import op\nfrom dbtool.revision import step\n"
        'revision = "0001"\ndown_revision = None\n\n'
        "def upgrade():\n"
        '    op.create_table("things", sa.Column("id", sa.Integer, primary_key=True))\n'
        '    op.bulk_insert(sa.table("things", sa.column("id")), [{"id": 1}])\n'
        '    step("UPDATE things SET id = id + 1")\n\n'
        'def downgrade():\n    op.drop_table("things")\n'
    )
    apply_revisions(plain_database_url, project.folder)
    assert value(plain_database_url, "SELECT id FROM things") == 2
    rollback(plain_database_url, project.folder)
    assert relations(plain_database_url) == set()


def test_hand_written_failure_is_a_failed_step(plain_database_url: str, project: Project) -> None:
    path = project.write(
        'from alembic import op\nrevision = "0001"\ndown_revision = None\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE made ()")\n    op.execute("SELECT nothing")\n'
    )
    with pytest.raises(StepFailed, match='Revision 0001: column "nothing" does not exist') as caught:
        apply_revisions(plain_database_url, project.folder)
    assert str(path) in str(caught.value)
    assert relations(plain_database_url) == set()


def test_plan_runs_without_revisions(plain_database_url: str, progress: Recorder) -> None:
    plan = Plan(
        (ORDERS, concurrent_index("orders_id_idx"), step("ALTER TABLE orders ADD x int;", alone=True)),
        fingerprint="abc",
    )
    result = run_plan(plain_database_url, plan, progress=progress)
    assert (result.steps, result.skipped, result.revisions) == (3, 0, ())
    assert [entry[0] for entry in journal(plain_database_url)] == ["direct:abc"] * 3
    assert relations(plain_database_url) == {"orders", "orders_id_idx"}
    with pytest.raises(StepFailed, match="already exists"):
        run_plan(plain_database_url, plan)


def test_what_the_server_says_is_passed_on(plain_database_url: str, progress: Recorder) -> None:
    said = "DO $$ BEGIN RAISE NOTICE 'looked'; RAISE WARNING 'mind %', 'x'; RAISE LOG 'quiet'; END $$;"
    run_plan(plain_database_url, Plan((step(said),)), progress=progress)
    assert progress.notes == ["the server says: looked"]
    assert progress.warnings == ["the server warns: mind x"]


def test_plan_may_be_refused_under_the_lock(plain_database_url: str) -> None:
    def refuse(_connection: object) -> None:
        raise LedgerConflict("stale")

    with pytest.raises(LedgerConflict, match="stale"):
        run_plan(plain_database_url, Plan((ORDERS,)), before=refuse)
    assert relations(plain_database_url) == set()
