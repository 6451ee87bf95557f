"""Where a partition rule stands: which partitions are to be made, which are to go, what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dbtool.catalog.query import rows, text_of
from dbtool.catalog.session import snapshot
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.periods import is_period, moved, partition_name, start_of
from dbtool.execute.maintain.relations import GONE, RelationGone
from dbtool.kinds.upkeep.partition_rule import PartitionRule

# What each type of key says of a moment in UTC.
FORMATS = {
    "date": "%Y-%m-%d",
    "timestamp without time zone": "%Y-%m-%d %H:%M:%S",
    "timestamp with time zone": "%Y-%m-%d %H:%M:%S+00",
}
# A gap is filled so many periods back; an older one was left on purpose.
LONGEST_GAP = 400
# More would make every statement on the table slow to plan.
MOST_SINCE = 5000

_HERE = Path(__file__).parent


class RuleRefused(StepFailed):
    """A partition rule that cannot be carried out on its table as it is."""

    code = "partition-rule-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitioned:
    """The partitioned table. Shape: `of_another` says that somebody else than this role owns it."""

    oid: int
    schema: str
    name: str
    owner: str
    of_another: bool
    row_security: bool
    strategy: str | None
    parts: int | None
    key: str | None
    type: str | None
    access_method: str | None
    tablespace: str | None
    now: datetime

    def bound(self, moment: datetime) -> str:
        """Give the moment as a value of the key."""
        # strftime leaves out a year's leading zeros on some platforms.
        return f"{moment.year:04}{moment.strftime(FORMATS[self.type or ''][2:])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A partition as it is. Shape: `low` and `high` are in UTC, and mean nothing of the default one."""

    oid: int
    schema: str
    name: str
    kind: str
    is_default: bool
    low: datetime
    high: datetime

    @property
    def title(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Period:
    """A period that has no partition of its own.

    Shape: `others` are partitions made by hand that have some of its time; `open` says that none has all.
    """

    name: str
    low: datetime
    high: datetime
    others: tuple[Partition, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """Where a rule stands.

    Shape: `missing` are periods up to `ahead` without a partition, oldest first; `old` are partitions of the
           rule that `keep` lets go; `present` is the present period where some of it has no partition.
    """

    table: Partitioned
    missing: tuple[Period, ...]
    old: tuple[Partition, ...]
    default: Partition | None
    present: Period | None
    present_start: datetime
    next_start: datetime

    @property
    def to_make(self) -> tuple[Period, ...]:
        """The periods that get a partition."""
        return tuple(period for period in self.missing if not period.others)


def survey(connection: Connection, rule: PartitionRule) -> Survey:
    """Give where the rule stands; reads only.

    Errors: RelationGone; RuleRefused where the table is not partitioned as the rule needs it.
    """
    with snapshot(connection):
        table = _table(connection, rule)
        parts = [
            Partition(**row)
            for row in rows(connection, text_of(_HERE / "partitions.sql"), {"oid": table.oid})
        ]
    plain = [part for part in parts if not part.is_default]
    ruled = [part for part in plain if is_period(rule.by, part.low, part.high)]
    present = start_of(rule.by, table.now)
    missing = tuple(_missing(rule, present, plain, ruled))
    return Survey(
        table=table,
        missing=missing,
        old=tuple(part for part in ruled if _is_old(rule, present, part)),
        default=next((part for part in parts if part.is_default), None),
        present=next((period for period in missing if period.low == present and period.open), None),
        present_start=present,
        next_start=moved(rule.by, present, 1),
    )


def _table(connection: Connection, rule: PartitionRule) -> Partitioned:
    found = rows(connection, text_of(_HERE / "partitioned.sql"), {"schema": rule.schema, "table": rule.table})
    title = f"{rule.schema}.{rule.table}"
    if not found:
        raise RelationGone(
            f"there is no table {title}",
            hint=GONE,
        )
    table = Partitioned(**found[0])
    if table.strategy != "r" or table.parts != 1 or table.key is None:
        raise RuleRefused(
            f"{title} is not partitioned by range of one column",
            hint="a partition rule needs partition_by: range (column)",
        )
    if table.type not in FORMATS:
        raise RuleRefused(
            f"{title} is partitioned by {table.key}, which is of type {table.type}",
            hint="a partition rule needs a key of type date, timestamp or timestamptz",
        )
    if table.type == "date" and rule.by == "hour":
        raise RuleRefused(
            f"{title} is partitioned by a date, which has no hours", hint="write by: day, or longer"
        )
    return table


def _is_old(rule: PartitionRule, present: datetime, part: Partition) -> bool:
    return rule.keep is not None and part.high <= moved(rule.by, present, -rule.keep)


def _missing(
    rule: PartitionRule, present: datetime, plain: list[Partition], ruled: list[Partition]
) -> Iterator[Period]:
    taken = {part.low for part in ruled}
    start, last = _first(rule, present, taken), moved(rule.by, present, rule.ahead)
    while start <= last:
        end = moved(rule.by, start, 1)
        if start not in taken:
            others = tuple(part for part in plain if part.low < end and part.high > start)
            name = partition_name(rule.prefix or rule.table, rule.by, start)
            yield Period(name, start, end, others, open=_is_open(start, end, others))
        start = end


def _first(rule: PartitionRule, present: datetime, taken: set[datetime]) -> datetime:
    """Give the first period that needs a partition. Errors: RuleRefused where `since` asks for too many."""
    if rule.since is not None:
        first = start_of(rule.by, datetime.fromisoformat(rule.since).replace(tzinfo=UTC))
        if _is_before(rule, first, present):
            raise RuleRefused(
                f"{rule.schema}.{rule.table} would get more than {MOST_SINCE} partitions since {rule.since}",
                hint="take a later day, or longer partitions",
            )
        return first
    reach = LONGEST_GAP if rule.keep is None else min(rule.keep, LONGEST_GAP)
    return start_of(rule.by, max(min([present, *taken]), moved(rule.by, present, -reach)))


def _is_before(rule: PartitionRule, first: datetime, present: datetime) -> bool:
    """Say whether there are more periods between the two than a table should have partitions."""
    try:
        return moved(rule.by, first, MOST_SINCE) < present
    except OverflowError:
        return False


def _is_open(start: datetime, end: datetime, others: tuple[Partition, ...]) -> bool:
    """Say whether some of the time is in none of the partitions, which are in order of their bounds."""
    reached = start
    for part in others:
        if part.low > reached:
            return True
        reached = max(reached, part.high)
    return reached < end
