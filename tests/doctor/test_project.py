"""doctor and pool as commands: their project, their output, their exit status, their manual."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dbtool.errors import WrongUsage
from dbtool.operations.doctor.probes import PROBES
from dbtool.server.contract import Server
from dbtool.settings_reader import read_project
from tests.cli.programs import run_dbtool
from tests.doctor.support import run

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
SOURCES = ROOT / "src" / "dbtool" / "operations" / "doctor" / "probes"
PROJECT = """
[databases.shop]
recommended_settings = {{work_mem = "3MB", random_page_cost = 4, fsync = true, "no.such" = ">= 8"}}
[targets.here]
url = "{url}"
"""


def _project(folder: Path, url: str) -> Path:
    # The password comes with PGPASSWORD, since it does not belong in the file.
    text = PROJECT.format(url=re.sub(r":[^:/@]+@", "@", url))
    (folder / "dbtool.toml").write_text(text, encoding="utf-8")
    (folder / "schema" / "shop").mkdir(parents=True)
    (folder / "schema" / "shop" / "t.yml").write_text(
        "tables: {t: {columns: {id: bigint}}}\nroles: {shop_app: {login: true}}\n", encoding="utf-8"
    )
    return folder


def test_recommended_settings_are_read_as_the_server_would_have_them(tmp_path: Path) -> None:
    project = read_project(_project(tmp_path, "postgresql://h/shop") / "dbtool.toml")
    wanted = {"work_mem": "3MB", "random_page_cost": "4", "fsync": "on", "no.such": ">= 8"}
    assert project.subject("shop").recommended_settings == wanted


def test_setting_with_a_dot_needs_quotes(tmp_path: Path) -> None:
    (tmp_path / "dbtool.toml").write_text("[databases.x.recommended_settings]\na.b = 1", encoding="utf-8")
    with pytest.raises(WrongUsage, match="this is one value") as error:
        read_project(tmp_path / "dbtool.toml")
    assert error.value.hint == 'write "a.…" in quotes if the name has a dot'


def test_json_of_a_real_server_fits_the_schema(
    tmp_path: Path, plain_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(plain_database_url, "CREATE TABLE t (id bigint)")
    done = run_dbtool("doctor", "--url", plain_database_url, "--format", "json")
    printed = json.loads(done.stdout)
    schemas = {
        name: json.loads((ROOT / "docs" / "json" / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("doctor", "common")
    }
    common = Registry().with_resource("common.schema.json", Resource.from_contents(schemas["common"]))
    faults = Draft202012Validator(schemas["doctor"], registry=common).iter_errors(printed)
    assert [fault.message for fault in faults] == []
    (database,) = printed["databases"]
    grave = any(finding["severity"] == "error" for finding in database["findings"])
    assert done.returncode == (5 if grave else 0)


def test_project_is_held_against_the_server(
    tmp_path: Path, plain_database_url: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_project(tmp_path, plain_database_url))
    password = re.search(r":([^:/@]+)@", plain_database_url)
    if password:
        monkeypatch.setenv("PGPASSWORD", password[1])
    done = run_dbtool("doctor", "--target", "here")
    assert re.search(r"~ warning recommended-settings: work_mem is \S+, recommended is 3MB", done.stdout)
    assert "recommended-setting-unknown: the server has no setting no.such" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    pooled = run_dbtool("pool", "--target", "here", "-q")
    assert (pooled.returncode, pooled.stderr) == (0, "")
    assert re.search(r"^shop = host=\S+ port=\d+ dbname=\S+ pool_size=\d+", pooled.stdout, re.MULTILINE)
    assert "; shop: 1 pool of" in pooled.stdout


def test_no_server_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_dbtool("doctor", "--url", "postgresql://nobody@127.0.0.1:1/none", "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot connect" in done.stderr


def test_version_of_the_pooler_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_project(tmp_path, "postgresql://h/shop"))
    done = run_dbtool("pool", "--pgbouncer", "new")
    assert done.returncode == 2
    assert "--pgbouncer new: this is no version" in done.stderr


def test_manual_has_every_finding_and_probe() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    codes = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', text))
    named = set(re.findall(r"`([a-z0-9-]+)`", MANUAL))
    assert codes | {probe.name for probe in PROBES} <= named
    assert {"bloated-table", "bloated-index", "wraparound"} <= named
