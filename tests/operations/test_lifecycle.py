"""What `dbtool status` says of hypertables and jobs, and what `dbtool verify` fails for."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.execute.progress import Silent
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.retention import Retention
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.operations.lifecycle.hypertables import Hypertable
from dbtool.operations.status import status
from dbtool.operations.verify import verify
from dbtool.server.contract import Server
from dbtool.settings import Subject, Target
from tests.maintain.support import declare, go, keep

DAY = timedelta(days=1)
BARS = (
    "CREATE TABLE bars (time timestamptz NOT NULL, symbol text, price float8)",
    "SELECT create_hypertable('bars', 'time', chunk_time_interval => interval '1 day')",
    "INSERT INTO bars SELECT now() - i * interval '1 day', 'x', i FROM generate_series(0, 9) AS i",
)
COMPRESSED = "ALTER TABLE bars SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol')"


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def seen(url: str) -> dict[str, Hypertable]:
    lifecycle = status(Subject(name="life", sources=(), target=Target(name="t"), url=url)).lifecycle
    return {each.name: each for each in lifecycle.hypertables}


def test_chunks_size_and_age_are_those_of_the_data(database_url: str) -> None:
    run(database_url, *BARS)
    bars = seen(database_url)["public.bars"]
    assert (bars.chunks, bars.interval_seconds, bars.exact, bars.by_chunks) == (10, 86_400, True, False)
    assert bars.bytes > 10 * 8_192
    with psycopg.connect(database_url) as connection:
        first = connection.execute("SELECT min(time), max(time) FROM bars").fetchone()
    assert first is not None
    assert [datetime.fromisoformat(text or "") for text in (bars.oldest, bars.newest)] == list(first)
    assert (bars.retention, bars.compression) == (None, None)


def test_bounds_of_chunks_stand_for_data_that_may_not_be_read(database_url: str) -> None:
    role = f"lifecycle_{secrets.token_hex(4)}"
    run(database_url, *BARS, f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    try:
        bars = seen(psycopg.conninfo.make_conninfo(database_url, user=role, password="x"))["public.bars"]
        assert bars.by_chunks
        assert datetime.fromisoformat(bars.newest or "") > datetime.now(UTC)
    finally:
        run(database_url, f"DROP ROLE {role}")


def test_number_as_time_has_its_own_clock(database_url: str) -> None:
    run(
        database_url,
        "CREATE TABLE blocks (height bigint NOT NULL, hash text)",
        "SELECT create_hypertable('blocks', 'height', chunk_time_interval => 100)",
        "CREATE FUNCTION tip() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1000::bigint'",
        "SELECT set_integer_now_func('blocks', 'tip')",
        "INSERT INTO blocks SELECT i * 50, 'x' FROM generate_series(0, 19) AS i",
    )
    blocks = seen(database_url)["public.blocks"]
    assert (blocks.chunks, blocks.interval_seconds, blocks.oldest, blocks.newest) == (10, None, "0", "950")


@pytest.mark.community
def test_policies_say_what_they_take_at_their_next_run(database_url: str) -> None:
    run(
        database_url,
        *BARS,
        COMPRESSED,
        "SELECT add_retention_policy('bars', interval '7 days', initial_start => now() + interval '2 days')",
        "SELECT add_compression_policy('bars', interval '2 days', initial_start => now() + interval '1 day')",
    )
    bars = seen(database_url)["public.bars"]
    assert bars.retention is not None
    assert bars.compression is not None
    with psycopg.connect(database_url) as connection:
        shown = [
            connection.execute(
                "SELECT count(*) FROM show_chunks('bars', older_than => now() - %s::interval)", [old]
            ).fetchone()
            for old in ("5 days", "1 day")
        ]
    # At the next run, in two days and in one, that much more is old enough.
    assert [(bars.retention.chunks,), (bars.compression.chunks,)] == shown
    assert bars.retention.after == "7 days"
    assert bars.retention.before is not None
    assert bars.retention.next_start is not None
    gone = datetime.fromisoformat(bars.retention.before)
    assert gone == bars.retention.next_start - 7 * DAY
    old = "show_chunks('bars', older_than => interval '3 days')"
    run(database_url, f"SELECT compress_chunk(c) FROM {old} AS c")
    waiting = seen(database_url)["public.bars"]
    assert waiting.compression is not None
    assert waiting.compression.chunks < bars.compression.chunks
    assert waiting.compressed > 0
    assert waiting.before_bytes
    assert waiting.after_bytes


@pytest.mark.community
def test_policy_by_number_and_policy_by_making(database_url: str) -> None:
    run(
        database_url,
        *BARS,
        "SELECT add_retention_policy('bars', drop_created_before => interval '1 hour', "
        "initial_start => now() + interval '2 hours')",
        "CREATE TABLE blocks (height bigint NOT NULL)",
        "SELECT create_hypertable('blocks', 'height', chunk_time_interval => 100)",
        "CREATE FUNCTION tip() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1000::bigint'",
        "SELECT set_integer_now_func('blocks', 'tip')",
        "INSERT INTO blocks SELECT i * 50 FROM generate_series(0, 19) AS i",
        "SELECT add_retention_policy('blocks', 600, initial_start => now() + interval '2 hours')",
    )
    found = seen(database_url)
    bars, blocks = found["public.bars"].retention, found["public.blocks"].retention
    assert bars is not None
    assert (bars.after, bars.before, bars.chunks) == ("01:00:00 from being made", None, 10)
    assert blocks is not None
    assert (blocks.before, blocks.chunks, blocks.oldest) == ("400", 4, "100")


def test_kept_retention_says_what_maintenance_drops(database_url: str, server: Server) -> None:
    if server.edition != "apache":
        pytest.skip(f"needs the Apache edition of TimescaleDB; this server has {server.edition}")
    run(database_url, *BARS)
    declare(database_url, Retention(schema="public", table="bars", drop_after="5 days", initial_start=None))
    declare(database_url, ColumnstorePolicy(schema="public", table="bars", after="1 day"))
    assert seen(database_url)["public.bars"].compression is None
    bars = seen(database_url)["public.bars"].retention
    assert bars is not None
    assert bars.after == "5 days"
    assert bars.next_start is not None
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM show_chunks('bars', older_than => interval '5 days')"
        )
        assert (bars.chunks,) == found.fetchone()


DECLARED = """
table: bars
columns: {time: timestamptz not null, symbol: text, price: float8}
hypertable: {by: time, chunk_interval: 1 day}
retention: {drop_after: 30 days}
"""


@pytest.fixture
def subject(database_url: str, tmp_path: Path) -> Subject:
    (tmp_path / "bars.yml").write_text(DECLARED, encoding="utf-8")
    (tmp_path / "extensions.yml").write_text("extensions: {timescaledb: }", encoding="utf-8")
    run(
        database_url,
        *BARS[:2],
        "DROP INDEX bars_time_idx",
        "SELECT add_retention_policy('bars', interval '30 days')",
    )
    return Subject(name="life", sources=(tmp_path,), root=tmp_path, target=Target(name="t"), url=database_url)


def problems(subject: Subject, state: str = "differs") -> list[tuple[str, str]]:
    items = verify(subject, progress=Silent()).items
    return [(item.subject, item.detail) for item in items if item.state == state]


@pytest.mark.community
def test_verify_fails_for_a_policy_that_is_paused_or_gone(subject: Subject, database_url: str) -> None:
    assert problems(subject) == []
    run(
        database_url,
        "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE job_id >= 1000",
    )
    ((paused, detail),) = problems(subject)
    assert paused == "retention public.bars"
    assert "scheduled" in detail
    run(database_url, "SELECT remove_retention_policy('bars')")
    ((gone, _),) = problems(subject)
    assert gone == "retention public.bars"


@pytest.mark.community
def test_verify_fails_for_upkeep_that_fails(subject: Subject, database_url: str) -> None:
    keep(database_url, RowRetention(schema="public", table="bars", column="gone", delete_after="1 day"))
    assert [result.state for result in go(database_url).tasks] == ["failed"]
    ((task, _),) = problems(subject, "failing")
    assert task.endswith("public.bars")


@pytest.mark.community
@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ("ALTER ROLE {} NOLOGIN", "cannot log in"),
        ("REVOKE EXECUTE ON PROCEDURE work FROM public", "has no EXECUTE on work"),
        ("DROP PROCEDURE work", "its procedure work is gone"),
    ],
)
def test_verify_fails_for_a_job_whose_owner_cannot_run_it(
    subject: Subject, database_url: str, taken: str, said: str
) -> None:
    owner = f"lifecycle_{secrets.token_hex(4)}"
    run(
        database_url,
        f"CREATE ROLE {owner} LOGIN",
        "CREATE PROCEDURE work(job int, config jsonb) LANGUAGE sql AS 'SELECT 1'",
        f"SET ROLE {owner}; SELECT add_job('work', '1 hour', initial_start => now() + interval '1 day')",
    )
    try:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(sql.SQL(taken.format("{}")).format(sql.Identifier(owner)))
        ((_, trouble),) = problems(subject, "failing")
        assert said in trouble
    finally:
        run(
            database_url,
            f"SELECT delete_job(job_id) FROM timescaledb_information.jobs WHERE owner = '{owner}'::regrole",
            f"DROP OWNED BY {owner}",
            f"DROP ROLE {owner}",
        )
