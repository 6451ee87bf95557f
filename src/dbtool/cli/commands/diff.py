"""`dbtool diff`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.offers import with_agreed
from dbtool.cli.options import TALKING, DiffFormat, Live, RenameOption, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch
    from dbtool.operations.results import DiffResult
    from dbtool.settings import Subject

Form = Annotated[
    DiffFormat, typer.Option("--format", help="How to print the differences.", rich_help_panel=TALKING)
]


def command(
    which: Which,
    source: Source,
    live: Live,
    talk: Talk,
    rename: RenameOption = None,
    form: Form = DiffFormat.text,
) -> ExitStatus:
    """Say what differs between the definitions and the live database, and why.

    Each difference has a cause: pending (a revision not yet applied), unrecorded (definitions newer than the
    last revision) or drift (changed by hand). Exit status 3 says that there are differences.
    """
    from dbtool import api

    output = Output.of(talk)

    def work(subject: Subject, progress: Watch) -> DiffResult:
        found = api.diff(subject, progress=progress)
        if not found.offers:
            return found
        progress.end()
        renamed = with_agreed(subject, found.offers, output)
        return api.diff(renamed, progress=progress) if renamed else found

    chosen = subjects(which, source, live, needs_live=True, renames=rename)
    results, status = over_each(chosen, output, work)
    _print(output, results, form)
    different = any(result.differences or result.unmade for result in results)
    return worst([status, ExitStatus.DIFFERENCES if different else ExitStatus.DONE])


def _print(output: Output, results: Sequence[DiffResult], form: DiffFormat) -> None:
    # Each form's module when it is asked for: most know the kinds, which a diff without differences does not.
    match form:
        case DiffFormat.text:
            from dbtool.diff.report_text import text

            output.marked("\n".join(text(result, output.width) for result in results))
        case DiffFormat.json:
            from dbtool.cli.printing.common import json_text
            from dbtool.diff.report_json import diff_values

            output.data(json_text(map(diff_values, results)))
        case DiffFormat.markdown:
            from dbtool.diff.report_markdown import markdown

            output.data("\n".join(map(markdown, results)))
        case DiffFormat.sarif:
            from dbtool.cli.printing.diff_sarif import sarif_text

            output.data(sarif_text(results))
        case DiffFormat.sql:
            from dbtool.diff.report_sql import plan_sql

            # One database's script is for psql as it stands; of several each says whose it is.
            scripts = [(f"-- {result.database}\n\n", plan_sql(result.plan)) for result in results]
            heads = len(results) > 1
            output.data("\n".join(f"{head}{script}" if heads else script for head, script in scripts))
