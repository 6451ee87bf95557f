"""An index on the time column of a hypertable, which create_hypertable makes by itself: two of the same."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import parts, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.document import Document
from dbtool.documents.editing import closing, edited, find_words, insert
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident


def default_index_twin(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find indexes that say again what a hypertable has unasked."""
    unasked = {
        (index.schema, index.table, ident(scene.hypertables()[index.schema, index.table].by)): item
        for item in scene.live
        for index in (item.recognised.default_indexes if item.recognised else ())
        if item.words[0] == "select"
    }
    for item in scene.live:
        made = _single(item)
        maker = unasked.get(made) if made else None
        if made is None or maker is None or scene.items.index(maker) > scene.items.index(item):
            continue
        last = maker.code[-1]
        yield caution(
            item,
            "default-index-twin",
            f"create_hypertable at line {maker.origin.line} makes an index on {made[2]} of its own: on a "
            "server there are two.",
            mended=edited(maker.sql, [insert(last.start, ", create_default_indexes => false")]),
            hint="dbtool makes one: this one",
        )


def _single(item: Item) -> tuple[str, str, str] | None:
    """Give schema, table and column of a plain CREATE INDEX on one column."""
    on = find_words(item.code, "on") if "index" in item.words[1:3] else None
    if on is None or "where" in item.words or "using" in item.words:
        return None
    table, place = path_at(item.code, on + 1)
    if not table or place >= len(item.code) or item.code[place].text != "(":
        return None
    columns = parts(item.code[place + 1 : closing(item.code, place)])
    if len(columns) != 1 or columns[0][0].name is None or "(" in [token.text for token in columns[0]]:
        return None
    return (*schema_and_name(table, item.schema), ident(columns[0][0].name))
