"""The command line: spellings, exit statuses, JSON, a project's settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dbtool.backup.schedule import cron_time, systemd, tasks
from dbtool.errors import WrongUsage
from dbtool.settings_reader import read_project
from tests.backup.support import Bench

SCHEMA = Path(__file__).parents[2] / "docs" / "json" / "backup.schema.json"


def _checked(text: str) -> list[dict[str, Any]]:
    data = json.loads(text)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)
    found: list[dict[str, Any]] = data["databases"]
    return found


def test_every_verb_of_a_backups_life(bench: Bench) -> None:
    place = ("--from", str(bench.folder))
    as_json = ("--format", "json")

    def run(*words: str, status: int = 0) -> str:
        done = bench.run(*words)
        assert done.returncode == status, done.stderr
        return done.stdout

    checked = run("backup", "check", bench.name, "--url", bench.url, "--to", str(bench.folder))
    assert "would be whole" in checked
    assert bench.backups() == []
    (made,) = _checked(run("backup", bench.name, "--url", bench.url, *place, "--verify", "decode", *as_json))
    backup = made["backup"]["id"]
    assert made["verification"]["ok"]
    (listed,) = _checked(run("backup", "list", *place, *as_json))
    assert [each["id"] for each in listed["backups"]] == [backup]
    assert backup in run("backup", "list", bench.name, *place)
    (shown,) = _checked(run("backup", "show", backup, *place, *as_json))
    assert shown["backups"][0]["verified"] == "decode"
    assert "public.orders: 5,000 rows" in run("backup", "show", bench.name, *place)
    (seen,) = _checked(run("backup", "verify", bench.name, *place, "--level", "checksum", *as_json))
    assert seen["backup"] == backup
    assert "held" in run("backup", "hold", backup, *place, "--reason", "audit")
    (pruned,) = _checked(run("backup", "prune", *place, "--dry-run", *as_json))
    assert pruned["kept"] == {backup: "held"}
    assert "released" in run("backup", "release", backup, *place)
    metrics = bench.folder.parent / "dbtool.prom"
    (status,) = _checked(run("backup", "status", *place, "--metrics", str(metrics), *as_json))
    assert (status["last"], status["stale"]) == (backup, [])
    assert f'dbtool_backup_count{{database="{bench.name}"}} 1' in metrics.read_text()
    into = f"{bench.name}_back"
    bench.made.append(into)
    words = ("restore", bench.name, *place, "--url", bench.url, "--into", into)
    assert f"can be restored into {into}" in run(*words, "--dry-run")
    (restored,) = _checked(run(*words, *as_json))
    assert restored["compared"]["rows"] == 5500
    run(*words, status=1)
    run(*words, "--swap", status=2)
    run("backup", "show", "20200101T000000Z-000000", *place, status=2)
    run("backup", "status", "unknown", *place, status=5)


def test_other_spellings_and_names_with_spaces(bench: Bench) -> None:
    place = ("--to", str(bench.folder))
    name = f"{bench.name} (ä/€)"
    made = bench.run("backup", "create", name, "--kind", "logical", "--url", bench.url, *place, "--json")
    assert made.returncode == 0, made.stderr
    backup = _checked(made.stdout)[0]["backup"]["id"]
    (listed,) = _checked(bench.run("backup", "list", *place, "--json").stdout)
    assert (listed["database"], [each["id"] for each in listed["backups"]]) == (name, [backup])
    (folder,) = bench.folder.glob(f"*/{backup}")
    assert bench.run("backup", "verify", str(folder), "--level", "checksum").returncode == 0
    into = f"{bench.name}_from_folder"
    bench.made.append(into)
    done = bench.run("restore", str(folder), "--url", bench.url, "--into", into)
    assert done.returncode == 0, done.stderr
    assert bench.execute("SELECT count(*) FROM orders", into) == [(5000,)]
    assert bench.run("backup", "create", name, "--kind", "odd", "--url", bench.url, *place).returncode == 2
    base = bench.run("backup", "create", name, "--kind=base", "--help")
    assert "files" in base.stdout


def test_settings_of_a_project_name_place_and_readers(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dbtool.toml").write_text(
        f"""
[databases.app]
[databases.app.backup]
keep = {{last = 1}}
[targets.live]
url = "env:DBTOOL_TEST_BACKED_UP"
[backup]
repository = "kept"
recipients = ["{bench.recipient}"]
metrics = "metrics.prom"
max_age = "1h"
"""
    )
    settings = read_project(folder / "dbtool.toml").databases["app"].backup
    assert (settings.repository, settings.max_age, settings.keep) == ("kept", 3600, {"last": 1})
    bench.folder = folder / "kept"
    environment = {**bench.environment(), "DBTOOL_TEST_BACKED_UP": bench.url}
    environment.pop("DBTOOL_BACKUP_RECIPIENTS")
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "dbtool", "backup", "create", "app"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "kept" / "app").is_dir()
    assert "dbtool_backup_count" in (folder / "metrics.app.prom").read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[backup]\nrepositry = 'x'", "did you mean repository?"),
        ("[backup]\nencryption = 'rot13'", "[backup] encryption: rot13 is none of age, gpg, none"),
        ("[backup]\nmax_age = 'soon'", "[backup] max_age: soon is no age"),
        ("[backup]\nkeep = {daily = -1}", "[backup.keep] daily: this is a number from 0 on"),
        ("[databases.a.backup]\nrate = 'fast'", "[databases.a.backup] rate: fast is no rate"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "dbtool.toml"
    file.write_text(text)
    with pytest.raises(WrongUsage) as caught:
        read_project(file)
    assert message in f"{caught.value} {caught.value.hint}"


def test_schedules_say_what_is_to_be_done() -> None:
    backup, drill = tasks(
        ["/usr/bin/dbtool"], "app", [], ["--to", "/a b"], "*-*-* 02:30:00", "Sun *-*-* 05:00:00"
    )
    text = systemd(backup, "/srv/app")
    assert 'ExecStart=/usr/bin/dbtool backup create app --to "/a b"' in text
    assert "OnCalendar=*-*-* 02:30:00" in text
    assert 'ExecStart=/usr/bin/dbtool backup prune app --to "/a b"' in text
    assert 'backup verify app --drill --to "/a b"' in systemd(drill, "/srv/app")
    assert [cron_time(each.at) for each in (backup, drill)] == ["30 2 * * *", "0 5 * * 0"]
    with pytest.raises(WrongUsage):
        cron_time("*:0/15")
    base = tasks(["dbtool"], "app", [], [], "daily", "weekly", "Sun *-*-* 01:00:00")[-1]
    assert (base.at, base.commands) == ("Sun *-*-* 01:00:00", (("dbtool", "backup", "base", "app"),))
