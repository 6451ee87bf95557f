"""Invented rows as a query."""

from __future__ import annotations

import json
from collections.abc import Iterable

from psycopg import sql

from dbtool.rls.evaluate.text import filled, name
from dbtool.rls.evaluate.world import Row
from dbtool.rls.facts import Relation

NUMBER = "dbtool_row"


def rows_of(relation: Relation, rows: Iterable[Row], *, numbered: bool = False) -> str:
    """Give a query of invented rows with all columns of the relation, numbered from 1 if asked for."""
    listed = [[row.get(column.name) for column in relation.columns] for row in rows]
    columns = [
        sql.SQL("CAST(r.value ->> {} AS {}) AS {}").format(
            sql.Literal(place), sql.SQL(column.type), name(column.name)
        )
        for place, column in enumerate(relation.columns)
    ]
    if numbered:
        columns.append(sql.SQL("r.ordinality AS {}").format(name(NUMBER)))
    pattern = "SELECT {} FROM pg_catalog.jsonb_array_elements({}::jsonb) WITH ORDINALITY AS r"
    return filled(pattern, sql.SQL(", ").join(columns), sql.Literal(json.dumps(listed)))
