"""A LiveImport in print; and what every import says of the files it wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import objects_text, total, wrapped
from dbtool.diff.report import describe, mark
from dbtool.diff.report_json import change_values, origin_values
from dbtool.diff.report_rows import counted
from dbtool.operations.import_live import LiveImport
from dbtool.operations.import_write import Writing

# More than a person reads line by line.
MANY = 40


def writing_status(writing: Writing) -> ExitStatus:
    """Definitions that say something else than what was read are a failure."""
    return ExitStatus.DONE if writing.exact else ExitStatus.FAILURE


def files_text(writing: Writing) -> str:
    """Give the files, one a line, as a person at this place would write them."""
    return "\n".join(os.path.relpath(path) for path in writing.files)


def import_text(found: LiveImport) -> str:
    """Give the summary of one live database."""
    head = f"{found.database}: {counted(len(found.writing.files), 'file')} from {found.source}"
    lines = [
        *wrapped(f"{head}, {total(found.writing.objects)} ({found.seconds:.1f} s)", "", "    "),
        objects_text(found.writing.objects),
        *_owners(found.unowned),
        *_roles(found.roles_left),
        *writing_lines(found.writing),
    ]
    return "\n".join(lines)


def writing_lines(writing: Writing) -> Iterator[str]:
    """Give what could not be said, what is not said exactly, and what scratch refuses."""
    if writing.unexpressed:
        yield f"    not expressed, {counted(len(writing.unexpressed), 'object')}:"
        reasons: dict[str, list[str]] = {}
        for name, reason in writing.unexpressed:
            reasons.setdefault(reason, []).append(name)
        for reason, names in reasons.items():
            yield f"      {reason}:"
            yield from _some(names)
    if writing.refused:
        yield f"    not carried over exactly: scratch refuses {counted(len(writing.refused), 'definition')}:"
        yield from _some([str(error) for error in writing.refused])
        if writing.unexpressed:
            hint = (
                "hint: write the statements that make what is not expressed into a .sql file of the "
                "definitions; dbtool leaves such objects alone, but what uses them can be built"
            )
            yield from wrapped(hint, "      ", "        ")
    if writing.differences:
        yield f"    not carried over exactly, {counted(len(writing.differences), 'object')}:"
        yield from _some([f"{mark(change)} {describe(change)}" for change in writing.differences])
    if writing.exact:
        yield "    proved: built from the files, the database is the one that was read"


def _some(lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:MANY]:
        yield from wrapped(line, "        ", "          ")
    if len(lines) > MANY:
        yield f"        and {len(lines) - MANY} more; --format json has all"


def _owners(unowned: Mapping[str, int]) -> Iterator[str]:
    for owner in sorted(unowned):
        text = f"owner left out: {counted(unowned[owner], 'object')} of {owner}"
        yield from wrapped(f"{text}; whoever applies the definitions will own them", "    ", "      ")


def _roles(names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        count = counted(len(names), "role")
        text = f"left out: {count} of the server that nothing here mentions ({shown}); --role takes one along"
        yield from wrapped(text, "    ", "      ")


def import_values(found: LiveImport) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": found.database,
        "source": found.source,
        **writing_values(found.writing),
        "roles_left": list(found.roles_left),
        "unowned": dict(found.unowned),
        "seconds": round(found.seconds, 3),
    }


def writing_values(writing: Writing) -> dict[str, Any]:
    """Give the JSON form of what was written."""
    return {
        "files": [os.path.relpath(path) for path in writing.files],
        "objects": dict(writing.objects),
        "unexpressed": [{"object": name, "reason": reason} for name, reason in writing.unexpressed],
        "differences": [change_values(change) for change in writing.differences],
        "refused": [
            {"message": error.message, "hint": error.hint, "origin": origin_values(error.origin)}
            for error in writing.refused
        ],
    }
