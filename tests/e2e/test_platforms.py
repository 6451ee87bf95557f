"""The platforms on real databases: what their documents promise is what happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from dbtool.server.contract import Server
from tests.e2e.conftest import EMULATE
from tests.support.live import acting_as, everything, rows, undone
from tests.support.projects import PLATFORMS, Project

ANN, BEN = UUID(int=1), UUID(int=2)
RETENTION = {
    "audit_log": "3 years",
    "market_data": "7 years",
    "portfolio_snapshots": "5 years",
    "security_events": "2 years",
}
JOBS = """
SELECT hypertable_name, config ->> 'drop_after' FROM timescaledb_information.jobs
WHERE proc_name = 'policy_retention' AND scheduled
"""
HELD = """
SELECT path[2], fact ->> 'drop_after', mode FROM dbtool.declared WHERE kind = 'retention' ORDER BY 1
"""


@pytest.fixture(scope="session", params=PLATFORMS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_applied_platform_is_verified_and_does_not_differ(
    platforms: Project, url_of: Callable[[str], str], name: str
) -> None:
    there = (name, "--url", url_of(name), *EMULATE)
    before = everything(url_of(name))
    (verified,) = json.loads(platforms.run("verify", *there, "--format", "json").stdout)["databases"]
    assert verified["ok"]
    assert {item["state"] for item in verified["items"]} <= {"held"}
    assert platforms.run("diff", *there, "--format", "sql").stdout == ""
    again = platforms.run("apply", *there, "--yes")
    assert again.stdout.startswith(f"{name}: nothing to do (")
    assert everything(url_of(name)) == before


@pytest.mark.usefixtures("platform_roles")
def test_rollback_to_base_leaves_an_empty_database(
    platforms: Project, plain_database_url: str, name: str
) -> None:
    facts, *_ = everything(plain_database_url)
    there = (name, "--url", plain_database_url, *EMULATE, "--yes")
    platforms.run("apply", *there, "--allow", "all")
    taken = platforms.run("rollback", *there, "--allow", "all", "--to", "base")
    revisions = ", ".join(path.name[:4] for path in reversed(platforms.revisions(name)))
    assert taken.stdout.startswith(f"{name}: took back {revisions}, ")
    assert everything(plain_database_url)[0] == facts
    assert rows(plain_database_url, "SELECT extname FROM pg_extension") == [("plpgsql",)]


def test_retention_of_octopus_is_in_force_or_kept_in_mind(
    platforms: Project, url_of: Callable[[str], str], server: Server
) -> None:
    url = url_of("octopus")
    status = platforms.run("status", "octopus", "--url", url, "--format", "json").stdout
    (found,) = json.loads(status)["databases"]
    if server.edition == "community":
        assert dict(rows(url, JOBS)) == RETENTION
        assert found["held"] == []
        return
    held = (
        "SELECT path[2], fact ->> 'drop_after', mode FROM dbtool.declared WHERE kind = 'retention' ORDER BY 1"
    )
    assert rows(url, held) == [(table, after, "emulate") for table, after in RETENTION.items()]
    assert [entry["name"] for entry in found["held"]] == [f"retention public.{table}" for table in RETENTION]


def test_market_data_of_octopus_goes_into_chunks(url_of: Callable[[str], str]) -> None:
    with undone(url_of("octopus")) as connection:
        connection.execute("""
            INSERT INTO market_data (symbol, "timestamp", close_price)
            SELECT 'X', '2026-01-01'::timestamptz + n * interval '7 days', n FROM generate_series(0, 2) AS n
        """)
        chunks = connection.execute("SELECT count(*) FROM show_chunks('market_data')").fetchall()
        assert chunks == [(3,)]


def test_password_of_a_role_comes_from_the_environment(
    url_of: Callable[[str], str], new_roles: set[str]
) -> None:
    if "octopus_app" not in new_roles:
        pytest.skip("octopus_app was here before, and keeps its password")
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = 'octopus_app'"
    ((password,),) = rows(url_of("octopus"), query)
    assert password.startswith("SCRAM-SHA-256$")


def test_triggers_of_fx_write_the_audit_log(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        user = "INSERT INTO users (id, email, username, password_hash) VALUES (%s, 'a@b', 'a', 'x')"
        connection.execute(user, [ANN])
        strategy = "INSERT INTO strategies (id, user_id, name, type) VALUES (%s, %s, 'mean', 'trend')"
        with connection.transaction():
            connection.execute("SELECT set_config('app.current_user_id', %s, true)", [str(ANN)])
            connection.execute(strategy, [BEN, ANN])
            connection.execute("SELECT set_config('app.current_user_id', '', true)")
            connection.execute("UPDATE strategies SET name = 'median', updated_at = '2000-01-01'")
            connection.execute("DELETE FROM strategies")
        log = """
            SELECT action, user_id, resource_type, resource_id,
              old_values ->> 'name', new_values ->> 'name' FROM audit_log
            ORDER BY array_position(ARRAY['INSERT', 'UPDATE', 'DELETE'], action::text)
        """
        assert connection.execute(log).fetchall() == [
            ("INSERT", ANN, "strategies", str(BEN), None, "mean"),
            ("UPDATE", None, "strategies", str(BEN), None, "median"),
            ("DELETE", None, "strategies", str(BEN), "median", None),
        ]
        connection.execute("UPDATE users SET username = 'b', updated_at = '2000-01-01'")
        fresh = "SELECT updated_at = now() FROM users"
        assert connection.execute(fresh).fetchall() == [(True,)]


def test_rows_of_fx_go_to_the_partition_of_their_month(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        add = """
            INSERT INTO market_data_partitioned
              (symbol, timeframe, "timestamp", open_price, high_price, low_price, close_price)
            VALUES ('EURUSD', '1h', %s, 1, 1, 1, 1)
        """
        for moment in ("2024-01-31 23:59:59+00", "2024-02-01 00:00:00+00", "now"):
            connection.execute(add, [moment])
        where = """
            SELECT tableoid::regclass::text, "timestamp" AT TIME ZONE 'UTC' < '2024-02-01'
            FROM market_data_partitioned ORDER BY 1
        """
        found = connection.execute(where).fetchall()
        assert found[:2] == [("market_data_2024_01", True), ("market_data_2024_02", False)]
        # Those of today stand in a partition that the rule has made.
        assert len(found) == 3
        with pytest.raises(psycopg.errors.CheckViolation, match="no partition of relation"):
            connection.execute(add, ["2023-12-31 23:59:59+00"])


def test_roles_of_fx_may_what_they_were_granted(url_of: Callable[[str], str]) -> None:
    with undone(url_of("fx")) as connection:
        with acting_as(connection, "app_user", None):
            connection.execute("""
                INSERT INTO market_data
                  (symbol, timeframe, "timestamp", open_price, high_price, low_price, close_price)
                VALUES ('EURUSD', '1h', now(), 1, 1, 1, 1)
            """)
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
        with refused, acting_as(connection, "reporting_user", None):
            connection.execute("DELETE FROM market_data")
