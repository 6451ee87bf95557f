"""Edges that the kinds themselves know, without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dbtool.kinds import BY_NAME
from dbtool.kinds.access.grant import OWNER, Grant, stands_on
from dbtool.kinds.access.role import Role
from dbtool.kinds.base import IGNORE
from dbtool.model.database import Database
from dbtool.model.fact import Fact, Rows, shape_of
from dbtool.model.key import Key


def owner_of(fact: Fact) -> tuple[Key, ...]:
    """Give the key of the role that owns the object, where one is declared."""
    owner = getattr(fact, "owner", None)
    return (Key("role", (owner,)),) if owner and BY_NAME[fact.kind].fields["owner"] is not IGNORE else ()


def with_known_edges(
    facts: Mapping[Key, Fact],
    read: Mapping[Key, frozenset[Key]] | None = None,
    unmodelled: tuple[str, ...] = (),
) -> Database:
    """Give the facts as a Database, with each kind's `requires` and `parent` as edges, beside those read.

    Shape: `read` may name keys that are not in `facts`; they are left out.
    """
    named = {(space, key.path): key for key in facts if (space := BY_NAME[key.kind].namespace)}
    there = facts.keys()
    edges: dict[Key, frozenset[Key]] = {}
    parents: dict[Key, Key] = {}
    for key, fact in facts.items():
        kind = BY_NAME[key.kind]
        parent = _present(kind.parent(fact), facts, named)
        needs = {*kind.requires(fact), *owner_of(fact), *((read or {}).get(key, ()))}
        if (whole := kind.whole(fact)) is not None:
            needs.add(whole)
        if parent is not None:
            parents[key] = parent
            needs.add(parent)
        needs.discard(key)
        edges[key] = frozenset(there & needs)
    for key, need in _between_rows(facts):
        edges[key] |= {need}
    return Database(facts=dict(facts), edges=edges, parents=parents, unmodelled=unmodelled)


def _between_rows(facts: Mapping[Key, Fact]) -> Iterator[tuple[Key, Key]]:
    """Give each table's rows with the rows that a foreign key of that table asks for."""
    for key, fact in facts.items():
        if key.kind == "constraint" and (other := BY_NAME[key.kind].points_at(fact)) is not None:
            rows, needed = Key("rows", key.path[:2]), Key("rows", other.path)
            if rows != needed and rows in facts and needed in facts:
                yield rows, needed


def _present(
    parent: Key | None, facts: Mapping[Key, Fact], named: Mapping[tuple[str, tuple[str, ...]], Key]
) -> Key | None:
    """Give the parent if it is there, or what has its name: an index may stand on a materialized view."""
    if parent is None or parent in facts:
        return parent
    namespace = BY_NAME[parent.kind].namespace if parent.kind in BY_NAME else ""
    return named.get((namespace, parent.path)) if namespace else None


def handed_over(old: Database, new: Database) -> frozenset[Key]:
    """Give the partitions, with all that is theirs, that a rule of `new` takes over from `old`: they stay."""
    ruled = {Key("table", key.path) for key in new if key.kind == "partition_rule" and key not in old}
    waiting = [key for table in ruled for key in old.children.get(table, ()) if key.kind == "table"]
    found: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key not in new:
            found.add(key)
            waiting += old.children.get(key, ())
    return frozenset(found)


def held_anyway(old: Database, new: Database) -> frozenset[Key]:
    """Give the grants of `new` to whom the object belongs in `old`, and those that are the same there.

    Shape: only where `new` says nothing of the owner: scratch, whose objects are a stranger's, takes such a
           grant for one like any other. The owner has all rights but those on single columns, which stand
           under a name of their own.
    """
    found: set[Key] = set()
    for key, grant in new.facts.items():
        if not isinstance(grant, Grant) or key in old:
            continue
        on = _place(grant)
        belongs = on if on.kind != "column" else old.parents.get(on, on)
        if _owner(belongs, old) != grant.grantee or _owner(belongs, new) is not None:
            continue
        same = Key("grant", (*key.path[:-1], OWNER))
        if on.kind != "column":
            found.add(key)
        elif _of_owner(grant) == old.facts.get(same):
            found |= {key, same}
    return frozenset(found)


def with_own_rights(database: Database, role: str) -> Database:
    """Give the database as the server reads it where all that has no declared owner is the role's.

    Shape: grants to the owner are no facts, but for those on single columns, under a name of their own.
    """
    facts: dict[Key, Fact] = {}
    for key, fact in database.facts.items():
        if isinstance(fact, Grant) and fact.grantee == role:
            on = _place(fact)
            column = on.kind == "column"
            if _owner(database.parents.get(on, on) if column else on, database) is None:
                if column:
                    own = _of_owner(fact)
                    facts[own.key] = own
                continue
        facts[key] = fact
    if facts.keys() == database.facts.keys():
        return database
    return with_known_edges(facts, database.edges, database.unmodelled)


def _place(grant: Grant) -> Key:
    """Give whose owner the grant's object has: what an extension made belongs to the extension's owner."""
    return stands_on(grant) or Key(grant.on_kind, grant.on)


def _of_owner(grant: Grant) -> Grant:
    """Give the grant as the server keeps it for the owner, who may pass on anyway."""
    return replace(grant, grantee=OWNER, grantable=())


def _owner(key: Key, side: Database) -> str | None:
    return getattr(side.facts.get(key), "owner", None)


def ended(old: Database, new: Database) -> frozenset[Key]:
    """Give the memberships of `old` that `new` ends, since it says all of both roles."""
    exact = {fact.name for fact in new.facts.values() if isinstance(fact, Role) and fact.exact}
    if not exact:
        return frozenset()
    return frozenset(
        key for key in old if key.kind == "membership" and key not in new and exact.issuperset(key.path)
    )


def says_all(rows: Rows) -> bool:
    """Say whether something is exact, so that only whole databases tell what ends."""
    place = shape_of(Role).names.index("exact")
    return any(row[place] for row in rows.get("role", {}).values())


def without_cluster(database: Database) -> Database:
    """Give the database without what belongs to the whole cluster and is nobody's business here: roles."""
    return database.only(key for key in database if not BY_NAME[key.kind].cluster)
