"""The planner: changes to ordered actions. It knows no connection and no kind by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dbtool.diff.differ import change_of
from dbtool.kinds import BY_NAME
from dbtool.kinds.inheritance import with_parts_kept, with_parts_of_new_parents
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action
from dbtool.planner.bodies import with_bodies
from dbtool.planner.columnstores import around, blocked, keep_apart
from dbtool.planner.expand import expand
from dbtool.planner.fold import contract, fold
from dbtool.planner.graph import Node, build
from dbtool.planner.order import order
from dbtool.planner.refill import with_refills

# Of the server, where nobody has said it.
DEFAULT_VERSION = 170000


def plan_actions(
    changes: Iterable[Change], live: Database, wanted: Database, *, version: int = DEFAULT_VERSION
) -> tuple[Action, ...]:
    """Give the actions that turn `live` into `wanted`, in an order that a server of `version` accepts.

    Errors: CannotOrder when objects need each other in a circle.
    """
    changes, live, wanted = _between_parents(changes, live, with_parts_kept(live, wanted))
    widened = expand((_as_of(version, change) for change in changes), live, wanted)
    waiting, reasons = blocked(widened, live, wanted)
    widened = around(widened, reasons, live, wanted)
    edges = build(widened, live, wanted)
    keep_apart(edges, waiting)
    apart = with_refills(edges, widened, live, wanted)
    carrier = fold(edges, live, wanted, apart)
    inside: dict[Node, list[Fact]] = {}
    for node in sorted(node for node, carried_by in carrier.items() if node != carried_by):
        side = live if node.verb == "drop" else wanted
        inside.setdefault(carrier[node], []).append(side.facts[node.key])
    return tuple(
        Action(node.verb, widened[node.key], tuple(inside.get(node, ())))
        for node in order(with_bodies(contract(edges, carrier), edges, carrier, widened), live, wanted)
    )


def _between_parents(
    changes: Iterable[Change], live: Database, wanted: Database
) -> tuple[Iterable[Change], Database, Database]:
    """Give the changes and both sides with what tables have between losing one parent and getting another."""
    old, new = with_parts_of_new_parents(wanted, live), with_parts_of_new_parents(live, wanted)
    own = (old.facts.keys() ^ live.facts.keys()) | (new.facts.keys() ^ wanted.facts.keys())
    if not own:
        return changes, live, wanted
    kept = [change for change in changes if change.key not in own]
    more = (change_of(key, old.facts.get(key), new.facts.get(key)) for key in sorted(own))
    return [*kept, *(change for found in more for change in found)], old, new


def _as_of(version: int, change: Change) -> Change:
    """Give the change as that version of the server can make it."""
    if not isinstance(change, Alter):
        return change
    since = BY_NAME[change.key.kind].since
    late = [
        name
        for name in change.fields
        if since.get(name, 0) > version and getattr(change.new, name) is not None
    ]
    if not late:
        return change
    reason = f"{', '.join(late)} cannot be altered before PostgreSQL {max(since[n] for n in late) // 10000}"
    return Replace(change.old, change.new, change.fields, reason)


def touched(changes: Iterable[Change]) -> Mapping[Key, tuple[str, ...]]:
    """Give what each change touches: its fields, or `create`, `drop`, `replace`."""
    found: dict[Key, tuple[str, ...]] = {}
    for change in changes:
        match change:
            case Create():
                found[change.key] = ("create",)
            case Drop():
                found[change.key] = ("drop",)
            case Alter():
                found[change.key] = change.fields
            case Replace():
                found[change.key] = ("replace", *change.fields)
    return found
