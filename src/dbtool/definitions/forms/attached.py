"""What sections share that belong to an object declared elsewhere: `retention: {table: market_data, …}`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.contract import RenamedFrom, Waiver
from dbtool.definitions.forms.base import Form, Waivable
from dbtool.definitions.forms.values import ObjectName, said
from dbtool.model.key import Key

RELATIONS = ("table", "view", "materialized_view", "continuous_aggregate", "foreign_table")


class ToRelation(Form):
    """A section's entry that says with `table` or `view` what it belongs to."""

    TO: ClassVar[tuple[str, ...]] = RELATIONS
    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = (("table", "view"),)
    EXPECTED: ClassVar[str] = "a mapping with the key table"

    table: Annotated[ObjectName | None, said("The table that this belongs to.")] = None
    view: Annotated[ObjectName | None, said("The view or continuous aggregate that this belongs to.")] = None

    def target(self, at: At, out: Collector) -> tuple[str, str]:
        """Give the path of the object, which must be declared."""
        key, name = ("table", self.table) if self.table is not None else ("view", self.view)
        assert name is not None
        path = at.within(name)
        out.refer(self.TO, path, at[key].value)
        return path


def add_remarks(form: Waivable, key: Key, at: At, out: Collector) -> None:
    """Take in what a form says of its object beside what it is: waivers, and the name that it had."""
    old = form.old_path(key)
    if old is not None:
        # Of a routine only the server knows the arguments.
        out.renames.append(RenamedFrom(Key(key.kind, key.path[: len(old)]), old, at["renamed_from"].value))
    for code, reason in form.waive.items():
        out.waivers.append(Waiver(key, code, reason, at["waive"][code].key))


def owned(owner: str | None, at: At, out: Collector) -> str | None:
    """Give the owner back; the role must be declared."""
    if owner is not None:
        out.refer("role", (owner,), at["owner"].value)
    return owner
