"""Whole SQL definition files."""

from __future__ import annotations

import sys
from subprocess import run

import psycopg
import pytest

from dbtool.definitions.clauses import runs_as
from dbtool.definitions.sql_file import amend, read_sql
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.key import Key

DUMP = """
\\restrict k1
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE TABLE app.m ("time" timestamp with time zone NOT NULL, symbol text);
SELECT create_hypertable('app.m', 'time');
SET default_tablespace = '';
ALTER TABLE ONLY app.m ADD CONSTRAINT m_pk PRIMARY KEY ("time", symbol);
RESET check_function_bodies;
CREATE INDEX m_symbol ON app.m (symbol);
\\unrestrict k1
"""


def test_file_dump_settings_go_with_the_statements() -> None:
    found = read_sql(DUMP, "dump.sql")
    assert found.errors == ()
    assert [statement.sql.split()[0:2] for statement in found.statements] == [
        ["CREATE", "TABLE"],
        ["ALTER", "TABLE"],
        ["CREATE", "INDEX"],
    ]
    head = ("SET statement_timeout = 0", "SET client_encoding = 'UTF8'")
    path = "SELECT pg_catalog.set_config('search_path', '', false)"
    assert [statement.settings for statement in found.statements] == [
        (*head, path, "SET check_function_bodies = false"),
        (*head, path, "SET check_function_bodies = false", "SET default_tablespace = ''"),
        (*head, path, "SET default_tablespace = ''"),
    ]


def test_file_rows_of_a_dump_are_left_out_and_named() -> None:
    text = """CREATE TABLE t (id int);
COPY public.t (id) FROM stdin;
1
\\.
SELECT pg_catalog.setval('t_id_seq', 2, true);
SELECT setval(pg_get_serial_sequence('t', 'id'), (SELECT coalesce(max(id), 1) FROM t));
SELECT setval('t_id_seq', mine());
"""
    found = read_sql(text, "dump.sql")
    assert [statement.sql for statement in found.statements] == ["CREATE TABLE t (id int)"]
    assert [str(place) for place in found.left_out] == ["dump.sql:2:1", "dump.sql:5:1", "dump.sql:6:1"]
    assert [str(error) for error in found.errors] == ["dump.sql:7:1: setval cannot stand in a definition"]


def test_file_search_path_gives_the_schema() -> None:
    text = """
        SELECT create_hypertable('a', 't');
        SET search_path = "$user", app, public;
        SELECT create_hypertable('b', 't');
        SET LOCAL search_path TO DEFAULT;
        SELECT create_hypertable('c', 't');
        SET search_path TO 'My App';
        SELECT create_hypertable('d', 't');
        RESET search_path;
        SELECT create_hypertable('e', 't');
    """
    found = read_sql(text, "f.sql", "main")
    assert found.errors == ()
    assert [str(fact.key) for fact in found.facts] == [
        "hypertable main.a",
        "hypertable app.b",
        "hypertable main.c",
        "hypertable My App.d",
        "hypertable main.e",
    ]


@pytest.mark.parametrize(
    "sql", ["SET session_replication_role = replica", "SET work_mem = '1GB'", "RESET ALL"]
)
def test_file_other_settings_are_refused(sql: str) -> None:
    [error] = read_sql(f"{sql};", "f.sql").errors
    assert error.message.startswith("SET of ")
    assert error.hint
    assert "search_path" in error.hint


def test_file_only_grants_stand_after_session_authorization() -> None:
    granted = "SET SESSION AUTHORIZATION ann; GRANT SELECT ON t TO bob; RESET SESSION AUTHORIZATION;"
    assert read_sql(f"{granted} CREATE TABLE t ();", "f.sql").errors == ()
    [error] = read_sql("SET SESSION AUTHORIZATION ann; CREATE TABLE t ();", "f.sql").errors
    assert "only GRANT and REVOKE can stand after SET SESSION AUTHORIZATION" in error.message


def test_file_grants_stand_after_set_role_too() -> None:
    granted = "SET ROLE ann; GRANT SELECT ON t TO bob; GRANT readers TO bob; SET ROLE NONE;"
    found = read_sql(f"{granted} CREATE TABLE t ();", "f.sql")
    assert found.errors == ()
    assert found.facts == (Membership(role="readers", member="bob"),)
    assert runs_as(found.statements[0].sql) == "ann"
    assert runs_as(found.statements[1].sql) is None


def test_file_statements_of_one_object_become_one_fact() -> None:
    text = """
        SELECT create_hypertable('m', by_range('time'));
        SELECT add_dimension('m', by_hash('device', 4));
        SELECT set_chunk_time_interval('m', INTERVAL '2 days');
        SELECT add_dimension('m', by_range('number', 100));
        SELECT set_chunk_time_interval('m', 200, dimension_name => 'number');
        SELECT set_chunk_time_interval('m', INTERVAL '1 day', dimension_name => 'time');
        SELECT create_hypertable('other', by_range('time'));
        ALTER TABLE m SET (timescaledb.compress);
        ALTER TABLE m SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
        ALTER TABLE m SET (timescaledb.compress_orderby = 'time DESC');
        ALTER ROLE ann SET search_path = app;
        CREATE ROLE ann;
        ALTER ROLE ann SET work_mem = '64MB';
    """
    found = read_sql(text, "f.sql")
    assert found.errors == ()
    assert found.amendments == ()
    values = {str(fact.key): fact.values() for fact in found.facts}
    assert values["hypertable public.m"]["hash"] == {"device": 4}
    assert values["hypertable public.m"]["ranges"] == {"number": "200"}
    assert values["hypertable public.m"]["chunk_interval"] == "1 day"
    assert values["columnstore public.m"]["segment_by"] == ("device",)
    assert values["columnstore public.m"]["order_by"] == ('"time" DESC',)
    assert values["role ann"]["settings"] == {"search_path": "app", "work_mem": "64MB"}
    assert found.origins[Key("columnstore", ("public", "m"))].line == 9


def test_file_amendments_for_elsewhere_are_given_on() -> None:
    found = read_sql("SELECT set_chunk_time_interval('m', INTERVAL '1 day');", "f.sql")
    hypertable = Hypertable(schema="public", table="m", by="time")
    facts, left = amend({hypertable.key: hypertable}, found.amendments)
    assert left == ()
    assert facts[hypertable.key] == Hypertable(schema="public", table="m", by="time", chunk_interval="1 day")
    assert amend({}, found.amendments) == ({}, found.amendments)


def test_file_same_fact_twice() -> None:
    same = "SELECT create_hypertable('m', 'time', if_not_exists => true);\n"
    assert read_sql(same * 2, "f.sql").errors == ()
    [error] = read_sql(f"{same}SELECT create_hypertable('m', 'at');", "f.sql").errors
    assert str(error) == "f.sql:2:1: hypertable public.m is declared twice, first at f.sql:1:1"


def test_file_gives_all_errors_in_order() -> None:
    text = "DROP TABLE a;\nCREATE TABLE a (x int);\n\\i b.sql\nINSERT INTO a VALUES (1);\nSELECT 'open"
    found = read_sql(text, "f.sql")
    assert [error.origin.line for error in found.errors if error.origin] == [1, 3, 4, 5]
    assert [statement.origin.line for statement in found.statements] == [2]


def test_file_rest_of_statements_runs_on_plain_postgresql(plain_database_url: str) -> None:
    text = """
        CREATE TABLE m (at timestamptz NOT NULL, d text) WITH (tsdb.hypertable, fillfactor = 70);
        CREATE INDEX CONCURRENTLY m_d ON m (d) WITH (timescaledb.transaction_per_chunk);
        ALTER TABLE m SET (timescaledb.compress, autovacuum_enabled = false);
    """
    found = read_sql(text, "f.sql")
    with psycopg.connect(plain_database_url) as connection:
        for statement in found.statements:
            connection.execute(statement.sql.encode())
        row = connection.execute("SELECT reloptions FROM pg_class WHERE relname = 'm'").fetchone()
    assert row == (["fillfactor=70", "autovacuum_enabled=false"],)


@pytest.mark.community
def test_file_default_indexes_are_those_of_the_server(database_url: str) -> None:
    calls = """
        SELECT create_hypertable('a', 'At');
        SELECT create_hypertable('b', 'At', 'd', 4);
        SELECT create_hypertable('c', by_range('At'));
    """
    tables = 'CREATE TABLE {} ("At" timestamptz NOT NULL, d text)'
    options = 'CREATE TABLE e ("At" timestamptz NOT NULL) WITH (tsdb.hypertable)'
    with psycopg.connect(database_url, autocommit=True) as connection:
        for name in "abc":
            connection.execute(tables.replace("{}", name).encode())
        for statement in (*calls.split(";")[:-1], options):
            connection.execute(statement.encode())
        made = connection.execute(
            "SELECT indexname, substring(indexdef from 'USING.*') FROM pg_indexes"
            " WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
    found = read_sql(f"{calls}{options};", "f.sql")
    assert sorted((index.name, str(index.definition)) for index in found.default_indexes) == made


def test_file_module_does_not_import_sqlfluff() -> None:
    code = "import dbtool.definitions.sql_file, sys; sys.exit('sqlfluff' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
