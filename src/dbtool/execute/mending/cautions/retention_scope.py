"""A retention policy whose comment speaks of some rows only: it drops all of them."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import lex
from dbtool.documents.document import Document
from dbtool.documents.editing import closing, find_words
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.kinds.timescale.retention import Retention


def retention_scope(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find policies that drop whole chunks where the comment above names one value of a checked column."""
    for item, fact in scene.facts():
        if not isinstance(fact, Retention) or fact.drop_after is None:
            continue
        table = scene.table((fact.schema, fact.table))
        words = {token.word for token in lex(item.statement.comment)}
        for column, values in _checked(table) if table else ():
            named = sorted(value for value in values if value.lower() in words)
            if named and len(named) < len(values):
                others = ", ".join(value for value in values if value not in named)
                yield caution(
                    item,
                    "retention-drops-all",
                    f"The comment speaks of rows whose {column} is {', '.join(named)}; the policy drops "
                    f"whole chunks, those of {others} too.",
                    language="yaml",
                    mended=f"retention: {{table: {fact.table}, delete_after: {fact.drop_after}, "
                    f"by: {_by(fact, scene)}, where: {column} = '{named[0]}'}}",
                    hint="keep rows that live shorter in a hypertable of their own, or have them deleted",
                )


def _checked(item: Item) -> Iterator[tuple[str, list[str]]]:
    """Give the columns that a check limits to a list of values."""
    table = item.create_table()
    for element in table.elements if table else ():
        place = find_words(element.tokens, "in")
        if element.column is None or place is None or element.tokens[place + 1].text != "(":
            continue
        end = closing(element.tokens, place + 1)
        values = [token.string for token in element.tokens[place + 2 : end] if token.string is not None]
        if values:
            yield element.column, values


def _by(fact: Retention, scene: Scene) -> str:
    return scene.hypertables()[fact.schema, fact.table].by
