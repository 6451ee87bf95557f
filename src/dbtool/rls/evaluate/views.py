"""Views through which tenants' rows are read: what their queries give of invented rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from dbtool.rls.evaluate.scene import Policies
from dbtool.rls.evaluate.text import filled, joined, name
from dbtool.rls.facts import PUBLIC, Policy, Relation
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.tenants import Axis

_SEEN = "dbtool_seen"


def view_axes(review: Review) -> Mapping[int, Axis]:
    """Give the views that show whose each row is: by the tenant, or by what points at a row of his."""
    found: dict[int, Axis] = {}
    for view in review.access.relations.values():
        # Only of some views the query is known: the server locks what a view reads to print it.
        if view.kind == "view" and view.definition is not None and view.schema in review.access.scope:
            axis = next(_shown(review, view), None)
            if axis is not None:
                found[view.oid] = axis
    return found


def seen_through(view: Relation, axis: Axis) -> Mapping[str, Policies]:
    """Give the query of a view in the form of a policy: of a tenant's rows it admits those that it shows."""
    columns = axis.over[0].child_columns if axis.over else (axis.column,)
    same = [
        filled("{}.{} = {}.{}", name(_SEEN), name(column), name(view.name), name(column))
        for column in columns
    ]
    text = filled(
        "EXISTS (SELECT FROM {} AS {} WHERE {})",
        sql.Identifier(view.schema, view.name),
        name(_SEEN),
        joined(" AND ", same),
    )
    shown = Policy(0, view.oid, view.name, "select", True, (PUBLIC,), text, None, None, None)
    return {command: (([shown], []) if command == "select" else ([], [])) for command in READ_WRITE}


def queries(review: Review, axes: Mapping[int, Axis]) -> list[Policy]:
    """Give what the queries of views say of the tables below, in the form of policies."""
    views = [review.access.relations[oid] for oid in axes]
    return [
        Policy(0, view.oid, view.name, "select", True, (PUBLIC,), view.definition, None, None, None)
        for view in views
    ]


def _shown(review: Review, view: Relation) -> Iterator[Axis]:
    """Give by what of the tenants' relations below a view it shows whose a row is."""
    for relation in _below(review, view, ()):
        axis = review.axes.get(relation.oid)
        if axis is None or axis.principal:
            continue
        columns = axis.over[0].child_columns if axis.over else (axis.column,)
        if all(view.column(column) for column in columns):
            yield Axis(view, axis.column, axis.over)


def _below(review: Review, view: Relation, within: Sequence[int]) -> Iterator[Relation]:
    for use in review.access.used_by("view", view.oid):
        relation = review.access.relations.get(use.used) if use.used_kind == "relation" else None
        if relation is None or relation.oid in within:
            continue
        if relation.kind == "view":
            yield from _below(review, relation, (*within, view.oid))
        else:
            yield relation
