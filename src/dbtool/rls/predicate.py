"""What the expressions of a policy, or the query of a view, are about: read off the server's node trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dbtool.rls.access import Access
from dbtool.rls.bodies import reached, relations_in, settings_read
from dbtool.rls.facts import Function, Policy, Relation
from dbtool.rls.tree import Node, Place, places, root, text_constant

_ONE_ARGUMENT, _TWO_ARGUMENTS = 2077, 3294
_RELATION, _SUBQUERY, _JOIN = 0, 1, 2
# Node tags of which each calls the function that the field names.
_CALLS = {
    "FUNCEXPR": "funcid",
    "OPEXPR": "opfuncid",
    "DISTINCTEXPR": "opfuncid",
    "NULLIFEXPR": "opfuncid",
    "SCALARARRAYOPEXPR": "opfuncid",
    "AGGREF": "aggfnoid",
}
_IDENTITY = {10: "current_user", 11: "current_user", 12: "current_user", 13: "session_user"}


class Read(NamedTuple):
    """One call of current_setting."""

    place: Place
    name: str
    missing_ok: bool


class Named(NamedTuple):
    """A column that an expression names, of which relation."""

    place: Place
    relation: int
    column: str


@dataclass(frozen=True)
class Predicate:
    """One or two expressions over a relation, or the query of a view where `relation` is the view."""

    access: Access
    relation: Relation
    trees: tuple[str, ...]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every node, from the top down."""
        return tuple(place for tree in self.trees for node in root(tree) for place in places(node))

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """The settings that are read here, not those that a function reads."""
        found = []
        for place in self.places:
            node = place.node
            if node.tag == "FUNCEXPR" and node.number("funcid") in (_ONE_ARGUMENT, _TWO_ARGUMENTS):
                arguments = node.nodes("args")
                name = text_constant(arguments[0]) if arguments else None
                if name is not None:
                    found.append(Read(place, name.lower(), len(arguments) > 1))
        return tuple(found)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The users' functions that are called here."""
        called = dict.fromkeys(oid for _, oid in self.calls)
        return tuple(self.access.functions[oid] for oid in called if oid in self.access.functions)

    @cached_property
    def settings(self) -> frozenset[str]:
        """The settings that are read here or in a function that is called."""
        inside = (settings_read(self.access, function) for function in self.functions)
        return frozenset(read.name for read in self.reads).union(*inside)

    @cached_property
    def calls(self) -> tuple[tuple[Place, int], ...]:
        """Each call with the function's oid, operators among them."""
        return tuple(
            (place, place.node.number(_CALLS[place.node.tag]))
            for place in self.places
            if place.node.tag in _CALLS
        )

    @cached_property
    def columns(self) -> tuple[Named, ...]:
        """The columns that are named, of the relation itself and of those in sub-selects."""
        found = (
            (place, self.column_of(place, place.node)) for place in self.places if place.node.tag == "VAR"
        )
        return tuple(Named(place, *column) for place, column in found if column is not None)

    @cached_property
    def own_columns(self) -> frozenset[str]:
        """The columns of the relation itself."""
        return frozenset(named.column for named in self.columns if named.relation == self.relation.oid)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations that sub-selects read."""
        oids = dict.fromkeys(
            place.node.number("relid") for place in self.places if place.node.number("relid")
        )
        found = (self.access.relations.get(oid) for oid in oids if oid != self.relation.oid or self._reads_it)
        return tuple(relation for relation in found if relation is not None)

    @cached_property
    def all_relations(self) -> tuple[Relation, ...]:
        """The relations that sub-selects, or functions that are called, read."""
        inside = (
            relation
            for function in self.functions
            for called in reached(self.access, function)
            for relation in relations_in(self.access, called)
        )
        return tuple(dict.fromkeys([*self.relations, *inside]))

    def identity(self, node: Node) -> str:
        """Give what a node asks the session for, current_user or session_user; empty for nothing."""
        return _IDENTITY.get(node.number("op"), "") if node.tag == "SQLVALUEFUNCTION" else ""

    def settings_of(self, function: Function) -> frozenset[str]:
        """Give the settings that a function reads, itself or in one that it calls."""
        return settings_read(self.access, function)

    @property
    def constant(self) -> bool:
        """Say whether it is nothing but constants."""
        return bool(self.places) and all(place.node.tag in ("CONST", "BOOLEXPR") for place in self.places)

    def operator(self, node: Node) -> str:
        """Give the name of the operator of a node, empty for none."""
        return self.access.operators.get(node.number("opno"), "")

    def called(self, oid: int) -> str:
        """Give the name of a function that is called."""
        found = self.access.routines.get(oid)
        return found.name if found else ""

    def is_own(self, place: Place, column: str) -> bool:
        """Say whether the node is that column of the relation itself."""
        return place.node.tag == "VAR" and self.column_of(place, place.node) == (self.relation.oid, column)

    def within(self, place: Place) -> Iterator[Place]:
        """Give everything below a node."""
        yield from places(place.node, place.queries, place.above)

    def column_of(self, place: Place, node: Node) -> tuple[int, str] | None:
        """Give the relation and column that a VAR stands for; None where that is no relation's."""
        level = len(place.queries) - node.number("varlevelsup")
        number = node.number("varattno")
        if level == 0:
            return self._column(self.relation.oid, number)
        if not 0 < level <= len(place.queries):
            return None
        tables = place.queries[level - 1].nodes("rtable")
        index = node.number("varno") - 1
        if not 0 <= index < len(tables):
            return None
        entry = tables[index]
        kind = entry.number("rtekind")
        if kind == _RELATION:
            return self._column(entry.number("relid"), number)
        if kind == _JOIN and number > 0:
            merged = entry.nodes("joinaliasvars")[number - 1 : number]
            return self.column_of(place, merged[0]) if merged and merged[0].tag == "VAR" else None
        return self._of_subquery(place, level, entry, number) if kind == _SUBQUERY else None

    def _of_subquery(self, place: Place, level: int, entry: Node, number: int) -> tuple[int, str] | None:
        query = entry.node("subquery")
        if query is None:
            return None
        for target in query.nodes("targetList"):
            expression = target.node("expr")
            if target.number("resno") == number and expression is not None and expression.tag == "VAR":
                inside = Place(expression, (*place.queries[:level], query), ())
                return self.column_of(inside, expression)
        return None

    def _column(self, oid: int, number: int) -> tuple[int, str] | None:
        relation = self.access.relations.get(oid)
        if relation is None:
            return None
        return next(((oid, column.name) for column in relation.columns if column.number == number), None)

    @property
    def _reads_it(self) -> bool:
        """A policy that reads its own relation in a sub-select names it; a view before 16 always does."""
        return self.relation.kind != "view"


def of_policy(access: Access, policy: Policy) -> Predicate:
    """Give both expressions of a policy."""
    return _of(access, access.relations[policy.relation], policy.using_tree, policy.check_tree)


def using_of(access: Access, policy: Policy) -> Predicate:
    """Give the expression that rows which are there must fulfil."""
    return _of(access, access.relations[policy.relation], policy.using_tree)


def check_of(access: Access, policy: Policy) -> Predicate:
    """Give the expression that new rows must fulfil: the other one where there is none of its own."""
    return _of(access, access.relations[policy.relation], policy.check_tree or policy.using_tree)


def of_view(access: Access, view: Relation) -> Predicate:
    """Give the query of a view."""
    return _of(access, view, view.tree)


def _of(access: Access, relation: Relation, *trees: str | None) -> Predicate:
    key = (relation.oid, tuple(tree for tree in trees if tree))
    known: dict[tuple[int, tuple[str, ...]], Predicate] = access.predicates
    if key not in known:
        known[key] = Predicate(access, relation, key[1])
    return known[key]
