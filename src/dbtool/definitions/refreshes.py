"""Several refreshes of one continuous aggregate: which one is the newest."""

from __future__ import annotations

from collections.abc import MutableMapping

from dbtool.errors import InvalidDefinition, Origin
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.model.fact import Fact
from dbtool.model.intervals import span
from dbtool.model.key import Key


def add_another(
    facts: MutableMapping[Key, Fact], origins: MutableMapping[Key, Origin], refresh: Refresh, origin: Origin
) -> None:
    """Take in a refresh beside another of its aggregate: the one whose window is newer is the main one.

    Errors: InvalidDefinition where the ends of the windows are the same, or cannot be told apart.
    """
    before = facts[refresh.key]
    assert isinstance(before, Refresh)
    newer, older = before, refresh
    if _age(refresh, origin) < _age(before, origin):
        newer, older = refresh, before
    further = FurtherRefresh.from_values(older.values())
    if further.key in facts or _age(newer, origin) == _age(older, origin):
        path = ".".join((refresh.schema, refresh.name))
        raise InvalidDefinition(
            f"two refreshes of continuous aggregate {path} end at the same offset",
            hint="give each a window of its own, or keep one of the two",
            origin=origin,
        )
    origins[further.key] = origin if older is refresh else origins[refresh.key]
    origins[newer.key] = origin if newer is refresh else origins[refresh.key]
    facts[newer.key], facts[further.key] = newer, further


def _age(refresh: Refresh, origin: Origin) -> float:
    if refresh.end_offset is None:
        return -1
    found = span(refresh.end_offset)
    if found is None:
        raise InvalidDefinition(
            f"which refresh is the newest cannot be told from end_offset {refresh.end_offset}",
            hint="write it as `7 days`, or as a number where time is an integer",
            origin=origin,
        )
    return found.shortest
