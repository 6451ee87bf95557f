"""Users of trading_ai: each has its own rows, and points at none of another's."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from tests.support.live import acting_as, undone

# Far from the numbers that the tables give themselves.
ANN, BEN = 1001, 1002
APP, AUTH = "trading_ai_app", "trading_ai_auth"
ADD_ORDER = """
INSERT INTO orders
  (user_id, portfolio_id, strategy_id, client_order_id, symbol, exchange, side, order_type, quantity)
VALUES (%s, %s, %s, %s, 'BTC/USDT', 'binance', 'buy', 'market', 1)
"""
DENIED = psycopg.errors.InsufficientPrivilege


def people(connection: psycopg.Connection) -> None:
    """Give Ann and Ben a row in each table, all of the user's number, as the owner of the tables."""
    for user, name in ((ANN, "ann"), (BEN, "ben")):
        row = {"id": user, "name": name}
        for add in (
            "INSERT INTO users (id, username, email, password_hash) VALUES (%(id)s, %(name)s, %(name)s, 'x')",
            "INSERT INTO portfolios (id, user_id, name) VALUES (%(id)s, %(id)s, %(name)s)",
            """
            INSERT INTO positions (portfolio_id, symbol, quantity, entry_price)
            VALUES (%(id)s, %(name)s, 1, 1)
            """,
            """
            INSERT INTO strategies (id, user_id, name, strategy_type, config)
            VALUES (%(id)s, %(id)s, %(name)s, 'dca', '{}')
            """,
            """
            INSERT INTO orders (id, user_id, portfolio_id, symbol, exchange, side, order_type, quantity)
            VALUES (%(id)s, %(id)s, %(id)s, %(name)s, 'binance', 'buy', 'market', 1)
            """,
            """
            INSERT INTO trades (portfolio_id, order_id, symbol, exchange, side, quantity, price, value)
            VALUES (%(id)s, %(id)s, %(name)s, 'binance', 'buy', 1, 1, 1)
            """,
            "INSERT INTO alerts (user_id, title, message) VALUES (%(id)s, %(name)s, '')",
            "INSERT INTO api_keys (user_id, key, key_hash, name) VALUES (%(id)s, %(name)s, 'x', %(name)s)",
        ):
            connection.execute(add, row)
    connection.execute("INSERT INTO alerts (title, message) VALUES ('everyone', '')")


SEEN = {
    "users": "SELECT username FROM users",
    "portfolios": "SELECT name FROM portfolios",
    "positions": "SELECT symbol FROM positions",
    "strategies": "SELECT name FROM strategies",
    "orders": "SELECT symbol FROM orders",
    "trades": "SELECT symbol FROM trades",
    "alerts": "SELECT title FROM alerts",
    "api_keys": "SELECT name FROM api_keys",
}


@pytest.mark.parametrize("table", SEEN)
def test_each_user_sees_its_own_rows(url_of: Callable[[str], str], table: str) -> None:
    with undone(url_of("trading_ai")) as connection:
        people(connection)
        for user, seen in ((ANN, [("ann",)]), (BEN, [("ben",)]), (3, []), (None, [])):
            with acting_as(connection, APP, user):
                assert connection.execute(SEEN[table].encode()).fetchall() == seen


def test_an_order_is_of_the_users_own_portfolio_and_strategy(url_of: Callable[[str], str]) -> None:
    with undone(url_of("trading_ai")) as connection:
        people(connection)
        with acting_as(connection, APP, ANN):
            connection.execute(ADD_ORDER, [ANN, ANN, ANN, "first"])
            connection.execute(ADD_ORDER, [ANN, None, None, "second"])
        for order in ([BEN, BEN, BEN, None], [ANN, BEN, ANN, None], [ANN, ANN, BEN, None]):
            with pytest.raises(DENIED, match="row-level security"), acting_as(connection, APP, ANN):
                connection.execute(ADD_ORDER, order)
        with pytest.raises(DENIED, match="row-level security"), acting_as(connection, APP, ANN):
            connection.execute("UPDATE trades SET order_id = %s", [BEN])


def test_two_users_may_call_an_order_the_same(url_of: Callable[[str], str]) -> None:
    with undone(url_of("trading_ai")) as connection:
        people(connection)
        connection.execute(ADD_ORDER, [BEN, None, None, "first"])
        with acting_as(connection, APP, ANN):
            connection.execute(ADD_ORDER, [ANN, None, None, "first"])
        with pytest.raises(psycopg.errors.UniqueViolation), acting_as(connection, APP, BEN):
            connection.execute(ADD_ORDER, [BEN, None, None, "first"])


def test_login_finds_users_and_keys_and_nothing_else(url_of: Callable[[str], str]) -> None:
    with undone(url_of("trading_ai")) as connection:
        people(connection)
        with acting_as(connection, AUTH, None):
            found = connection.execute("SELECT id, password_hash FROM users WHERE username = 'ann'")
            assert found.fetchall() == [(ANN, "x")]
            assert connection.execute("SELECT user_id FROM api_keys WHERE key = 'ben'").fetchall() == [(BEN,)]
            connection.execute("UPDATE api_keys SET last_used_at = now(), total_requests = 1")
        with pytest.raises(DENIED, match="permission denied"), acting_as(connection, AUTH, None):
            connection.execute("SELECT * FROM portfolios")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password_hash FROM users",
        "SELECT key_hash FROM api_keys",
        "UPDATE users SET role = 'admin'",
        "INSERT INTO api_keys (user_id, key, key_hash) VALUES (1, 'ben', 'x')",
        "DELETE FROM trades",
    ],
)
def test_application_has_no_more_than_it_needs(url_of: Callable[[str], str], statement: str) -> None:
    with undone(url_of("trading_ai")) as connection:
        people(connection)
        with pytest.raises(DENIED, match="permission denied"), acting_as(connection, APP, ANN):
            connection.execute(statement.encode())


def test_candles_and_predictions_are_everyones(url_of: Callable[[str], str]) -> None:
    with undone(url_of("trading_ai")) as connection, acting_as(connection, APP, None):
        connection.execute("""
            INSERT INTO price_data (symbol, exchange, "timestamp", open, high, low, close, volume)
            VALUES ('BTC/USDT', 'binance', now(), 1, 1, 1, 1, 1)
        """)
        assert connection.execute("SELECT count(*) FROM price_data").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM ml_predictions").fetchall() == [(0,)]
