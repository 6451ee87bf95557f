"""dbtool.toml: what it means and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.durations import milliseconds
from dbtool.errors import WrongUsage
from dbtool.settings import NO_TARGET, Project, Target, overlaid
from dbtool.settings_reader import find_project, read_project

WHOLE = """
default_target = "prod"
variables.keep.bars = "90 days"
variables.owner = "octopus"

[databases.octopus]
description = "Trading"
sources = ["schema/octopus", "extra.sql"]
migrations = "revisions"
default_schema = "app"
variables.keep.bars = "1 year"

[databases.fx]

[targets.prod]
url = "env:DBTOOL_TEST_PROD"
community_features = "skip"
lock_timeout = "500ms"
statement_timeout = "2min"
allow = ["blocks-writes"]
scratch = true
variables.keep.bars = "5 years"

[targets.spare]
url = "file:spare.url"
statement_timeout = 0
"""


def _read(folder: Path, text: str) -> Project:
    (folder / "dbtool.toml").write_text(text, encoding="utf-8")
    return read_project(folder / "dbtool.toml")


def test_all_keys_are_read(tmp_path: Path) -> None:
    project = _read(tmp_path, WHOLE)
    octopus = project.database("octopus")
    assert octopus.sources == (tmp_path / "schema/octopus", tmp_path / "extra.sql")
    assert (octopus.migrations, octopus.default_schema) == (tmp_path / "revisions", "app")
    assert octopus.variables == {"keep": {"bars": "1 year"}, "owner": "octopus"}
    assert project.target(None) == Target(
        name="prod",
        url="env:DBTOOL_TEST_PROD",
        community_features="skip",
        lock_timeout_ms=500,
        statement_timeout_ms=120_000,
        allow=("blocks-writes",),
        scratch=True,
        variables={"keep": {"bars": "5 years"}},
    )


def test_unsaid_keys_follow_the_convention(tmp_path: Path) -> None:
    (tmp_path / "schema/fx").mkdir(parents=True)
    (tmp_path / "roles/fx").mkdir(parents=True)
    project = _read(tmp_path, WHOLE)
    fx = project.database("fx")
    assert fx.sources == (tmp_path / "schema/fx", tmp_path / "roles/fx")
    assert fx.migrations == tmp_path / "migrations/fx"
    assert project.target("spare").statement_timeout_ms == 0


def test_folders_that_are_not_there_are_named_to_the_loader(tmp_path: Path) -> None:
    fx = _read(tmp_path, "[databases.fx]").database("fx")
    assert [source.relative_to(tmp_path).as_posix() for source in fx.sources] == [
        "schema/fx",
        "policies/fx",
        "roles/fx",
    ]


def test_variables_of_the_target_are_over_the_databases(tmp_path: Path) -> None:
    project = _read(tmp_path, WHOLE)
    assert project.subject("octopus").variables == {"keep": {"bars": "5 years"}, "owner": "octopus"}
    assert project.subject("octopus", "spare").variables["keep"] == {"bars": "1 year"}


def test_overlay_leaves_both_sides_alone() -> None:
    below, above = {"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}
    assert overlaid(below, above) == {"a": {"b": 3, "c": 2}}
    assert (below, above) == ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})


def test_url_comes_from_environment_file_or_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = _read(tmp_path, WHOLE)
    monkeypatch.delenv("DBTOOL_TEST_PROD", raising=False)
    assert project.subject("octopus").url is None
    monkeypatch.setenv("DBTOOL_TEST_PROD", "postgresql://host/{database}")
    assert project.subject("octopus").url == "postgresql://host/octopus"
    assert project.subject("fx", "spare").url is None
    (tmp_path / "spare.url").write_text("postgresql://spare/x\n", encoding="utf-8")
    assert project.subject("fx", "spare").url == "postgresql://spare/x"
    assert project.subject("fx", url="postgresql://other/y").url == "postgresql://other/y"


def test_a_subject_does_not_print_its_url(tmp_path: Path) -> None:
    subject = _read(tmp_path, "[databases.fx]").subject("fx", url="postgresql://u:secret@host/fx")
    assert "secret" not in repr(subject)


def test_without_a_target_a_subject_has_none(tmp_path: Path) -> None:
    assert _read(tmp_path, "[databases.fx]").subject("fx").target == NO_TARGET


def test_the_only_target_is_the_default(tmp_path: Path) -> None:
    assert _read(tmp_path, '[databases.fx]\n[targets.one]\nurl = "sandbox"').target(None).name == "one"


def test_project_is_found_above(tmp_path: Path) -> None:
    _read(tmp_path, WHOLE)
    (tmp_path / "a/b").mkdir(parents=True)
    found = find_project(tmp_path / "a/b")
    assert found is not None
    assert found.root == tmp_path


def test_this_repository_is_a_project() -> None:
    project = read_project(Path(__file__).parents[2] / "dbtool.toml")
    assert {"octopus", "fx"} <= set(project.databases)
    assert project.target(None).name == "sandbox"
    assert project.target("sandbox").community_features == "emulate"


WRONG = {
    "[database.fx]": ("database: there is no such key", "did you mean databases?"),
    "[databases.fx]\nsource = ['x']": (
        "[databases.fx] source: there is no such key",
        "did you mean sources?",
    ),
    "[databases.fx]\nzzz = 1": (
        "[databases.fx] zzz: there is no such key",
        "known are description, sources, migrations, default_schema, variables, recommended_settings,"
        " checks, backup, access",
    ),
    "[databases.fx]\nsources = 'x'": ("[databases.fx] sources: this is a list of texts, not 'x'", None),
    "[databases.fx]\nsources = [1]": ("[databases.fx] sources: this is a list of texts", None),
    "[databases.fx]\nsources = []": (
        "[databases.fx] sources: the list is empty",
        "name at least one file or folder",
    ),
    "[databases]\nfx = 1": ("[databases] fx: this is a table", "write it as [databases.fx]"),
    "[targets.p]\nlock_timeout = 3": (
        "[targets.p] lock_timeout: 3 is no duration; write 500ms, 3s, 2min, 1h, or 0 for no limit",
        None,
    ),
    "[targets.p]\nscratch = 'yes'": ("[targets.p] scratch: this is true or false, not 'yes'", None),
    "[targets.p]\ncommunity_features = 'emulated'": (
        "[targets.p] community_features: emulated is no mode",
        "did you mean emulate?",
    ),
    "[targets.p]\ncommunity_features = 'x'": (
        "[targets.p] community_features: x is no mode",
        "write one of require, emulate, skip",
    ),
    "[targets.p]\nurl = 'mysql://x'": (
        "[targets.p] url: this is no URL of a PostgreSQL server",
        'write "env:NAME", "file:PATH", "sandbox" or "postgresql://…"',
    ),
    "[targets.p]\nurl = 'postgresql://u:secret@h/d'": (
        "[targets.p] url: a password does not belong in this file",
        'keep the URL in the environment ("env:NAME") or the password in ~/.pgpass',
    ),
    "[targets.p]\nurl = 'postgresql://u@h/d?password=secret'": (
        "[targets.p] url: a password does not belong in this file",
        'keep the URL in the environment ("env:NAME") or the password in ~/.pgpass',
    ),
    "[targets.p]\nallow = ['deletes_data']": (
        "[targets.p] allow: deletes_data is no hazard",
        "did you mean deletes-data?",
    ),
    "default_target = 'prd'\n[targets.prod]": (
        "default_target: there is no [targets.prd]",
        "did you mean prod?",
    ),
    "[databases.fx": ("this is no valid TOML: Expected ']' at the end of a table declaration", None),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    message, hint = WRONG[text]
    with pytest.raises(WrongUsage) as caught:
        _read(tmp_path, text)
    error = caught.value
    assert error.message.startswith(message)
    assert error.hint == hint
    assert str(error.origin) == str(tmp_path / "dbtool.toml")
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("text", "ms"), [("0", 0), ("500ms", 500), ("3s", 3000), ("2 min", 120_000), ("1h", 3_600_000)]
)
def test_duration_in_milliseconds(text: str, ms: int) -> None:
    assert milliseconds(text) == ms


@pytest.mark.parametrize("text", ["", "3", "3 days", "-1s", "1.5s", "s"])
def test_duration_without_meaning_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        milliseconds(text)
