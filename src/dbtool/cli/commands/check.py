"""`dbtool check`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import TALKING, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects
from dbtool.errors import InvalidDefinition, InvalidDefinitions, WrongUsage

if TYPE_CHECKING:
    from dbtool.operations.results import CheckResult, Finding

RULES = "Rules"


class CheckFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


class FailOn(StrEnum):
    """From which severity on a finding is a failure."""

    error = "error"
    warning = "warning"
    info = "info"


Replay = Annotated[
    bool, typer.Option("--replay", help="Prove the revisions too: up from empty, down, and up again.")
]
Form = Annotated[
    CheckFormat, typer.Option("--format", help="How to print the findings.", rich_help_panel=TALKING)
]
Bar = Annotated[
    FailOn, typer.Option("--fail-on", help="End with status 1 from this severity on.", rich_help_panel=RULES)
]
NoLint = Annotated[
    bool, typer.Option("--no-lint", help="Do not lint hand-written SQL.", rich_help_panel=RULES)
]
Explain = Annotated[
    str | None,
    typer.Option(metavar="RULE", help="Print the page of a rule, by code or name.", rich_help_panel=RULES),
]
Listed = Annotated[bool, typer.Option("--list", help="List all rules.", rich_help_panel=RULES)]


def command(
    which: Which,
    source: Source,
    talk: Talk,
    replay: Replay = False,
    fail_on: Bar = FailOn.error,
    no_lint: NoLint = False,
    explain: Explain = None,
    listed: Listed = False,
    form: Form = CheckFormat.text,
) -> ExitStatus:
    """Say whether the definitions are valid and recorded; no live database is needed.

    The rules say what is wrong with definitions that can be built; `--list` has them, and `--explain` a page
    of each.
    """
    output = Output.of(talk)
    if explain is not None or listed:
        return _about_rules(output, explain)
    from dbtool import api
    from dbtool.cli.printing.check import check_status

    results, status = over_each(
        subjects(which, source),
        output,
        lambda subject, progress: api.check(subject, replay=replay, lint=not no_lint, progress=progress),
    )
    _print(output, results, form)
    return worst([status, *(check_status(result, fail_on.value) for result in results)])


def _about_rules(output: Output, explain: str | None) -> ExitStatus:
    from dbtool.checks.known import nearest, rule_called
    from dbtool.cli.printing.check_rules import list_text, page_text

    if explain is None:
        output.data(list_text())
        return ExitStatus.DONE
    rule = rule_called(explain)
    if rule is None:
        near = nearest(explain)
        hint = f"did you mean {near}?" if near else "`dbtool check --list` has the codes and names"
        raise WrongUsage(f"there is no rule {explain}", hint=hint)
    output.data(page_text(rule))
    return ExitStatus.DONE


def _print(output: Output, results: Sequence[CheckResult], form: CheckFormat) -> None:
    match form:
        case CheckFormat.text:
            from dbtool.cli.printing.check import check_text

            output.marked("\n".join(check_text(result, output.width) for result in results))
            for result in results:
                _complain(output, result, result.database if len(results) > 1 else "")
        case CheckFormat.json:
            from dbtool.cli.printing.check import check_values
            from dbtool.cli.printing.common import json_text

            output.data(json_text(map(check_values, results)))
        case CheckFormat.sarif:
            from dbtool.cli.printing.check_sarif import sarif_text

            output.data(sarif_text(results))
        case CheckFormat.github:
            from dbtool.cli.printing.check_github import github_text

            output.data(github_text(results))


def _complain(output: Output, result: CheckResult, name: str) -> None:
    """Tell, as every command does, why the definitions cannot be built."""
    errors = [InvalidDefinition(one.message, hint=_hint(one), origin=one.origin) for one in result.refused]
    if errors:
        output.fail(InvalidDefinitions(errors), name)


def _hint(finding: Finding) -> str | None:
    """Give the hint; that of a rule with where to read more."""
    ruled = finding.hint and finding.name != finding.code
    return f"{finding.hint}\nsee `dbtool check --explain {finding.code}`" if ruled else finding.hint
