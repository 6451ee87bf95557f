"""The short way of a comparison: the rows of the live catalogs against those of state.json.

Most comparisons find nothing. What they need is neither facts nor edges, and the whole way is gone only where
a row tells of a difference. One that found nothing is remembered, and need not be made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dbtool.catalog.reading import Reading, reading
from dbtool.operations.remembered import Remembered, place_of, recall, remember
from dbtool.operations.sources import Live
from dbtool.operations.state import State, Stored

if TYPE_CHECKING:
    from dbtool.model.database import Database


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Live is what was recorded.

    Shape: `objects` counts the recorded objects by kind; the rest as in DiffResult.
    """

    unmodelled: tuple[str, ...]
    unmade: tuple[str, ...]
    objects: dict[str, int]


def compared(
    live: Live, migrations: Path, recorded: Callable[[], Stored | None]
) -> Unchanged | tuple[State, Database] | None:
    """Give what there is to say where nothing differs, else what was recorded and what is live.

    Shape: None where nothing is recorded to compare with. `recorded` is asked while the server works, for
           what is written in the folder `migrations`.
    """
    place = place_of(live.connection, migrations)
    last = recall(place)
    with reading(live.connection, known=last.queries_from if last else None) as found:
        stored = recorded()
        if stored is None:
            return None
        if last is None or not last.holds(found, stored.mark):
            if not _same(found, stored):
                return stored.state, found.database()[0]
            last = _told(found, stored)
            remember(place, last)
        return Unchanged(last.unmodelled, last.unmade, last.objects)


def _same(found: Reading, stored: Stored) -> bool:
    # Differ and kinds are not loaded where the last comparison still holds.
    from dbtool.diff.rows import same_rows

    wanted = stored.objects.rows
    return same_rows(found.rows, wanted)


def _told(found: Reading, stored: Stored) -> Remembered:
    objects = {kind: len(rows) for kind, rows in stored.objects.rows.items()}
    return Remembered.of(found, stored.mark, stored.unmade(found.unmodelled), objects)
