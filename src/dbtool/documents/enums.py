"""Enumerations that a document gives as Python classes, as types."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.documents.document import DocumentStatement
from dbtool.documents.markdown import Block
from dbtool.errors import Origin
from dbtool.model.quoting import ident, literal

_BASES = frozenset({"Enum", "StrEnum"})


def type_name(name: str) -> str:
    """Give the type's name for a class: order_side for OrderSide."""
    found = ""
    for place, letter in enumerate(name):
        after = name[place + 1 : place + 2]
        starts = letter.isupper() and place and (name[place - 1].islower() or after.islower())
        found += "_" + letter.lower() if starts and not found.endswith("_") else letter.lower()
    return found


def enum_types(block: Block, file: str) -> list[DocumentStatement]:
    """Give the types of the enum classes in a block of Python; none where it cannot be read."""
    try:
        tree = ast.parse(block.text)
        notes = _notes(block.text)
    except (SyntaxError, ValueError, tokenize.TokenError):
        return []
    statements: list[DocumentStatement] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _BASES & set(map(_last_name, node.bases)):
            labels = list(_labels(node))
            origin = Origin(file, block.line + node.lineno - 1, 1)
            if labels:
                statements += _statements(node.name, labels, notes, origin, block.section)
    return statements


def _statements(
    name: str,
    labels: list[tuple[str, int]],
    notes: dict[int, str],
    origin: Origin,
    section: tuple[str, ...],
) -> Iterator[DocumentStatement]:
    kind = ident(type_name(name))
    values = in_parentheses(literal(label) for label, _ in labels)
    yield DocumentStatement(
        clause("CREATE TYPE", kind, "AS ENUM", values), origin, section=section, form="enum"
    )
    said = "; ".join(f"{label}: {notes[line]}" for label, line in labels if notes.get(line))
    if said:
        comment = clause("COMMENT ON TYPE", kind, "IS", literal(said))
        yield DocumentStatement(comment, origin, section=section, form="enum")


def _labels(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for line in node.body:
        match line:
            case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=str(label))):
                yield label, line.lineno


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _notes(text: str) -> dict[int, str]:
    """Give the comments by line."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }
