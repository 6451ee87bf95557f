"""`dbtool backup list`, `show`, `verify` and `status`."""

from __future__ import annotations

from dbtool.cli.backup.options import (
    Drill,
    Level,
    LevelOption,
    MaxAge,
    MaxVerifyAge,
    Metrics,
    Readers,
    Where,
)
from dbtool.cli.backup.words import from_folder, named, one_named, parted
from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, OutputFormat, Scratch, Talk, Which
from dbtool.cli.output import Output
from dbtool.errors import WrongUsage


def list_command(which: Which, where: Where, talk: Talk, form: OutputFormat = Format.text) -> ExitStatus:
    """List the backups: what is there, what is verified, what is broken."""
    from dbtool import api
    from dbtool.cli.printing.backup import listed_text, listed_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    found = [api.backup_list(each.name, each.place(where)) for each in named(which, where)]
    if form is Format.json:
        output.data(json_text(map(listed_values, found)))
    else:
        output.data("\n\n".join(map(listed_text, found)) if found else "there are no backups")
    return ExitStatus.DONE


def show_command(which: Which, where: Where, talk: Talk, form: OutputFormat = Format.text) -> ExitStatus:
    """Show one backup: its manifest, and every look at it."""
    from dbtool import api
    from dbtool.cli.printing.backup import shown_text, shown_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    which, word = parted(which)
    each = one_named(which, where)
    backup = api.backup_found(each.name, word, each.place(where))
    if form is Format.json:
        output.data(json_text([shown_values(each.name, backup)]))
    else:
        output.data(shown_text(each.name, backup))
    return ExitStatus.DONE


def verify_command(
    which: Which,
    where: Where,
    readers: Readers,
    scratch: Scratch,
    talk: Talk,
    level: LevelOption = None,
    drill: Drill = False,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Say whether a backup is whole: checksums and decoding, or with --drill a restore that is compared.

    Without an id it is the latest one of each database.
    """
    from dbtool import api
    from dbtool.cli.printing.backup import verified_text, verified_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    which, where = from_folder(which, where)
    if drill and level in (Level.checksum, Level.decode):
        raise WrongUsage(f"--drill goes further than --level {level}", hint="leave one of them out")
    wanted = "drill" if drill or level in (Level.drill, Level.restore) else (level or Level.decode).value
    request = api.VerifyRequest(
        level=wanted, scratch=api.Scratch(url=scratch.scratch_url, provider=scratch.provider)
    )
    which, word = parted(which)
    chosen = (one_named(which, where),) if word and word != "latest" else named(which, where)
    results, status = over_each(
        chosen,
        output,
        lambda each, progress: api.backup_verify(
            each.name, word, each.place(where, readers.identity), request, progress=progress
        ),
    )
    if form is Format.json:
        output.data(json_text(map(verified_values, results)))
    else:
        output.marked("\n".join(map(verified_text, results)))
    bad = any(not each.verification.ok for each in results)
    return worst([status, ExitStatus.VERIFICATION_FAILED if bad else ExitStatus.DONE])


def status_command(
    which: Which,
    where: Where,
    talk: Talk,
    max_age: MaxAge = None,
    max_verify_age: MaxVerifyAge = None,
    metrics: Metrics = None,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Say how old the backups are, with status 5 where they are older than they may be."""
    from dbtool import api
    from dbtool.cli.printing.backup import status_text, status_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    results, status = over_each(
        named(which, where),
        output,
        lambda each, _progress: api.backup_status(
            each.name, each.place(where), max_age=max_age, max_verify_age=max_verify_age
        ),
    )
    if metrics:
        api.backup_metrics(results, metrics)
    if form is Format.json:
        output.data(json_text(map(status_values, results)))
    else:
        output.marked("\n".join(map(status_text, results)))
    stale = any(each.stale for each in results) or not results
    return worst([status, ExitStatus.VERIFICATION_FAILED if stale else ExitStatus.DONE])
