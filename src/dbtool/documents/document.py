"""What a document says: statements with their places, and what in it is no statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from dbtool.definitions.sql_tokens import Token, lex
from dbtool.errors import Origin

# sql: written as SQL; table, list and enum: told by a Markdown table, a list of indexes, a Python class.
Form = Literal["sql", "table", "list", "enum"]


@dataclass(frozen=True)
class DocumentStatement:
    """One statement, without its semicolon.

    Shape: `comment` is the text of the comment lines right above; `section` are the headings that it stands
           under, outermost first. `unless_led` names a column: the statement makes an index on it that is
           only wanted where no key or other index begins with that column.
    """

    sql: str
    origin: Origin
    comment: str = ""
    section: tuple[str, ...] = ()
    form: Form = "sql"
    unless_led: str | None = None

    @cached_property
    def code(self) -> tuple[Token, ...]:
        """The tokens of the statement."""
        return tuple(lex(self.sql))

    def place(self, offset: int) -> Origin:
        """Give where a character of the statement stands in the document."""
        before = self.sql[:offset]
        lines = before.count("\n")
        if self.form != "sql":
            return Origin(self.origin.file, self.origin.line + lines)
        column = offset - (before.rfind("\n") + 1) + 1
        return Origin(
            self.origin.file,
            self.origin.line + lines,
            column if lines else column + max(0, self.origin.column - 1),
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a document that is no statement and must not go unsaid.

    Shape: `text` is what stands there; `mended` what to write instead, None where there is nothing.
    """

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    origin: Origin
    text: str = ""
    mended: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a shell block, as words."""

    words: tuple[str, ...]
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Document:
    """A document, read.

    Shape: `statements` stand in the document's order; `skipped` counts the blocks of other languages.
           `points` are the items of its lists.
    """

    file: str
    statements: tuple[DocumentStatement, ...] = ()
    remarks: tuple[Remark, ...] = ()
    commands: tuple[Command, ...] = ()
    points: tuple[tuple[str, Origin], ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
