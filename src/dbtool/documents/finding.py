"""A finding of an import: what is wrong with one statement of a document, and what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dbtool.errors import Origin
from dbtool.model.key import Key

Severity = Literal["error", "warning", "info"]
# mended: the definitions hold the mended text; left-out: they do not hold the statement; kept: they hold it
# as the document has it; apart: it is nothing that a definition holds.
State = Literal["mended", "left-out", "kept", "apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinding:
    """One fault of one statement.

    Shape: `message` is the reason in one sentence; `server_message` is what the server said, None where the
           statement is valid. `statement` is the statement as it was found and `mended` what it becomes, both
           without passwords. With `replaces` the mended text takes the statement's place, otherwise it stands
           beside it; `mended_at` is where, if not at `origin`. `language` is that of `mended`. `rule` and
           `key` are the name of a check and the object that it found.
    """

    code: str
    severity: Severity
    state: State
    message: str
    origin: Origin
    statement: str = ""
    server_message: str | None = None
    sqlstate: str | None = None
    mended: str | None = None
    replaces: bool = False
    mended_at: Origin | None = None
    language: Literal["sql", "yaml"] = "sql"
    hint: str | None = None
    rule: str | None = None
    key: Key | None = None

    @property
    def open(self) -> bool:
        """Say whether it is an error that nothing mended."""
        return self.severity == "error" and self.state in {"left-out", "kept"}
