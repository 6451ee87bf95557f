"""A password is in no log of the server, process list, file, report or error: only where it came from."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.cluster import Cluster, start_cluster
from dbtool.server.contract import Refused, Server
from dbtool.server.local import installations
from tests.support.projects import LIVE, Project, command_environment

ROLE = "dbtool_test_plain_app"
SECRET = "pl41ntext-of-the-test"
SETTINGS = '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\nallow = ["all"]\n'
OPTIONS = {
    "shared_preload_libraries": "",
    "log_statement": "all",
    "log_min_messages": "debug1",
    "log_min_error_statement": "debug1",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "logging_collector": "on",
    "log_directory": "log",
    "log_file_mode": "0644",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A throw-away cluster that logs everything."""
    complete = [found for found in installations() if found.complete()]
    if not complete:
        pytest.skip("no PostgreSQL server programs are installed")
    try:
        made = start_cluster(complete[0].bin_dir, community=False, options=OPTIONS)
    except Refused as refused:
        pytest.skip(refused.reason)
    yield made
    made.close()


@pytest.fixture
def project(tmp_path: Path, server: Server, cluster: Cluster) -> Project:
    environment = command_environment(server, tmp_path) | {LIVE: cluster.url}
    found = Project(tmp_path / "project", environment)
    found.write("dbtool.toml", SETTINGS)
    found.write("roles/app/roles.yml", f"roles:\n  {ROLE}: {{login: true, password: 'env:APP_SECRET'}}\n")
    return found


class _Processes(threading.Thread):
    """Reads the command lines of all processes and what the server shows of its sessions, again and again."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url, self._over = url, threading.Event()
        self.seen: set[str] = set()

    def run(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.is_set():
                for folder in Path("/proc").glob("[0-9]*"):
                    try:
                        self.seen.add((folder / "cmdline").read_bytes().decode(errors="replace"))
                    except OSError:
                        continue
                rows = connection.execute("SELECT query FROM pg_stat_activity").fetchall()
                self.seen.update(query for (query,) in rows if query)
                time.sleep(0.02)

    def stop(self) -> None:
        self._over.set()
        self.join()


def _log(cluster: Cluster) -> str:
    """Give the server's log; the folder is that of the account that the server runs as."""
    with psycopg.connect(cluster.url) as connection:
        query = """
            SELECT string_agg(convert_from(pg_read_binary_file('log/' || name), 'UTF8'), '')
            FROM pg_ls_logdir()
        """
        return str(connection.execute(query).fetchall()[0][0])


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes().decode(errors="replace")


def test_password_is_nowhere_in_plain_text(project: Project, cluster: Cluster, tmp_path: Path) -> None:
    processes = _Processes(cluster.url)
    processes.start()
    said = []
    try:
        for words, status in (
            (("revision", "-m", "roles"), ExitStatus.DONE),
            (("apply", "--target", "live", "--plan", "--format", "json"), ExitStatus.DONE),
            (("apply", "--target", "live", "--yes"), ExitStatus.DONE),
            (("diff", "--target", "live", "--format", "json"), ExitStatus.DONE),
            (("roles", "list", "--target", "live", "--format", "json"), ExitStatus.DONE),
            (("roles", "password", ROLE, "--target", "live", "--verbose"), ExitStatus.DONE),
            (("roles", "rotate", ROLE, "--target", "live", "--verbose"), ExitStatus.DONE),
            (("roles", "password", "dbtool_test_nobody", "--target", "live"), ExitStatus.WRONG_USAGE),
        ):
            done = project.run(*words, status=status, APP_SECRET=SECRET)
            said.append(done.stdout + done.stderr)
        _refuse_role(cluster)
        weak = make_conninfo(cluster.url, user="dbtool_test_weak", password="weak")
        environment = {**project.environment, LIVE: weak, "APP_SECRET": SECRET}
        # With its traceback.
        refused = replace(project, environment=environment).start(
            "roles", "password", ROLE, "--target", "live", "--verbose"
        )
        said += refused.communicate(timeout=60)
        assert refused.returncode == ExitStatus.FAILURE
        assert "Traceback" in said[-1]
        psycopg.connect(cluster.url, user=ROLE, password=SECRET).close()
    finally:
        processes.stop()
    log = _log(cluster)
    assert "ALTER ROLE" in log
    assert "SCRAM-SHA-256$" in log
    places = {"log": log, "said": "\n".join(said), "processes": "\n".join(processes.seen)}
    places |= {str(path): text for path, text in _files(tmp_path)}
    assert [name for name, text in places.items() if SECRET in text] == []
    assert "SCRAM-SHA-256$" not in places["said"]
    assert os.environ.get("APP_SECRET") is None


def _refuse_role(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE dbtool_test_weak LOGIN PASSWORD 'weak'")
