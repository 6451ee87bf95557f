"""The snapshot is read beside whoever holds tables.

To print an expression (a policy, a default) the server itself opens its relation for a moment; to print the
query of a view it would lock all that this reads, to the end of the transaction, which nobody asks for here.
"""

from __future__ import annotations

import psycopg

from dbtool.model.tenancy import Tenancy
from dbtool.rls.checks.run import static_findings
from dbtool.rls.reading import read_access
from dbtool.rls.review import Review

SCHEMA = """
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id bigint);
CREATE TABLE log (id bigint);
CREATE VIEW every_order AS SELECT * FROM orders;
CREATE RULE log AS ON INSERT TO orders DO ALSO INSERT INTO log VALUES (NEW.id);
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM orders;
"""


def test_tables_that_somebody_holds_are_read_all_the_same(plain_database_url: str) -> None:
    with (
        psycopg.connect(plain_database_url) as holder,
        psycopg.connect(plain_database_url, autocommit=True) as connection,
    ):
        connection.execute(SCHEMA.encode())
        holder.execute("LOCK TABLE orders, log IN ACCESS EXCLUSIVE MODE")
        connection.execute("SET lock_timeout = '200ms'")
        access = read_access(connection, Tenancy(setting="app.tenant", tenant_column="tenant_id"))

    assert [relation.name for relation in access.relations.values()] == [
        "counted",
        "every_order",
        "log",
        "orders",
    ]
    static_findings(Review(access, Tenancy(setting="app.tenant", tenant_column="tenant_id")))
