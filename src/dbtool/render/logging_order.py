"""In which order tables cease to be logged and begin: a logged table references no unlogged one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database
from dbtool.model.key import Key

Path = tuple[str, ...]


def logging_order(old: Database, new: Database, created: Collection[Key]) -> tuple[Path, ...]:
    """Give the tables that cease to be logged, who references first, then those that begin, who does last."""
    turned: dict[Path, Table] = {}
    for key, fact in new.facts.items():
        before = old.facts.get(key)
        if not isinstance(fact, Table) or not isinstance(before, Table) or key in created:
            continue
        if fact.unlogged != before.unlogged:
            turned[key.path] = fact
    users: dict[Path, set[Path]] = {path: set() for path in turned}
    for key, other in new.facts.items() if turned else ():
        target = BY_NAME[key.kind].points_at(other)
        if target is not None and target.path in users and key.path[:2] in turned:
            users[target.path].add(key.path[:2])
    ordered = _behind_their_users(users)
    out = tuple(path for path in ordered if turned[path].unlogged)
    return (*out, *(path for path in reversed(ordered) if not turned[path].unlogged))


def _behind_their_users(users: Mapping[Path, set[Path]]) -> list[Path]:
    """Give the paths so that each comes after its users, as far as these do not use each other."""
    found: list[Path] = []
    while len(found) < len(users):
        left = {path for path in users if path not in found}
        free = [path for path in sorted(left) if not users[path] & left - {path}]
        found += free or sorted(left)
    return found
