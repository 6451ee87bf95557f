"""Functions that run with other rights, and the schemas in which they look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident, names_in
from dbtool.rls.bodies import reached, relations_in, search_path_of, settings_read, unqualified
from dbtool.rls.checks.base import as_role, called, check, name, seen
from dbtool.rls.checks.paths import holds_tenants, ways
from dbtool.rls.checks.subjects import acting, known_settings, reading, set_tenant
from dbtool.rls.facts import Function, Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review

_DEFAULT_PATH = "public"


def _definer(review: Review) -> Iterator[Finding]:
    """A function shows or changes tenants' rows with the rights of somebody whom row security does not bind.

    A SECURITY DEFINER function runs as its owner. Everyone may execute a new function, unless that was
    revoked; one that an INSTEAD OF trigger calls runs for whoever may write the view. Where its source names
    the setting that says who asks it is a note: the probe shows whether it filters by it.

    Filter by the tenant in the function, let it run as who calls it, or revoke EXECUTE.
    """
    settings = known_settings(review)
    for function in _definers(review):
        callers = _writers(review, function, views=True) if function.trigger else _callers(review, function)
        role = next(iter(callers), None)
        touched = _past(review, function)
        if role is None or not touched:
            continue
        filters = not settings.isdisjoint(settings_read(review.access, function))
        says = "its source names the setting" if filters else "nothing in its source says whose rows it means"
        yield Finding(
            id="RLS204",
            severity="info" if filters else "warning",
            object=function.title,
            role=role,
            message=f"{function.signature} reaches {listed(relation.title for relation in touched)} as "
            f"{function.owner}, whom row security does not bind",
            evidence=seen(says, _as_caller(review, function, role)),
            fix=f"ALTER FUNCTION {called(function)} SECURITY INVOKER; or REVOKE EXECUTE ON FUNCTION "
            f"{called(function)} FROM PUBLIC;",
        )


def _as_caller(review: Review, function: Function, role: str) -> str | None:
    """Give the statement that calls a function; None for a trigger's, which no statement names."""
    if function.trigger:
        return None
    return as_role(role, f"{set_tenant(review)}; SELECT {called(function)}")


def _definers(review: Review) -> Iterator[Function]:
    for function in review.access.functions.values():
        if function.definer and not function.extension:
            yield function


def _callers(review: Review, function: Function) -> Iterator[str]:
    """Give the acting roles that may call a function."""
    for role in acting(review):
        if not review.reach.may_use(role, function.schema) or review.reach.superuser(role):
            continue
        if review.reach.may_execute(role, function.privileges, function.owner):
            yield role


def _past(review: Review, function: Function) -> list[Relation]:
    """Give what a function names that shows its owner the rows of all tenants: views over them, too."""
    found = (
        relation for one in reached(review.access, function) for relation in relations_in(review.access, one)
    )
    return [relation for relation in dict.fromkeys(found) if _open_to(review, function.owner, relation)]


def _open_to(review: Review, owner: str, relation: Relation) -> bool:
    """Say whether a relation shows the rows of all tenants to who owns a function that reads it."""
    if relation.kind == "view" and relation.oid not in review.access.aggregates:
        return any(
            not way.filtered and not review.reach.bound(way.user or owner, way.relation)
            for way in ways(review, relation)
        )
    if review.is_tenant(relation):
        return not review.reach.bound(owner, relation)
    return holds_tenants(review, relation)


def _search_path(review: Review) -> Iterator[Finding]:
    """A SECURITY DEFINER function looks for names where its caller says.

    Without a search_path of its own it takes the caller's, who puts a table or function of his in front. And
    unless pg_temp is named last, the caller's temporary tables come first of all.

    Set `search_path = pg_catalog, pg_temp` and write each name with its schema.
    """
    for function in _definers(review):
        roles = list(_callers(review, function)) or _writers(review, function)
        if not roles:
            continue
        path, names = search_path_of(function), unqualified(review.access, function)
        if path is not None and (not names or path[-1:] == ["pg_temp"]):
            continue
        why = "no search_path of its own" if path is None else "pg_temp is not last in its search_path"
        what = f"; it names {listed(names)} without schema" if names else ""
        yield Finding(
            id="RLS205",
            severity="error" if names else "warning",
            object=function.title,
            role=roles[0],
            message=f"{function.signature} runs as {function.owner} and looks for names where its caller "
            "says",
            evidence=seen(
                why + what,
                as_role(roles[0], f"CREATE TEMP TABLE {ident(names[0]) if names else '…'} …; SELECT …"),
            ),
            fix=f"ALTER FUNCTION {called(function)} SET search_path = pg_catalog, "
            f"{''.join(f'{ident(schema)}, ' for schema in _needed(path, function))}pg_temp;",
        )


def _needed(path: Sequence[str] | None, function: Function) -> list[str]:
    return [schema for schema in path or (function.schema,) if schema not in ("pg_catalog", "pg_temp", "")]


def _writers(review: Review, function: Function, *, views: bool = False) -> list[str]:
    """Give the acting roles that set a trigger's function off, that of a view's trigger alone if asked."""
    found = [
        role
        for trigger in review.access.triggers
        if trigger.function == function.oid and trigger.enabled != "D"
        if not views or review.access.relations[trigger.relation].kind == "view"
        for role in reading(review, review.access.relations[trigger.relation], _commands(trigger.events))
    ]
    return list(dict.fromkeys(found))


def _commands(events: Sequence[str]) -> list[str]:
    return [event for event in events if event != "truncate"]


def _create(review: Review) -> Iterator[Finding]:
    """An application role may make objects where others look for theirs.

    A function or table of its own in a schema of the search_path, or in one that a SECURITY DEFINER function
    uses, takes the place of what is meant.

    Revoke CREATE.
    """
    places = {_DEFAULT_PATH}
    for setting in review.access.role_settings:
        if setting.name.lower() == "search_path":
            places.update(names_in(setting.value) or ())
    for function in _definers(review):
        places.update({function.schema}, search_path_of(function) or ())
        places.update(relation.schema for relation in relations_in(review.access, function))
    for schema in sorted(places & review.access.schemas.keys()):
        for role in review.app_roles:
            if review.reach.superuser(role) or not review.reach.may_create(role, schema):
                continue
            held = review.access.schemas[schema]
            everyone = any(one.name == "create" and one.grantee == "PUBLIC" for one in held.privileges)
            yield Finding(
                id="RLS215",
                severity="warning",
                object=schema,
                role=role,
                message=f"{role} may create objects in {schema}, where others look for theirs",
                evidence=seen(
                    "granted to PUBLIC" if everyone else "CREATE on the schema",
                    as_role(role, f"CREATE TABLE {ident(schema)}.mine ()"),
                ),
                fix=f"REVOKE CREATE ON SCHEMA {ident(schema)} FROM {'PUBLIC' if everyone else ident(role)};",
            )
            break


def _leakproof(review: Review) -> Iterator[Finding]:
    """A function says of itself that it gives nothing away.

    The server runs a LEAKPROOF function on rows before it asks their policy. Is that not true, by an error
    message or a note, the function shows rows of others.

    Declare it NOT LEAKPROOF.
    """
    for function in review.access.functions.values():
        if function.leakproof and not function.extension and function.schema in review.access.scope:
            yield Finding(
                id="RLS218",
                severity="warning",
                object=function.title,
                message=f"{function.signature} is LEAKPROOF: it is run on rows that a policy hides",
                evidence=seen("proleakproof is true", _used(review, function)),
                fix=f"ALTER FUNCTION {called(function)} NOT LEAKPROOF;",
            )


def _used(review: Review, function: Function) -> str | None:
    relation, role = next(iter(review.tenant_relations), None), next(iter(review.app_roles), None)
    if relation is None or role is None:
        return None
    return as_role(role, f"SELECT * FROM {name(relation)} WHERE {ident(function.name)}(…)")


CHECKS = (
    check("RLS204", "warning", _definer),
    check("RLS205", "error", _search_path),
    check("RLS215", "warning", _create),
    check("RLS218", "warning", _leakproof),
)
