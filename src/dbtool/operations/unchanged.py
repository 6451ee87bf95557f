"""The short way of a comparison: the rows of the live catalogs against those of state.json.

Most comparisons find nothing. What they need is neither facts nor edges, and the whole way is gone only where
a row tells of a difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dbtool.catalog.reading import reading
from dbtool.diff.rows import same_rows
from dbtool.model.database import Database
from dbtool.operations.sources import Live
from dbtool.operations.state import State, Stored


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Live is what was recorded.

    Shape: `objects` counts the recorded objects by kind; the rest as in DiffResult.
    """

    unmodelled: tuple[str, ...]
    unmade: tuple[str, ...]
    objects: dict[str, int]


def compared(live: Live, recorded: Callable[[], Stored | None]) -> Unchanged | tuple[State, Database] | None:
    """Give what there is to say where nothing differs, else what was recorded and what is live.

    Shape: None where nothing is recorded to compare with. `recorded` is asked while the server works.
    """
    with reading(live.connection) as found:
        stored = recorded()
        if stored is None:
            return None
        wanted = stored.objects.rows
        if not same_rows(found.rows, wanted):
            return stored.state, found.database()[0]
        return Unchanged(
            unmodelled=found.unmodelled,
            unmade=stored.unmade(found.unmodelled),
            objects={kind: len(rows) for kind, rows in wanted.items()},
        )
