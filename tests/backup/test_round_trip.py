"""What was backed up is what is restored."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psycopg
import pytest

from dbtool.backup import timescale
from dbtool.backup.errors import PreflightRefused
from dbtool.backup.store import open_store
from dbtool.backup.verify import VerifyRequest, verify
from dbtool.execute.progress import Silent
from tests.backup.support import Bench, bench_at, fill

ODD = Path(__file__).with_name("odd.sql").read_text(encoding="utf-8")
ODD_TABLE = '"Odd Schema"."täble ""quoted"""'


@pytest.mark.parametrize("parallel", [1, 2, 4])
def test_restored_database_is_the_one_backed_up(timescale_bench: Bench, parallel: int) -> None:
    made = timescale_bench.create(fingerprint="hash")
    assert made.tables["public.ticks"] == 28800
    done = timescale_bench.restore(parallel=parallel)
    assert done.comparison.differences == ()
    assert done.comparison.compared["rows"] >= 34300


def test_statistics_change_nothing_that_tells_of_the_extension(database_url: str) -> None:
    """Sessions that begin while a restore takes them would fail, now and then."""
    marker = "SELECT relpages, reltuples FROM pg_class WHERE oid = %s::regclass"
    with psycopg.connect(database_url, autocommit=True) as connection:
        first = connection.execute(marker, [".".join(timescale.MARKER)]).fetchone()
        timescale.analyze_marker(connection)
        after = connection.execute(marker, [".".join(timescale.MARKER)]).fetchone()
        assert first != after
        connection.execute("ANALYZE")
        assert connection.execute(marker, [".".join(timescale.MARKER)]).fetchone() == after


def test_odd_data_comes_back(bench: Bench) -> None:
    fill(bench.url, ODD if _knows_xml(bench) else ODD.replace("'<a/>'", "NULL"))
    wide = ", ".join(f"c{number} int" for number in range(1600))
    fill(bench.url, f"CREATE TABLE wide ({wide})", "INSERT INTO wide (c0, c1599) VALUES (1, 2)")
    made = bench.create(fingerprint="hash")
    assert made.tables[ODD_TABLE] == 10
    assert bench.restore(parallel=2).comparison.differences == ()


def _knows_xml(bench: Bench) -> bool:
    """Say whether the server was built with libxml, which values of the type need."""
    try:
        bench.execute("SELECT '<a/>'::xml")
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


def test_a_comparison_finds_what_differs(bench: Bench) -> None:
    """The comparison that all other tests rest on can say no."""
    from dbtool.backup.compare import Restored, compare
    from dbtool.backup.facts.detail import read_detail
    from dbtool.backup.parts import extracted

    made = bench.create(fingerprint="hash")
    done = bench.restore()
    detail = read_detail(extracted(bench.store, bench.last().folder, made.artifact("detail"), bench.key), "x")

    def found() -> tuple[str, ...]:
        return compare(Restored(done.url), detail).differences

    assert found() == ()
    bench.execute("UPDATE orders SET size = size + 1 WHERE id = 7", done.database)
    assert found() == ("public.orders has other rows: the sum of their hashes differs",)
    bench.execute("DELETE FROM lines WHERE number = 1", done.database)
    assert found()[0] == "public.lines has 499 rows instead of 500"
    bench.execute("DROP INDEX orders_what; ALTER TABLE orders ENABLE ROW LEVEL SECURITY", done.database)
    assert any("orders_what" in each for each in found())
    assert any("row security" in each for each in found())


# Each of them is due at once; in the source no worker runs them.
DUE = """
SELECT _timescaledb_functions.stop_background_workers();
SELECT remove_retention_policy('ticks');
SELECT add_retention_policy('ticks', interval '3 days');
SELECT add_compression_policy('ticks', interval '5 days');
SELECT add_continuous_aggregate_policy('hourly', NULL, interval '1 hour', interval '1 hour');
INSERT INTO ticks VALUES (now() - interval '2 days', 's9', 1000000);
"""
TOUCHED = """
SELECT (SELECT count(*) FROM ticks),
  (SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed AND hypertable_name = 'ticks'),
  (SELECT sum(price) FROM hourly)
"""


@pytest.mark.community
def test_due_policies_change_nothing_until_their_jobs_are_released(timescale_bench: Bench) -> None:
    bench = timescale_bench
    fill(bench.url, DUE)
    before = bench.execute(TOUCHED)
    bench.create()
    done = bench.restore()
    assert len(done.jobs) == 3
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert bench.execute(TOUCHED, done.database) == before
        time.sleep(2)
    held = "SELECT bool_or(scheduled) FROM timescaledb_information.jobs WHERE job_id >= 1000"
    assert bench.execute(held, done.database) == [(False,)]
    # That they were due is shown by what happens without the hold.
    for job in done.jobs:
        bench.execute(f"SELECT alter_job({job}, scheduled => true)", done.database)
    deadline = time.monotonic() + 60
    while bench.execute("SELECT count(*) FROM ticks", done.database) == [before[0][:1]]:
        assert time.monotonic() < deadline, "no policy was due"
        time.sleep(1)


def test_clear_backup_needs_a_word_and_holds_no_password(bench: Bench) -> None:
    bench.recipient = ""
    arguments = ("backup", "create", bench.name, "--url", bench.url, "--to", str(bench.folder))
    refused = bench.run(*arguments)
    assert refused.returncode == 2
    assert "nobody is named who could read the backup" in refused.stderr
    assert not bench.folder.exists() or bench.backups() == []
    done = bench.run(*arguments, "--no-encryption", "--format", "json")
    assert done.returncode == 0, done.stderr
    (made,) = json.loads(done.stdout)["databases"]
    assert made["backup"]["encryption"] == "none"
    assert made["backup"]["role_passwords"] is False
    assert bench.restore().comparison.differences == ()


def test_object_store_holds_the_same_backup(timescale_bench: Bench) -> None:
    from dbtool.backup.crypt import key_for
    from dbtool.backup.repository import backups, folder_of
    from dbtool.backup.restore import restore
    from dbtool.backup.restore_request import RestoreRequest

    store = open_store(f"memory://{timescale_bench.name}")
    made = timescale_bench.create(store=store)
    (found,) = backups(store, folder_of(timescale_bench.name))
    assert (found.id, found.broken) == (made.id, "")
    into = f"{timescale_bench.name}_back"
    timescale_bench.made.append(into)
    key = key_for("age", timescale_bench.identity)
    done = restore(store, found, key, timescale_bench.url, RestoreRequest(into=into), Silent())
    assert done.comparison.differences == ()


def test_a_part_of_the_rows_comes_with_all_definitions(timescale_bench: Bench) -> None:
    bench = timescale_bench
    bench.create()
    done = bench.restore(tables=("ticks", "lines"))
    assert done.comparison.differences == ()
    assert done.left_out == ("public.lines.lines_order_id_fkey",)
    count = "SELECT (SELECT count(*) FROM ticks), (SELECT count(*) FROM lines), (SELECT count(*) FROM orders)"
    assert bench.execute(count, done.database) == [(28800, 500, 0)]


def test_a_target_that_holds_something_is_left_alone(bench: Bench) -> None:
    bench.create()
    with pytest.raises(PreflightRefused, match="is not empty"):
        bench.restore(into=bench.name)
    bench.made.remove(bench.name)
    assert bench.execute("SELECT count(*) FROM orders") == [(5000,)]


def test_swap_puts_the_old_one_aside(bench: Bench) -> None:
    bench.create()
    first = bench.restore()
    bench.execute("DROP TABLE lines", first.database)
    done = bench.restore(into=first.database, swap=True)
    assert done.kept is not None
    assert bench.execute("SELECT count(*) FROM lines", first.database) == [(500,)]
    assert bench.execute("SELECT to_regclass('lines')", done.kept) == [(None,)]


def test_database_that_holds_nothing_is_backed_up_too(plain_database_url: str, tmp_path: Path) -> None:
    bench = bench_at(plain_database_url, tmp_path)
    bench.create()
    assert verify(bench.store, bench.last(), bench.key, VerifyRequest(level="decode"), Silent()).ok
    bench.assert_whole(1)
    bench.close()


def test_an_empty_database_is_filled(bench: Bench) -> None:
    bench.create()
    into = f"{bench.name}_empty"
    bench.execute(f'CREATE DATABASE "{into}"', "postgres")
    assert bench.restore(into=into).kept is None
    assert bench.execute("SELECT count(*) FROM orders", into) == [(5000,)]
