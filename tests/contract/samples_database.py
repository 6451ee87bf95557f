"""Samples of the database itself, of base types, access methods, subscriptions and NOT NULL constraints."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.access.database import DatabaseProperties
from dbtool.kinds.access.role import Role
from dbtool.kinds.access.role_setting import RoleSetting
from dbtool.kinds.relations.base_type import FUNCTIONS, BaseType
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.not_null import NotNull
from dbtool.kinds.relations.table import Table
from dbtool.kinds.replication.subscription import Subscription
from dbtool.kinds.routines.access_method import AccessMethod
from dbtool.model.fact import Expr
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema
from tests.contract.samples_types import owners

WHOLE = "of a whole type, which is made with its functions, as cases show"


def _database(n: Names) -> list[Sample]:
    fact = DatabaseProperties(settings={"work_mem": "8MB", "search_path": '"$user", public'}, comment="one")
    varied = {
        "settings": {"timezone": "Europe/Berlin", "search_path": "pg_catalog, public"},
        "connection_limit": 7,
        "comment": "it's two",
    }
    return [Sample(fact, (), varied)]


def _role_setting(n: Names) -> list[Sample]:
    fact = RoleSetting(role=n.role("one"), settings={"work_mem": "8MB"})
    return [Sample(fact, (Role(name=n.role("one")),), {"settings": {"lock_timeout": "3s"}})]


def _access_method(n: Names) -> list[Sample]:
    fact = AccessMethod(name=n("store"), type="index", handler=Expr("bthandler"), comment="one")
    varied = {
        "type": Variation({"type": "table", "handler": Expr("heap_tableam_handler")}),
        "handler": Expr("hashhandler"),
        "comment": "it's two",
    }
    return [Sample(fact, (), varied)]


def _base_type(n: Names) -> list[Sample]:
    """A shell: a whole type is made together with its functions, which only the server's edges say."""
    fact = BaseType(schema=n("app"), name=n("number"), owner=n.role("one"))
    exempt = dict.fromkeys(
        (*FUNCTIONS, "length", "by_value", "alignment", "storage", "category", "preferred", "default"), WHOLE
    ) | dict.fromkeys(("element", "delimiter", "collatable"), WHOLE)
    varied = {"owner": n.role("two"), "comment": "it's two"}
    return [Sample(fact, (schema(n), *owners(n)), varied, exempt)]


def _subscription(n: Names) -> list[Sample]:
    fact = Subscription(
        name=n("news"),
        connection={"dbname": "it's", "host": "localhost"},
        publications=(n("one"),),
        slot="slot_1",
        comment="one",
    )
    varied = {
        "connection": {"application_name": "a \\ b", "dbname": "there"},
        "publications": (n("one"), n("two")),
        "slot": None,
        "enabled": Variation({"enabled": True}, one_way=True),
        "binary": True,
        "streaming": "on",
        "two_phase": True,
        "disable_on_error": True,
        "synchronous_commit": "local",
        "comment": "it's two",
    }
    exempt = {
        "secrets": "named, and never read from a server",
        "secret_options": "a secret comes from the environment, as cases show",
        "owner": "a subscription belongs to superusers only, before PostgreSQL 16",
        "password_required": "PostgreSQL 16 and later know it",
        "run_as_owner": "PostgreSQL 16 and later know it",
        "origin": "PostgreSQL 16 and later know it",
        "failover": "PostgreSQL 17 and later know it",
    }
    return [Sample(fact, owners(n), varied, exempt)]


def _not_null(n: Names) -> list[Sample]:
    table = Table(schema=n("app"), name=n("orders"))
    column = Column(
        schema=n("app"), table=n("orders"), name=n("id"), position=1, type=Expr("integer"), nullable=False
    )
    fact = NotNull(schema=n("app"), table=n("orders"), column=n("id"), name=n("there"))
    varied = {"name": n("here"), "validated": False, "no_inherit": True, "comment": "it's two"}
    return [Sample(fact, (schema(n), table, column), varied, since=18)]


SAMPLES: Mapping[str, Samples] = {
    "database": _database,
    "role_setting": _role_setting,
    "access_method": _access_method,
    "base_type": _base_type,
    "subscription": _subscription,
    "not_null": _not_null,
}
