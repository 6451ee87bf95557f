"""The synthetic tenants' rows: put in with the settings that a session of the tenant would have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.facts import Relation
from dbtool.rls.probe.effects import outside
from dbtool.rls.probe.links import Row, Tenant, Unseedable
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.rows import Maker
from dbtool.rls.probe.session import Outcome, Rows, Session, setting
from dbtool.rls.probe.shapes import Shapes
from dbtool.rls.probe.statements import Values, digest, equal, inserting, named, shown, updating
from dbtool.rls.probe.states import State
from dbtool.rls.review import Review

WITHOUT_TRIGGERS = setting("session_replication_role", "replica")
_WITH_TRIGGERS = setting("session_replication_role", "origin")
_DUPLICATE = "23505"


class Seeds:
    """The rows of the two tenants, and the questions about them.

    Shape: `refused` says by relation why it has none.
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
        self._states = states
        self.refused: dict[int, str] = {}
        self._usual: dict[str, Rows] = {}
        for relation in maker.plan.relations:
            reason = outside(review, relation)
            if reason is not None:
                self.refused[relation.oid] = reason
        session.keep(SQL("SET CONSTRAINTS ALL DEFERRED"))

    def plant(self, tenant: Tenant) -> None:
        """Put in all rows of a tenant, or those of nobody."""
        state = self._states[tenant]
        if state is not None:
            self.session.keep(*(setting(name, value) for name, value in state.settings))
        for relation in self.maker.plan.relations:
            if relation.oid in self.refused or tenant not in self.maker.tenants_of(relation):
                continue
            try:
                self._plant(relation, tenant)
            except Unseedable as error:
                self.refused[relation.oid] = str(error)

    def settle(self) -> None:
        """Have what waits for the end of the transaction checked now, and from now on at once."""
        self.session.keep(SQL("SET CONSTRAINTS ALL IMMEDIATE"))

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
        state = self._states["B"]
        if state is not None:
            self.session.keep(*(setting(name, value) for name, value in state.settings))
        for relation in reversed(self.maker.plan.relations):
            rows = [row for row in self.of(relation, "B") if not row.existing]
            if relation.oid in self.refused or not rows:
                continue
            for name, text in self.changes(relation)[:1]:
                self.session.keep(updating(relation, {name: text}, equal(self.key(relation, rows[0]))))
            if len(rows) > 1:
                where = equal(self.key(relation, rows[-1]))
                self.session.keep(SQL("DELETE FROM {} WHERE {}").format(named(relation), where))

    def changes(self, relation: Relation) -> Sequence[tuple[str, str | None]]:
        """Give columns that may be changed without breaking a constraint, each with another value."""
        left = set(self.maker.unique(relation)) | set(self.maker.plan.pins.get(relation.oid, ()))
        for key in self.review.access.keys_of(relation):
            left |= set(key.child_columns)
        for condition in self.shapes.conditions.get(relation.oid, ()):
            left |= set(condition.columns)
        chunk = self.shapes.chunks.get(relation.oid)
        rows = [*self.of(relation, "B"), *self.of(relation, "A")]
        if not rows:
            return ()
        try:
            values = self.maker.fresh(relation, "B" if self.of(relation, "B") else "A")
        except Unseedable:
            return ()
        found = [
            (name, text)
            for name, text in values.items()
            if name not in left and text is not None and not (chunk is not None and chunk.column == name)
        ]
        # What policies ask for last: to change it may be another's right.
        return sorted(found, key=lambda change: change[0] in self.maker.asked(relation))

    def insert(self, relation: Relation, *rows: Values, base: Relation | None = None) -> Composable:
        """Give the INSERT of rows with the same columns into a relation, a view over `base` it may be."""
        columns = self.shapes.columns.get((base or relation).oid, ())
        return inserting(relation, rows, identity=any(column.identity for column in columns))

    def _plant(self, relation: Relation, tenant: Tenant) -> None:
        plain, *others = self.maker.variants(relation, tenant)
        first = self._put(relation, [plain])
        found = [self._row(relation, tenant, texts) for texts in first.rows]
        if not found and (there := self._there(relation, tenant, first)):
            found.append(there)
        rows = self._put(relation, others).rows if others else ()
        if not rows:
            # One of them is refused, and takes the others with it.
            rows = [row for values in others for row in self._put(relation, [values]).rows]
        found += [self._row(relation, tenant, texts) for texts in rows]
        if not found and tenant == "S":
            found += self._borrowed(relation)
        if not found:
            raise Unseedable(first.message or "it takes no row")
        self.maker.rows[relation.oid, tenant] = found

    def _put(self, relation: Relation, rows: Sequence[Values]) -> Outcome:
        statement = SQL("{} RETURNING {}").format(self.insert(relation, *rows), _texts(relation))
        outcome = self.session.keep(statement)
        if outcome.done or outcome.code == _DUPLICATE or not self.session.superuser:
            return outcome
        # A trigger that needs more than an invented row has: the row counts here, not what follows from it.
        again = self.session.keep(WITHOUT_TRIGGERS, statement)
        self.session.keep(_WITH_TRIGGERS)
        return again if again.done else outcome

    def _row(self, relation: Relation, tenant: Tenant, texts: Sequence[str | None]) -> Row:
        values = _by_name(relation, texts)
        for name, wanted in self.maker.pinned(relation, tenant).items():
            if values[name] != wanted:
                raise Unseedable(f"the column {name} does not keep the tenant that a row is given")
        return Row(values)

    def _borrowed(self, relation: Relation) -> list[Row]:
        """Give a row of everybody's that is there, for others to point at where it takes no invented one."""
        query = SQL("SELECT {} FROM {} LIMIT 1").format(_texts(relation), named(relation))
        return [Row(_by_name(relation, texts), existing=True) for texts in self.session.keep(query).rows]

    def _there(self, relation: Relation, tenant: Tenant, outcome: Outcome) -> Row | None:
        """Give the tenant's row that was there before, where there can be but one."""
        pinned = self.maker.pinned(relation, tenant)
        if outcome.code != _DUPLICATE or not pinned:
            return None
        query = SQL("SELECT {} FROM {} WHERE {} LIMIT 1").format(
            _texts(relation), named(relation), equal(pinned)
        )
        rows = self.session.keep(query).rows
        return Row(_by_name(relation, rows[0]), existing=True) if rows else None


def _texts(relation: Relation) -> Composable:
    """Give all columns of a relation as text."""
    return SQL(", ").join(
        SQL("{}::pg_catalog.text").format(Identifier(column.name)) for column in relation.columns
    )


def _by_name(relation: Relation, texts: Sequence[str | None]) -> Values:
    return dict(zip((column.name for column in relation.columns), texts, strict=True))


def _comparable(shapes: Shapes, oid: int) -> bool:
    found = shapes.base(oid)
    return found is not None and found.name not in ("json", "xml", "point", "path", "polygon", "jsonpath")
