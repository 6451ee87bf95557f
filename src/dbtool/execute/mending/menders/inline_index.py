"""INDEX and KEY inside CREATE TABLE, as MySQL has them: indexes of their own."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import Token, listed
from dbtool.documents.create_table import CreateTable
from dbtool.documents.editing import Edit, closing, cut, edited
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident, qualified

_WORDS = listed("index key")
_FOREIGN = listed("fulltext spatial")


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item, table = failure.item, failure.item.create_table()
    if table is None or failure.position is None:
        return None
    element = table.at(failure.position)
    if element is None:
        return None
    if element.column is None:
        return _element(item, table, element.tokens)
    token = failure.token
    if token is not None and token.word in _WORDS and token is not element.tokens[0]:
        made = clause("CREATE INDEX ON", _target(item, table), "(" + ident(element.column) + ")")
        return _mended(edited(item.sql, [cut(item.sql, [token])]), made)
    return None


def _element(item: Item, table: CreateTable, tokens: Sequence[Token]) -> Mend | None:
    """Take `INDEX name (columns)` out of the list."""
    words = [token.word for token in tokens]
    place = next((n for n, word in enumerate(words[:2]) if word in _WORDS), None)
    if place is None or (place == 1 and words[0] not in {"unique", *_FOREIGN}):
        return None
    start = next((n for n, token in enumerate(tokens) if token.text == "("), None)
    if start is None:
        return None
    name = tokens[place + 1].name if start == place + 2 else None
    columns = item.sql[tokens[start].start : tokens[closing(tokens, start)].end]
    unique = words[0] == "unique"
    made = clause(
        "CREATE", unique and "UNIQUE", "INDEX", name and ident(name), "ON", _target(item, table), columns
    )
    elements = [element.tokens for element in table.elements]
    at = elements.index(tuple(tokens))
    begin = elements[at - 1][-1].end if at else tokens[0].start
    end = tokens[-1].end if at or len(elements) == 1 else elements[1][0].start
    return _mended(edited(item.sql, [Edit(begin, end, "")]), made)


def _mended(sql: str, made: str) -> Mend:
    return Mend(
        code="inline-index",
        message="PostgreSQL has no index inside CREATE TABLE: it is made by a statement of its own.",
        sql=sql,
        after=(made,),
    )


def _target(item: Item, table: CreateTable) -> str:
    return qualified(*table.within(item.schema))


MENDER = Mender(states=frozenset({"42601", "42704"}), mend=_mend)
