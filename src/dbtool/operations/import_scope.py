"""What of a live database is imported: its schemas, the roles it mentions, and owners worth declaring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from dbtool.errors import WrongUsage
from dbtool.kinds import BY_NAME
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role, password_variable
from dbtool.kinds.edges import owner_of
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident

_SERVERS_OWN = "its role is the server's own superuser, which definitions do not name"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is imported.

    Shape: `left` says of each object that is not why; `roles_left` are the server's roles that nothing here
           mentions; `unowned` counts the objects whose owner is left out by the owner's name.
    """

    database: Database
    left: tuple[tuple[Key, str], ...] = ()
    roles_left: tuple[str, ...] = ()
    unowned: Mapping[str, int]


def scope_of(
    found: Database, *, user: str, schemas: Collection[str], roles: Collection[str], owners: bool
) -> Scope:
    """Give the part of a live database that definitions are to say.

    Shape: `schemas` empty is all of them; `roles` are wanted although nothing mentions them; what `user`
           owns is owned by whoever applies the definitions, so that its owner is not declared.
    Errors: WrongUsage for a schema or role that is not there, and where objects need some of other schemas.
    """
    known = {fact.name for fact in found.facts.values() if isinstance(fact, Role)}
    _require(roles, known, "role")
    facts = {key: fact for key, fact in found.facts.items() if not BY_NAME[key.kind].cluster}
    if schemas:
        _require(schemas, {key.path[0] for key in facts if key.kind == "schema"}, "schema")
        facts = {key: fact for key, fact in facts.items() if _schema_of(fact) in (None, *schemas)}
        _refuse_open_ends(found, facts)
        found = replace(found, unmodelled=_unmodelled_in(found, schemas))
    left = [(key, _SERVERS_OWN) for key, fact in facts.items() if _is_servers_own(fact, known)]
    for key, _reason in left:
        del facts[key]
    unowned: dict[str, int] = {}
    for key, fact in facts.items():
        for owner in (role.path[0] for role in owner_of(fact)):
            # A predefined role is there on every server.
            if not owner.startswith("pg_") and (not owners or owner == user or owner not in known):
                facts[key] = replace(fact, **{"owner": None})
                unowned[owner] = unowned.get(owner, 0) + 1
    mentioned, cluster = _cluster(found, facts.values(), {*roles})
    facts |= {fact.key: fact for fact in cluster}
    return Scope(
        database=replace(found.only(facts), facts=facts),
        left=tuple(sorted(left)),
        roles_left=tuple(sorted(known - mentioned)),
        unowned=unowned,
    )


def _cluster(found: Database, facts: Iterable[Fact], roles: set[str]) -> tuple[set[str], list[Fact]]:
    """Give the names of the roles that are mentioned or that these belong to, and the facts about them."""
    for fact in facts:
        mentions = (*BY_NAME[fact.kind].requires(fact), *owner_of(fact))
        roles |= {key.path[0] for key in mentions if key.kind == "role"}
    memberships = [fact for fact in found.facts.values() if isinstance(fact, Membership)]
    while more := {fact.role for fact in memberships if fact.member in roles} - roles:
        roles |= more
    kept: list[Fact] = [fact for fact in memberships if fact.member in roles]
    for fact in found.facts.values():
        if isinstance(fact, Role) and fact.name in roles:
            # Nobody may read a password, only that there has to be one.
            kept.append(replace(fact, password=password_variable(fact.name)) if fact.login else fact)
    return roles, kept


def _require(names: Collection[str], known: Collection[str], what: str) -> None:
    missing = sorted({*names} - {*known})
    if missing:
        raise WrongUsage(
            f"there is no {what} {missing[0]} in the live database",
            hint=f"there are {', '.join(sorted(known)) or 'none'}",
        )


def _refuse_open_ends(found: Database, facts: Mapping[Key, Fact]) -> None:
    outside = sorted(
        (need, key)
        for key in facts
        for need in found.edges.get(key, ())
        if need not in facts and not BY_NAME[need.kind].cluster
    )
    if outside:
        schemas = sorted({_schema_of(found.facts[need]) or "" for need, _key in outside})
        shown = "; ".join(f"{key} needs {need}" for need, key in outside[:_MOST_NAMED])
        raise WrongUsage(
            f"{len(outside)} objects need some of other schemas: {shown}",
            hint=f"say {' '.join(f'--schema {name}' for name in schemas)} too",
        )


def _unmodelled_in(found: Database, schemas: Collection[str]) -> tuple[str, ...]:
    """Give what no kind manages and is in no other schema, told by the qualified name in the title."""
    known = {key.path[0] for key in found if key.kind == "schema"} | {"pg_catalog", "information_schema"}
    others = [name for name in known if name not in schemas]
    return tuple(
        title
        for title in found.unmodelled
        if not any(f" {ident(name)}." in title or title.endswith(f" schema {ident(name)}") for name in others)
    )


def _schema_of(fact: Fact) -> str | None:
    """Give the schema that an object is in; None for what is in none."""
    if isinstance(fact, Grant):
        return fact.on[0] if fact.on else None
    if isinstance(fact, DefaultPrivilege):
        return fact.schema or None
    path = fact.key.path
    if fact.kind == "extension":
        return None
    # The database itself has no name here.
    return path[0] if path else ""


def _is_servers_own(fact: Fact, known: Collection[str]) -> bool:
    """Say whether a privilege is of the bootstrap superuser, who is no role of any definition."""
    names = (
        (fact.grantee,)
        if isinstance(fact, Grant)
        else (fact.creator, fact.grantee)
        if isinstance(fact, DefaultPrivilege)
        else ()
    )
    return any(name not in known and name != "PUBLIC" and not name.startswith("pg_") for name in names)
