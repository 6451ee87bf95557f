"""The states of a session in which expressions are asked: never set first, then empty, A and B."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dbtool.model.tenancy import Tenancy
from dbtool.rls.evaluate.parties import PARTIES, Parties, Party
from dbtool.rls.evaluate.words import Words
from dbtool.rls.tenants import OF_ROLES

_ALWAYS = ("", "on", "true", "1", "admin")
_MOST = 200
_MOST_STRANGE = 20
_OBJECTS = frozenset({"json", "jsonb"})


@dataclass(frozen=True, slots=True)
class State:
    """What a session has set.

    Shape: `party` is whose session it is, None where nobody's; `others` are the settings beside those that
           say who asks, and those of these that are changed. A setting that is not named was never set.
           `strange` is what holds a word in the tenant's place, whose rows may be those of that name alone.
    """

    kind: Literal["never", "empty", "party"]
    party: Party | None
    settings: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)
    strange: bool = False

    @property
    def all_settings(self) -> Mapping[str, str]:
        """Everything that is set."""
        return {**self.settings, **self.others}

    @property
    def title(self) -> str:
        """How reports name it."""
        if self.kind == "never":
            return "never set"
        return "set to ''" if self.kind == "empty" else f"set to tenant {self.party}"


def base_states(tenancy: Tenancy, parties: Parties) -> list[State]:
    """Give the states that every expression is asked in, in the order that they must be asked in.

    Once a session has set a setting it is '' at the best, however it was set.
    """
    sessions = {party: parties.session(party) for party in PARTIES}
    always = dict(tenancy.settings)
    names = sessions[PARTIES[0]]
    return [
        State("never", None, always),
        State("empty", None, always | dict.fromkeys((name for name in names if name not in OF_ROLES), "")),
        *(State("party", party, always | dict(sessions[party])) for party in PARTIES),
    ]


def other_settings(tenancy: Tenancy, said: Words) -> tuple[str, ...]:
    """Give the settings of expressions that neither say whose the session is nor are declared."""
    known = {tenancy.setting.lower(), *(name.lower() for name in tenancy.settings)}
    return tuple(name for name in said.settings if name not in known)


def further_states(tenancy: Tenancy, parties: Parties, said: Words) -> tuple[Sequence[State], bool]:
    """Give the states of A's session in which other settings vary, and whether these are all of them."""
    names = other_settings(tenancy, said)
    settings = {**tenancy.settings, **parties.session("A")}
    widened = [
        State("party", "A", settings, {tenancy.setting: text})
        for text in itertools.islice(_widened(settings[tenancy.setting], said), _MOST)
    ]
    widened += [
        State("party", "A", settings, {tenancy.setting: text}, strange=True)
        for text in said.literals[:_MOST_STRANGE]
        if text and text not in (tenancy.tenants or ()) and tenancy.setting not in OF_ROLES
    ]
    if not names:
        return widened, True
    principal = tenancy.principal.setting.lower() if tenancy.principal else None
    values = [_values(tenancy, parties, said, name == principal) for name in names]
    size = 1
    for each in values:
        size *= len(each)
    combined = itertools.product(*values) if size <= _MOST else _one_by_one(values)
    states = [
        State("party", "A", settings, dict(zip(names, combination, strict=True))) for combination in combined
    ]
    return [*widened, *states], size <= _MOST


def _widened(text: str, said: Words) -> Iterator[str]:
    """Give what a session says of its tenant, where that is an object, with something else in it as well."""
    try:
        own = json.loads(text)
    except ValueError:
        return
    if isinstance(own, dict):
        plain = [value for value in (*_ALWAYS, *said.literals) if value]
        for claims in _claims(said, plain):
            found = json.loads(claims)
            if own.keys().isdisjoint(found):
                yield json.dumps({**own, **found})


def _values(tenancy: Tenancy, parties: Parties, said: Words, principal: bool) -> list[str]:
    if principal:
        # Nobody, or nobody that is known: who asks as somebody else is that somebody.
        return [parties.session("A")[tenancy.principal.setting if tenancy.principal else ""], ""]
    other = parties.value("tenant", "B", tenancy.type)
    plain = [*_ALWAYS, *said.literals, *([other] if other else [])]
    return list(dict.fromkeys([*plain, *(_claims(said, plain) if said.names & _OBJECTS else ())]))


def _claims(said: Words, values: Sequence[str]) -> Iterator[str]:
    """Give objects with what expressions look for in one, at the top and one step down."""
    keys = [text for text in said.literals if text.isidentifier()]
    for key in keys:
        for value in values:
            if value and value != key:
                yield json.dumps({key: value})
    for outer, inner in itertools.permutations(keys, 2):
        for value in values:
            if value and value not in (outer, inner):
                yield json.dumps({outer: {inner: value}})


def _one_by_one(values: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    for place, each in enumerate(values):
        for value in each:
            yield tuple(value if at == place else values[at][0] for at in range(len(values)))
