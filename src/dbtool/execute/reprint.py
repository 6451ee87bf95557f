"""Texts as the server prints them when it is given its own print again.

PostgreSQL's print is not always its own fixed point: `side IN ('buy')` on varchar prints as
`(ARRAY['buy'::character varying])::text[]`, and a constraint made from that text prints as
`ARRAY[('buy'::character varying)::text]`. A database that a plan built shows the latter.
"""

from __future__ import annotations

from dataclasses import replace

from dbtool.errors import PlanNotProved
from dbtool.execute.bench import bench_at, roles_of, steps_between
from dbtool.execute.stand_in import as_scratch_holds, scratch_key
from dbtool.model.database import Database
from dbtool.model.fact import Fact, sql_fields

# One round settles all that is known; the bound only keeps a print that alternates from looping.
ROUNDS = 4


def fixed_point(url: str, database: Database) -> Database:
    """Give the database with its texts printed again until they stay as they are.

    Shape: `url` is of an empty scratch database.
    Errors: PlanNotProved where the server refuses what it printed itself.
    """
    for _ in range(ROUNDS):
        printed = reprint(url, database)
        if printed.facts == database.facts:
            return database
        database = printed
    return database


def reprint(url: str, database: Database) -> Database:
    """Give the database with every SQL text as the server prints it after having been given it."""
    with bench_at(url, roles_of(database.facts.values())) as bench:
        failures = bench.run(steps_between(bench.base, as_scratch_holds(database), online=False))
        # What no kind manages is not there, and neither is what uses it: its texts stay as they are.
        if failures and not database.unmodelled:
            raise PlanNotProved(
                f"scratch refuses what the server printed: {failures[0].message}", hint=failures[0].hint
            )
        found = bench.read()
    facts = {key: _printed(fact, found) for key, fact in database.facts.items()}
    return replace(database, facts=facts)


def _printed(fact: Fact, found: Database) -> Fact:
    again = found.facts.get(scratch_key(fact.key))
    if again is None:
        return fact
    texts = {name: getattr(again, name) for name in sql_fields(type(fact)) if hasattr(again, name)}
    return replace(fact, **texts)
