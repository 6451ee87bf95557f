"""The catalogs to `Access`: a constant number of queries in one snapshot, no lock on a user's table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import tuple_row

from dbtool.catalog.query import array, text_of
from dbtool.catalog.session import snapshot
from dbtool.model.tenancy import Path as Name
from dbtool.model.tenancy import Tenancy
from dbtool.rls import facts, surroundings
from dbtool.rls.access import Access

_FOLDER = Path(__file__).with_name("catalog")
# Where a node tree names a function or an operator.
_FUNCTION = re.compile(r":(?:funcid|opfuncid) (\d+)")
_OPERATOR = re.compile(r":opno (\d+)")


@contextmanager
def reading(connection: Connection[Any], scope: Sequence[str]) -> Iterator[None]:
    """Hold one read-only snapshot in which names of the schemas in scope are printed without their schema.

    So an expression of a policy reads as its author wrote it, and rows of the evaluator can take the place
    of a table by its name.
    """
    with snapshot(connection):
        path = sql.SQL(", ").join(map(sql.Identifier, scope)).as_string(connection)
        connection.execute("SELECT pg_catalog.set_config('search_path', %s, true)", [path], prepare=False)
        yield


def schemas_in_scope(connection: Connection[Any], tenancy: Tenancy) -> tuple[str, ...]:
    """Give the schemas that are looked at: those of the intent, else all of the database's own."""
    found = _ask(connection, "scope", {"schemas": list(tenancy.schemas)})
    return tuple(name for (name,) in found)


def read_access(connection: Connection[Any], tenancy: Tenancy) -> Access:
    """Give what decides who reaches which rows.

    Errors: psycopg's own.
    """
    scope = schemas_in_scope(connection, tenancy)
    with reading(connection, scope):
        return _read(connection, scope, tenancy)


def _read(connection: Connection[Any], scope: tuple[str, ...], tenancy: Tenancy) -> Access:
    server = surroundings.Server(*_ask(connection, "server")[0])
    hypertables, aggregates = _timescale(connection, server)
    more = [oid for aggregate in aggregates for oid in (aggregate.source, aggregate.materialization)]
    relations = _relations(connection, scope, more)
    named = {"relations": array(relations)}
    policies = [_with_tuples(facts.Policy, row) for row in _ask_and_let_go(connection, "policies", named)]
    uses = [facts.Use(*row) for row in _ask(connection, "uses")]
    isolating = {table.view for table in tenancy.tables.values() if table.view}
    relations = _with_definitions(connection, relations, uses, isolating)
    triggers = [_with_tuples(facts.Trigger, row) for row in _ask(connection, "triggers", named)]
    constraints = _ask(connection, "constraints", named)
    called = {use.used for use in uses if use.used_kind == "function"}
    called |= {trigger.function for trigger in triggers}
    functions = [
        _with_privileges(facts.Function, row)
        for row in _ask_and_let_go(
            connection, "functions", {"schemas": list(scope), "functions": array(called)}
        )
    ]
    return Access(
        server=server,
        scope=scope,
        roles={role.name: role for role in (facts.Role(*row) for row in _ask(connection, "roles"))},
        members=[facts.Member(*row) for row in _ask(connection, "members")],
        relations=relations,
        policies=policies,
        functions={function.oid: function for function in functions},
        uses=uses,
        indexes=[_with_tuples(facts.Index, row) for row in _ask(connection, "indexes", named)],
        foreign_keys=_foreign_keys(constraints, relations, tenancy),
        checks=[facts.Check(row[2], row[1], row[9]) for row in constraints if row[0] == "c"],
        triggers=triggers,
        rules=[facts.Rule(*row) for row in _ask_and_let_go(connection, "rules", named)],
        schemas={row[0]: _with_privileges(surroundings.Schema, row) for row in _ask(connection, "schemas")},
        default_privileges=[
            surroundings.DefaultPrivilege(role, schema, kind, facts.Privilege(*privilege))
            for role, schema, kind, privilege in _ask(connection, "default_privileges")
        ],
        role_settings=[surroundings.RoleSetting(*row) for row in _ask(connection, "role_settings")],
        publications=[surroundings.Publication(*row) for row in _ask(connection, "publications")],
        hypertables={hypertable.relation: hypertable for hypertable in hypertables},
        aggregates={aggregate.view: aggregate for aggregate in aggregates},
        mappings=[_with_privileges(surroundings.UserMapping, row) for row in _ask(connection, "mappings")],
        **_named_in_trees(connection, policies, relations),
    )


def _named_in_trees(
    connection: Connection[Any], policies: Iterable[facts.Policy], relations: Mapping[int, facts.Relation]
) -> dict[str, Mapping[int, Any]]:
    """Give the functions and operators that policies and views name by their oids alone."""
    trees = [tree for policy in policies for tree in (policy.using_tree, policy.check_tree) if tree]
    trees += [relation.tree for relation in relations.values() if relation.tree]
    functions, operators = array(_oids(_FUNCTION, trees)), array(_oids(_OPERATOR, trees))
    return {
        "routines": {
            row[0]: surroundings.Routine(*row[1:])
            for row in _ask(connection, "routines", {"functions": functions})
        },
        "operators": dict(_ask(connection, "operators", {"operators": operators})),
    }


def _oids(pattern: re.Pattern[str], trees: Iterable[str]) -> set[int]:
    return {int(oid) for tree in trees for oid in pattern.findall(tree)}


def _timescale(
    connection: Connection[Any], server: surroundings.Server
) -> tuple[list[surroundings.Hypertable], list[surroundings.Aggregate]]:
    if server.timescaledb is None:
        return [], []
    return (
        [_with_privileges(surroundings.Hypertable, row) for row in _ask(connection, "hypertables")],
        [surroundings.Aggregate(*row) for row in _ask(connection, "aggregates")],
    )


def _relations(
    connection: Connection[Any], scope: Sequence[str], more: Sequence[int]
) -> Mapping[int, facts.Relation]:
    found = _ask(connection, "relations", {"schemas": list(scope), "more": array(more)})
    columns: dict[int, list[facts.Column]] = defaultdict(list)
    for row in _ask(connection, "columns", {"relations": array(row[0] for row in found)}):
        columns[row[0]].append(_with_privileges(facts.Column, row[1:]))
    whole = [(*row, tuple(columns.get(row[0], ()))) for row in found]
    return {row[0]: _with_privileges(facts.Relation, row) for row in whole}


def _with_definitions(
    connection: Connection[Any],
    relations: Mapping[int, facts.Relation],
    uses: Sequence[facts.Use],
    isolating: Set[Name],
) -> Mapping[int, facts.Relation]:
    """Give the relations, those views with their text that isolate, or that policies or these read."""
    read: dict[tuple[str, int], list[int]] = defaultdict(list)
    for use in uses:
        if use.used_kind == "relation":
            read[use.user_kind, use.user].append(use.used)
    waiting = [oid for (kind, _), oids in read.items() if kind == "policy" for oid in oids]
    waiting += [oid for oid, relation in relations.items() if relation.path in isolating]
    views: set[int] = set()
    while waiting:
        oid = waiting.pop()
        if oid in relations and relations[oid].kind in ("view", "materialized") and oid not in views:
            views.add(oid)
            waiting += read["view", oid]
    if not views:
        return relations
    texts = dict(_ask_and_let_go(connection, "definitions", {"views": array(views)}))
    return {
        oid: relation._replace(definition=texts.get(oid, relation.definition))
        for oid, relation in relations.items()
    }


def _foreign_key(row: Sequence[Any]) -> facts.ForeignKey:
    _kind, name, child, columns, parent, referenced, on_delete, on_update, deferrable, _expression = row
    return facts.ForeignKey(
        name, child, tuple(columns), parent, tuple(referenced), on_delete, on_update, deferrable
    )


def _foreign_keys(
    constraints: Iterable[Sequence[Any]], relations: Mapping[int, facts.Relation], tenancy: Tenancy
) -> list[facts.ForeignKey]:
    """Give the foreign keys, and what is declared to point at its tenant as one would."""
    found = [_foreign_key(row) for row in constraints if row[0] == "f"]
    by_path = {relation.path: relation for relation in relations.values()}
    for path, table in tenancy.tables.items():
        child, target = by_path.get(path), table.points_at
        parent = by_path.get(target.table) if target else None
        if child is None or target is None or parent is None or table.via is None:
            continue
        columns = child.oid, (table.via,), parent.oid, (target.column,)
        if columns not in [each[1:5] for each in found]:
            found.append(facts.ForeignKey(table.via, *columns, "a", "a", deferrable=False))
    return found


def _privileges(found: Any) -> tuple[facts.Privilege, ...]:
    return tuple(sorted(facts.Privilege(*each) for each in found))


def _with_privileges(record: Any, row: Sequence[Any]) -> Any:
    """Make a record whose field `privileges` is a JSON array of arrays."""
    place = record._fields.index("privileges")
    values = [_frozen(value) for value in row]
    values[place] = _privileges(row[place])
    return record(*values)


def _with_tuples(record: Any, row: Sequence[Any]) -> Any:
    return record(*map(_frozen, row))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _ask(
    connection: Connection[Any], name: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    query = text_of(_FOLDER / f"{name}.sql").encode()
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, parameters or {}, prepare=False).fetchall()


def _ask_and_let_go(
    connection: Connection[Any], name: str, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Ask for the text of queries, which the server gives under a lock on all that they read."""
    with connection.transaction(force_rollback=True):
        return _ask(connection, name, parameters)
