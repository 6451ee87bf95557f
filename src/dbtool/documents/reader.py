"""A file to a Document: Markdown by its blocks, anything else as SQL."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dbtool.documents.document import Command, Document, DocumentStatement, Remark
from dbtool.documents.enums import enum_types
from dbtool.documents.markdown import Block, Cell, read_markdown
from dbtool.documents.shell import LANGUAGES as SHELLS
from dbtool.documents.shell import shell_commands
from dbtool.documents.sql_text import looks_like_sql, read_sql_text
from dbtool.documents.tables import Told, index_statement, table_statements
from dbtool.errors import InvalidDefinition, Origin, WrongUsage

MARKDOWN = (".md", ".markdown", ".mdown")
SQL = (".sql", ".psql", ".ddl")
_SQL_BLOCKS = frozenset({"sql", "postgresql", "postgres", "psql", "pgsql", "plpgsql", "timescaledb", "mysql"})
_PYTHON = frozenset({"python", "py", "python3"})


def is_document(name: str) -> bool:
    """Say whether the name is one of a file that can be read here."""
    return name.lower().endswith((*MARKDOWN, *SQL))


def read_document(path: Path) -> Document:
    """Give what a Markdown or SQL file says.

    Errors: WrongUsage for a file of another sort; InvalidDefinition where it is missing or no text.
    """
    if not is_document(path.name):
        raise WrongUsage(
            f"{path.name} is neither Markdown nor SQL",
            hint=f"the name of a document ends in {', '.join((*MARKDOWN, *SQL))}",
        )
    origin = Origin.of(path)
    text = _text(path, origin)
    if path.name.lower().endswith(MARKDOWN):
        return _Reading(origin.file).read(text)
    statements, remarks = read_sql_text(text, origin.file)
    return Document(origin.file, tuple(statements), tuple(remarks))


def _text(path: Path, origin: Origin) -> str:
    if not path.is_file():
        raise InvalidDefinition("there is no such file", hint="name a .sql or .md file", origin=origin)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDefinition(
            f"the file is not UTF-8: byte {error.start} cannot be read",
            hint="save it as UTF-8, for example with iconv -t UTF-8",
            origin=origin,
        ) from None
    if "\0" in text:
        raise InvalidDefinition(
            "the file holds zero bytes, so it is no text", hint="name a text file", origin=origin
        )
    return text.replace("\r\n", "\n")


class _Reading:
    """One Markdown document, as its blocks are read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._statements: list[DocumentStatement] = []
        # What a list of indexes repeats is said better by SQL: it counts where nothing else says it.
        self._listed: list[DocumentStatement] = []
        self._remarks: list[Remark] = []
        self._commands: list[Command] = []
        self._points: list[tuple[str, Origin]] = []
        self._skipped: Counter[str] = Counter()
        self._told = Told()
        self._section: tuple[str, ...] = ()

    def read(self, text: str) -> Document:
        """Give the document."""
        for block in read_markdown(text):
            if block.section != self._section:
                self._section, self._told = block.section, Told()
            if block.kind == "code":
                self._code(block)
            elif block.kind == "table":
                self._statements += table_statements(block, self._file, self._told)
            elif block.cell and block.kind == "paragraph":
                self._tell(block)
            elif block.cell:
                self._item(block.cell, block.section)
        return Document(
            self._file,
            (*self._statements, *self._listed),
            tuple(self._remarks),
            tuple(self._commands),
            tuple(self._points),
            dict(sorted(self._skipped.items())),
        )

    def _code(self, block: Block) -> None:
        language = block.language
        if language in _SQL_BLOCKS or (not language and looks_like_sql(block.text)):
            statements, remarks = read_sql_text(
                block.text, self._file, first_line=block.line, indent=block.indent, section=block.section
            )
            self._statements += statements
            self._remarks += remarks
            return
        if language in SHELLS:
            self._commands += shell_commands(block, self._file)
        types = enum_types(block, self._file) if language in _PYTHON else []
        self._statements += types
        if not types:
            self._skipped[language or "text"] += 1

    def _item(self, cell: Cell, section: tuple[str, ...]) -> None:
        found = index_statement(cell, self._file, self._told.name, section) if self._told.name else None
        if found:
            self._listed.append(found)
        else:
            self._points.append((cell.text, Origin(self._file, cell.line)))

    def _tell(self, block: Block) -> None:
        """Take note of `**Table**: name` and `**Purpose**: …` above a table."""
        cell = block.cell
        if cell is None:
            return
        label, _, said = cell.text.partition(":")
        match label.strip().lower():
            case "table" | "table name":
                name = cell.codes[0] if cell.codes else said.strip()
                self._told = Told(name or None, self._told.purpose)
            case "purpose" | "description":
                self._told = Told(self._told.name, said.strip() or None)
