"""Primary keys, unique, check, foreign-key and exclusion constraints, named NOT NULLs left out.

`definition` is the constraint as pg_get_constraintdef prints it, without NOT VALID and NOT ENFORCED. A
foreign key's deferrability and enforcement and the validation of a NOT VALID constraint change in place, all
else replaces the constraint. NOT ENFORCED (`enforced: false`) and temporal keys (`without_overlaps`,
`period`) are of PostgreSQL 18.
A key made for ONLY a partitioned table is not `valid` until all partitions have their part; such a part, and
a partition's own key whose index is a part of the table's index, is `part_of` it.
Of the index under a key or exclusion, storage parameters, tablespace, CLUSTER ON and comment are managed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint(Fact):
    """One constraint of a table; `type` is primary key, unique, check, foreign key or exclusion."""

    kind: ClassVar[str] = "constraint"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    type: str
    definition: Expr
    validated: bool = True
    enforced: bool = True
    deferrable: bool = False
    deferred: bool = False
    references: tuple[str, ...] | None = None
    valid: bool = True
    part_of: tuple[str, ...] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    tablespace: str | None = None
    clustered: bool = False
    index_comment: str | None = None
    comment: str | None = None


def _parent(constraint: Constraint) -> Key:
    return Key("table", (constraint.schema, constraint.table))


def _requires(constraint: Constraint) -> Iterable[Key]:
    yield _parent(constraint)
    if constraint.references:
        yield Key("table", constraint.references)


def _must_replace(old: Constraint, new: Constraint) -> str | None:
    if old.validated and not new.validated:
        return "a validated constraint cannot be made NOT VALID"
    if old.enforced != new.enforced and new.type != "foreign key":
        return "only a foreign key's enforcement can be altered"
    timing = (old.deferrable, old.deferred) != (new.deferrable, new.deferred)
    if timing and new.type != "foreign key":
        return "only a foreign key's deferrability can be altered"
    return None


def _points_at(constraint: Constraint) -> Key | None:
    return Key("table", constraint.references) if constraint.references else None


def _whole(constraint: Constraint) -> Key | None:
    """The index, or the key, whose part is this one's index."""
    path = constraint.part_of
    return Key("constraint" if len(path) == 3 else "index", path) if path else None


def _apart(constraint: Constraint) -> bool:
    # ON ONLY asks for the partitions first, a part for its whole.
    return not constraint.valid or constraint.part_of is not None


def _merges(constraint: Constraint) -> object:
    if constraint.type not in ("primary key", "unique", "exclusion"):
        return None
    index = constraint.definition.removeprefix("PRIMARY KEY").removeprefix("UNIQUE").strip()
    return index, constraint.deferrable, constraint.deferred


def _steps_aside(constraint: Constraint) -> bool:
    # Its two columns change one after the other, and in between the server finds no way to compare them.
    return constraint.references is not None


def _printed_once(constraint: Constraint) -> bool:
    # The others hold names of columns.
    return constraint.type not in ("check", "exclusion")


KIND = Kind(
    model=Constraint,
    fields={
        "type": REPLACE,
        "definition": REPLACE,
        "validated": ALTER,
        "enforced": ALTER,
        "deferrable": ALTER,
        "deferred": ALTER,
        "references": IGNORE,
        "valid": REPLACE,
        "part_of": REPLACE,
        "options": ALTER,
        "tablespace": OPTIONAL,
        "clustered": ALTER,
        "index_comment": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    evaluates=True,
    printed_once=_printed_once,
    requires=_requires,
    parent=_parent,
    points_at=_points_at,
    must_replace=_must_replace,
    steps_aside=_steps_aside,
    whole=_whole,
    folds=True,
    apart=_apart,
    merges=_merges,
    namespace="relation",
    renames="CONSTRAINT",
)
