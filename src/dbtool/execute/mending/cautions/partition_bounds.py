"""Bounds of partitions without a time zone: the session's zone decides where a partition ends."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.document import Document
from dbtool.documents.editing import Edit, edited, find_words
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import qualified

_TYPE = """
SELECT a.atttypid = 'pg_catalog.timestamptz'::regtype
FROM pg_catalog.pg_partitioned_table AS p
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
WHERE p.partrelid = pg_catalog.to_regclass(%s)
"""


def partition_bounds(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find partitions of a timestamptz whose bounds are days of whatever zone the session has."""
    for item in scene.live:
        edits = _edits(item, scene)
        if edits:
            yield caution(
                item,
                "bound-without-zone",
                "The bounds are times with a zone, and the text has none: the session's zone decides, and "
                "two sessions can leave a gap or an overlap.",
                origin=item.place(edits[0].start),
                mended=edited(item.sql, edits),
                replaces=True,
                hint="dbtool reads them in UTC",
            )


def _edits(item: Item, scene: Scene) -> list[Edit]:
    parent = find_words(item.code, "partition", "of")
    values = find_words(item.code, "values", "from")
    if parent is None or values is None or not _timed(item, parent, scene):
        return []
    edits = []
    for token in item.code[values:]:
        text = token.string
        if text is not None and text[:4].isdigit() and not text.endswith("Z") and "+" not in text:
            clock = "" if ":" in text else " 00:00:00"
            edits.append(Edit(token.end - 1, token.end, clock + "+00'"))
    return edits


def _timed(item: Item, place: int, scene: Scene) -> bool:
    path, _ = path_at(item.code, place + 2)
    name = qualified(*path)
    row = scene.bench.connection.execute(_TYPE, (name,)).fetchone()
    return bool(row and row[0])
