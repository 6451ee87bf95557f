"""IF NOT EXISTS where PostgreSQL does not know it: policies, constraints, triggers, types, roles."""

from __future__ import annotations

from dbtool.documents.editing import cut, edited
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item, place = failure.item, failure.place
    if place is None:
        return None
    start = place - 1 if item.words[place] == "not" else place
    if item.words[start : start + 3] != ["if", "not", "exists"]:
        return None
    return Mend(
        code="if-not-exists",
        message="PostgreSQL has no IF NOT EXISTS here.",
        sql=edited(item.sql, [cut(item.sql, item.code[start : start + 3])]),
        hint="dbtool makes what is missing and nothing else, so that nothing needs the words",
    )


MENDER = Mender(states=frozenset({"42601"}), mend=_mend)
