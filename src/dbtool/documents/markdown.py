"""Markdown as blocks with their lines: fenced code, tables, lists, and the headings above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a table's cell, list item or paragraph; `codes` are the parts of it in backticks."""

    text: str
    line: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a document.

    Shape: `kind` is code, table, item or paragraph. Of a table, `rows` are its rows, the header first; of the
           others, `cell` is the text. `language` is the first word of a code block's info string.
    Units: `line` counts from 1 and is that of the first line of the code, not of its fence.
    """

    kind: str
    line: int
    section: tuple[str, ...]
    language: str = ""
    text: str = ""
    indent: int = 0
    cell: Cell | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()


def read_markdown(text: str) -> Iterator[Block]:
    """Give the blocks of a Markdown text in order."""
    # Imported here: who imports no document does not wait for it.
    from markdown_it import MarkdownIt

    lines = text.split("\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    headings: list[tuple[int, str]] = []
    listed = 0
    for place, token in enumerate(tokens):
        section = tuple(title for _, title in headings)
        if token.type == "heading_open":
            depth = int(token.tag[1:])
            headings = [found for found in headings if found[0] < depth]
            headings.append((depth, _cell(tokens[place + 1]).text))
        elif token.type in {"fence", "code_block"}:
            yield _code(token, section, lines)
        elif token.type == "table_open":
            yield Block(
                kind="table", line=_line(token), section=section, rows=tuple(_rows(tokens[place + 1 :]))
            )
        elif token.type in {"list_item_open", "list_item_close"}:
            listed += token.nesting
        elif token.type == "inline" and tokens[place - 1].type == "paragraph_open":
            kind = "item" if listed else "paragraph"
            yield Block(kind=kind, line=_line(token), section=section, cell=_cell(token))


def _code(token: Token, section: tuple[str, ...], lines: Sequence[str]) -> Block:
    words = token.info.split()
    first = _line(token) + (token.type == "fence")
    raw = lines[first - 1] if first <= len(lines) else ""
    inside = token.content.partition("\n")[0]
    return Block(
        kind="code",
        line=first,
        section=section,
        language=words[0].lower().strip("{}.") if words else "",
        text=token.content,
        # A fence in a list is indented, and Markdown takes the indentation away.
        indent=max(0, raw.find(inside)) if inside else 0,
    )


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[Cell, ...]]:
    row: list[Cell] = []
    for place, token in enumerate(tokens):
        if token.type == "table_close":
            return
        if token.type in {"th_open", "td_open"}:
            row.append(_cell(tokens[place + 1]))
        elif token.type == "tr_close":
            yield tuple(row)
            row = []


def _cell(token: Token) -> Cell:
    parts = [child for child in token.children or () if child.content or child.type == "softbreak"]
    text = "".join(" " if child.type == "softbreak" else child.content for child in parts)
    codes = tuple(child.content for child in parts if child.type == "code_inline")
    return Cell(text.strip(), _line(token), codes)


def _line(token: Token) -> int:
    return (token.map[0] if token.map else 0) + 1
