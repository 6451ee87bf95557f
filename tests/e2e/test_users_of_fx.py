"""Users of fx: each has its own rows, and may see strategies that others made public."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from tests.support.live import acting_as, undone

ANN, BEN = UUID(int=1), UUID(int=2)
ADD_STRATEGY = "INSERT INTO strategies (id, user_id, name, type, is_public) VALUES (%s, %s, %s, 'manual', %s)"
ADD_BACKTEST = "INSERT INTO backtests (strategy_id, user_id, name) VALUES (%s, %s, 'x')"
DENIED = psycopg.errors.InsufficientPrivilege


def people(connection: psycopg.Connection) -> None:
    """Give Ann and Ben rows in each table, as the owner of the tables; one strategy of Ben's is public."""
    for user, name in ((ANN, "ann"), (BEN, "ben")):
        add = "INSERT INTO users (id, email, username, password_hash) VALUES (%s, %s, %s, 'x')"
        connection.execute(add, [user, f"{name}@example.com", name])
        # Its trigger writes the audit log.
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [str(user)])
        connection.execute(ADD_STRATEGY, [user, user, name, False])
        connection.execute(
            "INSERT INTO backtests (strategy_id, user_id, name) VALUES (%s, %s, %s)", [user, user, name]
        )
        add = """
            INSERT INTO trades (user_id, strategy_id, symbol, type, order_type, quantity)
            VALUES (%s, %s, %s, 'buy', 'market', 1)
        """
        connection.execute(add, [user, user, name])
        add = """
            INSERT INTO risk_limits (user_id, name, type, limit_type, limit_value)
            VALUES (%s, %s, 'daily_loss', 'absolute', 1)
        """
        connection.execute(add, [user, name])
    connection.execute(ADD_STRATEGY, [UUID(int=9), BEN, "shown", True])


SEEN = {
    "users": "SELECT username FROM users",
    "strategies": "SELECT name FROM strategies WHERE NOT is_public",
    "backtests": "SELECT name FROM backtests",
    "trades": "SELECT symbol FROM trades",
    "risk_limits": "SELECT name FROM risk_limits",
    "audit_log": "SELECT new_values ->> 'name' FROM audit_log WHERE new_values ->> 'is_public' = 'false'",
}


@pytest.mark.parametrize("table", SEEN)
def test_each_user_sees_its_own_rows_and_reports_see_all(url_of: Callable[[str], str], table: str) -> None:
    with undone(url_of("fx")) as connection:
        people(connection)
        for user, seen in ((ANN, [("ann",)]), (BEN, [("ben",)]), (UUID(int=3), []), (None, [])):
            with acting_as(connection, "app_user", user):
                assert connection.execute(SEEN[table].encode()).fetchall() == seen
        with acting_as(connection, "reporting_user", None):
            assert sorted(connection.execute(SEEN[table].encode()).fetchall()) == [("ann",), ("ben",)]


def test_public_strategies_are_seen_and_neither_changed_nor_used(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        people(connection)
        with acting_as(connection, "app_user", ANN):
            shown = connection.execute("SELECT name FROM strategies WHERE is_public").fetchall()
            assert shown == [("shown",)]
            assert connection.execute("UPDATE strategies SET name = 'mine' WHERE is_public").rowcount == 0
            assert connection.execute("DELETE FROM strategies WHERE is_public").rowcount == 0
            connection.execute(ADD_BACKTEST, [ANN, ANN])
        for strategy in (BEN, UUID(int=9)):
            with pytest.raises(DENIED, match="row-level security"), acting_as(connection, "app_user", ANN):
                connection.execute(ADD_BACKTEST, [strategy, ANN])
            with pytest.raises(psycopg.errors.ForeignKeyViolation), acting_as(connection, "app_user", ANN):
                connection.execute("UPDATE strategies SET parent_strategy_id = %s", [strategy])


def test_application_writes_the_audit_log_and_changes_nothing_in_it(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        people(connection)
        with acting_as(connection, "app_user", ANN):
            connection.execute("UPDATE strategies SET name = 'other'")
            connection.execute("DELETE FROM strategies")
            log = "SELECT action FROM audit_log WHERE user_id = %s ORDER BY action"
            assert connection.execute(log, [ANN]).fetchall() == [("DELETE",), ("INSERT",), ("UPDATE",)]
        theirs = "INSERT INTO audit_log (user_id, action, resource_type) VALUES (%s, 'LOGIN', 'users')"
        with acting_as(connection, "app_user", ANN):
            connection.execute(theirs, [ANN])
        with pytest.raises(DENIED, match="row-level security"), acting_as(connection, "app_user", ANN):
            connection.execute(theirs, [BEN])
        for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
            with pytest.raises(DENIED, match="permission denied"), acting_as(connection, "app_user", ANN):
                connection.execute(statement.encode())


def test_login_finds_a_user_by_its_address_and_nothing_else(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        people(connection)
        with acting_as(connection, "auth_user", None):
            found = connection.execute("SELECT id, password_hash FROM users WHERE email = 'ann@example.com'")
            assert found.fetchall() == [(ANN, "x")]
            connection.execute("UPDATE users SET last_login = now() WHERE username = 'ann'")
            add = "INSERT INTO users (email, username, password_hash) VALUES ('eve@example.com', 'eve', 'x')"
            connection.execute(add)
        with pytest.raises(DENIED, match="permission denied"), acting_as(connection, "auth_user", None):
            connection.execute("SELECT * FROM strategies")


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("app_user", "SELECT password_hash FROM users"),
        ("app_user", "SELECT two_factor_secret FROM users"),
        ("app_user", "UPDATE users SET role = 'admin'"),
        ("app_user", "UPDATE users SET email = 'ben@example.com'"),
        ("app_user", "DELETE FROM users"),
        ("reporting_user", "SELECT api_key_hash FROM users"),
        ("reporting_user", "UPDATE strategies SET name = 'x'"),
    ],
)
def test_what_opens_an_account_is_out_of_reach(
    url_of: Callable[[str], str], role: str, statement: str
) -> None:
    with undone(url_of("fx")) as connection:
        people(connection)
        with pytest.raises(DENIED, match="permission denied"), acting_as(connection, role, ANN):
            connection.execute(statement.encode())
