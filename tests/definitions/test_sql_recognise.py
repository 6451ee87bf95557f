"""What SQL statements declare: TimescaleDB's calls and options, roles, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from dbtool.definitions.sql_recognise import recognise
from dbtool.definitions.sql_split import split
from dbtool.errors import InvalidDefinition


def _declared(sql: str) -> list[tuple[str, dict[str, Any]]]:
    [statement] = split(sql, "f.sql")
    found = recognise(statement)
    assert found is not None
    facts = [(fact.kind, fact.values()) for fact in found.facts]
    return facts + [(f"~{one.key}", dict(one.fields)) for one in found.amendments]


M: dict[str, Any] = {"schema": "public", "table": "m"}
HYPER = {**M, "by": "time"}
DAY = {**HYPER, "chunk_interval": "1 day"}

CALLS: dict[str, tuple[str, list[tuple[str, dict[str, Any]]]]] = {
    "plain": ("SELECT create_hypertable('m', 'time')", [("hypertable", HYPER)]),
    "lower case, semicolon, alias": ("select create_hypertable('m','time') as made;", [("hypertable", HYPER)]),
    "interval": ("SELECT create_hypertable('m', 'time', chunk_time_interval => INTERVAL '1 day')", [("hypertable", DAY)]),
    "old sign": ("SELECT create_hypertable('m', 'time', chunk_time_interval := '1 day'::interval)", [("hypertable", DAY)]),
    "cast": ("SELECT create_hypertable('m'::regclass, 'time'::name, chunk_time_interval => CAST('1 day' AS interval))", [("hypertable", DAY)]),
    "unit": ("SELECT create_hypertable('m', 'time', chunk_time_interval => INTERVAL '1' DAY)", [("hypertable", DAY)]),
    "number": ("SELECT create_hypertable('m', 'time', chunk_time_interval => 86400000::bigint)", [("hypertable", {**HYPER, "chunk_interval": "86400000"})]),
    "number with its type": ("SELECT create_hypertable('m', 'time', chunk_time_interval => BIGINT '604800')", [("hypertable", {**HYPER, "chunk_interval": "604800"})]),
    "by_range": ("SELECT create_hypertable('m', by_range('time', INTERVAL '1 day'))", [("hypertable", DAY)]),
    "by_range, all named": ("SELECT create_hypertable(relation => 'm', dimension => by_range(column_name => 'time', partition_interval => INTERVAL '1 day'), if_not_exists => TRUE, migrate_data => true)", [("hypertable", DAY)]),
    "column keeps its capitals": ("SELECT create_hypertable('m', 'Time')", [("hypertable", {**M, "by": "Time"})]),
    "table is folded": ("SELECT create_hypertable('App.M', 'time')", [("hypertable", {"schema": "app", "table": "m", "by": "time"})]),
    "table is quoted": ("""SELECT create_hypertable('"My App"."M"', 'time')""", [("hypertable", {"schema": "My App", "table": "M", "by": "time"})]),
    "extension in a schema": ("SELECT ts.create_hypertable('m', 'time')", [("hypertable", HYPER)]),
    "from": ("SELECT * FROM create_hypertable('m', 'time')", [("hypertable", HYPER)]),
    "row taken apart": ("SELECT (create_hypertable('m', 'time')).*", [("hypertable", HYPER)]),
    "space": ("SELECT create_hypertable('m', 'time', 'device', 4)", [("hypertable", {**HYPER, "hash": {"device": 4}})]),
    "space, named": ("SELECT create_hypertable('m', 'time', partitioning_column => 'device', number_partitions => 4, associated_schema_name => 'inner', associated_table_prefix => 'p')", [("hypertable", {**HYPER, "hash": {"device": 4}, "associated_schema": "inner", "associated_prefix": "p"})]),
    "name of TimescaleDB 1": ("SELECT create_hypertable(main_table => 'm', time_column_name => 'time')", [("hypertable", HYPER)]),
    "null": ("SELECT create_hypertable('m', 'time', NULL, NULL, partitioning_func => NULL)", [("hypertable", HYPER)]),
    "two in one": (
        "SELECT create_hypertable('m', by_range('time')), add_dimension('m', by_hash('device', 4))",
        [("hypertable", HYPER), ("~hypertable public.m", {"hash": {"device": 4}})],
    ),
    "add_dimension": ("SELECT add_dimension('m', 'device', number_partitions => 4)", [("~hypertable public.m", {"hash": {"device": 4}})]),
    "chunk interval": ("SELECT set_chunk_time_interval('m', INTERVAL '24 hours')", [("~hypertable public.m", {"chunk_interval": "24 hours"})]),
    "partitioning interval": ("SELECT set_partitioning_interval('m', INTERVAL '1 day', 'time')", [("~hypertable public.m", {"chunk_interval": "1 day"})]),
    "number of partitions": ("SELECT set_number_partitions('m', 8, 'device')", [("~hypertable public.m", {"hash": {"device": 8}})]),
    "integer now": ("SELECT set_integer_now_func('m', 'app.unix_now', replace_if_exists => true)", [("~hypertable public.m", {"integer_now": "app.unix_now"})]),
    "retention": ("SELECT add_retention_policy('m', INTERVAL '7 years')", [("retention", {**M, "drop_after": "7 years"})]),
    "retention, all": (
        "SELECT add_retention_policy('m', drop_created_before => '1 mon', schedule_interval => '1 h', initial_start => TIMESTAMPTZ '2024-01-01 00:00:00+00', timezone => 'Europe/Berlin', if_not_exists => true)",
        [("retention", {**M, "drop_created_before": "1 mon", "schedule_interval": "1 h", "initial_start": "2024-01-01 00:00:00+00", "timezone": "Europe/Berlin"})],
    ),
    "compression policy": ("SELECT add_compression_policy('m', INTERVAL '7 days')", [("columnstore_policy", {**M, "after": "7 days"})]),
    "compression policy by creation": ("SELECT add_compression_policy('m', compress_created_before => INTERVAL '7 days')", [("columnstore_policy", {**M, "created_before": "7 days"})]),
    "columnstore policy": ("CALL add_columnstore_policy('m', after => INTERVAL '7 days')", [("columnstore_policy", {**M, "after": "7 days"})]),
    "two policies": (
        "SELECT add_retention_policy('m', INTERVAL '1 year'), add_compression_policy('m', BIGINT '7')",
        [("retention", {**M, "drop_after": "1 year"}), ("columnstore_policy", {**M, "after": "7"})],
    ),
    "refresh": (
        "SELECT add_continuous_aggregate_policy('m_daily', start_offset => INTERVAL '3 days', end_offset => NULL, schedule_interval => INTERVAL '1 hour')",
        [("refresh", {"schema": "public", "name": "m_daily", "start_offset": "3 days", "schedule_interval": "1 hour"})],
    ),
    "job": (
        """SELECT add_job('app.sweep', '1h', config => '{"a": 1}'::jsonb, job_name => 'sweep', fixed_schedule => false)""",
        [("job", {"procedure_schema": "app", "procedure": "sweep", "name": "sweep", "schedule_interval": "1h", "config": '{"a": 1}', "fixed_schedule": False})],
    ),
    "job without a name": ("SELECT add_job('sweep', interval '1 h')", [("job", {"procedure_schema": "public", "procedure": "sweep", "name": "User-Defined Action", "schedule_interval": "1 h"})]),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "declared"), CALLS.values(), ids=CALLS.keys())
def test_recognise_calls(sql: str, declared: list[tuple[str, dict[str, Any]]]) -> None:
    assert _declared(sql) == declared
    [statement] = split(sql, "f.sql")
    found = recognise(statement)
    assert found is not None
    assert found.sql is None


def test_recognise_takes_the_default_schema() -> None:
    [statement] = split("SELECT create_hypertable('m', 'time')", "f.sql")
    found = recognise(statement, "app")
    assert found is not None
    assert str(found.facts[0].key) == "hypertable app.m"


INDEXES = {
    "old": ("SELECT create_hypertable('m', 'time')", [("m_time_idx", 'USING btree ("time" DESC)')]),
    "by_range": ("SELECT create_hypertable('m', by_range('at'))", [("m_at_idx", "USING btree (at DESC)")]),
    "not wanted": ("SELECT create_hypertable('m', 'time', create_default_indexes => false)", []),
    "space": (
        "SELECT create_hypertable('m', 'at', 'device', 4)",
        [("m_at_idx", "USING btree (at DESC)"), ("m_device_at_idx", "USING btree (device, at DESC)")],
    ),
    "capitals": ("SELECT create_hypertable('m', 'At')", [("m_At_idx", 'USING btree ("At" DESC)')]),
    "option": (
        "CREATE TABLE m (at timestamptz) WITH (tsdb.hypertable)",
        [("m_at_idx", "USING btree (at DESC)")],
    ),
    "option, not wanted": (
        "CREATE TABLE m (at timestamptz) WITH (tsdb.hypertable, tsdb.create_default_indexes = false)",
        [],
    ),
    "long names": (
        "SELECT create_hypertable('averyveryverylongtablenameaveryveryverylongtablename1234567', "
        "'averyveryverylongcolumnnameaveryveryverylongtablename1234')",
        [
            (
                "averyveryverylongtablenameave_averyveryverylongcolumnnameav_idx",
                "USING btree (averyveryverylongcolumnnameaveryveryverylongtablename1234 DESC)",
            )
        ],
    ),
}


@pytest.mark.parametrize(("sql", "indexes"), INDEXES.values(), ids=INDEXES.keys())
def test_recognise_default_indexes(sql: str, indexes: list[tuple[str, str]]) -> None:
    [statement] = split(sql, "f.sql")
    found = recognise(statement)
    assert found is not None
    assert [(index.name, index.definition) for index in found.default_indexes] == indexes


AT = {**M, "by": "at"}
# statement → facts and amendments, what is implied, the rest to run
OPTIONS: dict[str, tuple[str, list[tuple[str, dict[str, Any]]], list[str], str | None]] = {
    "table": (
        "CREATE TABLE m (n int, at timestamptz) WITH (tsdb.hypertable)",
        [("hypertable", AT)],
        ["columnstore", "columnstore_policy"],
        "CREATE TABLE m (n int, at timestamptz)",
    ),
    "table without columnstore": (
        'CREATE TABLE m ("n" int, at bigint) WITH (fillfactor = 70, timescaledb.hypertable, '
        "timescaledb.partition_column = 'at', tsdb.chunk_interval = 1000, tsdb.columnstore = off, "
        "autovacuum_enabled = false) TABLESPACE fast",
        [("hypertable", {**AT, "chunk_interval": "1000"})],
        [],
        'CREATE TABLE m ("n" int, at bigint) WITH (fillfactor = 70, autovacuum_enabled = false) TABLESPACE fast',
    ),
    "table with columnstore": (
        "CREATE TABLE IF NOT EXISTS m (at timestamptz) WITH (tsdb.hypertable, tsdb.segmentby = 'a, \"B\"', "
        "tsdb.orderby = 'at desc, n asc nulls last, b desc nulls last')",
        [
            ("hypertable", AT),
            (
                "columnstore",
                {**M, "segment_by": ("a", "B"), "order_by": ("at DESC", "n", "b DESC NULLS LAST")},
            ),
        ],
        ["columnstore_policy"],
        "CREATE TABLE IF NOT EXISTS m (at timestamptz)",
    ),
    "table with hypertable off": (
        "CREATE TABLE m (at timestamptz) WITH (tsdb.hypertable = false)",
        [],
        [],
        "CREATE TABLE m (at timestamptz)",
    ),
    "compress": (
        "ALTER TABLE m SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol', "
        "timescaledb.compress_orderby = 'time DESC', timescaledb.compress_chunk_time_interval = '24 hours')",
        [
            (
                "columnstore",
                {**M, "segment_by": ("symbol",), "order_by": ("time DESC",), "chunk_interval": "24 hours"},
            )
        ],
        [],
        None,
    ),
    "columnstore with another option": (
        "ALTER TABLE ONLY public.m SET (timescaledb.enable_columnstore = true, fillfactor = 70)",
        [("columnstore", M)],
        [],
        "ALTER TABLE ONLY public.m SET (fillfactor = 70)",
    ),
    "columnstore off": ("ALTER TABLE m SET (timescaledb.compress = false)", [], [], None),
    "order alone": (
        "ALTER TABLE IF EXISTS m SET (tsdb.orderby = 'at')",
        [("~columnstore public.m", {"order_by": ("at",)})],
        [],
        None,
    ),
    "chunk interval": (
        "ALTER TABLE m SET (tsdb.chunk_interval = '1 day')",
        [("~hypertable public.m", {"chunk_interval": "1 day"})],
        [],
        None,
    ),
    "continuous aggregate": (
        "CREATE MATERIALIZED VIEW IF NOT EXISTS d (day, n) WITH (timescaledb.continuous, "
        "timescaledb.materialized_only = false, timescaledb.create_group_indexes = false) AS\n"
        "SELECT time_bucket('1 day', at) AS day, count(*) -- each\nFROM m GROUP BY 1 WITH NO DATA",
        [
            (
                "continuous_aggregate",
                {
                    "schema": "public",
                    "name": "d",
                    "definition": "SELECT time_bucket('1 day', at) AS day, count(*) -- each\nFROM m GROUP BY 1",
                    "columns": (("day",), ("n",)),
                    "materialized_only": False,
                    "create_group_indexes": False,
                },
            )
        ],
        [],
        None,
    ),
    "continuous aggregate with a common table expression": (
        "CREATE MATERIALIZED VIEW app.d WITH (tsdb.continuous) AS WITH q AS (SELECT 1) SELECT * FROM q WITH DATA",
        [
            (
                "continuous_aggregate",
                {"schema": "app", "name": "d", "definition": "WITH q AS (SELECT 1) SELECT * FROM q"},
            )
        ],
        [],
        None,
    ),
    "altered aggregate": (
        "ALTER MATERIALIZED VIEW d SET (timescaledb.materialized_only = false, timescaledb.compress = true)",
        [
            ("columnstore", {"schema": "public", "table": "d"}),
            ("~continuous_aggregate public.d", {"materialized_only": False}),
        ],
        [],
        None,
    ),
    "index by chunk": (
        "CREATE INDEX i ON m (n) WITH (timescaledb.transaction_per_chunk, fillfactor = 70) WHERE n > 0",
        [],
        [],
        "CREATE INDEX i ON m (n) WITH (fillfactor = 70) WHERE n > 0",
    ),
    "concurrent index": ("CREATE INDEX CONCURRENTLY i ON m (n)", [], [], "CREATE INDEX i ON m (n)"),
    "concurrent unique index by chunk": (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON m (n) WITH (tsdb.transaction_per_chunk)",
        [],
        [],
        "CREATE UNIQUE INDEX IF NOT EXISTS i ON m (n)",
    ),
}


@pytest.mark.parametrize(("sql", "declared", "implied", "rest"), OPTIONS.values(), ids=OPTIONS.keys())
def test_recognise_options(
    sql: str, declared: list[tuple[str, dict[str, Any]]], implied: list[str], rest: str | None
) -> None:
    [statement] = split(sql, "f.sql")
    found = recognise(statement)
    assert found is not None
    assert _declared(sql) == declared
    assert [fact.kind for fact in found.implied] == implied
    assert found.sql == rest


ROLES: dict[str, tuple[str, list[tuple[str, dict[str, Any]]]]] = {
    "role": ("CREATE ROLE ann", [("role", {"name": "ann"})]),
    "user": ("CREATE USER ann", [("role", {"name": "ann", "login": True})]),
    "options": (
        "CREATE ROLE \"Ann\" WITH LOGIN NOINHERIT CREATEDB NOSUPERUSER CONNECTION LIMIT 5 VALID UNTIL '2030-01-01'",
        [
            (
                "role",
                {
                    "name": "Ann",
                    "login": True,
                    "inherit": False,
                    "createdb": True,
                    "connection_limit": 5,
                    "valid_until": "2030-01-01",
                },
            )
        ],
    ),
    "no password": ("CREATE ROLE ann ENCRYPTED PASSWORD NULL", [("role", {"name": "ann"})]),
    "memberships": (
        "CREATE GROUP g IN ROLE a, b USER c ADMIN d CONNECTION LIMIT -1",
        [
            ("membership", {"role": "a", "member": "g"}),
            ("membership", {"role": "b", "member": "g"}),
            ("membership", {"role": "g", "member": "c"}),
            ("membership", {"role": "g", "member": "d", "admin": True}),
            ("role", {"name": "g"}),
        ],
    ),
    "alter": ("ALTER ROLE ann WITH REPLICATION", [("~role ann", {"replication": True})]),
    "setting": ("ALTER USER ann SET statement_timeout = 30000", [("~role ann", {"settings": {"statement_timeout": "30000"}})]),
    "list setting": (
        "ALTER ROLE ann SET search_path TO app, \"My S\", 'x y'",
        [("~role ann", {"settings": {"search_path": 'app, "My S", "x y"'}})],
    ),
    "setting of an extension": ("ALTER ROLE ann SET app.tenant TO 'a b'", [("~role ann", {"settings": {"app.tenant": "a b"}})]),
    "comment": ("COMMENT ON ROLE ann IS 'who'", [("~role ann", {"comment": "who"})]),
    "grant": (
        'GRANT a, "B" TO c, d',
        [("membership", {"role": role, "member": member}) for role in ("a", "B") for member in ("c", "d")],
    ),
    "grant with admin": ("GRANT a TO c WITH ADMIN OPTION", [("membership", {"role": "a", "member": "c", "admin": True})]),
    "grant with options": (
        "GRANT a TO c WITH INHERIT FALSE, SET TRUE GRANTED BY postgres",
        [("membership", {"role": "a", "member": "c", "inherit": False, "set_role": True})],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "declared"), ROLES.values(), ids=ROLES.keys())
def test_recognise_roles(sql: str, declared: list[tuple[str, dict[str, Any]]]) -> None:
    assert _declared(sql) == declared


def test_recognise_password_from_the_environment() -> None:
    for text, variable in {"env": "OCTOPUS_APP_PASSWORD", "env:OTHER": "OTHER"}.items():
        [statement] = split(f"CREATE ROLE octopus_app LOGIN PASSWORD '{text}'", "f.sql")
        found = recognise(statement)
        assert found is not None
        assert found.passwords == {"octopus_app": variable}
        assert found.facts[0].values() == {"name": "octopus_app", "login": True, "password": True}


RUNS = [
    "CREATE TABLE IF NOT EXISTS a (x int)",
    "CREATE EXTENSION IF NOT EXISTS timescaledb",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "CREATE MATERIALIZED VIEW v AS WITH q AS (SELECT 1) SELECT * FROM q",
    "CREATE TABLE a (x int) WITH (fillfactor = 70)",
    "CREATE TABLE a (x int DEFAULT tsdb.next())",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT add_retention_policy('m', INTERVAL '1 d') $$",
    "CREATE USER MAPPING FOR ann SERVER s",
    "GRANT SELECT ON a TO ann",
    "GRANT EXECUTE ON FUNCTION f(int) TO ann",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO ann WITH GRANT OPTION",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ann",
    "ALTER TABLE a SET (fillfactor = 70)",
    "ALTER TABLE a ALTER COLUMN x SET (n_distinct = 5)",
    "COMMENT ON TABLE a IS 'create_hypertable(''a'')'",
    "SELECT create_partitions(12)",
    "DO $$ BEGIN PERFORM 1; END $$",
    "WITH q AS (SELECT * FROM a FOR UPDATE) SELECT f(x) FROM q",
]


@pytest.mark.parametrize("sql", RUNS)
def test_recognise_leaves_to_the_server(sql: str) -> None:
    [statement] = split(sql, "f.sql")
    assert recognise(statement) is None


REFUSED = {
    "DROP TABLE a": "DROP TABLE cannot stand in a definition",
    "INSERT INTO a VALUES (1)": "INSERT cannot stand in a definition",
    "UPDATE a SET x = 1": "UPDATE cannot stand in a definition",
    "DELETE FROM a": "DELETE cannot stand in a definition",
    "TRUNCATE a": "TRUNCATE cannot stand in a definition",
    "COPY a FROM '/x'": "COPY cannot stand in a definition",
    "WITH q AS (SELECT 1) INSERT INTO a SELECT * FROM q": "a query that changes rows cannot stand in a definition",
    "WITH q AS (DELETE FROM a RETURNING *) SELECT * FROM q": "a query that changes rows cannot stand in a definition",
    "SELECT pg_catalog.setval('s', 1)": "setval cannot stand in a definition",
    "BEGIN": "BEGIN cannot stand in a definition",
    "COMMIT": "COMMIT cannot stand in a definition",
    "ROLLBACK": "ROLLBACK cannot stand in a definition",
    "VACUUM a": "VACUUM cannot stand in a definition",
    "CREATE DATABASE x": "CREATE DATABASE cannot stand in a definition",
    "ALTER SYSTEM SET a = 1": "ALTER SYSTEM cannot stand in a definition",
    "ALTER DATABASE x SET a = 1": "ALTER DATABASE cannot stand in a definition",
    "CREATE TEMP TABLE a (x int)": "a temporary object cannot stand in a definition",
    "CRAETE TABLE a (x int)": "CRAETE cannot stand in a definition",
    "(SELECT 1)": "( cannot stand in a definition",
    "REVOKE a FROM b": "REVOKE of a role cannot stand in a definition",
    "SELECT drop_chunks('m', INTERVAL '1 day')": "drop_chunks cannot stand in a definition",
    "CALL refresh_continuous_aggregate('d', NULL, NULL)": "refresh_continuous_aggregate cannot stand in a definition",
    "SELECT remove_retention_policy('m')": "remove_retention_policy cannot stand in a definition",
    "SELECT add_reorder_policy('m', 'i')": "add_reorder_policy cannot stand in a definition",
    "DO $$ BEGIN CREATE ROLE x; END $$": "CREATE ROLE inside DO cannot stand in a definition",
    "DO 'BEGIN PERFORM add_job(1, 2); END'": "add_job inside DO cannot stand in a definition",
    "SELECT create_hypertable('m', 'time') WHERE true": "a call of TimescaleDB must stand in a plain SELECT",
    "SELECT create_hypertable(t, 'time') FROM tables": "a call of TimescaleDB must stand in a plain SELECT",
    "SELECT create_hypertable('m', 'time'), now()": "now cannot stand in one statement with calls of TimescaleDB",
    "SELECT create_hypertable('m' 'time'": None,
    "SELECT create_hypertable('m', 'time', chunk_interval => 1)": "create_hypertable has no argument chunk_interval",
    "SELECT create_hypertable('m')": "create_hypertable: time_column_name is missing",
    "SELECT create_hypertable(f('m'), 'time')": "create_hypertable: relation must be a constant",
    "SELECT create_hypertable('a.b.c', 'time')": "create_hypertable: relation is no name of an object",
    "SELECT create_hypertable('m', by_hash('a', 2))": "create_hypertable: the first dimension must be by_range",
    "SELECT create_hypertable('m', 'time', partitioning_func => 'f')": "create_hypertable: partitioning_func is not supported in definitions",
    "SELECT create_hypertable('m', 'time', create_default_indexes => 'perhaps')": "create_hypertable: create_default_indexes must be true or false",
    "SELECT add_retention_policy('m', drop_after => INTERVAL '1 day' * 7)": "add_retention_policy: drop_after must be a constant",
    "SELECT add_retention_policy('m', drop_after => make_interval(days => 7))": "add_retention_policy: drop_after must be a constant",
    "SELECT add_retention_policy('m')": "add_retention_policy needs either drop_after or drop_created_before",
    "SELECT add_dimension('m', by_range('n', 5))": "add_dimension: a second dimension by range is not supported in definitions",
    "SELECT add_dimension('m', by_hash('n', 'x'))": "by_hash: number_partitions must be a number",
    "CREATE TABLE m (at date) WITH (tsdb.hypertable)": "the column that chunks are made by is not named",
    "CREATE TABLE m (at timestamp) WITH (tsdb.hypertabel)": "option hypertabel of TimescaleDB is not understood here",
    "ALTER TABLE m SET (timescaledb.compress = perhaps)": "option columnstore must be true or false",
    "ALTER TABLE m SET (tsdb.segmentby = 'a b')": "option segmentby must be a list of columns",
    "ALTER TABLE m SET (tsdb.orderby = 'a upwards')": "option orderby must be a list of columns with their order",
    "ALTER TABLE m ADD x int, SET (tsdb.compress)": "options of TimescaleDB stand with other changes in one ALTER TABLE",
    "ALTER TABLE m RESET (tsdb.segmentby)": "options of TimescaleDB are not understood in this statement",
    "CREATE VIEW d WITH (timescaledb.continuous) AS SELECT 1": "options of TimescaleDB are not understood in this statement",
    "CREATE ROLE a PASSWORD 'secret'": "a password does not belong in a definition",
    "ALTER ROLE a ENCRYPTED PASSWORD $$secret$$": "a password does not belong in a definition",
    "CREATE ROLE a SUPER": "SUPER is no option of a role",
    "CREATE ROLE a CONNECTION LIMIT many": "CONNECTION LIMIT must be a number",
    "CREATE ROLE a PASSWORD": "the statement ends too early",
    "ALTER ROLE a RENAME TO b": "ALTER ROLE … RENAME is not supported in definitions",
    "ALTER ROLE ALL SET work_mem = '1MB'": "ALL names no role that a definition can hold",
    "ALTER ROLE a SET x TO DEFAULT": "the value of x must be a constant",
    "GRANT a TO b WITH MAGIC TRUE": "GRANT of a role has an option that is not understood",
}  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), [(s, m) for s, m in REFUSED.items() if m])
def test_recognise_refuses(sql: str, message: str) -> None:
    [statement] = split(f"\n  {sql}", "f.sql")
    with pytest.raises(InvalidDefinition) as caught:
        recognise(statement)
    assert caught.value.message == message
    assert str(caught.value.origin) == "f.sql:2:3"


def test_recognise_password_reaches_no_message() -> None:
    [statement] = split("CREATE ROLE octopus_app LOGIN PASSWORD 'hunter2'", "f.sql")
    with pytest.raises(InvalidDefinition) as caught:
        recognise(statement)
    assert "hunter2" not in repr(vars(caught.value))
    assert caught.value.hint == "write PASSWORD 'env', and set OCTOPUS_APP_PASSWORD in the environment"
