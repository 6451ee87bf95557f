"""Samples of tables, of what is on them, and of views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dbtool.kinds.foreign.foreign_data_wrapper import ForeignDataWrapper
from dbtool.kinds.foreign.foreign_table import ForeignTable
from dbtool.kinds.foreign.server import Server
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.table import Table
from dbtool.kinds.relations.view import View
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import ACCESS_METHOD, TABLESPACE, Sample, Samples, Variation, schema, table
from tests.contract.samples_types import owners


def _table(n: Names) -> list[Sample]:
    # Only a table with wide columns has a TOAST table to set options of.
    column, app = table(n, "orders", id="text")[-1], n("app")
    plain = Table(schema=app, name=n("orders"), owner=n.role("one"))
    varied = {
        "unlogged": True,
        "options": {"fillfactor": "70", "toast.autovacuum_enabled": "false"},
        "partition_by": Expr(f"RANGE ({n.column('id')})"),
        "of_type": Expr(n.sql("app", "pair")),
        "inherits": ((app, n("base")),),
        "replica_identity": "full",
        "owner": n.role("two"),
        "comment": "it's two",
    }
    exempt = {
        "access_method": ACCESS_METHOD,
        "tablespace": TABLESPACE,
    }
    base = table(n, "base", id="text")[1:]
    pair = CompositeType(schema=app, name=n("pair"), attributes=((n("id"), "text"),))
    ranges = tuple(
        Table(schema=app, name=n(name), partition_by=Expr(f"RANGE ({n.column('id')})"))
        for name in ("ranges", "others")
    )
    columns = tuple(
        Column(schema=app, table=n(name), name=n("id"), position=1, type=Expr("bigint"))
        for name in ("ranges", "others")
    )
    part = Table(
        schema=app,
        name=n("part"),
        partition_of=(app, n("ranges")),
        bound=Expr("FOR VALUES FROM ('0') TO ('10')"),
    )
    bounds = {"bound": Expr("FOR VALUES FROM ('5') TO ('20')"), "partition_of": (app, n("others"))}
    return [
        Sample(plain, (schema(n), pair, column, *base, *owners(n)), varied, exempt, removable=False),
        Sample(part, (schema(n), *ranges, *columns), bounds),
    ]


def _column(n: Names) -> list[Sample]:
    app, orders = table(n, "orders")
    path: dict[str, Any] = {"schema": n("app"), "table": n("orders"), "name": n("id")}
    text = Column(**path, position=1, type=Expr("text"))
    number = Column(**path, position=1, type=Expr("integer"), nullable=False)
    beside = Column(schema=n("app"), table=n("orders"), name=n("base"), position=2, type=Expr("integer"))
    texts = {
        "position": 7,
        "type": Expr("character varying(20)"),
        "collation": ("pg_catalog", "C"),
        "nullable": False,
        "storage": "external",
        "compression": "pglz",
        "statistics": 0,
        "options": {"n_distinct": "-0.5"},
        "comment": "it's two",
    }
    numbers = {
        "identity_generation": "always",
        "identity_options": Variation(
            {"identity_generation": "by default", "identity_options": {"start": "7", "cycle": "true"}}
        ),
        "generated": Expr(f"({n.column('base')} + 1)"),
    }
    elsewhere = Column(**path, position=1, type=Expr("integer"), fdw_options={"a": "it's", "b": "2"})
    foreign = (app, *_foreign(n))
    virtual = {"virtual": "only PostgreSQL 18 and later compute a column when it is read"}
    return [
        Sample(text, (app, orders), texts, virtual),
        Sample(number, (app, orders, beside), numbers),
        Sample(elsewhere, foreign, {"fdw_options": {"a": "50% :x", n("c"): "3"}}),
    ]


def _foreign(n: Names) -> tuple[Fact, ...]:
    return (
        ForeignDataWrapper(name=n("elsewhere")),
        Server(name=n("there"), wrapper=n("elsewhere")),
        ForeignTable(schema=n("app"), name=n("orders"), server=n("there")),
    )


def _column_default(n: Names) -> list[Sample]:
    fact = ColumnDefault(
        schema=n("app"), table=n("orders"), column=n("id"), expression=Expr("'it''s 50%'::text")
    )
    return [Sample(fact, table(n, "orders", id="text"), {"expression": Expr("'two :x \\'::text")})]


def _constraint(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("orders"), "name": n("rule")}
    column = n.column("id")
    check = Constraint(**path, type="check", definition=Expr(f"CHECK (({column} > 0))"))
    key = Constraint(
        schema=n("app"),
        table=n("items"),
        name=n("key"),
        type="primary key",
        definition=Expr(f"PRIMARY KEY ({column})"),
    )
    items = (
        *table(n, "items")[1:],
        Column(
            schema=n("app"), table=n("items"), name=n("id"), position=1, type=Expr("bigint"), nullable=False
        ),
        key,
    )
    foreign = Constraint(
        **path,
        type="foreign key",
        definition=Expr(f"FOREIGN KEY ({column}) REFERENCES {n.sql('app', 'items')}({column})"),
        references=(n("app"), n("items")),
    )
    orders = table(n, "orders", id="bigint")
    checks = {
        "type": Variation({"type": "unique", "definition": Expr(f"UNIQUE ({column})")}),
        "definition": Expr(f"CHECK (({column} > 1))"),
        "validated": False,
        "comment": "it's two",
    }
    foreigns = {
        "deferrable": True,
        "deferred": Variation({"deferrable": True, "deferred": True}),
        "references": None,
    }
    enforcement = Sample(foreign, (*orders, *items), {"enforced": False}, since=18)
    unique = Constraint(**path, type="unique", definition=Expr(f"UNIQUE ({column})"))
    uniques = {"options": {"fillfactor": "70"}, "clustered": True, "index_comment": "it's two"}
    return [
        Sample(check, orders, checks),
        Sample(foreign, (*orders, *items), foreigns),
        Sample(unique, orders, uniques, {"tablespace": TABLESPACE}),
        enforcement,
        *_parts_of_a_key(n),
    ]


def _parts_of_a_key(n: Names) -> list[Sample]:
    unique = Expr(f"UNIQUE ({n.column('id')})")
    whole = Constraint(
        schema=n("app"), table=n("ranges"), name=n("all"), type="unique", definition=unique, valid=False
    )
    part = Constraint(schema=n("app"), table=n("first"), name=n("found"), type="unique", definition=unique)
    return [
        Sample(whole, _ranges(n), {"valid": True}),
        Sample(part, (*_ranges(n), whole), {"part_of": whole.key.path}),
    ]


def _index(n: Names) -> list[Sample]:
    keys = f"USING btree ((({n.column('id')} + 1)))"
    fact = Index(schema=n("app"), name=n("found"), table=n("orders"), definition=Expr(keys))
    varied = {
        "table": n("items"),
        "unique": True,
        "definition": Expr(f"{keys} WITH (fillfactor='70') WHERE ({n.column('id')} > 0)"),
        "statistics": {"1": 100},
        "clustered": True,
        "comment": "it's two",
    }
    exempt = {"tablespace": TABLESPACE, "valid": "only an interrupted build leaves an invalid index"}
    world = (*table(n, "orders", id="bigint"), *table(n, "items", id="bigint")[1:])
    return [Sample(fact, world, varied, exempt), _part_of_an_index(n, keys)]


def _part_of_an_index(n: Names, keys: str) -> Sample:
    whole = Index(
        schema=n("app"),
        name=n("all"),
        table=n("ranges"),
        definition=Expr("USING btree (" + n.column("id") + ")"),
        valid=False,
    )
    world = (*_ranges(n), whole)
    fact = Index(schema=n("app"), name=n("found"), table=n("first"), definition=whole.definition)
    part_of = Variation({"part_of": (n("app"), n("all"))}, one_way=True)
    return Sample(fact, world, {"part_of": part_of}, removable=False)


def _ranges(n: Names) -> tuple[Fact, ...]:
    """Give a table with two partitions."""
    first, second = (
        Table(schema=n("app"), name=n(name), partition_of=(n("app"), n("ranges")), bound=Expr(bound))
        for name, bound in (
            ("first", "FOR VALUES FROM ('0') TO ('10')"),
            ("second", "FOR VALUES FROM ('10') TO ('20')"),
        )
    )
    whole = Table(schema=n("app"), name=n("ranges"), partition_by=Expr(f"RANGE ({n.column('id')})"))
    schema, _, *columns = table(n, "ranges", id="bigint")
    return (schema, whole, *columns, first, second)


def _select(n: Names, *columns: str) -> Expr:
    """Give a query of two relations, whose columns every version of PostgreSQL prints with their table."""
    listed = ",\n    ".join(n.sql("orders", column) for column in columns)
    return Expr(f" SELECT {listed}\n   FROM {n.sql('app', 'orders')},\n    generate_series(1, 2) n(n)")


def _view(n: Names) -> list[Sample]:
    one, two = (n("id"), "bigint"), (n("name"), "text")
    fact = View(
        schema=n("app"),
        name=n("seen"),
        definition=_select(n, "id"),
        columns=(one,),
        owner=n.role("one"),
    )
    varied = {
        "definition": Expr(f"{fact.definition}\n  WHERE ({n.sql('orders', 'id')} > 1)"),
        "columns": Variation({"definition": _select(n, "name", "id"), "columns": (two, one)}),
        "options": {"security_barrier": "true"},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    # Only a view of one table can be written to, whose columns are printed with it before PostgreSQL 16.
    written = replace(fact, definition=Expr(f" SELECT {n.column('id')}\n   FROM {n.sql('app', 'orders')}"))
    checked = {"options": {"security_barrier": "true", "check_option": "local"}}
    world = (*table(n, "orders", id="bigint", name="text"), *owners(n))
    return [Sample(fact, world, varied), Sample(written, world, checked, since=16)]


def _materialized_view(n: Names) -> list[Sample]:
    fact = MaterializedView(schema=n("app"), name=n("kept"), definition=_select(n, "id"), owner=n.role("one"))
    varied = {
        "definition": _select(n, "name"),
        "options": {"fillfactor": "70"},
        "owner": n.role("two"),
        "comment": "it's two",
    }
    exempt = {"access_method": ACCESS_METHOD, "tablespace": TABLESPACE, "populated": "data"}
    world: tuple[Fact, ...] = (*table(n, "orders", id="bigint", name="text"), *owners(n))
    return [Sample(fact, world, varied, exempt)]


SAMPLES: Mapping[str, Samples] = {
    "table": _table,
    "column": _column,
    "column_default": _column_default,
    "constraint": _constraint,
    "index": _index,
    "view": _view,
    "materialized_view": _materialized_view,
}
