"""Sums over a join that repeats rows: what belongs to one side is counted once for each row of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_tokens import Token, listed, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.document import Document
from dbtool.documents.editing import closing, find_words
from dbtool.documents.finding import ImportFinding
from dbtool.execute.mending.cautions.caution import caution
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import qualified

_SUMS = listed("sum avg count")
_ENDS = listed("where group order having limit union join left right full inner cross on using window")
_UNIQUE = """
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = pg_catalog.to_regclass(%s) AND i.indisunique AND i.indnkeyatts = 1
      AND i.indpred IS NULL AND a.attname = %s)
"""


@dataclass(frozen=True, slots=True)
class _Join:
    """One joined table, and the column of it that the condition compares; `token` begins its name."""

    table: tuple[str, ...]
    alias: str
    column: str
    token: Token


def fan_out(scene: Scene, _document: Document) -> Iterator[ImportFinding]:
    """Find grouping views whose last join is by a column that is not unique, and that sum what it repeats."""
    for item in scene.live:
        if item.words[:1] != ["create"] or "view" not in item.words[1:4]:
            continue
        joins = list(_joins(item))
        last = joins[-1] if joins else None
        if last is None or find_words(item.code, "group", "by") is None or _unique(last, item, scene):
            continue
        summed = sorted(_summed(item.code) - {last.alias})
        if summed:
            yield caution(
                item,
                "fan-out",
                f"There may be several rows of {last.table[-1]} with the same {last.column}, and each counts "
                f"what is summed of {', '.join(summed)} once more.",
                origin=item.place(last.token.start),
                hint=f"sum {last.table[-1]} by {last.column} in a sub-select first, and join that",
            )


def _joins(item: Item) -> Iterator[_Join]:
    """Give the joins of the form `JOIN table alias ON one.column = other.column`."""
    code = item.code
    for place, token in enumerate(code):
        if token.word != "join":
            continue
        table, after = path_at(code, place + 1)
        after += after < len(code) and code[after].word == "as"
        if not table or after >= len(code):
            continue
        named = code[after].word not in _ENDS and code[after].name is not None
        alias = code[after].name if named else table[-1]
        on = find_words(code, "on", start=after)
        if on is None or on + 7 >= len(code):
            continue
        sides = [path_at(code, on + 1)[0], path_at(code, on + 5)[0]]
        own = next((path[1] for path in sides if len(path) == 2 and path[0] == alias), None)
        if own is not None and alias is not None and code[on + 4].text == "=":
            yield _Join(table, alias, own, code[place + 1])


def _summed(code: Sequence[Token]) -> set[str]:
    """Give the aliases whose columns are summed or counted; `*` for count(*)."""
    found: set[str] = set()
    for place, token in enumerate(code[:-1]):
        if token.word not in _SUMS or code[place + 1].text != "(":
            continue
        inside = code[place + 2 : closing(code, place + 1)]
        if inside and inside[0].word == "distinct":
            continue
        found |= {
            inside[n].name or ""
            for n in range(len(inside) - 1)
            if inside[n + 1].text == "." and inside[n].name is not None
        }
    return found


def _unique(join: _Join, item: Item, scene: Scene) -> bool:
    path = qualified(*schema_and_name(join.table, item.schema))
    row = scene.bench.connection.execute(_UNIQUE, (path, join.column)).fetchone()
    return bool(row and row[0])
