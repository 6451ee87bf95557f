"""What `dbtool maintain` carries out. A new sort of task is one file and its line here."""

from __future__ import annotations

from dbtool.execute.maintain import (
    aggregate_refresh,
    chunk_retention,
    job,
    partition_rule,
    reindex,
    row_retention,
    upkeep,
    view_refresh,
)
from dbtool.execute.maintain.task import Sort

# In the order in which they are done: room for rows first, then what makes others smaller.
SORTS: tuple[Sort, ...] = (
    partition_rule.SORT,
    chunk_retention.SORT,
    row_retention.SORT,
    view_refresh.SORT,
    aggregate_refresh.SORT,
    aggregate_refresh.FURTHER,
    upkeep.VACUUM,
    upkeep.ANALYZE,
    reindex.SORT,
    job.SORT,
)
# Declared for TimescaleDB's Community edition, and never in force without it.
NEVER_IN_FORCE = {
    "columnstore": "the columnstore is of the Community edition",
    "columnstore_policy": "the columnstore is of the Community edition",
    "compaction_policy": "the columnstore is of the Community edition",
    "reorder_policy": "reordering chunks is of the Community edition",
}
