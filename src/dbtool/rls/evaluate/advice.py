"""SQL for a revision that closes what the evaluator found."""

from __future__ import annotations

from psycopg import sql

from dbtool.rls.evaluate.text import Denied, filled, name, raw
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.review import Review

NULLIF = "put NULLIF(…, '') around current_setting(…) before the cast"


def table(relation: Relation) -> sql.Identifier:
    """Give a relation's name as a part."""
    return sql.Identifier(relation.schema, relation.name)


def setting_of(review: Review) -> str:
    """Give the tenant of the session in the recommended form."""
    tenancy = review.tenancy
    pattern = "( SELECT NULLIF(current_setting({}, true), '')::{})"
    return filled(pattern, sql.Literal(tenancy.setting), raw(tenancy.type))


def own_rows(review: Review, relation: Relation) -> str:
    """Give the condition under which a row is the session's own."""
    axis = review.axes[relation.oid]
    if not axis.over:
        return filled("{} = {}", name(axis.column), raw(setting_of(review)))
    key = axis.over[0]
    parent = review.access.relations[key.parent]
    pairs = [
        sql.SQL("parent.{} = {}.{}").format(name(theirs), table(relation), name(own))
        for own, theirs in zip(key.child_columns, key.parent_columns, strict=True)
    ]
    pattern = "EXISTS (SELECT FROM {} AS parent WHERE {})"
    return filled(pattern, table(parent), sql.SQL(" AND ").join(pairs))


def narrowed(review: Review, relation: Relation, policy: Policy) -> str:
    """Give the policy with the session's own rows as its condition."""
    own = raw(own_rows(review, relation))
    head = sql.SQL("ALTER POLICY {} ON {}").format(name(policy.name), table(relation))
    if policy.command == "insert":
        return filled("{} WITH CHECK ({});", head, own)
    if policy.command in ("select", "delete"):
        return filled("{} USING ({});", head, own)
    return filled("{} USING ({}) WITH CHECK ({});", head, own, own)


def checked(review: Review, relation: Relation, policy: Policy) -> str:
    """Give the policy with a check that new rows are the session's own."""
    own = raw(own_rows(review, relation))
    return filled("ALTER POLICY {} ON {} WITH CHECK ({});", name(policy.name), table(relation), own)


def not_null(review: Review, relation: Relation) -> str:
    """Give the column that says whose a row is without NULL."""
    axis = review.axes[relation.oid]
    columns = axis.over[0].child_columns if axis.over else (axis.column,)
    pattern = "ALTER TABLE {} ALTER COLUMN {} SET NOT NULL;"
    return " ".join(filled(pattern, table(relation), name(column)) for column in columns)


def without(relation: Relation, policy: Policy) -> str:
    """Give the relation without the policy that lets in more than the others."""
    pattern = "DROP POLICY {} ON {};"
    drop = filled(pattern, name(policy.name), table(relation))
    return f"{drop} -- make it anew AS RESTRICTIVE, or with the tenant in its condition"


def granted(denied: Denied) -> str:
    """Give the privilege that a policy needs."""
    role = name(denied.role)
    if isinstance(denied.used, Relation):
        return filled("GRANT SELECT ON {} TO {};", table(denied.used), role)
    types = sql.SQL(", ").join(map(sql.SQL, denied.used.argument_types))
    function = sql.Identifier(denied.used.schema, denied.used.name)
    return filled("GRANT EXECUTE ON FUNCTION {}({}) TO {};", function, types, role)


def read_only(relation: Relation, role: str) -> str:
    """Give a relation that decides about access without the right to write to it."""
    who = name(role)
    return filled("REVOKE INSERT, UPDATE, DELETE ON {} FROM {};", table(relation), who)
