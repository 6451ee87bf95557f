"""Row security of octopus: each user's rows, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from tests.support.live import acting_as, undone

ANN, BEN = UUID(int=1), UUID(int=2)


def people(connection: psycopg.Connection) -> None:
    """Give Ann and Ben a row in each table, as the owner of the tables."""
    for user, name in ((ANN, "ann"), (BEN, "ben")):
        add = "INSERT INTO users (id, email, password_hash) VALUES (%s, %s, 'x')"
        connection.execute(add, [user, f"{name}@example.com"])
        add = "INSERT INTO portfolios (id, user_id, name) VALUES (%s, %s, %s)"
        connection.execute(add, [user, user, name])
        add = "INSERT INTO positions (portfolio_id, symbol, quantity, avg_cost) VALUES (%s, %s, 1, 1)"
        connection.execute(add, [user, name])
        add = """
            INSERT INTO orders (portfolio_id, symbol, side, order_type, quantity)
            VALUES (%s, %s, 'buy', 'market', 1)
        """
        connection.execute(add, [user, name])
        add = "INSERT INTO api_keys (user_id, key_hash, name) VALUES (%s, %s, %s)"
        connection.execute(add, [user, name, name])
        add = "INSERT INTO audit_log (user_id, action, resource_type) VALUES (%s, %s, 'user')"
        connection.execute(add, [user, name])
        add = "INSERT INTO security_events (user_id, event_type, severity) VALUES (%s, %s, 'low')"
        connection.execute(add, [user, name])
        add = """
            INSERT INTO portfolio_snapshots (portfolio_id, timestamp, total_value, cash_balance)
            SELECT id, now(), 1, 1 FROM portfolios WHERE user_id = %s
        """
        connection.execute(add, [user])
        add = """
            INSERT INTO trade_executions (order_id, portfolio_id, symbol, side, quantity, price, timestamp)
            SELECT id, portfolio_id, symbol, side, 1, 1, now() FROM orders WHERE symbol = %s
        """
        connection.execute(add, [name])


SEEN = {
    "users": "SELECT split_part(email, '@', 1) FROM users",
    "api_keys": "SELECT name FROM api_keys",
    "portfolios": "SELECT name FROM portfolios",
    "positions": "SELECT symbol FROM positions",
    "orders": "SELECT symbol FROM orders",
    "portfolio_snapshots": """
        SELECT p.name FROM portfolio_snapshots_own AS s JOIN portfolios AS p ON p.id = s.portfolio_id
    """,
    "trade_executions": "SELECT symbol FROM trade_executions_own",
    "audit_log": "SELECT action FROM audit_log_own",
    "security_events": "SELECT event_type FROM security_events_own",
}


@pytest.mark.parametrize("role", ["octopus_app", "octopus_readonly"])
@pytest.mark.parametrize("table", SEEN)
def test_users_of_octopus_see_their_own_rows_only(
    url_of: Callable[[str], str], role: str, table: str
) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        for user, own in ((ANN, "ann"), (BEN, "ben")):
            with acting_as(connection, role, user):
                assert connection.execute(SEEN[table]).fetchall() == [(own,)]
        with acting_as(connection, role, UUID(int=3)):
            assert connection.execute(SEEN[table]).fetchall() == []
        with acting_as(connection, role, None):
            assert connection.execute(SEEN[table]).fetchall() == []


def test_application_of_octopus_writes_no_row_of_another_user(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        with acting_as(connection, "octopus_app", ANN):
            connection.execute("UPDATE portfolios SET name = 'hers'")
            connection.execute("DELETE FROM positions")
            connection.execute("RESET ROLE")
            assert connection.execute("SELECT name FROM portfolios ORDER BY 1").fetchall() == [
                ("ben",),
                ("hers",),
            ]
            assert connection.execute("SELECT symbol FROM positions").fetchall() == [("ben",)]
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
        with refused, acting_as(connection, "octopus_app", ANN):
            connection.execute("INSERT INTO portfolios (user_id, name) VALUES (%s, 'x')", [BEN])
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
        with refused, acting_as(connection, "octopus_readonly", ANN):
            connection.execute("UPDATE portfolios SET name = 'hers'")


def test_application_of_octopus_adds_to_what_is_kept(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        ((theirs,),) = connection.execute("SELECT id FROM orders WHERE symbol = 'ben'").fetchall()
        add = """
            INSERT INTO trade_executions_own
              (order_id, portfolio_id, symbol, side, quantity, price, timestamp)
            VALUES (%s, %s, 'x', 'buy', 1, 1, now())
        """
        with acting_as(connection, "octopus_app", ANN):
            connection.execute(add, [None, ANN])
            connection.execute(
                "INSERT INTO audit_log_own (user_id, action, resource_type) VALUES (%s, 'x', 'y')", [ANN]
            )
        refused = pytest.raises(psycopg.errors.WithCheckOptionViolation)
        for order, portfolio in ((None, BEN), (theirs, ANN)):
            with refused, acting_as(connection, "octopus_app", ANN):
                connection.execute(add, [order, portfolio])
        denied = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
        for statement in (
            "DELETE FROM trade_executions_own",
            "UPDATE audit_log_own SET action = 'x'",
            "SELECT * FROM audit_log",
        ):
            with denied, acting_as(connection, "octopus_app", ANN):
                connection.execute(statement)


def test_login_of_octopus_finds_a_user_and_a_key(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        with acting_as(connection, "octopus_auth", None):
            find = "SELECT password_hash FROM users WHERE email = 'ann@example.com'"
            assert connection.execute(find).fetchall() == [("x",)]
            find = "SELECT user_id FROM api_keys WHERE key_hash = 'ben'"
            assert connection.execute(find).fetchall() == [(BEN,)]
            connection.execute("INSERT INTO users (email, password_hash) VALUES ('eve@example.com', 'x')")
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
        for role in ("octopus_app", "octopus_readonly"):
            with refused, acting_as(connection, role, ANN):
                connection.execute("SELECT password_hash FROM users")
            with refused, acting_as(connection, role, ANN):
                connection.execute("SELECT key_hash FROM api_keys")


def test_backup_role_of_octopus_reads_every_row(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        with acting_as(connection, "octopus_backup", None):
            assert connection.execute("SELECT count(*) FROM orders").fetchall() == [(2,)]
