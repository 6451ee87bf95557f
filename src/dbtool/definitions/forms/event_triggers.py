"""Event triggers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import NamedBody
from dbtool.definitions.forms.values import ObjectName, OneOrMore, PlainName, Text, said
from dbtool.kinds.routines.event_trigger import EventTrigger


class EventTriggerForm(NamedBody):
    """An event trigger."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    event: Literal["ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login"]
    tags: Annotated[list[Text], OneOrMore(), said("The commands it fires for; all unless said.")] = []
    function: ObjectName
    enabled: Literal["origin", "disabled", "replica", "always"] = "origin"
    owner: PlainName | None = None
    comment: Text | None = None


def add_event_trigger(form: EventTriggerForm, name: tuple[str, str], at: At, out: Collector) -> None:
    """Take in an event trigger."""
    function = at.within(form.function)
    out.refer("function", function, at["function"].value)
    trigger = EventTrigger(
        name=name[1],
        event=form.event,
        tags=tuple(tag.upper() for tag in form.tags),
        function=function,
        enabled=form.enabled,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(trigger, at.key)
    add_remarks(form, trigger.key, at, out)
