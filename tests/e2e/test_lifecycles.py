"""Every declared retention, refresh and compression of the platforms: what becomes of rows old and new.

The Community edition's own jobs are run by their number; elsewhere `dbtool maintain run` does their work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.execute.connect import connect
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database
from dbtool.server.contract import Server
from tests.e2e.conftest import EMULATE
from tests.support.live import rows, value
from tests.support.projects import PLATFORMS, Project

# Older than every columnstore policy, and younger than every retention.
MIDDLE = "40 days"
JOBS = "SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY proc_name DESC"
COMPRESSED = """
SELECT count(*) FROM timescaledb_information.chunks
WHERE hypertable_schema = %s AND hypertable_name = %s AND is_compressed
"""
# What a row needs: columns that may not be null and have no default.
NEEDED = """
SELECT a.attname, t.oid::regtype::text, t.typtype, t.typcategory
FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
"""
# Values of each category of types that there are, and those that a check asks for.
VALUES = {"S": "'x'", "N": "1", "B": "true", "D": "now()", "I": "'127.0.0.1'"}
CHECKED = {"interval": "'1day'"}
TICKS = """
INSERT INTO market_data (symbol, "timestamp", open, high, low, close, volume, interval)
SELECT 'x', date_trunc('hour', now()) - {age} - i * interval '1 minute', 1, 1, 1, 1, 1, {interval}
FROM generate_series(1, 5) AS i
"""


@pytest.fixture(params=PLATFORMS)
def platform(
    request: pytest.FixtureRequest,
    platforms: Project,
    plain_database_url: str,
    platform_roles: set[str],
    server: Server,
) -> Iterator[tuple[Project, str, Database]]:
    """One platform, applied to a database of its own, with what stands there."""
    if server.edition == "none":
        pytest.skip("this server has no TimescaleDB")
    name, url = str(request.param), plain_database_url
    platforms.run("apply", name, "--url", url, *EMULATE, "--yes", "--allow", "all")
    with connect(url, autocommit=True) as connection:
        yield platforms, name, inspect(connection)


def test_rows_go_when_they_are_old(
    platform: tuple[Project, str, Database], plain_database_url: str, server: Server
) -> None:
    project, name, found = platform
    url = plain_database_url
    tables = [fact for fact in found.of_kind("hypertable") if isinstance(fact, Hypertable)]
    ages = {fact.table: fact.drop_after for fact in found.of_kind("retention") if isinstance(fact, Retention)}
    if not tables:
        pytest.skip(f"{name} has no hypertable")
    if server.edition == "community":
        # The scheduler must not come before the rows have been aggregated.
        rows(url, "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs")
    for table in tables:
        _insert(url, table, "1 day", MIDDLE, f"{ages.get(table.table) or '10 years'} 100 days")
    aggregates = [
        fact for fact in found.of_kind("continuous_aggregate") if isinstance(fact, ContinuousAggregate)
    ]
    _carry_out(project, name, url, server, aggregates)
    for table in tables:
        left = value(url, _query("SELECT count(*) FROM {}", table.schema, table.table))
        assert (table.table, left) == (table.table, 2 if table.table in ages else 3)
    for aggregate in aggregates:
        # A day each, the oldest too: its raw row is gone.
        assert value(url, _query("SELECT count(*) FROM {}", aggregate.schema, aggregate.name)) == 3
    if server.edition == "community":
        for policy in found.of_kind("columnstore_policy"):
            assert isinstance(policy, ColumnstorePolicy)
            assert value(url, COMPRESSED, [policy.schema, policy.table]) >= 1


@pytest.mark.parametrize("platform", ["algotrading"], indirect=True)
def test_ticks_go_and_minutes_become_bars(
    platform: tuple[Project, str, Database], plain_database_url: str, server: Server
) -> None:
    project, name, _ = platform
    url = plain_database_url
    for age, interval in (("100 days", "tick"), ("1 day", "tick"), ("100 days", "1min"), ("1 day", "1min")):
        rows(url, TICKS.format(age=f"interval '{age}'", interval=f"'{interval}'"))
    _carry_out(project, name, url, server, [])
    project.run("maintain", "run", name, "--url", url, "--force", "--wait")
    found = rows(url, "SELECT interval, count(*), sum(volume) FROM market_data GROUP BY 1 ORDER BY 1")
    assert found == [("1min", 5, 5), ("5min", 1, 5), ("tick", 5, 5)]


def _carry_out(
    project: Project, name: str, url: str, server: Server, aggregates: list[ContinuousAggregate]
) -> None:
    if server.edition != "community":
        done = project.run("maintain", "run", name, "--url", url, "--force", "--wait")
        assert "failed" not in done.stdout
        return
    with psycopg.connect(url, autocommit=True) as connection:
        for aggregate in aggregates:
            # As its policy would have done when the rows were new.
            call = sql.SQL("CALL refresh_continuous_aggregate({}, NULL, NULL)")
            connection.execute(call.format(sql.Literal(f"{aggregate.schema}.{aggregate.name}")))
        for (job,) in connection.execute(JOBS).fetchall():
            connection.execute("CALL run_job(%s)", [job])


def _insert(url: str, table: Hypertable, *ages: str) -> None:
    """Add a row of each age, without rows of other tables that it refers to."""
    name = sql.Identifier(table.schema, table.table)
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        quoted = name.as_string(connection)
        needed = connection.execute(NEEDED, [quoted]).fetchall()
        values: dict[str, Any] = {
            column: _value(connection, column, type_, sort, category)
            for column, type_, sort, category in needed
            if column != table.by
        }
        for age in ages:
            query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                name,
                sql.SQL(", ").join(map(sql.Identifier, [table.by, *values])),
                sql.SQL(", ").join(
                    [sql.SQL("now() - {}::interval").format(sql.Literal(age)), *values.values()]
                ),
            )
            connection.execute(query)


def _value(connection: psycopg.Connection, column: str, type_: str, sort: str, category: str) -> sql.SQL:
    if sort == "e":
        ((label,),) = connection.execute(
            sql.SQL(
                "SELECT quote_literal(min(label::text)) FROM unnest(enum_range(NULL::{})) AS label"
            ).format(sql.SQL(type_))
        ).fetchall()
        return sql.SQL(label)
    if column in CHECKED:
        return sql.SQL(CHECKED[column])
    if type_ == "uuid":
        return sql.SQL("gen_random_uuid()")
    return sql.SQL("'{}'" if type_ == "jsonb" else VALUES[category])


def _query(text: str, schema: str, name: str) -> str:
    return text.format(f'"{schema}"."{name}"')
