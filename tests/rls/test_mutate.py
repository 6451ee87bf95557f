"""Weakenings of a correct schema: each that gives somebody something is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.model.tenancy import Tenancy
from dbtool.rls.access import Access
from dbtool.rls.mutate.operators import OPERATORS
from dbtool.rls.mutate.run import mutate
from dbtool.rls.mutate.shadow import shadow
from dbtool.rls.mutate.survivors import survivors
from dbtool.rls.reading import read_access
from dbtool.server.contract import Server
from tests.cli.programs import run_dbtool
from tests.rls.bed import Bed, beds
from tests.support.databases import Databases

TENANT = "(SELECT NULLIF(current_setting('app.tenant', true), '')::integer)"
SCHEMA = f"""
CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant_id integer NOT NULL, gone timestamptz);
CREATE INDEX ON orders (tenant_id);
CREATE TABLE lines (order_id uuid NOT NULL REFERENCES orders, price numeric);
CREATE INDEX ON lines (order_id);
ALTER TABLE orders OWNER TO $other;
ALTER TABLE lines OWNER TO $other;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders, lines TO $app;
CREATE POLICY own ON orders TO $app USING (tenant_id = {TENANT});
CREATE POLICY live ON orders AS RESTRICTIVE FOR SELECT USING (gone IS NULL);
CREATE POLICY own ON lines TO $app USING (EXISTS (SELECT FROM orders AS o WHERE o.id = lines.order_id));
CREATE VIEW live WITH (security_invoker = true, security_barrier = true) AS SELECT id, tenant_id FROM orders;
GRANT SELECT ON live TO $app;
"""
# Weakenings that give nobody anything here, by the policy or relation that they are of.
EQUIVALENT = {
    ("drop policy", "live"),
    ("USING true", "live"),
    ("USING false", "live"),
    ("OR setting IS NULL", "live"),
    ("OR setting = ''", "live"),
    ("negate", "live"),
    ("TO PUBLIC", "own"),
    ("NO FORCE", None),
    ("security_barrier off", None),
}


# Only where a view takes the place of row security.
OF_VIEWS = {
    "check option off",
    "view without its condition",
    "view OR setting IS NULL",
    "view with another setting",
}
# Operators that apply nowhere here, or only where they give nobody anything.
BESIDE = {"TO PUBLIC", "NO FORCE", "security_barrier off", "view owner := superuser"} | OF_VIEWS

VIEWED = f"""
CREATE TABLE trades (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id integer NOT NULL);
CREATE TABLE fills (trade_id bigint NOT NULL REFERENCES trades, price numeric);
CREATE INDEX ON trades (tenant_id);
CREATE INDEX ON fills (trade_id);
ALTER TABLE trades OWNER TO $other;
ALTER TABLE fills OWNER TO $other;
CREATE VIEW my_trades WITH (security_barrier = true, check_option = cascaded) AS
  SELECT * FROM trades WHERE tenant_id = {TENANT};
CREATE VIEW my_fills WITH (security_barrier = true, check_option = cascaded) AS
  SELECT * FROM fills WHERE trade_id IN (SELECT t.id FROM trades AS t WHERE t.tenant_id = {TENANT})
  AND price > 0;
ALTER VIEW my_trades OWNER TO $other;
ALTER VIEW my_fills OWNER TO $other;
GRANT SELECT, INSERT, UPDATE, DELETE ON my_trades, my_fills TO $app;
"""


@pytest.fixture(scope="module")
def bed(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with beds(databases, tmp_path_factory.mktemp("tenancy"), "m") as made:
        yield made


UPKEEP = """
extensions: [timescaledb]
tables:
  prices:
    columns: {at: timestamptz not null, price: numeric}
    hypertable: at
    retention: 1 year
  notes:
    columns: {written_at: timestamptz not null, body: text}
    indexes: {notes_written_at: [written_at]}
    retention: {delete_after: 90 days, by: written_at}
continuous_aggregates:
  daily:
    query: select time_bucket('1 day', at) as day, max(price) as price from prices group by 1
"""


def test_what_dbtool_or_another_edition_carries_out_is_in_the_shadow_too(
    database_url: str, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "upkeep.yml").write_text(UPKEEP)
    there = ("--definitions", "upkeep.yml", "--url", database_url, "--community-features", "emulate")
    done = run_dbtool(
        "apply", "--direct", "--yes", "--allow", "all", "--scratch-url", server.url, *there, folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    tenancy = Tenancy(setting="app.tenant")
    with psycopg.connect(database_url, autocommit=True) as connection:
        access = read_access(connection, tenancy)
    with shadow(database_url, access, say=print) as connect, connect() as copy:
        copied = read_access(copy, tenancy)

    def names(found: Access) -> set[str]:
        return {relation.title for relation in found.relations.values() if relation.schema == "public"}

    assert names(copied) == names(access)
    assert {"public.prices", "public.notes", "public.daily"} <= names(access)


def test_each_weakening_of_a_correct_schema_is_noticed(bed: Bed) -> None:
    review = bed.build({"schema": SCHEMA})
    with shadow(bed.url, review.access, say=print) as connect:
        mutants = mutate(connect, review.tenancy)
    assert not survivors(mutants)
    left = {(each.operator, each.policy) for each in mutants if each.state == "equivalent"}
    assert left - {("USING false", "own")} == EQUIVALENT
    caught = {each.operator for each in mutants if each.state == "killed"}
    assert caught == {operator.name for operator in OPERATORS} - BESIDE
    # All of it happened beside the database itself.
    with bed.connect() as connection:
        now = read_access(connection, review.tenancy)
    assert (now.relations, now.policies) == (review.access.relations, review.access.policies)


def test_each_weakening_of_views_that_isolate_is_noticed(bed: Bed) -> None:
    isolation = {"public.trades": "view:public.my_trades", "public.fills": "view:public.my_fills"}
    review = bed.build({"schema": VIEWED, "tenancy": {"isolation": isolation}})
    with shadow(bed.url, review.access, say=print) as connect:
        mutants = mutate(connect, review.tenancy)
    assert not survivors(mutants)
    caught = {(each.operator, each.object) for each in mutants if each.state == "killed"}
    views = ("public.my_trades", "public.my_fills")
    assert caught >= {(operator, view) for operator in OF_VIEWS for view in views}
