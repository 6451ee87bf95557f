"""What needs what, and what goes along with what."""

from __future__ import annotations

import pytest

from dbtool.model.database import Database
from dbtool.model.key import Key

NEEDS = [
    # By column, not by table.
    ("view app.plain", "column app.parent.quantity"),
    ("view app.joined", "view app.plain"),
    ("view app.joined", "column app.child.room"),
    ("policy app.parent.own", "column app.parent.quantity"),
    ("materialized_view app.feelings", "column app.parent.feeling"),
    ("index app.child_room", "column app.child.during"),
    ("column app.parent.upper_name", "column app.parent.name"),
    # By function and type.
    ("view app.plain", "function app.positive.integer"),
    ("domain app.quantity", "function app.positive.integer"),
    ("trigger app.parent.touch", "function app.touch."),
    ("column app.parent.feeling", "enum app.mood"),
    ("column app.parent.quantity", "domain app.quantity"),
    ("column_default app.parent.feeling", "enum app.mood"),
    ("column_default app.parent.id", "sequence app.parent_id_seq"),
    ("function app.ids.app.parent", "table app.parent"),
    ("function app.ids.app.parent", "column app.child.id"),
    # By extension: of a type, and of an operator class in the index under a constraint.
    ("column app.parent.code", "extension citext"),
    ("constraint app.child.one_at_a_time", "extension btree_gist"),
    # By the index under a key.
    ("constraint app.child.child_parent", "constraint app.parent.parent_pkey"),
    # By owner and grantee.
    ("table app.child", "role rich_owner"),
    ("policy app.parent.own", "role Rich Röle"),
    ("grant table.app.parent.rich_app", "role rich_app"),
    # By partition, inheritance and OWNED BY.
    ("table app.part_2024", "table app.part"),
    ("table app.heir", "table app.parent"),
    ("sequence_ownership app.parent_id_seq", "column app.parent.id"),
]


def by_title(database: Database) -> dict[str, Key]:
    return {str(key): key for key in database}


@pytest.mark.parametrize(("key", "need"), NEEDS)
def test_edge_is_there(rich: Database, key: str, need: str) -> None:
    keys = by_title(rich)
    assert keys[need] in rich.edges[keys[key]]


def test_sequence_does_not_need_the_column_that_owns_it(rich: Database) -> None:
    """Or a table could not be created with a default that uses the sequence."""
    keys = by_title(rich)
    assert rich.edges[keys["sequence app.parent_id_seq"]] == {keys["schema app"]}


def test_edges_and_parents_point_at_facts_and_never_at_themselves(rich: Database) -> None:
    for key, needs in rich.edges.items():
        assert key in rich
        assert needs <= rich.facts.keys()
        assert key not in needs
    assert set(rich.parents.values()) <= rich.facts.keys()


PARENTS = [
    ("column app.parent.id", "table app.parent"),
    ("index app.feelings_feeling", "materialized_view app.feelings"),
    ("trigger app.joined.instead", "view app.joined"),
    ("table app.part_2024", "table app.part"),
]


@pytest.mark.parametrize(("key", "parent"), PARENTS)
def test_parent_is_what_takes_it_along(rich: Database, key: str, parent: str) -> None:
    keys = by_title(rich)
    assert rich.parents[keys[key]] == keys[parent]
