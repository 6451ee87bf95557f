"""What would delete rows waits for a backup that is fresh and known, where the project says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dbtool.backup.manifest import NAME
from tests.backup.support import Bench

WHOLE = "CREATE TABLE kept (id bigint PRIMARY KEY, what text, gone text);\n"
FEWER = "CREATE TABLE kept (id bigint PRIMARY KEY, what text);\n"
MORE = "CREATE TABLE kept (id bigint PRIMARY KEY, what text, gone text, more text);\n"
APPLY = ("apply", "app", "--direct", "--yes", "--allow", "all")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bare(plain_database_url: str, tmp_path: Path) -> Bench:
    """A project of one table, applied and with a row in it."""
    from tests.backup.support import bench_at

    return bench_at(plain_database_url, tmp_path)


def project(bench: Bench, rule: str) -> Run:
    """Write the project, apply it, and give what runs dbtool in it."""
    folder = bench.folder.parent
    (folder / "schema" / "app").mkdir(parents=True)
    (folder / "dbtool.toml").write_text(
        f"""
[databases.app]
[targets.live]
url = "env:DBTOOL_TEST_REQUIRED"
[backup]
repository = "{bench.folder}"
require_before_apply = {rule}
"""
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**bench.environment(), "DBTOOL_TEST_REQUIRED": bench.url}
        return subprocess.run(
            [sys.executable, "-m", "dbtool", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    declare(bench, WHOLE)
    assert run(*APPLY).returncode == 0
    bench.execute("INSERT INTO kept VALUES (1, 'a', 'b')")
    return run


def declare(bench: Bench, text: str) -> None:
    (bench.folder.parent / "schema" / "app" / "tables.sql").write_text(text)


def test_deleting_waits_for_a_backup_that_is_verified(bare: Bench) -> None:
    run = project(bare, '{max_age = "1h"}')
    declare(bare, FEWER)
    refused = run(*APPLY)
    assert (refused.returncode, "there is none" in refused.stderr or "no folder" in refused.stderr) == (
        4,
        True,
    )
    assert run("backup", "create", "app").returncode == 0
    refused = run(*APPLY)
    assert (refused.returncode, "is not verified so far" in refused.stderr) == (4, True)
    assert run("backup", "verify", "app").returncode == 0
    assert bare.execute("SELECT gone FROM kept") == [("b",)]
    done = run(*APPLY)
    assert done.returncode == 0, done.stderr
    assert bare.execute("SELECT * FROM kept") == [(1, "a")]


def test_what_deletes_nothing_needs_no_backup(bare: Bench) -> None:
    run = project(bare, "{}")
    declare(bare, MORE)
    assert run(*APPLY).returncode == 0


def test_old_backups_and_those_of_another_server_do_not_count(bare: Bench) -> None:
    run = project(bare, '{level = "checksum", max_age = "1h"}')
    declare(bare, FEWER)
    assert run("backup", "create", "app", "--verify", "checksum").returncode == 0
    (path,) = bare.folder.glob(f"app/*/{NAME}")
    from dbtool.backup.manifest import read_manifest

    made = read_manifest(path.read_bytes(), "x")
    path.write_bytes(replace(made, started="2020-01-01T00:00:00.000+00:00").text())
    refused = run(*APPLY)
    assert (refused.returncode, "days old" in refused.stderr) == (4, True)
    path.write_bytes(replace(made, source=replace(made.source, system_identifier="7")).text())
    refused = run(*APPLY)
    assert (refused.returncode, "there is none of this database" in refused.stderr) == (4, True)
    path.write_bytes(replace(made, without_rows=("kept",)).text())
    assert run(*APPLY).returncode == 4
    path.write_bytes(made.text())
    assert run(*APPLY).returncode == 0


def test_a_backup_is_taken_where_the_rule_says_so(bare: Bench) -> None:
    run = project(bare, '{hazards = ["all"], take = true}')
    made = len(list(bare.folder.glob(f"app/*/{NAME}")))
    declare(bare, FEWER)
    done = run(*APPLY)
    assert done.returncode == 0, done.stderr
    found = sorted(bare.folder.glob(f"app/*/{NAME}"))
    # The one of the first apply, which made the table, is fresh enough.
    assert len(found) == made == 1
    for path in found:
        shutil.rmtree(path.parent)
    declare(bare, MORE)
    assert run(*APPLY).returncode == 0
    assert len(list(bare.folder.glob(f"app/*/{NAME}"))) == 1
    (look,) = bare.folder.glob("app/*/verified-*.json")
    assert '"decode"' in look.read_text()
