"""The journal of maintenance: who may write it, what is kept."""

from __future__ import annotations

import pytest

from dbtool.errors import InsufficientRights
from dbtool.kinds.upkeep.maintenance import Maintenance
from tests.maintain.support import JOURNAL, go, keep, role, stand, states
from tests.support.live import rows, value

LOGS = "CREATE TABLE logs (at timestamptz)"
VACUUM = Maintenance(schema="public", table="logs", vacuum="1 day")


def test_role_to_which_dbtools_tables_are_closed_is_told_so(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    keep(url, VACUUM)
    with role(url, "mt_stranger") as stranger:
        with pytest.raises(InsufficientRights, match=r"may not read dbtool\.kept"):
            go(stranger)
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(url, "GRANT SELECT ON dbtool.kept, dbtool.declared TO mt_stranger")
        with pytest.raises(InsufficientRights, match=r"may not write dbtool\.maintenance"):
            go(stranger)


def test_old_history_goes_but_not_the_last_success(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    keep(url, Maintenance(schema="public", table="logs", vacuum="10 years", analyze="1 day"))
    go(url, "vacuum")
    go(url, "vacuum", force=True)
    rows(
        url,
        "UPDATE dbtool.maintenance SET run_at = run_at - interval '1 year', "
        "started_at = started_at - interval '1 year', finished_at = finished_at - interval '1 year'",
    )
    assert states(go(url)) == [("analyze", "done")]
    assert [row[0] for row in rows(url, JOURNAL)] == ["vacuum", "analyze"]
    assert value(url, "SELECT min(id) FROM dbtool.maintenance") == 2


def test_status_needs_the_journal(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    keep(url, VACUUM)
    with role(url, "mt_watcher") as watcher:
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_watcher")
        rows(url, "GRANT SELECT ON dbtool.kept, dbtool.declared TO mt_watcher")
        with pytest.raises(InsufficientRights, match=r"may not read dbtool\.maintenance"):
            stand(watcher)
        rows(url, "GRANT SELECT ON dbtool.maintenance TO mt_watcher")
        (found,) = stand(watcher)
        assert found.due.now
