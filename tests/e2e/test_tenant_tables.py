"""Tables that name their tenant: what the application reaches of them, by every path, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.support.pipeline import Pipeline, Workbench

DEFINITIONS = """
roles:
  {p}app: {{}}
  {p}audit: {{}}
tenancy: {{setting: app.uid, type: integer, app_roles: {p}app, privileged_roles: {p}audit}}
extensions: [timescaledb]
tables:
  accounts:
    columns: {{id: integer not null, user_id: integer not null}}
    primary_key: [id]
    tenant: user_id
    grants: {{{p}app: [select, insert, update, delete], {p}audit: select}}
  notes:
    columns: {{account_id: integer not null, note: text}}
    foreign_keys: [account_id -> accounts(id)]
    via: account_id
    grants: {{{p}app: [select, insert, update, delete]}}
  fills:
    columns: {{time: timestamptz not null, user_id: integer not null, price: integer}}
    hypertable: time
    {columnstore}
    tenant: user_id
    isolation: view
    grants: {{{p}app: [select, insert, update, delete], {p}audit: select}}
{aggregates}
"""
AGGREGATES = """
continuous_aggregates:
  daily:
    query: select time_bucket('1 day', time) as day, user_id, sum(price) as total from fills group by 1, 2
    tenant: user_id
    isolation: view:daily_mine
    grants: {{{p}app: select}}
"""


@pytest.fixture
def live(workbench: Workbench, tmp_path: Path) -> Iterator[Pipeline]:
    with workbench.pipeline(timescaledb=True) as pipeline:
        community = workbench.server.edition == "community"
        text = DEFINITIONS.format(
            p=workbench.role_prefix,
            columnstore="compression: {{segment_by: user_id}}".format() if community else "",
            aggregates=AGGREGATES.format(p=workbench.role_prefix) if community else "",
        )
        (tmp_path / "d").mkdir()
        (tmp_path / "d" / "a.yml").write_text(text)
        built = pipeline.build(tmp_path / "d")
        pipeline.bring_to(built.wanted)
        yield pipeline
        pipeline.live.rollback()
        pipeline.bring_straight_to(built.base)


@contextmanager
def acting(pipeline: Pipeline, role: str, user: int | None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(pipeline.url) as connection:
        connection.execute(f"SET ROLE {role}")
        if user is not None:
            connection.execute("SELECT set_config('app.uid', %s, true)", [str(user)])
        yield connection
        connection.rollback()


def _fill(pipeline: Pipeline) -> None:
    with psycopg.connect(pipeline.url, autocommit=True) as connection:
        connection.execute("INSERT INTO accounts VALUES (1, 1), (2, 2)")
        connection.execute("INSERT INTO notes VALUES (1, 'one'), (2, 'two')")
        connection.execute(
            "INSERT INTO fills SELECT '2026-01-01'::timestamptz + n * interval '1 hour', u, 10 * u"
            " FROM generate_series(1, 48) AS n, unnest(ARRAY[1, 2]) AS u"
        )


READS = {
    "accounts": "SELECT DISTINCT user_id FROM accounts",
    "notes": "SELECT DISTINCT account_id FROM notes",
    "fills": "SELECT DISTINCT user_id FROM fills_own",
    "daily": "SELECT DISTINCT user_id FROM daily_mine",
}


@pytest.mark.parametrize("what", READS)
def test_each_tenant_sees_its_own_rows_and_nobody_else_any(
    live: Pipeline, workbench: Workbench, what: str
) -> None:
    if what == "daily" and workbench.server.edition != "community":
        pytest.skip("needs the Community edition of TimescaleDB")
    _fill(live)
    if what in ("fills", "daily"):
        _compress(live, workbench)
    for user in (1, 2):
        with acting(live, f"{workbench.role_prefix}app", user) as connection:
            assert connection.execute(READS[what]).fetchall() == [(user,)]
    for unset in (None, 3):
        with acting(live, f"{workbench.role_prefix}app", unset) as connection:
            assert connection.execute(READS[what]).fetchall() == []


def _compress(live: Pipeline, workbench: Workbench) -> None:
    if workbench.server.edition == "community":
        with psycopg.connect(live.url, autocommit=True) as connection:
            connection.execute("CALL refresh_continuous_aggregate('daily', NULL, NULL)")
            connection.execute("SELECT compress_chunk(c) FROM show_chunks('fills') AS c")


def test_view_of_a_compressed_hypertable_takes_the_tenants_rows_only(
    live: Pipeline, workbench: Workbench
) -> None:
    _fill(live)
    _compress(live, workbench)
    role = f"{workbench.role_prefix}app"
    insert = "INSERT INTO fills_own VALUES ('2026-01-01 01:30+00', %s, 5)"
    with acting(live, role, 1) as connection:
        connection.execute(insert, [1])
        assert connection.execute("UPDATE fills_own SET price = 0").rowcount == 49
        assert connection.execute("DELETE FROM fills_own").rowcount == 49
    for statement, error in (
        (insert.replace("%s", "2"), psycopg.errors.WithCheckOptionViolation),
        ("UPDATE fills_own SET user_id = 2", psycopg.errors.WithCheckOptionViolation),
        ("SELECT * FROM fills", psycopg.errors.InsufficientPrivilege),
        (f"SELECT * FROM {_chunk(live)}", psycopg.errors.InsufficientPrivilege),
        (f"UPDATE {_chunk(live)} SET price = 0", psycopg.errors.InsufficientPrivilege),
    ):
        with acting(live, role, 1) as connection, pytest.raises(error):
            connection.execute(statement)
    with acting(live, f"{workbench.role_prefix}audit", None) as connection:
        assert connection.execute("SELECT count(DISTINCT user_id) FROM fills").fetchall() == [(2,)]


def _chunk(live: Pipeline) -> str:
    with psycopg.connect(live.url) as connection:
        return str(connection.execute("SELECT show_chunks('fills')::text LIMIT 1").fetchall()[0][0])


def test_policies_keep_other_tenants_rows_from_being_written(live: Pipeline, workbench: Workbench) -> None:
    _fill(live)
    role = f"{workbench.role_prefix}app"
    with acting(live, role, 1) as connection:
        assert connection.execute("UPDATE notes SET note = 'mine'").rowcount == 1
        assert connection.execute("DELETE FROM notes").rowcount == 1
    for statement in (
        "INSERT INTO accounts VALUES (3, 2)",
        "UPDATE accounts SET user_id = 2",
        "INSERT INTO notes VALUES (2, 'x')",
        "UPDATE notes SET account_id = 2",
    ):
        with acting(live, role, 1) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
