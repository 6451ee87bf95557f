"""Names put together with || and given to a function that reads them as SQL: capitals and spaces break it."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.documents.document import Document
from dbtool.documents.editing import Edit, closing, edited
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.scene import Scene

_READING = frozenset(
    {"pg_total_relation_size", "pg_relation_size", "pg_table_size", "pg_indexes_size", "to_regclass"}
)


def pasted_names(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find `pg_relation_size(schemaname || '.' || tablename)` in queries."""
    for item in scene.items:
        if item.sort != "query":
            continue
        edits = []
        for place, token in enumerate(item.code[:-1]):
            if token.word not in _READING or item.code[place + 1].text != "(":
                continue
            inside = item.code[place + 2 : closing(item.code, place + 1)]
            texts = [part.text for part in inside]
            if len(inside) == 5 and texts[1:4] == ["||", "'.'", "||"]:
                call = "".join(("format('%I.%I', ", texts[0], ", ", texts[4], ")"))
                edits.append(Edit(inside[0].start, inside[-1].end, call))
        if edits:
            yield caution(
                item,
                "pasted-names",
                "A name with capitals or spaces needs quotes, and here it gets none: the query fails as soon "
                "as there is one.",
                origin=item.place(edits[0].start),
                mended=edited(item.sql, edits),
                replaces=True,
            )
