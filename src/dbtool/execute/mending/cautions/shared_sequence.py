"""LIKE that copies the default of a serial column: two tables take their numbers from one sequence."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.definitions.sql_tokens import listed, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.document import Document
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.scene import Scene

_COPIED = frozenset({"all", "defaults"})
_SERIAL = listed("serial bigserial smallserial serial4 serial8 serial2")


def shared_sequence(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find copies of a table whose key goes on counting in the sequence of the first one."""
    for item in scene.live:
        table = item.create_table()
        for element in table.elements if table else ():
            words = [token.word for token in element.tokens]
            if words[0] != "like" or not _COPIED & set(words):
                continue
            path, _ = path_at(element.tokens, 1)
            source = scene.table(schema_and_name(path, item.schema))
            found = source.create_table() if source else None
            for column in found.elements if found else ():
                if column.type_tokens and column.type_tokens[0].word in _SERIAL:
                    yield caution(
                        item,
                        "shared-sequence",
                        f"LIKE copies the default of {column.column}: both tables take it from one sequence, "
                        f"and {path[-1]} can no longer be dropped alone.",
                        origin=item.place(element.tokens[0].start),
                        hint=f"make {column.column} an identity there: LIKE gives the copy its own",
                    )
