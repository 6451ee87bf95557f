"""Security labels: what a label provider says of an object, such as SELinux or a masking extension.

Manages the labels of tables, views, sequences and foreign tables with their columns, of schemas, routines,
types, languages, publications, subscriptions, event triggers and of the database itself; a role's labels
belong to the role. The live server needs the provider's library in every session
(`session_preload_libraries`); scratch does without: labels are taken from the definition, and the object that
one is on is looked up there. Labels of large objects and tablespaces, and of what an extension made, are not
managed.

    security_labels:
      - {provider: anon, table: people, column: name, label: MASKED WITH VALUE NULL}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# What a statement says of the database that it runs in, whose name is no part of a definition.
DATABASE = "DATABASE"
# Whose columns are objects of their own; those of a view go with it.
_WITH_COLUMNS = frozenset({"table", "foreign_table"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityLabel(Fact):
    """What one provider says of one object.

    Shape: `on_kind` and `on` are the kind and path of the object's key, the database's path is empty; with
           `column` it is that column of the relation.
    """

    kind: ClassVar[str] = "security_label"
    identity: ClassVar[tuple[str, ...]] = ("provider", "on_kind", "on", "column")

    provider: str
    on_kind: str
    on: tuple[str, ...]
    column: str = ""
    label: str


def _parent(label: SecurityLabel) -> Key | None:
    if label.column and label.on_kind in _WITH_COLUMNS:
        return Key("column", (*label.on, label.column))
    return Key(label.on_kind, label.on) if label.on else None


def _requires(label: SecurityLabel) -> Iterable[Key]:
    if label.on:
        yield Key(label.on_kind, label.on)


def _with_columns(label: SecurityLabel, names: Mapping[str, str]) -> SecurityLabel:
    return replace(label, column=names.get(label.column, label.column))


KIND = Kind(
    model=SecurityLabel,
    fields={"label": ALTER},
    source=__file__,
    found_in="pg_seclabel",
    requires=_requires,
    parent=_parent,
    declared=True,
    with_columns=_with_columns,
)
