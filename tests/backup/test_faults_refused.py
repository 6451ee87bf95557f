"""What could not become a whole backup or restore is refused before anything is written."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.backup.crypt import key_for
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.timescale import require_extensions
from dbtool.backup.tools import find_tools
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.errors import WrongUsage
from dbtool.execute.connect import connect
from dbtool.execute.progress import Silent
from dbtool.server.facts import read_server
from dbtool.server.local import DEBIAN_ROOT
from tests.backup.support import Bench, programs

OLDER = """#!/bin/sh
echo "pg_dump (PostgreSQL) 9.6.24"
"""


def test_older_programs_are_refused_with_both_versions(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbtool.backup import tools

    (tmp_path / "none").mkdir()
    with programs(tmp_path / "bin", tmp_path / "none", pg_dump=OLDER) as folder:
        monkeypatch.setattr(tools, "_folders", lambda: [folder])
        monkeypatch.setattr(tools, "_cached", lambda _major, _say: None)
        with pytest.raises(PreflightRefused, match=r"server is PostgreSQL \d+.*version 9\.6"):
            bench.create()
    bench.assert_nothing_left()


def test_real_older_programs_are_refused_with_both_versions(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbtool.backup import tools

    server = bench.execute("SELECT current_setting('server_version_num')::int / 10000")[0][0]
    found = [tools.tools_in(folder) for folder in DEBIAN_ROOT.glob("*/bin")]
    older = [each for each in found if each and each.major < server]
    if not older:
        pytest.skip(f"there are no programs here older than PostgreSQL {server}")
    monkeypatch.setattr(tools, "_folders", lambda: [each.folder for each in older])
    monkeypatch.setattr(tools, "_cached", lambda _major, _say: None)
    with pytest.raises(PreflightRefused, match=rf"PostgreSQL {server}.*version {older[0].major}\."):
        bench.create()
    bench.assert_nothing_left()
    monkeypatch.undo()
    bench.create()
    monkeypatch.setattr(tools, "_folders", lambda: [each.folder for each in older])
    monkeypatch.setattr(tools, "_cached", lambda _major, _say: None)
    with pytest.raises(PreflightRefused, match=f"PostgreSQL {server}"):
        bench.restore()


def test_no_psql_reads_a_dump(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    r"""psql of another minor version may know no \restrict, which pg_restore writes into plain text."""
    major = bench.execute("SELECT current_setting('server_version_num')::int / 10000")[0][0]
    real = find_tools(major, say=lambda _line: None).folder
    told = tmp_path / "told"
    with programs(tmp_path / "bin", real, psql=f"#!/bin/sh\necho used >> {told}\nexit 3\n") as folder:
        monkeypatch.setenv("DBTOOL_PG_BIN", str(folder))
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        bench.create()
        assert verify(bench.store, bench.last(), bench.key, VerifyRequest(level="decode"), Silent()).ok
        bench.assert_whole(1)
    assert not told.exists()


ROLES = {
    "no select": ("", "it may not read", "public.orders"),
    "row security": (
        "GRANT pg_read_all_data TO {role}; ALTER TABLE {database}.lines ENABLE ROW LEVEL SECURITY",
        "row security hides rows of",
        "public.lines",
    ),
    "forced": (
        "ALTER TABLE {database}.lines ENABLE ROW LEVEL SECURITY; ALTER TABLE {database}.lines FORCE ROW LEVEL"
        " SECURITY; GRANT pg_read_all_data TO {role}; ALTER TABLE {database}.lines OWNER TO {role}",
        "row security hides rows of",
        "public.lines",
    ),
}


@pytest.mark.parametrize("case", ROLES)
def test_role_that_cannot_read_everything_is_refused(bench: Bench, case: str) -> None:
    statements, why, table = ROLES[case]
    role = f"{bench.name}_weak"
    bench.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'weak'")
    try:
        bench.execute(f"GRANT CONNECT ON DATABASE {bench.name} TO {role}")
        for statement in filter(None, statements.split("; ")):
            bench.execute(statement.format(role=role, database="public"))
        strong = bench.url
        bench.url = make_conninfo("", **{**conninfo_to_dict(strong), "user": role, "password": "weak"})
        with pytest.raises(PreflightRefused, match=re.escape(why)) as caught:
            bench.create()
        assert table in str(caught.value)
        bench.assert_nothing_left()
        bench.url = strong
    finally:
        bench.url = strong
        bench.execute(f"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}")


def test_role_that_reads_everything_needs_no_superuser(bench: Bench) -> None:
    role = f"{bench.name}_reads"
    bench.execute(f"CREATE ROLE {role} LOGIN BYPASSRLS PASSWORD 'reads' IN ROLE pg_read_all_data")
    strong = bench.url
    try:
        bench.execute(
            "ALTER TABLE lines ENABLE ROW LEVEL SECURITY; ALTER TABLE lines FORCE ROW LEVEL SECURITY"
        )
        bench.url = make_conninfo("", **{**conninfo_to_dict(strong), "user": role, "password": "reads"})
        assert bench.create().tables["public.lines"] == 500
        bench.url = strong
        bench.assert_whole(1)
    finally:
        bench.url = strong
        bench.execute(f"DROP ROLE {role}")


def test_hypertable_by_pattern_brings_its_rows(timescale_bench: Bench) -> None:
    made = timescale_bench.create(tables=("tick*", "public.lines"))
    assert made.kind == "tables"
    assert dict(made.tables) == {"public.ticks": 28800, "public.lines": 500}
    rows = next(part for part in made.artifacts if part.table == "public.ticks")
    assert rows.plain_bytes > 28800 * 20


def test_tables_go_back_into_empty_ones_and_no_others(timescale_bench: Bench) -> None:
    bench = timescale_bench
    bench.execute("ALTER TABLE ticks ADD COLUMN IF NOT EXISTS note text DEFAULT 'a\tb'")
    bench.create(tables=("ticks", "orders", "lines"), fingerprint="hash")
    words = ("restore", bench.name, "--from", str(bench.folder), "--url", bench.url)
    refused = bench.run(*words)
    assert (refused.returncode, "is not empty" in refused.stderr) == (1, True)
    assert bench.execute("SELECT count(*) FROM ticks") == [(28800,)]
    sums = """
    SELECT (SELECT sum(price) FROM ticks), (SELECT sum(size) FROM orders), (SELECT sum(number) FROM lines)
    """
    before = bench.execute(sums)
    bench.execute("TRUNCATE orders, lines; TRUNCATE ticks")
    bench.execute("ALTER TABLE lines ADD CONSTRAINT few CHECK (number < 10)")
    assert bench.run(*words).returncode == 1
    assert bench.execute("SELECT count(*) FROM orders") == [(0,)]
    bench.execute("ALTER TABLE lines DROP CONSTRAINT few")
    done = bench.run(*words)
    assert done.returncode == 0, done.stderr
    assert bench.execute(sums) == before


def test_pattern_that_matches_nothing_is_wrong_usage(bench: Bench) -> None:
    with pytest.raises(WrongUsage, match="no table matches nothing"):
        bench.create(tables=("nothing*",))
    bench.assert_nothing_left()
    done = bench.run(
        "backup", "create", bench.name, "--url", bench.url, "--to", str(bench.folder), "--tables", "nothing*"
    )
    assert done.returncode == 2


def test_server_without_what_the_backup_needs_is_refused(timescale_bench: Bench) -> None:
    bench = timescale_bench
    made = bench.create()
    server = read_server(bench.url, provider="test", bin_dir=None)
    lower = replace(made.source, edition="community")
    cases = {
        "has no extension no_such_thing": (
            replace(made, extensions={**made.extensions, "no_such_thing": "1"}),
            server,
        ),
        r"with TimescaleDB 9\.9\.9, and the server has": (
            replace(made, extensions={**made.extensions, "timescaledb": "9.9.9"}),
            server,
        ),
        "is of the Community edition": (replace(made, source=lower), replace(server, edition="apache")),
    }
    with connect(bench.url, autocommit=True) as admin:
        for words, (manifest, there) in cases.items():
            with pytest.raises(PreflightRefused, match=words):
                require_extensions(admin, partial(getattr, there, "edition"), manifest)


def test_server_older_than_the_backup_is_refused_before_a_database_is_made(bench: Bench) -> None:
    from dbtool.backup.manifest import NAME
    from dbtool.backup.restore_plan import prepare
    from dbtool.backup.restore_request import RestoreRequest
    from dbtool.execute.progress import Silent

    made = bench.create()
    newer = replace(made, source=replace(made.source, version=990000))
    bench.store.put(f"{bench.last().folder}/{NAME}", newer.text(), replace=True)
    with pytest.raises(PreflightRefused, match="the backup is of PostgreSQL 99"):
        prepare(
            bench.store, bench.last(), key_for("age", bench.identity), bench.url,
            RestoreRequest(into=f"{bench.name}_back"), Silent(),
        )  # fmt: skip


def test_dead_database_name_is_no_sql(bench: Bench) -> None:
    """Names with quotes and dots are names."""
    into = f'{bench.name} "odd". name'
    bench.create()
    assert bench.restore(into=into).comparison.differences == ()
    with psycopg.connect(bench.at(into)) as connection:
        assert connection.execute(sql.SQL("SELECT count(*) FROM lines")).fetchone() == (500,)
