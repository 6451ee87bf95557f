"""What an expression reads, as invented rows: each table as the reader sees it, under its own name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from psycopg import sql

from dbtool.rls.evaluate.rewriting import Rewriting, under
from dbtool.rls.evaluate.rows import rows_of
from dbtool.rls.evaluate.text import Blind, Denied, Reader, Recursion, Text, filled, joined, name, raw
from dbtool.rls.evaluate.world import World
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.review import Review

Policies = tuple[Sequence[Policy], Sequence[Policy]]


class Scene:
    """Writes expressions for one world.

    Shape: the relations `without` have no rows here; `read` collects those that were read.
    """

    def __init__(self, review: Review, world: World, without: Collection[int] = ()) -> None:
        self._review = review
        self._without = without
        self.world = world
        self.read: dict[int, Relation] = {}

    def expression(self, text: str, reader: Reader) -> Text:
        """Give an expression that only needs `with_clause` in front of the query it stands in.

        Errors: Blind, Denied, Recursion.
        """
        return Rewriting(self._review, self.with_clause, reader, self._review.access.scope, text).done()

    def with_clause(self, reads: Mapping[str, Relation], reader: Reader) -> str:
        """Give WITH … for these relations, each after those that it uses; empty for none.

        Errors: Blind, Denied, Recursion.
        """
        items: dict[str, tuple[Relation, str]] = {}
        for relation in reads.values():
            self._add(relation, reader, items)
        if not items:
            return ""
        each = [filled("{} AS ({})", name(known), raw(text)) for known, (_, text) in items.items()]
        return sql.SQL("WITH {} ").format(joined(", ", each)).as_string(None)

    def _add(self, relation: Relation, reader: Reader, items: dict[str, tuple[Relation, str]]) -> None:
        before = items.get(relation.name)
        if before is not None:
            if before[0].oid != relation.oid:
                raise Blind(f"{before[0].title} and {relation.title} are read under one name")
            return
        self._allow(relation, reader)
        self.read[relation.oid] = relation
        if relation.kind == "view":
            items[relation.name] = relation, self._view(relation, reader)
        else:
            text = self._table(relation, reader, items)
            items[relation.name] = relation, text

    def _table(self, relation: Relation, reader: Reader, items: dict[str, tuple[Relation, str]]) -> str:
        rows = rows_of(
            relation,
            [] if relation.oid in self._without else [each.row for each in self.world.rows(relation)],
        )
        if not self._review.reach.bound(reader.role, relation):
            return rows
        if relation.oid in reader.within:
            raise Recursion(relation)
        inside = reader.entering(relation)
        filtered = self._condition(self._review.reach.policies(reader.role, relation, "select"), inside)
        for read in filtered.reads.values():
            self._add(read, inside, items)
        pattern = "SELECT * FROM ({}) AS {} WHERE {}"
        return filled(pattern, raw(rows), name(relation.name), raw(filtered.sql))

    def _view(self, view: Relation, reader: Reader) -> str:
        if view.oid in reader.within or view.definition is None:
            raise Blind(f"{view.title} leads back to itself")
        inside = reader.entering(view, None if view.has_option("security_invoker") else view.owner)
        text = self.expression(view.definition.rstrip().removesuffix(";"), inside)
        return under(self.with_clause(text.reads, inside), text.sql)

    def _condition(self, policies: Policies, reader: Reader) -> Text:
        """Give what a row that is there must fulfil under permissive and restrictive policies."""
        whole = Text("")
        sides: list[list[str]] = []
        for side in policies:
            texts = [self._using(policy, reader) for policy in side]
            for text in texts:
                whole.reading(text.reads)
            sides.append([filled("({})", raw(text.sql)) for text in texts])
        permissive, restrictive = sides
        some = filled("({})", joined(" OR ", permissive or ["false"]))
        whole.sql = filled("{}", joined(" AND ", [some, *restrictive]))
        return whole

    def _using(self, policy: Policy, reader: Reader) -> Text:
        # A policy without USING admits nothing.
        return self.expression(policy.using, reader) if policy.using else Text("false")

    def _allow(self, relation: Relation, reader: Reader) -> None:
        reach = self._review.reach
        if not reach.may_all(reader.role, relation, "select") and not any(
            reach.may_column(reader.role, relation, column.name, "select") for column in relation.columns
        ):
            raise Denied(reader.role, "SELECT", relation)
