"""`dbtool verify-rls` on a standby: all that only reads works there, and the rest says why it does not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.cluster import data_base, server_account, start_cluster
from dbtool.server.contract import Server
from tests.cli.programs import run_dbtool
from tests.support.copies import started_copy
from tests.support.programs import program
from tests.support.urls import as_role

SCHEMA = """
CREATE ROLE shop LOGIN PASSWORD 'x';
CREATE TABLE orders (tenant_id bigint NOT NULL, id bigint, note text, PRIMARY KEY (tenant_id, id));
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (
  tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::bigint)
);
CREATE POLICY notes ON orders FOR SELECT USING (note = 'for all');
GRANT SELECT, INSERT ON orders TO shop;
"""
MEANT = ("--setting", "app.tenant", "--type", "bigint", "--tenant-column", "tenant_id", "--app-role", "shop")


@pytest.fixture(scope="module")
def primary(server: Server) -> Iterator[str]:
    programs = Path(program(server, "initdb")).parent
    options = {"wal_level": "replica", "max_wal_senders": "4"}
    cluster = start_cluster(programs, community=False, options=options)
    try:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield cluster.url
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def standby(server: Server, primary: str) -> Iterator[str]:
    """The URL of a server that follows the primary."""
    programs, account = Path(program(server, "initdb")).parent, server_account()
    place = Path(tempfile.mkdtemp(prefix="dbtool-standby-", dir=data_base()))
    os.chown(place, account.uid, account.gid)
    folder = place / "data"
    copy = (programs / "pg_basebackup", "-d", primary, "-D", folder, "-R", "-X", "stream", "-c", "fast")
    try:
        subprocess.run(copy, check=True, cwd="/", capture_output=True, **account.popen_arguments())
        with started_copy(programs, folder, primary, standby=True) as url:
            yield url
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize("role", [None, "shop"])
def test_what_only_reads_finds_the_leak(standby: str, role: str | None, tmp_path: Path) -> None:
    url = as_role(standby, role, "x") if role else standby
    done = run_dbtool("verify-rls", "--url", url, *MEANT, "--format", "json", folder=tmp_path)
    assert done.returncode == ExitStatus.VERIFICATION_FAILED, done.stderr
    found = json.loads(done.stdout)
    assert ("RLS110", "public.orders") in {(each["id"], each["object"]) for each in found["findings"]}
    assert found["inconclusive"] == []


def test_probe_says_that_it_cannot_act_there(standby: str, tmp_path: Path) -> None:
    done = run_dbtool("verify-rls", "--url", standby, *MEANT, "--probe", "--format", "json", folder=tmp_path)
    assert done.returncode == ExitStatus.VERIFICATION_FAILED, done.stderr
    found = json.loads(done.stdout)
    assert [each["reason"] for each in found["inconclusive"]] == ["a standby takes no rows to test with"]


def test_mutation_wants_another_server(standby: str, primary: str, tmp_path: Path) -> None:
    asked = ("verify-rls", "--url", standby, *MEANT, "--mutate")
    done = run_dbtool(*asked, folder=tmp_path)
    assert done.returncode == ExitStatus.FAILURE
    assert "--scratch-url names another server" in done.stderr
    done = run_dbtool(*asked, "--scratch-url", primary, folder=tmp_path)
    assert done.returncode == ExitStatus.VERIFICATION_FAILED, done.stderr
    assert "of the weakenings noticed" in done.stdout
