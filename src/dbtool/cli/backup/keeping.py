"""`dbtool backup prune`, `hold` and `release`."""

from __future__ import annotations

from dbtool.cli.backup.options import DryRun, Reason, Wait, Where
from dbtool.cli.backup.words import named, one_named, parted
from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, OutputFormat, Talk, Which
from dbtool.cli.output import Output


def prune_command(
    which: Which,
    where: Where,
    talk: Talk,
    wait: Wait = False,
    dry_run: DryRun = False,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Remove backups that no rule of dbtool.toml keeps, never the newest verified one."""
    from dbtool import api
    from dbtool.cli.printing.backup import pruned_text, pruned_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    results, status = over_each(
        named(which, where),
        output,
        lambda each, _progress: api.backup_prune(each.name, each.place(where), dry_run=dry_run, wait=wait),
    )
    if form is Format.json:
        output.data(json_text(map(pruned_values, results)))
    else:
        output.marked("\n".join(map(pruned_text, results)))
    refused = any(each.refused for each in results)
    return worst([status, ExitStatus.FAILURE if refused else ExitStatus.DONE])


def hold_command(which: Which, where: Where, talk: Talk, reason: Reason = "held by hand") -> ExitStatus:
    """Keep a backup from being pruned."""
    from dbtool import api

    which, word = parted(which)
    each = one_named(which, where)
    Output.of(talk).data(f"held: {api.backup_hold(each.name, word, each.place(where), reason)}")
    return ExitStatus.DONE


def release_command(which: Which, where: Where, talk: Talk) -> ExitStatus:
    """Let a held backup be pruned again."""
    from dbtool import api

    which, word = parted(which)
    each = one_named(which, where)
    backup, was = api.backup_release(each.name, word, each.place(where))
    Output.of(talk).data(f"released: {backup}" if was else f"{backup} was not held")
    return ExitStatus.DONE
