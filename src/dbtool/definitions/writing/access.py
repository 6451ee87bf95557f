"""Roles, memberships, grants and default privileges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.privileges import KNOWN, Change
from dbtool.definitions.writing.grant_entries import Entry
from dbtool.definitions.writing.owner_rights import on_what_extensions_made, owner_rights, passed_on
from dbtool.definitions.writing.said import Listed, Part, Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.role import Role, password_variable
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

_SWITCHES = ("superuser", "createdb", "createrole", "replication", "bypassrls")
_MOST_SHORT = 3
_USUAL = [*KNOWN["table"], *(word for on, words in KNOWN.items() if on != "table" for word in words)]


def write_roles(facts: Sequence[Role], _source: Source) -> Iterator[Said]:
    """Give each role; a password is never known, only that it comes from the environment."""
    for fact in facts:
        body: dict[str, Any] = {}
        if fact.login:
            body["login"] = True
        if fact.password is not None:
            usual = fact.password == password_variable(fact.name)
            named = fact.password if ":" in fact.password else f"env:{fact.password}"
            body["password"] = "env" if usual else named
        if not fact.inherit:
            body["inherit"] = False
        body |= {name: True for name in _SWITCHES if getattr(fact, name)}
        if fact.connection_limit != -1:
            body["connection_limit"] = fact.connection_limit
        if fact.valid_until is not None:
            body["valid_until"] = fact.valid_until
        if fact.settings:
            body["settings"] = Short((name, fact.settings[name]) for name in sorted(fact.settings))
        if fact.comment is not None:
            body["comment"] = fact.comment
        if fact.security_labels:
            body["security_labels"] = Short(sorted(fact.security_labels.items()))
        yield Part(fact.key, (), (Short(body) if len(body) <= _MOST_SHORT else body) or None)


def write_memberships(facts: Sequence[Membership], source: Source) -> Iterator[Said]:
    """Give each membership at the member, or by itself where the member is no role of the definitions."""
    of_member: dict[str, list[Membership]] = defaultdict(list)
    for fact in facts:
        of_member[fact.member].append(fact)
    for member, groups in of_member.items():
        role = source.database.get("role", member)
        if isinstance(role, Role):
            yield Part(role.key, ("member_of",), [_member_of(fact, role.inherit) for fact in groups])
            continue
        for fact in groups:
            yield Listed("memberships", Short(role=fact.role, member=member) | _membership(fact, None))


def _member_of(fact: Membership, inherits: bool) -> Any:
    more = _membership(fact, inherits)
    return Short({"role": fact.role} | more) if more else fact.role


def _membership(fact: Membership, inherits: bool | None) -> dict[str, Any]:
    """Give the options that GRANT does not give by itself."""
    more: dict[str, Any] = {}
    if fact.admin:
        more["admin"] = True
    if fact.inherit is not None and fact.inherit != inherits:
        more["inherit"] = fact.inherit
    if fact.set_role is False:
        more["set"] = False
    return more


def write_grants(_facts: Sequence[Grant], source: Source) -> Iterator[Said]:
    """Give the grants as entries of `grants` and `revokes`."""
    yield from owner_rights(source)
    for entry in source.grants:
        if entry.group == "language":
            yield Statement(Key("grant", ()), _statement(entry, "LANGUAGE", entry.objects))
            continue
        unknown = [key for key in entry.objects if key.kind == "sequence" and key not in source.database]
        if unknown:
            # Those of identity columns, which no form names.
            yield Statement(Key("grant", ()), _statement(entry, "SEQUENCE", unknown))
            known = tuple(key for key in entry.objects if key not in unknown)
            if not known:
                continue
            entry = replace(entry, objects=known)
        value = Short({"from" if entry.revoke else "to": _one_or_more(map(_grantee, entry.roles))})
        value |= {"on": _target(entry, source), "privileges": _words(entry.privileges)}
        if entry.grantable:
            value["grantable"] = True
        yield Listed("revokes" if entry.revoke else "grants", value)
    yield from on_what_extensions_made(source)
    yield from passed_on(source)


def _statement(entry: Entry, word: str, keys: Sequence[Key]) -> str:
    change = Change(entry.roles, entry.privileges, entry.grantable, entry.revoke)
    return change.sql(clause(word, ", ".join(qualified(*key.path) for key in keys)))


def _target(entry: Entry, source: Source) -> Any:
    if entry.group == "database":
        return "database"
    if entry.schemas:
        return Short({f"{entry.group}s": "all", "in": _one_or_more(entry.schemas)})
    paths = [key.path for key in entry.objects]
    if entry.group == "column":
        return Short(table=source.spell(paths[0][:2]), columns=[path[2] for path in paths])
    if entry.group == "schema":
        names = [path[0] for path in paths]
    elif entry.group == "function":
        names = [f"{source.spell(path[:2])}({path[2]})" for path in paths]
    else:
        names = [source.spell(path) for path in paths]
    # The plural takes the word `all` for everything.
    single = len(names) == 1 or "all" in names
    return Short({entry.group if single else f"{entry.group}s": _one_or_more(names)})


def write_default_privileges(facts: Sequence[DefaultPrivilege], _source: Source) -> Iterator[Said]:
    """Give the default privileges, schemas and grantees of one sort in one entry."""
    schemas: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for fact in facts:
        for said in _sorts(fact):
            schemas[fact.creator, fact.on, fact.grantee, *said].append(fact.schema)
    grantees: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (creator, on, grantee, *sort), found in schemas.items():
        for part in ([""], [schema for schema in found if schema]):
            if set(part) & set(found):
                grantees[creator, tuple(part), on, *sort].append(grantee)
    for (creator, found, on, lost, grantable, words), roles in sorted(grantees.items()):
        value = Short({"for": creator})
        if any(found):
            value["in"] = _one_or_more(found)
        value |= {"on": on, "from" if lost else "to": _one_or_more(map(_grantee, roles))}
        value["privileges"] = _words(words)
        if grantable:
            value["grantable"] = True
        yield Listed("default_privileges", value)


def _sorts(fact: DefaultPrivilege) -> Iterator[tuple[bool, bool, tuple[str, ...]]]:
    """Give what is taken away and given: revocation or not, grantable or not, the privileges."""
    held, usual, grantable = set(fact.privileges), set(fact.default), set(fact.grantable)
    if usual - held:
        yield True, False, tuple(sorted(usual - held))
    if grantable:
        yield False, True, tuple(sorted(grantable))
    if held - grantable - usual:
        yield False, False, tuple(sorted(held - grantable))


def _grantee(name: str) -> str:
    return "public" if name == "PUBLIC" else name


def _words(privileges: Sequence[str]) -> Any:
    return _one_or_more(word.lower() for word in sorted(privileges, key=_USUAL.index))


def _one_or_more(items: Any) -> Any:
    found = list(items)
    return found[0] if len(found) == 1 else found
