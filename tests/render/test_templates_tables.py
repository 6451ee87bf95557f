"""Templates of tables, columns and defaults, run on a server and read back."""

from __future__ import annotations

import dataclasses

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.table import Table
from dbtool.model.change import Create
from dbtool.model.fact import Expr
from dbtool.model.plan import Action
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, sql_of

T = "Order 'Lines'"
ROW = """INSERT INTO @S."Order 'Lines'" VALUES ('41')"""
NEXT_ROW = """INSERT INTO @S."Order 'Lines'" DEFAULT VALUES RETURNING a"""
TABLE = Table(schema=S, name=T)


def column(name: str, type: str, **fields: object) -> Column:
    return Column.from_values({"schema": S, "table": T, "name": name, "type": Expr(type), **fields})


def default(name: str, expression: str) -> ColumnDefault:
    return ColumnDefault(schema=S, table=T, column=name, expression=Expr(expression))


def constraint(name: str, type: str, definition: str, **fields: object) -> Constraint:
    values = {"schema": S, "table": T, "name": name, "type": type, "definition": Expr(definition), **fields}
    return Constraint.from_values(values)


COLUMNS = (
    column("Id", "bigint", position=1, nullable=False, identity_generation="always",
           identity_options={"start": "5", "increment": "2", "minvalue": "3", "maxvalue": "99", "cache": "4",
                             "cycle": "true"}),
    column("näme", "character varying(20)", position=2, collation=("pg_catalog", "C"), nullable=False,
           storage="external", compression="pglz", statistics=200, options={"n_distinct": "0.5"},
           comment="The \"name\"'s"),
    column("select", "numeric(10,2)", position=3),
    column("twice", "numeric", position=4, generated=Expr('("select" * (2)::numeric)')),
)  # fmt: skip
DEFAULTS = (default("näme", "'it''s'::character varying"),)
CONSTRAINTS = (
    constraint("Order Lines_pkey", "primary key", 'PRIMARY KEY ("Id")', comment="The key"),
    constraint("later", "unique", "UNIQUE NULLS NOT DISTINCT (\"näme\")", deferrable=True, deferred=True),
    constraint("positive", "check", 'CHECK (("select" > (0)::numeric))'),
    constraint("not yet", "check", 'CHECK (("select" < (9)::numeric))', validated=False),
)  # fmt: skip


def test_create_with_everything_inside(bench: Workbench, roles: tuple[str, str]) -> None:
    table = dataclasses.replace(
        TABLE,
        unlogged=True,
        options={"fillfactor": "70", "toast.autovacuum_enabled": "false"},
        replica_identity="index Order Lines_pkey",
        owner=roles[0],
        comment="Lines",
    )
    bench.sql("SET default_toast_compression = lz4")
    steps = bench.create(table, *COLUMNS, *DEFAULTS, *CONSTRAINTS)
    assert not hazards_of(steps) - {"changes-access"}
    assert not [step.lock for step in steps if step.lock], "nobody waits for a table that is new"
    assert hazards_of(bench.drop(table)) == {"deletes-data"}


def test_create_reads_well(bench: Workbench) -> None:
    plain = Table(schema="public", name="orders")
    columns = (
        Column(schema="public", table="orders", name="id", type=Expr("uuid not null default now()")),
        Column(schema="public", table="orders", name="note", position=2, type=Expr("text"), nullable=False),
    )  # fmt: skip
    key = Constraint(
        schema="public", table="orders", name="orders_pkey", type="primary key",
        definition=Expr("PRIMARY KEY (id)"),
    )  # fmt: skip
    live = bench.read()
    steps = bench.steps(Action("create", Create(plain), (*columns, key)), live, live, [plain.key])
    assert sql_of(steps) == (
        "CREATE TABLE public.orders (\n"
        "  id uuid not null default now(),\n"
        "  note text NOT NULL,\n"
        "  CONSTRAINT orders_pkey PRIMARY KEY (id)\n"
        ");"
    )


def test_table_fields(bench: Workbench, roles: tuple[str, str]) -> None:
    table = dataclasses.replace(TABLE, owner=roles[0], comment="Lines")
    columns = (column("a", "integer", nullable=False), column("b", "text"))
    bench.create(table, *columns, constraint("u", "unique", "UNIQUE (a)"))
    steps = bench.vary(
        table,
        unlogged=True,
        options={"fillfactor": "70", "toast.autovacuum_enabled": "false"},
        replica_identity="full",
        owner=roles[1],
        comment=None,
    )
    assert hazards_of(steps) == {"rewrites-table", "changes-access"}
    bench.vary(table, options={"fillfactor": "50"}, replica_identity="index u")
    bench.vary(
        dataclasses.replace(table, options={"fillfactor": "50"}), options={"autovacuum_enabled": "off"}
    )
    bench.drop(table)


def test_table_moves(bench: Workbench, tablespace: str) -> None:
    bench.sql('CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler')
    bench.create(
        dataclasses.replace(TABLE, access_method="Heap 2", tablespace=tablespace), column("a", "text")
    )
    bench.drop(TABLE)
    bench.create(TABLE, column("a", "text"))
    moved = dataclasses.replace(TABLE, access_method="Heap 2", tablespace=tablespace)
    steps = bench.alter(moved)
    assert len(steps) == 1, "one rewrite for both"
    assert hazards_of(steps) == {"rewrites-table"}


def test_table_without_columns(bench: Workbench) -> None:
    bench.create(TABLE)


def test_partitions(bench: Workbench) -> None:
    bench.create(
        dataclasses.replace(TABLE, partition_by=Expr("RANGE (day)")),
        column("day", "date", nullable=False),
        column("n", "integer"),
    )
    part = Table(
        schema=S, name="2024", partition_of=(S, T),
        bound=Expr("FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"),
    )  # fmt: skip
    check = Constraint(schema=S, table="2024", name="own", type="check", definition=Expr("CHECK ((n > 0))"))
    steps = bench.create(part, check)
    assert "ACCESS EXCLUSIVE" in steps[0].lock
    bench.vary(part, bound=Expr("FOR VALUES FROM ('2024-01-01') TO ('2024-07-01')"), comment="First half")
    bench.create(Table(schema=S, name="rest", partition_of=(S, T), bound=Expr("DEFAULT")))
    sub = Table(
        schema=S, name="2025", partition_of=(S, T), partition_by=Expr("LIST (n)"),
        bound=Expr("FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"),
    )  # fmt: skip
    bench.create(sub)
    bench.create(Table(schema=S, name="one", partition_of=(S, "2025"), bound=Expr("FOR VALUES IN (1, 2)")))
    bench.drop(part)


def test_inheritance_and_typed_tables(bench: Workbench) -> None:
    bench.create(TABLE, column("a", "integer"))
    bench.create(Table(schema=S, name="Other"))
    child = Table(schema=S, name="child", inherits=((S, T),))
    bench.create(child, Column(schema=S, table="child", name="b", type=Expr("integer")))
    bench.vary(child, inherits=((S, T), (S, "Other")))
    bench.vary(child, inherits=())
    bench.sql('CREATE TYPE public."Pair" AS (x integer, y integer)')
    typed = Table(schema=S, name="typed", of_type=Expr('public."Pair"'))
    bench.create(typed, ColumnDefault(schema=S, table="typed", column="x", expression=Expr("7")))


def test_column(bench: Workbench) -> None:
    bench.create(TABLE)
    for one in COLUMNS[:3]:
        steps = bench.create(one, *[d for d in DEFAULTS if d.column == one.name])
        assert not hazards_of(steps)
        assert steps[0].lock.startswith("ACCESS EXCLUSIVE")
    bench.create(COLUMNS[3])
    assert hazards_of(bench.drop(COLUMNS[3])) == {"deletes-data"}
    bench.vary(
        COLUMNS[1],
        storage=None,
        compression="lz4",
        statistics=None,
        options={"n_distinct_inherited": "7"},
        comment=None,
        collation=None,
        nullable=True,
    )
    bench.vary(dataclasses.replace(COLUMNS[1], compression=None), storage="main", options={}, statistics=0)


def test_storage_before_16(bench: Workbench) -> None:
    bench.version = 150000
    bench.create(TABLE, COLUMNS[1])
    bench.vary(COLUMNS[1], storage=None)


def test_column_type(bench: Workbench) -> None:
    text = column("a", "text")
    bench.create(TABLE, text, default("a", "'7'::text"))
    bench.sql(ROW)
    number = column("a", "integer")
    steps = bench.alter(number, beside=[default("a", "8")])
    assert hazards_of(steps) == {"rewrites-table"}
    assert bench.sql(NEXT_ROW) == [(8,)]
    assert hazards_of(bench.alter(column("a", "character varying(10)"))) == {"rewrites-table"}
    assert not hazards_of(bench.alter(column("a", "character varying(20)")))
    assert not hazards_of(bench.alter(column("a", "text")))
    assert hazards_of(bench.alter(column("a", "character varying(5)"))) == {"rewrites-table"}
    generated = column("g", "text", generated=Expr("a"))
    bench.create(generated)
    bench.alter(column("g", "character varying(9)", generated=Expr("a")))


def test_not_null_keeps_the_table_in_service(bench: Workbench) -> None:
    bench.create(TABLE, column("a", "integer"))
    steps = bench.alter(column("a", "integer", nullable=False))
    assert [step.alone for step in steps] == [False, True, False, False]
    assert not hazards_of(steps)
    bench.alter(column("a", "integer"))
    bench.online = False
    assert len(bench.alter(column("a", "integer", nullable=False))) == 1


def test_identity(bench: Workbench) -> None:
    plain = column("a", "integer", nullable=False)
    bench.create(TABLE, plain)
    bench.sql(ROW)
    counted = column("a", "integer", nullable=False, identity_generation="by default")
    bench.alter(counted)
    assert bench.sql(NEXT_ROW) == [(42,)]
    bench.vary(counted, identity_generation="always", identity_options=COLUMNS[0].identity_options)
    down = {"increment": "-1", "minvalue": "-100", "maxvalue": "50", "start": "-3"}
    bench.vary(counted, identity_options=down)
    bench.vary(
        dataclasses.replace(counted, identity_options=down), identity_options=COLUMNS[0].identity_options
    )
    bench.alter(column("a", "integer"))


def test_default(bench: Workbench) -> None:
    bench.create(TABLE, column("näme", "text"))
    one = default("näme", "'x'::text")
    bench.create(one)
    bench.vary(one, expression=Expr("lower('Y;--'::text)"))
    bench.drop(one)
