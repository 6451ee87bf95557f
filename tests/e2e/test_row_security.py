"""Row security of octopus: each user's rows, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from tests.support.live import acting_as, undone

ANN, BEN = UUID(int=1), UUID(int=2)


def people(connection: psycopg.Connection) -> None:
    """Give Ann and Ben a portfolio, a position and an order each, as the owner of the tables."""
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


SEEN = {
    "portfolios": "SELECT name FROM portfolios",
    "positions": "SELECT symbol FROM positions",
    "orders": "SELECT symbol FROM orders",
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
        # Without a user it fails closed.
        with pytest.raises(psycopg.errors.InvalidTextRepresentation), acting_as(connection, role, None):
            connection.execute(SEEN[table])


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


def test_backup_role_of_octopus_reads_every_row(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        people(connection)
        with acting_as(connection, "octopus_backup", None):
            assert connection.execute("SELECT count(*) FROM orders").fetchall() == [(2,)]
