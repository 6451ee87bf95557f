"""Where nothing is to be taken from anybody: rights that only the live side has are left out of sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import OWNER, Grant
from dbtool.kinds.access.membership import Membership
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def without_surplus(live: Database, wanted: Database) -> Database:
    """Give `live` without the rights that `wanted` does not name, so that none of them is revoked."""
    facts: dict[Key, Fact] = {}
    for key, fact in live.facts.items():
        kept = _kept(fact, wanted.facts.get(key))
        if kept is not None:
            facts[key] = kept
    if facts == live.facts:
        return live
    gone = live.facts.keys() - facts.keys()
    return replace(live.only(key for key in live if key not in gone), facts=facts)


def _kept(fact: Fact, wanted: Any) -> Fact | None:
    match fact:
        case Grant() if fact.grantee != OWNER:
            return _as_far(fact, wanted)
        case DefaultPrivilege():
            return _as_far(fact, wanted)
        case Membership() if isinstance(wanted, Membership):
            return replace(
                fact,
                admin=fact.admin and wanted.admin,
                inherit=_up_to(fact.inherit, wanted.inherit),
                set_role=_up_to(fact.set_role, wanted.set_role),
            )
    return fact


def _as_far(fact: Grant | DefaultPrivilege, wanted: Any) -> Fact | None:
    if wanted is None:
        return None
    values: dict[str, Any] = {
        "privileges": tuple(word for word in fact.privileges if word in wanted.privileges),
        "grantable": tuple(word for word in fact.grantable if word in wanted.grantable),
    }
    if isinstance(fact, Grant):
        values["by_others"] = _given(fact.by_others, wanted.by_others)
    return replace(fact, **values)


def _given(live: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    return {grantor: words for grantor, words in live.items() if grantor in wanted}


def _up_to(live: bool | None, wanted: bool | None) -> bool | None:
    return False if live and wanted is False else live
