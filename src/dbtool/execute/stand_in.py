"""What scratch holds of a database: continuous aggregates as materialized views, declared facts left out.

On either edition, so that the wanted model does not depend on the edition that scratch happens to have.
"""

from __future__ import annotations

from dataclasses import replace

from dbtool.kinds import BY_NAME
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.extension import Extension
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key

AGGREGATE, STAND_IN = "continuous_aggregate", "materialized_view"
SHARED = ("schema", "name", "definition", "owner", "comment")


def stand_in(fact: Fact) -> Fact:
    """Give the materialized view that stands for a continuous aggregate; any other fact as it is.

    Scratch installs its own version of an extension.
    """
    if isinstance(fact, Extension) and fact.version is not None:
        return replace(fact, version=None)
    if fact.kind != AGGREGATE:
        return fact
    return BY_NAME[STAND_IN].model.from_values({name: getattr(fact, name) for name in SHARED})


def as_scratch_holds(database: Database) -> Database:
    """Give the database as a scratch server would show it."""
    found = [(fact, _shown(fact)) for fact in database.facts.values()]
    if all(shown is fact for fact, shown in found):
        # To work all edges out again takes long where there are many.
        return replace(database, unmodelled=()) if database.unmodelled else database
    facts = {shown.key: shown for _, shown in found if shown is not None}
    edges = {scratch_key(key): frozenset(map(scratch_key, needs)) for key, needs in database.edges.items()}
    return with_known_edges(facts, edges)


def scratch_key(key: Key) -> Key:
    """Give the key under which scratch holds the object."""
    return Key(STAND_IN, key.path) if key.kind == AGGREGATE else key


def _shown(fact: Fact) -> Fact | None:
    if isinstance(fact, Grant) and fact.on_kind == AGGREGATE:
        return replace(fact, on_kind=STAND_IN)
    if fact.kind == AGGREGATE or isinstance(fact, Extension):
        return stand_in(fact)
    return None if BY_NAME[fact.kind].declared else fact
