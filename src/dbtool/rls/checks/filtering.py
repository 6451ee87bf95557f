"""Which relations a view reads without comparing anything with who asks: read off its query, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.rls.checks.subjects import tenant_places
from dbtool.rls.facts import Relation
from dbtool.rls.predicate import Predicate, of_view
from dbtool.rls.review import Review
from dbtool.rls.tree import Node, places, root

_RELATION, _SUBQUERY = 0, 1
_INNER = 0


def unfiltered(review: Review, view: Relation) -> frozenset[int]:
    """Give the oids of the relations that some part of the view reads without such a comparison.

    A part is a query, also below a UNION or WITH. Its condition holds for all that it joins, but for what an
    outer join adds.
    """
    predicate = of_view(review.access, view)
    asking = {id(place.node) for place in tenant_places(review, predicate)}
    if len(review.app_roles) > 1:
        # Each tenant is a role of its own.
        asking |= {id(place.node) for place in predicate.places if place.node.tag == "SQLVALUEFUNCTION"}
    public = any(table.public_when for table in review.tenancy.tables.values())
    looking = _Looking(predicate, asking, public=public)
    trees = [node for tree in predicate.trees for node in root(tree)]
    return frozenset(oid for query in trees for oid in looking.open_in(query))


class _Looking:
    """One look through a view's query; `asking` are the nodes that say who asks."""

    def __init__(self, predicate: Predicate, asking: set[int], *, public: bool) -> None:
        self._predicate, self._asking, self._public = predicate, asking, public

    def open_in(self, query: Node) -> Iterator[int]:
        """Give the relations of a query, and of those in it, that no comparison holds back."""
        below = [entry for entry in query.nodes("rtable") if entry.number("rtekind") == _SUBQUERY]
        inner = [one for entry in below if (one := entry.node("subquery")) is not None]
        inner += [one for with_ in query.nodes("cteList") if (one := with_.node("ctequery")) is not None]
        if query.node("setOperations") is not None:
            for part in inner:
                yield from self.open_in(part)
            return
        if any(map(self._holds, self._conditions(query.node("jointree")))):
            return
        for entry in query.nodes("rtable"):
            if entry.number("rtekind") == _RELATION:
                yield entry.number("relid")
        for part in inner:
            yield from self.open_in(part)
        for link in self._links(query):
            yield from self.open_in(link)

    def _conditions(self, part: Node | None) -> Iterator[Node]:
        """Give the conditions that every row fulfils: of WHERE, and of joins that add no row."""
        if part is None or (part.tag == "JOINEXPR" and part.number("jointype") != _INNER):
            return
        quals = part.node("quals")
        if quals is not None:
            yield from _conjuncts([quals])
        for below in (*part.nodes("fromlist"), part.node("larg"), part.node("rarg")):
            yield from self._conditions(below)

    def _holds(self, condition: Node) -> bool:
        """Say whether a condition compares a column with who asks."""
        within = list(places(condition))
        if not any(id(place.node) in self._asking for place in within):
            return False
        if condition.tag in ("OPEXPR", "SCALARARRAYOPEXPR"):
            equal = self._predicate.operator(condition) == "="
            return equal and any(place.node.tag == "VAR" for place in within)
        either = condition.tag == "BOOLEXPR"
        return self._public if either else condition.tag in ("SUBLINK", "FUNCEXPR")

    def _links(self, query: Node) -> Iterator[Node]:
        """Give the sub-selects of a query that are not in its tables."""
        for place in places(query):
            own = [node for node in place.above if node.tag == "QUERY"]
            if place.node.tag == "SUBLINK" and len(own) == 1:
                found = place.node.node("subselect")
                if found is not None:
                    yield found


def _conjuncts(conditions: Iterable[Node]) -> Iterator[Node]:
    for condition in conditions:
        if condition.tag == "BOOLEXPR" and condition.text("boolop") == "and":
            yield from _conjuncts(condition.nodes("args"))
        else:
            yield condition
