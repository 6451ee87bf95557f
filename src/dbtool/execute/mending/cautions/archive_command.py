"""archive_command with a bare cp: it writes over what is there, and a half copied file counts as archived."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.documents.document import Document
from dbtool.documents.finding import ImportFinding
from dbtool.errors import Origin
from dbtool.execute.mending.scene import Scene


def archive_command(_scene: Scene, document: Document) -> Iterator[ImportFinding]:
    """Find settings and command lines that archive by cp without asking whether the file is there."""
    lines: list[tuple[str, Origin]] = [(command.text, command.origin) for command in document.commands]
    for remark in document.remarks:
        for number, line in enumerate(remark.text.split("\n")):
            lines.append((line, Origin(remark.origin.file, remark.origin.line + number)))
    for line, origin in lines:
        name, _, value = line.partition("=")
        command = value.strip().strip("'").strip()
        if name.strip() != "archive_command" or not command.startswith("cp ") or "test " in command:
            continue
        _, source, target, *_ = (*command.split(), "", "")
        yield ImportFinding(
            code="archive-overwrites",
            severity="warning",
            state="apart",
            message="cp writes over a file that is archived already, which the manual warns of.",
            origin=origin,
            statement=line.strip(),
            mended=f"archive_command = 'test ! -f {target} && cp {source} {target}'",
            hint="a tool for backups archives to another machine: dbtool backup, pgBackRest",
        )
