"""Rows of the two sides against each other, before any fact is made of them."""

from __future__ import annotations

from dbtool.diff.differ import change_of, unasked
from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Kind
from dbtool.kinds.edges import says_all
from dbtool.model.fact import Fact, Row, Rows, shape_of
from dbtool.model.key import Key


def same_rows(live: Rows, wanted: Rows) -> bool:
    """Say whether nothing has to change; False also where only whole databases can tell.

    Rows that are equal make facts that are equal; where they are not, the facts' rules decide.
    """
    if says_all(wanted):
        return False
    for kind in {*live, *wanted}:
        old, new = live.get(kind, {}), wanted.get(kind, {})
        # By far the most kinds are settled by this one comparison.
        if old == new:
            continue
        for path in {*old, *new}:
            before, after = old.get(path), new.get(path)
            if before != after and not _same(Key(kind, path), before, after):
                return False
    return True


def _same(key: Key, old: Row | None, new: Row | None) -> bool:
    if old is not None and new is not None and _ignored(BY_NAME[key.kind], old, new):
        return True
    return not list(change_of(key, _fact(key, old), _fact(key, new)))


def _ignored(kind: Kind, old: Row, new: Row) -> bool:
    """Say whether only such fields differ as are not compared, so that no facts need be made to know it."""
    for name, before, after in zip(shape_of(kind.model).names, old, new, strict=True):
        # What is identity has no rule, and is the same.
        if before != after and not unasked(kind.fields.get(name), after):
            return False
    return True


def _fact(key: Key, row: Row | None) -> Fact | None:
    if row is None:
        return None
    model = BY_NAME[key.kind].model
    return model.from_values(shape_of(model).values(row))
