"""Views.

A new definition is put in place by CREATE OR REPLACE where the columns allow it; a column that has another
name at the same place is renamed. Options are
`security_barrier`, `security_invoker` and `check_option`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Fact):
    """Views."""

    kind: ClassVar[str] = "view"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    definition: Expr
    columns: tuple[tuple[str, ...], ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None

    def renamed_columns(self, new: View) -> list[tuple[str, str]]:
        """Give old and new name of the columns that are called otherwise in `new`, at their place."""
        before, after = ({column[0] for column in view.columns} for view in (self, new))
        return [
            (old[0], to[0])
            for old, to in zip(self.columns, new.columns, strict=False)
            if old[0] not in after and to[0] not in before and old[1:] == to[1:]
        ]


def _takes(view: View) -> Iterable[tuple[str, str, str]]:
    # Its rows are a type of the same name.
    yield "type", view.schema, view.name


def _requires(view: View) -> Iterable[Key]:
    yield Key("schema", (view.schema,))


def _must_replace(old: View, new: View) -> str | None:
    names = dict(old.renamed_columns(new))
    kept = tuple((names.get(column[0], column[0]), *column[1:]) for column in old.columns)
    if new.columns[: len(old.columns)] != kept:
        return "a view's columns can only be added at the end"
    return None


KIND = Kind(
    model=View,
    fields={
        "definition": ALTER,
        "columns": ALTER,
        "options": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_rewrite",
    requires=_requires,
    must_replace=_must_replace,
    namespace="relation",
    takes=_takes,
    steps_aside=always,
    stubs=True,
    renames="VIEW",
    moves=True,
)
