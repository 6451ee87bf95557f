"""Tables of columns in Markdown as CREATE TABLE: `| Column | Type | Constraints | Description |`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.sql_tokens import Token, folded, lex, listed, parts, path_at
from dbtool.documents.document import DocumentStatement
from dbtool.documents.enums import type_name
from dbtool.documents.markdown import Block, Cell
from dbtool.errors import Origin
from dbtool.model.quoting import ident, literal, qualified

_COLUMN = listed("column field")
_CONSTRAINTS = listed("constraints constraint attributes")
_DESCRIPTION = listed("description purpose notes comment")
_INDEX = listed("index indexed")
_KEY_WORDS = {"pk": "PRIMARY KEY", "uk": "UNIQUE", "uq": "UNIQUE"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the text above a table of columns says of it."""

    name: str | None = None
    purpose: str | None = None


@dataclass(slots=True)
class _Row:
    """One column, as SQL in the author's words."""

    name: str
    sql: str
    line: int
    description: str = ""
    indexed: bool = False


@dataclass(slots=True)
class _Header:
    places: dict[str, int] = field(default_factory=dict)

    def cell(self, row: Sequence[Cell], name: str) -> str:
        place = self.places.get(name)
        return row[place].text if place is not None and place < len(row) else ""


def table_statements(block: Block, file: str, told: Told) -> list[DocumentStatement]:
    """Give the statements of a table of columns; none where the block is a table of something else."""
    header = _header(block.rows[0]) if block.rows else None
    name = told.name
    if header is None or name is None or len(block.rows) < 2:
        return []
    rows = [_row(header, row) for row in block.rows[1:]]
    path = tuple(folded(part) for part in name.split("."))
    return list(_statements(path, rows, told, block, file))


def index_statement(cell: Cell, file: str, table: str, section: tuple[str, ...]) -> DocumentStatement | None:
    """Give the index that a list item such as "`idx_a` on `(x, y)`" tells, None for any other item."""
    if len(cell.codes) != 2 or " on " not in cell.text.lower():
        return None
    columns = [part[0].name for part in parts(tuple(_inner(cell.codes[1]))) if len(part) == 1]
    if not columns or None in columns:
        return None
    unique = "unique" in cell.text.lower().replace(cell.codes[0].lower(), "").split()
    sql = clause(
        "CREATE",
        unique and "UNIQUE",
        "INDEX",
        ident(cell.codes[0]),
        "ON",
        qualified(*table.split(".")),
        in_parentheses(ident(column) for column in columns if column),
    )
    return DocumentStatement(sql, Origin(file, cell.line), section=section, form="list")


def _statements(
    path: tuple[str, ...], rows: Sequence[_Row], told: Told, block: Block, file: str
) -> Iterator[DocumentStatement]:
    # Three lines stand above the first row and two above the first column: the places of both are the same.
    create = clause("CREATE TABLE", qualified(*path))
    body = ",\n".join(f"    {row.sql}" for row in rows)
    yield _statement(f"{create}\n(\n{body}\n)", block.line, block, file)
    if told.purpose:
        sql = clause("COMMENT ON TABLE", qualified(*path), "IS", literal(told.purpose))
        yield _statement(sql, block.line, block, file)
    for row in rows:
        if row.description:
            sql = clause("COMMENT ON COLUMN", qualified(*path, row.name), "IS", literal(row.description))
            yield _statement(sql, row.line, block, file)
        if row.indexed:
            sql = clause("CREATE INDEX ON", qualified(*path), in_parentheses([ident(row.name)]))
            origin = Origin(file, row.line)
            yield DocumentStatement(sql, origin, section=block.section, form="table", unless_led=row.name)


def _statement(sql: str, line: int, block: Block, file: str) -> DocumentStatement:
    return DocumentStatement(sql, Origin(file, line), section=block.section, form="table")


def _header(cells: Sequence[Cell]) -> _Header | None:
    found = _Header()
    for place, cell in enumerate(cells):
        title = cell.text.lower()
        for name, words in (
            ("column", _COLUMN),
            ("constraints", _CONSTRAINTS),
            ("description", _DESCRIPTION),
        ):
            if title in words or title.removesuffix(" name") in words:
                found.places.setdefault(name, place)
        if title in {"type", "data type"}:
            found.places["type"] = place
    return found if {"column", "type"} <= found.places.keys() else None


def _row(header: _Header, row: Sequence[Cell]) -> _Row:
    name = header.cell(row, "column")
    found = _Row(name, "", row[0].line, header.cell(row, "description"))
    said = []
    for part in parts(tuple(lex(header.cell(row, "constraints")))):
        if len(part) == 1 and part[0].word in _INDEX:
            found.indexed = True
        else:
            said.append(_constraint(part, header.cell(row, "constraints")))
    unique = any(word in {"UNIQUE", "PRIMARY KEY"} for word in said)
    found.indexed = found.indexed and not unique
    found.sql = clause(ident(name), _type(header.cell(row, "type")), *said)
    return found


def _type(text: str) -> str:
    """Give the column's type; `ENUM(OrderSide)` is the type that the class OrderSide becomes."""
    code = tuple(lex(text))
    if len(code) == 4 and code[0].word == "enum" and code[2].kind == "word":
        return ident(type_name(code[2].text))
    return text


def _constraint(part: Sequence[Token], cell: str) -> str:
    """Give a constraint as SQL has it; what is not known here stays for the server to refuse."""
    text = cell[part[0].start : part[-1].end]
    words = [token.word for token in part]
    place = 2 if words[:2] == ["foreign", "key"] else 1 if words[:1] == ["fk"] else 0
    if place and place < len(part) and part[place].text == "(":
        path, after = path_at(part, place + 1)
        rest = cell[part[after].end : part[-1].end].strip() if after < len(part) else ""
        if len(path) > 1:
            *table, column = path
            return clause("REFERENCES", qualified(*table), in_parentheses([ident(column)]), rest)
    return _KEY_WORDS.get(text.lower(), text)


def _inner(text: str) -> list[Token]:
    code = list(lex(text))
    return code[1:-1] if code and code[0].text == "(" and code[-1].text == ")" else code
