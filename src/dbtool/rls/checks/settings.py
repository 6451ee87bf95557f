"""How policies read the setting that says who asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dbtool.checks.reading import listed
from dbtool.definitions.sql_tokens import Token
from dbtool.model.quoting import literal
from dbtool.rls.bodies import reached, tokens_of
from dbtool.rls.checks.base import as_role, called, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import Applied, acting, applied, known_settings, reading, tenant_column
from dbtool.rls.facts import Function, Relation
from dbtool.rls.finding import Finding, Severity
from dbtool.rls.predicate import Read
from dbtool.rls.review import Review

# Types whose input takes an empty string.
_TAKE_EMPTY = frozenset({"text", "character varying", "name", "bytea", "citext", "character"})
# The same by their oids in a node tree: text, varchar, bpchar, name, bytea.
_TEXT_TYPES = frozenset({25, 1043, 1042, 19, 17})
_GUARDS = ("NULLIFEXPR", "CASEEXPR")
_EMPTY_AFTER = "after SET LOCAL and the end of its transaction the setting is '', not unset"


def _empty_fails(review: Review) -> Iterator[Finding]:
    """The cast of the setting fails on an empty string.

    After `SET LOCAL` and the end of its transaction a setting of one's own is not unset but `''`, for as long
    as the connection lives; `''::uuid` is an error (22P02). So the next user of a pooled connection gets an
    error where he should get no rows, and a trigger that casts makes every write fail.

    Write `NULLIF(current_setting('app.tenant_id', true), '')::uuid`.
    """
    severity: Severity = "warning" if review.tenancy.on_unset == "empty" else "info"
    for each in applied(review):
        bare = [read.name for read in each.predicate.reads if _cast_unguarded(read)]
        inside = [
            (setting, function)
            for function in each.predicate.functions
            for one in reached(review.access, function)
            for setting in _bare_casts(tokens_of(one.body))
        ]
        if bare or inside:
            where = f" in {called(inside[0][1])}" if not bare else ""
            setting = bare[0] if bare else inside[0][0]
            yield _fails(review, each.relation, setting, where, severity, each)
    yield from _triggers(review, severity)


def _triggers(review: Review, severity: Severity) -> Iterator[Finding]:
    for trigger in review.access.triggers:
        relation = review.access.relations[trigger.relation]
        function = review.access.functions.get(trigger.function)
        if function is None or trigger.enabled == "D":
            continue
        found = [
            setting
            for one in reached(review.access, function)
            for setting in _bare_casts(tokens_of(one.body))
        ]
        if found and reading(review, relation, ("insert", "update", "delete")):
            yield _fails(review, relation, found[0], f" in {called(function)}", severity, None)


def _fails(
    review: Review, relation: Relation, setting: str, where: str, severity: Severity, each: Applied | None
) -> Finding:
    role = each.roles[0] if each else next(iter(acting(review)), "")
    statement = f"SET {setting} = ''; SELECT * FROM {name(relation)}"
    return Finding(
        id="RLS103",
        severity=severity,
        object=relation.title,
        role=role or None,
        policy=each.policy.name if each else None,
        message=f"the cast of {setting}{where} fails on an empty string",
        evidence=seen(_EMPTY_AFTER, as_role(role, statement)),
        fix=f"NULLIF(current_setting({literal(setting)}, true), '')::{review.tenancy.type}"
        + (f" in ALTER POLICY {policy_sql(each.policy, relation)}" if each and not where else where),
    )


def _cast_unguarded(read: Read) -> bool:
    """Say whether the value goes as it is into a cast that fails on an empty string."""
    for node in reversed(read.place.above):
        if node.tag in _GUARDS:
            return False
        if node.tag == "COERCEVIAIO":
            return node.number("resulttype") not in _TEXT_TYPES
        if node.tag not in ("COALESCEEXPR", "RELABELTYPE"):
            return False
    return False


def _bare_casts(tokens: Sequence[Token]) -> Iterator[str]:
    """Give the settings whose value a body casts as it is: `current_setting('…', true)::uuid`.

    None where the body takes an error for an answer.
    """
    if any((one.word, other.word) == ("exception", "when") for one, other in pairwise(tokens)):
        return
    for place, token in enumerate(tokens):
        if token.word != "current_setting" or place + 2 >= len(tokens) or tokens[place + 1].text != "(":
            continue
        setting, close = tokens[place + 2].string, _closing(tokens, place + 1)
        after = tokens[close + 1 : close + 3]
        cast = len(after) == 2 and after[0].text == "::" and after[1].word not in _TAKE_EMPTY
        by_word = len(after) == 2 and after[0].word == "as" and after[1].word not in _TAKE_EMPTY
        opened = place >= 2 and tokens[place - 1].text == "(" and tokens[place - 2].word == "cast"
        if setting is not None and (cast or (by_word and opened)):
            yield setting


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place].text == "(") - (tokens[place].text == ")")
        if depth == 0:
            return place
    return len(tokens)


def _one_argument(review: Review) -> Iterator[Finding]:
    """The setting is read so that it must be set.

    `current_setting('app.tenant_id')` without its second argument is an error in a session that never set it:
    where no rows are meant, everything fails. It is a note where `on_unset: error` says that this is meant.

    Write `current_setting('app.tenant_id', true)`.
    """
    severity: Severity = "warning" if review.tenancy.on_unset == "empty" else "info"
    for each in applied(review):
        found = [read.name for read in each.predicate.reads if not read.missing_ok and "." in read.name]
        inside = [
            setting
            for function in each.predicate.functions
            for one in reached(review.access, function)
            for setting in _without_second(one)
        ]
        for setting in dict.fromkeys((*found, *inside)):
            yield Finding(
                id="RLS104",
                severity=severity,
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} fails in a session that never set {setting}",
                evidence=seen(
                    "current_setting with one argument",
                    as_role(each.roles[0], f"SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"current_setting({literal(setting)}, true) in ALTER POLICY "
                f"{policy_sql(each.policy, each.relation)}",
            )


def _without_second(function: Function) -> Iterator[str]:
    tokens = tokens_of(function.body)
    for place, token in enumerate(tokens[:-3]):
        if token.word == "current_setting" and tokens[place + 1].text == "(":
            setting = tokens[place + 2].string
            # A setting of the server's own is always set.
            if setting is not None and "." in setting and tokens[place + 3].text == ")":
                yield setting


def _other_setting(review: Review) -> Iterator[Finding]:
    """A policy reads another setting than the rest.

    Mostly a slip of the pen: the setting is never set, and the policy lets nobody see anything; or somebody
    else sets it, and the policy follows that.

    Use the setting that says who the tenant is. Where the other one is meant, name it under `settings`.
    """
    known = known_settings(review)
    meant = known | {setting.lower() for setting in review.tenancy.settings}
    for each in applied(review):
        used = {setting for setting in each.predicate.settings if "." in setting}
        column = tenant_column(review, each.relation)
        if not used or not used.isdisjoint(meant) or not each.policy.permissive:
            continue
        if column is None or column not in each.predicate.own_columns:
            continue
        yield Finding(
            id="RLS119",
            severity="warning",
            object=each.relation.title,
            policy=each.policy.name,
            message=f"policy {each.policy.name} reads {listed(sorted(used))}, not {listed(sorted(known))}",
            evidence=seen(
                f"the tenant is in {review.tenancy.setting}",
                as_role(each.roles[0], f"SET {sorted(used)[0]} = '…'; SELECT * FROM {name(each.relation)}"),
            ),
            fix=f"current_setting({literal(review.tenancy.setting)}, true) in ALTER POLICY "
            f"{policy_sql(each.policy, each.relation)}",
        )


CHECKS = (
    check("RLS103", "warning", _empty_fails),
    check("RLS104", "warning", _one_argument),
    check("RLS119", "warning", _other_setting),
)
