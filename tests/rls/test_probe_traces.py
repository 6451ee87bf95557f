"""What the probe leaves behind, which is nothing, and what it says where it cannot test."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from dbtool.rls.probe.run import probe
from dbtool.rls.probe.session import Session
from tests.rls.test_probe import Built, Probed, built

__all__ = ["built"]

TENANCY = {
    "setting": "app.tenant",
    "type": "int",
    "tenants": ["1", "2"],
    "tenant_column": "tenant_id",
    "app_roles": ["role_app"],
}
NOTES = """
CREATE ROLE role_app;
CREATE TABLE notes (
  id serial PRIMARY KEY, tenant_id int NOT NULL, number int GENERATED ALWAYS AS IDENTITY, body text
);
INSERT INTO notes (tenant_id, body) SELECT 1 + n % 3, 'note ' || n FROM generate_series(1, 20) AS n;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON notes TO role_app;
GRANT USAGE ON SEQUENCE notes_id_seq TO role_app;
"""
STATE = """
SELECT
    (SELECT md5(string_agg(n::text, ',' ORDER BY id)) FROM notes AS n),
    (SELECT count(*) FROM pg_roles WHERE rolname LIKE '%dbtool_probe%'),
    (SELECT last_value FROM notes_id_seq), (SELECT last_value FROM notes_number_seq),
    (SELECT array_agg(proname::text ORDER BY oid) FROM pg_proc WHERE proname LIKE '%dbtool%'),
    (SELECT array_agg(relname::text ORDER BY 1) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""
LOCKS = """
SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON l.relation = c.oid
WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND c.relnamespace = 'public'::regnamespace
"""


def _asked(database: Probed, query: str) -> tuple[Any, ...]:
    with database.connect() as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(row)


def test_the_probe_leaves_no_row_role_lock_or_jump_of_a_sequence(built: Built) -> None:
    database = built({"tenancy": TENANCY, "schema": NOTES})
    before = _asked(database, STATE)

    seen = database.probe()

    assert [each.id for each in seen.findings] == ["RLS208"]
    assert _asked(database, STATE) == before
    assert _asked(database, LOCKS) == (0,)


def test_the_probe_says_the_same_when_it_runs_again(built: Built) -> None:
    database = built({"tenancy": TENANCY, "schema": NOTES})

    assert database.probe() == database.probe()


def test_the_probe_gives_way_to_another_one(built: Built) -> None:
    database = built({"tenancy": TENANCY, "schema": NOTES})

    with database.connect() as connection, Session(connection, superuser=True).transaction():
        seen = database.probe()

    assert [each.reason for each in seen.inconclusive] == ["another probe is running in the database"]


@pytest.mark.parametrize("mode", ["ACCESS EXCLUSIVE", "SHARE"])
def test_the_probe_does_not_wait_for_a_lock(mode: str, built: Built) -> None:
    database = built({"tenancy": TENANCY, "schema": NOTES})

    review = database.review()

    with psycopg.connect(database.url) as connection:
        connection.execute(f"LOCK TABLE notes IN {mode} MODE".encode())
        seen = probe(database.connect, review)
        connection.rollback()

    assert not seen.findings
    assert len(seen.inconclusive) == 1


def test_a_trigger_that_acts_outside_is_not_set_off(built: Built) -> None:
    trigger = """
    CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM dblink_exec('dbname=elsewhere', 'SELECT 1'); RETURN NULL; END $$;
    CREATE TRIGGER tell AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION tell();
    """
    seen = built({"tenancy": TENANCY, "schema": NOTES + trigger}).probe()

    (doubt,) = [each for each in seen.inconclusive if each.object == "public.notes"]
    assert doubt.reason.endswith("its trigger tell may act outside of the transaction")
    assert not seen.isolation


def test_a_relation_that_takes_no_invented_row_is_inconclusive(built: Built) -> None:
    check = """
    ALTER TABLE notes ALTER body SET NOT NULL,
      ADD CHECK (md5(body) = '00000000000000000000000000000000') NOT VALID;
    """
    seen = built({"tenancy": TENANCY, "schema": NOTES + check}).probe()

    assert [each.object for each in seen.inconclusive] == ["public.notes"]
    assert not seen.isolation


def test_no_value_of_a_real_row_is_in_what_the_probe_says(built: Built) -> None:
    database = built(
        {"tenancy": TENANCY, "schema": NOTES + "CREATE POLICY every ON notes USING (true);"},
    )
    seen = database.probe()

    assert "RLS501" in {each.id for each in seen.findings}
    assert "note " not in repr(seen.findings).replace("note {", "")


def test_a_member_that_owns_the_tables_and_is_not_bound_may_run_it(built: Built) -> None:
    more = """
    CREATE ROLE role_prober LOGIN PASSWORD 'x' BYPASSRLS; GRANT role_app TO role_prober;
    ALTER TABLE notes OWNER TO role_prober; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
    CREATE POLICY goes ON notes FOR DELETE USING (true);
    """
    database = built({"tenancy": TENANCY, "schema": NOTES + more})

    def connect() -> psycopg.Connection[Any]:
        connection = database.connect()
        connection.execute(f"SET SESSION AUTHORIZATION {database.prefix}prober")
        return connection

    review = database.review()
    access = review.access
    server = access.server._replace(superuser=False, user=f"{database.prefix}prober")
    object.__setattr__(access, "server", server)

    seen = probe(connect, review)

    assert {each.id for each in seen.findings} == {"RLS208", "RLS505"}
    assert not seen.inconclusive


@pytest.mark.parametrize("tables", [60])
def test_many_tables_take_few_statements_each(built: Built, tables: int) -> None:
    """Bounded by the messages that go to the server: time says little on a busy machine."""
    one = """
    CREATE TABLE t{0} (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id int NOT NULL, name text NOT NULL,
      state text NOT NULL DEFAULT 'a' CHECK (state IN ('a', 'b')), at timestamptz DEFAULT now(),
      UNIQUE (tenant_id, name)
    );
    ALTER TABLE t{0} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON t{0} USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
    GRANT SELECT, INSERT, UPDATE, DELETE ON t{0} TO role_app;
    """
    schema = "CREATE ROLE role_app;" + "".join(one.format(number) for number in range(tables))
    database = built({"tenancy": TENANCY, "schema": schema})
    sent: list[int] = []

    class Counting(psycopg.Cursor[Any]):
        def execute(self, *arguments: Any, **named: Any) -> Counting:
            sent.append(1)
            return super().execute(*arguments, **named)

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(database.url, autocommit=True, cursor_factory=Counting)

    seen = probe(connect, database.review())

    assert not seen.findings
    assert len(seen.isolation) == tables
    assert len(sent) < 42 * tables
