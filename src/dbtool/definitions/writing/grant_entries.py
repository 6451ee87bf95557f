"""Privileges as a team writes them: one entry for many objects and roles, `all` where it is exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dbtool.kinds.access.grant import OWNER, Grant
from dbtool.kinds.relations.column import Column
from dbtool.kinds.routines.function import Function
from dbtool.model.database import Database
from dbtool.model.key import Key

# What one entry may be about, in the order of the file.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "database": ("database",),
    "schema": ("schema",),
    "table": ("table", "view", "materialized_view", "continuous_aggregate", "foreign_table"),
    "column": ("column",),
    "sequence": ("sequence",),
    "function": ("function", "aggregate"),
    "language": ("language",),
    "type": ("enum", "domain", "composite_type", "range_type", "base_type"),
}
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
_ORDER = {group: number for number, group in enumerate(GROUPS)}
# What GRANT … ON ALL … IN SCHEMA knows.
_WITH_ALL = frozenset({"table", "sequence", "function"})


# A group and a schema in which an extension has made something.
Shared = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of `grants`, or of `revokes`.

    Shape: either `objects`, of one group and for columns of one table, or `schemas` for all of the group.
    """

    group: str
    revoke: bool
    grantable: bool
    roles: tuple[str, ...]
    privileges: tuple[str, ...]
    objects: tuple[Key, ...] = ()
    schemas: tuple[str, ...] = ()


def shared_of(grant: Grant) -> Shared:
    """Give the group and schema that an extension's object is among."""
    return _GROUP_OF.get(grant.on_kind, grant.on_kind), grant.on[0]


def entries(database: Database, base: Database, shared: Collection[Shared] = ()) -> tuple[Entry, ...]:
    """Give the entries that make the grants of `database` out of those of an empty one.

    Shape: of a group and schema in `shared` each object is named, since `all` would be an extension's too.
    """
    given: dict[tuple[str, bool, bool, str], dict[Key, frozenset[str]]] = defaultdict(dict)
    for fact in _grants(database, base):
        for revoke, grantable, words in _said(fact, base):
            bucket = (_GROUP_OF[fact.on_kind], revoke, grantable, fact.grantee)
            given[bucket][Key(fact.on_kind, fact.on)] = frozenset(words)
    found: list[Entry] = []
    for (group, revoke, grantable, role), objects in given.items():
        blank = Entry(group, revoke, grantable, (role,), ())
        if group in _WITH_ALL:
            found += _for_all(blank, objects, database, shared)
        found += _for_each(blank, objects)
    return tuple(sorted(_with_schemas(_with_roles(found)), key=_place))


def _grants(database: Database, base: Database) -> Iterator[Grant]:
    for key in sorted({*database, *base}):
        if key.kind != "grant":
            continue
        fact, before = database.facts.get(key), base.facts.get(key)
        if fact == before:
            continue
        if isinstance(fact, Grant):
            # Grants on servers and wrappers stand in their bodies, in statements owners' own rights and those
            # on what an extension made, which no definition declares.
            if fact.on_kind in _GROUP_OF and fact.grantee != OWNER and fact.extension is None:
                yield fact
        elif isinstance(before, Grant) and Key(before.on_kind, before.on) in database:
            yield replace(before, privileges=(), grantable=())


def _said(fact: Grant, base: Database) -> Iterator[tuple[bool, bool, Iterable[str]]]:
    """Give what is granted and what is taken away: revocation or not, grantable or not, the privileges."""
    before = base.facts.get(fact.key)
    start = set(before.privileges if isinstance(before, Grant) else fact.default)
    held, grantable = set(fact.privileges), set(fact.grantable)
    if start - held:
        yield True, False, start - held
    if grantable:
        yield False, True, grantable
    # A fact says all that its grantee has, what is there by default too.
    if held - start - grantable:
        yield False, False, held - grantable


def _for_all(
    blank: Entry, objects: dict[Key, frozenset[str]], database: Database, shared: Collection[Shared]
) -> Iterator[Entry]:
    """Take what all objects of a schema share out of `objects` and give it as one entry."""
    for schema in sorted({key.path[0] for key in objects}):
        if (blank.group, schema) in shared:
            continue
        every = [key for key in database if _counts(key, blank.group, schema, database)]
        if blank.group == "sequence":
            # An identity column's own is no object, but GRANT … ON ALL reaches it.
            unknown = [key for key in objects if key.path[0] == schema and key not in database]
            if len(unknown) != _identities(schema, database):
                continue
            every += unknown
        others = [key for key in every if _owner(key, database) != blank.roles[0]]
        # A sequence that no grant names may be that of a serial column.
        if len(others) < (1 if blank.group == "sequence" else 2) or (
            blank.revoke and len(others) < len(every)
        ):
            continue
        common = frozenset.intersection(*(objects.get(key, frozenset()) for key in others))
        if common:
            yield replace(blank, privileges=tuple(sorted(common)), schemas=(schema,))
            for key in others:
                objects[key] -= common


def _counts(key: Key, group: str, schema: str, database: Database) -> bool:
    if key.kind not in GROUPS[group] or key.path[0] != schema:
        return False
    fact = database.facts[key]
    return not (isinstance(fact, Function) and fact.procedure)


def _owner(key: Key, database: Database) -> str | None:
    return getattr(database.facts.get(key), "owner", None)


def _identities(schema: str, database: Database) -> int:
    """Give the number of identity columns."""
    columns = (fact for fact in database.facts.values() if isinstance(fact, Column))
    return sum(fact.schema == schema and fact.identity_generation is not None for fact in columns)


def _for_each(blank: Entry, objects: Mapping[Key, frozenset[str]]) -> Iterator[Entry]:
    together: dict[tuple[tuple[str, ...], frozenset[str]], list[Key]] = defaultdict(list)
    for key, words in objects.items():
        if words:
            # Columns of one table stand in one entry.
            together[key.path[:-1] if blank.group == "column" else (), words].append(key)
    for (_table, words), keys in together.items():
        yield replace(
            blank, privileges=tuple(sorted(words)), objects=tuple(sorted(keys, key=lambda key: key.path))
        )


def _with_roles(found: Iterable[Entry]) -> Iterator[Entry]:
    """Give the entries with those that differ in the role alone made one."""
    together: dict[Entry, list[str]] = defaultdict(list)
    for entry in found:
        together[replace(entry, roles=())] += entry.roles
    for entry, roles in together.items():
        yield replace(entry, roles=tuple(sorted(roles)))


def _with_schemas(found: Iterable[Entry]) -> Iterator[Entry]:
    """Give the entries with those that differ in the schema alone made one."""
    together: dict[Entry, list[str]] = defaultdict(list)
    for entry in found:
        together[replace(entry, schemas=())] += entry.schemas
    for entry, schemas in together.items():
        yield replace(entry, schemas=tuple(sorted(schemas)))


def _place(entry: Entry) -> tuple[object, ...]:
    return (entry.revoke, _ORDER[entry.group], entry.roles, not entry.schemas, entry.objects, entry.grantable)
