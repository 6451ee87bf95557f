"""Composite types made by CREATE TYPE … AS; the row types of tables and views are theirs.

Manages the attributes with type, collation and comment, owner and comment. Attributes are added at the end,
dropped and given another type in place, in typed tables too. One that has another name at the same place,
its type as before, is renamed. The type is made anew, and columns change over by way of text, where an
attribute goes or changes that a view or the like names, and where one gets another type while tables hold
values; where the attributes' order changes, by way of jsonb, which keeps their names. The attributes of a
typed table's type cannot move.

`stored` says that tables hold values of the type, `named` which attributes a view, a function's body or the
like names. Both only decide how a change is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, Kind
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Fact
from dbtool.model.key import Key

# Name and type, and the collation where it is not the type's own.
Attribute = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How the attributes of one version become those of another in place.

    Shape: `renamed` has pairs of old and new names; `ordered` is False where attributes would have to move.
    """

    renamed: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    retyped: tuple[Attribute, ...]
    added: tuple[Attribute, ...]
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeType(Fact):
    """Composite types."""

    kind: ClassVar[str] = "composite_type"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    attributes: tuple[Attribute, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    stored: bool = False
    named: tuple[str, ...] = ()
    owner: str | None = None
    comment: str | None = None

    def way_to(self, new: CompositeType) -> Way:
        """Give how the attributes become those of `new`."""
        before, after = ({a[0]: a for a in fact.attributes} for fact in (self, new))
        pairs = zip(self.attributes, new.attributes, strict=False)
        renamed = tuple(
            (old[0], to[0])
            for old, to in pairs
            if old[0] not in after and to[0] not in before and old[1:] == to[1:]
        )
        names = dict(renamed)
        kept = [names.get(name, name) for name in before if name in after or name in names]
        found = set(kept)
        added = tuple(a for a in new.attributes if a[0] not in found)
        return Way(
            renamed=renamed,
            dropped=tuple(name for name in before if name not in after and name not in names),
            retyped=tuple(a for a in new.attributes if a[0] in before and before[a[0]] != a),
            added=added,
            ordered=[*kept, *(a[0] for a in added)] == list(after),
        )

    def comments_to(self, new: CompositeType) -> Mapping[str, str | None]:
        """Give the comments that differ in `new`, by the attribute's new name; None for one that goes."""
        way = self.way_to(new)
        names = dict(way.renamed)
        had = {names.get(name, name): text for name, text in self.comments.items() if name not in way.dropped}
        every = [a[0] for a in new.attributes]
        return {n: new.comments.get(n) for n in every if new.comments.get(n) != had.get(n)}


def _requires(composite: CompositeType) -> Iterable[Key]:
    yield Key("schema", (composite.schema,))
    for attribute in composite.attributes:
        yield from types_named(attribute[1], composite.schema)


def _takes(composite: CompositeType) -> Iterable[tuple[str, str, str]]:
    # Its attributes are kept as a relation of the same name.
    yield "relation", composite.schema, composite.name


def _must_replace(old: CompositeType, new: CompositeType) -> str | None:
    way = old.way_to(new)
    if not way.ordered:
        return "an attribute comes before others or moves, which PostgreSQL cannot do in place"
    if old.stored and way.retyped:
        return "an attribute gets another type, which PostgreSQL refuses while tables hold values"
    named = {*old.named} & {*way.dropped, *(a[0] for a in way.retyped)}
    return f"something else names attribute {min(named)}" if named else None


KIND = Kind(
    model=CompositeType,
    fields={
        "attributes": ALTER,
        "comments": ALTER,
        "stored": IGNORE,
        "named": IGNORE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    requires=_requires,
    must_replace=_must_replace,
    namespace="type",
    takes=_takes,
    beside=True,
    renames="TYPE",
    moves=True,
)
