"""Which backups are kept: the last ones, and the first of each day, week, month and year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many are kept, by each rule; the union of them stays.

    Shape: `daily` keeps the oldest backup of each of the last so many days that have one; and so on.
    """

    last: int = 3
    daily: int = 7
    weekly: int = 5
    monthly: int = 12
    yearly: int = 7
    min_keep: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One backup, as far as its keeping goes.

    Shape: `needs` are the ids of those that it cannot be restored without; `good` says that nothing is known
           against it.
    """

    id: str
    at: datetime
    good: bool = True
    verified: bool = False
    held: bool = False
    needs: tuple[str, ...] = ()


BUCKETS: dict[str, Callable[[datetime], tuple[int, ...]]] = {
    "daily": lambda at: (at.year, at.month, at.day),
    "weekly": lambda at: tuple(at.isocalendar()[:2]),
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: (at.year,),
}


def kept(found: Sequence[Candidate], rule: Retention) -> dict[str, str]:
    """Give the ids that stay, each with the reason for it.

    Shape: the newest verified one stays, whatever the rule; so does what is held, what a kept one needs, and
           of the good ones at least `min_keep`. The clock plays no part in it: what counts is the backups
           themselves, so that a clock gone wrong deletes nothing.
    """
    ordered = sorted(found, key=lambda each: (each.at, each.id))
    good = [each for each in ordered if each.good]
    reasons: dict[str, str] = {}

    def keep(chosen: Sequence[Candidate], why: str) -> None:
        for each in chosen:
            reasons.setdefault(each.id, why)

    keep([each for each in ordered if each.held], "held")
    keep([each for each in good if each.verified][-1:], "newest verified")
    keep(good[-rule.last :] if rule.last > 0 else [], "last")
    for name, bucket in BUCKETS.items():
        firsts: dict[tuple[int, ...], Candidate] = {}
        for each in good:
            firsts.setdefault(bucket(each.at.astimezone(UTC)), each)
        count = getattr(rule, name)
        keep([firsts[key] for key in sorted(firsts)[-count:]] if count > 0 else [], name)
    for each in reversed(good):
        if sum(one.id in reasons for one in good) >= rule.min_keep:
            break
        keep([each], "min_keep")
    _with_needs(found, reasons)
    return reasons


def _with_needs(found: Sequence[Candidate], reasons: dict[str, str]) -> None:
    by_id = {each.id: each for each in found}
    waiting = list(reasons)
    while waiting:
        each = by_id.get(waiting.pop())
        for need in each.needs if each else ():
            if need not in reasons:
                reasons[need] = f"needed by {each.id}" if each else ""
                waiting.append(need)
