"""What TimescaleDB's jobs do in the Community edition, done by dbtool where that is not there."""

from __future__ import annotations

from typing import Any

import pytest

from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.retention import Retention
from tests.maintain.support import JOURNAL, declare, go, ledger, role, said, stand, states, the_one
from tests.support.live import rows, value

TICKS = "CREATE TABLE ticks (at timestamptz NOT NULL, n int)"
HYPER = "SELECT create_hypertable('ticks', 'at', chunk_time_interval => interval '1 day')"
FILL = "INSERT INTO ticks SELECT now() - i * interval '1 day', i FROM generate_series(0, 40) AS i"
PROCEDURE = """
    CREATE PROCEDURE tick(job_id int, config jsonb) LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO ran VALUES (job_id, config, current_user::text);
      COMMIT;
      IF config ? 'fails' THEN RAISE EXCEPTION 'as it was told'; END IF;
    END $$
"""


def job(**fields: Any) -> Job:
    return Job(
        **{
            "procedure_schema": "public",
            "procedure": "tick",
            "name": "it's a job",
            "schedule_interval": "1 hour",
            **fields,
        }
    )


def retention(**fields: Any) -> Retention:
    return Retention(**{"schema": "public", "table": "ticks", "drop_after": "30 days", **fields})


@pytest.mark.usefixtures("apache")
def test_old_chunks_are_dropped(database_url: str) -> None:
    url = database_url
    rows(url, TICKS)
    rows(url, HYPER)
    rows(url, FILL)
    declare(url, retention())
    assert the_one(go(url)).figures["dropped"] in (10, 11)
    assert value(url, "SELECT max(n) FROM ticks") in (29, 30)
    assert go(url).tasks == ()


@pytest.mark.usefixtures("apache")
def test_chunks_of_integer_time_are_dropped(database_url: str) -> None:
    url = database_url
    rows(url, "CREATE TABLE ticks (at bigint NOT NULL)")
    rows(url, "SELECT create_hypertable('ticks', 'at', chunk_time_interval => 10)")
    rows(url, "INSERT INTO ticks SELECT generate_series(0, 99)")
    declare(url, retention(drop_after="30"))
    assert "declare integer_now" in said(the_one(go(url)))
    rows(url, "CREATE FUNCTION clock() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 100::bigint'")
    rows(url, "SELECT set_integer_now_func('ticks', 'clock')")
    assert the_one(go(url)).figures == {"dropped": 7}
    assert value(url, "SELECT min(at) FROM ticks") == 70


@pytest.mark.usefixtures("apache")
def test_chunks_by_their_creation_are_left_while_they_are_new(database_url: str) -> None:
    rows(database_url, TICKS)
    rows(database_url, HYPER)
    rows(database_url, FILL)
    declare(database_url, retention(drop_after=None, drop_created_before="1 hour"))
    assert the_one(go(database_url)).figures == {"dropped": 0}


@pytest.mark.usefixtures("apache")
def test_job_is_called_as_its_owner_with_its_config(database_url: str) -> None:
    url = database_url
    with role(url, "mt_job_owner"):
        rows(url, "CREATE TABLE ran (job int, config jsonb, by text)")
        rows(url, "GRANT INSERT ON ran TO mt_job_owner")
        rows(url, PROCEDURE)
        declare(url, job(owner="mt_job_owner", config='{"what": "it\'s %s {}"}'))
        assert the_one(go(url)).state == "done"
        assert rows(url, "SELECT * FROM ran") == [(0, {"what": "it's %s {}"}, "mt_job_owner")]
        assert go(url).tasks == ()


@pytest.mark.usefixtures("apache")
def test_function_may_be_a_job_and_config_may_be_missing(database_url: str) -> None:
    url = database_url
    rows(url, "CREATE TABLE ran (config jsonb)")
    rows(
        url,
        "CREATE FUNCTION tick(job_id int, config jsonb) RETURNS void LANGUAGE sql "
        "AS 'INSERT INTO ran VALUES (config)'",
    )
    declare(url, job())
    assert the_one(go(url)).state == "done"
    assert rows(url, "SELECT * FROM ran") == [(None,)]


@pytest.mark.usefixtures("apache")
def test_job_that_fails_or_runs_too_long_is_a_failure(database_url: str) -> None:
    url = database_url
    rows(url, "CREATE TABLE ran (job int, config jsonb, by text)")
    rows(url, PROCEDURE)
    rows(
        url,
        "CREATE PROCEDURE sleeps(job_id int, config jsonb) LANGUAGE plpgsql "
        "AS 'BEGIN PERFORM pg_sleep(9); END'",
    )
    declare(
        url,
        job(config='{"fails": true}'),
        job(name="slow", procedure="sleeps", max_runtime="00:00:00.3"),
        job(name="gone", procedure="nowhere"),
        job(name="fine"),
    )
    result = go(url)
    assert sorted(states(result)) == [("job", "done"), *[("job", "failed")] * 3]
    texts = "".join(map(said, result.tasks))
    assert "runs job it's a job: as it was told" in texts
    assert "runs job slow: canceling statement due to statement timeout" in texts
    assert "there is no public.nowhere(integer, jsonb)" in texts


@pytest.mark.usefixtures("apache")
def test_jobs_share_no_session(database_url: str) -> None:
    url = database_url
    rows(
        url,
        "CREATE PROCEDURE tick(job_id int, config jsonb) LANGUAGE plpgsql AS "
        "'BEGIN CREATE TEMP TABLE mine (); SET statement_timeout = 1; END'",
    )
    declare(url, job(name="one"), job(name="two"))
    assert states(go(url)) == [("job", "done")] * 2


@pytest.mark.usefixtures("apache")
def test_owner_that_cannot_be_acted_as_is_named(database_url: str) -> None:
    url = database_url
    ledger(url)
    with role(url, "mt_job_owner"), role(url, "mt_stranger") as stranger:
        rows(url, "CREATE TABLE ran (job int, config jsonb, by text)")
        rows(url, PROCEDURE)
        rows(url, "GRANT USAGE ON SCHEMA dbtool TO mt_stranger")
        rows(url, "GRANT ALL ON ALL TABLES IN SCHEMA dbtool TO mt_stranger")
        declare(url, job(owner="mt_job_owner"))
        result = the_one(go(stranger))
        assert result.errors[0].code == "insufficient-rights"
        assert 'GRANT "mt_job_owner" TO "mt_stranger"' in said(result)


@pytest.mark.usefixtures("apache")
def test_what_is_not_carried_out_is_said_and_is_no_error(database_url: str) -> None:
    url = database_url
    rows(url, TICKS)
    rows(url, HYPER)
    rows(url, FILL)
    declare(url, ColumnstorePolicy(schema="public", table="ticks", after="7 days"))
    declare(url, job(scheduled=False))
    declare(url, retention(), mode="skip")
    result = go(url, force=True)
    assert result.tasks == ()
    assert {each.task.name: each.task.held for each in stand(url)} == {
        "drop_chunks": "left out, as community_features = skip says",
        "job": "its schedule is off",
        "columnstore_policy": "the columnstore is of the Community edition",
    }
    assert value(url, "SELECT count(*) FROM ticks") == 41
    assert rows(url, JOURNAL) == []


@pytest.mark.usefixtures("apache")
def test_hypertable_that_is_gone_or_is_none(database_url: str) -> None:
    rows(database_url, TICKS)
    declare(database_url, retention(), retention(table="nowhere"))
    texts = "".join(map(said, go(database_url).tasks))
    assert "public.ticks is no hypertable any more" in texts
    assert "there is no table or view public.nowhere" in texts


@pytest.mark.community
def test_community_edition_does_these_things_itself(database_url: str) -> None:
    rows(database_url, TICKS)
    rows(database_url, HYPER)
    rows(database_url, FILL)
    declare(database_url, retention())
    assert go(database_url).tasks == ()
    assert stand(database_url) == []
    assert value(database_url, "SELECT count(*) FROM ticks") == 41
