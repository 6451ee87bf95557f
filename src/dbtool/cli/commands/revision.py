"""`dbtool revision`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.offers import agreed
from dbtool.cli.options import Format, OutputFormat, RenameOption, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch
    from dbtool.model.change import Rename
    from dbtool.operations.results import RevisionResult
    from dbtool.settings import Subject

Message = Annotated[
    str, typer.Option("--message", "-m", metavar="TEXT", help="What the revision is for, in a few words.")
]


def command(
    which: Which,
    source: Source,
    talk: Talk,
    message: Message,
    rename: RenameOption = None,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Record what changed in the definitions as a new revision.

    The revision is proved on a scratch server, up and down, before it is written with the new state.json.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.revision import revision_text, revision_values

    output = Output.of(talk)

    def work(subject: Subject, progress: Watch) -> RevisionResult:
        def ask(offers: Sequence[Rename]) -> Sequence[Rename]:
            progress.end()
            return agreed(offers, output)

        return api.revision(subject, message=message, progress=progress, ask=ask)

    results, status = over_each(
        subjects(which, source, renames=rename),
        output,
        work,
        stop=True,
    )
    if form is Format.json:
        output.data(json_text(map(revision_values, results)))
    else:
        output.marked("\n".join(map(revision_text, results)))
    return status
