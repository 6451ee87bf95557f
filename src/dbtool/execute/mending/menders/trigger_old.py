"""A trigger for INSERT whose condition asks for OLD: it fires for the other events alone."""

from __future__ import annotations

from dbtool.documents.editing import Edit, edited, find_words
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene

_SIDES = {"OLD": "insert", "NEW": "delete"}


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item = failure.item
    side = next((side for side in _SIDES if f"cannot reference {side} " in failure.message), None)
    if side is None or "trigger" not in item.words[:5]:
        return None
    event = _SIDES[side]
    place = find_words(item.code, event)
    if place is None:
        return None
    code = item.code
    if code[place + 1].word == "or":
        edit = Edit(code[place].start, code[place + 2].start, "")
    elif code[place - 1].word == "or":
        edit = Edit(code[place - 2].end, code[place].end, "")
    else:
        return None
    return Mend(
        code="trigger-condition",
        message=f"There is no {side} row at {event.upper()}: the trigger's condition cannot be asked there.",
        sql=edited(item.sql, [edit]),
        hint=f"if {event.upper()} is to fire too, give it a trigger of its own without this condition",
    )


MENDER = Mender(states=frozenset({"42P17"}), mend=_mend)
