"""Every way to weaken: a policy, a table, a role, a view."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from psycopg import sql

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.facts import PUBLIC, Policy, Relation
from dbtool.rls.mutate.mutation import Mutation, Operator, create, drop, renamed, table, written
from dbtool.rls.mutate.on_views import VIEW_OPERATORS
from dbtool.rls.review import Review

# Gives another policy, or None where the operator does not apply.
Change = Callable[[Review, Policy], Policy | None]
_EXTRA = "dbtool_extra"


def _policies(review: Review) -> Iterator[tuple[Relation, Policy]]:
    for relation in review.access.relations.values():
        if relation.row_security and relation.schema in review.access.scope:
            for policy in review.access.policies_of(relation):
                yield relation, policy


def _of_policy(name: str, change: Change) -> Operator:
    def mutations(review: Review) -> Iterator[Mutation]:
        for relation, policy in _policies(review):
            other = change(review, policy)
            if other is not None and other != policy:
                there = [drop(relation, policy), create(relation, other)]
                back = [drop(relation, other), create(relation, policy)]
                yield Mutation(name, relation.title, there, back, _touched(review, relation), policy)

    return Operator(name, mutations)


def _touched(review: Review, relation: Relation) -> list[Relation]:
    """Give the relation and those whose policies read it."""
    readers = {
        use.user
        for use in review.access.uses
        if use.user_kind == "policy" and use.used_kind == "relation" and use.used == relation.oid
    }
    oids = {policy.relation for policy in review.access.policies if policy.oid in readers}
    return [relation, *(review.access.relations[oid] for oid in sorted(oids - {relation.oid}))]


def _dropped(review: Review) -> Iterator[Mutation]:
    for relation, policy in _policies(review):
        there, back = [drop(relation, policy)], [create(relation, policy)]
        yield Mutation("drop policy", relation.title, there, back, _touched(review, relation), policy)


def _using(text: str) -> Change:
    return lambda _review, policy: policy._replace(using=text) if policy.using else None


def _check_true(_review: Review, policy: Policy) -> Policy | None:
    return None if policy.command in ("select", "delete") else policy._replace(check="true")


def _or_setting(pattern: str) -> Change:
    def change(review: Review, policy: Policy) -> Policy | None:
        opening = written(pattern, sql.Literal(review.tenancy.setting))
        return _both(policy, lambda text: f"({text}) OR {opening}")

    return change


def _negated(_review: Review, policy: Policy) -> Policy | None:
    return _both(policy, lambda text: f"NOT ({text})")


def _renamed(review: Review, policy: Policy) -> Policy | None:
    return _both(policy, lambda text: renamed(review, text))


def _at_least(_review: Review, policy: Policy) -> Policy | None:
    def widened(text: str) -> str:
        signs = [token for token in lex(text) if token.kind == "symbol" and token.text == "="]
        # That of another operator is no sign of its own to the lexer of simple signs.
        alone = [token for token in signs if text[token.start - 1] not in "<>!="]
        if not alone:
            return text
        return text[: alone[0].start] + ">=" + text[alone[0].end :]

    return _both(policy, widened)


def _both(policy: Policy, change: Callable[[str], str]) -> Policy | None:
    using = change(policy.using) if policy.using else None
    check = change(policy.check) if policy.check else None
    return policy._replace(using=using, check=check)


def _to_public(_review: Review, policy: Policy) -> Policy | None:
    return policy._replace(roles=(PUBLIC,)) if policy.permissive else None


def _permissive(_review: Review, policy: Policy) -> Policy | None:
    return None if policy.permissive else policy._replace(permissive=True)


def _protected(review: Review) -> Iterator[Relation]:
    """Give the relations of tenants with row security."""
    return (relation for relation in review.tenant_relations if relation.row_security)


def _extra(command: str) -> Operator:
    name = f"extra permissive {command}"

    def mutations(review: Review) -> Iterator[Mutation]:
        for relation in _protected(review):
            extra = Policy(0, relation.oid, _EXTRA, command, True, (PUBLIC,), "true", None, None, None)
            touched = _touched(review, relation)
            there, back = [create(relation, extra)], [drop(relation, extra)]
            yield Mutation(name, relation.title, there, back, touched, extra)

    return Operator(name, mutations)


def _altered(name: str, there: str, back: str, applies: Callable[[Relation], bool]) -> Operator:
    def mutations(review: Review) -> Iterator[Mutation]:
        for relation in _protected(review):
            if applies(relation):
                statements = [written(there, table(relation))], [written(back, table(relation))]
                yield Mutation(name, relation.title, *statements, _touched(review, relation))

    return Operator(name, mutations)


def _owned(review: Review) -> Iterator[Mutation]:
    for relation in _protected(review):
        for role in review.app_roles[:1]:
            if role != relation.owner:
                there = written("ALTER TABLE {} OWNER TO {}", table(relation), sql.Identifier(role))
                back = written("ALTER TABLE {} OWNER TO {}", table(relation), sql.Identifier(relation.owner))
                yield Mutation("owner := app role", relation.title, [there], [back], [relation])


def _bypassing(review: Review) -> Iterator[Mutation]:
    for role in review.app_roles:
        found = review.access.roles[role]
        if not found.bypassrls and not found.superuser:
            there = written("ALTER ROLE {} BYPASSRLS", sql.Identifier(role))
            back = written("ALTER ROLE {} NOBYPASSRLS", sql.Identifier(role))
            yield Mutation("BYPASSRLS", role, [there], [back], list(_protected(review)))


def _truncating(review: Review) -> Iterator[Mutation]:
    for relation in _protected(review):
        for role in review.app_roles:
            if not review.reach.may_all(role, relation, "truncate"):
                there = written("GRANT TRUNCATE ON {} TO {}", table(relation), sql.Identifier(role))
                back = written("REVOKE TRUNCATE ON {} FROM {}", table(relation), sql.Identifier(role))
                yield Mutation("GRANT TRUNCATE", relation.title, [there], [back], [relation])


OPERATORS: tuple[Operator, ...] = (
    Operator("drop policy", _dropped),
    _of_policy("USING true", _using("true")),
    _of_policy("USING false", _using("false")),
    _of_policy("CHECK true", _check_true),
    _of_policy("OR setting IS NULL", _or_setting("current_setting({}, true) IS NULL")),
    _of_policy("OR setting = ''", _or_setting("current_setting({}, true) = ''")),
    _of_policy("negate", _negated),
    _of_policy("setting renamed", _renamed),
    _of_policy("= becomes >=", _at_least),
    _of_policy("TO PUBLIC", _to_public),
    _of_policy("restrictive becomes permissive", _permissive),
    _extra("select"),
    _extra("delete"),
    _altered(
        "row security off",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
        lambda relation: relation.row_security,
    ),
    _altered(
        "NO FORCE",
        "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {} FORCE ROW LEVEL SECURITY",
        lambda relation: relation.forced,
    ),
    Operator("owner := app role", _owned),
    Operator("BYPASSRLS", _bypassing),
    Operator("GRANT TRUNCATE", _truncating),
    *VIEW_OPERATORS,
)
