"""Samples of foreign data and of publications."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.foreign.foreign_data_wrapper import ForeignDataWrapper
from dbtool.kinds.foreign.foreign_table import ForeignTable
from dbtool.kinds.foreign.server import Server
from dbtool.kinds.foreign.user_mapping import UserMapping
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.table import Table
from dbtool.kinds.replication.publication import Publication
from dbtool.kinds.replication.publication_schema import PublicationSchema
from dbtool.kinds.replication.publication_table import PublicationTable
from dbtool.kinds.routines.function import Function
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema, table
from tests.contract.samples_types import owners

SUPERUSER = "a wrapper, and a publication of all tables, belong to superusers only"


def _publication(n: Names) -> list[Sample]:
    varied = {
        "all_tables": True,
        "publish": ("insert", "truncate"),
        "via_partition_root": True,
        "comment": "it's two",
    }
    exempt = {"generated_columns": "PostgreSQL 18 and later know it", "owner": SUPERUSER}
    return [Sample(Publication(name=n("news"), comment="one"), owners(n), varied, exempt)]


def _publication_table(n: Names) -> list[Sample]:
    fact = PublicationTable(publication=n("news"), schema=n("app"), table=n("orders"), columns=(n("id"),))
    varied = {"columns": (n("id"), n("name")), "where": Expr(f"({n.column('id')} > 5)")}
    world = (*table(n, "orders", id="bigint", name="text"), Publication(name=n("news")))
    return [Sample(fact, world, varied)]


def _publication_schema(n: Names) -> list[Sample]:
    fact = PublicationSchema(publication=n("news"), schema=n("app"))
    return [Sample(fact, (Schema(name=n("app")), Publication(name=n("news"))), {})]


def _foreign_data_wrapper(n: Names) -> list[Sample]:
    check = Function(
        schema=n("app"),
        name=n("check"),
        arguments="text[], oid",
        result=Expr("boolean"),
        signature=Expr("text[], oid"),
        definition=Expr(
            f"CREATE OR REPLACE FUNCTION {n.sql('app', 'check')}(text[], oid)\n RETURNS boolean\n"
            " LANGUAGE sql\nAS $function$SELECT true$function$\n"
        ),
    )
    fact = ForeignDataWrapper(name=n("elsewhere"), options={n("one"): "it's", "b": "2"})
    varied = {
        "validator": (n("app"), n("check")),
        "options": {n("one"): "50% :x", "c": "3"},
        "comment": "it's two",
    }
    exempt = {"handler": "only a compiled function can be one", "owner": SUPERUSER}
    return [Sample(fact, (schema(n), check), varied, exempt)]


def _server(n: Names) -> list[Sample]:
    wrappers = (ForeignDataWrapper(name=n("elsewhere")), ForeignDataWrapper(name=n("nowhere")))
    fact = Server(name=n("there"), wrapper=n("elsewhere"), options={n("one"): "it's", "b": "2"})
    varied = {
        "wrapper": n("nowhere"),
        "type": "it's a type",
        "version": "it's 2",
        "options": {n("one"): "50% :x", "c": "3"},
        "comment": "it's two",
    }
    return [Sample(fact, wrappers, varied, {"owner": "a role needs a grant on the wrapper first"})]


def _on(n: Names) -> tuple[Fact, ...]:
    wrapper = ForeignDataWrapper(name=n("elsewhere"))
    return (wrapper, *(Server(name=n(name), wrapper=n("elsewhere")) for name in ("there", "here")))


def _user_mapping(n: Names) -> list[Sample]:
    fact = UserMapping(server=n("there"), user=n.role("one"), options={n("one"): "it's"})
    secret = {"secret_options": ("password",), "secrets": {"password": "PATH"}}
    varied = {"options": {n("one"): "50% :x", "c": "3"}, "secret_options": Variation(secret)}
    return [
        Sample(
            fact, (*_on(n), *owners(n)), varied, {"secrets": "the name of a variable, which no server knows"}
        )
    ]


def _foreign_table(n: Names) -> list[Sample]:
    app = n("app")
    column = Column(schema=app, table=n("far"), name=n("id"), position=1, type=Expr("bigint"))
    options = {n("one"): "it's", "b": "2"}
    fact = ForeignTable(schema=app, name=n("far"), server=n("there"), options=options)
    base = Table(schema=app, name=n("base"))
    inherited = Column(schema=app, table=n("base"), name=n("id"), position=1, type=Expr("bigint"))
    world = (schema(n), *_on(n), column, base, inherited, *owners(n))
    varied = {
        "server": n("here"),
        "options": {n("one"): "50% :x", "c": "3"},
        "inherits": ((app, n("base")),),
        "comment": "it's two",
    }
    ranges = tuple(
        fact
        for name in ("ranges", "others")
        for fact in (
            Table(schema=app, name=n(name), partition_by=Expr(f"RANGE ({n.column('id')})")),
            Column(schema=app, table=n(name), name=n("id"), position=1, type=Expr("bigint")),
        )
    )
    part = ForeignTable(
        schema=app,
        name=n("part"),
        server=n("there"),
        partition_of=(app, n("ranges")),
        bound=Expr("FOR VALUES FROM ('0') TO ('10')"),
    )
    bounds = {"bound": Expr("FOR VALUES FROM ('5') TO ('20')"), "partition_of": (app, n("others"))}
    exempt = {"owner": "a role needs a grant on the server first"}
    return [
        Sample(fact, world, varied, exempt, removable=False),
        Sample(part, (schema(n), *_on(n), *ranges), bounds),
    ]


SAMPLES: Mapping[str, Samples] = {
    "publication": _publication,
    "publication_table": _publication_table,
    "publication_schema": _publication_schema,
    "foreign_data_wrapper": _foreign_data_wrapper,
    "server": _server,
    "user_mapping": _user_mapping,
    "foreign_table": _foreign_table,
}
