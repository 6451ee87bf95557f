"""A change of policies is tighter, wider, incomparable or nothing, with a row that shows it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from dbtool.model.tenancy import Tenancy
from dbtool.rls.evaluate.compare import Verdict, compare_predicates
from dbtool.rls.facts import Policy
from dbtool.rls.reading import read_access
from dbtool.rls.review import Review

SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id integer NOT NULL, open boolean NOT NULL, note text);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE TABLE members (who integer, tenant integer);
CREATE POLICY own ON orders
  USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::integer));
"""
TENANCY = Tenancy(setting="app.tenant", type="integer", tenants=("1", "2"), tenant_column="tenant_id")
OWN = "tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::integer)"


def policy(using: str | None, **fields: Any) -> Policy:
    usual = Policy(0, 0, "own", "all", True, ("PUBLIC",), using, None, None, None)
    return usual._replace(**fields)


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ([policy(OWN)], "equal"),
        ([policy("NULLIF(current_setting('app.tenant', true), '')::integer = orders.tenant_id")], "equal"),
        ([policy(f"{OWN} AND open")], "tighter"),
        ([policy(OWN, command="select")], "tighter"),
        ([], "tighter"),
        ([policy(OWN), policy("note = 'x'", permissive=False)], "tighter"),
        ([policy(f"{OWN} OR open")], "wider"),
        ([policy("true")], "wider"),
        ([policy(OWN, check="true")], "wider"),
        ([policy(OWN), policy("open", command="delete")], "wider"),
        ([policy(f"{OWN} OR current_setting('app.strict', true) IS NULL")], "wider"),
        ([policy("tenant_id >= (SELECT NULLIF(current_setting('app.tenant', true), '')::integer)")], "wider"),
        ([policy(f"{OWN} AND open OR note = 'x'")], "incomparable"),
        ([policy(f"NOT ({OWN})")], "incomparable"),
        ([policy("EXISTS (SELECT FROM public.members m WHERE m.tenant = orders.tenant_id)")], "incomparable"),
        ([policy(f"{OWN} OR EXISTS (SELECT FROM public.members m WHERE m.tenant = tenant_id)")], "wider"),
    ],
)
def test_change_is_classified(plain_database_url: str, new: list[Policy], verdict: Verdict) -> None:
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        review = Review(read_access(connection, TENANCY), TENANCY)
    relation = review.access.relation(("public", "orders"))
    assert relation is not None
    old = review.access.policies_of(relation)
    found = compare_predicates(
        lambda: psycopg.connect(plain_database_url, autocommit=True), review, relation, old, new
    )
    assert found.verdict == verdict
    assert (found.gained is not None) == (verdict in ("wider", "incomparable"))
    assert (found.lost is not None) == (verdict in ("tighter", "incomparable"))


def test_what_cannot_be_asked_is_incomparable(plain_database_url: str) -> None:
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        review = Review(read_access(connection, TENANCY), TENANCY)
    relation = review.access.relation(("public", "orders"))
    assert relation is not None
    old, new = review.access.policies_of(relation), [policy("nowhere = 1")]
    found = compare_predicates(
        lambda: psycopg.connect(plain_database_url, autocommit=True), review, relation, old, new
    )
    assert found.verdict == "incomparable"
    assert found.unsure == 'column "nowhere" does not exist'
