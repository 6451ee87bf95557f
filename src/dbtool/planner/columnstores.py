"""Columnstores in the way: switched off around what TimescaleDB refuses while they are on."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.columnstore_rules import columnstore_of, refused, release_of
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.planner.expand import expand
from dbtool.planner.graph import Edges, Node

# By the change that is refused, the columnstore that must be off by then.
Blocked = Mapping[Key, Key]


def blocked(
    changes: Mapping[Key, Change], live: Database, wanted: Database
) -> tuple[Blocked, dict[Key, str]]:
    """Give the changes that a columnstore does not let pass, and why each columnstore steps aside.

    Shape: what is made or goes along with its table waits for nothing.
    """
    release = release_of(live)
    found: dict[Key, Key] = {}
    reasons: dict[Key, str] = {}
    for key, change in changes.items():
        settings = columnstore_of(change)
        if settings is None or not (settings in live or settings in wanted):
            continue
        if isinstance(changes.get(Key("table", settings.path)), Create | Drop | Replace):
            continue
        reason = refused(change, release, live, wanted)
        if reason is not None:
            found[key] = settings
            reasons.setdefault(settings, reason)
    return found, reasons


def around(
    changes: Mapping[Key, Change], reasons: Mapping[Key, str], live: Database, wanted: Database
) -> dict[Key, Change]:
    """Give the changes with those columnstores switched off and on again that would stay on."""
    off: list[Change] = []
    for key, reason in reasons.items():
        known = changes.get(key)
        if key in live and key in wanted and not isinstance(known, Replace):
            fields = known.fields if isinstance(known, Alter) else ()
            off.append(Replace(live.facts[key], wanted.facts[key], fields, reason))
    return expand([*changes.values(), *off], live, wanted) if off else dict(changes)


def keep_apart(edges: Edges, found: Blocked) -> None:
    """Let each such change wait for the columnstore to be off, and the columnstore for it to be on."""
    for key, settings in found.items():
        nodes = [node for verb in ("drop", "alter", "create") if (node := Node(verb, key)) in edges]
        off, on = Node("drop", settings), Node("create", settings)
        for node in nodes:
            if off in edges:
                edges[node].add(off)
            if on in edges:
                edges[on].add(node)
