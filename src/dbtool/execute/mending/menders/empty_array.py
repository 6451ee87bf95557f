"""ARRAY[] without a type: it gets that of its column."""

from __future__ import annotations

from dbtool.documents.editing import closing, edited, insert
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    place = failure.place
    table = failure.item.create_table()
    if place is None or table is None or failure.item.code[place].word != "array":
        return None
    element = table.at(failure.item.code[place].start)
    if element is None or not element.type_tokens:
        return None
    start, end = element.type_tokens[0].start, element.type_tokens[-1].end
    bracket = failure.item.code[closing(failure.item.code, place + 1)]
    cast = "::" + failure.item.sql[start:end]
    return Mend(
        code="untyped-array",
        message="An empty array has no type of its own, and the server does not take the column's.",
        sql=edited(failure.item.sql, [insert(bracket.end, cast)]),
    )


MENDER = Mender(states=frozenset({"42P18"}), mend=_mend)
