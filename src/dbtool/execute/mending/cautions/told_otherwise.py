"""What a document tells by other means than SQL: tables of columns, several databases, demands in prose."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from dbtool.definitions.sql_tokens import lex
from dbtool.documents.document import Document
from dbtool.documents.editing import find_words
from dbtool.documents.finding import ImportFinding
from dbtool.errors import Origin
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.scene import Scene


def told_as_table(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Name the tables that are told as tables of columns."""
    for item in scene.live:
        table = item.create_table()
        if table is not None and item.statement.form == "table":
            yield ImportFinding(
                code="told-as-table",
                severity="info",
                state="mended",
                message="A table of columns is read as CREATE TABLE: ENUM(Name) as a type, "
                "FOREIGN KEY(table.column) as REFERENCES, INDEX as an index of its own, descriptions as "
                "comments.",
                origin=item.origin,
                statement=f"CREATE TABLE {'.'.join(table.path)}",
            )


def several_databases(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Say where a document has several chapters that are each called a schema."""
    seen: dict[str, Origin] = {}
    for item in scene.live:
        if item.create_table() is None or item.added:
            continue
        chapter = next((title for title in item.statement.section[1:2] if "schema" in title.lower()), None)
        if chapter is None or chapter in seen:
            continue
        if seen:
            first = next(iter(seen))
            yield caution(
                item,
                "several-databases",
                f'"{first}" and "{chapter}" may be two databases; the definitions hold both in one.',
                severity="info",
                hint="if they are two, import each chapter from a document of its own",
            )
        seen[chapter] = item.origin


def asked_in_prose(scene: Scene, document: Document) -> Iterator[ImportFinding]:
    """Find demands of a list that no statement meets: row security and roles."""
    words = [item.words for item in scene.live]
    secured = any(line[-3:] == ["row", "level", "security"] for line in words)
    granted = any(line[:1] == ["grant"] for line in words)
    for text, origin in document.points:
        said = [token.word for token in lex(text)]
        security = "rls" in said or "row level security" in " ".join(said)
        roles = "permissions" in said and "database" in said
        if "implement" in said and ((security and not secured) or (roles and not granted)):
            yield ImportFinding(
                code="asked-in-prose",
                severity="info",
                state="apart",
                message="The document asks for it and has no statement that does it.",
                origin=origin,
                statement=text,
            )


def announced_too_late(scene: Scene, document: Document) -> Iterator[ImportFinding]:
    """Find comments that announce something for rows which a retention has dropped by then."""
    for remark in document.remarks:
        if remark.code != "announced-only":
            continue
        code = list(lex(remark.text))
        after = find_words(code, "after")
        span = " ".join(token.text for token in code[after + 1 : after + 3]) if after is not None else ""
        for item, fact in scene.facts():
            near = 0 < remark.origin.line - item.origin.line < 10
            drop = getattr(fact, "drop_after", None)
            if near and drop and span[:1].isdigit() and _longer(scene, span, drop):
                yield ImportFinding(
                    code="announced-too-late",
                    severity="warning",
                    state="apart",
                    message=f"What is announced for rows after {span} finds none: line {item.origin.line} "
                    f"drops them after {drop}.",
                    origin=remark.origin,
                    statement=remark.text,
                )


def _longer(scene: Scene, span: str, drop: str) -> bool:
    try:
        with scene.bench.connection.transaction():
            row = scene.bench.connection.execute(
                "SELECT %s::interval > %s::interval", (span, drop)
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
