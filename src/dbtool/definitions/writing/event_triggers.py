"""Event triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import described
from dbtool.kinds.routines.event_trigger import EventTrigger


def write_event_triggers(facts: Sequence[EventTrigger], source: Source) -> Iterator[Said]:
    """Give each event trigger."""
    for fact in facts:
        body: dict[str, Any] = {"event": fact.event}
        if fact.tags:
            body["tags"] = [tag.lower() for tag in fact.tags]
        body["function"] = source.spell(fact.function)
        if fact.enabled != "origin":
            body["enabled"] = fact.enabled
        yield Part(fact.key, (), body | described(fact))
