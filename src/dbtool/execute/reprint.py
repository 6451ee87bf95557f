"""Texts as the server prints them when it is given its own print again.

PostgreSQL's print is not always its own fixed point: `side IN ('buy')` on varchar prints as
`(ARRAY['buy'::character varying])::text[]`, and a constraint made from that text prints as
`ARRAY[('buy'::character varying)::text]`. A database that a plan built shows the latter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from dbtool.errors import InvalidDefinition, PlanNotProved
from dbtool.execute.alike import alike, doubtful, with_needs
from dbtool.execute.bench import bench_at, grantors_of, roles_of, steps_between
from dbtool.execute.stand_in import as_scratch_holds, scratch_key
from dbtool.model.database import Database
from dbtool.model.fact import Fact, sql_fields
from dbtool.model.key import Key

# One round settles all that is known; the bound only keeps a print that alternates from looping.
ROUNDS = 4


def fixed_point(url: str, database: Database, base: Database) -> Database:
    """Give the database with its texts printed again until they stay as they are.

    Shape: `url` is of an empty scratch database, `base` what that holds.
    Errors: PlanNotProved where the server refuses what it printed itself.
    """
    keys: Collection[Key] = doubtful(database)
    for _ in range(ROUNDS):
        if not keys:
            break
        printed = reprint(url, database, keys, base)
        keys = [key for key in keys if printed.facts[key] != database.facts[key]]
        database = printed
    return database


def reprint(url: str, database: Database, keys: Iterable[Key], base: Database | None = None) -> Database:
    """Give the database with the SQL texts of these objects as the server prints them when given them.

    Of texts that print alike one is made, in what it needs of the database; if that should not be enough,
    in the whole database.
    Errors: PlanNotProved where the server refuses what it printed itself.
    """
    groups = alike(database, keys)
    found, failures = _built(url, with_needs(database, (group[0] for group in groups)), base)
    if failures:
        found, failures = _built(url, database, base)
    # What no kind manages is not there, and neither is what uses it: its texts stay as they are.
    if failures and not database.unmodelled:
        raise PlanNotProved(
            f"scratch refuses what the server printed: {failures[0].message}", hint=failures[0].hint
        )
    printed = {
        key: _printed(database.facts[key], found.facts.get(scratch_key(group[0])))
        for group in groups
        for key in group
    }
    return replace(database, facts={**database.facts, **printed})


def _built(url: str, database: Database, base: Database | None) -> tuple[Database, list[InvalidDefinition]]:
    """Give what scratch holds after it was given the database, and what it refused of that."""
    facts = database.facts.values()
    with bench_at(url, roles_of(facts), base=base, grantors=grantors_of(facts)) as bench:
        failures = bench.run(steps_between(bench.base, as_scratch_holds(database), online=False))
        return bench.read(), failures


def _printed(fact: Fact, again: Fact | None) -> Fact:
    if again is None:
        return fact
    texts = {name: getattr(again, name) for name in sql_fields(type(fact)) if hasattr(again, name)}
    return replace(fact, **texts)
