"""What an error of the server's is called where no step has caused it."""

from __future__ import annotations

from psycopg.errors import ConnectionTimeout, DeadlockDetected

from dbtool.errors import ServerUnavailable
from dbtool.execute.failures import StatementRefused, refusal


def test_deadlock_is_no_lost_connection() -> None:
    found = refusal(DeadlockDetected("deadlock detected"))
    assert isinstance(found, StatementRefused)
    assert found.sqlstate == "40P01"
    assert isinstance(refusal(ConnectionTimeout("no answer")), ServerUnavailable)
