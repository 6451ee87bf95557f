"""Old rows that cannot be deleted."""

from __future__ import annotations

from typing import Any

from dbtool.kinds.upkeep.row_retention import RowRetention
from tests.maintain.support import go, keep, ledger, role, said, states, the_one
from tests.support.live import rows, value

LOGS = "CREATE TABLE logs (id bigint, created_at timestamptz NOT NULL, level text)"
FILL = """
    INSERT INTO logs SELECT i, now() - i * interval '1 day', CASE i %% 2 WHEN 0 THEN 'INFO' ELSE 'DEBUG' END
    FROM generate_series(1, %s) AS i
"""
COUNT = "SELECT count(*) FROM logs"


def retention(**fields: Any) -> RowRetention:
    return RowRetention(
        **{"schema": "public", "table": "logs", "column": "created_at", "delete_after": "90 days", **fields}
    )


def test_rows_that_others_refer_to_are_named_with_the_constraint(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    rows(url, "ALTER TABLE logs ADD PRIMARY KEY (id)")
    rows(url, 'CREATE TABLE notes (log bigint CONSTRAINT "note\'s log" REFERENCES logs)')
    rows(url, FILL, [200])
    rows(url, "INSERT INTO notes VALUES (150)")
    keep(url, retention(batch=10))
    result = the_one(go(url))
    assert result.state == "failed"
    assert result.errors[0].code == "rows-needed"
    assert "note's log" in said(result)
    assert "on delete cascade" in said(result)


def test_row_security_that_hides_rows_is_a_failure(plain_database_url: str) -> None:
    url = plain_database_url
    ledger(url)
    with role(url, "mt_bound") as bound:
        rows(url, LOGS)
        rows(url, FILL, [200])
        rows(url, "ALTER TABLE logs OWNER TO mt_bound")
        rows(url, "ALTER TABLE logs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_bound")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_bound")
        keep(url, retention())
        result = the_one(go(bound))
        assert result.state == "failed"
        assert "BYPASSRLS" in said(result)
    assert value(url, COUNT) == 200


def test_role_that_may_not_delete_is_told_so(plain_database_url: str) -> None:
    url = plain_database_url
    ledger(url)
    with role(url, "mt_stranger") as stranger:
        rows(url, LOGS)
        rows(url, "GRANT SELECT ON logs TO mt_stranger")
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_stranger")
        keep(url, retention())
        result = the_one(go(stranger))
        assert result.errors[0].code == "insufficient-rights"
        assert '"mt_stranger" needs SELECT, UPDATE and DELETE on public.logs' in said(result)


def test_table_that_is_gone_and_column_that_is_gone(plain_database_url: str) -> None:
    rows(plain_database_url, "CREATE TABLE logs (id int)")
    keep(plain_database_url, retention(), retention(table="nowhere"))
    result = go(plain_database_url)
    assert states(result) == [("delete", "failed")] * 2
    texts = "\n".join(map(said, result.tasks))
    assert 'column "created_at" does not exist' in texts
    assert "there is no table or view public.nowhere" in texts
    assert not result.ok
