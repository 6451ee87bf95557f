"""Which relations a view reads without comparing anything with who asks: read off its query, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dbtool.rls.checks.subjects import tenant_places
from dbtool.rls.facts import Relation
from dbtool.rls.predicate import Predicate, of_view
from dbtool.rls.review import Review
from dbtool.rls.tree import Node, places, root

_RELATION, _SUBQUERY, _JOIN, _WITH = 0, 1, 2, 6
_INNER, _LEFT, _RIGHT = 0, 1, 3
# A condition that no tree has: a sub-query, with the table that it is.
_LATERAL = "LATERAL"


def unfiltered(review: Review, view: Relation) -> frozenset[int]:
    """Give the oids of the relations that some part of the view reads without such a comparison.

    A part is a query, also below a UNION or WITH. Its condition holds for the table that it compares, and for
    what is joined to that by `=`; an outer join's for the side alone that may be missing.
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
        tables = query.nodes("rtable")
        united = query.node("setOperations") is not None
        held = frozenset() if united else self._held(query, tables)
        left = [entry for number, entry in enumerate(tables, start=1) if number not in held]
        links = [] if united else list(self._links(query, held))
        for entry in left:
            if entry.number("rtekind") == _RELATION:
                yield entry.number("relid")
        for part in (*_subqueries(left), *links, *_with(query, [*left, *links])):
            yield from self.open_in(part)

    def _held(self, query: Node, tables: Sequence[Node]) -> frozenset[int]:
        """Give the numbers of the tables whose rows are compared with who asks, or joined to such by `=`."""
        whole = frozenset(range(1, len(tables) + 1))
        asked = [*_conditions(query.node("jointree"), whole), *_laterals(tables)]
        found = {
            number for number, entry in enumerate(tables, start=1) if self._says_who(_source(query, entry))
        }
        for condition, bound in asked:
            if self._holds(condition):
                found |= (_tables_in(condition, tables) or whole) & bound
        grown = bool(found)
        while grown:
            before = len(found)
            for condition, bound in asked:
                named = _tables_in(condition, tables)
                if self._ties(condition) and not named.isdisjoint(found):
                    found |= named & bound
            grown = len(found) > before
        return frozenset(found)

    def _says_who(self, source: Node) -> bool:
        """Say whether a table of FROM is who asks, or a query of which nothing is open."""
        if not any(id(each.node) in self._asking for each in places(source)):
            return False
        query = source if source.tag == "QUERY" else source.node("subquery")
        return query is None or not any(True for _ in self.open_in(query))

    def _ties(self, condition: Node) -> bool:
        """Say whether a condition ties the rows of one table to those of another."""
        if condition.tag == "BOOLEXPR":
            return all(map(self._ties, condition.nodes("args")))
        if condition.tag in ("OPEXPR", "SCALARARRAYOPEXPR"):
            return self._predicate.operator(condition) == "="
        return condition.tag in ("SUBLINK", _LATERAL)

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

    def _links(self, query: Node, held: frozenset[int]) -> Iterator[Node]:
        """Give the sub-selects of a query that are not in its tables.

        Where some of these are held only what the query puts out: the rest takes rows away, and shows none.
        """
        for place in places(query):
            own = [node for node in place.above if node.tag == "QUERY"]
            if place.node.tag != "SUBLINK" or len(own) != 1:
                continue
            found = place.node.node("subselect")
            shown = not held or place.inside("TARGETENTRY")
            if found is not None and shown and _tables_in(place.node, query.nodes("rtable")).isdisjoint(held):
                yield found


def _subqueries(tables: Sequence[Node]) -> Iterator[Node]:
    """Give the sub-queries among some tables of a query."""
    for entry in tables:
        found = entry.node("subquery") if entry.number("rtekind") == _SUBQUERY else None
        if found is not None:
            yield found


def _source(query: Node, entry: Node) -> Node:
    """Give what a table of FROM stands for: of a name of WITH its query, else the table itself."""
    named = (with_ for with_ in query.nodes("cteList") if with_.text("ctename") == entry.text("ctename"))
    found = next(named, None) if entry.number("rtekind") == _WITH else None
    return (found and found.node("ctequery")) or entry


def _with(query: Node, parts: Sequence[Node]) -> list[Node]:
    """Give the queries of WITH that some parts of a query name, themselves or by another one."""
    waiting, found = list(parts), {}
    queries = {with_.text("ctename"): with_.node("ctequery") for with_ in query.nodes("cteList")}
    for part in waiting:
        for place in places(part):
            name = place.node.text("ctename") if place.node.tag == "RANGETBLENTRY" else ""
            inner = queries.get(name)
            if inner is not None and name not in found:
                found[name] = inner
                waiting.append(inner)
    return list(found.values())


def _conditions(part: Node | None, bound: frozenset[int]) -> Iterator[tuple[Node, frozenset[int]]]:
    """Give the conditions of WHERE and of joins, each with the tables of which it leaves rows out.

    An outer join's leaves out rows of the side that may be missing.
    """
    if part is None:
        return
    left, right = part.node("larg"), part.node("rarg")
    narrow = bound
    if part.tag == "JOINEXPR" and part.number("jointype") != _INNER:
        sides = {_LEFT: right, _RIGHT: left}
        narrow = bound & _numbers_in(sides.get(part.number("jointype")))
    quals = part.node("quals")
    if quals is not None:
        for condition in _conjuncts([quals]):
            yield condition, narrow
    for below in (*part.nodes("fromlist"), left, right):
        # Below an outer join what holds is not yet all that the query does.
        yield from _conditions(below, bound & _numbers_in(below) if narrow != bound else bound)


def _laterals(tables: Sequence[Node]) -> Iterator[tuple[Node, frozenset[int]]]:
    """Give the sub-queries that name a table beside them, which ties their rows to those of that one."""
    for number, entry in enumerate(tables, start=1):
        query = entry.node("subquery")
        if query is not None and entry.text("lateral") == "true":
            yield Node(_LATERAL, {"subquery": query, "self": _variable(number)}), frozenset({number})


def _variable(table: int) -> Node:
    return Node("VAR", {"varno": str(table), "varattno": "0", "varlevelsup": "0"})


def _numbers_in(part: Node | None) -> frozenset[int]:
    """Give the numbers of the tables of a part of FROM."""
    if part is None:
        return frozenset()
    return frozenset(
        place.node.number("rtindex") for place in places(part) if place.node.tag == "RANGETBLREF"
    )


def _tables_in(condition: Node, tables: Sequence[Node]) -> frozenset[int]:
    """Give the numbers of the tables of a query that something in it names."""
    found: set[int] = set()
    for place in places(condition):
        if place.node.tag == "VAR" and place.node.number("varlevelsup") == len(place.queries):
            found |= _bases(place.node, tables)
    return frozenset(found)


def _bases(variable: Node, tables: Sequence[Node]) -> set[int]:
    """Give the table of a variable; of a column that a join has put together those of both sides."""
    number, column = variable.number("varno"), variable.number("varattno")
    entry = tables[number - 1] if 0 < number <= len(tables) else None
    if entry is None or entry.number("rtekind") != _JOIN:
        return {number}
    merged = entry.nodes("joinaliasvars")[max(column - 1, 0) : column]
    inside = (place.node for each in merged for place in places(each))
    return {base for node in inside if node.tag == "VAR" for base in _bases(node, tables)}


def _conjuncts(conditions: Iterable[Node]) -> Iterator[Node]:
    for condition in conditions:
        if condition.tag == "BOOLEXPR" and condition.text("boolop") == "and":
            yield from _conjuncts(condition.nodes("args"))
        else:
            yield condition
