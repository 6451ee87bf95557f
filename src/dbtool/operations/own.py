"""What a target alone says: the objects that its own variables make different from the revisions."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.diff.differ import diff
from dbtool.execute.progress import Progress
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.operations.sources import expected, recorded
from dbtool.settings import Subject


def own_changes(subject: Subject, progress: Progress) -> Mapping[Key, Fact | None]:
    """Give what this target is to hold otherwise than recorded, with the recorded fact of each."""
    state, target = recorded(subject), expected(subject, progress)
    if state is None or target is None or target.definitions == state.definitions:
        return {}
    return {c.key: state.wanted.facts.get(c.key) for c in diff(state.wanted, target.wanted)}
