"""Commands of a document that back up less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch

from dbtool.documents.document import Command, Document
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.scene import Scene


def backups(scene: Scene, document: Document) -> Iterator[ImportFinding]:
    """Find pg_dump of single hypertables, and pg_restore without TimescaleDB's two calls."""
    hypertables = [table for _, table in scene.hypertables()]
    calls = {word for command in document.commands for word in command.words if "timescaledb_p" in word}
    for command in document.commands:
        tool = command.words[0]
        if tool == "pg_dump":
            empty = [name for name in hypertables if any(fnmatch(name, t) for t in _tables(command))]
            if empty:
                yield _finding(
                    command,
                    "empty-dump",
                    "pg_dump -t takes the table alone, and all rows of a hypertable are in its chunks: the "
                    f"dump of {', '.join(empty)} holds none.",
                    "dump the whole database, or COPY (SELECT …) TO a file",
                )
        elif tool == "pg_restore" and hypertables and not calls:
            yield _finding(
                command,
                "restore-without-hooks",
                "A database with hypertables is restored between timescaledb_pre_restore() and "
                "timescaledb_post_restore(), else rows and keys are lost.",
                "dbtool restore does both",
            )


def _tables(command: Command) -> list[str]:
    words = command.words
    following = [words[n + 1] for n, word in enumerate(words[:-1]) if word in {"-t", "--table"}]
    return following + [word.partition("=")[2] for word in words if word.startswith("--table=")]


def _finding(command: Command, code: str, message: str, hint: str) -> ImportFinding:
    return ImportFinding(
        code=code,
        severity="warning",
        state="apart",
        message=message,
        origin=command.origin,
        statement=command.text,
        hint=hint,
    )
