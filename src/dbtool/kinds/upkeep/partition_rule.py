"""Range partitions that are made ahead of time and dropped when they are old.

`dbtool apply` makes those that are due, and so does every `dbtool maintain run`. The partitions themselves
are no definitions: what stands on a bound of the rule belongs to it and is neither compared nor dropped by a
plan. Bounds are those of UTC. A partition is dropped only where the rule says how many are kept.

    table: events
    columns: {at: timestamptz not null, what: text}
    partition_by: range (at)
    partitions: {by: month, ahead: 3, keep: 24}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key

UNITS = ("hour", "day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionRule(Fact):
    """Range partitions that are made ahead of time and dropped when they are old.

    Shape: partitions are called `prefix`, the table's name unless said, and their beginning; those between
           `since` (a date) and the present one are made too.
    Units: `by` is the length of one partition; `ahead` counts partitions beyond the present one, `keep` those
           that are kept before it, None for all.
    """

    kind: ClassVar[str] = "partition_rule"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    by: str
    ahead: int = 3
    keep: int | None = None
    since: str | None = None
    prefix: str | None = None


def _requires(rule: PartitionRule) -> Iterable[Key]:
    yield Key("table", (rule.schema, rule.table))


KIND = Kind(
    model=PartitionRule,
    fields={"by": REPLACE, "ahead": ALTER, "keep": ALTER, "since": ALTER, "prefix": ALTER},
    source=__file__,
    found_in="kept",
    requires=_requires,
)
