"""Templates of roles, memberships, privileges and row security, run on a server and read back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.model.change import Create
from dbtool.model.fact import Expr
from dbtool.model.plan import Action
from dbtool.model.quoting import ident
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, sql_of


@pytest.fixture
def name(bench: Workbench) -> Iterator[str]:
    """The name of a role that is not there yet, gone after the test."""
    name = f'{bench.connection.info.dbname} Ne\'w "$dbtool$" %'
    yield name
    bench.sql(f"DROP ROLE IF EXISTS {ident(name)}")


@pytest.fixture
def objects(bench: Workbench) -> Workbench:
    """One object of each kind that can be granted on."""
    bench.sql("""
        CREATE TABLE @S."T" ("Col" integer, b text);
        CREATE VIEW @S."V" AS SELECT 1 AS a;
        CREATE MATERIALIZED VIEW @S."M" AS SELECT 1 AS a;
        CREATE SEQUENCE @S."S";
        CREATE FUNCTION @S."F"(a integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE @S."P"(a integer) LANGUAGE sql AS 'SELECT 1';
        CREATE TYPE @S."E" AS ENUM ('a');
        CREATE DOMAIN @S."D" AS integer
    """)
    return bench


def test_role(bench: Workbench, name: str) -> None:
    role = Role(
        name=name,
        login=True,
        inherit=False,
        createdb=True,
        replication=True,
        connection_limit=3,
        valid_until="2099-01-01 00:00:00+00",
        settings={
            "search_path": '"$user", "My, Sch""ema", public',
            "app.tenant": "it's 'x'",
            "TimeZone": "UTC",
        },
        password="R_SECRET",
        comment="R",
    )
    steps = bench.create(role)
    assert [(s.password_of, s.password_from) for s in steps if s.password_of] == [(name, "R_SECRET")]
    assert not hazards_of(steps)
    steps = bench.vary(
        role,
        login=False,
        inherit=True,
        superuser=True,
        createdb=False,
        createrole=True,
        replication=False,
        bypassrls=True,
        connection_limit=-1,
        valid_until=None,
        settings={"search_path": '""', "work_mem": "8MB"},
        comment=None,
    )
    assert hazards_of(steps) == {"changes-access"}
    bench.drop(role)


def test_existing_role_is_brought_in_line(bench: Workbench, name: str) -> None:
    bench.create(Role(name=name, createrole=True, bypassrls=True, inherit=False, connection_limit=2))
    wanted = Role(name=name, login=True, replication=True, valid_until="2099-01-01 00:00:00+00")
    live = bench.read()
    bench.sql(sql_of(bench.steps(Action("create", Create(wanted)), live, live)))
    bench.expect(wanted)
    plain = Role(name=name)
    bench.sql(sql_of(bench.steps(Action("create", Create(plain)), live, live)))
    bench.expect(plain)


def test_role_that_owns_something_stays(bench: Workbench, roles: tuple[str, str]) -> None:
    bench.sql(f'CREATE TABLE t (); ALTER TABLE t OWNER TO "{roles[1]}"')
    with pytest.raises(AssertionError, match="still there"):
        bench.drop(Role(name=roles[1]))


def test_membership(bench: Workbench, roles: tuple[str, str]) -> None:
    member = Membership(role=roles[0], member=roles[1])
    assert sql_of(bench.create(member)).endswith('"' + roles[1] + '";')
    bench.vary(member, admin=True)
    since_16 = bench.connection.info.server_version >= 160000
    if since_16:
        bench.vary(dataclasses.replace(member, inherit=True, set_role=True), inherit=False, set_role=False)
    assert hazards_of(bench.drop(member)) == {"changes-access"}
    bench.create(dataclasses.replace(member, admin=True, inherit=False if since_16 else None))


def test_membership_before_16(bench: Workbench, roles: tuple[str, str]) -> None:
    bench.version = 150000
    member = Membership(role=roles[0], member=roles[1])
    bench.create(member)
    bench.vary(member, admin=True)
    assert "INHERIT" not in sql_of(bench.vary(member, admin=True))


TARGETS = {
    "table": ((S, "T"), ("INSERT", "SELECT"), ("DELETE", "INSERT", "TRUNCATE"), ()),
    "view": ((S, "V"), ("SELECT",), ("INSERT", "SELECT"), ()),
    "materialized_view": ((S, "M"), ("SELECT",), ("MAINTAIN", "SELECT"), ()),
    "column": ((S, "T", "Col"), ("SELECT",), ("INSERT", "UPDATE"), ()),
    "sequence": ((S, "S"), ("USAGE",), ("SELECT", "UPDATE"), ()),
    "function": ((S, "F", "integer, text"), ("EXECUTE",), (), ()),
    "enum": ((S, "E"), ("USAGE",), (), ()),
    "domain": ((S, "D"), ("USAGE",), (), ()),
    "schema": ((S,), ("USAGE",), ("CREATE", "USAGE"), ()),
    "database": ((), ("CONNECT",), ("CREATE", "TEMPORARY"), ()),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_grant(objects: Workbench, roles: tuple[str, str], kind: str) -> None:
    path, privileges, others, default = TARGETS[kind]
    if "MAINTAIN" in others and objects.connection.info.server_version < 170000:
        others = ("INSERT", "SELECT")
    grant = Grant(on_kind=kind, on=path, grantee=roles[0], privileges=privileges, default=default)
    assert hazards_of(objects.create(grant)) == {"changes-access"}
    if others:
        objects.vary(grant, privileges=others)
    objects.vary(grant, grantable=privileges[:1])
    objects.drop(grant)
    objects.create(dataclasses.replace(grant, grantable=privileges))


def test_grant_on_a_procedure(objects: Workbench, roles: tuple[str, str]) -> None:
    grant = Grant(on_kind="function", on=(S, "P", "integer"), grantee=roles[0], privileges=("EXECUTE",))
    assert "PROCEDURE" in sql_of(objects.create(grant))
    objects.drop(grant)


@pytest.mark.parametrize(
    ("kind", "path", "default"),
    [
        ("function", (S, "F", "integer, text"), ("EXECUTE",)),
        ("domain", (S, "D"), ("USAGE",)),
        ("database", (), ("CONNECT", "TEMPORARY")),
    ],
)
def test_revoked_default(
    objects: Workbench, kind: str, path: tuple[str, ...], default: tuple[str, ...]
) -> None:
    revoked = Grant(on_kind=kind, on=path, grantee="PUBLIC", default=default)
    assert sql_of(objects.create(revoked)).count("REVOKE") == 1
    objects.drop(revoked)


def test_grant_on_what_is_new_is_no_hazard(objects: Workbench, roles: tuple[str, str]) -> None:
    grant = Grant(on_kind="table", on=(S, "T"), grantee=roles[0], privileges=("SELECT",))
    live = objects.read()
    steps = objects.steps(Action("create", Create(grant)), live, live, [grant.key, *live])
    assert not hazards_of(steps)


@pytest.mark.parametrize("schema", ["", S])
def test_default_privilege(bench: Workbench, roles: tuple[str, str], schema: str) -> None:
    privilege = DefaultPrivilege(
        creator=roles[0], schema=schema, on="tables", grantee=roles[1], privileges=("INSERT", "SELECT")
    )
    bench.create(privilege)
    bench.vary(privilege, privileges=("DELETE", "SELECT"), grantable=("SELECT",))
    bench.drop(privilege)
    everyone = DefaultPrivilege(
        creator=roles[0], schema="", on="functions", grantee="PUBLIC", default=("EXECUTE",)
    )
    bench.create(everyone)
    bench.drop(everyone)


def test_row_security(objects: Workbench) -> None:
    security = RowSecurity(schema=S, table="T", enabled=True, forced=True)
    assert hazards_of(objects.create(security)) == {"changes-access"}
    objects.vary(security, enabled=False, forced=False)
    objects.drop(security)
    objects.create(RowSecurity(schema=S, table="T"))
    objects.drop(RowSecurity(schema=S, table="T"))


def test_policy(objects: Workbench, roles: tuple[str, str]) -> None:
    policy = Policy(
        schema=S,
        table="T",
        name="Own 'rows'",
        permissive=False,
        command="update",
        roles=tuple(sorted(roles)),
        using=Expr("(b = 'x''y;--'::text)"),
        check=Expr("true"),
        comment="P",
    )
    assert hazards_of(objects.create(policy)) == {"changes-access"}
    objects.vary(policy, roles=("PUBLIC",), using=Expr("false"), check=Expr('("Col" > 7)'), comment=None)
    objects.drop(policy)
    objects.create(Policy(schema=S, table="T", name="all"))
