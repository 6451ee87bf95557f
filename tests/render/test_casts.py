"""What is known of the server's casts is what the server has."""

from __future__ import annotations

import psycopg
import pytest

from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.routines.cast import Cast
from dbtool.model.database import Database
from dbtool.model.fact import Expr
from dbtool.render.casts import BUILT_IN, go_by_text
from dbtool.server.contract import Server

EVERY_PAIR = """
SELECT s.name, t.name, c.oid IS NOT NULL
FROM unnest(%(names)s::text[]) AS s (name)
CROSS JOIN unnest(%(names)s::text[]) AS t (name)
LEFT JOIN pg_cast AS c ON c.castsource = s.name::regtype AND c.casttarget = t.name::regtype
WHERE s.name <> t.name
"""
OF = (
    Enum(schema="public", name="state", labels=("a",)),
    Enum(schema="public", name="Mood", labels=("a",)),
    Domain(schema="public", name="amount", type=Expr("numeric(10,2)")),
    Cast(source="numeric", target="uuid"),
)
DATABASE = Database(facts={fact.key: fact for fact in OF})


def test_casts_between_built_in_types_are_the_servers(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        pairs = connection.execute(EVERY_PAIR, {"names": sorted(BUILT_IN)}).fetchall()
    assert len(pairs) > 2000
    nothing = Database()
    wrong = [
        (old, new) for old, new, has in pairs if go_by_text(old, new, nothing, nothing, server.pg) is has
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("old", "new", "by_text"),
    [
        ("bigint", "timestamp(3) without time zone", True),
        ("bigint[]", "date[]", True),
        ("bigint[]", "numeric(3)[]", False),
        ("integer[]", "integer", True),
        ("date", "character varying(10)", False),
        ("interval day to second(3)", "interval", False),
        ("public.state", 'public."Mood"', True),
        ("public.state", "integer", True),
        ("public.state", "text", False),
        ("public.state", "public.state", True),
        ("public.amount", "integer", False),
        ("public.amount", "date", True),
        ("public.amount", "uuid", False),
        ("integer", "extensions.hstore", False),
    ],
)
def test_values_go_by_text_where_there_is_no_cast(old: str, new: str, by_text: bool) -> None:
    assert go_by_text(old, new, DATABASE, DATABASE, 170000) is by_text
