"""The differ: matches facts by key and asks each kind's field rules. It knows no kind by name."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Kind, Rule
from dbtool.kinds.edges import ended, handed_over, held_anyway
from dbtool.kinds.inheritance import with_parts_kept
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database, changed_fields
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def diff(live: Database, wanted: Database) -> list[Change]:
    """Give the changes that turn `live` into `wanted`, ordered by key.

    Shape: at most one change per key. Objects of the cluster (roles) are compared only where wanted;
           memberships end where `wanted` says all of both roles.
    """
    return list(_changes(live, wanted))


def _changes(live: Database, wanted: Database) -> Iterator[Change]:
    wanted = with_parts_kept(live, wanted)
    settled = handed_over(live, wanted) | held_anyway(live, wanted)
    ending = ended(live, wanted)
    for key in sorted({*live, *wanted} - settled):
        if key in ending:
            yield Drop(live.facts[key])
        yield from change_of(key, live.facts.get(key), wanted.facts.get(key))


def change_of(key: Key, old: Fact | None, new: Fact | None) -> Iterator[Change]:
    """Give the change from one version to the other, if there is one; None is where the object is not."""
    if old is None and new is not None:
        yield Create(new)
    elif new is None and old is not None:
        if not BY_NAME[key.kind].cluster:
            yield Drop(old)
    elif old is not None and new is not None and old != new:
        yield from _change(BY_NAME[key.kind], old, new)


def unasked(rule: Rule | None, after: object) -> bool:
    """Say whether a field may be whatever it is: it is never compared, or nobody declares it."""
    return rule is Rule.IGNORE or (rule is Rule.OPTIONAL and after is None)


def _change(kind: Kind, old: Fact, new: Fact) -> Iterator[Change]:
    fields = tuple(
        name
        for name, (_before, after) in changed_fields(old, new).items()
        if not unasked(kind.fields[name], after)
    )
    if not fields:
        return
    replacing = [name for name in fields if kind.fields[name] is Rule.REPLACE]
    reason = f"{', '.join(replacing)} cannot be altered" if replacing else kind.must_replace(old, new)
    yield Replace(old, new, fields, reason) if reason else Alter(old, new, fields)
