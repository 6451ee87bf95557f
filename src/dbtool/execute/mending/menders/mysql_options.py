"""Words of MySQL round a table: backticks, ENGINE = …, COMMENT '…'."""

from __future__ import annotations

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import listed
from dbtool.documents.editing import Edit, cut, edited
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident, literal, qualified

_OPTIONS = listed("engine default charset collate auto_increment row_format comment character")


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    token = failure.token
    if token is None:
        return None
    if token.text == "`":
        return _backticks(failure)
    table = failure.item.create_table()
    if table is None:
        return None
    if token.word == "comment" and token.start < table.closes.start:
        return _comment(failure)
    if token.word in _OPTIONS and token.start > table.closes.start:
        return Mend(
            code="table-options",
            message="What stands behind the table's bracket are options of MySQL.",
            sql=failure.item.sql[: table.closes.end],
        )
    return None


def _backticks(failure: Failure) -> Mend:
    """Quote names as SQL does, and only where they need it."""
    sql = failure.item.sql
    places = [token.start for token in failure.item.code if token.text == "`"]
    edits = [
        Edit(start, end + 1, ident(sql[start + 1 : end].lower()))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    return Mend(
        code="backticks",
        message="Backticks are MySQL's; names that need quotes stand in double quotes.",
        sql=edited(sql, edits),
    )


def _comment(failure: Failure) -> Mend | None:
    item, place = failure.item, failure.place
    table = item.create_table()
    if place is None or table is None or place + 1 >= len(item.code):
        return None
    text = item.code[place + 1].string
    element = table.at(item.code[place].start)
    if text is None or element is None or element.column is None:
        return None
    target = qualified(*table.within(item.schema), element.column)
    return Mend(
        code="inline-comment",
        message="A comment is a statement of its own in PostgreSQL.",
        sql=edited(item.sql, [cut(item.sql, item.code[place : place + 2])]),
        after=(clause("COMMENT ON COLUMN", target, "IS", literal(text)),),
    )


MENDER = Mender(states=frozenset({"42601"}), mend=_mend)
