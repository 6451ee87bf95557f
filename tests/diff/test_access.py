"""What a change does to who may reach what, told by facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dbtool.diff.access import access_changes
from dbtool.diff.access_policies import conditions
from dbtool.diff.access_steps import marked
from dbtool.diff.differ import diff
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.table import Table
from dbtool.kinds.relations.view import View
from dbtool.model.access import AccessChange, Effect
from dbtool.model.database import Database
from dbtool.model.fact import Expr, Fact
from dbtool.model.plan import Step

TABLE = Table(schema="s", name="t")
ON = RowSecurity(schema="s", table="t")
APP = Role(name="app", login=True)
POLICY = Policy(schema="s", table="t", name="p", roles=("app",), using=Expr("a = 1"))
GRANT = Grant(on_kind="table", on=("s", "t"), grantee="app", privileges=("SELECT",))
VIEW = View(schema="s", name="v", definition=Expr("SELECT a FROM s.t WHERE (a = 1)"))
MEMBER = Membership(role="readers", member="app", inherit=True, set_role=True)
FUTURE = DefaultPrivilege(creator="app", schema="", on="functions", grantee="PUBLIC", default=("EXECUTE",))


def _database(*facts: Fact) -> Database:
    return with_known_edges({fact.key: fact for fact in (TABLE, APP, *facts)}, {})


def _effects(old: Database, new: Database) -> dict[str, str]:
    return {key.kind: access.effect for key, access in access_changes(diff(old, new), old, new).items()}


def _both_ways(old: tuple[Fact, ...], new: tuple[Fact, ...], kind: str, effect: str) -> None:
    opposite = {"wider": "tighter", "tighter": "wider"}.get(effect, effect)
    assert _effects(_database(*old), _database(*new)) == {kind: effect}
    assert _effects(_database(*new), _database(*old)) == {kind: opposite}


@pytest.mark.parametrize(
    ("new", "effect"),
    [
        (replace(POLICY, roles=("PUBLIC",)), "wider"),
        (replace(POLICY, roles=("app", "other")), "wider"),
        (replace(POLICY, roles=("other",)), "incomparable"),
        (replace(POLICY, command="select"), "tighter"),
        (replace(POLICY, using=Expr("true")), "wider"),
        (replace(POLICY, using=Expr("false")), "tighter"),
        (replace(POLICY, using=Expr("((a = 1) OR open)")), "wider"),
        (replace(POLICY, using=Expr("((a = 1) AND open)")), "tighter"),
        (replace(POLICY, using=Expr("a = 2")), "incomparable"),
        (replace(POLICY, check=Expr("true")), "wider"),
        (replace(POLICY, using=Expr("true"), roles=("app", "other")), "wider"),
        (replace(POLICY, using=Expr("false"), roles=("app", "other")), "incomparable"),
        (replace(POLICY, permissive=False), "tighter"),
    ],
)  # fmt: skip
def test_policy_changes(new: Policy, effect: str) -> None:
    _both_ways((ON, POLICY), (ON, new), "policy", effect)


def test_restrictive_policy_holds_back_whom_it_is_for() -> None:
    old = replace(POLICY, permissive=False)
    _both_ways((ON, old), (ON, replace(old, roles=("PUBLIC",))), "policy", "tighter")
    _both_ways((ON, old), (ON, replace(old, using=Expr("true"))), "policy", "wider")
    _both_ways((ON,), (ON, old), "policy", "tighter")


def test_new_policy_gives_rows_and_one_that_comes_with_row_security_takes_them() -> None:
    _both_ways((ON,), (ON, POLICY), "policy", "wider")
    assert _effects(_database(), _database(ON, POLICY)) == {"row_security": "tighter", "policy": "tighter"}
    assert _effects(_database(ON, POLICY), _database()) == {"row_security": "wider", "policy": "wider"}


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ((), (GRANT,), "wider"),
        ((GRANT,), (replace(GRANT, privileges=("SELECT", "UPDATE")),), "wider"),
        ((GRANT,), (replace(GRANT, grantable=("SELECT",)),), "wider"),
        ((GRANT,), (replace(GRANT, privileges=("UPDATE",)),), "incomparable"),
        ((GRANT,), (replace(GRANT, by_others={"x": "INSERT"}),), "wider"),
        ((ON,), (replace(ON, forced=True),), "tighter"),
        ((MEMBER,), (replace(MEMBER, admin=True),), "wider"),
        ((MEMBER,), (replace(MEMBER, set_role=False),), "tighter"),
        ((MEMBER,), (replace(MEMBER, set_role=False, admin=True),), "incomparable"),
        ((VIEW,), (replace(VIEW, options={"security_invoker": "true"}),), "tighter"),
        ((VIEW,), (replace(VIEW, options={"security_barrier": "true"}),), "tighter"),
        ((VIEW,), (replace(VIEW, options={"check_option": "cascaded"}),), "tighter"),
        ((FUTURE,), (replace(FUTURE, privileges=("EXECUTE",)),), "wider"),
        ((replace(VIEW, owner="a"),), (replace(VIEW, owner="b"),), "incomparable"),
    ],
)
def test_grants_memberships_switches_views_and_owners(
    old: tuple[Fact, ...], new: tuple[Fact, ...], effect: str
) -> None:
    _both_ways(old, new, new[0].kind, effect)


def test_cascaded_check_takes_more_than_a_local_one() -> None:
    old, new = (replace(VIEW, options={"check_option": word}) for word in ("local", "cascaded"))
    _both_ways((old,), (new,), "view", "tighter")


def test_barrier_with_other_rows_is_incomparable_and_with_more_columns_nothing() -> None:
    old = replace(VIEW, options={"security_barrier": "true"})
    other = replace(old, definition=Expr("SELECT a FROM s.t WHERE (a = 2)"))
    _both_ways((old,), (other,), "view", "incomparable")
    more = replace(old, definition=Expr("SELECT a, b FROM s.t WHERE (a = 1)"))
    assert _effects(_database(old), _database(more)) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("superuser", True), ("createdb", True), ("createrole", True), ("replication", True),
        ("bypassrls", True), ("inherit", False), ("login", False), ("connection_limit", 5),
        ("valid_until", "2030-01-01 00:00:00+00"),
    ],
)  # fmt: skip
def test_role_attributes(field: str, value: object) -> None:
    effect = "wider" if value is True else "tighter"
    old, new = _database(), _database(Role.from_values({**APP.values(), field: value}))
    assert _effects(old, new) == {"role": effect}
    assert _effects(new, old) == {"role": "tighter" if effect == "wider" else "wider"}


def test_limits_and_ends_of_roles_are_compared() -> None:
    for field, less, more in (
        ("connection_limit", 5, 6),
        ("valid_until", "2030-01-01 00:00:00+00", "2031-01-01 00:00:00+00"),
    ):
        old, new = (_database(Role.from_values({**APP.values(), field: value})) for value in (less, more))
        assert _effects(old, new) == {"role": "wider"}
    old, new = (
        _database(replace(APP, valid_until=text)) for text in ("2030-01-01 00:00:00+00", "2031-01-01 BC")
    )
    assert _effects(old, new) == {"role": "incomparable"}


def test_what_comes_with_a_new_object_concerns_nobody() -> None:
    new = _database(
        Table(schema="s", name="u"),
        RowSecurity(schema="s", table="u"),
        Policy(schema="s", table="u", name="p", using=Expr("true")),
        replace(GRANT, on=("s", "u")),
        Role(name="new"),
        Membership(role="app", member="new"),
    )
    assert _effects(_database(), new) == {}
    assert _effects(new, _database()) == {}


def test_new_membership_of_a_role_that_was_there_is_wider() -> None:
    assert _effects(_database(), _database(MEMBER)) == {"membership": "wider"}


def test_what_compares_policies_is_asked_about_all_of_a_table() -> None:
    old, new = _database(ON, POLICY), _database(ON, replace(POLICY, using=Expr("a < 2")))
    asked = []

    def compare(table: tuple[str, str], old: Sequence[Fact], new: Sequence[Fact]) -> AccessChange:
        asked.append((table, list(old), list(new)))
        return AccessChange("wider", "", "a = 0")

    (found,) = access_changes(diff(old, new), old, new, compare).values()
    assert asked == [(("s", "t"), [POLICY], [replace(POLICY, using=Expr("a < 2"))])]
    assert found == AccessChange("wider", "its USING changes, its WITH CHECK changes", "a = 0")


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("a = 1 and b", "(b AND (a = 1) AND c)", "tighter"),
        ("a = 1 OR b", "a = 1", "tighter"),
        ("a = 1 AND b", "a = 1 OR b", None),
        ("a BETWEEN 1 AND 2", "a BETWEEN 1 AND 2 AND c", None),
        ("a = 1 AND b OR c", "a = 1", None),
        ("false", "a = 1", "wider"),
        ("a = 'x AND y'", "a = 'x'", None),
    ],
)
def test_conditions_are_compared_by_what_they_join(old: str, new: str, effect: str | None) -> None:
    found = conditions(old, new)
    assert (found and found.effect) == effect


def test_hazard_is_that_of_wider_and_incomparable_changes() -> None:
    step = Step(sql="x", key=GRANT.key, note="n", hazards=("changes-access", "breaks-clients"))
    bare = Step(sql="x", key=GRANT.key, note="n")

    def hazards(step: Step, effect: Effect) -> tuple[str, ...]:
        (found,) = marked([step], {GRANT.key: AccessChange(effect, "r")})
        assert found.access == f"{effect}: r"
        return found.hazards

    assert hazards(step, "tighter") == ("breaks-clients",)
    assert hazards(step, "wider") == ("changes-access", "breaks-clients")
    assert hazards(bare, "incomparable") == ("changes-access",)
    assert marked([step], {}) == (step,)
