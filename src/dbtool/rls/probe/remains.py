"""The proof that nothing of the probe was left: asked on a new connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL

from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.statements import equal, named


def remains(connection: Connection[Any], seeds: Seeds) -> Iterator[tuple[str, str]]:
    """Give each relation in which a planted row is still there, or that could not be asked."""
    connection.execute("SET lock_timeout = '500ms'; SET statement_timeout = '5s'")
    for relation in seeds.maker.plan.relations:
        keys = [
            seeds.key(relation, row)
            for tenant in seeds.maker.tenants_of(relation)
            # What took the place of a row that was there has its key.
            if (relation.oid, tenant) not in seeds.replaced
            for row in seeds.of(relation, tenant)
            if not row.existing
        ]
        if not keys:
            continue
        where = SQL(" OR ").join(SQL("({})").format(equal(key)) for key in keys)
        query = SQL("SELECT count(*) FROM {} WHERE {}").format(named(relation), where)
        try:
            found = connection.execute(query).fetchone()
        except psycopg.Error as error:
            yield relation.title, f"whether the probe left a row could not be asked: {error}"
            continue
        if found is not None and found[0]:
            yield relation.title, f"the probe left {found[0]} rows behind"
