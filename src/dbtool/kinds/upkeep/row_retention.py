"""How long rows of a plain table are kept: `dbtool maintain run` deletes older ones in batches.

For a hypertable a `retention` with `drop_after` is better, since it drops whole chunks; rows of a hypertable
that only a condition tells apart are deleted by this too.

    retention:
      table: system_logs
      delete_after: 90 days
      by: created_at
      where: log_level = 'DEBUG'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRetention(Fact):
    """How long rows of a plain table are kept.

    Units: `batch` is rows in one transaction; the intervals are PostgreSQL's.
    """

    kind: ClassVar[str] = "row_retention"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    column: str
    delete_after: str
    where: Expr | None = None
    batch: int = 10000
    schedule_interval: str = "1 day"


def _requires(retention: RowRetention) -> Iterable[Key]:
    yield Key("table", (retention.schema, retention.table))
    yield Key("column", (retention.schema, retention.table, retention.column))


KIND = Kind(
    model=RowRetention,
    fields={
        "column": ALTER,
        "delete_after": ALTER,
        "where": ALTER,
        "batch": ALTER,
        "schedule_interval": ALTER,
    },
    source=__file__,
    found_in="kept",
    requires=_requires,
    declared=True,
    probed=True,
    casts={"delete_after": "interval", "schedule_interval": "interval"},
)
