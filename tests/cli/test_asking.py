"""Show the plan, ask, run: what apply and rollback share."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, field, replace

import pytest

from dbtool.cli.asking import Runs, run_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format
from dbtool.cli.output import Output
from dbtool.cli.progress import Watch
from dbtool.errors import DatabaseMissing, HazardRefused, WrongUsage
from dbtool.operations.results import ApplyOutcome, Preview
from dbtool.settings import Subject, Target
from tests.cli import samples

Captured = pytest.CaptureFixture[str]
OCTOPUS = Subject(name="octopus", sources=(), target=Target(name="prod"))
ALLOWED = replace(samples.PREVIEW, refused=())


class Terminal(io.StringIO):
    """A stdin at which a person sits."""

    def isatty(self) -> bool:
        return True


@dataclass
class Ran:
    """Runs of values, which remember what was run."""

    preview: Preview | Exception = ALLOWED
    runs: list[str] = field(default_factory=list)

    def verb(self, *, creates: bool = False) -> Runs:
        return Runs(self._preview, self._run, "Apply", "applied", creates=creates)

    def _preview(self, _subject: Subject, _progress: Watch) -> Preview:
        if isinstance(self.preview, Exception):
            raise self.preview
        return self.preview

    def _run(self, subject: Subject, _progress: Watch) -> ApplyOutcome:
        if isinstance(self.preview, Preview) and self.preview.refused:
            raise HazardRefused("deletes-data not allowed")
        self.runs.append(subject.name)
        return samples.APPLIED


def _go(ran: Ran, *, plan: bool = False, yes: bool = False, creates: bool = False) -> ExitStatus:
    verb = ran.verb(creates=creates)
    return run_each([OCTOPUS], Output(quiet=True), verb, plan=plan, yes=yes, form=Format.text)


@pytest.mark.parametrize(
    ("answer", "status", "runs"), [("y\n", 0, ["octopus"]), ("n\n", 1, []), ("\n", 1, [])]
)
def test_person_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, answer: str, status: int, runs: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ran = Ran()
    assert _go(ran) == status
    assert ran.runs == runs
    printed = capsys.readouterr()
    assert "drops column legacy of table public.orders" in printed.err
    assert "Apply 4 steps on octopus (prod)? [y/N]" in printed.err
    assert ("octopus: applied 0001" in printed.out) is bool(runs)


def test_end_of_input_is_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    with pytest.raises(KeyboardInterrupt):
        _go(Ran())


def test_without_a_terminal_yes_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    ran = Ran()
    with pytest.raises(WrongUsage, match="no terminal to ask at"):
        _go(ran)
    assert ran.runs == []
    assert _go(ran, yes=True) is ExitStatus.DONE


def test_refused_hazards_are_shown_and_not_asked_about(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert _go(Ran(samples.PREVIEW)) is ExitStatus.HAZARD_REFUSED
    printed = capsys.readouterr().err
    assert "Not allowed yet: changes-access, deletes-data." in printed
    assert "[y/N]" not in printed


def test_missing_database_is_made_after_a_question(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    ran = Ran(DatabaseMissing("the database octopus does not exist"))
    assert _go(ran) is ExitStatus.FAILURE
    assert ran.runs == []
    assert _go(ran, creates=True) is ExitStatus.DONE
    assert "octopus does not exist on prod. Create it and apply everything?" in capsys.readouterr().err


def test_plan_runs_nothing(capsys: Captured) -> None:
    ran = Ran()
    assert _go(ran, plan=True) is ExitStatus.DONE
    assert _go(Ran(samples.PREVIEW), plan=True) is ExitStatus.HAZARD_REFUSED
    assert ran.runs == []
    assert "0002 add alerts" in capsys.readouterr().out
