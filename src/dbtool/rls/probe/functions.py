"""Functions that run with another's rights: what they give, and what they change, with invented arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.facts import Function, Relation
from dbtool.rls.probe import values
from dbtool.rls.probe.effects import acts_outside, is_heavy, words
from dbtool.rls.probe.links import Tenant
from dbtool.rls.probe.session import Outcome
from dbtool.rls.probe.statements import printed, shown
from dbtool.rls.probe.trial import Trial

_PREFIXES = ("p_", "_", "in_", "v_", "arg_")
_MOST_RELATIONS = 20
_NUMBER = 700


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function with arguments out of one tenant's row."""

    function: Function
    statement: Composable
    said: str


def try_functions(trial: Trial) -> None:
    """Report functions that give an actor another tenant's rows, or change them."""
    calls = [call for function in _functions(trial) for call in _calls(trial, function)]
    if not calls:
        return
    with trial.session.acting(trial.actor, trial.state):
        before = [trial.session.attempt(call.statement) for call in calls]
        changed = [call for call in calls if call.function.volatility == "v" and _changes(trial, call)]
    with trial.session.aside():
        trial.seeds.perturb()
        with trial.session.acting(trial.actor, trial.state):
            after = [trial.session.attempt(call.statement) for call in calls]
    for call in changed:
        _report(trial, call, "it changed rows of another tenant")
    for call, first, second in zip(calls, before, after, strict=True):
        if _tells(trial, call, first, second):
            _report(trial, call, "what it gives changes with rows of another tenant")
    _clear(trial, calls, [*before, *after])


def _functions(trial: Trial) -> Iterator[Function]:
    """Give the functions that an actor may call and that do not run as itself."""
    for function in trial.review.access.functions.values():
        if not function.definer or function.trigger or function.extension or function.kind not in "fp":
            continue
        role = trial.actor.becomes
        if not trial.review.reach.may_use(role, function.schema):
            continue
        if not trial.review.reach.may_execute(role, function.privileges, function.owner):
            continue
        if acts_outside(function) or (function.volatility == "v" and is_heavy(function)):
            reason = "it may act outside of the transaction, or change the schema, and was not called"
            trial.ledger.doubt(function.title, reason, trial.actor.role)
            continue
        yield function


def _calls(trial: Trial, function: Function) -> Iterator[Call]:
    arguments = trial.seeds.shapes.arguments.get(function.oid)
    if arguments is None:
        return
    known: set[str] = set()
    name = SQL("{}").format(Identifier(function.schema, function.name))
    own, other = trial.actor.own, trial.actor.other
    # Last the other's keys with values of one's own: to write what is there already shows nothing.
    for keys, rest, row in ((other, other, -1), (other, other, 0), (own, own, -1), (other, own, -1)):
        passed: list[Composable] = []
        for place, oid in enumerate(arguments.types):
            called = arguments.names[place] if place < len(arguments.names) else ""
            text = _argument(trial, oid, called, keys if _is_key(trial, called) else rest, row)
            found = trial.seeds.shapes.types.get(oid)
            if text is None or found is None:
                trial.ledger.doubt(function.title, "no value is known for its arguments", trial.actor.role)
                return
            passed.append(SQL("{}::{}").format(Literal(text), printed(found.declared)))
        call = SQL("{}({})").format(name, SQL(", ").join(passed))
        said = SQL("CALL {}" if function.kind == "p" else "SELECT * FROM {}").format(call)
        query = said if function.kind == "p" else _digest(call)
        if shown(said) not in known:
            known.add(shown(said))
            yield Call(function, query, shown(said))


def _is_key(trial: Trial, called: str) -> bool:
    """Say whether an argument is called like a column by which rows are found: of a key, or the tenant's."""
    names = _names(called)
    return any(
        not names.isdisjoint(trial.seeds.maker.unique(relation))
        or not names.isdisjoint(trial.seeds.maker.plan.pins.get(relation.oid, {}))
        for relation in trial.review.tenant_relations
    )


def _names(called: str) -> frozenset[str]:
    """Give the columns that an argument may be called after."""
    return frozenset({called, *(called.removeprefix(prefix) for prefix in _PREFIXES)})


def _digest(call: Composable) -> Composable:
    return SQL(
        "SELECT pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashtextextended(f::pg_catalog.text, 0))"
        " FROM {} AS f"
    ).format(call)


def _argument(trial: Trial, oid: int, called: str, tenant: Tenant, row: int) -> str | None:
    """Give an argument: of a column of its name, else the tenant, else of a column of its type."""
    shapes, seeds = trial.seeds.shapes, trial.seeds
    names = _names(called)
    like: list[str] = []
    for relation in trial.review.tenant_relations:
        rows = seeds.of(relation, tenant)
        for column in shapes.columns.get(relation.oid, ()):
            text = rows[row].values.get(column.name) if rows else None
            if text is None or shapes.base(column.type) != shapes.base(oid):
                continue
            if column.name in names:
                return text
            pinned = column.name in seeds.maker.plan.pins.get(relation.oid, {})
            like.insert(0 if pinned else len(like), text)
    return like[0] if like else values.value(shapes, oid, -1, _NUMBER)


def _changes(trial: Trial, call: Call) -> bool:
    """Say whether a call changes rows of another tenant, in the relations of which the function speaks."""
    queries = [
        query
        for relation in _spoken_of(trial, call.function)
        for tenant in trial.victims
        if (query := trial.seeds.digest(relation, tenant)) is not None
    ]
    if not queries:
        return False
    outcome = trial.session.attempt(call.statement, *queries)
    return outcome.done and list(outcome.after) != [trial.usual(query) for query in queries]


def _spoken_of(trial: Trial, function: Function) -> Sequence[Relation]:
    said = words(function)
    planted = [each for each in trial.review.tenant_relations if trial.seeds.planted(each)]
    return [each for each in planted if each.name.lower() in said] or planted[:_MOST_RELATIONS]


def _tells(trial: Trial, call: Call, first: Outcome, second: Outcome) -> bool:
    if first.unknown or second.unknown or _is_rule(trial, call.function):
        return False
    if not first.done or not second.done:
        return first.code != second.code
    return first.rows != second.rows


def _is_rule(trial: Trial, function: Function) -> bool:
    """Say whether a function only answers yes or no to a policy, which is what that goes by."""
    if function.returns_set or function.returns != "boolean":
        return False
    return any(
        use.used_kind == "function" and use.used == function.oid
        for policy in trial.review.access.policies
        for use in trial.review.access.used_by("policy", policy.oid)
    )


def _report(trial: Trial, call: Call, says: str) -> None:
    trial.ledger.add(
        "RLS204",
        call.function.title,
        trial.actor,
        trial.state,
        says,
        statement=call.said,
        command="execute",
    )


def _clear(trial: Trial, calls: Sequence[Call], outcomes: Sequence[Outcome]) -> None:
    """Note the functions of which every call told something, and nothing of another tenant."""
    for call, *two in zip(calls, outcomes[: len(calls)], outcomes[len(calls) :], strict=True):
        if any(outcome.done for outcome in two) and not trial.state.unset:
            trial.ledger.cleared.add(call.function.title)
        if any(outcome.unknown for outcome in two):
            trial.ledger.doubt(call.function.title, "calling it takes longer than the probe may")
