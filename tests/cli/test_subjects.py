"""Options to subjects."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.cli.options import Live, Mode, Source, Which
from dbtool.cli.subjects import subjects
from dbtool.errors import WrongUsage

TOML = """
default_target = "near"
[databases.octopus]
variables.keep.bars = "1 year"
[databases.fx]
[targets.near]
url = "postgresql://near/{database}"
[targets.far]
url = "env:DBTOOL_TEST_FAR"
[targets.filed]
url = "file:x.url"
[targets.bare]
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dbtool.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "f.sql").write_text("SELECT 1;", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBTOOL_TEST_FAR", raising=False)
    return tmp_path


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "f.sql").write_text("SELECT 1;", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_databases_are_named_or_all() -> None:
    assert [subject.name for subject in subjects(Which(databases=["fx"]))] == ["fx"]
    both = subjects(Which(every=True))
    assert [(subject.name, subject.url) for subject in both] == [
        ("octopus", "postgresql://near/octopus"),
        ("fx", "postgresql://near/fx"),
    ]


@pytest.mark.usefixtures("project")
def test_options_are_over_the_target() -> None:
    live = Live(community_features=Mode.skip, lock_timeout=0, statement_timeout=5)
    source = Source(scratch_url="postgresql://scratch/x", provider="local")
    (subject,) = subjects(Which(databases=["fx"]), source, live)
    target = subject.target
    assert (target.community_features, target.lock_timeout_ms, target.statement_timeout_ms) == ("skip", 0, 5)
    assert (subject.scratch_url, subject.provider) == ("postgresql://scratch/x", "local")


@pytest.mark.usefixtures("project")
def test_url_of_several_databases_has_their_name() -> None:
    found = subjects(Which(every=True), live=Live(url="postgresql://h/x_{database}"))
    assert [subject.url for subject in found] == ["postgresql://h/x_octopus", "postgresql://h/x_fx"]
    assert found[0].target.name == "url"


@pytest.mark.usefixtures("project")
def test_variables_nest_and_know_booleans() -> None:
    which = Which(databases=["octopus"], variables=["keep.bars=30 days", "keep.new=true", "x=a=b"])
    (subject,) = subjects(which)
    assert subject.variables == {"keep": {"bars": "30 days", "new": True}, "x": "a=b"}


def test_definitions_of_a_database_of_the_project(project: Path) -> None:
    (subject,) = subjects(Which(databases=["fx"]), Source(definitions=Path("f.sql")))
    assert subject.sources == (Path("f.sql"),)
    assert subject.migrations == project / "migrations/fx"


@pytest.mark.usefixtures("nowhere")
def test_definitions_and_url_need_no_project() -> None:
    source, live = Source(definitions=Path("f.sql")), Live(url="postgresql://h/app")
    (subject,) = subjects(Which(), source, live, needs_live=True)
    assert (subject.name, subject.migrations, subject.url) == ("app", None, "postgresql://h/app")


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("host=h dbname=app password=secret", "app"),
        ("postgresql://me:secret@h/app?sslmode=prefer", "app"),
        ("postgresql://me:secret@h", "f"),
    ],
)
def test_name_of_a_bare_database_is_never_the_whole_url(url: str, name: str) -> None:
    (subject,) = subjects(Which(), Source(definitions=Path("f.sql")), Live(url=url), needs_live=True)
    assert subject.name == name


@pytest.mark.usefixtures("nowhere")
def test_what_is_no_url_is_refused_without_its_text() -> None:
    source = Source(definitions=Path("f.sql"))
    with pytest.raises(WrongUsage) as error:
        subjects(Which(), source, Live(url="postgresql://me:secret@[h/app"), needs_live=True)
    assert "secret" not in f"{error.value} {error.value.hint}"


@pytest.mark.usefixtures("nowhere")
def test_definitions_alone_are_named_after_their_file() -> None:
    (subject,) = subjects(Which(), Source(definitions=Path("f.sql")))
    assert (subject.name, subject.url) == ("f", None)


def test_project_is_a_folder_or_its_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.parent)
    for path in (project, project / "dbtool.toml", Path(project.name)):
        (subject,) = subjects(Which(databases=["fx"], project=path))
        assert subject.root == project


FX = Which(databases=["fx"])
WRONG = {
    "nothing named": (Which(), Live(), "no database named", "name one of octopus, fx, or say --all"),
    "twice": (
        Which(databases=["fx"], every=True),
        Live(),
        "--all already names every database",
        "leave one of the two out",
    ),
    "misspelt": (
        Which(databases=["octopis"]),
        Live(),
        "no database octopis in dbtool.toml",
        "did you mean octopus?",
    ),
    "one url": (
        Which(every=True),
        Live(url="postgresql://h/x"),
        "one URL cannot be several databases",
        "write {database} where its name belongs, or name one database",
    ),
    "variable": (
        Which(databases=["fx"], variables=["x"]),
        Live(),
        "--var x: this is not NAME=VALUE",
        "write --var keep='30 days'",
    ),
    "no project": (
        Which(project=Path("nope")),
        Live(),
        "there is no nope",
        "--project takes a folder with a dbtool.toml, or the file",
    ),
    "unset": (
        Which(databases=["fx"], target="far"),
        Live(),
        "the target far takes its URL from DBTOOL_TEST_FAR, which is not set",
        "export DBTOOL_TEST_FAR=postgresql://…, or say --url URL",
    ),
    "no file": (
        Which(databases=["fx"], target="filed"),
        Live(),
        "the target filed takes its URL from the file x.url, which is not there or empty",
        "write the URL into the file, or say --url URL",
    ),
    "no url": (
        Which(databases=["fx"], target="bare"),
        Live(),
        "the target bare has no URL",
        'add url = "env:NAME" to [targets.bare], or say --url URL',
    ),
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_named(case: str) -> None:
    which, live, message, hint = WRONG[case]
    with pytest.raises(WrongUsage) as caught:
        subjects(which, live=live, needs_live=True)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.usefixtures("nowhere")
def test_without_a_project_both_ways_are_offered() -> None:
    with pytest.raises(WrongUsage, match=r"there is no dbtool\.toml here or above") as caught:
        subjects(Which())
    assert caught.value.hint == "make a project with `dbtool init`, or say --definitions PATH and --url URL"
