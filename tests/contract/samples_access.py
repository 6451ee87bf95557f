"""Samples of roles, memberships, privileges and row security."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.grant import OWNER, Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.kinds.access.security_label import SecurityLabel
from dbtool.kinds.relations.extension import Extension
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema, table
from tests.contract.samples_types import owners

PASSED_ON = "what others pass on rests on grants of their own, as cases show"
LABELS = "takes a label provider, as cases of security labels show"
DEFAULT = "what the server gives by itself, which nobody can change"


def _role(n: Names) -> list[Sample]:
    fact = Role(name=n.role("one"), settings={"work_mem": "8MB"})
    varied = {
        "login": True,
        "inherit": False,
        "superuser": True,
        "createdb": True,
        "createrole": True,
        "replication": True,
        "bypassrls": True,
        "connection_limit": 5,
        "valid_until": "2030-01-02 03:04:05+00",
        "settings": {"timezone": "UTC", "app.tenant": "it's 5"},
        "password": "WELL_KNOWN",
        "exact": True,
        "comment": "it's two",
    }
    return [Sample(fact, (), varied, {"security_labels": LABELS})]


def _security_label(n: Names) -> list[Sample]:
    path = (n("app"), n("orders"))
    world = table(n, "orders", id="bigint")
    whole = SecurityLabel(provider="dummy", on_kind="table", on=path, label="secret")
    column = SecurityLabel(provider="dummy", on_kind="table", on=path, column=n("id"), label="secret")
    return [Sample(fact, world, {"label": "classified"}) for fact in (whole, column)]


def _membership(n: Names) -> list[Sample]:
    one, two = n.role("one"), n.role("two")
    fact = Membership(role=one, member=two, admin=True)
    options = Membership(role=one, member=two, admin=True, inherit=True, set_role=True)
    return [
        Sample(fact, owners(n), {"admin": False}),
        Sample(options, owners(n), {"admin": False, "inherit": False, "set_role": False}, since=16),
    ]


def _row_security(n: Names) -> list[Sample]:
    fact = RowSecurity(schema=n("app"), table=n("orders"), enabled=True, forced=True)
    return [Sample(fact, table(n, "orders", id="bigint"), {"enabled": False, "forced": False})]


def _policy(n: Names) -> list[Sample]:
    above = Expr(f"({n.column('id')} > 0)")
    fact = Policy(
        schema=n("app"),
        table=n("orders"),
        name=n("own"),
        roles=(n.role("one"),),
        using=above,
        check=above,
    )
    varied = {
        "permissive": False,
        "command": "update",
        "roles": ("PUBLIC",),
        "using": Expr(f"({n.column('id')} > 1)"),
        "check": None,
        "comment": "it's two",
    }
    return [Sample(fact, (*table(n, "orders", id="bigint"), *owners(n)), varied)]


def _grant(n: Names) -> list[Sample]:
    on = {
        "table": (n("app"), n("orders")),
        "column": (n("app"), n("orders"), n("id")),
        "schema": (n("app"),),
    }
    words = {"table": ("INSERT", "SELECT"), "column": ("INSERT", "SELECT"), "schema": ("CREATE", "USAGE")}
    others = {"table": ("SELECT", "UPDATE"), "column": ("REFERENCES",), "schema": ("USAGE",)}
    world = (*table(n, "orders", id="bigint"), *owners(n))
    owner = Grant(on_kind="table", on=on["table"], grantee=OWNER, privileges=("SELECT",))
    return [
        Sample(owner, world, {"privileges": ("INSERT", "SELECT")}),
        _beyond_a_script(n),
        *_of_a_role(n, on, words, others, world),
    ]


def _beyond_a_script(n: Names) -> Sample:
    """The extension's script lets everyone read the view."""
    fact = Grant(
        on_kind="view",
        on=(n("app"), "pg_stat_statements"),
        grantee="PUBLIC",
        privileges=("INSERT",),
        extension="pg_stat_statements",
    )
    made = Extension(name="pg_stat_statements", schema=n("app"))
    return Sample(fact, (schema(n), made), {"privileges": ("UPDATE",), "revoked": ("SELECT",)})


def _of_a_role(
    n: Names,
    on: Mapping[str, tuple[str, ...]],
    words: Mapping[str, tuple[str, ...]],
    others: Mapping[str, tuple[str, ...]],
    world: tuple[Fact, ...],
) -> list[Sample]:
    return [
        Sample(
            Grant(on_kind=kind, on=path, grantee=n.role("one"), privileges=words[kind]),
            world,
            {"privileges": others[kind], "grantable": words[kind][:1]},
            {"default": DEFAULT, "by_others": PASSED_ON, "extension": DEFAULT},
        )
        for kind, path in on.items()
    ]


def _default_privilege(n: Names) -> list[Sample]:
    fact = DefaultPrivilege(
        creator=n.role("one"),
        schema=n("app"),
        on="tables",
        grantee=n.role("two"),
        privileges=("INSERT", "SELECT"),
    )
    varied = {
        "privileges": ("SELECT", "UPDATE"),
        "grantable": Variation({"grantable": ("SELECT",)}),
    }
    return [Sample(fact, (schema(n), *owners(n)), varied, {"default": DEFAULT})]


SAMPLES: Mapping[str, Samples] = {
    "role": _role,
    "security_label": _security_label,
    "membership": _membership,
    "row_security": _row_security,
    "policy": _policy,
    "grant": _grant,
    "default_privilege": _default_privilege,
}
