"""A restore that is disturbed leaves the server as it was; roles and jobs are part of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.backup.errors import BackupFailed, PreflightRefused, RestoreFailed
from tests.backup.support import Bench, fill

RELATIONS = int(os.environ.get("DBTOOL_BACKUP_RELATIONS", "1200"))
# A table and two indexes each.
MANY = """
DO $$ BEGIN FOR i IN {}..{} LOOP
  EXECUTE format('CREATE TABLE many_%s (id int PRIMARY KEY, v text UNIQUE)', i);
  EXECUTE format('INSERT INTO many_%s VALUES (1, ''x'')', i);
END LOOP; END $$
"""


@contextmanager
def background(bench: Bench, *statements: str) -> Iterator[list[int]]:
    """Run statements again and again meanwhile; gives how many went through."""
    stop, done = threading.Event(), [0]

    def work() -> None:
        with psycopg.connect(bench.url, autocommit=True) as connection:
            while not stop.is_set():
                for statement in statements:
                    connection.execute(statement.encode())
                    done[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def test_roles_come_with_their_passwords_and_members(bench: Bench) -> None:
    group, user = f"{bench.name}_group", f"{bench.name} User"
    bench.execute(f"CREATE ROLE {group} NOLOGIN; CREATE ROLE \"{user}\" LOGIN CREATEDB PASSWORD 'secret one'")
    bench.execute(f'GRANT {group} TO "{user}" WITH ADMIN OPTION; ALTER ROLE "{user}" SET work_mem TO \'9MB\'')
    bench.execute(f'ALTER TABLE orders OWNER TO "{user}"; GRANT SELECT ON lines TO {group}')
    try:
        made = bench.create()
        assert made.role_passwords
        verifier = f"SELECT rolpassword FROM pg_authid WHERE rolname = '{user}'"
        before = bench.execute(verifier)
        bench.execute("DROP TABLE orders CASCADE")
        bench.execute(f'REVOKE ALL ON lines FROM {group}; DROP ROLE "{user}"; DROP ROLE {group}')
        done = bench.restore()
        assert set(done.roles) == {group, user}
        assert bench.execute(verifier) == before
        asked = f"""
        SELECT m.admin_option, r.rolconfig, r.rolcreatedb FROM pg_auth_members AS m
        JOIN pg_roles AS r ON r.oid = m.member WHERE r.rolname = '{user}'
        """
        assert bench.execute(asked) == [(True, ["work_mem=9MB"], True)]
        bench.execute(f"ALTER ROLE \"{user}\" PASSWORD 'secret two'")
        changed = bench.execute(verifier)
        assert bench.restore().roles == ()
        assert bench.execute(verifier) == changed
    finally:
        bench.close()
        bench.execute("DROP TABLE IF EXISTS orders CASCADE; DROP TABLE IF EXISTS lines")
        bench.execute(f'DROP ROLE IF EXISTS "{user}"; DROP ROLE IF EXISTS {group}')


def test_roles_may_be_left_out_and_then_nothing_is_restored_without_them(bench: Bench) -> None:
    role = f"{bench.name}_owner"
    bench.execute(f"CREATE ROLE {role}; ALTER TABLE orders OWNER TO {role}")
    bench.create()
    bench.execute(f"REASSIGN OWNED BY {role} TO postgres; DROP ROLE {role}")
    with pytest.raises(PreflightRefused, match=f"lacks {role}"):
        bench.restore(roles=False)


@pytest.mark.community
def test_job_of_an_absent_owner_comes_back(timescale_bench: Bench) -> None:
    bench = timescale_bench
    owner = f"{bench.name}_owner"
    bench.execute(f"CREATE ROLE {owner} LOGIN; GRANT CREATE ON SCHEMA public TO {owner}")
    bench.execute("CREATE PROCEDURE work(job_id int, config jsonb) LANGUAGE sql AS 'SELECT 1'")
    bench.execute(
        f"GRANT EXECUTE ON PROCEDURE work TO {owner}; SET ROLE {owner}; SELECT add_job('work', '1 day')"
    )
    bench.create()
    bench.execute("SELECT delete_job(job_id) FROM timescaledb_information.jobs WHERE proc_name = 'work'")
    bench.execute(f"DROP OWNED BY {owner}; DROP ROLE {owner}")
    done = bench.restore(timescale_jobs="as-dumped")
    assert done.roles == (owner,)
    asked = f"SELECT scheduled FROM timescaledb_information.jobs WHERE owner = '{owner}'::regrole"
    assert bench.execute(asked, done.database) == [(True,)]


def test_error_in_the_middle_leaves_nothing(bench: Bench) -> None:
    """A check that the data in the dump does not hold: the restore fails after its rows."""
    bench.execute("CREATE FUNCTION small() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 100000'")
    bench.execute("ALTER TABLE lines ADD CONSTRAINT few CHECK (number < small())")
    bench.execute("CREATE OR REPLACE FUNCTION small() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 10'")
    bench.create()
    with pytest.raises(RestoreFailed, match="few"):
        bench.restore()
    there = f"SELECT count(*) FROM pg_database WHERE datname = '{bench.made[-1]}'"
    assert bench.execute(there, "postgres") == [(0,)]


def test_counts_are_those_of_the_snapshot(timescale_bench: Bench) -> None:
    bench = timescale_bench
    writes = (
        "INSERT INTO orders (what) VALUES ('meanwhile')",
        "INSERT INTO ticks SELECT clock_timestamp(), 'new', 1",
        "DELETE FROM lines WHERE ctid IN (SELECT ctid FROM lines LIMIT 1)",
    )
    with background(bench, *writes) as done:
        made = bench.create(rate=1_000_000)
    assert done[0] > 30
    assert bench.restore().comparison.differences == ()
    live = bench.execute("SELECT count(*) FROM orders")[0][0]
    assert live > made.tables["public.orders"] >= 5000


@pytest.mark.community
def test_ddl_meanwhile_waits_and_breaks_nothing(timescale_bench: Bench) -> None:
    bench = timescale_bench
    statements = (
        "SELECT drop_chunks('ticks', older_than => interval '18 days')",
        "SELECT compress_chunk(c, true) FROM show_chunks('ticks', older_than => interval '5 days') AS c",
        "CREATE TABLE IF NOT EXISTS meanwhile (n int)",
        "DROP TABLE IF EXISTS meanwhile",
        "SELECT pg_sleep(0.05)",
    )
    with background(bench, *statements):
        bench.create(rate=1_500_000)
    assert bench.restore().comparison.differences == ()


def test_locked_table_ends_the_run_after_the_wait(bench: Bench) -> None:
    with psycopg.connect(bench.url) as connection:
        connection.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        with pytest.raises(BackupFailed, match="lock timeout"):
            bench.create(lock_wait_ms=1_000)
        assert time.monotonic() - started < 60
    bench.assert_nothing_left()
    bench.create()
    bench.assert_whole(1)


def test_timeout_ends_the_run(bench: Bench) -> None:
    with pytest.raises(BackupFailed, match="longer than 300 ms"):
        bench.create(rate=200_000, timeout_ms=300)
    bench.assert_nothing_left()


def test_many_relations(bench: Bench) -> None:
    """DBTOOL_BACKUP_RELATIONS says how many; ten thousand by `make faults`."""
    tables = RELATIONS // 3
    with psycopg.connect(bench.url, autocommit=True) as connection:
        for first in range(1, tables + 1, 100):
            connection.execute(MANY.format(first, min(first + 99, tables)))
    fill(bench.url, "ANALYZE")
    made = bench.create()
    assert len(made.tables) == tables + 2
    assert bench.restore(parallel=2).comparison.differences == ()


def test_role_without_rights_restores_nothing_and_is_told_why(bench: Bench) -> None:
    role = f"{bench.name}_weak"
    bench.create()
    bench.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'weak'")
    strong = bench.url
    try:
        bench.url = make_conninfo("", **{**conninfo_to_dict(strong), "user": role, "password": "weak"})
        with pytest.raises((PreflightRefused, RestoreFailed), match="permission denied"):
            bench.restore()
    finally:
        bench.url = strong
        bench.execute(f"DROP ROLE {role}")
