"""What a role may write: tables of tenants, and views through which their rows are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dbtool.rls.facts import Relation
from dbtool.rls.probe.effects import outside
from dbtool.rls.probe.observe import sources
from dbtool.rls.probe.order import root
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.statements import Values
from dbtool.rls.review import Review


@dataclass(frozen=True, slots=True)
class Subject:
    """A relation to write, and the table whose rows that are.

    Shape: `names` are the relation's columns by those of the table; `owners` the table's columns that say
           whose a row is. `allowed` are by command the relation's columns that the role may use.
    """

    relation: Relation
    base: Relation
    names: Mapping[str, str]
    owners: frozenset[str]
    allowed: Mapping[str, frozenset[str]]
    inserts: bool
    updates: bool
    deletes: bool

    def seen(self, values: Values, command: str) -> Values:
        """Give values of the table as the relation has them, as far as the role may use the columns."""
        return {
            self.names[name]: text
            for name, text in values.items()
            if name in self.names and self.names[name] in self.allowed[command]
        }

    def tells(self, values: Values) -> bool:
        """Say whether values of the relation say whose a row is."""
        return bool(self.owners) and all(self.names.get(name) in values for name in self.owners)


def subjects(review: Review, seeds: Seeds, role: str) -> Iterator[Subject]:
    """Give what a role may write of tenants' rows."""
    for relation in review.tenant_relations:
        base = root(review, relation)
        if not seeds.planted(base) or not review.is_tenant(base):
            continue
        may = {
            command: review.reach.may(role, relation, command) for command in ("insert", "update", "delete")
        }
        if any(may.values()):
            yield _subject(review, seeds, role, relation, base, may)
    for relation in review.access.relations.values():
        writable = seeds.shapes.writable.get(relation.oid)
        if writable is None or not any(writable) or outside(review, relation) is not None:
            continue
        bases = [each for each in sources(review, relation) if seeds.planted(each) and review.is_tenant(each)]
        may = {
            command: able and review.reach.may(role, relation, command)
            for command, able in zip(("insert", "update", "delete"), writable, strict=True)
        }
        for base in bases if any(may.values()) else ():
            yield _subject(review, seeds, role, relation, base, may)


def _subject(
    review: Review, seeds: Seeds, role: str, relation: Relation, base: Relation, may: Mapping[str, bool]
) -> Subject:
    names = _names(relation, base)
    allowed = {
        command: frozenset(
            column.name
            for column in relation.columns
            if review.reach.may_column(role, relation, column.name, command)
        )
        for command in ("insert", "update", "select")
    }
    return Subject(
        relation,
        base,
        names,
        _owners(review, seeds, base),
        allowed,
        may["insert"],
        may["update"],
        may["delete"],
    )


def _owners(review: Review, seeds: Seeds, base: Relation) -> frozenset[str]:
    axis = review.axes[base.oid]
    return frozenset(axis.over[0].child_columns if axis.over else (axis.column,))


def _names(relation: Relation, base: Relation) -> Mapping[str, str]:
    """Give a view's columns by the table's: of the same name, else at the same place if all types agree."""
    if relation.oid == base.oid:
        return {column.name: column.name for column in base.columns}
    found = {column.name: column.name for column in base.columns if relation.column(column.name)}
    types = [column.type for column in relation.columns]
    if len(found) < len(types) and types == [column.type for column in base.columns[: len(types)]]:
        return {mine.name: yours.name for mine, yours in zip(base.columns, relation.columns, strict=False)}
    return found
