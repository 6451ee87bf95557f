"""What a target alone says: the objects that its own variables make different from the revisions."""

from __future__ import annotations

from dbtool.diff.differ import diff
from dbtool.execute.progress import Progress
from dbtool.model.key import Key
from dbtool.operations.sources import expected, recorded
from dbtool.settings import Subject


def own_keys(subject: Subject, progress: Progress) -> frozenset[Key]:
    """Give the keys of what this target is to hold otherwise than recorded."""
    state, target = recorded(subject), expected(subject, progress)
    if state is None or target is None or target.definitions == state.definitions:
        return frozenset()
    return frozenset(change.key for change in diff(state.wanted, target.wanted))
