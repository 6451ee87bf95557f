"""The synthetic tenants' rows, and the questions about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.facts import Relation
from dbtool.rls.probe.effects import outside
from dbtool.rls.probe.links import Row, Tenant
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.rows import Maker
from dbtool.rls.probe.session import Rows, Session, setting
from dbtool.rls.probe.shapes import Shapes
from dbtool.rls.probe.statements import Values, digest, equal, inserting, named, shown, updating
from dbtool.rls.probe.states import State
from dbtool.rls.review import Review

WITHOUT_TRIGGERS = setting("session_replication_role", "replica")


class Seeds:
    """The rows of the two tenants.

    Shape: `refused` says by relation why it has none; `replaced` names the relations and tenants of which
           a row was taken away that was there before; `states` are by tenant the settings with which its
           rows are written.
    """

    def __init__(
        self,
        session: Session,
        review: Review,
        shapes: Shapes,
        pairs: Pairs,
        maker: Maker,
        states: Mapping[Tenant, State | None],
    ) -> None:
        self.session, self.review, self.shapes, self.pairs, self.maker = session, review, shapes, pairs, maker
        self.states = states
        self.refused: dict[int, str] = {}
        self.replaced: set[tuple[int, Tenant]] = set()
        self._usual: dict[str, Rows] = {}
        for relation in maker.plan.relations:
            reason = outside(review, relation)
            if reason is not None:
                self.refused[relation.oid] = reason

    def of(self, relation: Relation, tenant: Tenant) -> Sequence[Row]:
        """Give a tenant's rows of a relation."""
        return self.maker.rows.get((relation.oid, tenant), ())

    def planted(self, relation: Relation) -> bool:
        """Say whether both tenants have rows in a relation."""
        return bool(self.of(relation, "A")) and bool(self.of(relation, "B"))

    def owned(self, relation: Relation, tenant: Tenant) -> Composable | None:
        """Give the condition that a row is a tenant's by its axis; None where that is unknown."""
        axis = self.review.axes.get(relation.oid)
        if axis is None:
            return None
        if not axis.over:
            column = self.shapes.column(relation, axis.column)
            pair = self.pairs.of(column, principal=axis.principal) if column is not None else None
            return None if pair is None else equal({axis.column: pair.of(tenant)})
        key = axis.over[0]
        rows = self.maker.rows.get((key.parent, tenant), ())
        if not rows:
            return None
        lists = (
            SQL("({})").format(SQL(", ").join(Literal(row.values.get(name)) for name in key.parent_columns))
            for row in rows
        )
        columns = SQL(", ").join(map(Identifier, key.child_columns))
        return SQL("({}) IN ({})").format(columns, SQL(", ").join(lists))

    def digest(self, relation: Relation, tenant: Tenant) -> Composable | None:
        """Give the query that tells whether anything about a tenant's rows changed."""
        where = self.owned(relation, tenant)
        if where is None:
            return None
        return digest(named(relation), (column.name for column in relation.columns), where)

    def told(self, statement: Composable) -> str | None:
        """Give a statement for a report; None where it holds a value of a row that was there before."""
        text = shown(statement)
        return None if any(shown(Literal(value)) in text for value in self._real()) else text

    def _real(self) -> Iterator[str]:
        """Give the values of rows that were there, those left aside that say the tenant."""
        for (oid, _tenant), rows in self.maker.rows.items():
            pinned = self.maker.plan.pins.get(oid, {})
            for row in rows:
                if row.existing:
                    yield from (
                        text for name, text in row.values.items() if text is not None and name not in pinned
                    )

    def usual(self, query: Composable) -> Rows:
        """Give what a query gives while nothing has been done to the rows of both tenants."""
        known = shown(query)
        if known not in self._usual:
            outcome = self.session.attempt(SQL("SELECT 1"), query)
            self._usual[known] = outcome.after[0] if outcome.after else ()
        return self._usual[known]

    def key(self, relation: Relation, row: Row) -> Values:
        """Give what tells a row from all others: its primary key, else all that has a plain equality."""
        for index in self.review.access.indexes_of(relation):
            columns = [name for name in index.columns if name is not None]
            if index.primary and columns:
                return {name: row.values[name] for name in columns}
        return {
            name: text
            for name, text in row.values.items()
            if (column := self.shapes.column(relation, name)) and _comparable(self.shapes, column.type)
        }

    def perturb(self) -> None:
        """Change one row of tenant B in each relation, and take another away."""
        state = self.states["B"]
        if state is not None:
            self.session.keep(*(setting(name, value) for name, value in state.settings))
        for relation in reversed(self.maker.plan.relations):
            rows = self.of(relation, "B")
            if relation.oid in self.refused or not rows:
                continue
            for name, text in self.changes(relation)[:1]:
                self.session.keep(updating(relation, {name: text}, equal(self.key(relation, rows[0]))))
            if len(rows) > 1 and not rows[-1].existing:
                where = equal(self.key(relation, rows[-1]))
                self.session.keep(SQL("DELETE FROM {} WHERE {}").format(named(relation), where))

    def changes(self, relation: Relation, *, keys: bool = False) -> Sequence[tuple[str, str | None]]:
        """Give columns that may be changed without breaking a constraint, each with another value.

        With `keys`, those of unique keys among them, as far as they say nothing of the tenant.
        """
        left = set(self.maker.plan.pins.get(relation.oid, ()))
        left |= set() if keys else self.maker.unique(relation)
        for key in self.review.access.keys_of(relation):
            left |= set(key.child_columns)
        for condition in self.shapes.conditions.get(relation.oid, ()):
            left |= set(condition.columns)
        chunk = self.shapes.chunks.get(relation.oid)
        left |= {chunk.column} if chunk is not None else set()
        found = [
            (column.name, text)
            for column in self.shapes.columns[relation.oid]
            if column.name not in left
            if (text := self.maker.invented(relation, column)) is not None
        ]
        # What policies ask for last: to change it may be another's right.
        return sorted(found, key=lambda change: change[0] in self.maker.asked(relation))

    def insert(self, relation: Relation, *rows: Values, base: Relation | None = None) -> Composable:
        """Give the INSERT of rows with the same columns into a relation, a view over `base` it may be."""
        columns = self.shapes.columns.get((base or relation).oid, ())
        return inserting(relation, rows, identity=any(column.identity for column in columns))


def _comparable(shapes: Shapes, oid: int) -> bool:
    found = shapes.base(oid)
    return found is not None and found.name not in ("json", "xml", "point", "path", "polygon", "jsonpath")
