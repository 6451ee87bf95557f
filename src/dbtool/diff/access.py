"""What changes do to who may reach what: tighter, wider, or both. By facts alone, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dbtool.diff import access_policies, access_views
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant, stands_on
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.model.access import AccessChange, Compare, Effect, together, unknown
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key

Parts = Iterator[AccessChange]
_RIGHTS = "login inherit superuser createdb createrole replication bypassrls".split()
_VIEWS = ("view", "materialized_view", "continuous_aggregate")


def access_changes(
    changes: Iterable[Change], old: Database, new: Database, compare: Compare = unknown
) -> Mapping[Key, AccessChange]:
    """Give what each change does that concerns access.

    Shape: what belongs to an object, or a role, that is new concerns nobody yet and is left out.
    """
    told = {change.key: _of(change, old, new) for change in changes}
    found = {key: effect for key, effect in told.items() if effect is not None}
    return {**found, **_by_policies(found, old, new, compare)}


def _by_policies(
    found: Mapping[Key, AccessChange], old: Database, new: Database, compare: Compare
) -> Mapping[Key, AccessChange]:
    """Give what changed policies do together, as far as a server tells: one may give what another takes."""
    better: dict[Key, AccessChange] = {}
    tables: dict[tuple[str, str], list[Key]] = {}
    for key in found:
        if key.kind == "policy":
            tables.setdefault((key.path[0], key.path[1]), []).append(key)
    for table, keys in tables.items():
        if not all(_enabled(side.get("row_security", *table)) for side in (old, new)):
            continue
        before, after = (
            [
                side.facts[key]
                for key in sorted(side.children.get(Key("table", table), ()))
                if key.kind == "policy"
            ]
            for side in (old, new)
        )
        answer = compare(table, before, after)
        if answer is not None:
            better |= {key: AccessChange(answer.effect, found[key].reason, answer.witness) for key in keys}
    return better


def _of(change: Change, old: Database, new: Database) -> AccessChange | None:
    before = None if isinstance(change, Create) else change.old
    after = None if isinstance(change, Drop) else change.new
    parts: list[AccessChange] = []
    rule = _RULES.get(change.key.kind)
    if rule is not None and not _belongs_to_new(change.key, before or after, old):
        parts += rule(before, after, old, new)
    if isinstance(change, Alter | Replace) and "owner" in change.fields and getattr(after, "owner", None):
        parts.append(AccessChange("incomparable", f"belongs to {getattr(after, 'owner', None)}"))
    return together(parts)


def _belongs_to_new(key: Key, fact: Fact | None, old: Database) -> bool:
    """Say whether nobody could use before what the change is about."""
    match fact:
        case Policy() | RowSecurity():
            return Key("table", (fact.schema, fact.table)) not in old
        case Grant():
            return bool(fact.on) and key not in old and not _stood(fact, old)
        case DefaultPrivilege():
            return Key("role", (fact.creator,)) not in old and key not in old
        case Membership():
            return Key("role", (fact.member,)) not in old and key not in old
    return False


def _stood(grant: Grant, old: Database) -> bool:
    # Columns of a view are no objects of their own.
    views = _VIEWS if grant.on_kind == "column" else ()
    return stands_on(grant) in old or any(Key(kind, grant.on[:2]) in old for kind in views)


def _policy(before: Any, after: Any, old: Database, new: Database) -> Parts:
    fact = after or before
    path = (fact.schema, fact.table)
    was, now = (side.get("row_security", *path) for side in (old, new))
    if not _enabled(was):
        yield AccessChange("tighter", "row security was off")
    elif not _enabled(now):
        if Key("table", path) in new:
            yield AccessChange("wider", "row security goes")
    elif before is None:
        yield access_policies.of_new(after)
    elif after is None:
        if Key("table", path) in new:
            yield access_policies.of_gone(before)
    else:
        yield from access_policies.of_changed(before, after)


def _enabled(fact: Fact | None) -> bool:
    return isinstance(fact, RowSecurity) and fact.enabled


def _row_security(before: Any, after: Any, _old: Database, new: Database) -> Parts:
    fact = after or before
    if Key("table", (fact.schema, fact.table)) not in new:
        return
    for name, words in (("enabled", ("enables", "disables")), ("forced", ("forces", "no longer forces"))):
        was, now = bool(getattr(before, name, False)), bool(getattr(after, name, False))
        if was != now:
            yield AccessChange("tighter" if now else "wider", f"{words[not now]} row security")


def _grant(before: Any, after: Any, _old: Database, new: Database) -> Parts:
    fact = after or before
    if after is None and fact.on and stands_on(fact) not in new:
        return
    yield from _privileges(before, after)
    was = dict(before.by_others) if before else {}
    now = dict(after.by_others) if after else {}
    for grantor in sorted({*was, *now}):
        yield from _sets(
            set(was.get(grantor, "").split(", ")) - {""},
            set(now.get(grantor, "").split(", ")) - {""},
            f" by {grantor}",
        )


def _privileges(before: Any, after: Any) -> Parts:
    default = set((after or before).default)
    lost, loses = (set(getattr(fact, "revoked", ())) for fact in (before, after))
    yield from _sets(
        (set(before.privileges) if before else default) | (loses - lost),
        (set(after.privileges) if after else default) | (lost - loses),
        "",
    )
    was = {f"{word} to pass on" for word in (before.grantable if before else ())}
    yield from _sets(was, {f"{word} to pass on" for word in (after.grantable if after else ())}, "")


def _sets(was: set[str], now: set[str], suffix: str) -> Parts:
    if now - was:
        yield AccessChange("wider", f"gives {', '.join(sorted(now - was))}{suffix}")
    if was - now:
        yield AccessChange("tighter", f"takes {', '.join(sorted(was - now))}{suffix}")


def _membership(before: Any, after: Any, _old: Database, _new: Database) -> Parts:
    if before is None or after is None:
        yield AccessChange(
            "wider" if before is None else "tighter", f"{'adds' if after else 'ends'} a membership"
        )
        return
    for name in ("admin", "inherit", "set_role"):
        was, now = getattr(before, name), getattr(after, name)
        if now is not None and was != now:
            yield _switched(name.removesuffix("_role"), bool(now))


def _role(before: Any, after: Any, _old: Database, _new: Database) -> Parts:
    if before is None:
        return
    if after is None:
        yield AccessChange("tighter", "drops the role")
        return
    for name in _RIGHTS:
        if getattr(before, name) != getattr(after, name):
            yield _switched(name, getattr(after, name))
    most = [
        float("inf") if limit < 0 else limit for limit in (before.connection_limit, after.connection_limit)
    ]
    if most[0] != most[1]:
        yield AccessChange("wider" if most[1] > most[0] else "tighter", "changes the connection limit")
    if before.valid_until != after.valid_until:
        yield AccessChange(
            _later(before.valid_until, after.valid_until), "changes until when the password counts"
        )
    if dict(before.security_labels) != dict(after.security_labels):
        yield AccessChange("incomparable", "changes security labels")


def _switched(name: str, on: bool) -> AccessChange:
    return AccessChange("wider" if on else "tighter", f"switches {name.upper()} {'on' if on else 'off'}")


def _later(was: str | None, now: str | None) -> Effect:
    ends = [text is None or text.lower() == "infinity" for text in (was, now)]
    if ends[0] or ends[1]:
        return "wider" if ends[1] else "tighter"
    assert was is not None
    assert now is not None
    # As the server prints them, of one length and in one time zone, they stand in the order of time.
    alike = len(was) == len(now) and was[19:] == now[19:]
    return ("wider" if now > was else "tighter") if alike else "incomparable"


_RULES: Mapping[str, Callable[[Any, Any, Database, Database], Parts]] = {
    "policy": _policy,
    "row_security": _row_security,
    "grant": _grant,
    "default_privilege": lambda before, after, _old, _new: _privileges(before, after),
    "membership": _membership,
    "role": _role,
    "view": lambda before, after, _old, _new: access_views.of_changed(before, after),
}
