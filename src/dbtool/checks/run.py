"""Rules over a database: hits become findings, or are silenced by whoever accepts them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.checks import RULES
from dbtool.checks.base import Hit, Rule, Severity
from dbtool.checks.known import UNKNOWN_WAIVER, UNUSED_WAIVER, nearest, rule_called
from dbtool.definitions.contract import Waiver
from dbtool.errors import Origin
from dbtool.model.database import Database
from dbtool.model.key import Key

_RELATIONS = ("table", "view", "materialized_view", "continuous_aggregate")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """What a rule found.

    Shape: `key` is None for what is about no object; `waived` is the reason for which it is accepted;
           `origin` is given only where the finding is about a place rather than its object: a waiver.
    """

    code: str
    name: str
    severity: Severity
    message: str
    hint: str
    key: Key | None = None
    other: tuple[Key, ...] = ()
    waived: str | None = None
    origin: Origin | None = None


def run_rules(
    database: Database,
    *,
    waivers: Sequence[Waiver],
    disabled: Collection[str] = (),
    severities: Mapping[str, Severity] | None = None,
    early: bool = False,
) -> list[CheckFinding]:
    """Give what the rules find in the database, waived or not, and what is wrong with the waivers.

    Shape: `disabled` and the keys of `severities` are codes; findings stand in the order of the rules, then
           of the keys. With `early` only the early rules run, and no waiver is asked whether it is needed.
    """
    levels = severities or {}
    rules = [rule for rule in RULES if rule.code not in disabled and (rule.early or not early)]
    accepted = _by_rule(waivers)
    used: set[Waiver] = set()
    found = []
    for rule in rules:
        for hit in sorted(rule.find(database), key=lambda hit: (hit.key, hit.message)):
            waiver = _waiver_of(hit, accepted.get(rule.code, {}), database)
            if waiver:
                used.add(waiver)
            found.append(finding(rule, hit, levels, waiver.reason if waiver else None))
    if not early:
        found += _of_waivers(waivers, used, disabled, levels)
    return found


def finding(
    rule: Rule, hit: Hit, severities: Mapping[str, Severity], waived: str | None = None
) -> CheckFinding:
    """Give the finding that a hit makes."""
    return CheckFinding(
        code=rule.code,
        name=rule.name,
        severity=severities.get(rule.code, rule.severity),
        message=hit.message,
        hint=hit.hint,
        key=hit.key,
        other=hit.other,
        waived=waived,
    )


def containers(key: Key, database: Database) -> Iterator[Key]:
    """Give the object and all that contain it, the nearest first, its schema last."""
    here: Key | None = key
    while here is not None:
        yield here
        here = database.parents.get(here)
    # Where no kind names a parent, and among declared facts that lack it, the path still says the relation.
    if len(key.path) > 1:
        yield from (Key(relation, key.path[:2]) for relation in _RELATIONS)
        yield Key("schema", key.path[:1])


def _by_rule(waivers: Iterable[Waiver]) -> dict[str, dict[Key, Waiver]]:
    found: dict[str, dict[Key, Waiver]] = {}
    for waiver in waivers:
        rule = rule_called(waiver.code)
        if rule:
            found.setdefault(rule.code, {}).setdefault(waiver.key, waiver)
    return found


def _waiver_of(hit: Hit, waivers: Mapping[Key, Waiver], database: Database) -> Waiver | None:
    if not waivers:
        return None
    return next((waivers[key] for key in containers(hit.key, database) if key in waivers), None)


def _of_waivers(
    waivers: Iterable[Waiver],
    used: Collection[Waiver],
    disabled: Collection[str],
    severities: Mapping[str, Severity],
) -> Iterator[CheckFinding]:
    """Give what is wrong with waivers; one of the author's that stands for several objects counts once."""
    served = {(waiver.origin, waiver.code) for waiver in used}
    told = set()
    for waiver in waivers:
        place = (waiver.origin, waiver.code)
        rule = rule_called(waiver.code)
        if place in served or place in told or (rule and rule.code in disabled):
            continue
        told.add(place)
        about = UNUSED_WAIVER if rule else UNKNOWN_WAIVER
        if about.code in disabled:
            continue
        near = nearest(waiver.code)
        known = f'did you mean "{near}"?' if near else "`dbtool check --list` has the codes and names"
        yield CheckFinding(
            code=about.code,
            name=about.name,
            severity=severities.get(about.code, about.severity),
            message=f"{waiver.code} is waived here, but nothing is found"
            if rule
            else f"there is no rule {waiver.code}",
            hint="take the waiver out" if rule else known,
            key=waiver.key,
            origin=waiver.origin,
        )
