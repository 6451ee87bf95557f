"""What policies call: functions that say too much, or too little, of how long their value holds."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.rls.bodies import WHO, reached, relations_in, settings_in, tokens_of
from dbtool.rls.checks.base import as_role, called, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import applied
from dbtool.rls.facts import Function
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review


def _false_immutable(review: Review) -> Iterator[Finding]:
    """A policy calls a function that is IMMUTABLE and yet reads who asks.

    The server computes such a call once and keeps it with the plan: on the same connection the next tenant
    gets the rows of the one before.

    Declare the function STABLE.
    """
    for each in applied(review):
        for function in each.predicate.functions:
            chain = reached(review.access, function)
            frozen = [one for one in chain if one.volatility == "i" and _reads_session(review, one)]
            if frozen:
                yield Finding(
                    id="RLS116",
                    severity="error",
                    object=each.relation.title,
                    policy=each.policy.name,
                    role=each.roles[0],
                    message=f"{called(frozen[0])} is IMMUTABLE, and reads who asks",
                    evidence=seen(
                        "a cached plan keeps its first value",
                        as_role(
                            each.roles[0],
                            f"SET plan_cache_mode = force_generic_plan; PREPARE all_rows AS SELECT * FROM "
                            f"{name(each.relation)}",
                        ),
                    ),
                    fix=f"ALTER FUNCTION {called(frozen[0])} STABLE;",
                )


def _reads_session(review: Review, function: Function) -> bool:
    inside = [tokens_of(one.body) for one in reached(review.access, function)]
    return any(
        any(True for _ in settings_in(tokens))
        or any(token.word in WHO or token.word == "current_setting" for token in tokens)
        for tokens in inside
    ) or bool(relations_in(review.access, function))


def _volatile(review: Review) -> Iterator[Finding]:
    """A policy calls a volatile function.

    It is called for each row, keeps indexes from being used, and may say something else each time.

    Declare the function STABLE, if it only reads.
    """
    for each in applied(review):
        found = [
            review.access.routines[oid]
            for _, oid in each.predicate.calls
            if oid in review.access.routines and review.access.routines[oid].volatility == "v"
        ]
        if found:
            first = f"{found[0].schema}.{found[0].name}"
            yield Finding(
                id="RLS117",
                severity="warning",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} calls {first}, which is VOLATILE",
                evidence=seen(
                    "provolatile is v",
                    as_role(each.roles[0], f"EXPLAIN SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"ALTER FUNCTION {first} STABLE;"
                if found[0].schema != "pg_catalog"
                else f"do without {first} in ALTER POLICY {policy_sql(each.policy, each.relation)}",
            )


CHECKS = (
    check("RLS116", "error", _false_immutable),
    check("RLS117", "warning", _volatile),
)
