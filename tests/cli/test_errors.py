"""What an error prints, and the exit status it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, status_of, worst
from dbtool.cli.output import Output
from dbtool.cli.progress import Watch
from dbtool.errors import (
    CommunityRequired,
    DbtoolError,
    HazardRefused,
    InvalidDefinition,
    InvalidDefinitions,
    LedgerConflict,
    LockedByAnother,
    Origin,
    ServerUnavailable,
    StepFailed,
    VerificationFailed,
    WrongUsage,
)
from dbtool.settings import Subject
from tests.cli.programs import run_dbtool

Captured = pytest.CaptureFixture[str]

STATUSES: dict[type[DbtoolError], ExitStatus] = {
    WrongUsage: ExitStatus.WRONG_USAGE,
    HazardRefused: ExitStatus.HAZARD_REFUSED,
    VerificationFailed: ExitStatus.VERIFICATION_FAILED,
    ServerUnavailable: ExitStatus.FAILURE,
    StepFailed: ExitStatus.FAILURE,
    CommunityRequired: ExitStatus.FAILURE,
    LockedByAnother: ExitStatus.FAILURE,
    LedgerConflict: ExitStatus.FAILURE,
}


@pytest.mark.parametrize("kind", STATUSES)
def test_error_gives_its_status(kind: type[DbtoolError]) -> None:
    assert status_of(kind("x")) is STATUSES[kind]


def test_gravest_status_wins() -> None:
    assert worst([]) is ExitStatus.DONE
    assert worst([ExitStatus.DIFFERENCES, ExitStatus.FAILURE, ExitStatus.DONE]) is ExitStatus.FAILURE
    assert worst([ExitStatus.DIFFERENCES, ExitStatus.DONE]) is ExitStatus.DIFFERENCES


def test_error_prints_place_sentence_and_hint(capsys: Captured) -> None:
    error = StepFailed("the server refused it", hint="look at the log", origin=Origin("a.yml", 3))
    status = Output(quiet=True).fail(error, "octopus")
    printed = capsys.readouterr()
    assert status is ExitStatus.FAILURE
    assert printed.out == ""
    assert printed.err == "error: octopus: a.yml:3: the server refused it\n  hint: look at the log\n"


def test_every_definition_error_is_printed(capsys: Captured) -> None:
    errors = [
        InvalidDefinition("unknown key tabel", hint="did you mean table?", origin=Origin("b.yml", 2, 1)),
        InvalidDefinition("there is no table x", origin=Origin("a.yml", 14, 7)),
    ]
    assert Output().fail(InvalidDefinitions(errors)) is ExitStatus.FAILURE
    assert capsys.readouterr().err == (
        "a.yml:14:7: there is no table x\n"
        "b.yml:2:1: unknown key tabel\n"
        "  hint: did you mean table?\n"
        "error: 2 errors in the definitions\n"
    )


def _raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_fault_is_one_line_unless_asked(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBTOOL_DEBUG", raising=False)
    assert Output().fail_unexpectedly(_raised(KeyError("x"))) is ExitStatus.FAILURE
    assert capsys.readouterr().err == (
        "error: this is a fault in dbtool: KeyError: 'x'\n"
        "  hint: DBTOOL_DEBUG=1 or --verbose shows where; please report it\n"
    )
    for output, debug in ((Output(verbose=True), "0"), (Output(), "1")):
        monkeypatch.setenv("DBTOOL_DEBUG", debug)
        output.fail_unexpectedly(_raised(KeyError("x")))
        assert "Traceback (most recent call last)" in capsys.readouterr().err


def _failing(name: str) -> Callable[[Subject, Watch], str]:
    def work(subject: Subject, _progress: Watch) -> str:
        if subject.name == name:
            raise LedgerConflict("not this one")
        return subject.name

    return work


def _subjects() -> tuple[Subject, ...]:
    return tuple(Subject(name=name, sources=()) for name in ("a", "b", "c"))


def test_an_error_does_not_keep_others_from_being_looked_at(capsys: Captured) -> None:
    found = over_each(_subjects(), Output(), _failing("b"))
    assert found == (["a", "c"], ExitStatus.FAILURE)
    assert capsys.readouterr().err == "error: b: not this one\n"


def test_work_that_changes_something_stops_at_an_error(capsys: Captured) -> None:
    found = over_each(_subjects(), Output(), _failing("b"), stop=True)
    assert found == (["a"], ExitStatus.FAILURE)
    assert capsys.readouterr().err == "error: b: not this one\nnot tried: c\n"


USAGE = {
    "unknown command": (["aply"], "No such command 'aply'"),
    "unknown option": (["diff", "--formt"], "No such option"),
    "unknown format": (["diff", "--format", "xml"], "xml"),
    "bad duration": (["apply", "--lock-timeout", "3x"], "3x is no duration"),
    "no project": (["diff"], "there is no dbtool.toml here or above"),
    "nobody to ask": (["apply", "--direct", "--definitions", ".", "--url", "postgresql://h/x"], "--yes"),
    "definitions without direct": (["apply", "--definitions", ".", "--url", "x"], "--direct"),
    "twice": (["rollback", "--steps", "1", "--to", "base", "--url", "x"], "twice"),
    "no message": (["revision"], "--message"),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_is_status_2_and_says_why(case: str, tmp_path: Path) -> None:
    arguments, words = USAGE[case]
    done = run_dbtool(*arguments, folder=tmp_path)
    assert done.returncode == ExitStatus.WRONG_USAGE
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr
