"""How rows of the synthetic tenants come to be: with the settings that a session of the tenant has."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL, Composable, Identifier

from dbtool.rls.facts import Relation
from dbtool.rls.probe.links import Row, Tenant, Unseedable
from dbtool.rls.probe.seed import WITHOUT_TRIGGERS, Seeds
from dbtool.rls.probe.session import Outcome, setting
from dbtool.rls.probe.statements import Values, deleting, equal, named, updating

_WITH_TRIGGERS = setting("session_replication_role", "origin")
_DUPLICATE = "23505"


class Planter:
    """Puts in the rows, one tenant's after the other's."""

    def __init__(self, seeds: Seeds) -> None:
        self._seeds = seeds
        seeds.session.keep(SQL("SET CONSTRAINTS ALL DEFERRED"))

    def clear(self) -> None:
        """Take away a row that is all that a tenant can have, where nothing in it can be changed."""
        for relation in self._seeds.maker.plan.relations if self._seeds.session.superuser else ():
            for tenant in self._seeds.maker.tenants_of(relation):
                pinned = self._pinned(relation, tenant)
                if self._is_key(relation, pinned) and not self._seeds.changes(relation, keys=True):
                    gone = self._seeds.session.keep(WITHOUT_TRIGGERS, deleting(relation, equal(pinned)))
                    if gone.touched > 0:
                        self._seeds.replaced.add((relation.oid, tenant))
        if self._seeds.session.superuser:
            self._seeds.session.keep(_WITH_TRIGGERS)

    def _pinned(self, relation: Relation, tenant: Tenant) -> Values:
        try:
            return self._seeds.maker.pinned(relation, tenant)
        except Unseedable:
            return {}

    def _is_key(self, relation: Relation, pinned: Values) -> bool:
        """Say whether there can be but one row with the values."""
        return any(
            index.unique
            and not index.partial
            and None not in index.columns
            and pinned.keys() >= set(index.columns)
            for index in self._seeds.review.access.indexes_of(relation)
        )

    def plant(self, tenant: Tenant) -> None:
        """Put in all rows of a tenant, or those of nobody."""
        state = self._seeds.states[tenant]
        if state is not None:
            self._seeds.session.keep(*(setting(name, value) for name, value in state.settings))
        for relation in self._seeds.maker.plan.relations:
            if relation.oid in self._seeds.refused or tenant not in self._seeds.maker.tenants_of(relation):
                continue
            try:
                self._plant(relation, tenant)
            except Unseedable as error:
                self._seeds.refused[relation.oid] = str(error)

    def settle(self) -> None:
        """Have what waits for the end of the transaction checked now, and from now on at once."""
        self._seeds.session.keep(SQL("SET CONSTRAINTS ALL IMMEDIATE"))

    def _plant(self, relation: Relation, tenant: Tenant) -> None:
        plain, *others = self._seeds.maker.variants(relation, tenant)
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
        self._seeds.maker.rows[relation.oid, tenant] = found

    def _put(self, relation: Relation, rows: Sequence[Values]) -> Outcome:
        statement = SQL("{} RETURNING {}").format(self._seeds.insert(relation, *rows), _texts(relation))
        outcome = self._seeds.session.keep(statement)
        if outcome.done or outcome.code == _DUPLICATE or not self._seeds.session.superuser:
            return outcome
        # A trigger that needs more than an invented row has: the row counts here, not what follows from it.
        again = self._seeds.session.keep(WITHOUT_TRIGGERS, statement)
        self._seeds.session.keep(_WITH_TRIGGERS)
        return again if again.done else outcome

    def _row(self, relation: Relation, tenant: Tenant, texts: Sequence[str | None]) -> Row:
        values = _by_name(relation, texts)
        for name, wanted in self._seeds.maker.pinned(relation, tenant).items():
            if values[name] != wanted:
                raise Unseedable(f"the column {name} does not keep the tenant that a row is given")
        return Row(values)

    def _borrowed(self, relation: Relation) -> list[Row]:
        """Give a row of everybody's that is there, for others to point at where it takes no invented one."""
        query = SQL("SELECT {} FROM {} LIMIT 1").format(_texts(relation), named(relation))
        return [
            Row(_by_name(relation, texts), existing=True) for texts in self._seeds.session.keep(query).rows
        ]

    def _there(self, relation: Relation, tenant: Tenant, outcome: Outcome) -> Row | None:
        """Give the tenant's row that was there before, where there can be but one."""
        pinned = self._seeds.maker.pinned(relation, tenant)
        if outcome.code != _DUPLICATE or not pinned:
            return None
        query = SQL("SELECT {} FROM {} WHERE {} LIMIT 1").format(
            _texts(relation), named(relation), equal(pinned)
        )
        if not self._seeds.session.keep(query).rows:
            return None
        # What was there before comes, to who looks at it, by being changed.
        for name, text in self._seeds.changes(relation, keys=True)[:1]:
            self._seeds.session.keep(updating(relation, {name: text}, equal(pinned)))
        return Row(_by_name(relation, self._seeds.session.keep(query).rows[0]), existing=True)


def _texts(relation: Relation) -> Composable:
    """Give all columns of a relation as text."""
    return SQL(", ").join(
        SQL("{}::pg_catalog.text").format(Identifier(column.name)) for column in relation.columns
    )


def _by_name(relation: Relation, texts: Sequence[str | None]) -> Values:
    return dict(zip((column.name for column in relation.columns), texts, strict=True))
