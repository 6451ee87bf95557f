"""Views.

A new definition is put in place by CREATE OR REPLACE where the columns allow it. Options are
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


def _takes(view: View) -> Iterable[tuple[str, str, str]]:
    # Its rows are a type of the same name.
    yield "type", view.schema, view.name


def _requires(view: View) -> Iterable[Key]:
    yield Key("schema", (view.schema,))


def _must_replace(old: View, new: View) -> str | None:
    if new.columns[: len(old.columns)] != old.columns:
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
    requires=_requires,
    must_replace=_must_replace,
    namespace="relation",
    takes=_takes,
    steps_aside=always,
)
