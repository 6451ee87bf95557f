"""GRANT on all tables, before the last of them is made: it counts for those that are there."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.documents.document import Document
from dbtool.documents.editing import find_words
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene


def granted_too_early(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find grants on all objects of a sort that stand before one of that sort is made."""
    items = [item for item in scene.live if not item.added]
    for number, item in enumerate(items):
        place = find_words(item.code, "on", "all")
        if item.words[0] != "grant" or place is None or place + 2 >= len(item.words):
            continue
        what = item.words[place + 2]
        later = [name for other in items[number + 1 :] if (name := _made(other, what))]
        if later:
            names = ", ".join(later)
            yield caution(
                item,
                "granted-too-early",
                f"It counts for the {what} that are there when it runs: {names} is made after it."
                if len(later) == 1
                else f"It counts for the {what} that are there when it runs: {names} are made after it.",
                hint="as a definition it counts for all of them; in the document it belongs at the end",
            )


def _made(item: Item, what: str) -> str | None:
    if item.words[:1] != ["create"]:
        return None
    table = item.create_table()
    if what == "tables" and table is not None:
        return table.path[-1]
    return None
