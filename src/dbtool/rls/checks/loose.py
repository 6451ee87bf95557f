"""Policies that compare the tenant's column loosely, or with a constant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import applied, known_settings, set_tenant, tenant_column
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import Predicate
from dbtool.rls.review import Review
from dbtool.rls.tree import Node, Place, constant

_PATTERNS = frozenset({"~~", "~~*", "~", "~*", "^@", "%", "<%", "@@"})
_LOSSY = frozenset(
    "lower upper initcap left right substr substring btrim ltrim rtrim trim replace translate "
    "regexp_replace regexp_match regexp_matches split_part starts_with strpos position overlay unaccent "
    "length char_length octet_length abs round trunc floor ceil div mod ascii soundex metaphone".split()
)
# CoercionForm: a function that is called for an explicit or an implicit cast.
_CAST_FORMATS = (1, 2)


def _loose(review: Review) -> Iterator[Finding]:
    """The tenant's column is compared loosely.

    LIKE takes `%` and `_` in the tenant's name for anything; `lower`, `left` and the like, `citext` and a
    collation that is not deterministic make one tenant of several.

    Compare the column itself, by `=`.
    """
    for each in applied(review):
        column = tenant_column(review, each.relation)
        found = each.relation.column(column) if column else None
        if column is None or found is None or column not in each.predicate.own_columns:
            continue
        why = _looseness(each.predicate, column)
        if not found.deterministic:
            why.append("a collation that is not deterministic")
        if found.type.rpartition(".")[2] == "citext":
            why.append("type citext")
        if why:
            yield Finding(
                id="RLS108",
                severity="error",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} compares {column} by {listed(dict.fromkeys(why))}",
                evidence=seen(
                    "different tenants can be equal so",
                    as_role(each.roles[0], f"{set_tenant(review)}; SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"compare {ident(column)} itself by = in ALTER POLICY "
                f"{policy_sql(each.policy, each.relation)}",
            )


def _looseness(predicate: Predicate, column: str) -> list[str]:
    found = []
    for place, oid in predicate.calls:
        operator = predicate.operator(place.node)
        word = operator if operator in _PATTERNS else predicate.called(oid)
        loose = operator in _PATTERNS or (place.node.tag == "FUNCEXPR" and word in _LOSSY)
        if loose and any(predicate.is_own(below, column) for below in predicate.within(place)):
            found.append({"~~": "LIKE", "~~*": "ILIKE"}.get(word, word))
    return found


def _literal(review: Review) -> Iterator[Finding]:
    """A policy compares the tenant's column with a constant.

    The tenant that was there when the policy was written is everyone's, or everyone is that tenant.

    Compare with the setting. A policy for the role of one single tenant may name it.
    """
    literal_ones = [
        (each, column)
        for each in applied(review)
        if (column := tenant_column(review, each.relation)) and _compares_constant(each.predicate, column)
    ]
    roles_of: defaultdict[int, set[str]] = defaultdict(set)
    for each, _ in literal_ones:
        roles_of[each.relation.oid].update(each.roles)
    for each, column in literal_ones:
        meant = review.meant(each.relation)
        own_role = len(each.roles) == 1 and len(roles_of[each.relation.oid]) > 1
        if own_role or (meant is not None and meant.public_when) or not each.policy.permissive:
            continue
        yield Finding(
            id="RLS118",
            severity="warning",
            object=each.relation.title,
            policy=each.policy.name,
            role=each.roles[0],
            message=f"policy {each.policy.name} compares {column} with a constant",
            evidence=seen(
                "the same rows for every tenant",
                as_role(each.roles[0], f"{set_tenant(review)}; SELECT * FROM {name(each.relation)}"),
            ),
            fix=f"compare with current_setting('{sorted(known_settings(review))[0]}', true) in ALTER POLICY "
            f"{policy_sql(each.policy, each.relation)}",
        )


def _compares_constant(predicate: Predicate, column: str) -> bool:
    for place in predicate.places:
        if place.node.tag not in ("OPEXPR", "SCALARARRAYOPEXPR") or predicate.operator(place.node) != "=":
            continue
        sides = [_peeled(Place(side, place.queries, ())) for side in place.node.nodes("args")]
        if any(predicate.is_own(side, column) for side in sides) and any(map(_is_constant, sides)):
            return True
    return False


def _peeled(place: Place) -> Place:
    """Give what is below casts."""
    node = place.node
    while (below := _cast(node)) is not None:
        node = below
    return Place(node, place.queries, ())


def _cast(node: Node) -> Node | None:
    """Give what a cast converts; None for what is no cast."""
    if node.tag in ("RELABELTYPE", "COERCEVIAIO", "ARRAYCOERCEEXPR"):
        return node.node("arg")
    arguments = node.nodes("args")
    by_function = node.tag == "FUNCEXPR" and node.number("funcformat") in _CAST_FORMATS
    return arguments[0] if by_function and arguments else None


def _is_constant(place: Place) -> bool:
    node = place.node
    elements = node.nodes("elements")
    if node.tag == "ARRAYEXPR":
        return any(_is_constant(_peeled(Place(one, place.queries, ()))) for one in elements)
    return node.tag == "CONST" and constant(node) is not None


CHECKS = (
    check("RLS108", "error", _loose),
    check("RLS118", "warning", _literal),
)
